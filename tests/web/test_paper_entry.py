"""Typing paper forms on the light door: twice each, and settled where both entries differ."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, Role
from copfeedback.printing.numbering import numbering
from copfeedback.surveys.waves import add_wave, close_wave
from tests.people.members import a_member
from tests.web.colleague import Clock, Colleague, a_client
from tests.web.conftest import SURVEYS, a_wave_file

SURVEY = SURVEYS[0]
WAVE = f"{SURVEY}-1"
PAGE = f"/staff/paper/{WAVE}"


@pytest.fixture
def manager(portal: Portal, cheap_hashing: None) -> Colleague:
    a_member(portal, "mira", Role.SURVEY_MANAGER)
    return Colleague(a_client(portal)).sign_in("mira")


def waiting(portal: Portal) -> list[str]:
    return portal.paper.waiting(OPERATOR, portal.surveys.book.find(WAVE))


def counted(portal: Portal) -> int:
    portal.surveys.fold_all()
    return portal.engine.connect().exec_driver_sql("SELECT count(*) FROM pending_response").scalar()


def some_item(portal: Portal, type_: str) -> str:
    """The first thing of this type that is asked of everybody."""
    survey = portal.surveys.book.find(WAVE).survey
    return next(
        item
        for item in numbering(survey)
        if survey.question_of_item[item].type == type_
        and survey.question_of_item[item].show_if is None
    )


def begin(manager: Colleague, slip: str = "12", language: str = "en") -> Colleague:
    return manager.open(f"{PAGE}?lang=en").press(go="begin", slip=slip, language=language)


@pytest.mark.parametrize("path", ["/staff/paper", PAGE, "/staff/paper/nowhere"])
def test_the_pages_are_refused_to_everybody_but_survey_managers(
    path: str, portal: Portal, cheap_hashing: None
):
    a_member(portal, "leila", Role.LEADER)

    colleague = Colleague(a_client(portal)).sign_in("leila").open(f"{path}?lang=en")

    assert colleague.status == 403
    assert "This page is for survey managers." in colleague.page


def test_a_wave_that_does_not_exist_is_said_to_be_missing(manager: Colleague):
    assert manager.open("/staff/paper/nowhere?lang=en").status == 404


def test_the_waves_that_take_paper_are_listed(manager: Colleague, portal: Portal):
    facts = {"id": "no-paper", "modes": ["light", "full"]}
    add_wave(portal.trail, OPERATOR, a_wave_file(SURVEY, **facts))
    portal.surveys.book.refresh()

    manager.open("/staff/paper?lang=en")

    assert f'href="{PAGE}?lang=en"' in manager.page
    assert "no-paper" not in manager.page
    assert "takes no paper forms" in manager.open("/staff/paper/no-paper?lang=en").page


def test_a_form_counts_when_it_was_typed_twice_alike(manager: Colleague, portal: Portal):
    item = some_item(portal, "single")
    begin(manager).press(go="save", **{f"q.{item}": "2"})
    assert "It waits for its second entry" in manager.page
    assert manager.path == PAGE
    assert waiting(portal) == ["12"]
    assert counted(portal) == 0

    begin(manager, "0012")
    assert "second entry" in manager.page
    manager.press(go="save", **{f"q.{item}": "2"})

    assert "Both entries of form 12 agree." in manager.page
    assert waiting(portal) == []
    assert counted(portal) == 1


def test_differences_are_named_without_telling_the_first_entry(manager: Colleague, portal: Portal):
    item = some_item(portal, "single")
    begin(manager).press(go="save", **{f"q.{item}": "2"})
    begin(manager, language="ar").press(go="save", **{f"q.{item}": "1"})

    assert manager.status == 409
    assert "Both entries differ here" in manager.page
    assert f'href="#q.{item}"' in manager.page
    assert "The language of the form" in manager.page
    assert manager.values[f"q.{item}"] == ["1"]
    assert (waiting(portal), counted(portal)) == (["12"], 0)

    manager.press(go="save", language="en", **{f"q.{item}": "2"})
    assert counted(portal) == 1


def test_a_wrong_first_entry_is_replaced_and_needs_a_second_one_again(
    manager: Colleague, portal: Portal
):
    item = some_item(portal, "single")
    begin(manager).press(go="save", **{f"q.{item}": "2"})
    begin(manager).press(go="save", **{f"q.{item}": "1"})

    manager.press(go="replace")
    assert "It waits for its second entry" in manager.page
    begin(manager).press(go="save", **{f"q.{item}": "1"})

    assert (waiting(portal), counted(portal)) == ([], 1)


def test_saving_twice_is_no_second_entry_before_somebody_says_so(
    manager: Colleague, portal: Portal
):
    item = some_item(portal, "single")
    begin(manager)
    again = manager.response
    manager.press(go="save", **{f"q.{item}": "2"})
    manager.response = again
    manager.press(go="save", **{f"q.{item}": "2"})

    assert manager.status == 409
    assert "entered once already" in manager.page
    assert counted(portal) == 0

    manager.press(go="second")
    assert counted(portal) == 1


def test_a_form_that_counts_is_not_taken_again(manager: Colleague, portal: Portal):
    item = some_item(portal, "single")
    for _ in range(2):
        begin(manager).press(go="save", **{f"q.{item}": "2"})
    begin(manager).press(go="save", **{f"q.{item}": "2"})

    assert "counts already" in manager.page
    assert manager.values[f"q.{item}"] == ["2"]


def test_enter_leads_to_the_next_empty_field(manager: Colleague, portal: Portal):
    begin(manager)
    items = [name for name in manager.values if name.startswith("q.")]
    assert f'id="{items[0]}"' in focused(manager)

    manager.press(**{items[0]: "1"})
    assert f'id="{items[1]}"' in focused(manager)
    assert manager.values[items[0]] == ["1"]
    assert waiting(portal) == []


def test_an_answer_that_is_not_asked_for_is_said_not_to_be_kept(manager: Colleague, portal: Portal):
    survey = portal.surveys.book.find(WAVE).survey
    later = next(
        question
        for question in survey.questions()
        if question.type == "single" and question.show_if is not None
    )
    begin(manager)
    assert "lead past this question" not in manager.page

    manager.press(**{f"q.{later.id}": "1"})

    assert "lead past this question" in manager.page
    assert manager.values[f"q.{later.id}"] == ["1"]


def focused(colleague: Colleague) -> str:
    (line,) = (line for line in colleague.page.splitlines() if " autofocus" in line)
    return line


@pytest.mark.parametrize("typed", ["99", "0", "1 2", "one", "-1", "１２３４５"])
def test_a_number_that_is_not_printed_is_named_and_stays(
    typed: str, manager: Colleague, portal: Portal
):
    item = some_item(portal, "single")
    begin(manager).press(go="save", **{f"q.{item}": typed})

    assert manager.status == 422
    assert "printed beside the answers" in manager.page
    assert manager.values[f"q.{item}"] == [typed]
    assert waiting(portal) == []


def test_an_empty_form_is_not_kept(manager: Colleague, portal: Portal):
    begin(manager).press(go="save")

    assert "no answer on this form" in manager.page
    assert waiting(portal) == []


@pytest.mark.parametrize("slip", ["", "  ", "-", "x" * 60, "1" * 25])
def test_a_form_without_a_number_is_not_begun(slip: str, manager: Colleague):
    begin(manager, slip)

    assert manager.status == 422
    assert "1 to 24 letters and digits" in manager.page


def test_what_was_typed_stays_when_the_language_of_the_page_changes(
    manager: Colleague, portal: Portal
):
    item = some_item(portal, "single")
    begin(manager).press(go="language:ar", **{f"q.{item}": "2"})

    assert 'dir="rtl"' in manager.page
    assert manager.values[f"q.{item}"] == ["2"]
    assert manager.values["slip"] == ["12"]


def test_what_was_typed_is_kept_when_the_session_ended(
    manager: Colleague, portal: Portal, clock: Clock
):
    item = some_item(portal, "single")
    begin(manager)
    clock.move(minutes=21)
    manager.press(go="save", **{f"q.{item}": "2"})
    assert manager.status == 401

    manager.sign_in("mira").press()

    assert waiting(portal) == ["12"]


def test_nothing_is_stored_when_the_survey_is_not_open_any_more(
    manager: Colleague, portal: Portal, close: Callable[[], None]
):
    item = some_item(portal, "single")
    begin(manager)
    close()
    manager.press(go="save", **{f"q.{item}": "2"})

    assert manager.status == 409
    assert "takes no more forms" in manager.page


@pytest.fixture
def close(portal: Portal) -> Callable[[], None]:
    def do() -> None:
        close_wave(portal.trail, portal.surveys.book, OPERATOR, WAVE, portal.surveys.today())

    return do
