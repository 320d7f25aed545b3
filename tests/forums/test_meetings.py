"""Meetings: planned, moved across a clock change, cancelled and still visible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Unknown
from copfeedback.forums.agenda_writing import HasMinutes
from copfeedback.forums.meeting_model import MeetingKind, MeetingState
from copfeedback.forums.meeting_rules import MeetingFields
from copfeedback.forums.meetings import NotPlanned, shown
from copfeedback.forums.model import ProtectedGroup
from copfeedback.forums.store import change_meeting
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor, Role
from copfeedback.storage.engine import writing
from tests.factories import TODAY, in_languages
from tests.forums.founded import CHAIR, Founded, fields

OTHERS = Actor("o", Role.FORUM_CHAIR, id=3, forums=frozenset({"harbour"}))
ILL = {"en": "The hall is flooded."}


def local(*when: int) -> datetime:
    return datetime(*when)  # type: ignore[arg-type]  # noqa: DTZ001 - local


@pytest.fixture
def founded(engine: Engine) -> Founded:
    founded = Founded(engine)
    founded.found()
    return founded


def test_a_planned_meeting_has_the_address_of_its_day(founded: Founded) -> None:
    first = founded.meetings.plan(CHAIR, "old-town", fields())
    second = founded.meetings.plan(CHAIR, "old-town", fields())
    third = founded.meetings.plan(CHAIR, "old-town", fields())
    assert [each.number for each in (first, second, third)] == [
        "2026-06-10",
        "2026-06-10-2",
        "2026-06-10-3",
    ]
    assert first.uid.endswith("@copfeedback")
    assert len({each.uid for each in (first, second, third)}) == 3
    assert founded.meetings.find("old-town", "2026-06-10-2") == second
    with pytest.raises(Unknown):
        founded.meetings.find("old-town", "2026-06-11")
    with pytest.raises(Unknown):
        founded.meetings.find("Old Town!", "2026-06-10")


def test_only_its_own_chair_plans(founded: Founded) -> None:
    with pytest.raises(NotPermitted):
        founded.meetings.plan(OTHERS, "old-town", fields())
    kept = founded.meetings.plan(CHAIR, "old-town", fields())
    with pytest.raises(NotPermitted):
        founded.meetings.change(OTHERS, kept.id, fields(), after=kept.version)
    with pytest.raises(NotPermitted):
        founded.meetings.cancel(OTHERS, kept.id, ILL, after=kept.version)
    with pytest.raises(NotPermitted):
        founded.meetings.announce(OTHERS, kept.id)
    assert founded.meetings.public() == [kept]


@pytest.mark.parametrize(
    ("changes", "field", "fault"),
    [
        ({"zone": "Middle/Earth"}, "zone", Fault.ZONE),
        ({"zone": "../etc/passwd"}, "zone", Fault.ZONE),
        ({"ends": local(2026, 6, 10, 17, 30)}, "ends", Fault.END_BEFORE_START),
        ({"ends": local(2026, 6, 17, 17, 30)}, "ends", Fault.END_BEFORE_START),
        ({"online": "http://example.org"}, "online", Fault.LINK),
        ({"online": "javascript:alert(1)"}, "online", Fault.LINK),
        ({"online": "https://u:p@example.org/"}, "online", Fault.LINK),
        ({"online": "https://[broken"}, "online", Fault.LINK),
        ({"minutes_language": "xx"}, "minutes_language", Fault.LANGUAGE),
        ({"title": in_languages("x" * 201)}, "title.en", Fault.TOO_LONG),
        ({"place": in_languages("x" * 1001)}, "place.en", Fault.TOO_LONG),
        ({"interpretation": ("x" * 201,)}, "interpretation", Fault.TOO_LONG),
        (
            {"starts": local(2026, 5, 5, 9), "ends": local(2026, 5, 5, 10)},
            "starts",
            Fault.PAST,
        ),
        (
            {"starts": local(2036, 5, 5, 9), "ends": local(2036, 5, 5, 10)},
            "starts",
            Fault.DATE,
        ),
        # Seen from Greenwich, these are days that there are not.
        ({"starts": local(1, 1, 1, 0, 30), "zone": "Asia/Tashkent"}, "starts", Fault.DATE),
        ({"starts": local(9999, 12, 31, 23), "zone": "America/New_York"}, "starts", Fault.DATE),
        ({"ends": local(9999, 12, 31, 23)}, "ends", Fault.END_BEFORE_START),
        ({"ends": local(1, 1, 1, 0, 30)}, "ends", Fault.END_BEFORE_START),
        # In this zone the clocks jump from two to three that night.
        (
            {"starts": local(2027, 3, 28, 2, 30), "ends": local(2027, 3, 28, 4)},
            "starts",
            Fault.NO_SUCH_HOUR,
        ),
    ],
)
def test_what_is_wrong_is_said_by_field(
    founded: Founded, changes: dict[str, Any], field: str, fault: Fault
) -> None:
    with pytest.raises(Faulty) as raised:
        founded.meetings.plan(CHAIR, "old-town", fields(**changes))
    assert [(each.field, each.fault) for each in raised.value.problems] == [(field, fault)]
    assert founded.meetings.public() == []


def test_an_hour_that_the_clocks_show_twice_is_taken(founded: Founded) -> None:
    night: dict[str, Any] = {
        "starts": local(2026, 10, 25, 2, 30),
        "ends": local(2026, 10, 25, 3, 30),
    }
    kept = founded.meetings.plan(CHAIR, "old-town", fields(**night))
    assert kept.ends_at > kept.begins_at


def test_records_of_the_past_can_be_brought_in(founded: Founded) -> None:
    day = date(2019, 3, 4)
    kept = founded.meetings.plan(CHAIR, "old-town", fields(day), past=True, uid="<b>7</b>")
    assert (kept.number, kept.uid) == ("2019-03-04", "<b>7</b>")
    assert founded.meetings.past() == [kept]


def test_a_move_across_a_clock_change_keeps_the_hour_and_tells_calendars(
    founded: Founded,
) -> None:
    autumn = founded.meetings.plan(CHAIR, "old-town", fields(date(2026, 10, 20)))
    later = fields(date(2026, 10, 27))
    moved = founded.meetings.change(CHAIR, autumn.id, later, after=1, reason=ILL)
    assert moved.starts.time() == autumn.starts.time()
    assert moved.begins_at - autumn.begins_at == timedelta(days=7)  # of the clock on the wall
    assert (moved.begins_at.utcoffset(), autumn.begins_at.utcoffset()) == (
        timedelta(hours=1),
        timedelta(hours=2),
    )
    assert (moved.number, moved.uid, moved.sequence) == (autumn.number, autumn.uid, 1)
    assert [(each.starts, each.told_on) for each in moved.moved] == [(autumn.starts, TODAY)]
    assert moved.reason == Translations(ILL)
    assert founded.meetings.find("old-town", "2026-10-20") == moved


def test_calendars_are_told_of_nothing_they_do_not_show(founded: Founded) -> None:
    kept = founded.meetings.plan(CHAIR, "old-town", fields())
    changed = founded.meetings.change(CHAIR, kept.id, fields(childcare=True), after=1)
    assert (changed.sequence, changed.version, changed.moved) == (0, 2, ())
    again = founded.meetings.change(
        CHAIR, kept.id, fields(place=in_languages("The school")), after=2
    )
    assert (again.sequence, again.moved, again.childcare) == (1, (), False)
    assert MeetingFields.of(again).place == in_languages("The school")


def test_who_was_slower_changes_nothing(founded: Founded) -> None:
    kept = founded.meetings.plan(CHAIR, "old-town", fields())
    founded.meetings.change(CHAIR, kept.id, fields(childcare=True), after=kept.version)
    with pytest.raises(ChangedMeanwhile):
        founded.meetings.change(CHAIR, kept.id, fields(), after=kept.version)
    with pytest.raises(ChangedMeanwhile):
        founded.meetings.cancel(CHAIR, kept.id, ILL, after=kept.version)


def test_a_cancelled_meeting_stays_visible_with_the_reason(founded: Founded) -> None:
    kept = founded.meetings.plan(CHAIR, "old-town", fields())
    with pytest.raises(Faulty) as raised:
        founded.meetings.cancel(CHAIR, kept.id, {"en": " "}, after=1)
    assert [(each.field, each.fault) for each in raised.value.problems] == [
        ("reason", Fault.MISSING)
    ]
    cancelled = founded.meetings.cancel(CHAIR, kept.id, ILL, after=1)
    assert (cancelled.state, cancelled.sequence) == (MeetingState.CANCELLED, 1)
    assert founded.meetings.upcoming() == [cancelled]
    with pytest.raises(NotPlanned):
        founded.meetings.change(CHAIR, kept.id, fields(), after=2)
    with pytest.raises(NotPlanned):
        founded.meetings.cancel(CHAIR, kept.id, ILL, after=2)
    with pytest.raises(NotPlanned):
        founded.meetings.announce(CHAIR, kept.id)


def test_a_meeting_is_announced_once(founded: Founded) -> None:
    kept = founded.meetings.plan(CHAIR, "old-town", fields())
    told = founded.meetings.announce(CHAIR, kept.id)
    founded.today += timedelta(days=1)
    assert founded.meetings.announce(CHAIR, kept.id) == told
    assert told.announced_on == TODAY


def test_upcoming_and_past_meetings_in_their_order(founded: Founded) -> None:
    founded.found("harbour")
    plan, days = founded.meetings.plan, (date(2026, 5, 9), date(2026, 5, 8), date(2026, 5, 1))
    later, sooner, over = (plan(CHAIR, "old-town", fields(day), past=True) for day in days)
    assert founded.meetings.upcoming() == [sooner, later]
    assert founded.meetings.past() == [over]
    assert founded.meetings.upcoming("harbour") == []
    assert founded.meetings.public(since=days[1], until=days[1]) == [sooner]
    founded.today = date(2026, 5, 9)  # by the clock, it is still the sixth: it has not ended
    assert founded.meetings.upcoming() == [later]
    assert founded.meetings.past() == [sooner, over]


def test_on_the_day_itself_the_hour_counts(founded: Founded) -> None:
    ended: dict[str, Any] = {
        "starts": local(2026, 5, 6, 8),
        "ends": local(2026, 5, 6, 13),
    }  # now it is 14:00
    over = founded.meetings.plan(CHAIR, "old-town", fields(**ended))
    lasting = founded.meetings.plan(
        CHAIR, "old-town", fields(**ended | {"ends": local(2026, 5, 6, 15)})
    )
    assert (founded.meetings.past(), founded.meetings.upcoming()) == ([over], [lasting])


def test_after_its_end_a_forum_does_not_meet(founded: Founded) -> None:
    founded.found("harbour", ended=TODAY)
    chair = Actor("h", Role.FORUM_CHAIR, id=4, forums=frozenset({"harbour"}))
    with pytest.raises(Faulty):
        founded.meetings.plan(chair, "harbour", fields())
    founded.meetings.plan(chair, "harbour", fields(date(2026, 5, 1)), past=True)


@pytest.mark.parametrize("closed", [True, False])
def test_where_protected_and_closed_meetings_are_is_told_on_request(
    founded: Founded, closed: bool
) -> None:
    kind = MeetingKind.CLOSED if closed else MeetingKind.REGULAR
    told: dict[str, Any] = {
        "place": in_languages("The school"),
        "online": "https://example.org/room",
    }
    kept = founded.meetings.plan(CHAIR, "old-town", fields(**told, kind=kind))
    forum = founded.book.find("old-town")
    assert (shown(kept, forum).place is None) == closed
    refuge = founded.found("refuge", protected=ProtectedGroup.WOMEN)
    seen = shown(kept, refuge)
    assert (seen.place, seen.online) == (None, "")


@pytest.mark.parametrize(("days", "is_final"), [(-1, True), (0, True), (1, False), (40, False)])
def test_an_agenda_is_no_longer_final_when_its_meeting_moves_to_a_later_day(
    founded: Founded, days: int, is_final: bool
) -> None:
    first = founded.meetings.plan(CHAIR, "old-town", fields())
    with writing(founded.trail.engine) as connection:
        final = change_meeting(connection, replace(first, final_on=TODAY))
    later = fields(first.starts.date() + timedelta(days=days))
    later = replace(later, starts=later.starts - timedelta(minutes=30))

    moved = founded.meetings.change(CHAIR, first.id, later, after=final.version)

    assert (moved.final_on == TODAY) is is_final


def test_a_meeting_with_minutes_is_not_moved_or_cancelled(founded: Founded) -> None:
    held = founded.meetings.plan(CHAIR, "old-town", fields(date(2026, 5, 4)), past=True)
    with writing(founded.trail.engine) as connection:
        held = change_meeting(connection, replace(held, minutes_number=1))

    for moved in (fields(), replace(MeetingFields.of(held), zone="Europe/Kyiv")):
        with pytest.raises(HasMinutes):
            founded.meetings.change(CHAIR, held.id, moved, after=held.version)
    with pytest.raises(HasMinutes):
        founded.meetings.cancel(CHAIR, held.id, {"en": "Rain"}, after=held.version)
    told = replace(MeetingFields.of(held), place=in_languages("The school"))
    kept = founded.meetings.change(CHAIR, held.id, told, after=held.version)
    assert (kept.starts, kept.state) == (held.starts, MeetingState.PLANNED)


def test_an_agenda_is_no_longer_final_when_its_meeting_moves_past_another(
    founded: Founded,
) -> None:
    first = founded.meetings.plan(CHAIR, "old-town", fields())
    second = founded.meetings.plan(
        CHAIR, "old-town", fields(starts=local(2026, 6, 20, 18), ends=local(2026, 6, 20, 20))
    )
    with writing(founded.trail.engine) as connection:
        second = change_meeting(connection, replace(second, final_on=TODAY))

    nearer = fields(starts=local(2026, 6, 15, 18), ends=local(2026, 6, 15, 20))
    stays = founded.meetings.change(CHAIR, second.id, nearer, after=second.version)
    assert stays.final_on == TODAY

    before = fields(starts=local(2026, 6, 9, 18), ends=local(2026, 6, 9, 20))
    passed = founded.meetings.change(CHAIR, second.id, before, after=stays.version)
    assert passed.final_on is None
    assert first.starts > passed.starts
