"""Telling caseworkers who a complainant is: a custodian decides, and reads nothing of the case."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from copfeedback.complaints.case_errors import BadWords, UnknownPerson, UnknownRequest
from copfeedback.complaints.case_parts import ReleaseStep
from copfeedback.complaints.casefile import open_case
from copfeedback.complaints.casework_tables import case_request
from copfeedback.complaints.model import UnknownCase
from copfeedback.complaints.request_seal import Letter, seal_letter
from copfeedback.complaints.store import keep_key, remove_keys
from copfeedback.complaints.vault import Purpose, Tampered, new_key, seal_key
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action
from copfeedback.storage.engine import reading, writing
from tests.complaints.body import CLIENT, Body
from tests.complaints.room import AMAL, CLARA, ERIK, Room

IDENTITY = {"name": "Samira Aziz", "reach": "by the baker"}


@pytest.fixture
def room(body: Body) -> Room:
    return Room(body)


@pytest.fixture
def sqlite_room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


def test_a_custodian_tells_the_caseworkers_who_it_is(room: Room):
    case_id = room.acknowledged(identity=IDENTITY)
    identities, amal, clara = room.casework.identities, room.who(AMAL), room.who(CLARA)
    request_id = identities.ask(*amal, case_id, "she has to be heard")

    (asked,) = identities.asked(*clara)
    assert (asked.case_id, asked.by, asked.reason) == (
        case_id,
        "Amal Haddad",
        "she has to be heard",
    )
    assert identities.see(*clara, request_id) == IDENTITY
    assert "Samira" not in repr(room.view(case_id).releases)
    identities.release(*clara, request_id, "it helps her")

    step, told = room.view(case_id).releases
    assert (step.step, told.step) == (ReleaseStep.ASKED, ReleaseStep.RELEASED)
    assert (told.author, told.reason, told.identity) == ("Clara Stone", "it helps her", IDENTITY)
    assert identities.asked(*clara) == ()
    with pytest.raises(UnknownRequest):
        identities.refuse(*clara, request_id, "no")
    actions = [each.action for each in room.entries()]
    assert {Action.ASK_FOR_IDENTITY, Action.SEE_IDENTITY, Action.ANSWER_FOR_IDENTITY} <= set(
        actions
    )
    assert "Samira" not in repr(room.entries())


def test_a_custodian_can_refuse_with_a_reason(sqlite_room: Room):
    case_id = sqlite_room.acknowledged(identity=IDENTITY)
    identities, clara = sqlite_room.casework.identities, sqlite_room.who(CLARA)
    request_id = identities.ask(*sqlite_room.who(AMAL), case_id, "I am curious")
    with pytest.raises(BadWords):
        identities.refuse(*clara, request_id, " ")
    identities.refuse(*clara, request_id, "this is no reason")

    told = sqlite_room.view(case_id).releases[-1]
    assert (told.step, told.reason, told.identity) == (
        ReleaseStep.REFUSED,
        "this is no reason",
        {},
    )


def test_what_is_told_is_what_the_complainant_said_last(sqlite_room: Room):
    lodged = sqlite_room.body.a_case(identity=IDENTITY)
    sqlite_room.casework.cases.acknowledge(*sqlite_room.who(AMAL), lodged.id, None)
    identities, clara = sqlite_room.casework.identities, sqlite_room.who(CLARA)
    request_id = identities.ask(*sqlite_room.who(AMAL), lodged.id, "to write to her")
    token = sqlite_room.body.following.sign_in(lodged.code.written, CLIENT)
    sqlite_room.body.following.set_identity(token, {})
    assert identities.see(*clara, request_id) == {}


def test_a_custodian_cannot_open_the_case_nor_a_caseworker_the_name(sqlite_room: Room):
    case_id = sqlite_room.acknowledged(identity=IDENTITY)
    body, identities = sqlite_room.body, sqlite_room.casework.identities
    with pytest.raises(NotPermitted):
        sqlite_room.view(case_id, CLARA)
    with reading(body.engine) as connection, pytest.raises(UnknownCase):
        open_case(connection, case_id, "staff:13", body.keys[CLARA])
    assert body.opened(case_id).identity_key is None
    with pytest.raises(NotPermitted):
        identities.asked(*sqlite_room.who(AMAL))
    with pytest.raises(NotPermitted):
        identities.ask(*sqlite_room.who(CLARA), case_id, "x")


def test_without_a_custodian_nobody_is_asked(sqlite_room: Room):
    case_id = sqlite_room.acknowledged(identity=IDENTITY)
    with writing(sqlite_room.body.engine) as connection:
        remove_keys(connection, case_id, ["staff:13"], Purpose.IDENTITY)
    with pytest.raises(UnknownPerson):
        sqlite_room.casework.identities.ask(*sqlite_room.who(AMAL), case_id, "x")


def test_a_question_that_no_caseworker_signed_is_not_answered(sqlite_room: Room):
    """Somebody who can write to the database asks under a key that they know."""
    case_id = sqlite_room.acknowledged(identity=IDENTITY)
    body, key = sqlite_room.body, new_key()
    identities, clara = sqlite_room.casework.identities, sqlite_room.who(CLARA)
    request_id = identities.ask(*sqlite_room.who(AMAL), case_id, "to write to her")
    content = {"reason": "to write to her"}
    letter = Letter.TO_CUSTODIAN
    forged = seal_letter(letter, case_id, request_id, content, key, body.keys[ERIK])
    with writing(body.engine) as connection:
        connection.execute(update(case_request).values(sealed=forged))
        sealed = seal_key(key, request_id, Purpose.CONTENT, body.public(CLARA).box)
        keep_key(connection, case_id, "staff:13", request_id, sealed)
    for attempt in (
        lambda: identities.asked(*clara),
        lambda: identities.see(*clara, request_id),
        lambda: identities.release(*clara, request_id, "it helps"),
    ):
        with pytest.raises(Tampered):
            attempt()


def test_a_custodian_cannot_make_up_a_name(sqlite_room: Room):
    case_id = sqlite_room.acknowledged(identity=IDENTITY)
    body = sqlite_room.body
    request_id = sqlite_room.casework.identities.ask(*sqlite_room.who(AMAL), case_id, "x")
    key = sqlite_room.view(case_id).releases[0].key
    content = {
        "step": "released",
        "reason": "x",
        "identity": {"name": "Somebody else"},
        "number": 3,
        "hash": "00" * 32,
    }
    letter = Letter.FROM_CUSTODIAN
    forged = seal_letter(letter, case_id, request_id, content, key, body.keys[CLARA])
    with writing(body.engine) as connection:
        connection.execute(update(case_request).values(reply=forged, answered_on=body.day.today))
    with pytest.raises(Tampered):
        sqlite_room.view(case_id)
