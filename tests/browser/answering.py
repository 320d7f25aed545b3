"""Waves for the tests of how people answer: every type of question, codes, easy words, sound."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from copfeedback.application import PROJECT, Portal, build_portal
from copfeedback.people.model import OPERATOR
from copfeedback.settings import Settings
from copfeedback.surveys.codes import make_codes
from copfeedback.surveys.wave_file import WaveFile
from copfeedback.surveys.waves import add_wave, publish_survey
from tests.browser.conftest import Server, settled

VARIED, SPOKEN, BY_CODE = "varied-spring", "spoken-spring", "varied-by-code"
KNOWN_SECONDS = 60
SPOKEN_SURVEY = PROJECT / "surveys" / "neighbourhood-safety" / "v2.yaml"
QUESTIONNAIRE = """\
id: varied
version: 1
languages: [en, ar]
title: {en: The park and the police, ar: الحديقة والشرطة}
introduction: {en: We ask how you use the park., ar: نسأل كيف تستعملون الحديقة.}
run_by: {en: An institute, ar: معهد}
paid_by: {en: A fund, ar: صندوق}
backed_by: {en: The council, ar: المجلس}
independence: {en: The institute decides., ar: المعهد يقرر.}
contact: {en: Call 0800 000 000., ar: اتصلوا بنا.}
minutes: 3
choice_lists:
  agreement:
    - {code: agree, text: {en: I agree, ar: أوافق}, pictogram: thumbs_up}
    - {code: neither, text: {en: Neither, ar: لا هذا ولا ذاك}, pictogram: unsure}
    - {code: disagree, text: {en: I disagree, ar: لا أوافق}, pictogram: thumbs_down}
sections:
  - id: beginning
    title: {en: Before we begin, ar: قبل أن نبدأ}
    questions:
      - id: welcome
        type: note
        text: {en: This is about the park by the lake., ar: هذا عن الحديقة عند البحيرة.}
      - id: agreed
        type: consent
        text: {en: May we ask you some questions?, ar: هل يمكننا أن نسألك بعض الأسئلة؟}
  - id: visits
    title: {en: Your visits, ar: زياراتك}
    questions:
      - id: way
        type: single
        text: {en: How do you get there?, ar: كيف تصل إلى هناك؟}
        choices:
          - {code: foot, text: {en: On foot, ar: مشيا}}
          - {code: bus, text: {en: By bus, ar: بالحافلة}}
          - {code: other, specify: true, text: {en: In another way, ar: بطريقة أخرى}}
      - id: seen
        type: multiple
        text: {en: What have you seen there?, ar: ماذا رأيت هناك؟}
        max_answers: 2
        exclusive: [nothing]
        choices:
          - {code: patrols, text: {en: Patrols, ar: دوريات}}
          - {code: lights, text: {en: Broken lights, ar: أضواء مكسورة}}
          - {code: nothing, text: {en: Nothing of this, ar: لا شيء من هذا}}
      - id: officers
        type: likert_grid
        text: {en: The officers in the park, ar: أفراد الشرطة في الحديقة}
        choices: agreement
        rows:
          - {id: greet, text: {en: They greet people., ar: يسلّمون على الناس.}}
          - {id: listen, text: {en: They listen., ar: يستمعون.}}
      - id: trust
        type: scale
        text: {en: How much do you trust them?, ar: ما مدى ثقتك بهم؟}
        easy: {en: Do you trust them?, ar: هل تثق بهم؟}
        low: {en: Not at all, ar: لا أثق إطلاقا}
        high: {en: Completely, ar: أثق تماما}
      - id: first
        type: ranking
        text: {en: What should come first?, ar: ما الذي يجب أن يأتي أولا؟}
        choices:
          - {code: lamps, text: {en: Lamps, ar: مصابيح}}
          - {code: paths, text: {en: Paths, ar: ممرات}}
          - {code: patrols, text: {en: Patrols, ar: دوريات}}
  - id: details
    title: {en: Details, ar: تفاصيل}
    questions:
      - id: people
        type: number
        text: {en: With how many people do you go?, ar: مع كم شخص تذهب؟}
        maximum: 50
      - id: distance
        type: decimal
        text: {en: How many kilometres is it?, ar: كم كيلومترا تبعد؟}
      - id: last
        type: date
        text: {en: When were you there last?, ar: متى كنت هناك آخر مرة؟}
      - id: hour
        type: time
        text: {en: At what time?, ar: في أي ساعة؟}
      - id: place
        type: text
        short: true
        text: {en: Which part do you like?, ar: أي جزء يعجبك؟}
      - id: improve
        type: text
        text: {en: What should be better?, ar: ما الذي يجب تحسينه؟}
      - id: metres
        type: calculate
        text: {en: Metres, ar: أمتار}
        calculation: ${distance} * 1000
      - id: area
        type: sector
        text: {en: Where do you live?, ar: أين تسكن؟}
