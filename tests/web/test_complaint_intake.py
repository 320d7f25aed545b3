"""Writing a complaint at the light door, without scripts."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback import form_sounds
from copfeedback.application import Portal
from copfeedback.complaints.casefile import open_case, open_identity, staff_holder
from copfeedback.complaints.form import Known
from copfeedback.complaints.model import ItemKind
from copfeedback.complaints.questions import STEPS
from copfeedback.complaints.spoken_form import FORM, words_of_form
from copfeedback.complaints.stretching import Stretching
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, OrganisationKind
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.profile.model import Contact, Directory, Identity, Need, Part
from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys.spoken import read_recordings, text_hash
from copfeedback.web.routes import light_door_routes
from tests.complaints.body import CHEAP, Body
from tests.profile.contents import a_partner
from tests.web.visitor import PageForm

TAGS = ["en", "ar", "fr", "ru", "es", "uk"]
CASEWORKER, CUSTODIAN = 11, 13
STORY = "They took my telephone. 没收 – أخذوا هاتفي"
NOTHING_KEPT = "no-store"


class Writer:
    """Somebody without scripts: reads the form on the page, fills it in, presses a button."""

    def __init__(self, client: TestClient, tag: str = "en") -> None:
        self._client = client
        self.address = f"/{tag}/complaints/new"
        self.response: Any = client.get(self.address)

    @property
    def page(self) -> str:
        return self.response.text

    @property
    def step(self) -> str:
        return PageForm(self.page).values.get("page", [""])[0]

    @property
    def said(self) -> str:
        text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", self.page, flags=re.DOTALL)
        return " ".join(unescape(text).split())

    def press(self, go: str = "next", **entries: str | list[str]) -> Writer:
        """Fill in fields, by their names, and press a button."""
        form = PageForm(self.page)
        for name, values in entries.items():
            field = name if name == "typed" else f"q.{name}"
            form.values[field] = [values] if isinstance(values, str) else values
        button = form.buttons.get(go)
        self.response = self._client.post(button or self.address, data={**form.values, "go": go})
        return self

    def write(self, **entries: str | list[str]) -> Writer:
        """From the first page to the review, with these entries on whichever page asks for them."""
        left = dict(entries)
        while self.step != "review":
            here, form = self.step, PageForm(self.page)
            names = {name.removeprefix("q.") for name in (*form.values, *form.offered)}
            self.press(**{name: left.pop(name) for name in list(left) if name in names})
            assert self.step != here, self.said
        assert not left
        return self

    @property
    def groups(self) -> list[str]:
        return re.findall(r"<li>(\d{4})</li>", self.page)

    def send(self) -> Writer:
        """From the review to the receipt."""
        self.press()
        number = re.search(r"type number (\d) again", self.said)
        assert number is not None, self.said
        return self.press("send", typed=self.groups[int(number[1]) - 1])


@pytest.fixture
def body(portal: Portal) -> Body:
    """A body that takes complaints in all languages."""
    made = Body(portal.engine)
    portal.filing._roster = lambda: made.roster
    portal.filing._languages = lambda: frozenset(TAGS)
    portal.filing._stretching = Stretching(2, **CHEAP)
    return made


@pytest.fixture
def writer(client: TestClient, body: Body) -> Writer:
    return Writer(client)


def contents(portal: Portal, body: Body, kind: ItemKind) -> list[dict[str, Any]]:
    """What caseworkers can open of all cases; of identities, what custodians can."""
    is_identity = kind is ItemKind.IDENTITY
    staff_id = CUSTODIAN if is_identity else CASEWORKER
    own = staff_holder(staff_id), body.keys[staff_id]
    found: list[dict[str, Any]] = []
    with reading(portal.engine) as connection:
        for case in connection.exec_driver_sql("SELECT id FROM complaint_case").scalars().all():
            items = (
                open_identity(connection, case, *own)
                if is_identity
                else open_case(connection, case, *own).of_kind(kind)
            )
            found += [dict(item.content) for item in items]
    return found


def stored(portal: Portal) -> int:
    with reading(portal.engine) as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM complaint_case").scalar_one())


def test_a_complaint_needs_nothing_but_what_happened(portal: Portal, body: Body, writer: Writer):
    writer.write(narrative=STORY).press()
    assert stored(portal) == 0
    writer.press("back").send()
    assert "We have it" in writer.said
    assert stored(portal) == 1
    narrative = contents(portal, body, ItemKind.NARRATIVE)
    assert [(each["text"], each["language"]) for each in narrative] == [(STORY, "en")]
    answers = contents(portal, body, ItemKind.ANSWERS)
    assert answers == [{"language": "en", "channel": "light"}]
    assert contents(portal, body, ItemKind.IDENTITY) == [{}]


@pytest.mark.parametrize(
    "headers", [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_no_other_site_can_begin_a_complaint_with_a_code_it_knows(
    client: TestClient, writer: Writer, headers: dict[str, str]
):
    writer.write(narrative=STORY).press()
    assert writer.groups
    form = {**PageForm(writer.page).values, "page": "before", "go": "stay"}
    answer = client.post(writer.address, data=form, headers=headers)
    assert answer.status_code == 403
    assert "carried" not in answer.text


def test_every_answer_arrives_where_it_belongs(portal: Portal, body: Body, client: TestClient):
    portal.sectors.set(
        OPERATOR,
        Sector("harbour", SectorKind.AREA, Translations({"en": "Harbour"}), public=True),
        new=True,
    )
    police = portal.organisations.add(OPERATOR, OrganisationKind.POLICE, "City police")
    unit = portal.organisations.add_unit(OPERATOR, police, "Traffic patrol")
    Writer(client).write(
        danger="no",
        age_band="30_59",
        kind="concern",
        narrative=STORY,
        when_known="exact",
        day=["1", "5", "2027"],
        sector="harbour",
        place="by the bridge",
        officer_name="Sergeant Low",
        unit=str(unit),
        situation="stop",
        categories=["property", "individual"],
        themes=["gifts"],
        motives=["origin", "language"],
        hopes="my telephone",
        speaks="Arabic",
        interpreter="yes",
        interpreter_gender="woman",
        name="Amina",
        reach="ask at the bakery",
        gender="woman",
    ).send()
    [answers] = contents(portal, body, ItemKind.ANSWERS)
    assert answers["day"] == ["2027-05-01"]
    assert answers["unit"] == [str(unit)]
    assert answers["sector"] == ["harbour"]
    assert answers["categories"] == ["property", "individual"]
    assert answers["motives"] == ["origin", "language"]
    assert answers["speaks"] == ["ar"]
    assert not {"gender", "age_band", "name", "reach"} & answers.keys()
    [identity] = contents(portal, body, ItemKind.IDENTITY)
    assert identity == {"name": "Amina", "reach": "ask at the bakery"}


def test_the_code_must_be_typed_back_before_anything_is_sent(portal: Portal, writer: Writer):
    writer.write(narrative=STORY).press()
    groups = writer.groups
    assert len(groups) == 6
    for typed in ("", "0000 1", "x"):
        writer.press("send", typed=typed)
        assert writer.response.status_code == 422
        assert writer.groups == groups
    assert stored(portal) == 0
    writer.press("back")
    assert writer.step == "review"
    assert writer.press().groups == groups


def test_sending_twice_is_one_complaint_with_the_same_receipt(portal: Portal, writer: Writer):
    writer.write(narrative=STORY).press()
    page = writer.page
    number = int(re.findall(r"type number (\d)", page)[0])
    form = PageForm(page)
    typed = re.findall(r"<li>(\d{4})</li>", page)[number - 1]
    receipts = [
        writer._client.post(
            writer.address, data={**form.values, "typed": [typed], "go": "send"}
        ).text
        for _ in range(2)
    ]
    said = [re.findall(r'<b dir="ltr">(.*?)</b>', receipt) for receipt in receipts]
    assert said[0] == said[1]
    assert len(said[0]) == 1
    assert stored(portal) == 1


def test_the_receipt_can_be_printed_with_the_digits_and_a_day_and_nothing_else(writer: Writer):
    writer.write(narrative=STORY).send()
    groups = writer.groups
    assert STORY not in unescape(writer.page)
    writer.press("slip")
    ways_on = writer.page.count('class="exit"'), writer.page.count('<p class="actions">')
    assert ways_on == (1, 1)  # on the screen alone: neither is printed
    said = "Form Leave this page now {} Look again on May 10, 2027. Go on with your code"
    assert writer.said == said.format(" ".join(groups))
    assert writer.response.headers["cache-control"] == NOTHING_KEPT


def test_what_was_chosen_can_be_unchosen(writer: Writer):
    assert "Nothing chosen" not in writer.said
    writer.press(danger="no", behalf="parent").press("back")
    assert writer.said.count("Nothing chosen") == 2
    writer.press(danger="no", behalf="")
    assert writer.step == "what"


def test_somebody_in_danger_is_told_whom_to_call_and_that_nobody_watches(
    portal: Portal, client: TestClient, body: Body
):
    helpers = a_partner(1, needs=frozenset({Need.EMERGENCY}))
    portal.profile.write(OPERATOR, Part.DIRECTORY, Directory((helpers,)))
    ambulance = Contact(Translations({"en": "Ambulance"}), "112", emergency=True)
    portal.profile.write(OPERATOR, Part.IDENTITY, Identity(contacts=(ambulance,)))
    writer = Writer(client).press(danger="yes")
    assert writer.step == "safety"
    said = writer.said
    assert said.index(helpers.name["en"]) < said.index("Ambulance")
    assert "Nobody watches this page at night." in said
    assert "up to 1 day" in said
    assert "up to 7 days" in Writer(client).press(danger="unsure").said
    writer.write(narrative=STORY).send()
    assert "Look again on May 4, 2027." in writer.said


def test_the_young_read_first_who_would_have_to_be_told(writer: Writer):
    writer.press(age_band="12_17")
    assert writer.step == "young"
    assert "Who might have to be told" in writer.said
    assert "grown-up" not in writer.said
    writer.press("back").press(age_band="below_12")
    assert "Please ask a grown-up whom you trust" in writer.said


def test_whoever_writes_for_somebody_says_whether_they_agree(
    portal: Portal, body: Body, writer: Writer
):
    writer.press(behalf="ngo")
    assert "The code" in writer.said or "code" in writer.said
    writer.write(consent="not_asked", consent_reason="She is in hospital", narrative=STORY).send()
    [identity] = contents(portal, body, ItemKind.IDENTITY)
    assert identity == {"consent": "not_asked", "consent_reason": "She is in hospital"}


def test_what_is_no_police_matter_names_who_can_help_and_can_still_be_sent(
    portal: Portal, client: TestClient, body: Body
):
    lawyers = a_partner(1)
    portal.profile.write(OPERATOR, Part.DIRECTORY, Directory((lawyers,)))
    writer = Writer(client)
    while writer.step != "matter":
        writer.press(**({"narrative": STORY} if writer.step == "what" else {}))
    writer.press(police_matter="no")
    assert writer.step == "elsewhere"
    assert lawyers.name["en"] in writer.said
    writer.write().send()
    assert stored(portal) == 1


def test_changing_how_it_is_told_keeps_what_was_typed(portal: Portal, body: Body, writer: Writer):
    writer.press().press("tell:guided", narrative=STORY)
    writer.press("tell:voice", happened="He hit me.", hurt="Yes")
    assert "recording right after" in writer.said
    writer.press("tell:free")
    assert PageForm(writer.page).values["q.narrative"] == [STORY]
    writer.write().send()
    [narrative] = contents(portal, body, ItemKind.NARRATIVE)
    assert narrative["text"].startswith(STORY)
    assert "He hit me." in narrative["text"]


def test_a_recording_can_stand_for_words(portal: Portal, body: Body, writer: Writer):
    writer.press().press("tell:voice").write().send()
    assert "Now add your recording" in writer.said
    assert contents(portal, body, ItemKind.NARRATIVE)[0]["text"] == ""


def test_mistakes_are_said_beside_the_field_and_nothing_is_lost(writer: Writer):
    writer.press().press()
    assert writer.response.status_code == 422
    assert 'href="#q.narrative"' in writer.page
    writer.press(narrative=STORY).press(day=["31", "2", "2027"], place="by the bridge")
    assert writer.response.status_code == 422
    form = PageForm(writer.page)
    assert form.values["q.day"] == ["31", "2", "2027"]
    assert form.values["q.place"] == ["by the bridge"]
    assert "There is no such day" in writer.said


def test_a_story_that_is_far_too_long_stays_where_it_was_typed(writer: Writer):
    story = "x" * 45_000
    writer.press().press(narrative=story)
    for go in ("next", "back", "review", "language:ar"):
        writer.press(go)
        assert PageForm(writer.page).values["q.narrative"] == [story], go
    writer.press(narrative=STORY)
    assert writer.step == "when"


def test_without_a_database_nothing_that_was_typed_is_lost(
    portal: Portal, writer: Writer, monkeypatch: pytest.MonkeyPatch
):
    def away(*_: object) -> None:
        raise StorageUnavailable("away")

    writer.write(narrative=STORY)
    with monkeypatch.context() as patch:
        patch.setattr(portal.filing, "draw", away)
        writer.press()
        assert writer.response.status_code == 503
        assert "Incident number" in writer.said
        assert (writer.step, STORY in unescape(writer.page)) == ("review", True)
    writer.press()
    with monkeypatch.context() as patch:
        patch.setattr(portal.filing, "file", away)
        number = int(re.findall(r"type number (\d)", writer.said)[0])
        writer.press("send", typed=writer.groups[number - 1])
        assert (writer.response.status_code, writer.step) == (503, "code")
    writer.press("back").send()
    assert stored(portal) == 1


def test_the_language_can_be_changed_on_every_page_without_losing_anything(writer: Writer):
    writer.press().press("language:ar", narrative=STORY)
    form = PageForm(writer.page)
    assert (form.lang, form.dir) == ("ar", "rtl")
    assert form.values["q.narrative"] == [STORY]
    writer.press("language:fr")
    assert PageForm(writer.page).values["q.narrative"] == [STORY]


def test_from_the_review_one_goes_to_a_page_and_back(writer: Writer):
    writer.write(narrative=STORY).press("change:before").press(danger="yes")
    assert writer.step == "safety"
    writer.press()
    assert writer.step == "review"
    writer.press("change:what").press(narrative="")
    assert writer.response.status_code == 422
    writer.press(narrative="Something else.")
    assert "Something else." in writer.said
    writer.press("back")
    assert writer.step == "you"


def test_whoever_has_told_it_can_go_to_the_end_at_once(writer: Writer):
    writer.press().press("review", narrative=STORY)
    assert writer.step == "review"


def test_a_form_of_another_day_or_another_hand_begins_anew(client: TestClient, body: Body):
    address = "/en/complaints/new"
    response = client.post(address, data={"carried": "x" * 40, "page": "what", "go": "next"})
    assert response.status_code == 400
    assert response.headers["cache-control"] == NOTHING_KEPT


@pytest.mark.parametrize(
    ("reason", "status"), [("no_roster", 503), ("too_few", 503), ("language", 404)]
)
def test_a_closed_door_says_why_and_whom_to_turn_to(
    portal: Portal, client: TestClient, body: Body, reason: str, status: int
):
    oversight = a_partner(1, needs=frozenset({Need.POLICE_OVERSIGHT}))
    portal.profile.write(OPERATOR, Part.DIRECTORY, Directory((oversight,)))
    written = Writer(client).write(narrative=STORY).press()
    if reason == "too_few":
        body.without(11)
    elif reason == "language":
        portal.filing._languages = frozenset
    else:
        body.without(11, 12)
    closed = client.get("/en/complaints/new")
    assert closed.status_code == status
    assert oversight.name["en"] in closed.text
    number = int(re.findall(r"type number (\d)", written.said)[0])
    written.press("send", typed=written.groups[number - 1])
    assert written.response.status_code == 503
    assert written.step == "code"
    assert stored(portal) == 0


@pytest.mark.parametrize("tag", TAGS)
def test_every_page_is_light_neutral_and_never_kept(client: TestClient, body: Body, tag: str):
    writer = Writer(client, tag)
    seen = set()
    said = {"danger": "yes", "age_band": "12_17", "behalf": "parent", "police_matter": "no"}
    while True:
        page, step = writer.page, writer.step
        seen.add(step)
        assert len(page.encode()) <= 30_000, step
        assert writer.response.headers["cache-control"] == NOTHING_KEPT
        assert PageForm(page).scripts == 0
        title = re.findall(r"<title>(.*?)</title>", page)[0]
        for word in ("complain", "police", "danger"):
            assert word not in title.lower()
        for field in re.findall(r'<(?:input type="text"|textarea|select)[^>]*>', page):
            assert 'autocomplete="off"' in field
        assert 'name="carried"' in page
        if step == "code":
            break
        here = {name: value for name, value in said.items() if f'name="q.{name}"' in page}
        writer.press(**here, **({"narrative": STORY} if step == "what" else {}))
    assert seen == {step.id for step in STEPS} | {"review", "code"}


def test_nothing_typed_stands_in_an_address_or_a_cookie(writer: Writer):
    writer.write(narrative=STORY, name="Amina").send()
    assert str(writer.response.url).endswith("/en/complaints/new")
    assert not writer.response.cookies


def test_a_step_can_be_listened_to_where_a_recording_says_what_stands_on_it(
    portal: Portal, body: Body, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    words = words_of_form(Known.nothing(), portal.catalogues.speech("en"))
    folder = tmp_path / "spoken" / FORM / "audio"
    (folder / "en").mkdir(parents=True)
    said = {"before": words["before"], "what": "Something else."}
    files = {f"en/{name}.mp3": {"text": text_hash(text)} for name, text in said.items()}
    voice = {"synthetic": True, "engine": "a machine", "voice": "en"}
    manifest = {"languages": {"en": voice}, "files": files}
    (folder / "audio.yaml").write_text(json.dumps(manifest))
    for name in files:
        (folder / name).write_bytes(b"sound")
    monkeypatch.setattr(form_sounds, "_recordings", lambda: read_recordings(tmp_path / "spoken"))
    client = TestClient(Starlette(routes=light_door_routes(portal)))

    writer = Writer(client)
    assert 'src="/en/complaints/sounds/before"' in writer.page
    assert "a computer’s" in writer.page
    writer.press()
    assert "<audio" not in writer.page  # it says something else than the page
    sound = client.get("/en/complaints/sounds/before")
    assert sound.content == b"sound"
    assert sound.headers["cache-control"] == NOTHING_KEPT
    assert client.get("/en/complaints/sounds/nothing").status_code == 404


@pytest.mark.parametrize("tag", TAGS)
def test_the_form_can_be_printed_in_every_language(client: TestClient, body: Body, tag: str):
    paper = client.get(f"/{tag}/complaints/form.pdf")
    assert paper.content.startswith(b"%PDF")
    assert paper.headers["content-disposition"] == f'inline; filename="form-{tag}.pdf"'
    assert paper.headers["cache-control"] == NOTHING_KEPT
    assert client.get(f"/{tag}/complaints/form.pdf").content == paper.content
