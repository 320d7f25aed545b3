"""What a survey manager does with waves on the full door, and what a leader sees of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, Role
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.codes import count_codes
from copfeedback.surveys.wave_model import Arm, Audience, Recruitment, Wave, WaveKind, WaveState
from copfeedback.surveys.waves import add_wave, publish_survey
from tests.factories import DEMOGRAPHICS, TINY, TODAY, a_survey_file, a_wave_file
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader

REFUSAL = "This page is for survey managers"
NEW: dict[str, object] = {
    "id": "tiny-autumn",
    "name__en": "Autumn",
    "opens": "2026-09-01",
    "closes": "2026-09-30",
    "results_due": "2026-11-01",
}
MARGINS = b"margin,value,count\ngender,woman,5100\ngender,man,4900\n"


@pytest.fixture
def manager(portal: Portal, sign_in: Callable[..., Reader]) -> Reader:
    for code in ("harbour", "docks"):
        name = Translations({"en": code.title(), "ar": "الميناء"})
        portal.sectors.set(OPERATOR, Sector(code, SectorKind.AREA, name), new=True)
    return sign_in(Role.SURVEY_MANAGER)


@pytest.fixture
def leader(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.LEADER)


def wave(portal: Portal, wave_id: str = "tiny-autumn") -> Wave:
    portal.surveys.book.refresh()
    return portal.surveys.book.find(wave_id).wave


def waves(portal: Portal) -> list[str]:
    portal.surveys.book.refresh()
    return [asked.wave.id for asked in portal.surveys.book.all()]


def add(portal: Portal, **changes: object) -> None:
    add_wave(portal.trail, OPERATOR, a_wave_file(**changes))
    portal.surveys.book.refresh()


def test_the_page_is_refused_to_everybody_else(reader: Reader, sign_in: Callable[..., Reader]):
    administrator = sign_in(Role.ADMINISTRATOR)
    for query in ({}, {"wave": WAVE}, {"wave": "-"}, {"wave": WAVE, "show": "codes"}):
        assert REFUSAL in reader.open("fieldwork", **query).text
        assert REFUSAL in administrator.open("fieldwork", **query).text
    assert "Fieldwork" not in administrator.links


def test_a_leader_sees_the_progress_and_can_change_nothing(leader: Reader):
    assert "Tiny survey – Spring" in leader.open("fieldwork").links
    assert "Add a wave" not in leader.links

    leader.open("fieldwork", wave=WAVE)

    assert "How many have answered" in leader.text
    assert "fewer than 10" in leader.text
    assert not [label for label in leader.buttons if "lose" in label or "pen" in label]
    assert "/assisted/" not in leader.page
    for query in ({"wave": "-"}, {"wave": WAVE, "show": "change"}, {"wave": WAVE, "show": "codes"}):
        assert REFUSAL in leader.open("fieldwork", **query).text


@pytest.mark.parametrize("asked", ["nothing", "", "<b>", "x" * 300])
def test_all_are_listed_when_the_address_asks_for_none_of_them(asked: str, manager: Reader):
    assert "Tiny survey – Spring" in manager.open("fieldwork", wave=asked).links


def test_a_wave_shows_its_facts_addresses_and_what_is_to_print(manager: Reader):
    manager.open("fieldwork", wave=WAVE)

    assert "https://portal.example/en/kiosk/tiny-spring" in manager.text
    assert "https://portal.example/en/assisted/tiny-spring" in manager.text
    assert 'href="./staff/waves/tiny-spring/poster/ar.svg"' in manager.page
    assert 'href="./staff/waves/tiny-spring/paper/ar.pdf"' in manager.page
    assert "Access codes" not in manager.links


def test_a_wave_keeps_nothing_of_the_questionnaire_and_the_sample_chosen_before(
    manager: Reader, portal: Portal, tmp_path: Path
):
    without_arabic = TINY.replace("{en: Completely, ar: أثق تماما}", "{en: Completely}")
    path = a_survey_file(tmp_path, without_arabic.replace("tiny", "half", 1), "half/v1.yaml")
    publish_survey(portal.trail, OPERATOR, path, DEMOGRAPHICS)
    manager.open("fieldwork", wave="-").enter(survey="tiny 1", recruitment="sample")
    manager.enter(strata="urban, rural")
    assert manager.entry("languages.ar").value

    manager.enter(survey="half 1", recruitment="open_link").enter(**NEW).do("save")

    assert "The wave “tiny-autumn” is saved." in manager.text
    assert wave(portal).plan.languages == ("en",)
    assert wave(portal).plan.strata == ()


@pytest.mark.parametrize(
    "ticked",
    [
        {"sectors.harbour": True, "arm-pilot.harbour": True, "arm-control.harbour": True},
        {"sectors.harbour": True, "arm-pilot.harbour": True, "arm-control.docks": True},
    ],
    ids=["two arms", "not asked"],
)
def test_an_area_has_one_arm_and_only_if_people_can_choose_it(
    ticked: dict[str, bool], manager: Reader, portal: Portal
):
    manager.open("fieldwork", wave="-").enter(arm="areas")
    manager.enter(**NEW, **ticked).do("save")

    assert "An area is either pilot or control" in manager.text
    assert "tiny-autumn" not in waves(portal)


@pytest.mark.parametrize("by_code", [True, False])
def test_a_wave_says_whether_people_need_a_code(by_code: bool, manager: Reader, portal: Portal):
    add(portal, id="tiny-codes", by_code=by_code)

    manager.open("fieldwork", wave="tiny-codes")

    assert ("Only with an access code" in manager.text) is by_code


def test_a_wave_is_added_with_everything_there_is_to_say(manager: Reader, portal: Portal):
    manager.open("fieldwork", wave="-").enter(recruitment="sample", arm="areas")
    manager.enter(
        **NEW,
        kind="baseline",
        every_months="6",
        audience="internal",
        strata="urban, rural",
        channels="school, radio",
        by_code=True,
        target="400",
        run_by__en="The wave's own institute",
        **{"modes.kiosk": False, "sectors.harbour": True, "sectors.docks": True},
        **{"arm-pilot.harbour": True, "arm-control.docks": True},
    )
    manager.app.file_uploader[1].set_value(("people.csv", MARGINS, "text/csv"))
    manager.reload()
    manager.do("save")

    assert "The wave “tiny-autumn” is saved." in manager.text
    added, plan = wave(portal), wave(portal).plan
    assert (added.opens, added.closes) == (date(2026, 9, 1), date(2026, 9, 30))
    assert [each.code for each in added.sectors] == ["docks", "harbour"]
    assert (plan.kind, plan.every_months) == (WaveKind.BASELINE, 6)
    assert (plan.audience, plan.recruitment) == (Audience.INTERNAL, Recruitment.SAMPLE)
    assert (plan.strata, plan.channels) == (("urban", "rural"), ("school", "radio"))
    assert (plan.by_code, plan.target) == (True, 400)
    assert plan.modes == set(Mode) - {Mode.KIOSK}
    assert plan.languages == ("en", "ar")
    assert plan.arms == {"harbour": Arm.PILOT, "docks": Arm.CONTROL}
    assert plan.population == {"gender": {"woman": 5100, "man": 4900}}
    assert dict(plan.behind.run_by or {}) == {"en": "The wave's own institute"}
    assert plan.behind.paid_by is None


def test_every_fault_is_named_beside_its_field_and_nothing_typed_is_lost(
    manager: Reader, portal: Portal
):
    manager.open("fieldwork", wave="-").enter(
        id="Not an id", opens="30.2.2026", target="many", every_months="0", name__en="Autumn"
    )
    manager.do("save")

    assert manager.text.count('class="problem"') == 6
    assert manager.entry("name.en").value == "Autumn"
    assert waves(portal) == [WAVE]


def test_days_out_of_order_are_refused(manager: Reader, portal: Portal):
    manager.open("fieldwork", wave="-").enter(**NEW | {"closes": "2026-08-01"}).do("save")

    assert "The first day comes first" in manager.text
    assert waves(portal) == [WAVE]


def test_a_name_that_is_taken_is_refused(manager: Reader, portal: Portal):
    manager.open("fieldwork", wave="-").enter(**NEW | {"id": WAVE}).do("save")

    assert "Another wave is called this already." in manager.text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"margin,value,count\ngender,nobody,1\n", "Row or line 2:"),
        (b"gender;woman;1", "the columns are others"),
        (b"\xff\xfe", "no CSV file"),
    ],
)
def test_a_file_of_margins_with_faults_is_told_by_row(
    content: bytes, told: str, manager: Reader, portal: Portal
):
    manager.open("fieldwork", wave="-").enter(**NEW)
    manager.app.file_uploader[1].set_value(("people.csv", content, "text/csv"))
    manager.reload()
    manager.do("save")

    assert told in manager.text
    assert waves(portal) == [WAVE]


def test_of_an_open_wave_only_that_is_changed_which_can_be(manager: Reader, portal: Portal):
    manager.open("fieldwork", wave=WAVE, show="change")
    assert "Only this can be changed now" in manager.text

    manager.enter(closes="2026-06-15", target="500", **{"sectors.docks": True}).do("save")

    changed = wave(portal, WAVE)
    assert (changed.closes, changed.plan.target) == (date(2026, 6, 15), 500)
    assert [each.code for each in changed.sectors] == ["harbour", "hills", "docks"]


def test_a_planned_wave_is_changed_and_opened_after_a_question(manager: Reader, portal: Portal):
    opens = TODAY + timedelta(days=5)
    add(portal, id="tiny-autumn", opens=opens)
    manager.open("fieldwork", wave="tiny-autumn", show="change")
    manager.enter(name__en="Another name", kind="endline").do("save")
    changed = wave(portal)
    assert (changed.name["en"], changed.plan.kind) == ("Another name", WaveKind.ENDLINE)
    assert [each.code for each in changed.sectors] == ["harbour", "hills"]

    manager.open("fieldwork", wave="tiny-autumn").do("open")
    assert wave(portal).state(TODAY) is WaveState.PLANNED
    manager.do("open-yes")

    assert wave(portal).state(TODAY) is WaveState.OPEN
    assert "The wave is open now." in manager.text


def test_a_wave_is_closed_after_a_question_and_its_results_are_frozen(
    manager: Reader, portal: Portal, calendar: Calendar
):
    manager.open("fieldwork", wave=WAVE).do("close")
    assert wave(portal, WAVE).closed_on is None
    manager.do("close-yes")

    assert wave(portal, WAVE).closed_on == TODAY
    assert "its results are frozen" in manager.text
    assert "Close for good" not in manager.buttons
    assert "/results/tiny-spring" in manager.page
    calendar.today = date(2026, 7, 1)
    assert portal.results.release_of(WAVE) is not None


def test_what_is_late_is_said(portal: Portal, calendar: Calendar, sign_in: Callable[..., Reader]):
    add(portal, id="tiny-autumn", opens=TODAY, every_months=1)
    calendar.today = date(2026, 8, 1)

    manager = sign_in(Role.SURVEY_MANAGER).open("fieldwork")

    assert "was promised for" in manager.text
    assert "closed within minutes" in manager.text


def test_codes_are_made_and_can_be_saved_once(manager: Reader, portal: Portal):
    add(portal, id="tiny-autumn", by_code=True, recruitment="sample", strata=["urban", "rural"])
    manager.open("fieldwork", wave="tiny-autumn", show="codes")
    manager.enter(count="12", form="words", channel="letter", stratum="rural").do("make")

    assert "they are kept nowhere" in manager.text
    assert len(manager.app.get("download_button")) == 2
    (batch,) = count_codes(portal.engine, OPERATOR, portal.surveys.book.find("tiny-autumn"))
    assert (batch.issued, batch.form, batch.origin.stratum) == (12, "words", "rural")
    assert "letter, rural" in manager.text

    manager.do("saved")
    assert not manager.app.get("download_button")


@pytest.mark.parametrize("count", ["", "0", "-3", "many", "20001", "9999999"])
def test_no_code_is_made_without_a_number_of_them(count: str, manager: Reader, portal: Portal):
    add(portal, id="tiny-autumn", by_code=True)
    manager.open("fieldwork", wave="tiny-autumn", show="codes").enter(count=count).do("make")

    assert "Please write how many codes you need" in manager.text
    assert count_codes(portal.engine, OPERATOR, portal.surveys.book.find("tiny-autumn")) == []


def test_a_wave_for_everybody_has_no_codes(manager: Reader):
    manager.open("fieldwork", wave=WAVE, show="codes")

    assert "This wave takes no codes" in manager.text


@pytest.mark.parametrize("view", ["", "change", "codes"])
def test_the_pages_read_in_arabic(view: str, manager: Reader):
    manager.accept_language = "ar"

    assert "الربيع" in manager.open("fieldwork", wave=WAVE, show=view).text
