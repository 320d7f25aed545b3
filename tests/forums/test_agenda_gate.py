"""Continuity: no agenda is final before it deals with everything earlier meetings left open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem
from copfeedback.forums.agenda_writing import AgendaFinal, HasMinutes
from copfeedback.forums.agendas import (
    EarlierMeeting,
    LeftOver,
    MeetingCancelled,
    NothingOnAgenda,
)
from copfeedback.forums.commitment_model import EventKind, Owner, Status
from copfeedback.forums.meeting_model import (
    ItemKind,
    Matter,
    MatterKind,
    Settlement,
)
from copfeedback.forums.model import ProtectedGroup
from copfeedback.people.model import Actor, Role
from tests.factories import in_languages
from tests.forums.founded import CHAIR, FOUNDER, fields
from tests.forums.gathered import FORUM, WHY, Gathered
from tests.people.racing import at_once

OTHERS = Actor("o", Role.FORUM_CHAIR, id=3, forums=frozenset({"harbour"}))
COMMITMENT, QUESTION = MatterKind.COMMITMENT, MatterKind.QUESTION


@pytest.fixture
def town(engine: Engine) -> Gathered:
    """On SQLite and on PostgreSQL."""
    return Gathered(engine)


@pytest.fixture
def one_town(sqlite_engine: Engine) -> Gathered:
    """Where the database does not matter."""
    return Gathered(sqlite_engine)


def test_nothing_is_left_over_at_the_first_meeting(town: Gathered):
    first = town.meets(6, 10)
    town.item(first)

    agenda = town.agendas.of(first.id)
    assert agenda.left_over == ()
    assert agenda.may_be_final
    final = town.agendas.make_final(CHAIR, first.id)

    assert final.meeting.final_on == town.today
    assert final.meeting.announced_on == town.today
    assert town.meetings.find("old-town", first.number).final_on == town.today


def test_an_empty_agenda_is_not_final(one_town: Gathered):
    first = one_town.meets(6, 10)

    with pytest.raises(NothingOnAgenda):
        one_town.agendas.make_final(CHAIR, first.id)
    assert not one_town.agendas.of(first.id).may_be_final


def test_what_was_promised_comes_up_until_it_is_over(town: Gathered):
    earlier, later = town.meets(5, 4), town.meets(6, 10)
    town.item(later)
    made = town.promised(earlier)
    by_community = town.promised(owner=Owner.COMMUNITY, organisation=None)

    with pytest.raises(LeftOver) as left:
        town.agendas.make_final(CHAIR, later.id)

    assert [(each.kind, each.id) for each in left.value.matters] == [
        (COMMITMENT, made.id),
        (COMMITMENT, by_community.id),
    ]
    assert left.value.matters[0] == Matter(COMMITMENT, made.id, made.what, town.today, 0)
    assert town.meetings.find("old-town", later.number).final_on is None

    for each in (made, by_community):
        town.commitments.happened(CHAIR, each.id, EventKind.DONE, text=WHY)
    assert town.agendas.make_final(CHAIR, later.id).left_over == ()


def test_one_or_all_of_it_is_carried_to_the_agenda(town: Gathered):
    later = town.meets(6, 10)
    long = "Walk down every single street. " * 12
    made = [
        town.promised(),
        town.promised(owner=Owner.COMMUNITY, organisation=None, what={"en": long, "ar": "مشي"}),
        town.promised(),
    ]
    one = town.agendas.of(later.id).left_over[0]

    item = town.agendas.carry(CHAIR, later.id, one)

    assert (item.commitment, item.kind, item.title) == (
        made[0].id,
        ItemKind.POLICE_REPORT,
        made[0].what,
    )
    assert town.agendas.carry(CHAIR, later.id, one) == item  # pressed twice
    assert town.left_over(later) == [("commitment", each.id) for each in made[1:]]

    agenda = town.agendas.carry_all(CHAIR, later.id)

    assert [each.commitment for each in agenda.items] == [each.id for each in made]
    assert agenda.left_over == ()
    shortened = agenda.items[1]
    assert len(shortened.title["en"]) == 200
    assert shortened.text == made[1].what
    assert shortened.title["ar"] == "مشي"
    assert town.agendas.carry_all(CHAIR, later.id).items == agenda.items
    assert town.agendas.make_final(CHAIR, later.id).meeting.final_on is not None


def test_what_is_taken_off_again_is_left_over_again(one_town: Gathered):
    later = one_town.meets(6, 10)
    made = one_town.promised()
    (item,) = one_town.agendas.carry_all(CHAIR, later.id).items

    one_town.agendas.remove_item(CHAIR, item.id)

    assert one_town.left_over(later) == [("commitment", made.id)]


@pytest.mark.parametrize(
    ("result", "event", "status", "comes_again"),
    [
        (Settlement.DONE, EventKind.DONE, Status.DONE, False),
        (Settlement.CONTINUES, EventKind.CONTINUED, Status.PROPOSED, True),
        (Settlement.DROPPED, EventKind.DROPPED, Status.DROPPED, False),
    ],
)
def test_a_meeting_can_say_instead_what_became_of_it(
    town: Gathered, result: Settlement, event: EventKind, status: Status, comes_again: bool
):
    later, last = town.meets(6, 10), town.meets(7, 10)
    town.item(later)
    made = town.promised()

    agenda = town.agendas.settle(CHAIR, later.id, COMMITMENT, made.id, result, WHY)

    assert agenda.left_over == ()
    ((matter, said, reason),) = agenda.settled
    assert (matter.id, said, dict(reason or {})) == (made.id, result, WHY)
    kept = town.commitments.find(made.id)
    assert [(each.kind, each.by, each.by_forum) for each in kept.events] == [
        (event, "Old town", True)
    ]
    assert dict(kept.events[0].text or {}) == WHY
    assert kept.status(town.today) is status
    assert town.agendas.make_final(CHAIR, later.id).settled == agenda.settled
    assert bool(town.left_over(last)) is comes_again


@pytest.mark.parametrize("result", Settlement)
@pytest.mark.parametrize("kind", MatterKind)
def test_nothing_is_settled_without_a_reason(
    one_town: Gathered, kind: MatterKind, result: Settlement
):
    earlier, later = one_town.meets(5, 4), one_town.meets(6, 10)
    made = one_town.promised()
    asked = one_town.item(earlier)
    one_town.approve(earlier, {asked.id: False})
    matter = made.id if kind is COMMITMENT else asked.id

    for reason in ({}, {"en": " \n "}):
        with pytest.raises(Faulty) as faulty:
            one_town.agendas.settle(CHAIR, later.id, kind, matter, result, reason)
        assert faulty.value.problems == (Problem("reason", Fault.MISSING),)
    assert len(one_town.left_over(later)) == 2
    assert one_town.commitments.find(made.id).events == ()


def test_what_is_not_open_is_not_settled_or_carried(one_town: Gathered):
    later = one_town.meets(6, 10)
    made = one_town.promised()
    (matter,) = one_town.agendas.of(later.id).left_over
    one_town.agendas.carry_all(CHAIR, later.id)

    for kind, of in ((COMMITMENT, made.id), (COMMITMENT, 999), (QUESTION, 999)):
        with pytest.raises(ChangedMeanwhile):
            one_town.agendas.settle(CHAIR, later.id, kind, of, Settlement.DONE, WHY)
    one_town.agendas.remove_item(CHAIR, one_town.agendas.of(later.id).items[0].id)
    one_town.commitments.happened(CHAIR, made.id, EventKind.DONE, text=WHY)
    with pytest.raises(ChangedMeanwhile):
        one_town.agendas.carry(CHAIR, later.id, matter)


def test_what_was_settled_may_be_carried_after_all(one_town: Gathered):
    later = one_town.meets(6, 10)
    made = one_town.promised()
    (matter,) = one_town.agendas.of(later.id).left_over
    for reason in ({"en": "first"}, {"en": "second"}):
        agenda = one_town.agendas.settle(
            CHAIR, later.id, COMMITMENT, made.id, Settlement.CONTINUES, reason
        )
    assert [dict(reason or {}) for _, _, reason in agenda.settled] == [{"en": "second"}]

    one_town.agendas.carry(CHAIR, later.id, matter)

    agenda = one_town.agendas.of(later.id)
    assert (agenda.left_over, agenda.settled) == ((), ())


def test_what_was_said_to_be_done_and_was_not_comes_up_again(one_town: Gathered):
    later = one_town.meets(6, 10)
    one_town.item(later)
    made = one_town.promised()
    one_town.agendas.settle(CHAIR, later.id, COMMITMENT, made.id, Settlement.DONE, WHY)

    one_town.commitments.happened(CHAIR, made.id, EventKind.REOPENED, text=WHY)

    assert one_town.left_over(later) == [("commitment", made.id)]
    assert one_town.agendas.of(later.id).settled == ()


def test_it_is_told_how_often_something_was_put_off(town: Gathered):
    made = town.promised(what={"en": "Mend the lamps"})
    first, second, third = town.meets(5, 20), town.meets(6, 10), town.meets(7, 10)
    (item,) = town.agendas.carry_all(CHAIR, first.id).items
    assert town.agendas.put_off(first.id) == {item.id: 0}
    assert town.agendas.of(second.id).left_over[0].put_off == 1

    town.agendas.settle(CHAIR, second.id, COMMITMENT, made.id, Settlement.CONTINUES, WHY)

    (matter,) = town.agendas.of(third.id).left_over
    assert (matter.put_off, matter.since) == (2, town.today)
    (item,) = town.agendas.carry_all(CHAIR, third.id).items
    assert town.agendas.put_off(third.id) == {item.id: 2}


@pytest.mark.parametrize("answered", [True, False, None])
def test_a_question_comes_up_until_the_minutes_say_that_it_was_answered(
    town: Gathered, answered: bool | None
):
    earlier, later = town.meets(5, 4), town.meets(6, 10)
    floor = town.item(earlier, kind=ItemKind.QUESTION_TIME)
    town.approve(earlier, {floor.id: answered})

    assert town.left_over(later) == ([("question", floor.id)] if answered is False else [])


def test_a_residents_question_that_nobody_recorded_as_answered_comes_up(town: Gathered):
    earlier, later = town.meets(5, 20), town.meets(6, 10)
    reference = town.brought()
    asked = town.proposals.put_on_agenda(CHAIR, reference, earlier.id, {"en": "Light"})
    assert town.left_over(later) == []  # it may still be answered

    town.today = date(2026, 5, 20)
    assert town.left_over(later) == []
    town.hour = 20
    assert town.left_over(later) == [("question", asked.id)]
    town.approve(earlier, {asked.id: None})
    assert town.left_over(later) == [("question", asked.id)]
    town.approve(earlier, {asked.id: True})
    assert town.left_over(later) == []


def test_a_question_is_carried_on_until_one_meeting_answers_it(town: Gathered):
    first, second, third, last = (
        town.meets(5, 4),
        town.meets(5, 5),
        town.meets(6, 10),
        town.meets(7, 10),
    )
    asked = town.item(first, {"en": "How many patrols?", "ar": "كم؟"})
    town.approve(first, {asked.id: False})
    (again,) = town.agendas.carry_all(CHAIR, second.id).items
    assert (again.question, again.kind, again.title) == (
        asked.id,
        ItemKind.QUESTION_TIME,
        asked.title,
    )
    town.approve(second, {again.id: None})

    (matter,) = town.agendas.of(third.id).left_over
    assert matter == Matter(QUESTION, asked.id, asked.title, date(2026, 5, 4), 1)
    (once_more,) = town.agendas.carry_all(CHAIR, third.id).items
    assert once_more.question == asked.id  # the first one, however often
    town.approve(third, {once_more.id: False})
    assert town.left_over(last) == [("question", asked.id)]
    town.approve(third, {once_more.id: True})
    assert town.left_over(last) == []


@pytest.mark.parametrize("corrected", [True, False, None])
def test_a_correction_answers_a_question_only_by_saying_so(town: Gathered, corrected: bool | None):
    earlier, later = town.meets(5, 4), town.meets(6, 10)
    floor = town.item(earlier, kind=ItemKind.QUESTION_TIME)
    town.approve(earlier, {floor.id: False})

    town.approve(earlier, {floor.id: corrected})

    assert town.left_over(later) == ([] if corrected else [("question", floor.id)])
    if corrected is None:
        town.agendas.settle(CHAIR, later.id, QUESTION, floor.id, Settlement.DROPPED, WHY)
        assert town.left_over(later) == []


@pytest.mark.parametrize("result", Settlement)
def test_a_question_can_be_answered_in_writing(town: Gathered, result: Settlement):
    earlier, later, last = town.meets(5, 4), town.meets(6, 10), town.meets(7, 10)
    asked = town.item(earlier)
    town.approve(earlier, {asked.id: False})

    agenda = town.agendas.settle(CHAIR, later.id, QUESTION, asked.id, result, WHY)

    assert agenda.left_over == ()
    assert [(each.id, said) for each, said, _ in agenda.settled] == [(asked.id, result)]
    again = [("question", asked.id)] if result is Settlement.CONTINUES else []
    assert town.left_over(last) == again


def test_a_residents_question_can_be_answered_under_its_reference(one_town: Gathered):
    earlier, later = one_town.meets(5, 20), one_town.meets(6, 10)
    reference = one_town.brought()
    asked = one_town.proposals.put_on_agenda(CHAIR, reference, earlier.id, {"en": "Light"})
    one_town.today = date(2026, 5, 21)
    assert one_town.left_over(later) == [("question", asked.id)]

    one_town.proposals.answer(CHAIR, reference, {"en": "In June"})

    assert one_town.left_over(later) == []


def test_a_residents_question_that_is_moved_to_a_later_meeting_is_one_question(town: Gathered):
    earlier, later = town.meets(5, 20), town.meets(6, 10)
    reference = town.brought()
    asked = town.proposals.put_on_agenda(CHAIR, reference, earlier.id, {"en": "Light"})
    town.today = date(2026, 5, 21)
    town.proposals.move(CHAIR, reference, later.id, WHY)
    assert town.left_over(later) == [("question", asked.id)]

    again = town.proposals.put_on_agenda(CHAIR, reference, later.id, {"en": "Light"})

    assert again.question == asked.id
    assert town.left_over(later) == []
    assert town.agendas.make_final(CHAIR, later.id).left_over == ()


def test_a_question_that_was_moved_to_another_forum_is_left_over_there(one_town: Gathered):
    earlier, later = one_town.meets(5, 20), one_town.meets(6, 10)
    one_town.found("harbour")
    held, next_one = (
        one_town.meetings.plan(OTHERS, "harbour", fields(day), past=True)
        for day in (date(2026, 5, 21), date(2026, 6, 11))
    )
    reference = one_town.brought()
    one_town.proposals.put_on_agenda(CHAIR, reference, earlier.id, {"en": "Light"})

    one_town.proposals.move(CHAIR, reference, "harbour", WHY)
    one_town.proposals.put_on_agenda(OTHERS, reference, held.id, {"en": "Light"})

    one_town.today = date(2026, 5, 22)
    assert one_town.left_over(later) == []
    (matter,) = one_town.agendas.of(next_one.id).left_over
    assert (matter.kind, matter.title["en"]) == (QUESTION, "Light")
    (item,) = one_town.agendas.carry_all(OTHERS, next_one.id).items
    assert item.question == matter.id


def test_a_meeting_that_is_cancelled_lets_nothing_be_forgotten(town: Gathered):
    earlier, between, later = town.meets(5, 4), town.meets(5, 20), town.meets(6, 10)
    made = town.promised(earlier)
    asked = town.item(earlier)
    town.approve(earlier, {asked.id: False})
    town.agendas.carry_all(CHAIR, between.id)
    brought = town.proposals.put_on_agenda(CHAIR, town.brought(), between.id, {"en": "Light"})

    cancelled = town.meetings.cancel(CHAIR, between.id, WHY, after=between.version)

    assert sorted(town.left_over(later)) == [
        ("commitment", made.id),
        ("question", asked.id),
        ("question", brought.id),
    ]
    assert {each.put_off for each in town.agendas.of(later.id).left_over} == {0, 1}
    assert town.left_over(cancelled) == []
    with pytest.raises(MeetingCancelled):
        town.agendas.make_final(CHAIR, between.id)


def test_what_is_promised_at_a_meeting_or_after_it_is_none_of_its_matters(one_town: Gathered):
    before, meeting, after = one_town.meets(5, 4), one_town.meets(5, 6), one_town.meets(6, 10)
    one_town.hour = 6
    at_it = one_town.promised(meeting)
    between = one_town.promised()  # on the very day of the meeting
    one_town.item(meeting)

    assert one_town.left_over(meeting) == []
    assert one_town.left_over(before) == []
    assert one_town.agendas.make_final(CHAIR, meeting.id).left_over == ()
    assert one_town.left_over(after) == [("commitment", at_it.id), ("commitment", between.id)]


@pytest.mark.parametrize("day", [(5, 20), (6, 10), (7, 10)])
def test_what_was_promised_before_a_meeting_comes_up_under_whichever_it_was_noted(
    one_town: Gathered, day: tuple[int, int]
):
    meetings = {each: one_town.meets(*each) for each in ((5, 20), (6, 10), (7, 10))}
    made = one_town.promised(meetings[day])

    for meeting in meetings.values():
        assert one_town.left_over(meeting) == [("commitment", made.id)]
    one_town.today = date(2026, 5, 21)
    for each in ((6, 10), (7, 10)):
        assert one_town.left_over(meetings[each]) == [("commitment", made.id)]


def test_what_comes_up_after_an_agenda_was_final_makes_it_a_draft_again(town: Gathered):
    meeting = town.meets(6, 10)
    town.item(meeting)
    town.agendas.make_final(CHAIR, meeting.id)
    made = town.promised()

    agenda = town.agendas.of(meeting.id)

    assert town.left_over(meeting) == [("commitment", made.id)]
    assert agenda.meeting.final_on is None
    assert not agenda.may_be_final
    before = town.meetings.find(FORUM, meeting.number)
    assert town.agendas.standing(before).final_on is None
    with pytest.raises(LeftOver):
        town.agendas.make_final(CHAIR, meeting.id)

    town.agendas.carry_all(CHAIR, meeting.id)
    assert town.meetings.find(FORUM, meeting.number).final_on is None
    final = town.agendas.make_final(CHAIR, meeting.id)
    assert final.meeting.final_on == town.today
    assert town.agendas.standing(final.meeting) == final.meeting


def test_a_final_agenda_of_a_meeting_that_is_over_stays_so(one_town: Gathered):
    meeting = one_town.meets(5, 20)
    one_town.item(meeting)
    one_town.agendas.make_final(CHAIR, meeting.id)
    made = one_town.promised()
    one_town.today = date(2026, 5, 21)

    agenda = one_town.agendas.of(meeting.id)

    assert (agenda.left_over, agenda.meeting.final_on) == ((), date(2026, 5, 6))
    matter = Matter(COMMITMENT, made.id, made.what, one_town.today, 0)
    with pytest.raises(AgendaFinal):
        one_town.agendas.carry(CHAIR, meeting.id, matter)


def test_no_agenda_is_final_before_the_meetings_before_it_are_over(town: Gathered):
    first, second = town.meets(5, 20), town.meets(6, 10)
    for each in (first, second):
        town.item(each)

    with pytest.raises(EarlierMeeting):
        town.agendas.make_final(CHAIR, second.id)
    assert town.meetings.find(FORUM, second.number).final_on is None

    assert town.agendas.make_final(CHAIR, first.id).meeting.final_on is not None
    town.today = date(2026, 5, 21)
    assert town.agendas.make_final(CHAIR, second.id).meeting.final_on is not None


def test_a_cancelled_meeting_keeps_no_agenda_from_being_final(one_town: Gathered):
    first, second = one_town.meets(5, 20), one_town.meets(6, 10)
    one_town.item(second)
    one_town.meetings.cancel(CHAIR, first.id, WHY, after=first.version)

    assert one_town.agendas.make_final(CHAIR, second.id).meeting.final_on is not None


def test_what_comes_earlier_is_asked_as_meetings_are_planned_now(one_town: Gathered):
    one, other = one_town.meets(6, 10), one_town.meets(7, 10)
    one_town.today = date(2026, 6, 10)
    made = one_town.promised(other)
    assert one_town.left_over(one) == []
    one_town.today = date(2026, 5, 6)

    moved = one_town.meetings.change(
        CHAIR, other.id, fields(date(2026, 5, 20)), after=other.version, reason=WHY
    )

    assert one_town.left_over(one) == [("commitment", made.id)]
    assert one_town.left_over(moved) == []
    (item,) = one_town.agendas.carry_all(CHAIR, one.id).items
    assert one_town.agendas.put_off(one.id) == {item.id: 0}


def test_the_clock_of_its_zone_tells_which_meeting_comes_first(one_town: Gathered):
    one_town.hour = 6
    there = one_town.meets(6, 10, zone="Pacific/Auckland")  # at 5:30 UTC
    here = one_town.meets(6, 10)
    one_town.today = date(2026, 6, 10)
    made = one_town.promised(there)

    assert one_town.left_over(here) == [("commitment", made.id)]
    assert one_town.left_over(there) == []


def test_a_final_agenda_is_opened_again_before_it_is_changed(town: Gathered):
    meeting = town.meets(6, 10)
    item = town.item(meeting)
    reference = town.brought()
    made = town.promised()
    town.agendas.settle(CHAIR, meeting.id, COMMITMENT, made.id, Settlement.CONTINUES, WHY)
    town.agendas.make_final(CHAIR, meeting.id)
    matter = Matter(COMMITMENT, made.id, in_languages("x"), town.today, 0)

    for do in (
        lambda: town.item(meeting),
        lambda: town.agendas.remove_item(CHAIR, item.id),
        lambda: town.agendas.order(CHAIR, meeting.id, [item.id]),
        lambda: town.agendas.carry(CHAIR, meeting.id, matter),
        lambda: town.agendas.carry_all(CHAIR, meeting.id),
        lambda: town.agendas.settle(CHAIR, meeting.id, COMMITMENT, made.id, Settlement.DONE, WHY),
        lambda: town.proposals.put_on_agenda(CHAIR, reference, meeting.id, {"en": "Light"}),
    ):
        with pytest.raises(AgendaFinal):
            do()

    draft = town.agendas.reopen(CHAIR, meeting.id)
    assert draft.meeting.final_on is None
    assert draft.meeting.announced_on == town.today  # the notice has gone out
    assert town.agendas.reopen(CHAIR, meeting.id) == draft
    town.agendas.carry(CHAIR, meeting.id, matter)
    assert town.agendas.make_final(CHAIR, meeting.id).meeting.final_on is not None


def test_an_agenda_with_minutes_is_not_opened_again(one_town: Gathered):
    meeting = one_town.meets(5, 4)
    item = one_town.item(meeting)
    one_town.agendas.make_final(CHAIR, meeting.id)
    one_town.approve(meeting, {item.id: None})

    with pytest.raises(HasMinutes):
        one_town.agendas.reopen(CHAIR, meeting.id)


def test_two_who_make_it_final_at_once_make_it_final_once(town: Gathered):
    meeting = town.meets(6, 10)
    town.item(meeting)

    outcomes = at_once(*[lambda: town.agendas.make_final(CHAIR, meeting.id)] * 4)

    assert outcomes == ["done"] * 4
    assert town.meetings.find("old-town", meeting.number).version == meeting.version + 1


def test_two_who_carry_all_at_once_carry_it_once(town: Gathered):
    meeting = town.meets(6, 10)
    made = [town.promised() for _ in range(5)]

    outcomes = at_once(*[lambda: town.agendas.carry_all(CHAIR, meeting.id)] * 4)

    assert outcomes == ["done"] * 4
    items = town.agendas.of(meeting.id).items
    assert [each.commitment for each in items] == [each.id for each in made]
    assert [each.position for each in items] == [1, 2, 3, 4, 5]


def test_whoever_takes_something_off_meanwhile_keeps_the_agenda_from_being_final(town: Gathered):
    meeting = town.meets(6, 10)
    town.promised()
    (item,) = town.agendas.carry_all(CHAIR, meeting.id).items
    town.item(meeting)

    at_once(
        lambda: town.agendas.remove_item(CHAIR, item.id),
        lambda: town.agendas.make_final(CHAIR, meeting.id),
    )

    agenda = town.agendas.of(meeting.id)
    is_final = agenda.meeting.final_on is not None
    assert is_final is (item in agenda.items)


def test_a_meeting_that_is_over_does_not_reproach_anybody_in_public(one_town: Gathered):
    one_town.today = date(2026, 5, 1)
    one_town.promised()
    over = one_town.meets(5, 6)
    assert one_town.left_over(over)

    one_town.today = date(2026, 5, 7)

    assert one_town.agendas.shown(over.id).left_over == ()
    assert one_town.left_over(over)  # its chair settles it before there are minutes
    one_town.approve(over, {})
    assert one_town.left_over(over) == []


def test_a_protected_forum_holds_back_what_it_was_promised(one_town: Gathered):
    one_town.book.set_up(
        FOUNDER,
        replace(one_town.book.find(FORUM), protected=ProtectedGroup.WOMEN, delay_days=14),
        new=False,
    )
    first, second = one_town.meets(6, 10), one_town.meets(6, 11)
    asked = one_town.item(first)
    made, later = one_town.promised(), one_town.promised()
    (item, _) = one_town.agendas.carry_all(CHAIR, first.id).items[1:]
    one_town.agendas.settle(CHAIR, second.id, COMMITMENT, later.id, Settlement.CONTINUES, WHY)

    assert one_town.agendas.shown(first.id).items == (asked,)
    assert one_town.agendas.shown(second.id).left_over == ()
    assert one_town.agendas.shown(second.id).settled == ()
    assert one_town.left_over(second) == [("commitment", made.id)]

    one_town.today += timedelta(days=14)

    assert item in one_town.agendas.shown(first.id).items
    assert one_town.agendas.shown(second.id) == one_town.agendas.of(second.id)
