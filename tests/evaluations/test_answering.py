"""Answers to recommendations: by whom they are due, what they need, and what they promise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from copfeedback.evaluations import store
from copfeedback.evaluations.answer_rules import Answered, next_action_key
from copfeedback.evaluations.events import EventKind
from copfeedback.evaluations.model import NotPossibleNow
from copfeedback.evaluations.report_model import (
    Acted,
    Action,
    Answer,
    Progress,
    Response,
    Review,
)
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, Actor, Role
from copfeedback.people.organisations import Organisations
from copfeedback.storage.engine import writing
from tests.evaluations.answered import (
    FORUM,
    RESPOND_BY,
    Evaluated,
    a_recommendation,
    an_action,
)
from tests.evaluations.pledged import CODE
from tests.factories import TODAY, in_languages
from tests.people.racing import at_once

WHY = in_languages("There is no money for it")
DONE = in_languages("Minutes of the course")


@pytest.fixture
def both(engine: Engine) -> Evaluated:
    """On SQLite and on PostgreSQL: results with a recommendation to the police."""
    return begun(engine)


@pytest.fixture
def one(sqlite_engine: Engine) -> Evaluated:
    """The same where the database does not matter."""
    return begun(sqlite_engine)


def begun(engine: Engine) -> Evaluated:
    evaluated = Evaluated(engine)
    evaluated.register()
    evaluated.publish(
        a_recommendation("r1", evaluated.police),
        a_recommendation("r2", evaluated.hall),
        a_recommendation("r3"),
    )
    return evaluated


def accept(
    evaluated: Evaluated, *actions: Action, key: str = "r1", who: Actor | None = None
) -> Answered:
    """Accept a recommendation with these actions, or an ordinary one."""
    said = Response(key, Answer.ACCEPTED, actions=actions or (an_action(),))
    evaluated.answering.respond(who or evaluated.officer, CODE, said, after=evaluated.find().last)
    return state(evaluated, key)


def say(evaluated: Evaluated, progress: Progress, due: date | None = None, key: str = "a1") -> None:
    said = Acted(key, progress, DONE, due)
    evaluated.answering.act(evaluated.officer, CODE, said, after=evaluated.find().last)


def state(evaluated: Evaluated, key: str = "r1") -> Answered:
    found = {each.recommendation.key: each for each in evaluated.answering.states(evaluated.find())}
    return found[key]


def problems(call: Callable[[], object]) -> list[Problem]:
    with pytest.raises(Faulty) as caught:
        call()
    return list(caught.value.problems)


def test_an_answer_is_public_in_the_name_of_its_office(both: Evaluated):
    answered = accept(both, an_action(due=TODAY + timedelta(days=10)))

    (event,) = answered.answers
    assert (event.kind, event.by, event.on) == (EventKind.RESPONDED, "City police", TODAY)
    assert both.find().is_sound
    response, (doing,) = answered.response, answered.actions
    assert response is not None
    assert response.answer is Answer.ACCEPTED
    assert (doing.action.key, doing.organisation, doing.progress) == ("a1", both.police, None)
    assert answered.days_late == 0
    assert not answered.is_settled


def test_only_the_organisation_it_is_addressed_to_may_answer(one: Evaluated):
    after = one.find().last
    said = Response("r1", Answer.REJECTED, WHY)
    leader = Actor("l", Role.LEADER, id=9, organisation=one.police)
    for stranger in (one.clerk, one.evaluator, one.chair, replace(leader, organisation=one.hall)):
        with pytest.raises(NotPermitted):
            one.answering.respond(stranger, CODE, said, after=after)
    one.answering.respond(leader, CODE, said, after=after)
    with pytest.raises(Unknown):
        one.answering.respond(one.officer, CODE, replace(said, recommendation="r9"), after=after)


def test_what_is_addressed_to_nobody_is_the_commissioners_to_answer(one: Evaluated):
    said = Response("r3", Answer.REJECTED, WHY)
    with pytest.raises(NotPermitted):
        one.answering.respond(one.clerk, CODE, said, after=one.find().last)
    one.answering.respond(one.officer, CODE, said, after=one.find().last)
    assert state(one, "r3").organisation == one.police


@pytest.mark.parametrize(
    ("answer", "with_reason", "with_action", "field"),
    [
        (Answer.ACCEPTED, False, True, ""),
        (Answer.ACCEPTED, True, False, ""),
        (Answer.ACCEPTED, False, False, "reason"),
        (Answer.PARTLY, True, True, ""),
        (Answer.PARTLY, False, True, "reason"),
        (Answer.REJECTED, True, False, ""),
        (Answer.REJECTED, False, False, "reason"),
    ],
)
def test_an_answer_needs_actions_or_a_reason(
    one: Evaluated, answer: Answer, with_reason: bool, with_action: bool, field: str
):
    actions = (an_action(),) if with_action else ()
    said = Response("r1", answer, WHY if with_reason else Translations({"en": " "}), actions)

    def respond() -> object:
        return one.answering.respond(one.officer, CODE, said, after=one.find().last)

    if field:
        assert problems(respond) == [Problem(field, Fault.MISSING)]
        assert not state(one).answers
    else:
        respond()


def test_every_fault_of_an_action_is_told_beside_its_field(one: Evaluated):
    broken = an_action(
        " ",
        office=in_languages("x" * 201),
        due=TODAY - timedelta(days=1),
        organisation=999,
        forum="nowhere",
    )
    said = Response("r1", Answer.ACCEPTED, actions=(an_action(), broken))
    found = problems(lambda: one.answering.respond(one.officer, CODE, said, after=one.find().last))
    assert {(each.field, each.fault) for each in found} == {
        ("actions.1.what", Fault.MISSING),
        ("actions.1.office.en", Fault.TOO_LONG),
        ("actions.1.due", Fault.PAST),
        ("actions.1.organisation", Fault.UNKNOWN),
        ("actions.1.forum", Fault.UNKNOWN),
    }


def test_silence_is_late_and_named_with_its_days(one: Evaluated):
    one.today = RESPOND_BY
    assert state(one).days_late == 0
    one.today += timedelta(days=12)

    assert state(one).days_late == 12
    assert [(each.answered.recommendation.key, each.days_late) for each in waiting(one)] == [
        ("r1", 12),
        ("r3", 12),
    ]
    accept(one, an_action(due=one.today))
    assert (state(one).days_late, state(one).answered_late) == (0, True)


def waiting(evaluated: Evaluated, who: Actor | None = None):
    return evaluated.answering.waiting_for(who or evaluated.officer)


def test_whoever_answers_sees_what_waits_for_them_late_ones_first(both: Evaluated):
    assert [each.answered.recommendation.key for each in waiting(both, both.clerk)] == ["r2"]
    assert waiting(both, both.evaluator) == []
    accept(both, an_action(due=TODAY + timedelta(days=5), organisation=both.hall))
    both.today += timedelta(days=7)

    first, second = waiting(both, both.clerk)

    assert first.doing is not None
    assert (first.doing.action.key, first.days_late, first.due) == ("a1", 2, first.doing.due)
    assert (second.doing, second.days_late) == (None, 0)


def test_an_answer_given_anew_keeps_what_was_promised(both: Evaluated):
    accept(both)
    say(both, Progress.GOES_ON)
    both.answering.respond(
        both.officer, CODE, Response("r1", Answer.REJECTED, WHY), after=both.find().last
    )
    again = accept(both, an_action("Another course"))

    assert len(again.answers) == 3
    assert [each.action.key for each in again.actions] == ["a1", "a2"]
    assert [each.progress for each in again.actions] == [Progress.GOES_ON, None]
    response = again.response
    assert response is not None
    assert [each.key for each in response.actions] == ["a1", "a2"]
    assert next_action_key(both.find()) == "a3"


def test_a_day_that_moves_keeps_the_first_in_sight(one: Evaluated):
    accept(one, an_action(due=TODAY + timedelta(days=5)))
    one.today += timedelta(days=8)
    assert state(one).actions[0].days_late == 3
    later = one.today + timedelta(days=30)
    say(one, Progress.MOVED, later)

    (doing,) = state(one).actions
    assert (doing.due, doing.action.due) == (later, TODAY + timedelta(days=5))
    assert (doing.times_moved, doing.days_late, doing.is_over) == (1, 3, False)


def test_a_day_that_moves_in_time_is_not_late(one: Evaluated):
    accept(one, an_action(due=TODAY + timedelta(days=5)))
    later = TODAY + timedelta(days=30)
    say(one, Progress.MOVED, later)
    one.today = later + timedelta(days=2)

    assert [each.days_late for each in state(one).actions] == [2]


def test_what_becomes_of_an_action_needs_evidence_or_a_reason_and_a_day_only_to_move(
    one: Evaluated,
):
    accept(one)
    after = one.find().last
    for progress in Progress:
        said = Acted("a1", progress, Translations({"en": ""}), date(2026, 1, 1))
        found = problems(lambda said=said: one.answering.act(one.officer, CODE, said, after=after))
        moved = [Problem("due", Fault.PAST)] if progress is Progress.MOVED else []
        assert found == [Problem("text", Fault.MISSING), *moved]
    same_day = Acted("a1", Progress.MOVED, DONE, TODAY + timedelta(days=100))
    for said, fault in ((same_day, Fault.TAKEN), (replace(same_day, due=None), Fault.MISSING)):
        assert problems(
            lambda said=said: one.answering.act(one.officer, CODE, said, after=after)
        ) == [Problem("due", fault)]


def test_what_is_done_is_over_until_it_turns_out_to_go_on(one: Evaluated):
    accept(one, an_action(due=TODAY))
    say(one, Progress.DONE)
    assert state(one).is_settled
    one.today += timedelta(days=4)
    assert [each.days_late for each in state(one).actions] == [0]
    with pytest.raises(NotPossibleNow):
        say(one, Progress.MOVED, one.today + timedelta(days=1))
    say(one, Progress.GOES_ON)
    assert [each.days_late for each in state(one).actions] == [4]
    say(one, Progress.DROPPED)
    assert [len(each.history) for each in state(one).actions] == [3]


def test_whoever_does_an_action_and_whoever_promised_it_report_on_it(one: Evaluated):
    accept(one, an_action(organisation=one.hall))
    said = Acted("a1", Progress.GOES_ON, DONE)
    for who in (one.clerk, one.officer):
        one.answering.act(who, CODE, said, after=one.find().last)
    with pytest.raises(NotPermitted):
        one.answering.act(one.evaluator, CODE, said, after=one.find().last)
    assert [each.by for each in state(one).actions[0].history] == ["City council", "City police"]


def test_of_two_who_answer_at_once_one_learns_that_something_changed(both: Evaluated):
    after = both.find().last
    police = Response("r1", Answer.REJECTED, WHY)
    outcomes = at_once(
        lambda: both.answering.respond(both.officer, CODE, police, after=after),
        lambda: both.answering.respond(
            both.clerk, CODE, replace(police, recommendation="r2"), after=after
        ),
    )
    assert outcomes == ["ChangedMeanwhile", "done"]
    assert len(both.find().of(EventKind.RESPONDED)) == 1
    with pytest.raises(ChangedMeanwhile):
        both.answering.respond(both.officer, CODE, police, after=after)


def test_nothing_is_answered_while_results_are_withdrawn(one: Evaluated):
    accept(one)
    one.withdraw()

    (kept,) = one.answering.states(one.find())
    assert (kept.recommendation.key, kept.current) == ("r1", False)
    assert waiting(one) == []
    with pytest.raises(Unknown):
        accept(one)
    with pytest.raises(Unknown):
        say(one, Progress.DONE)
    with pytest.raises(Unknown):
        one.answering.review(one.chair, CODE, Review(DONE, FORUM), after=one.find().last)


def test_a_new_version_keeps_what_was_answered_and_matches_by_key(one: Evaluated):
    accept(one)
    accept(one, key="r2", who=one.clerk)
    one.publish(
        a_recommendation("r4", one.hall),
        a_recommendation("r1", one.police, text=in_languages("Teach all officers twice")),
        number=2,
    )

    found = one.answering.states(one.find())

    assert [(each.recommendation.key, each.current) for each in found] == [
        ("r4", True),
        ("r1", True),
        ("r2", False),
    ]
    assert found[1].recommendation.text == in_languages("Teach all officers twice")
    assert found[1].response is not None
    say(one, Progress.DONE)
    done = Acted("a2", Progress.DONE, DONE)  # promised, though no longer recommended
    one.answering.act(one.clerk, CODE, done, after=one.find().last)
    with pytest.raises(Unknown):
        accept(one, key="r3")


def test_an_action_is_offered_to_a_forum_once(one: Evaluated):
    accept(one, an_action(forum=FORUM), an_action("Another"))
    (offered,) = one.offered
    assert (offered.forum, offered.evaluation, offered.action.key) == (FORUM, CODE, "a1")
    assert [each.action.offered for each in state(one).actions] == ["12345678", None]
    accept(one, an_action("A third"))
    assert len(one.offered) == 1
    late = Response("r1", Answer.ACCEPTED, actions=(an_action("Too late", forum=FORUM),))
    assert problems(
        lambda: one.answering.respond(one.officer, CODE, late, after=one.find().last)
    ) == [Problem("actions.0.forum", Fault.UNKNOWN)]


def test_nobody_can_say_that_something_was_offered(one: Evaluated):
    accept(one, an_action(offered="87654321"))
    assert state(one).actions[0].action.offered is None


def test_stakeholders_record_what_they_made_of_the_results(both: Evaluated):
    meeting = Review(in_languages("Residents miss patrols by night"), FORUM, "2026-05-04")
    both.answering.review(both.chair, CODE, meeting, after=both.find().last)
    for who in (both.evaluator, both.officer, both.clerk):
        both.answering.review(who, CODE, Review(DONE), after=both.find().last)

    events = both.find().of(EventKind.REVIEWED)
    assert [each.by for each in events] == [
        "Old town forum",
        "Neighbours' league",
        "City police",
        "City council",
    ]
    assert events[0].said == meeting
    stranger = replace(both.chair, forums=frozenset({"harbour"}))
    with pytest.raises(NotPermitted):
        both.answering.review(stranger, CODE, Review(DONE), after=both.find().last)


def test_a_forum_that_is_no_stakeholder_says_at_which_meeting(one: Evaluated):
    """Its chair cannot speak of any evaluation whenever they like."""
    chair = replace(one.chair, forums=frozenset({"youth"}))

    def review(meeting: str | None) -> None:
        said = Review(DONE, "youth", meeting)
        one.answering.review(chair, CODE, said, after=one.find().last)

    assert problems(lambda: review(None)) == [Problem("meeting", Fault.MISSING)]
    review("2026-05-04")
    assert one.find().events[-1].by == "Youth forum"


@pytest.mark.parametrize(
    ("review", "field"),
    [
        (Review(Translations({"en": ""})), "text"),
        (Review(DONE, "nowhere"), "forum"),
        (Review(DONE, FORUM, "2020-01-01"), "meeting"),
        (Review(DONE, None, "2026-05-04"), "meeting"),
    ],
)
def test_a_review_is_of_a_meeting_that_there_was(one: Evaluated, review: Review, field: str):
    found = problems(
        lambda: one.answering.review(one.evaluator, CODE, review, after=one.find().last)
    )
    assert [each.field for each in found] == [field]


def test_an_organisation_that_others_named_has_not_agreed_until_it_reports(one: Evaluated):
    own, named = an_action(), an_action("Lamps", organisation=one.hall)
    assert [each.unconfirmed for each in accept(one, own, named).actions] == [False, True]

    say(one, Progress.GOES_ON, key="a2")  # those who named it cannot agree for it
    assert state(one).actions[1].unconfirmed

    said = Acted("a2", Progress.GOES_ON, DONE)
    one.answering.act(one.clerk, CODE, said, after=one.find().last)
    assert not state(one).actions[1].unconfirmed


def test_the_commissioner_answers_for_an_office_without_an_account(one: Evaluated):
    one.today = RESPOND_BY + timedelta(days=2)

    assert (state(one, "r3").has_account, state(one, "r3").organisation) == (False, one.police)
    assert state(one, "r3").days_late == 2
    assert state(one, "r1").has_account


def test_an_organisation_has_confirmed_what_it_does_whatever_it_is_called(one: Evaluated):
    accept(one, an_action("Lamps", organisation=one.hall))
    said = Acted("a1", Progress.GOES_ON, DONE)
    one.answering.act(one.officer, CODE, said, after=one.find().last)
    rename(one, one.police, "State police")
    one.answering.act(one.officer, CODE, said, after=one.find().last)
    assert state(one).actions[0].unconfirmed  # nobody else but who promised it, by another name

    rename(one, one.hall, one.find().pledge.commissioner["en"])
    one.answering.act(one.clerk, CODE, said, after=one.find().last)
    assert not state(one).actions[0].unconfirmed


def test_an_organisation_confirmed_what_it_said_before_its_number_was_kept(one: Evaluated):
    accept(one, an_action("Lamps", organisation=one.hall))
    said = Acted("a1", Progress.GOES_ON, DONE)
    for by, unconfirmed in (("City police", True), ("City hall", False)):
        with writing(one.engine) as connection:
            at = one.trail.now()
            store.add_event(connection, CODE, EventKind.ACTED, said, at=at, on=TODAY, by=by)
        assert state(one).actions[0].unconfirmed is unconfirmed
        assert "organisation" not in one.find().events[-1].text


def test_the_commissioner_confirms_what_others_promised_in_its_name(sqlite_engine: Engine):
    evaluated = Evaluated(sqlite_engine)
    hall = in_languages("City hall")
    evaluated.register(commissioner=hall, commissioner_organisation=evaluated.hall)
    evaluated.publish(a_recommendation("r1", evaluated.police))
    accept(evaluated, an_action(organisation=evaluated.hall))
    assert state(evaluated).actions[0].unconfirmed

    said = Acted("a1", Progress.GOES_ON, DONE)
    with writing(sqlite_engine) as connection:  # as it was stored before numbers were kept
        at = evaluated.trail.now()
        store.add_event(
            connection, CODE, EventKind.ACTED, said, at=at, on=TODAY, by=str(hall["en"])
        )

    assert not state(evaluated).actions[0].unconfirmed


@pytest.mark.parametrize("active", [True, False])
def test_the_commissioner_answers_for_an_organisation_where_nobody_can(
    one: Evaluated, active: bool
):
    accept(one, an_action(organisation=one.hall))
    assert (state(one, "r2").organisation, state(one, "r2").has_account) == (one.hall, True)
    assert [each.organisation for each in state(one).actions] == [one.hall]
    assert not waits(one, one.officer, "r2")

    one.dismiss(one.hall)
    Organisations(one.trail).change(OPERATOR, one.hall, "City hall", active=active)

    assert (state(one, "r2").organisation, state(one, "r2").has_account) == (one.police, False)
    assert [each.organisation for each in state(one).actions] == [one.police]
    assert waits(one, one.officer, "r2")
    accept(one, key="r2")
    assert state(one, "r2").answers


def waits(evaluated: Evaluated, who: Actor, key: str) -> bool:
    waiting = evaluated.answering.waiting_for(who)
    return any(each.answered.recommendation.key == key and not each.doing for each in waiting)


def rename(evaluated: Evaluated, organisation: int, name: str) -> None:
    Organisations(evaluated.trail).change(OPERATOR, organisation, name, active=True)


def test_no_answer_is_late_that_nobody_can_give(sqlite_engine: Engine):
    evaluated = Evaluated(sqlite_engine)
    evaluated.register(commissioner_organisation=None)
    evaluated.publish(a_recommendation("r1"))
    evaluated.today = RESPOND_BY + timedelta(days=2)

    assert (state(evaluated).organisation, state(evaluated).days_late) == (None, 0)


def test_what_is_wrong_with_an_answer_is_told_before_it_is_given(one: Evaluated):
    wrong = Response("r1", Answer.ACCEPTED, actions=(an_action(due=TODAY - timedelta(days=1)),))

    assert one.answering.faults(CODE, wrong) == [Problem("actions.0.due", Fault.PAST)]
    assert one.answering.faults(CODE, Response("r1", Answer.REJECTED, WHY)) == []
    assert not state(one).answers
