"""Coming back with the code at the full door."""

from __future__ import annotations

from typing import Any

import pytest

from copfeedback.application import Portal
from copfeedback.complaints.case_parts import NewAllegation, Words
from copfeedback.complaints.following import COMPLAINT_COOKIE
from copfeedback.complaints.model import Category, Result, State, Verdict
from copfeedback.complaints.vault import HolderKey
from copfeedback.people.model import SESSION_COOKIE
from tests.pages.casework import STORY, Commission
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader


@pytest.fixture
def case_id(commission: Commission) -> str:
    return commission.a_case()


@pytest.fixture
def complainant(commission: Commission, case_id: str) -> Reader:
    """Somebody who has typed their code at the light door."""
    reader = Reader(cookies={COMPLAINT_COOKIE: commission.complainant(case_id)})
    return reader.open("follow")


def field(reader: Reader, key: str) -> Any:
    app = reader.app
    fields = [*app.text_area, *app.text_input, *app.selectbox, *app.radio]
    return next(each for each in fields if each.key == key)


def key_of(commission: Commission) -> HolderKey | None:
    """The key of the caseworker amal."""
    token = commission.amal.cookies[SESSION_COOKIE]
    return commission.portal.keys.key_of(token, commission.actor("amal"))


def test_without_a_code_there_is_the_way_to_where_it_is_typed(reader: Reader):
    reader.open("follow")
    assert "Go on with your code" in reader.text
    assert 'href="./en/complaints/follow"' in reader.page
    assert 'class="exit" href="https://www.wikipedia.org/"' in reader.page
    assert not reader.app.text_input


def test_the_case_is_shown_without_what_was_told(
    complainant: Reader, commission: Commission, case_id: str
):
    assert "We have it. Nobody has answered yet." in complainant.text
    assert "You get a first answer here by" in complainant.text
    assert case_id in complainant.text
    assert "Karl Weber" not in complainant.text
    assert commission.portal.following.own_case(complainant.cookies[COMPLAINT_COOKIE]).head in (
        complainant.text
    )
    # The quick way out ends the session, so that going back shows nothing.
    assert 'class="exit" href="./en/complaints/follow/exit"' in complainant.page


def test_a_message_is_sent_and_its_field_is_empty_then(
    complainant: Reader, commission: Commission, case_id: str
):
    field(complainant, "follow.text").set_value("It was Monday.")
    field(complainant, "follow.language").set_value("ar")
    complainant.press("follow-send")
    assert "Your message is there." in complainant.text
    assert "It was Monday." in complainant.text
    (message,) = commission.view(case_id).messages
    assert (message.text, message.language) == ("It was Monday.", "ar")
    assert field(complainant, "follow.text").value == ""


def test_an_empty_message_is_told_as_that(complainant: Reader):
    complainant.press("follow-send")
    assert "Please write something here" in complainant.text


def test_neither_a_key_nor_what_was_read_is_in_the_memory_of_the_session(
    complainant: Reader, commission: Commission, case_id: str
):
    amal, words = commission.actor("amal"), Words("Please tell us the day.", "en")
    commission.portal.casework.cases.send_message(amal, key_of(commission), case_id, words)
    complainant.reload()
    assert "Please tell us the day." in complainant.text
    state = complainant.app.session_state
    kept = repr(state)
    token = complainant.cookies[COMPLAINT_COOKIE]
    for secret in ("Please tell us", STORY[:20], token, "HolderKey", "OwnCase"):
        assert secret not in kept


def test_a_name_is_given_and_taken_away(complainant: Reader):
    complainant.press("follow-identify")
    assert "Please write something here" in complainant.text
    field(complainant, "follow.identity.name").set_value("Amina")
    complainant.press("follow-identify")
    assert "We have noted that." in complainant.text
    assert "Amina" not in complainant.text
    complainant.press("follow-unname")
    assert not any(each.key == "follow-unname" for each in complainant.app.button)


def test_it_is_taken_back(complainant: Reader, commission: Commission, case_id: str):
    complainant.press("follow-withdraw")
    assert "You took it back." in complainant.text
    assert commission.view(case_id).state is State.WITHDRAWN


def test_erasure_is_asked_for_and_called_off(complainant: Reader):
    complainant.press("follow-erase")
    assert "It is erased on" in complainant.text
    complainant.press("follow-keep")
    assert "It will not be erased." in complainant.text
    assert "It is erased on" not in complainant.text.split("What else you can do")[0]


def test_a_decision_is_read_rated_and_reviewed(
    complainant: Reader, commission: Commission, case_id: str
):
    decisions = commission.portal.casework.decisions
    amal = commission.actor("amal"), key_of(commission)
    commission.portal.casework.cases.acknowledge(*amal, case_id, None)
    allegation = NewAllegation("He shouted.", "en", Category.INDIVIDUAL)
    number = decisions.add_allegation(*amal, case_id, allegation)
    decisions.record_account(*amal, case_id, "He was loud.", by="the officer")
    reason = Words("Two people heard it.", "en")
    decisions.find(*amal, case_id, number, Verdict.UPHELD, reason)
    results, outcome = frozenset({Result.APOLOGY}), Words("We are sorry.", "en")
    decisions.set_outcome(*amal, case_id, results, outcome)
    decisions.decide(*amal, case_id)
    complainant.reload()
    assert "We are writing to you about it." in complainant.text
    assert "Two people heard it." not in complainant.text
    decisions.tell(*amal, case_id, Words("We decided.", "en"))
    complainant.reload()
    for words in ("He shouted.", "Two people heard it.", "We are sorry.", "An apology"):
        assert words in complainant.text
    field(complainant, "follow.rating").set_value("Slow")
    complainant.press("follow-rate")
    assert "Please write something here" in complainant.text
    field(complainant, "follow.score").set_value(2)
    complainant.press("follow-rate")
    assert "Thank you" in complainant.text
    field(complainant, "follow.review").set_value("You asked nobody.")
    complainant.press("follow-ask-review")
    assert "You asked for a review." in complainant.text


def test_a_session_that_ends_gives_back_what_was_written(complainant: Reader, calendar: Calendar):
    field(complainant, "follow.text").set_value("It was Monday.")
    calendar.minutes += 16
    complainant.press("follow-send")
    assert "The 15 minutes are over." in complainant.text
    assert [each.value for each in complainant.app.text_area] == ["It was Monday."]


def test_leaving_ends_the_session(complainant: Reader, portal: Portal):
    field(complainant, "follow.text").set_value("It was Monday.")
    complainant.press("follow-leave")
    assert "You have left." in complainant.text
    assert not complainant.app.text_area
    assert portal.following.own_case(complainant.cookies[COMPLAINT_COOKIE]) is None
    assert "Monday" not in repr(complainant.app.session_state)
