"""Looking minutes through: nothing is published that was not there to be looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from copfeedback.faults import ChangedMeanwhile
from copfeedback.forums.looking_through import COMMITMENT, TITLE, LookedThrough
from copfeedback.forums.minutes_model import GENERAL, Attendance, EntryText
from copfeedback.forums.model import ProtectedGroup, Side
from copfeedback.telling.patterns import Telling
from tests.forums.founded import CHAIR
from tests.forums.gathered import an_item
from tests.forums.minuted import Minuted


@pytest.fixture
def hall(engine: Engine) -> Minuted:
    return Minuted(engine)


@pytest.fixture
def one_hall(sqlite_engine: Engine) -> Minuted:
    """Where the database does not matter."""
    return Minuted(sqlite_engine)


def looked(hall: Minuted) -> LookedThrough:
    return hall.minutes.check(CHAIR, hall.meeting.id)


def rename(hall: Minuted) -> None:
    now = an_item(title={"en": "Lamps of Mr Vombat"})
    hall.agendas.change_item(CHAIR, hall.lights.id, now, after=hall.lights.version)


def count(hall: Minuted) -> None:
    hall.drafting.record_attendance(CHAIR, hall.meeting.id, Attendance(17))


def count_sides(hall: Minuted) -> None:
    counted = Attendance(17, {Side.RESIDENTS: 9})
    hall.drafting.record_attendance(CHAIR, hall.meeting.id, counted)


def promise(hall: Minuted) -> None:
    hall.promised(hall.meeting, item_id=hall.roads.id)


def promise_in_general(hall: Minuted) -> None:
    hall.promised(hall.meeting)


def add(hall: Minuted) -> None:
    hall.item(hall.meeting, {"en": "Noise"})


def write(hall: Minuted) -> None:
    hall.drafting.fill(CHAIR, hall.meeting.id, {GENERAL: EntryText("Opened at six.")})


@pytest.mark.parametrize(
    "change", [rename, count, count_sides, promise, promise_in_general, add, write]
)
def test_what_changed_after_it_was_looked_at_is_not_published(
    one_hall: Minuted, change: Callable[[Minuted], None]
):
    one_hall.save("Said.", 0)
    seen = looked(one_hall).fingerprint
    change(one_hall)

    with pytest.raises(ChangedMeanwhile):
        one_hall.minutes.publish(CHAIR, one_hall.meeting.id, seen=seen)

    again = looked(one_hall)
    made = one_hall.minutes.publish(CHAIR, one_hall.meeting.id, seen=again.fingerprint)
    assert made.entries == again.minutes.entries
    assert (made.total, made.sides) == (again.minutes.total, again.minutes.sides)


def test_all_that_would_be_published_is_shown_in_its_order(hall: Minuted):
    made = hall.promised(hall.meeting, item_id=hall.roads.id)
    hall.promised(hall.meets(5, 5))
    count(hall)
    assert looked(hall).is_empty

    hall.save("Said.", 0)
    now = looked(hall)

    assert not now.is_empty
    assert [(each.item_id, each.commitments) for each in now.minutes.entries] == [
        (hall.lights.id, ()),
        (hall.roads.id, (made.id,)),
    ]
    assert now.commitments == {made.id: made}
    assert now.minutes.total == 17


def test_who_came_to_a_protected_forum_is_not_looked_at_as_it_is_not_published(one_hall: Minuted):
    one_hall.protect(ProtectedGroup.WOMEN)
    one_hall.save("Said.", 0)
    seen = looked(one_hall).fingerprint
    count(one_hall)

    assert one_hall.minutes.publish(CHAIR, one_hall.meeting.id, seen=seen).total is None


def test_titles_in_every_language_and_promises_are_looked_through_too(hall: Minuted):
    titled = hall.item(
        hall.meeting, {"en": "Lamps", "fr": "Quand appeler M. Dupont au 0555 123 456"}
    )
    hall.promised(
        hall.meeting,
        item_id=hall.roads.id,
        office={"en": "Patrol of Mr Lebedev"},
        what={"en": "Write to boris@example.org"},
    )

    found = {
        (each.where.item_id, each.where.name, each.kind, each.words)
        for each in looked(hall).warnings
    }

    assert found == {
        (titled.id, TITLE, Telling.NAME, "M. Dupont"),
        (titled.id, TITLE, Telling.TELEPHONE, "0555 123 456"),
        (hall.roads.id, COMMITMENT, Telling.NAME, "Lebedev"),
        (hall.roads.id, COMMITMENT, Telling.EMAIL, "boris@example.org"),
    }
