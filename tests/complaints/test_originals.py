"""Pictures as they were taken: a custodian sees them for a question, and nobody else ever."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from copfeedback.complaints.case_errors import UnknownItem, UnknownRequest
from copfeedback.complaints.own_files import OwnFiles
from copfeedback.complaints.receipts import ProofKey
from copfeedback.complaints.tables import complaint_chunk
from copfeedback.complaints.vault import Tampered
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action
from copfeedback.storage.engine import writing
from tests.complaints import sent_files as sent
from tests.complaints.body import CLIENT, Body
from tests.complaints.room import AMAL, CLARA, Room

TAKEN = sent.a_picture("JPEG", comment=b"at the harbour")


@pytest.fixture
def room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


@pytest.fixture
def request_id(room: Room) -> str:
    """A question who somebody is, who has added a picture and a text to their case."""
    body = room.body
    case = body.a_case()
    files = OwnFiles(
        body.following, ProofKey(bytes(32)), lambda: body.day.today, most_bytes=10**6, at_most=9
    )
    token = body.following.sign_in(case.code.written, CLIENT)
    files.add(token, "IMG_1.jpeg", TAKEN)
    files.add(token, "note.txt", b"The car was white.")
    room.casework.cases.acknowledge(*room.who(AMAL), case.id, None)
    return room.casework.identities.ask(*room.who(AMAL), case.id, "Where was it taken?")


def test_a_custodian_who_is_asked_gets_a_picture_as_it_was_taken(room: Room, request_id: str):
    originals, clara = room.casework.originals, room.who(CLARA)
    (found,) = originals.all(*clara, request_id)
    assert (found.name, found.type, found.size) == ("IMG_1.jpg", "jpg", len(TAKEN))
    assert originals.file(*clara, request_id, found.number) == (found, TAKEN)
    assert [entry.action for entry in room.entries()[:2]] == [Action.SEE_IDENTITY] * 2


def test_there_is_nothing_else_to_get(room: Room, request_id: str):
    originals, clara = room.casework.originals, room.who(CLARA)
    for number in (1, 2, 3, 4, 6, 99):
        with pytest.raises(UnknownItem):
            originals.file(*clara, request_id, number)
    with pytest.raises(UnknownRequest):
        originals.all(*clara, "nosuchid")


def test_no_caseworker_gets_it(room: Room, request_id: str):
    with pytest.raises(NotPermitted):
        room.casework.originals.all(*room.who(AMAL), request_id)


def test_one_that_was_changed_is_not_handed_out(room: Room, request_id: str):
    originals, clara = room.casework.originals, room.who(CLARA)
    (found,) = originals.all(*clara, request_id)
    with writing(room.body.engine) as connection:
        connection.execute(delete(complaint_chunk))
    with pytest.raises(Tampered):
        originals.file(*clara, request_id, found.number)
