"""The inbox: by what is due first, and only what one holds a key of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from copfeedback.complaints.case_parts import Words
from copfeedback.complaints.inbox import BEGINNING_CHARACTERS, PAGE_SIZE, Wanted
from copfeedback.complaints.model import Category, Danger, Kind, State
from copfeedback.complaints.tables import complaint_item
from copfeedback.people.access import NotPermitted
from copfeedback.storage.engine import writing
from tests.complaints.body import CLIENT, Body
from tests.complaints.room import AMAL, BORIS, CLARA, DINA, ERIK, Room


@pytest.fixture
def room(body: Body) -> Room:
    return Room(body)


@pytest.fixture
def sqlite_room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


def listed(room: Room, wanted: Wanted = Wanted.OPEN, staff_id: int = AMAL) -> list[str]:
    page = room.casework.inbox.page(*room.who(staff_id), wanted)
    return [row.case_id for row in page.rows]


def test_what_is_due_first_stands_first(room: Room):
    plain = room.body.a_case("one").id
    room.body.day.passes(1)
    endangered = room.body.a_case("two", answers={"danger": ["yes"]}).id
    acknowledged = room.acknowledged()

    assert listed(room) == [endangered, plain, acknowledged]
    assert listed(room, Wanted.DANGER) == [endangered]
    assert listed(room, Wanted.OVERDUE) == []
    room.body.day.passes(2)
    assert listed(room, Wanted.OVERDUE) == [endangered]


def test_a_row_tells_what_it_is(room: Room):
    long = "They hit   my son.\n" + "word " * 50
    answers = {"categories": ["powers"], "kind": ["concern"], "danger": ["unsure"]}
    case_id = room.body.a_case(long, answers=answers, language="ar").id

    (row,) = room.casework.inbox.page(*room.who(AMAL)).rows

    assert (row.case_id, row.state, row.kind) == (case_id, State.RECEIVED, Kind.CONCERN)
    assert (row.language, row.categories, row.danger) == (
        "ar",
        (Category.POWERS,),
        Danger.UNSURE,
    )
    assert row.beginning.startswith("They hit my son. word")
    assert len(row.beginning) == BEGINNING_CHARACTERS
    assert (row.waiting, row.overdue, row.readable) == (True, False, True)
    assert row.due_on == room.body.day.today + timedelta(days=7)
    assert "hit" not in repr(row)


def test_who_waits_and_what_has_ended(room: Room):
    lodged = room.body.a_case()
    cases, amal = room.casework.cases, room.who(AMAL)
    cases.acknowledge(*amal, lodged.id, Words("We read it.", "en"))
    assert listed(room, Wanted.WAITING) == []
    token = room.body.following.sign_in(lodged.code.written, CLIENT)
    room.body.following.send_message(token, "And?", "en")
    assert listed(room, Wanted.WAITING) == [lodged.id]

    cases.refer(*amal, lodged.id, "the ombudsman", "theirs", None)

    assert listed(room, Wanted.WAITING) == []
    assert listed(room, Wanted.OPEN) == []
    assert listed(room, Wanted.ENDED) == [lodged.id]


def test_pages_follow_one_another(sqlite_room: Room):
    cases = {sqlite_room.body.a_case().id for _ in range(PAGE_SIZE + 3)}
    inbox, amal = sqlite_room.casework.inbox, sqlite_room.who(AMAL)

    first, second = inbox.page(*amal), inbox.page(*amal, page=2)

    assert (len(first.rows), first.has_more) == (PAGE_SIZE, True)
    assert (len(second.rows), second.has_more) == (3, False)
    assert {row.case_id for row in (*first.rows, *second.rows)} == cases
    assert inbox.page(*amal, page=9).rows == ()
    assert inbox.page(*amal, page=-3).page == 1


def test_only_what_one_holds_a_key_of(sqlite_room: Room):
    case_id = sqlite_room.body.a_case(answers={"officer_name": ["Boris Lin"]}).id
    assert listed(sqlite_room) == [case_id]
    for wanted in Wanted:
        assert listed(sqlite_room, wanted, BORIS) == []
    for staff_id in (CLARA, DINA, ERIK):
        with pytest.raises(NotPermitted):
            listed(sqlite_room, Wanted.OPEN, staff_id)


def test_a_case_that_was_tampered_with_is_shown_as_such(sqlite_room: Room):
    case_id = sqlite_room.body.a_case().id
    other = sqlite_room.body.a_case().id
    with writing(sqlite_room.body.engine) as connection:
        connection.execute(
            complaint_item.delete().where(
                complaint_item.c.case_id == case_id, complaint_item.c.number == 1
            )
        )
    rows = {
        row.case_id: row for row in sqlite_room.casework.inbox.page(*sqlite_room.who(AMAL)).rows
    }
    assert not rows[case_id].readable
    assert rows[case_id].beginning == ""
    assert rows[other].readable
