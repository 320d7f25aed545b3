"""Bringing together complaints about the same thing."""

from __future__ import annotations

import pytest

from copfeedback.complaints.case_parts import Words
from copfeedback.complaints.model import NotAllowedNow, State, UnknownCase
from tests.complaints.body import CLIENT, Body
from tests.complaints.room import AMAL, BORIS, Room

WORDS = Words("We deal with both together.", "en")


@pytest.fixture
def room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


def test_one_goes_on_in_the_other_and_its_complainant_is_told(room: Room):
    lodged, target = room.body.a_case("It was at noon."), room.acknowledged()

    room.casework.mergers.merge(*room.who(AMAL), lodged.id, target, WORDS)

    merged, into = room.view(lodged.id), room.view(target)
    assert merged.state is State.MERGED
    assert [(each.case_id, each.into) for each in merged.mergers] == [(target, True)]
    assert [(each.case_id, each.into) for each in into.mergers] == [(lodged.id, False)]
    assert into.state is State.ACKNOWLEDGED
    token = room.body.following.sign_in(lodged.code.written, CLIENT)
    own = room.body.following.own_case(token)
    assert own is not None
    assert (own.state, own.moved_to) == (State.MERGED, target)
    assert own.messages[-1].text == WORDS.text


def test_both_heads_enter_the_trail(room: Room):
    case_id, target = room.acknowledged(), room.acknowledged()
    room.casework.mergers.merge(*room.who(AMAL), case_id, target, WORDS)
    abouts = {each.about for each in room.entries()[:2]}
    assert abouts == {f"case {each} {room.view(each).head[:16]}" for each in (case_id, target)}


def test_only_cases_that_go_on_and_that_one_can_open(room: Room):
    case_id, ended = room.acknowledged(), room.acknowledged()
    hidden = room.acknowledged(answers={"officer_name": ["Boris Lin"]})
    room.casework.cases.refer(*room.who(AMAL), ended, "them", "theirs", None)
    before = room.view(case_id, BORIS).head
    for into in (case_id, ended):
        with pytest.raises(NotAllowedNow):
            room.casework.mergers.merge(*room.who(AMAL), case_id, into, WORDS)
    for into in (hidden, "nosuchcase"):
        with pytest.raises(UnknownCase):
            room.casework.mergers.merge(*room.who(BORIS), case_id, into, WORDS)
    assert room.view(case_id).head == before
