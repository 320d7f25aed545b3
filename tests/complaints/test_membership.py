"""Who can open a case: by keys, and never whom it concerns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copfeedback.complaints.case_errors import LastHolder, UnknownPerson
from copfeedback.complaints.case_parts import Words
from copfeedback.complaints.casefile import REVIEWER, open_case
from copfeedback.complaints.model import UnknownCase
from copfeedback.complaints.store import (
    change_case,
    holders_of,
    items_of,
    keep_key,
    remove_keys,
    sealed_key,
)
from copfeedback.complaints.vault import Item, Purpose, Tampered, Unreadable, open_item, open_key
from copfeedback.people.model import Role
from copfeedback.storage.engine import reading, writing
from tests.complaints.body import CLIENT, Body, a_holder
from tests.complaints.room import AMAL, BORIS, CLARA, DINA, ERIK, Room


@pytest.fixture
def room(body: Body) -> Room:
    return Room(body)


@pytest.fixture
def sqlite_room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


def join(room: Room, staff_id: int, name: str, role: Role = Role.CASEWORKER) -> None:
    """Somebody comes onto the roster after the case was filed."""
    holder, key = a_holder(staff_id, name, role)
    room.body.keys[staff_id] = key
    roster = room.body.roster
    room.body.roster = replace(roster, version=2, holders=(*roster.holders, holder))


def test_a_newcomer_opens_what_was_there_before(room: Room):
    case_id = room.acknowledged()
    join(room, 15, "Eva Roth")
    with pytest.raises(UnknownCase):
        room.view(case_id, 15)
    assert {each.name for each in room.casework.members.may_join(*room.who(AMAL), case_id)} == {
        "Dina Vogel",
        "Eva Roth",
    }

    room.casework.members.add(*room.who(AMAL), case_id, 15, "she knows the place")

    view = room.view(case_id, 15)
    assert view.narrative.text == "They hit my son."
    assert "Eva Roth" in {each.name for each in view.holders}
    with pytest.raises(UnknownPerson):
        room.casework.members.add(*room.who(AMAL), case_id, 15, "again")


def test_an_interpreter_reads_what_was_told_and_translates_it_in_their_own_name(room: Room):
    case_id = room.acknowledged()
    room.casework.cases.send_message(*room.who(AMAL), case_id, Words("How is he?", "en"))
    assert room.casework.interpreting.cases(*room.who(DINA)) == ()
    with pytest.raises(UnknownCase):
        room.casework.interpreting.case(*room.who(DINA), case_id)

    room.casework.members.add(*room.who(AMAL), case_id, DINA, "Arabic")

    assert room.casework.interpreting.cases(*room.who(DINA)) == (case_id,)
    found = room.casework.interpreting.case(*room.who(DINA), case_id)
    assert found.narrative.text == "They hit my son."
    number = found.messages[0].number
    room.casework.interpreting.translate(*room.who(DINA), case_id, number, Words("كيف حاله؟", "ar"))
    (translation,) = room.view(case_id).messages[0].translations
    assert (translation.text, translation.author) == ("كيف حاله؟", "Dina Vogel")
    assert room.view(case_id).notes[-1].text == "Arabic"  # a translation is no note


def test_whom_the_case_concerns_cannot_come_in(sqlite_room: Room):
    case_id = sqlite_room.acknowledged(answers={"officer_name": ["Eva Roth, the tall one"]})
    join(sqlite_room, 15, "Eva Roth")
    may = sqlite_room.casework.members.may_join(*sqlite_room.who(AMAL), case_id)
    assert 15 not in {each.staff_id for each in may}
    for staff_id in (15, ERIK, 99):
        with pytest.raises(UnknownPerson):
            sqlite_room.casework.members.add(*sqlite_room.who(AMAL), case_id, staff_id, "to help")


def test_whoever_is_removed_opens_nothing_with_the_key_they_kept(room: Room):
    lodged = room.body.a_case("They hit my son.")
    with reading(room.body.engine) as connection:
        sealed = sealed_key(connection, lodged.id, "staff:12", Purpose.CONTENT)
    assert sealed is not None
    kept = open_key(sealed, lodged.id, Purpose.CONTENT, room.body.keys[BORIS])
    old_head = room.view(lodged.id).head

    room.casework.members.remove(*room.who(AMAL), lodged.id, BORIS, "he knows the officer")

    with pytest.raises(UnknownCase):
        room.view(lodged.id, BORIS)
    view = room.view(lodged.id)
    assert view.narrative.text == "They hit my son."
    assert view.head != old_head
    opened = room.body.opened(lodged.id)
    with writing(room.body.engine) as connection:
        places = [each.place if isinstance(each, Item) else each for each in opened.items]
        for stored, place in zip(items_of(connection, lodged.id), places, strict=True):
            with pytest.raises(Unreadable):
                open_item(place, stored.sealed, kept)
    token = room.body.following.sign_in(lodged.code.written, CLIENT)
    assert room.body.following.own_case(token) is not None
    with reading(room.body.engine) as connection:
        rescued = open_case(connection, lodged.id, "organisation", room.body.organisation)
    assert len(rescued.items) == len(opened.items)


def test_the_last_caseworker_leaves_a_case_to_the_reviewer(room: Room):
    case_id = room.acknowledged()
    room.casework.members.recuse(*room.who(BORIS), case_id, "my cousin")
    with reading(room.body.engine) as connection:
        assert REVIEWER not in holders_of(connection, case_id, Purpose.CONTENT)

    room.casework.members.recuse(*room.who(AMAL), case_id, "I know him too")

    with reading(room.body.engine) as connection:
        opened = open_case(connection, case_id, REVIEWER, room.body.reviewer)
        holders = holders_of(connection, case_id, Purpose.CONTENT)
    assert holders == {"complainant", "organisation", "reviewer"}
    assert opened.content_key
    for staff_id in (AMAL, BORIS):
        with pytest.raises(UnknownCase):
            room.view(case_id, staff_id)


def test_without_a_reviewer_the_last_one_stays(sqlite_room: Room):
    case_id = sqlite_room.acknowledged()
    sqlite_room.body.roster = replace(sqlite_room.body.roster, reviewer=None)
    sqlite_room.casework.members.recuse(*sqlite_room.who(BORIS), case_id, "my cousin")
    with pytest.raises(LastHolder):
        sqlite_room.casework.members.recuse(*sqlite_room.who(AMAL), case_id, "I am tired")
    assert sqlite_room.view(case_id).narrative.text == "They hit my son."


def test_nobody_removes_themselves_or_somebody_who_is_not_in(sqlite_room: Room):
    case_id = sqlite_room.acknowledged()
    for staff_id in (AMAL, DINA):
        with pytest.raises(UnknownPerson):
            sqlite_room.casework.members.remove(*sqlite_room.who(AMAL), case_id, staff_id, "out")


def test_whoever_left_the_roster_gets_no_new_key(sqlite_room: Room):
    case_id = sqlite_room.acknowledged()
    join(sqlite_room, 15, "Eva Roth")
    sqlite_room.casework.members.add(*sqlite_room.who(AMAL), case_id, 15, "to help")
    sqlite_room.body.without(15)

    sqlite_room.casework.members.remove(*sqlite_room.who(AMAL), case_id, BORIS, "a conflict")

    holders = {each.holder for each in sqlite_room.view(case_id).holders}
    assert holders == {"staff:11", "organisation"}


def test_a_row_in_the_keyring_lets_nobody_in_when_keys_are_exchanged(room: Room):
    """Whoever can write to the database enters others, and takes out the complainant."""
    lodged = room.body.a_case(answers={"officer_name": ["Eva Roth"]})
    room.casework.cases.acknowledge(*room.who(AMAL), lodged.id, None)
    join(room, 15, "Eva Roth")
    join(room, 16, "Finn Gray")
    room.casework.members.add(*room.who(AMAL), lodged.id, 16, "to help")
    room.casework.members.recuse(*room.who(16), lodged.id, "my cousin")
    intruders = (ERIK, CLARA, DINA, 15, 16, 99)
    with writing(room.body.engine) as connection:
        for staff_id in intruders:
            keep_key(connection, lodged.id, f"staff:{staff_id}", Purpose.CONTENT, b"anything")
        keep_key(connection, lodged.id, "reviewer", Purpose.CONTENT, b"anything")
        remove_keys(connection, lodged.id, ["complainant", "organisation"], Purpose.CONTENT)

    room.casework.members.remove(*room.who(AMAL), lodged.id, BORIS, "a conflict")

    with reading(room.body.engine) as connection:
        holders = holders_of(connection, lodged.id, Purpose.CONTENT)
    assert holders == {"staff:11", "complainant", "organisation"}
    token = room.body.following.sign_in(lodged.code.written, CLIENT)
    assert room.body.following.own_case(token) is not None


def test_an_interpreter_who_was_called_keeps_the_case_when_keys_are_exchanged(sqlite_room: Room):
    case_id = sqlite_room.acknowledged()
    members, amal = sqlite_room.casework.members, sqlite_room.who(AMAL)
    members.add(*amal, case_id, DINA, "Arabic")
    members.remove(*amal, case_id, BORIS, "a conflict")
    assert sqlite_room.casework.interpreting.case(*sqlite_room.who(DINA), case_id)
    members.add(*amal, case_id, BORIS, "there was none")
    members.remove(*amal, case_id, DINA, "done")
    assert sqlite_room.view(case_id, BORIS).narrative.text == "They hit my son."
    with pytest.raises(UnknownCase):
        sqlite_room.casework.interpreting.case(*sqlite_room.who(DINA), case_id)


def test_a_complainants_key_that_was_exchanged_is_not_sealed_to(room: Room):
    case_id, amal = room.body.a_case().id, room.who(AMAL)
    with writing(room.body.engine) as connection:
        change_case(connection, case_id, {"box": room.body.public(ERIK).box})

    with pytest.raises(Tampered):
        room.casework.members.remove(*amal, case_id, BORIS, "a conflict")
    with pytest.raises(Tampered):
        room.casework.members.recuse(*amal, case_id, "my cousin")
