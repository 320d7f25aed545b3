"""Pledges are written, registered, signed, changed in the open and called off."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from copfeedback.evaluations.events import (
    Amended,
    Cancelled,
    Evaluation,
    EventKind,
    Registered,
    owed_indicators,
)
from copfeedback.evaluations.fieldwork import KnownWave
from copfeedback.evaluations.model import DataSeen, Design, Independence, NotPossibleNow
from copfeedback.evaluations.pledge_changing import Change
from copfeedback.evaluations.pledge_draft import as_draft, as_pledge
from copfeedback.evaluations.standing import Status, signed_before_last_change
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, Actor, Role
from copfeedback.people.organisation_store import change_organisation
from copfeedback.storage.engine import writing
from tests.breakage import PowerFailure, failing_at
from tests.evaluations.pledged import BASELINE, CODE, DUE, ENDLINE, Pledged, an_indicator
from tests.factories import TODAY, in_languages
from tests.people.racing import at_once

WHY = in_languages("It was wrong")


@pytest.fixture
def pledged(sqlite_engine: Engine) -> Pledged:
    """The services where the database does not matter."""
    return Pledged(sqlite_engine)


def test_a_pledge_is_registered_as_it_was_written(engine: Engine):
    pledged = Pledged(engine)

    evaluation = pledged.registered()

    assert evaluation.pledge == pledged.pledge()
    assert evaluation.registered.by == "Institute for public safety"
    assert evaluation.is_sound
    assert pledged.standing().status is Status.REGISTERED
    assert pledged.pledging.drafts(pledged.evaluator) == []
    assert pledged.register.verify({1: evaluation.registered.hash}) == []


class TestWriting:
    def test_a_draft_is_its_organisations_own(self, pledged: Pledged):
        pledged.drafted()

        assert [each.code for each in pledged.pledging.drafts(pledged.evaluator)] == [CODE]
        assert pledged.pledging.drafts(pledged.leader) == []
        with pytest.raises(NotPermitted):
            pledged.pledging.draft(pledged.leader, CODE)
        with pytest.raises(NotPermitted):
            pledged.pledging.register(pledged.leader, CODE)

    def test_what_somebody_wrote_is_laid_on_no_other_organisation(self, pledged: Pledged):
        draft = pledged.drafted()

        for other in (pledged.police, None):
            theirs = replace(draft, organisation=other)
            with pytest.raises(NotPermitted):
                pledged.pledging.save(pledged.evaluator, theirs, after=draft.version)
        assert pledged.pledging.draft(pledged.evaluator, CODE) == draft

    def test_of_two_who_write_at_once_the_second_is_told(self, pledged: Pledged):
        draft = pledged.drafted()
        pledged.pledging.save(pledged.evaluator, draft, after=draft.version)

        with pytest.raises(ChangedMeanwhile):
            pledged.pledging.save(pledged.evaluator, draft, after=draft.version)
        with pytest.raises(ChangedMeanwhile):
            pledged.pledging.register(pledged.evaluator, CODE, after=draft.version)
        with pytest.raises(ChangedMeanwhile):
            pledged.pledging.discard(pledged.evaluator, CODE, after=draft.version)

    def test_a_draft_can_be_thrown_away(self, pledged: Pledged):
        draft = pledged.drafted()

        pledged.pledging.discard(pledged.evaluator, CODE, after=draft.version)

        assert pledged.pledging.drafts(pledged.evaluator) == []
        with pytest.raises(Unknown):
            pledged.pledging.draft(pledged.evaluator, CODE)

    @pytest.mark.parametrize(
        ("code", "fault"),
        [
            ("Walking", Fault.CODE),
            ("check", Fault.CODE),
            ("drafted", Fault.TAKEN),
            ("registered", Fault.TAKEN),
        ],
    )
    def test_a_code_is_a_code_and_taken_once(self, pledged: Pledged, code: str, fault: Fault):
        pledged.registered("registered")
        pledged.drafted("drafted")

        with pytest.raises(Faulty) as refused:
            pledged.pledging.begin(pledged.evaluator, code)
        assert refused.value.problems == (Problem("code", fault),)

    def test_what_is_missing_is_told_before_and_refused_when_registering(self, pledged: Pledged):
        draft = pledged.pledging.begin(pledged.evaluator, CODE, {"en": "Patrols"})

        missing = pledged.pledging.faults(draft)
        with pytest.raises(Faulty) as refused:
            pledged.pledging.register(pledged.evaluator, CODE)

        assert list(refused.value.problems) == missing
        assert Problem("due", Fault.MISSING) in missing
        assert pledged.register.all() == []


class TestLate:
    def test_it_is_late_for_ever_when_figures_are_being_gathered(self, pledged: Pledged):
        pledged.today = BASELINE.opens
        evaluation = pledged.registered()

        assert isinstance(evaluation.registered.said, Registered)
        assert evaluation.registered.said.late
        pledged.amended(
            data_seen=DataSeen.SOME, waves=(replace(BASELINE, opens=date(2026, 6, 20)), ENDLINE)
        )
        assert pledged.standing().registered_late

    def test_the_day_before_is_early_enough(self, pledged: Pledged):
        pledged.today = BASELINE.opens - timedelta(days=1)
        pledged.registered()

        assert not pledged.standing().registered_late

    @pytest.mark.parametrize(("days", "late"), [(0, True), (1, False)])
    def test_figures_of_complaints_make_it_late_as_those_of_surveys_do(
        self, pledged: Pledged, days: int, late: bool
    ):
        window, before = TODAY + timedelta(days=days), TODAY - timedelta(days=9)
        baseline = replace(BASELINE, opens=before, closes=before, existing=True)
        endline = replace(ENDLINE, opens=window, closes=window + timedelta(days=90))
        filed = an_indicator(series="complaints.filed", design=Design.CHANGE)
        pledged.registered(indicators=(filed,), waves=(baseline, endline))
        assert pledged.standing().registered_late is late

    def test_a_wave_that_opened_before_it_was_planned_counts(self, pledged: Pledged):
        pledged.waves["summer"] = KnownWave("tiny", pledged.today, BASELINE.closes)
        pledged.registered(waves=(replace(BASELINE, wave="summer"), ENDLINE))

        assert pledged.standing().registered_late

    def test_a_wave_called_off_before_it_opened_gathers_nothing(self, pledged: Pledged):
        pledged.waves["summer"] = KnownWave("tiny", BASELINE.opens, date(2026, 5, 20))
        evaluation = pledged.registered(waves=(replace(BASELINE, wave="summer"), ENDLINE))
        pledged.today = date(2026, 6, 10)

        assert len(pledged.register.fieldwork(evaluation)) == 1
        assert pledged.standing().status is Status.REGISTERED

    def test_the_day_is_that_of_the_portal_wherever_its_reader_is(self, pledged: Pledged):
        before_midnight = datetime(2026, 5, 31, 21, 30, tzinfo=UTC)
        kiritimati = before_midnight.astimezone(ZoneInfo("Pacific/Kiritimati")).date()
        honolulu = before_midnight.astimezone(ZoneInfo("Pacific/Honolulu")).date()
        for code, today, late in (("west", honolulu, False), ("east", kiritimati, True)):
            pledged.today = today
            assert pledged.registered(code).registered.on == today
            assert pledged.standing(code).registered_late is late


class TestAmending:
    def test_it_is_an_amendment_before_and_a_deviation_after_data(self, pledged: Pledged):
        pledged.registered()
        first = pledged.amended(about=in_languages("Three officers")).amendments[-1]
        assert isinstance(first.said, Amended)
        assert not first.said.is_deviation

        pledged.today = BASELINE.opens
        with pytest.raises(Faulty) as refused:
            pledged.amended(about=in_languages("Four officers"))
        assert refused.value.problems == (Problem("data_seen", Fault.DATA_SEEN),)
        second = pledged.amended(data_seen=DataSeen.SOME, about=WHY).amendments[-1]
        assert isinstance(second.said, Amended)
        assert second.said.is_deviation
        assert pledged.find().first_pledge == pledged.pledge()

    def test_planning_waves_for_later_does_not_undo_what_was_gathered(self, pledged: Pledged):
        pledged.registered()
        pledged.today = BASELINE.opens
        later = (replace(BASELINE, opens=date(2026, 8, 1), closes=date(2026, 8, 31)), ENDLINE)
        pledged.amended(data_seen=DataSeen.SOME, waves=later)
        pledged.today += timedelta(days=1)

        with pytest.raises(Faulty):
            pledged.amended(data_seen=DataSeen.NONE, about=WHY)

    def test_an_indicator_that_is_dropped_is_owed_still(self, pledged: Pledged):
        voices = pledged.registered().pledge.indicators[1]
        pledged.amended(indicators=(replace(an_indicator(), least=5.0),))

        assert owed_indicators(pledged.find()) == (replace(an_indicator(), least=5.0), voices)

    def test_the_day_moves_by_an_amendment_and_the_first_one_stays(self, pledged: Pledged):
        pledged.registered()
        pledged.amended(due=DUE + timedelta(days=7))
        pledged.today = date(2027, 7, 1)
        pledged.amended(data_seen=DataSeen.ALL, due=DUE + timedelta(days=70))

        standing = pledged.standing()
        assert (standing.first_due, standing.due) == (DUE, DUE + timedelta(days=7))
        assert standing.announced == DUE + timedelta(days=70)
        assert standing.times_moved == 2

    def test_nothing_changed_is_no_amendment(self, pledged: Pledged):
        pledged.registered()

        with pytest.raises(Faulty) as refused:
            pledged.amended()
        assert refused.value.problems == (Problem("pledge", Fault.UNCHANGED),)

    def test_a_reason_is_needed(self, pledged: Pledged):
        evaluation = pledged.registered()
        changed = replace(evaluation.pledge, about=WHY)

        for reason in ({}, {"en": " \u202e"}):
            with pytest.raises(Faulty) as refused:
                pledged.pledging.amend(
                    pledged.evaluator, CODE, changed, reason, DataSeen.NONE, after=1
                )
            assert refused.value.problems == (Problem("reason", Fault.MISSING),)

    def test_somebody_else_changes_nothing(self, pledged: Pledged):
        evaluation = pledged.registered()
        changed = replace(evaluation.pledge, about=WHY)

        with pytest.raises(NotPermitted):
            pledged.pledging.amend(pledged.leader, CODE, changed, WHY, DataSeen.NONE, after=1)


class TestEvaluatorsWhoAreGone:
    def handed_over(self, pledged: Pledged, actor: Actor, **changes: object) -> Evaluation:
        given = {"organisation": pledged.council, "evaluator": in_languages("City council")}
        pledge = replace(pledged.find().pledge, **given | changes)  # type: ignore[arg-type]
        last = pledged.find().last
        pledged.pledging.amend(actor, CODE, pledge, WHY, DataSeen.NONE, after=last)
        return pledged.find()

    def test_the_commissioner_hands_the_evaluation_over(self, pledged: Pledged):
        pledged.registered()

        evaluation = self.handed_over(pledged, pledged.leader)

        assert evaluation.pledge.organisation == pledged.council
        assert evaluation.events[-1].by == "City police"

    def test_nothing_else_is_changed_with_it(self, pledged: Pledged):
        pledged.registered()

        with pytest.raises(NotPermitted):
            self.handed_over(pledged, pledged.leader, due=DUE + timedelta(days=7))

    def test_the_commissioner_who_takes_it_over_evaluates_itself(self, pledged: Pledged):
        pledged.registered()

        evaluation = self.handed_over(pledged, pledged.leader, organisation=pledged.police)

        assert evaluation.pledge.independence is Independence.SELF

    def test_others_of_the_organisation_go_on(self, pledged: Pledged):
        pledged.registered()
        pledged.works_there("another evaluator")

        with pytest.raises(NotPermitted):
            self.handed_over(pledged, pledged.leader)
        other = Actor("another", Role.ANALYST, id=99, organisation=pledged.institute)
        assert self.handed_over(pledged, other).pledge.organisation == pledged.council

    def test_what_an_organisation_promised_stays_when_it_is_gone(self, pledged: Pledged):
        pledged.registered()
        with writing(pledged.engine) as connection:
            change_organisation(connection, pledged.institute, "Institute", active=False)

        assert pledged.find().registered.by == "Institute for public safety"
        assert self.handed_over(pledged, pledged.leader).is_sound


class TestWritingAChange:
    def written(self, pledged: Pledged, actor: Actor, **changes: Any) -> Change:
        now = pledged.pledging.change(actor, CODE)
        pledge = replace(now.pledge, **changes)
        return pledged.pledging.save_change(actor, pledge, after=now.pledge.version)

    def test_it_is_kept_for_its_evaluators_until_it_is_made(self, engine: Engine):
        pledged = Pledged(engine)
        made = pledged.registered()
        self.written(pledged, pledged.evaluator, consulted=None)

        change = pledged.pledging.change(pledged.evaluator, CODE)
        assert (change.pledge.consulted, change.pledge.version) == (None, 1)
        assert change.seen == made.last
        assert pledged.find().pledge == made.pledge
        with pytest.raises(NotPermitted):
            pledged.pledging.change(pledged.officer, CODE)

        pledging, changed = pledged.pledging, as_pledge(change.pledge)
        pledging.amend(
            pledged.evaluator, CODE, changed, WHY, DataSeen.NONE, after=made.last, written=1
        )
        assert pledging.change(pledged.evaluator, CODE).pledge.version == 0

    def test_new_evaluators_do_not_get_what_those_before_wrote(self, pledged: Pledged):
        pledged.registered()
        self.written(pledged, pledged.evaluator, consulted=None)
        pledged.works_there("another evaluator")
        pledged.amended(organisation=pledged.police)

        assert pledged.pledging.change(pledged.leader, CODE).pledge.version == 0

    def test_of_two_who_write_at_once_the_second_is_told(self, pledged: Pledged):
        made = pledged.registered()
        pledging, evaluator = pledged.pledging, pledged.evaluator
        change = self.written(pledged, evaluator, consulted=None)
        self.written(pledged, evaluator, resources=None)

        with pytest.raises(ChangedMeanwhile):
            pledging.save_change(evaluator, change.pledge, after=1)
        with pytest.raises(ChangedMeanwhile):
            pledging.drop_change(evaluator, CODE, after=1)
        with pytest.raises(ChangedMeanwhile):
            pledging.amend(
                evaluator,
                CODE,
                as_pledge(change.pledge),
                WHY,
                DataSeen.NONE,
                after=made.last,
                written=1,
            )
        pledging.drop_change(evaluator, CODE, after=2)
        assert pledging.change(evaluator, CODE).pledge.version == 0

    def test_it_goes_on_from_the_event_at_which_it_began(self, pledged: Pledged):
        made = pledged.registered()
        self.written(pledged, pledged.evaluator, consulted=None)
        pledged.pledging.sign(pledged.officer, CODE, "hall", after=made.last)

        change = self.written(pledged, pledged.evaluator, resources=None)
        assert change.seen == made.last
        last = pledged.find().last
        pledged.pledging.save_change(pledged.evaluator, change.pledge, after=2, seen=last)
        assert pledged.pledging.change(pledged.evaluator, CODE).seen == last

    def test_whoever_hands_it_over_does_not_see_what_evaluators_wrote(self, pledged: Pledged):
        made = pledged.registered()
        self.written(pledged, pledged.evaluator, consulted=None)

        assert not pledged.pledging.may_hand_over(pledged.officer, made)
        assert pledged.pledging.may_hand_over(pledged.leader, made)
        assert pledged.pledging.change(pledged.leader, CODE).pledge.consulted is not None

        pledged.works_there("another evaluator")
        assert not pledged.pledging.may_hand_over(pledged.leader, made)

    def test_it_is_held_against_what_the_change_itself_is(self, pledged: Pledged):
        made = pledged.registered()
        past = replace(as_draft(CODE, made.pledge), due=pledged.today - timedelta(days=1))
        assert Problem("due", Fault.PAST) in pledged.pledging.change_faults(past, made)


class TestCancelling:
    @pytest.mark.parametrize(
        ("today", "gathered", "status"),
        [
            (BASELINE.opens - timedelta(days=1), False, Status.CANCELLED),
            (BASELINE.opens, True, Status.CANCELLED_OWED),
        ],
    )
    def test_what_was_gathered_is_owed(
        self, pledged: Pledged, today: date, gathered: bool, status: Status
    ):
        pledged.registered()
        pledged.today = today

        event = pledged.pledging.cancel(pledged.evaluator, CODE, WHY, after=1)

        assert event.said == Cancelled(WHY, gathered)
        assert pledged.standing().status is status

    def test_nothing_is_changed_or_signed_afterwards(self, pledged: Pledged):
        pledged.registered()
        pledged.pledging.cancel(pledged.evaluator, CODE, WHY, after=1)

        with pytest.raises(NotPossibleNow):
            pledged.amended(about=WHY)
        with pytest.raises(NotPossibleNow):
            pledged.pledging.cancel(pledged.evaluator, CODE, WHY, after=2)
        with pytest.raises(NotPossibleNow):
            pledged.pledging.sign(pledged.chair, CODE, "forum", after=2)
        assert pledged.pledging.to_sign(pledged.chair) == []


class TestSigning:
    def test_stakeholders_sign_from_their_own_accounts(self, pledged: Pledged):
        pledged.registered()
        assert [each.key for each in pledged.standing().unsigned] == ["hall", "forum"]
        assert [key for _, key in pledged.pledging.to_sign(pledged.officer)] == ["hall"]

        hall = pledged.pledging.sign(pledged.officer, CODE, "hall", after=1)
        forum = pledged.pledging.sign(pledged.chair, CODE, "forum", after=2)

        assert (hall.by, forum.by) == ("City council", "Old town forum")
        assert pledged.standing().unsigned == ()
        assert pledged.pledging.to_sign(pledged.officer) == []

    def test_nobody_signs_for_others(self, pledged: Pledged):
        pledged.registered()

        for actor, key in (
            (pledged.leader, "hall"),
            (pledged.officer, "forum"),
            (pledged.chair, "hall"),
            (replace(pledged.chair, forums=frozenset({"new-town"})), "forum"),
            (pledged.evaluator, "hall"),
        ):
            with pytest.raises(NotPermitted):
                pledged.pledging.sign(actor, CODE, key, after=1)
        with pytest.raises(Unknown):
            pledged.pledging.sign(OPERATOR, CODE, "nobody", after=1)

    def test_one_signs_once_and_again_when_it_was_changed(self, pledged: Pledged):
        pledged.registered()
        pledged.pledging.sign(pledged.officer, CODE, "hall", after=1)
        with pytest.raises(NotPossibleNow):
            pledged.pledging.sign(pledged.officer, CODE, "hall", after=2)

        before = pledged.amended(about=WHY)
        assert [each.key for each in signed_before_last_change(before)] == ["hall"]
        assert [each.key for each in pledged.standing().unsigned] == ["forum"]

        pledged.pledging.sign(pledged.officer, CODE, "hall", after=3)
        assert signed_before_last_change(pledged.find()) == ()


class TestAtOnce:
    def test_one_of_two_registers(self, engine: Engine):
        pledged = Pledged(engine)
        pledged.drafted()

        def register() -> object:
            return pledged.pledging.register(pledged.evaluator, CODE)

        assert at_once(register, register) in (["ChangedMeanwhile", "done"], ["Unknown", "done"])
        assert len(pledged.find().events) == 1
        assert pledged.register.verify() == []

    def test_one_of_two_changes(self, engine: Engine):
        pledged = Pledged(engine)
        pledge = pledged.registered().pledge

        def amend(words: str) -> object:
            changed = replace(pledge, about=in_languages(words))
            return pledged.pledging.amend(
                pledged.evaluator, CODE, changed, WHY, DataSeen.NONE, after=1
            )

        assert at_once(lambda: amend("One"), lambda: amend("Two")) == ["ChangedMeanwhile", "done"]
        assert len(pledged.find().events) == 2

    def test_evaluations_registered_at_once_follow_one_another(self, engine: Engine):
        pledged = Pledged(engine)
        for code in ("a", "b", "c"):
            pledged.drafted(code)

        done = at_once(
            *(
                lambda code=code: pledged.pledging.register(pledged.evaluator, code)
                for code in ("a", "b", "c")
            )
        )

        assert done == ["done"] * 3
        assert [each.registered.number for each in pledged.register.all()] == [1, 2, 3]
        assert pledged.register.verify() == []
        assert pledged.register.lost() == []

    def test_nothing_is_half_registered_when_the_power_fails(self, engine: Engine):
        pledged = Pledged(engine)
        pledged.drafted()
        for moment in itertools.count(1):
            try:
                with failing_at(engine, moment):
                    pledged.pledging.register(pledged.evaluator, CODE)
            except PowerFailure:
                assert pledged.register.all() == []
                assert len(pledged.pledging.drafts(pledged.evaluator)) == 1
            else:
                break

        assert moment > 8
        assert [each.kind for each in pledged.find().events] == [EventKind.REGISTERED]
        assert pledged.register.verify() == []


def test_what_is_huge_and_in_every_script_is_kept(engine: Engine):
    pledged = Pledged(engine)
    words = in_languages("دوريات 👮🏽 \u2066x\u2069 " + "long " * 790)
    long = [an_indicator(f"long{number}", definition=words) for number in range(4)]
    indicators = (*(an_indicator(f"i{number}") for number in range(196)), *long)

    evaluation = pledged.registered(indicators=indicators, about=words)

    kept = evaluation.pledge.indicators[199].definition
    assert kept is not None
    assert kept["en"] == words["en"].strip()
    assert evaluation.is_sound
