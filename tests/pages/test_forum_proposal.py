"""Bringing something to a forum at the full door, and reading what became of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from copfeedback.application import Portal
from copfeedback.check_digit import in_groups
from copfeedback.forums.model import Forum, ProtectedGroup, Topic
from copfeedback.forums.proposals import NewProposal
from copfeedback.people.model import OPERATOR
from copfeedback.people.pace import ClientPace
from copfeedback.storage.engine import StorageUnavailable
from tests.forums.founded import a_forum, fields
from tests.pages.reader import Reader

FORUM = "old-town"
HOSTILE = "<script>alert(1)</script>\n**bold** [x](javascript:1)"


@pytest.fixture
def town(portal: Portal) -> Forum:
    return portal.forums.set_up(OPERATOR, a_forum(FORUM, languages=("en", "ar")), new=True)


def put(reader: Reader, name: str, value: Any, tag: str = "en") -> None:
    """Fill in a field of the screen."""
    app = reader.app
    every = [*app.text_area, *app.radio, *app.selectbox]
    next(each for each in every if each.key == f"proposal.{name}.{tag}").set_value(value)


def begun(reader: Reader, about: str = "no") -> Reader:
    reader.open("forum-proposal", forum=FORUM)
    put(reader, "about", about)
    return reader.press("proposal-next")


def number_on(reader: Reader) -> str:
    found = re.search(r'<bdi class="code" dir="ltr">(\d{4} \d{4})</bdi>', reader.page)
    assert found, reader.text
    return found[1]


def looked_up(reader: Reader, typed: str) -> str:
    reader.open("forum-proposal")
    reader.app.text_input(key="proposal.reference").set_value(typed)
    return reader.press("proposal-look-up").page


def test_it_is_asked_first_whether_it_is_about_a_person(reader: Reader, town: Forum):
    reader.open("forum-proposal", forum=FORUM)
    assert not reader.app.text_area
    assert reader.app.radio[0].value is None  # nothing is guessed

    reader.press("proposal-next")

    assert "Please choose one of the two." in reader.text
    assert not reader.app.text_area


def test_the_door_for_complaints_is_offered_before_anything_is_written(
    reader: Reader, portal: Portal, town: Forum
):
    begun(reader, "yes")
    assert "There is a safer way to tell this." in reader.text
    assert "Complain about the police, or thank them" in reader.links
    assert not reader.app.text_area

    reader.press("proposal-anyway")
    put(reader, "text", "The officer is often late")
    reader.press("proposal-send")

    number_on(reader)
    assert len(portal.proposals.waiting(OPERATOR, FORUM)) == 1


def test_what_is_sent_waits_for_the_chair(reader: Reader, portal: Portal, town: Forum):
    begun(reader)
    put(reader, "text", HOSTILE)
    put(reader, "kind", "question")
    put(reader, "topic", "crime")
    reader.press("proposal-send")

    (waiting,) = portal.proposals.waiting(OPERATOR, FORUM)
    assert in_groups(waiting.reference) == number_on(reader)
    assert (waiting.text, waiting.is_question, waiting.topic) == (HOSTILE, True, Topic.CRIME)
    assert "https://portal.example/en/forums/proposals" in reader.page
    assert "bold" not in reader.page
    reader.reload()
    number_on(reader)
    assert len(portal.proposals.waiting(OPERATOR, FORUM)) == 1


def test_words_stay_over_errors_steps_and_languages(reader: Reader, portal: Portal, town: Forum):
    begun(reader).press("proposal-send")
    assert "Please fill this in." in reader.text
    put(reader, "text", HOSTILE)
    put(reader, "kind", "question")

    reader.press("language.ar")

    assert reader.app.text_area[0].value == HOSTILE
    assert reader.app.radio[0].value == "question"
    reader.press("proposal-back").press("proposal-next")
    assert reader.app.text_area[0].value == HOSTILE
    reader.press("proposal-send")
    number_on(reader)
    (waiting,) = portal.proposals.waiting(OPERATOR, FORUM)
    assert waiting.language == "ar"


@pytest.mark.parametrize("fault", ["fast", "down"])
def test_what_cannot_be_taken_now_is_not_lost(
    reader: Reader, portal: Portal, town: Forum, monkeypatch: pytest.MonkeyPatch, fault: str
):
    begun(reader)
    put(reader, "text", "Light")
    if fault == "fast":
        portal.proposals._pace = ClientPace(lambda: 0.0, 0, 60.0)
    else:

        def fail(*_: object) -> str:
            raise StorageUnavailable

        monkeypatch.setattr(portal.proposals, "propose", fail)
    reader.press("proposal-send")

    assert "Please wait" in reader.text
    assert reader.app.text_area[0].value == "Light"


def test_the_number_is_not_left_for_the_next_at_the_same_screen(reader: Reader, town: Forum):
    begun(reader)
    put(reader, "text", "Light")
    number = number_on(reader.press("proposal-send"))

    reader.open("results").open("forum-proposal", forum=FORUM)

    assert number not in reader.page
    assert reader.app.radio[0].value is None


def test_a_protected_forum_says_that_no_words_are_shown(
    reader: Reader, portal: Portal, town: Forum
):
    protected = replace(town, protected=ProtectedGroup.YOUTH)
    portal.forums.set_up(OPERATOR, protected, new=False)

    begun(reader)

    assert "Your own words are never shown" in reader.text


def test_what_became_of_it_is_read_under_its_number(reader: Reader, portal: Portal, town: Forum):
    portal.forums.set_up(OPERATOR, a_forum("harbour"), new=True)
    meeting = portal.meetings.plan(OPERATOR, FORUM, fields())
    new = NewProposal(FORUM, "en", HOSTILE, None, is_question=True, nonce="n")
    number = portal.proposals.propose(new, "192.0.2.1")
    page = looked_up(reader, number)
    assert "Waits for an answer" in page
    assert "bold" not in page

    portal.proposals.put_on_agenda(OPERATOR, number, meeting.id, {"en": "Light"}, show=True)
    page = looked_up(reader, in_groups(number))
    assert f'href="./en/forums/{FORUM}/{meeting.number}"' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n**bold**" in page

    portal.proposals.move(OPERATOR, number, "harbour", {"en": "It is <b>theirs</b>"})
    page = looked_up(reader, number)
    assert "It is &lt;b&gt;theirs&lt;/b&gt;" in page

    portal.proposals.is_complaint(OPERATOR, number)
    page = looked_up(reader, number)
    assert "This was about something that a person did." in page
    assert "Complain about the police, or thank them" in reader.links
    assert "theirs" not in page


@pytest.mark.parametrize("typed", ["1234 5678", "12", HOSTILE, "12345671"])
def test_a_number_that_is_none_says_so(reader: Reader, town: Forum, typed: str):
    assert "There is nothing under this number." in looked_up(reader, typed)


@pytest.mark.parametrize("code", ["nowhere", "over", "<b>"])
def test_where_there_is_no_forum_numbers_are_looked_up(reader: Reader, portal: Portal, code: str):
    today = portal.surveys.today()
    portal.forums.set_up(OPERATOR, a_forum("over", ended=today.replace(day=1)), new=True)

    reader.open("forum-proposal", forum=code)

    assert "See what became of it" in reader.text
    assert not reader.app.radio
