"""Every role, tried on every operation on a case; and every caseworker, on a case not theirs."""

from __future__ import annotations

import pytest

from copfeedback.complaints.case_errors import KeyLocked
from copfeedback.complaints.model import UnknownCase
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Outcome
from copfeedback.people.model import PUBLIC, Actor, Permission, Role
from tests.complaints.body import Body
from tests.complaints.case_use_cases import CASE_USE_CASES, HANDLES, Who
from tests.complaints.room import AMAL, BORIS, CLARA, DINA, ERIK, Room

PEOPLE = {
    Role.CASEWORKER: AMAL,
    Role.CUSTODIAN: CLARA,
    Role.INTERPRETER: DINA,
    Role.AGENCY_OFFICER: ERIK,
}
MAY = {
    Role.CASEWORKER: Permission.HANDLE_COMPLAINTS,
    Role.CUSTODIAN: Permission.RELEASE_IDENTITY,
    Role.INTERPRETER: Permission.INTERPRET_CASES,
    Role.AGENCY_OFFICER: Permission.ANSWER_CASE_REQUESTS,
}
"""Written a second time here, on purpose."""
WITHOUT_CASE = {"Inbox.page", "Register.look_up", "Register.of_case"}
"""What shows what there is of one's own, be it nothing."""


@pytest.fixture
def room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


def answer_to(room: Room, name: str, who: Who, case_id: str, request_id: str) -> str:
    """What happens: the name of what is raised, or done."""
    try:
        CASE_USE_CASES[name][1](room.casework, who, case_id, request_id)
    except Exception as error:  # noqa: BLE001 - what it is, is what is asked
        return type(error).__name__
    return "done"


@pytest.mark.parametrize("name", CASE_USE_CASES)
def test_each_role_is_let_to_what_is_its_own_and_nothing_else(room: Room, name: str):
    case_id, request_id = room.asked()
    permission, _ = CASE_USE_CASES[name]
    for role in Role:
        actor = Actor("somebody", role, id=PEOPLE.get(role, 99), organisation=1)
        key = room.body.keys.get(PEOPLE.get(role, 0))
        refused = answer_to(room, name, Who(actor, key), case_id, request_id) == "NotPermitted"
        assert refused == (MAY.get(role) is not permission), role
    nobody = Who(PUBLIC, None)
    assert answer_to(room, name, nobody, case_id, request_id) == "NotPermitted"


@pytest.mark.parametrize("name", CASE_USE_CASES)
def test_nothing_is_done_without_a_key_or_before_the_second_factor(room: Room, name: str):
    case_id, request_id = room.asked()
    permission, attempt = CASE_USE_CASES[name]
    role = next(role for role, own in MAY.items() if own is permission)
    actor, key = room.who(PEOPLE[role])
    with pytest.raises(KeyLocked):
        attempt(room.casework, Who(actor, None), case_id, request_id)
    restricted = Actor(actor.name, role, id=actor.id, organisation=1, restricted=True)
    with pytest.raises(NotPermitted):
        attempt(room.casework, Who(restricted, key), case_id, request_id)
    elsewhere = Actor(actor.name, role, id=actor.id)
    with pytest.raises(NotPermitted):
        attempt(room.casework, Who(elsewhere, key), case_id, request_id)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, (permission, _) in CASE_USE_CASES.items()
        if permission is HANDLES and name not in WITHOUT_CASE
    ],
)
def test_a_caseworker_without_a_key_of_the_case_can_do_nothing_in_it(room: Room, name: str):
    case_id, request_id = room.asked(answers={"officer_name": ["Boris Lin"]})
    with pytest.raises(UnknownCase):
        CASE_USE_CASES[name][1](room.casework, Who(*room.who(BORIS)), case_id, request_id)


def test_what_is_refused_leaves_an_entry(room: Room):
    case_id, _ = room.asked()
    with pytest.raises(NotPermitted):
        room.casework.cases.add_note(*room.who(ERIK), case_id, "a canary")
    (entry, *_) = room.entries()
    assert (entry.actor, entry.outcome) == ("Erik Blum", Outcome.REFUSED)
    assert entry.about == f"case {case_id}"
