"""A case as an encrypted file: everything in it can be checked, and nothing read without words."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

import pytest

from copfeedback.complaints.case_desk import CaseDesk
from copfeedback.complaints.case_errors import BadWords
from copfeedback.complaints.case_export import (
    FORMAT,
    Exports,
    NotAnExport,
    open_export,
)
from copfeedback.complaints.file_store import attach
from copfeedback.complaints.files import check_file
from copfeedback.complaints.model import Side
from copfeedback.complaints.stretching import Stretching, new_salt
from copfeedback.complaints.vault import Tampered
from copfeedback.people.audit import Action
from tests.complaints.body import CHEAP, CLIENT, Body
from tests.complaints.room import AMAL, Room

WORDS = "four quiet words here"


@pytest.fixture
def room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


@pytest.fixture
def exports(room: Room) -> Exports:
    body = room.body
    desk = CaseDesk(body.trail, lambda: body.roster, body.clocks, lambda: body.day.today)
    return Exports(desk, **CHEAP)


def exported(room: Room, exports: Exports) -> tuple[str, bytes]:
    lodged = room.body.a_case("They hit my son.", identity={"name": "Samira"})
    token = room.body.following.sign_in(lodged.code.written, CLIENT)
    checked = check_file("seen.txt", b"What I saw.", 1_000)
    with room.body.following.writing_own(token) as (connection, opened, key):
        today = room.body.day.today
        attach(connection, opened, Side.COMPLAINANT, key, checked, today, at_most=10)
    room.casework.cases.acknowledge(*room.who(AMAL), lodged.id, None)
    return lodged.id, exports.export(*room.who(AMAL), lodged.id, WORDS).content


def test_what_was_exported_is_opened_and_checked(room: Room, exports: Exports):
    case_id, content = exported(room, exports)

    found = open_export(content, WORDS)

    assert found.case_id == case_id
    assert found.head == room.view(case_id).head
    assert json.loads(found.parts["items/0001-narrative.json"])["text"] == "They hit my son."
    assert found.parts["files/0004-seen.txt"] == b"What I saw."
    manifest = json.loads(found.parts["manifest.json"])
    assert [each["kind"] for each in manifest["items"]] == [
        "narrative",
        "answers",
        "identity",
        "attachment",
        "state",
    ]
    assert all(len(each["sha256"]) == 64 for each in manifest["items"] if "hash" in each)
    assert "hash" not in manifest["items"][2]  # under a key that caseworkers do not have
    assert not any(b"Samira" in part for part in found.parts.values())
    assert Action.EXPORT_CASE in {each.action for each in room.entries()}


def test_without_the_words_it_says_nothing(room: Room, exports: Exports):
    case_id, content = exported(room, exports)
    assert case_id.encode() not in content
    assert b"They hit" not in content
    for wrong in ("four quiet words her", ""):
        with pytest.raises(NotAnExport):
            open_export(content, wrong)
    with pytest.raises(BadWords):
        exports.export(*room.who(AMAL), case_id, "too short")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b'{"format": 1}', b"\xff"])
def test_what_is_no_export_is_refused(content: bytes):
    with pytest.raises(NotAnExport):
        open_export(content, WORDS)


def test_a_file_cannot_make_opening_it_cost_what_it_likes(room: Room, exports: Exports):
    outside = json.loads(exported(room, exports)[1])
    for cost in ({"operations": 10**6}, {"memory": 2**40}, {"operations": 0}, {"memory": 1}):
        with pytest.raises(NotAnExport):
            open_export(json.dumps(outside | cost).encode(), WORDS)


def changed(content: bytes, change) -> bytes:
    """The export with something inside changed by somebody who knows the words."""
    outside = json.loads(content)
    seal = Stretching(1, **CHEAP).seal(WORDS, bytes.fromhex(outside["salt"]), FORMAT)
    inside = json.loads(seal.open(b64decode(outside["sealed"])))
    change(inside)
    salt = new_salt()
    seal = Stretching(1, **CHEAP).seal(WORDS, salt, FORMAT)
    outside["sealed"] = b64encode(seal.close(json.dumps(inside).encode())).decode()
    return json.dumps(outside | {"salt": salt.hex()}).encode()


def _other_words(inside):
    inside["items"][0]["body"] = b64encode(b'{"text": "Nothing.", "language": "en"}').decode()


def _without_the_last(inside):
    inside["items"].pop()


def _another_file(inside):
    inside["files"][0]["content"] = b64encode(b"Nothing.").decode()


def _other_order(inside):
    inside["items"][:2] = reversed(inside["items"][:2])


@pytest.mark.parametrize("change", [_other_words, _without_the_last, _another_file, _other_order])
def test_what_was_changed_afterwards_is_noticed(room: Room, exports: Exports, change):
    with pytest.raises(Tampered):
        open_export(changed(exported(room, exports)[1], change), WORDS)
