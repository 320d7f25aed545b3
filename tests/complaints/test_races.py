"""Two people at the same case at the same moment: one after the other, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from copfeedback.complaints.case_errors import NotYet, UnknownRequest
from copfeedback.complaints.case_parts import Words
from copfeedback.complaints.casefile import ChangedMeanwhile
from copfeedback.complaints.model import TRANSITIONS, NotAllowedNow, Side, State, UnknownCase
from copfeedback.people.audit import Action
from tests.complaints.body import CLIENT, Body
from tests.complaints.room import AMAL, BORIS, ERIK, Room

LOST = (NotAllowedNow, ChangedMeanwhile, NotYet, UnknownCase)
SAID = Words("It goes on elsewhere.", "en")
ROUNDS = 3


@pytest.fixture
def room(body: Body) -> Room:
    return Room(body)


def at_once(*attempts: Callable[[], object]) -> list[Exception | None]:
    """What each of these raises when all begin at the same moment; None for whoever gets through.

    Raises:
        Exception: something that is no lost race.
    """
    barrier = Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> Exception | None:
        barrier.wait()
        try:
            attempt()
        except LOST as lost:
            return lost
        return None

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_who_decide_at_once_one_wins(room: Room, _round: int):
    decide = room.casework.decisions.decide
    case_id = room.ready()
    head = room.view(case_id).head

    ended = at_once(
        lambda: decide(*room.who(AMAL), case_id, seen=head),
        lambda: decide(*room.who(BORIS), case_id, seen=head),
    )

    assert ended.count(None) == 1
    view = room.view(case_id)
    assert view.state is State.DECIDED
    assert [each.after for each in view.history].count(State.DECIDED) == 1
    decided = [each for each in room.entries() if each.action == Action.DECIDE_CASE]
    assert len(decided) == len(room.closings) == 1


def steps(room: Room, case_id: str, token: str) -> dict[State, Callable[[], object]]:
    """What leads to each state, by whoever may."""
    amal, boris, casework = room.who(AMAL), room.who(BORIS), room.casework
    other = room.acknowledged()
    return {
        State.ACKNOWLEDGED: lambda: casework.cases.acknowledge(*boris, case_id, None),
        State.EXAMINED: lambda: casework.cases.begin_examination(*amal, case_id),
        State.DECIDED: lambda: casework.decisions.decide(*boris, case_id),
        State.REFERRED: lambda: casework.cases.refer(*amal, case_id, "them", "theirs", SAID),
        State.MERGED: lambda: casework.mergers.merge(*boris, case_id, other, SAID),
        State.WITHDRAWN: lambda: room.body.following.withdraw(token),
        State.CLOSED: lambda: casework.cases.close(*amal, case_id),
    }


@pytest.mark.parametrize("begun", [State.RECEIVED, State.ACKNOWLEDGED, State.EXAMINED])
def test_states_that_are_raced_for_follow_one_another_as_the_table_says(room: Room, begun: State):
    lodged = room.body.a_case()
    if begun is not State.RECEIVED:
        room.casework.cases.acknowledge(*room.who(AMAL), lodged.id, None)
    if begun is State.EXAMINED:
        room.casework.cases.begin_examination(*room.who(AMAL), lodged.id)
    token = room.body.following.sign_in(lodged.code.written, CLIENT)
    every = steps(room, lodged.id, token)

    ended = dict(zip(every, at_once(*every.values()), strict=True))

    view = room.view(lodged.id)
    state = begun
    for change in view.history[-ended_well(ended) :] if ended_well(ended) else ():
        assert change.before is state
        assert change.side in TRANSITIONS[change.before][change.after]
        assert change.side is (Side.COMPLAINANT if change.after is State.WITHDRAWN else Side.BODY)
        state = change.after
    assert view.state is state
    assert ended_well(ended) >= 1
    expected = {State.RECEIVED: 0, State.ACKNOWLEDGED: 1, State.EXAMINED: 2}[begun]
    assert len(view.history) == expected + ended_well(ended)


def ended_well(ended: dict[State, Exception | None]) -> int:
    return sum(each is None for each in ended.values())


def test_everything_that_is_written_at_once_is_there(room: Room):
    case_id, add = room.acknowledged(), room.casework.cases.add_note
    ended = at_once(
        lambda: add(*room.who(AMAL), case_id, "a"),
        lambda: add(*room.who(BORIS), case_id, "b"),
        lambda: add(*room.who(AMAL), case_id, "c"),
    )
    assert ended == [None, None, None]
    assert {each.text for each in room.view(case_id).notes} == {"a", "b", "c"}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_key_that_is_taken_while_its_holder_writes_leaves_the_case_whole(room: Room, _round: int):
    case_id, cases = room.acknowledged(), room.casework.cases
    removed, _, written = at_once(
        lambda: room.casework.members.remove(*room.who(AMAL), case_id, BORIS, "a conflict"),
        lambda: cases.add_note(*room.who(BORIS), case_id, "wait"),
        lambda: cases.add_note(*room.who(AMAL), case_id, "go"),
    )
    assert (removed, written) == (None, None)
    view = room.view(case_id)
    assert view.narrative.text == "They hit my son."
    assert BORIS not in {each.staff_id for each in view.holders}


def test_a_request_is_answered_once(room: Room):
    case_id, request_id = room.asked()
    answer = room.casework.requests.answer
    barrier = Barrier(2)

    def run(text: str) -> bool:
        barrier.wait()
        try:
            answer(*room.who(ERIK), request_id, text)
        except UnknownRequest:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(run, ["He was.", "He was not."]))
    assert sorted(done) == [False, True]
    (request,) = room.view(case_id).requests
    assert request.reply == ("He was." if done[0] else "He was not.")


def test_a_reply_is_taken_in_once_by_two_who_open_at_once(room: Room):
    case_id, request_id = room.asked()
    room.casework.requests.answer(*room.who(ERIK), request_id, "He was.")
    at_once(lambda: room.view(case_id, AMAL), lambda: room.view(case_id, BORIS))
    replies = [each for each in room.view(case_id).requests if each.reply]
    assert len(replies) == 1
    heads = {room.view(case_id, each).head for each in (AMAL, BORIS)}
    assert len(heads) == 1
