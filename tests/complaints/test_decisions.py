"""Deciding: nothing without the officer's account, a reason for each finding, and an outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from copfeedback.complaints.case_errors import BadWords, Missing, NotYet, UnknownItem
from copfeedback.complaints.case_parts import (
    Accepted,
    NewAllegation,
    NewRecommendation,
    PoliceAnswer,
    Words,
)
from copfeedback.complaints.counter_store import recommendations
from copfeedback.complaints.model import Category, NotAllowedNow, Result, State, Verdict
from copfeedback.storage.engine import reading
from tests.complaints.body import CLIENT, Body
from tests.complaints.room import ALLEGATION, AMAL, BORIS, DECIDED, Room

REASON = Words("A doctor saw it.", "en")
OUTCOME = (frozenset({Result.APOLOGY, Result.LESSON_LEARNED}), Words("They apologise.", "en"))


@pytest.fixture
def room(body: Body) -> Room:
    return Room(body)


@pytest.fixture
def sqlite_room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


def missing(room: Room, case_id: str, staff_id: int = AMAL) -> Missing:
    with pytest.raises(NotYet) as refused:
        room.casework.decisions.decide(*room.who(staff_id), case_id)
    return refused.value.what


def test_a_decision_needs_everything_before_it(room: Room):
    case_id, amal, decisions = room.acknowledged(), room.who(AMAL), room.casework.decisions
    assert missing(room, case_id) is Missing.ALLEGATION

    allegation = decisions.add_allegation(*amal, case_id, ALLEGATION)
    assert missing(room, case_id) is Missing.FINDING
    with pytest.raises(NotYet) as refused:
        decisions.find(*amal, case_id, allegation, Verdict.UPHELD, REASON)
    assert refused.value.what is Missing.ACCOUNT

    decisions.record_account(*amal, case_id, "", none_because="nobody knows who it was")
    with pytest.raises(BadWords):
        decisions.find(*amal, case_id, allegation, Verdict.UPHELD, Words(" ", "en"))
    with pytest.raises(UnknownItem):
        decisions.find(*amal, case_id, 1, Verdict.UPHELD, REASON)
    decisions.find(*amal, case_id, allegation, Verdict.NOT_UPHELD, REASON)
    decisions.find(*amal, case_id, allegation, Verdict.UPHELD, REASON)
    assert missing(room, case_id) is Missing.OUTCOME

    with pytest.raises(BadWords):
        decisions.set_outcome(*amal, case_id, frozenset(), OUTCOME[1])
    decisions.set_outcome(*amal, case_id, *OUTCOME)
    decisions.decide(*amal, case_id)

    view = room.view(case_id)
    assert view.state is State.DECIDED
    assert view.decided_on == room.body.day.today
    (found,) = view.allegations
    assert found.finding is not None
    assert (found.finding.verdict, found.finding.reason) == (Verdict.UPHELD, "A doctor saw it.")
    assert view.outcome is not None
    assert view.outcome.results == (Result.APOLOGY, Result.LESSON_LEARNED)
    assert view.due_on == room.body.day.today + timedelta(days=7)  # five working days


def test_the_complainant_reads_the_decision_once_they_are_told(room: Room):
    lodged = room.body.a_case()
    room.casework.cases.acknowledge(*room.who(AMAL), lodged.id, None)
    token = room.body.following.sign_in(lodged.code.written, CLIENT)
    amal, decisions = room.who(AMAL), room.casework.decisions
    allegation = decisions.add_allegation(*amal, lodged.id, ALLEGATION)
    decisions.record_account(*amal, lodged.id, "He fell.")
    decisions.find(*amal, lodged.id, allegation, Verdict.UPHELD, REASON)
    decisions.set_outcome(*amal, lodged.id, *OUTCOME)
    decisions.decide(*amal, lodged.id)
    own = room.body.following.own_case(token)
    assert own is not None
    assert own.decision is None

    decisions.tell(*amal, lodged.id, DECIDED)

    own = room.body.following.own_case(token)
    assert own is not None
    assert own.decision is not None
    assert [each.reason for each in own.decision.findings] == ["A doctor saw it."]
    assert own.messages[-1].text == DECIDED.text
    assert own.may_review
    view = room.view(lodged.id)
    assert view.review_until == room.body.day.today + timedelta(days=28)
    room.body.day.passes(40)
    assert not room.view(lodged.id).overdue
    with pytest.raises(NotAllowedNow):
        decisions.tell(*amal, lodged.id, DECIDED)


def test_a_review_is_decided_by_somebody_else_with_an_outcome_of_their_own(room: Room):
    lodged = room.body.a_case()
    amal, boris, decisions = room.who(AMAL), room.who(BORIS), room.casework.decisions
    room.casework.cases.acknowledge(*amal, lodged.id, None)
    allegation = decisions.add_allegation(*amal, lodged.id, ALLEGATION)
    decisions.record_account(*amal, lodged.id, "He fell.")
    decisions.find(*amal, lodged.id, allegation, Verdict.NOT_UPHELD, REASON)
    decisions.set_outcome(*amal, lodged.id, *OUTCOME)
    decisions.decide(*amal, lodged.id)
    decisions.tell(*amal, lodged.id, DECIDED)
    token = room.body.following.sign_in(lodged.code.written, CLIENT)
    room.body.following.ask_review(token, "You did not ask me.", "en")

    assert missing(room, lodged.id, AMAL) is Missing.OTHER_PERSON
    assert missing(room, lodged.id, BORIS) is Missing.OUTCOME
    decisions.find(*boris, lodged.id, allegation, Verdict.UPHELD, REASON)
    decisions.set_outcome(*boris, lodged.id, *OUTCOME)
    decisions.decide(*boris, lodged.id)

    view = room.view(lodged.id)
    assert (view.state, view.told_on) == (State.DECIDED, None)
    assert len(room.closings) == 1  # counted once, at the first decision


def test_what_is_counted_is_what_was_decided(sqlite_room: Room):
    case_id = sqlite_room.decided(answers={"categories": ["powers"]})

    ((answers, results, verdicts, filed_on, on),) = sqlite_room.closings

    assert answers["categories"] == ["powers"]
    assert (list(results), list(verdicts)) == ([Result.APOLOGY], [Verdict.UPHELD])
    assert filed_on == on == sqlite_room.view(case_id).decided_on


def test_thanks_and_ideas_need_no_allegation(sqlite_room: Room):
    case_id = sqlite_room.acknowledged(answers={"kind": ["compliment"]})
    sqlite_room.casework.decisions.set_outcome(*sqlite_room.who(AMAL), case_id, *OUTCOME)
    sqlite_room.casework.decisions.decide(*sqlite_room.who(AMAL), case_id)
    assert sqlite_room.view(case_id).state is State.DECIDED


def test_an_allegation_is_put_anew_until_something_is_found_of_it(sqlite_room: Room):
    case_id, amal = sqlite_room.acknowledged(), sqlite_room.who(AMAL)
    decisions = sqlite_room.casework.decisions
    first = decisions.add_allegation(*amal, case_id, ALLEGATION)
    better = NewAllegation("They kicked him.", "en", Category.POWERS, "Grey", replaces=first)
    second = decisions.add_allegation(*amal, case_id, better)

    assert [each.text for each in sqlite_room.view(case_id).allegations] == ["They kicked him."]
    with pytest.raises(UnknownItem):
        decisions.add_allegation(*amal, case_id, better)
    decisions.record_account(*amal, case_id, "He fell.")
    decisions.find(*amal, case_id, second, Verdict.UPHELD, REASON)
    with pytest.raises(UnknownItem):
        decisions.add_allegation(*amal, case_id, replace(better, replaces=second))


def test_nothing_is_found_before_acknowledgement_nor_after_the_decision(sqlite_room: Room):
    amal, decisions = sqlite_room.who(AMAL), sqlite_room.casework.decisions
    fresh, decided = sqlite_room.body.a_case().id, sqlite_room.decided()
    for case_id in (fresh, decided):
        with pytest.raises(NotAllowedNow):
            decisions.add_allegation(*amal, case_id, ALLEGATION)
        with pytest.raises(NotAllowedNow):
            decisions.set_outcome(*amal, case_id, *OUTCOME)
        with pytest.raises(NotAllowedNow):
            decisions.decide(*amal, case_id)


def test_either_an_account_or_why_there_is_none(sqlite_room: Room):
    case_id, amal = sqlite_room.acknowledged(), sqlite_room.who(AMAL)
    for text, none_because in (("", " "), ("He fell.", "he is ill")):
        with pytest.raises(BadWords):
            sqlite_room.casework.decisions.record_account(
                *amal, case_id, text, none_because=none_because
            )


def test_a_recommendation_and_its_answer_are_told_everybody_only_on_purpose(room: Room):
    case_id, amal, today = room.decided(), room.who(AMAL), room.body.day.today
    advice = NewRecommendation(
        Words("Wear cameras.", "en"), "City police", today + timedelta(days=30)
    )
    kept = room.casework.recommendations.add(*amal, case_id, advice)
    published = room.casework.recommendations.add(
        *amal, case_id, replace(advice, words=Words("Train officers.", "en"), publish=True)
    )
    room.body.day.passes(31)
    assert [each.overdue for each in room.view(case_id).recommendations] == [True, True]
    answer = PoliceAnswer(Accepted.PARTLY, "Some of them.", room.body.day.today)
    for number in (kept, published):
        room.casework.recommendations.record_answer(*amal, case_id, number, answer)

    assert [each.answer for each in room.view(case_id).recommendations] == [answer, answer]
    with reading(room.body.engine) as connection:
        (public,) = recommendations(connection)
    assert (public.text["en"], public.answer) == ("Train officers.", "partly")
    assert public.category == Category.POWERS
    with pytest.raises(UnknownItem):
        room.casework.recommendations.record_answer(*amal, case_id, 1, answer)
