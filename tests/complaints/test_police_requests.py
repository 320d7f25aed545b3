"""What the police are asked and get: what a caseworker wrote for them, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from copfeedback.complaints.case_errors import (
    BadWords,
    Missing,
    NotYet,
    UnknownItem,
    UnknownPerson,
    UnknownRequest,
)
from copfeedback.complaints.casefile import open_case
from copfeedback.complaints.casework_tables import case_request
from copfeedback.complaints.model import UnknownCase
from copfeedback.complaints.police_requests import NewRequest
from copfeedback.complaints.redaction import BLACK, redact
from copfeedback.complaints.request_seal import Letter, seal_letter
from copfeedback.complaints.store import keep_key, shred
from copfeedback.complaints.vault import Purpose, Tampered, new_key, seal_key
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Role
from copfeedback.storage.engine import reading, writing
from tests.complaints.body import Body, a_holder
from tests.complaints.room import AMAL, BORIS, CLARA, DINA, ERIK, Room


@pytest.fixture
def room(body: Body) -> Room:
    return Room(body)


@pytest.fixture
def sqlite_room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


def test_a_request_and_its_reply_come_back_into_the_case(room: Room):
    case_id, request_id = room.asked("Who was on duty?")
    erik, requests = room.who(ERIK), room.casework.requests

    (asked,) = requests.own(*erik)
    assert (asked.id, asked.text, asked.reply) == (request_id, "Who was on duty?", "")
    assert asked.due_on == room.body.day.today + timedelta(days=14)
    assert case_id not in repr(asked)
    room.body.day.passes(15)
    assert requests.own(*erik)[0].overdue
    assert room.view(case_id).requests[0].overdue

    requests.answer(*erik, request_id, "Officer Grey.")

    (view,) = room.view(case_id).requests
    assert (view.reply, view.to_name, view.overdue) == ("Officer Grey.", "Erik Blum", False)
    assert view.answered_on == room.body.day.today
    assert requests.own(*erik)[0].reply == "Officer Grey."
    assert room.view(case_id, BORIS).head == room.view(case_id).head  # taken in once
    with pytest.raises(UnknownRequest):
        requests.answer(*erik, request_id, "And Officer Blue.")


def test_nothing_goes_out_before_retaliation_was_looked_at(sqlite_room: Room):
    case_id, amal = sqlite_room.acknowledged(), sqlite_room.who(AMAL)
    today, requests = sqlite_room.body.day.today, sqlite_room.casework.requests
    request = NewRequest(ERIK, "Who?", today)
    with pytest.raises(NotYet) as refused:
        requests.send(*amal, case_id, request)
    assert refused.value.what is Missing.DISCLOSURE

    with pytest.raises(BadWords):
        requests.plan_disclosure(*amal, case_id, "", "the place", today)
    requests.plan_disclosure(
        *amal, case_id, "they know her street", "the place", today + timedelta(days=3)
    )
    with pytest.raises(NotYet):
        requests.send(*amal, case_id, request)
    sqlite_room.body.day.passes(3)
    requests.send(*amal, case_id, request)
    (plan,) = sqlite_room.view(case_id).disclosures
    assert (plan.risk, plan.what) == ("they know her street", "the place")


def test_a_copy_is_made_on_purpose_and_is_all_that_goes_along(sqlite_room: Room):
    case_id, amal = sqlite_room.acknowledged("Zara saw Grey hit Omar."), sqlite_room.who(AMAL)
    today = sqlite_room.body.day.today
    text = redact("Zara saw Grey hit Omar.", ["zara", "Omar"])
    copy = sqlite_room.casework.copies.keep(*amal, case_id, text, 1)
    sqlite_room.casework.requests.plan_disclosure(*amal, case_id, "none", "it", today)
    sqlite_room.casework.requests.send(
        *amal, case_id, NewRequest(ERIK, "What happened?", today, copy)
    )

    (asked,) = sqlite_room.casework.requests.own(*sqlite_room.who(ERIK))
    assert asked.copy == f"{BLACK} saw Grey hit {BLACK}."
    with pytest.raises(UnknownItem):
        sqlite_room.casework.requests.send(*amal, case_id, NewRequest(ERIK, "?", today, 1))
    with pytest.raises(UnknownItem):
        sqlite_room.casework.copies.keep(*amal, case_id, text, 3)  # who they are


@pytest.mark.parametrize(
    ("text", "words", "spans", "copy"),
    [
        ("Ann saw Anna", ["ann"], (), f"{BLACK} saw {BLACK}a"),
        ("in  the\nold house", ["the old"], (), f"in  {BLACK} house"),
        ("abcdef", [], ((1, 3), (2, 5)), f"a{BLACK}f"),
        ("abc", [], ((-5, 99), (2, 1)), BLACK),
        ("a.c abc", ["a.c"], (), f"{BLACK} abc"),
        ("nothing", ["", "  "], (), "nothing"),
        ("رأى زيد", ["زيد"], (), f"رأى {BLACK}"),
    ],
)
def test_what_is_marked_is_gone_from_a_copy(text, words, spans, copy):
    assert redact(text, words, spans) == copy


def test_a_liaison_whom_the_case_concerns_is_not_asked(sqlite_room: Room):
    case_id = sqlite_room.acknowledged(answers={"officer_name": ["blum, erik"]})
    amal, today = sqlite_room.who(AMAL), sqlite_room.body.day.today
    requests = sqlite_room.casework.requests
    requests.plan_disclosure(*amal, case_id, "none", "it", today)
    assert requests.liaisons(*amal, case_id) == ()
    for staff_id in (ERIK, BORIS, 99):
        with pytest.raises(UnknownPerson):
            requests.send(*amal, case_id, NewRequest(staff_id, "Who?", today))


def test_what_is_taken_back_is_read_no_more(sqlite_room: Room):
    case_id, request_id = sqlite_room.asked()
    requests, amal, erik = (
        sqlite_room.casework.requests,
        sqlite_room.who(AMAL),
        sqlite_room.who(ERIK),
    )
    requests.withdraw(*amal, case_id, request_id)
    assert requests.own(*erik) == ()
    with pytest.raises(UnknownRequest):
        requests.answer(*erik, request_id, "He was.")
    with pytest.raises(UnknownRequest):
        requests.withdraw(*amal, case_id, request_id)
    assert sqlite_room.view(case_id).requests[0].withdrawn


def test_an_officer_has_nothing_but_what_is_addressed_to_them(sqlite_room: Room):
    case_id, request_id = sqlite_room.asked()
    holder, key = a_holder(22, "Fay Marsh", Role.AGENCY_OFFICER)
    sqlite_room.body.keys[22] = key
    roster = sqlite_room.body.roster
    sqlite_room.body.roster = replace(roster, holders=(*roster.holders, holder))
    fay = sqlite_room.who(22)
    assert sqlite_room.casework.requests.own(*fay) == ()
    with pytest.raises(UnknownRequest):
        sqlite_room.casework.requests.answer(*fay, request_id, "I know.")
    with pytest.raises(NotPermitted):
        sqlite_room.view(case_id, ERIK)
    with reading(sqlite_room.body.engine) as connection, pytest.raises(UnknownCase):
        open_case(connection, case_id, "staff:21", sqlite_room.body.keys[ERIK])
    for staff_id in (AMAL, CLARA, DINA):
        with pytest.raises(NotPermitted):
            sqlite_room.casework.requests.own(*sqlite_room.who(staff_id))


def test_nobody_asks_in_a_caseworkers_name(sqlite_room: Room):
    """Whoever can write to the database seals a request to a custodian or liaison themselves."""
    case_id, request_id = sqlite_room.asked()
    body, key = sqlite_room.body, new_key()
    forged = seal_letter(
        Letter.TO_POLICE, case_id, request_id, {"text": "x", "copy": ""}, key, body.keys[ERIK]
    )
    with writing(body.engine) as connection:
        connection.execute(update(case_request).values(sealed=forged))
        sealed = seal_key(key, request_id, Purpose.CONTENT, body.public(ERIK).box)
        keep_key(connection, case_id, "staff:21", request_id, sealed)
    with pytest.raises(Tampered):
        sqlite_room.casework.requests.own(*sqlite_room.who(ERIK))


def test_nobody_answers_in_an_officers_name(sqlite_room: Room):
    case_id, request_id = sqlite_room.asked()
    key = sqlite_room.view(case_id).requests[0].key
    body = sqlite_room.body
    for author in (body.keys[BORIS], body.keys[CLARA]):
        forged = seal_letter(
            Letter.FROM_POLICE, case_id, request_id, {"text": "Nobody."}, key, author
        )
        with writing(body.engine) as connection:
            connection.execute(
                update(case_request).values(reply=forged, answered_on=body.day.today)
            )
        with pytest.raises(Tampered):
            sqlite_room.view(case_id)


def test_an_erased_case_leaves_the_police_nothing(sqlite_room: Room):
    case_id, _ = sqlite_room.asked()
    with writing(sqlite_room.body.engine) as connection:
        shred(connection, case_id, sqlite_room.body.day.today)
    assert sqlite_room.casework.requests.own(*sqlite_room.who(ERIK)) == ()
