"""The register: repetition across cases for caseworkers, and nothing in a stolen copy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from copfeedback.complaints.case_errors import BadWords, KeyLocked
from copfeedback.complaints.casework_tables import register_entry
from copfeedback.complaints.register_model import RegisterEntry, RegisterField
from copfeedback.complaints.register_store import REGISTER
from copfeedback.complaints.store import holders_of, keep_key, remove_keys, sealed_key, shred
from copfeedback.complaints.vault import Purpose, Tampered, new_key, seal_key
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Role
from copfeedback.storage.engine import reading, writing
from tests.complaints.body import Body, a_holder
from tests.complaints.room import AMAL, BORIS, CLARA, DINA, ERIK, Room

GREY = RegisterEntry(officer="Jon Grey", number="417", unit="Harbour patrol", allegation="force")


@pytest.fixture
def room(body: Body) -> Room:
    return Room(body)


@pytest.fixture
def sqlite_room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


def five_about_one_unit(room: Room) -> list[str]:
    """Five cases that name the same unit, each in its own way."""
    cases = [room.acknowledged() for _ in range(5)]
    for number, case_id in enumerate(cases):
        unit = "HARBOUR  patrol" if number % 2 else "Harbour patrol"
        entry = replace(GREY, officer=f"officer {number}", number="", unit=unit)
        room.casework.register.add(*room.who(AMAL), case_id, entry)
        room.body.day.passes(1)
    return cases


def test_what_repeats_shows_across_cases(room: Room):
    first = room.body.day.today
    cases = five_about_one_unit(room)

    (unit,) = room.casework.register.look_up(*room.who(BORIS))

    assert (unit.what, unit.cases) == (RegisterField.UNIT, 5)
    assert set(unit.own_cases) == set(cases)
    assert unit.first_on == first
    assert (unit.last_on - unit.first_on).days == 4
    assert room.casework.register.of_case(*room.who(BORIS), cases[0]) == (unit,)
    (one,) = room.casework.register.look_up(*room.who(BORIS), "Officer 3")
    assert (one.what, one.cases) == (RegisterField.OFFICER, 1)
    assert room.casework.register.look_up(*room.who(BORIS), "nobody") == ()


def test_names_are_the_same_however_they_are_written(sqlite_room: Room):
    for written in ("José Grey", "grey JOSE", "Grey, José"):
        case_id = sqlite_room.acknowledged()
        sqlite_room.casework.register.add(
            *sqlite_room.who(AMAL), case_id, RegisterEntry(officer=written)
        )
    for written in ("٤١٧", "417"):
        sqlite_room.casework.register.add(
            *sqlite_room.who(AMAL), case_id, RegisterEntry(number=written)
        )

    (officer,) = sqlite_room.casework.register.look_up(*sqlite_room.who(AMAL))
    assert officer.cases == 3
    (number,) = sqlite_room.casework.register.look_up(*sqlite_room.who(AMAL), "417")
    assert number.cases == 1  # twice from the same case is once


def test_of_a_case_one_cannot_open_only_that_there_is_one(sqlite_room: Room):
    open_case = sqlite_room.acknowledged()
    hidden = sqlite_room.acknowledged(answers={"officer_name": ["Boris Lin"]})
    for case_id in (open_case, hidden):
        sqlite_room.casework.register.add(*sqlite_room.who(AMAL), case_id, GREY)

    found = sqlite_room.casework.register.look_up(*sqlite_room.who(BORIS), "harbour patrol")

    (unit,) = found
    assert (unit.cases, unit.own_cases, unit.allegations) == (2, (open_case,), ("force",))


def test_an_entry_names_somebody_or_something(sqlite_room: Room):
    case_id = sqlite_room.acknowledged()
    with pytest.raises(BadWords):
        sqlite_room.casework.register.add(
            *sqlite_room.who(AMAL), case_id, RegisterEntry(allegation="force")
        )


def test_only_caseworkers_use_it(sqlite_room: Room):
    five_about_one_unit(sqlite_room)
    for staff_id in (CLARA, DINA, ERIK):
        with pytest.raises(NotPermitted):
            sqlite_room.casework.register.look_up(*sqlite_room.who(staff_id))
    with reading(sqlite_room.body.engine) as connection:
        holders = holders_of(connection, REGISTER, Purpose.CONTENT)
    assert holders == {"staff:11", "staff:12"}


def test_a_copy_of_the_database_shows_no_name_and_not_what_is_alike(sqlite_room: Room):
    five_about_one_unit(sqlite_room)
    with reading(sqlite_room.body.engine) as connection:
        rows = list(connection.execute(select(register_entry)))
    assert len({row.sealed for row in rows}) == 5
    assert len({len(row.sealed) for row in rows}) == 1
    assert not any(b"arbour" in row.sealed for row in rows)


def test_who_comes_onto_the_roster_gets_the_key_and_who_leaves_loses_it(room: Room):
    five_about_one_unit(room)
    holder, key = a_holder(15, "Eva Roth", Role.CASEWORKER)
    room.body.keys[15] = key
    roster = room.body.roster
    room.body.roster = replace(roster, version=2, holders=(*roster.holders, holder))
    with pytest.raises(KeyLocked):
        room.casework.register.look_up(*room.who(15))
    room.casework.register.look_up(*room.who(AMAL))
    (unit,) = room.casework.register.look_up(*room.who(15))
    assert (unit.cases, unit.own_cases) == (5, ())

    with reading(room.body.engine) as connection:
        before = sealed_key(connection, REGISTER, "staff:12", Purpose.CONTENT)
    room.body.without(BORIS)
    room.body.roster = replace(room.body.roster, version=3)
    room.casework.register.look_up(*room.who(AMAL))
    assert before is not None
    with writing(room.body.engine) as connection:
        assert holders_of(connection, REGISTER, Purpose.CONTENT) == {"staff:11", "staff:15"}
        # An older key that is put back, signed as it is, is exchanged again or opens nothing.
        keep_key(connection, REGISTER, "staff:11", Purpose.CONTENT, before)
    with pytest.raises(Tampered):
        room.casework.register.look_up(*room.who(AMAL))


def test_a_key_that_no_caseworker_sealed_is_not_used(sqlite_room: Room):
    """Whoever can write to the database could seal one to everybody that they know themselves."""
    case_id, body = sqlite_room.acknowledged(), sqlite_room.body
    planted = new_key()
    sealed = seal_key(planted, REGISTER, Purpose.CONTENT, body.public(AMAL).box)
    signature = body.keys[ERIK].sign(b"copfeedback register key\n" + bytes(4) + sealed)
    for whole in (sealed, body.public(ERIK).verify + signature + bytes(4) + sealed):
        with writing(body.engine) as connection:
            keep_key(connection, REGISTER, "staff:11", Purpose.CONTENT, whole)
        with pytest.raises(Tampered):
            sqlite_room.casework.register.add(*sqlite_room.who(AMAL), case_id, GREY)


def test_a_key_that_somebody_sealed_who_has_left_is_not_used(sqlite_room: Room):
    """They can still sign, and know what they sealed."""
    case_id, body = sqlite_room.acknowledged(), sqlite_room.body
    body.without(BORIS)
    body.roster = replace(body.roster, version=2)
    sealed = seal_key(new_key(), REGISTER, Purpose.CONTENT, body.public(AMAL).box)
    signed = (2).to_bytes(4) + sealed
    signature = body.keys[BORIS].sign(b"copfeedback register key\n" + signed)
    with writing(body.engine) as connection:
        whole = body.public(BORIS).verify + signature + signed
        keep_key(connection, REGISTER, "staff:11", Purpose.CONTENT, whole)
    with pytest.raises(Tampered):
        sqlite_room.casework.register.add(*sqlite_room.who(AMAL), case_id, GREY)


def test_what_came_from_an_erased_case_is_gone_with_it(room: Room):
    cases = five_about_one_unit(room)
    with writing(room.body.engine) as connection:
        shred(connection, cases[0], room.body.day.today)
    (unit,) = room.casework.register.look_up(*room.who(AMAL))
    assert unit.cases == 4
    with writing(room.body.engine) as connection:
        remove_keys(connection, cases[1], [REGISTER], REGISTER)
    (unit,) = room.casework.register.look_up(*room.who(AMAL))
    assert unit.cases == 3


def test_an_entry_that_was_moved_is_noticed(sqlite_room: Room):
    cases = five_about_one_unit(sqlite_room)
    with writing(sqlite_room.body.engine) as connection:
        other = connection.execute(
            select(register_entry.c.sealed).where(register_entry.c.case_id == cases[1])
        ).scalar_one()
        connection.execute(
            register_entry.update().where(register_entry.c.case_id == cases[0]).values(sealed=other)
        )
    with pytest.raises(Tampered):
        sqlite_room.casework.register.look_up(*sqlite_room.who(AMAL))
