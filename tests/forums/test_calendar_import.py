"""A calendar read again changes what it planned before, and plans nothing twice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from copfeedback.faults import Fault
from copfeedback.forums.calendar_import import Imported, import_meetings
from copfeedback.forums.calendar_reading import Usual, read_calendar
from copfeedback.forums.meeting_model import MeetingState
from copfeedback.forums.meeting_rules import MeetingFields
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from tests.factories import TODAY
from tests.forums.founded import CHAIR, Founded

EVENT = "UID:a1\nSUMMARY:Roads\nLOCATION:Library\nDTSTART:20260610T173000\nDURATION:PT90M"
REASON = {"en": "Cancelled in the calendar."}


@pytest.fixture
def founded(engine: Engine) -> Founded:
    founded = Founded(engine)
    founded.found()
    founded.found("harbour")
    return founded


def imported(founded: Founded, *events: str, code: str = "old-town") -> Imported:
    inside = "".join(f"BEGIN:VEVENT\n{each}\nEND:VEVENT\n" for each in events)
    content = f"BEGIN:VCALENDAR\n{inside}END:VCALENDAR\n".encode()
    read = read_calendar(content, Usual("Europe/Berlin", "en", TODAY)).meetings
    return import_meetings(founded.meetings, CHAIR, code, read, REASON)


def test_what_was_read_is_planned_and_then_changed(founded: Founded):
    (planned,) = imported(founded, EVENT).planned
    assert (planned.number, planned.title["en"]) == ("2026-06-10", "Roads")

    assert imported(founded, EVENT).same == 1
    (changed,) = imported(founded, EVENT.replace("0610T", "0611T")).changed

    assert (changed.id, changed.number, changed.uid) == (planned.id, planned.number, planned.uid)
    assert changed.sequence == 1
    assert len(founded.meetings.public("old-town")) == 1


def test_nobody_is_known_by_the_name_of_a_meeting(founded: Founded):
    event = EVENT.replace("a1", "20270601-leila.karimi@shelter.example")
    (planned,) = imported(founded, event).planned
    assert not {"leila", "shelter"} & set(re.findall("[a-z]+", planned.uid))

    ours = EVENT.replace("a1", planned.uid)
    assert [imported(founded, each).same for each in (event, ours)] == [1, 1]


def test_what_was_entered_here_stays(founded: Founded):
    (planned,) = imported(founded, EVENT).planned
    texts = Translations({"en": "Roads", "ar": "الطرق"})
    mended = replace(MeetingFields.of(planned), title=texts, childcare=True)
    founded.meetings.change(CHAIR, planned.id, mended, after=planned.version)

    (changed,) = imported(founded, EVENT.replace("Roads", "Streets")).changed

    assert dict(changed.title) == {"en": "Streets", "ar": "الطرق"}
    assert changed.childcare


def test_what_the_calendar_cancels_is_cancelled_once(founded: Founded):
    imported(founded, EVENT)

    (cancelled,) = imported(founded, EVENT + "\nSTATUS:CANCELLED").cancelled

    assert cancelled.state is MeetingState.CANCELLED
    assert dict(cancelled.reason) == REASON
    assert imported(founded, EVENT + "\nSTATUS:CANCELLED").same == 1
    (refused,) = imported(founded, EVENT).refused
    assert (refused.meeting.uid, refused.problems) == (cancelled.uid, ())


def test_what_is_cancelled_from_the_beginning_is_not_planned(founded: Founded):
    assert imported(founded, EVENT + "\nSTATUS:CANCELLED").same == 1
    assert founded.meetings.public() == []


def test_the_rest_is_planned_when_one_cannot_be_kept(founded: Founded):
    far = EVENT.replace("a1", "a2").replace("20260610", "29990610")

    result = imported(founded, far, EVENT)

    (refused,) = result.refused
    assert (refused.meeting.line, refused.problems[0].fault) == (2, Fault.DATE)
    assert [each.number for each in result.planned] == ["2026-06-10"]


def test_two_forums_can_read_the_same_calendar(founded: Founded):
    both = replace(CHAIR, forums=frozenset({"old-town", "harbour"}))
    read = read_calendar(
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{EVENT}\nEND:VEVENT".encode(),
        Usual("Europe/Berlin", "en", TODAY),
    ).meetings
    for _ in range(2):
        for code in ("old-town", "harbour"):
            import_meetings(founded.meetings, both, code, read, REASON)

    assert len({each.uid for each in founded.meetings.public()}) == 2
    assert len(founded.meetings.public()) == 2


def test_only_the_chair_reads_a_calendar_in(founded: Founded):
    with pytest.raises(NotPermitted):
        imported(founded, EVENT, code="harbour")
