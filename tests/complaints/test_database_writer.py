"""An officer who can write to the whole database, but has no key: what they can get out of it.

They read and change every table, know how everything is sealed, and have an account and a key of
their own as a police liaison. The case names their unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from copfeedback.complaints.case_errors import KeyLocked, UnknownPerson
from copfeedback.complaints.case_parts import (
    HateCrime,
    NewAllegation,
    NewRecommendation,
    Words,
)
from copfeedback.complaints.casefile import open_case
from copfeedback.complaints.model import Category, ItemKind, Result, Side, UnknownCase, Verdict
from copfeedback.complaints.police_requests import NewRequest
from copfeedback.complaints.register_model import RegisterEntry
from copfeedback.complaints.roster_exclusion import stored_units
from copfeedback.complaints.tables import complaint_case, complaint_item, keyring
from copfeedback.complaints.vault import (
    Place,
    Purpose,
    Tampered,
    new_key,
    seal_heading,
    seal_key,
    write_item,
)
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, Actor, OrganisationKind, Role
from copfeedback.people.organisations import Organisations
from copfeedback.people.tables import unit
from copfeedback.storage.engine import reading, writing
from copfeedback.storage.schema import metadata
from tests.complaints.body import CLIENT, Body, a_holder
from tests.complaints.room import AMAL, BORIS, CLARA, DINA, ERIK, Room

CANARY = "the canary of harbour street"
ANSWERS = {"officer_name": ["Erik Blum"], "unit_words": ["Harbour patrol"]}


@pytest.fixture
def room(body: Body) -> Room:
    return Room(body)


def written(room: Room) -> tuple[str, str]:
    """Two cases with a few items each; the first one is about the officer."""
    cases = []
    for narrative in (CANARY, "another"):
        case_id = room.acknowledged(narrative, answers=ANSWERS, identity={"name": CANARY})
        room.casework.cases.send_message(*room.who(AMAL), case_id, Words(CANARY, "en"))
        room.casework.cases.add_note(*room.who(BORIS), case_id, CANARY)
        cases.append(case_id)
    return cases[0], cases[1]


def everything(connection: Connection) -> Iterator[Any]:
    """Every value in every table."""
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table)):
            yield from row


def obtains_nothing(room: Room, case_id: str) -> None:
    """Neither by their account, nor by their key, nor by looking."""
    erik, body = room.body.keys[ERIK], room.body
    for holder in ("staff:21", "staff:11", "staff:13", "organisation", "reviewer", "complainant"):
        with reading(body.engine) as connection, pytest.raises((UnknownCase, Tampered)):
            open_case(connection, case_id, holder, erik)
    with pytest.raises(NotPermitted):
        room.view(case_id, ERIK)
    with reading(body.engine) as connection:
        for value in everything(connection):
            assert CANARY not in str(value)
            assert CANARY.encode() not in (value if isinstance(value, bytes) else b"")


def is_noticed(room: Room, case_id: str) -> None:
    """Whoever holds a key sees that something is wrong, and gets no other content for it."""
    for staff_id in (AMAL, BORIS):
        with pytest.raises((Tampered, UnknownCase)):
            room.view(case_id, staff_id)


def test_nothing_can_be_read_as_it_is(room: Room):
    obtains_nothing(room, written(room)[0])


def test_nothing_that_staff_write_can_be_read_either(room: Room):
    case_id, _ = written(room)
    work, amal, clara, erik = room.casework, room.who(AMAL), room.who(CLARA), room.who(ERIK)
    today, said = room.body.day.today, Words(CANARY, "en")
    holder, key = a_holder(22, "Fay Marsh", Role.AGENCY_OFFICER)
    room.body.keys[22] = key
    holders = (*room.body.roster.holders, holder)
    room.body.roster = replace(room.body.roster, holders=holders)
    work.cases.add_task(*amal, case_id, CANARY, BORIS, today)
    work.cases.classify(*amal, case_id, HateCrime(True, CANARY, (CANARY,), CANARY))
    work.cases.set_hold(*amal, case_id, CANARY, on=True)
    work.requests.plan_disclosure(*amal, case_id, CANARY, CANARY, today)
    copy = work.copies.keep(*amal, case_id, CANARY, 1)
    asked = work.requests.send(*amal, case_id, NewRequest(22, CANARY, today, copy))
    work.requests.answer(*room.who(22), asked, CANARY)
    name = work.identities.ask(*amal, case_id, CANARY)
    work.identities.release(*clara, name, CANARY)
    work.register.add(*amal, case_id, RegisterEntry(CANARY, CANARY, CANARY, CANARY))
    allegation = work.decisions.add_allegation(
        *amal, case_id, NewAllegation(CANARY, "en", Category.POWERS, CANARY)
    )
    work.decisions.record_account(*amal, case_id, CANARY, by=CANARY)
    work.decisions.find(*amal, case_id, allegation, Verdict.UPHELD, said)
    work.decisions.set_outcome(*amal, case_id, frozenset({Result.APOLOGY}), said)
    work.recommendations.add(*amal, case_id, NewRecommendation(said, CANARY, today))
    work.members.add(*amal, case_id, DINA, CANARY)
    work.interpreting.translate(*room.who(DINA), case_id, 1, said)
    work.members.remove(*amal, case_id, DINA, CANARY)
    work.decisions.decide(*amal, case_id)
    work.decisions.tell(*amal, case_id, said)

    view = room.view(case_id)

    assert view.requests[0].reply == view.releases[-1].identity["name"] == CANARY
    assert CANARY not in repr(view)
    assert work.requests.own(*erik) == ()
    obtains_nothing(room, case_id)


def test_to_give_oneself_somebody_elses_key_opens_nothing(room: Room):
    case_id, other = written(room)
    with writing(room.body.engine) as connection:
        rows = connection.execute(select(keyring).where(keyring.c.case_id == case_id))
        theirs = {row.purpose: row.sealed for row in rows if row.holder in {"staff:11", "staff:13"}}
        for purpose, sealed in theirs.items():
            row = {"case_id": case_id, "holder": "staff:21", "purpose": purpose, "sealed": sealed}
            connection.execute(insert(keyring), row)
    obtains_nothing(room, case_id)
    assert room.view(case_id).narrative.text == CANARY
    assert room.view(other).narrative.text == "another"


def test_to_become_a_caseworker_in_the_table_of_staff_opens_nothing(room: Room):
    case_id, _ = written(room)
    key = room.body.keys[ERIK]
    for staff_id in (ERIK, AMAL):
        pretender = Actor("Amal Haddad", Role.CASEWORKER, id=staff_id, organisation=1)
        with pytest.raises(KeyLocked):
            room.casework.cases.case(pretender, key, case_id)
        with pytest.raises(KeyLocked):
            room.casework.inbox.page(pretender, key)
        with pytest.raises(KeyLocked):
            room.casework.register.look_up(pretender, key)
    custodian = Actor("Clara Stone", Role.CUSTODIAN, id=CLARA, organisation=1)
    with pytest.raises(KeyLocked):
        room.casework.identities.asked(custodian, key)


def test_a_key_of_ones_own_sealed_to_everybody_is_noticed(room: Room):
    """What is written afterwards must not be sealed under a key that the writer knows."""
    case_id, _ = written(room)
    planted = new_key()
    with writing(room.body.engine) as connection:
        for staff_id in (AMAL, BORIS):
            sealed = seal_key(planted, case_id, Purpose.CONTENT, room.body.public(staff_id).box)
            connection.execute(
                update(keyring)
                .where(
                    keyring.c.case_id == case_id,
                    keyring.c.holder == f"staff:{staff_id}",
                    keyring.c.purpose == Purpose.CONTENT,
                )
                .values(sealed=sealed)
            )
    is_noticed(room, case_id)
    with pytest.raises(Tampered):
        room.casework.cases.add_note(*room.who(AMAL), case_id, CANARY)
    obtains_nothing(room, case_id)


def test_an_item_of_ones_own_is_noticed(room: Room):
    case_id, _ = written(room)
    opened = room.body.opened(case_id)
    planted, row = new_key(), opened.row
    place = Place(case_id, "00" * 8, ItemKind.MESSAGE, row.item_count + 1, Side.BODY)
    item = write_item(
        place, {"text": "Who are you?", "language": "en"}, row.head, room.body.keys[ERIK]
    )
    with writing(room.body.engine) as connection:
        connection.execute(
            insert(complaint_item),
            {
                "case_id": case_id,
                "number": place.number,
                "item_id": place.item_id,
                "on": room.body.day.today,
                "heading": seal_heading(place, planted),
                "sealed": item.sealed(planted),
            },
        )
        connection.execute(
            update(complaint_case)
            .where(complaint_case.c.id == case_id)
            .values(item_count=place.number, head=item.hash)
        )
    is_noticed(room, case_id)


def _delete_last(connection: Connection, case_id: str, other: str) -> None:
    _delete(connection, case_id, 5)
    _delete(connection, case_id, 6)
    columns = {"item_count": 4}
    connection.execute(update(complaint_case).where(_is(case_id)).values(**columns))


def _delete_middle(connection: Connection, case_id: str, other: str) -> None:
    _delete(connection, case_id, 5)


def _delete_and_renumber(connection: Connection, case_id: str, other: str) -> None:
    _delete(connection, case_id, 5)
    connection.execute(
        update(complaint_item)
        .where(complaint_item.c.case_id == case_id, complaint_item.c.number == 6)
        .values(number=5)
    )
    connection.execute(update(complaint_case).where(_is(case_id)).values(item_count=5))


def _swap_two(connection: Connection, case_id: str, other: str) -> None:
    _exchange(connection, (case_id, 1), (case_id, 5))


def _swap_with_another_case(connection: Connection, case_id: str, other: str) -> None:
    _exchange(connection, (case_id, 1), (other, 1))


def _replay(connection: Connection, case_id: str, other: str) -> None:
    content = _content(connection, case_id, 5)
    connection.execute(
        insert(complaint_item),
        {"case_id": case_id, "number": 7, "on": content.pop("on"), **content},
    )
    connection.execute(update(complaint_case).where(_is(case_id)).values(item_count=7))


def _move_keys(connection: Connection, case_id: str, other: str) -> None:
    rows = list(connection.execute(select(keyring).where(keyring.c.case_id == other)))
    connection.execute(delete(keyring).where(keyring.c.case_id == case_id))
    for row in rows:
        connection.execute(insert(keyring), {**row._asdict(), "case_id": case_id})


def _another_author(connection: Connection, case_id: str, other: str) -> None:
    connection.execute(update(complaint_case).where(_is(case_id)).values(verify=bytes(32)))


def _another_head(connection: Connection, case_id: str, other: str) -> None:
    connection.execute(update(complaint_case).where(_is(case_id)).values(head=bytes(32)))


def _flip_a_bit(connection: Connection, case_id: str, other: str) -> None:
    sealed = bytearray(_content(connection, case_id, 1)["sealed"])
    sealed[40] ^= 1
    connection.execute(
        update(complaint_item)
        .where(complaint_item.c.case_id == case_id, complaint_item.c.number == 1)
        .values(sealed=bytes(sealed))
    )


def _is(case_id: str) -> Any:
    return complaint_case.c.id == case_id


def _delete(connection: Connection, case_id: str, number: int) -> None:
    connection.execute(
        delete(complaint_item).where(
            complaint_item.c.case_id == case_id, complaint_item.c.number == number
        )
    )


def _content(connection: Connection, case_id: str, number: int) -> dict[str, Any]:
    row = connection.execute(
        select(complaint_item).where(
            complaint_item.c.case_id == case_id, complaint_item.c.number == number
        )
    ).one()
    return {name: getattr(row, name) for name in ("item_id", "on", "heading", "sealed")}


def _exchange(connection: Connection, one: tuple[str, int], another: tuple[str, int]) -> None:
    contents = {at: _content(connection, *at) for at in (one, another)}
    for at, source in ((one, another), (another, one)):
        connection.execute(
            update(complaint_item)
            .where(complaint_item.c.case_id == at[0], complaint_item.c.number == at[1])
            .values(**contents[source])
        )


@pytest.mark.parametrize(
    "change",
    [
        _delete_last,
        _delete_middle,
        _delete_and_renumber,
        _swap_two,
        _swap_with_another_case,
        _replay,
        _move_keys,
        _another_author,
        _another_head,
        _flip_a_bit,
    ],
)
def test_whatever_is_changed_is_noticed_and_opens_nothing(room: Room, change: Any):
    case_id, other = written(room)
    with writing(room.body.engine) as connection:
        change(connection, case_id, other)
    is_noticed(room, case_id)
    obtains_nothing(room, case_id)


def test_an_older_whole_that_is_put_back_is_noticed_by_the_audit_trail(room: Room):
    """Nothing within a case can tell an older state from the latest; the trail outside it does."""
    case_id, _ = written(room)
    with reading(room.body.engine) as connection:
        row = connection.execute(select(complaint_case).where(_is(case_id))).one()
    room.casework.cases.add_note(*room.who(AMAL), case_id, "the proof")
    room.view(case_id)
    with writing(room.body.engine) as connection:
        _delete(connection, case_id, row.item_count + 1)
        connection.execute(update(complaint_case).where(_is(case_id)).values(**row._asdict()))
    is_noticed(room, case_id)


def test_an_older_key_that_is_put_back_gets_nothing_new(room: Room):
    """Whoever was taken off a case still has the key that it had before."""
    lodged = room.body.a_case(CANARY)
    room.casework.cases.acknowledge(*room.who(AMAL), lodged.id, None)
    tables = (complaint_case.c.id, complaint_item.c.case_id, keyring.c.case_id)
    with reading(room.body.engine) as connection:
        before = [
            [row._asdict() for row in connection.execute(select(own.table).where(own == lodged.id))]
            for own in tables
        ]
    room.casework.members.remove(*room.who(AMAL), lodged.id, BORIS, "a conflict")
    with writing(room.body.engine) as connection:
        for own in tables[1:]:
            connection.execute(delete(own.table).where(own == lodged.id))
        connection.execute(update(complaint_case).where(_is(lodged.id)).values(**before[0][0]))
        for own, rows in zip(tables[1:], before[1:], strict=True):
            connection.execute(insert(own.table), rows)
    token = room.body.following.sign_in(lodged.code.written, CLIENT)

    with pytest.raises(Tampered):
        room.body.following.send_message(token, CANARY, "en")
    with pytest.raises(Tampered):
        room.casework.cases.send_message(*room.who(AMAL), lodged.id, Words(CANARY, "en"))
    assert not room.body.opened(lodged.id, BORIS).of_kind(ItemKind.MESSAGE)


def test_a_roster_with_oneself_on_it_is_for_the_verification_key_to_refuse(room: Room):
    """Were it accepted, the officer still has to be sealed to by somebody who holds the key."""
    case_id, _ = written(room)
    roster = room.body.roster
    holders = tuple(
        replace(each, role=Role.CASEWORKER) if each.staff_id == ERIK else each
        for each in roster.holders
    )
    room.body.roster = replace(roster, version=2, holders=holders)
    with pytest.raises(UnknownCase):
        room.view(case_id, ERIK)


def _cut_off(connection: Connection, station: int, other: int) -> None:
    connection.execute(update(unit).where(unit.c.id == station).values(parent_id=None))


def _rename(connection: Connection, station: int, other: int) -> None:
    connection.execute(update(unit).where(unit.c.id == station).values(name="Archive"))


def _exchange_names(connection: Connection, station: int, other: int) -> None:
    _rename(connection, station, other)
    connection.execute(update(unit).where(unit.c.id == other).values(name="Harbour station"))


@pytest.mark.parametrize(
    ("change", "answers"),
    [
        (_cut_off, lambda station, other: {"unit": [str(station)]}),
        (_cut_off, lambda station, other: {"unit_words": ["the harbour station"]}),
        (_rename, lambda station, other: {"unit_words": ["the harbour station"]}),
        (_exchange_names, lambda station, other: {"unit": [str(other)]}),
    ],
)
def test_a_unit_that_is_moved_or_renamed_gets_nobody_a_case(
    room: Room, change: Callable[..., None], answers: Callable[..., dict[str, list[str]]]
):
    """Boris and Erik must have nothing of the district, which the station belongs to."""
    body, organisations = room.body, Organisations(room.body.trail)
    police = organisations.add(OPERATOR, OrganisationKind.POLICE, "Police")
    district = organisations.add_unit(OPERATOR, police, "District")
    station = organisations.add_unit(OPERATOR, police, "Harbour station", district)
    other = organisations.add_unit(OPERATOR, police, "Stables")
    with reading(body.engine) as connection:
        units = stored_units(connection)
    excluded = frozenset({district})
    holders = tuple(
        replace(each, excluded_units=excluded) if each.staff_id in {BORIS, DINA, ERIK} else each
        for each in body.roster.holders
    )
    body.roster = replace(body.roster, holders=holders, units=units)
    with writing(body.engine) as connection:
        change(connection, station, other)

    case_id = room.acknowledged(CANARY, answers=answers(station, other))

    with pytest.raises(UnknownCase):
        body.opened(case_id, BORIS)
    amal = room.who(AMAL)
    assert room.casework.requests.liaisons(*amal, case_id) == ()
    for staff_id in (BORIS, DINA):
        with pytest.raises(UnknownPerson):
            room.casework.members.add(*amal, case_id, staff_id, "they can help")
    assert room.view(case_id).narrative.text == CANARY