demographics: [gender]
"""


TYPED = {
    "q.people": "3",
    "q.distance": "1.5",
    "q.last.d": "2",
    "q.last.y": "2024",
    "q.hour": "14:30",
    "q.place": "The lake",
    "q.improve": "More lamps, please.",
}
_PLACE_OF_FOCUS = """() => {
  const at = document.activeElement;
  const group = [...document.getElementsByName(at.name ?? "")];
  const kind = at.tagName === "INPUT" ? at.type : at.tagName.toLowerCase();
  return at.closest("main") ? [kind, at.id, group.indexOf(at), at.value] : ["", "", 0, ""];
}"""


@dataclass(frozen=True)
class Offered:
    """The waves that are open, and codes of the one that asks for them."""

    varied: str
    spoken: str
    by_code: str
    codes: tuple[str, ...]


@cache
def offered(server: Server) -> Offered:
    """Publish the surveys and open their waves, the first time somebody asks."""
    # In a thread of its own: the browser's driver has an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(_offer, server.data_dir).result()
    until = time.monotonic() + KNOWN_SECONDS
    while not _is_known(f"{server.address}/en/surveys/{made.varied}"):
        assert time.monotonic() < until, "the portal does not find the new waves"
        time.sleep(0.1)
    return made


def _is_known(address: str) -> bool:
    """Whether there is such a page: a portal looks for new waves from time to time."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - loopback
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False


def _offer(data_dir: Path) -> Offered:
    portal = build_portal(Settings(data_dir=data_dir))
    try:
        path = data_dir / "varied" / "v1.yaml"
        path.parent.mkdir()
        path.write_text(QUESTIONNAIRE, encoding="utf-8")
        demographics = (PROJECT / "surveys" / "demographics.yaml").read_text(encoding="utf-8")
        for each in (path, SPOKEN_SURVEY):
            publish_survey(portal.trail, OPERATOR, each, demographics)
        _open(portal, VARIED, "varied", 1)
        _open(portal, BY_CODE, "varied", 1, by_code=True)
        _open(portal, SPOKEN, "neighbourhood-safety", 2)
        portal.surveys.book.refresh()
        asked, today = portal.surveys.book.find(BY_CODE), portal.surveys.today()
        made = make_codes(portal.trail, OPERATOR, asked, 3, today)
        return Offered(VARIED, SPOKEN, BY_CODE, made.codes)
    finally:
        portal.stop()


def _open(portal: Portal, wave: str, survey: str, version: int, **more: object) -> None:
    today: date = portal.surveys.today()
    file = {
        "id": wave,
        "survey": survey,
        "version": version,
        "name": {"en": "Spring", "ar": "الربيع"},
        "opens": today,
        "closes": today + timedelta(days=30),
        "results_due": today + timedelta(days=60),
        "sectors": [
            {"code": "harbour", "text": {"en": "Harbour", "ar": "الميناء"}},
            {"code": "hills", "text": {"en": "Hills", "ar": "التلال"}},
        ],
        **more,
    }
    add_wave(portal.trail, OPERATOR, WaveFile.model_validate(file))


def answer_by_keyboard(page: Page, *, stops: int = 90) -> None:
    """Go through a page with the tabulator, answer what comes, and press the first button."""
    for _ in range(stops):
        page.keyboard.press("Tab")
        kind, id_, place, value = page.evaluate(_PLACE_OF_FOCUS)
        if kind == "button" and value in {"next", "send"}:
            page.keyboard.press("Enter")
            return
        if kind in {"radio", "checkbox"} and place == 0:
            page.keyboard.press("Space")
        elif kind == "select":
            for _ in range(place + 1):
                page.keyboard.press("ArrowDown")
        elif id_ in TYPED:
            page.keyboard.type(TYPED[id_])
    raise AssertionError("no button was reached")


def answer_by_touch(page: Page) -> None:
    """Answer everything on the page, and press the first button."""
    names = dict.fromkeys(
        each.get_attribute("name")
        for each in page.query_selector_all("main :is(input[type=radio], input[type=checkbox])")
    )
    for name in names:
        page.check(f"main [name='{name}'] >> nth=0")
    for place, each in enumerate(page.query_selector_all("main .rank select")):
        each.select_option(index=place + 1)
    if month := page.query_selector("main .day select"):
        month.select_option(index=1)
    for id_, typed in TYPED.items():
        if field := page.query_selector(f"main :is(input, textarea)[id='{id_}']"):
            field.fill(typed)
    page.click("main .actions .button >> nth=0")


_AT_FULL_DOOR = {
    "last-day": TYPED["q.last.d"],
    "last-year": TYPED["q.last.y"],
    **{
        f"{item}-": TYPED[f"q.{item}"]
        for item in ("people", "distance", "hour", "place", "improve")
    },
}
_WIDGET_OF_FOCUS = """() => {
  const at = document.activeElement, widget = at.closest("[class*='st-key-']");
  const key = [...widget?.classList ?? []].find((each) => each.startsWith("st-key-")) ?? "";
  return [at.role ?? (at.tagName === "INPUT" ? at.type : at.tagName.toLowerCase()), key];
}"""


def answer_full_door_by_keyboard(page: Page, *, stops: int = 60) -> None:
    """The same at the full door, from the heading on."""
    page.locator("h1").focus()
    for _ in range(stops):
        page.keyboard.press("Tab")
        kind, key = page.evaluate(_WIDGET_OF_FOCUS)
        if key in {"st-key-start", "st-key-next", "st-key-send"}:
            settled(page)  # what was answered last has been taken
            page.keyboard.press("Enter")
            return
        if kind == "radio" or "-seen-patrols-" in key:
            page.keyboard.press("Space")
        elif kind == "combobox":
            place = int(key.split("-first-")[1][0]) if "-first-" in key else 0
            for _ in range(place + 1):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        else:
            page.keyboard.type(next((t for i, t in _AT_FULL_DOOR.items() if f"-{i}" in key), ""))
    raise AssertionError("no button was reached")
