"""How an evaluation stands follows from what happened, and nobody can type it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from copfeedback.evaluations.chain import written
from copfeedback.evaluations.events import (
    Amended,
    Cancelled,
    Evaluation,
    Event,
    EventKind,
    Registered,
    Said,
    Signed,
    Withdrawn,
    owed_indicators,
)
from copfeedback.evaluations.fieldwork import fieldwork_of
from copfeedback.evaluations.league import LeagueRow, league
from copfeedback.evaluations.lines import badges, standing_sentence
from copfeedback.evaluations.model import DataSeen, Direction, Independence, Pledge, Stakeholder
from copfeedback.evaluations.report_model import Decision, Finding, Report, Verdict
from copfeedback.evaluations.report_wording import counts_sentence
from copfeedback.evaluations.standing import Standing, Status, signed_before_last_change, standing
from copfeedback.i18n.catalogues import Catalogues
from tests.evaluations.pledged import BASELINE, CODE, DUE, ENDLINE, a_pledge
from tests.factories import NOON, PROJECT, TODAY, in_languages

WORDS = in_languages("words")
FOUND = (Finding("trust", Verdict.NO_CHANGE), Finding("safety", Verdict.NOT_MEASURED))
REPORT = Report(1, WORDS, WORDS, {}, FOUND, WORDS, WORDS, Decision.CHANGE, WORDS)
NOTHING = replace(REPORT, findings=(Finding("trust", Verdict.NOT_MEASURED, reason=WORDS),))
KINDS = {
    Amended: EventKind.AMENDED,
    Cancelled: EventKind.CANCELLED,
    Signed: EventKind.SIGNED,
    Report: EventKind.PUBLISHED,
    Withdrawn: EventKind.WITHDRAWN,
}
A_DAY = timedelta(days=1)
Happened = Sequence[tuple[date, Said]]


def evaluation(*happened: tuple[date, Said], late: bool = False, **changes: object) -> Evaluation:
    """What was registered on the day of the tests, and what happened since."""
    pledge = a_pledge(**changes)
    events: list[Event] = []
    for on, said in ((TODAY, Registered(pledge, late)), *happened):
        kind = KINDS.get(type(said), EventKind.REGISTERED)
        after = events[-1] if events else None
        events.append(written(CODE, kind, said, at=NOON, on=on, by="Institute", after=after))
    return Evaluation(CODE, tuple(events))


def stands(today: date, *happened: tuple[date, Said], late: bool = False) -> Standing:
    found = evaluation(*happened, late=late)
    return standing(found, fieldwork_of(found.pledge, lambda _: None), today)


def moved(due: date, data_seen: DataSeen = DataSeen.NONE) -> Amended:
    return Amended(a_pledge(due=due), WORDS, data_seen)


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (TODAY, Status.REGISTERED),
        (BASELINE.opens - A_DAY, Status.REGISTERED),
        (BASELINE.opens, Status.IN_FIELD),
        (date(2026, 12, 1), Status.IN_FIELD),
        (ENDLINE.closes, Status.IN_FIELD),
        (ENDLINE.closes + A_DAY, Status.DUE),
        (DUE, Status.DUE),
        (DUE + A_DAY, Status.OVERDUE),
    ],
)
def test_an_evaluation_goes_through_its_days(today: date, status: Status):
    assert stands(today).status is status


def test_the_days_it_is_overdue_are_counted():
    assert stands(DUE).days_overdue == 0
    assert stands(DUE + 40 * A_DAY).days_overdue == 40


@pytest.mark.parametrize(
    ("happened", "status"),
    [
        ([(DUE, REPORT)], Status.PUBLISHED),
        ([(DUE + A_DAY, REPORT)], Status.PUBLISHED_LATE),
        ([(DUE, REPORT), (DUE + A_DAY, Withdrawn(WORDS))], Status.OVERDUE),
        (
            [(DUE, REPORT), (DUE, Withdrawn(WORDS)), (DUE + 2 * A_DAY, REPORT)],
            Status.PUBLISHED_LATE,
        ),
        ([(DUE, REPORT), (DUE + 9 * A_DAY, REPORT)], Status.PUBLISHED),
        ([(TODAY, Cancelled(WORDS, gathered=False))], Status.CANCELLED),
        ([(DUE, Cancelled(WORDS, gathered=True))], Status.CANCELLED_OWED),
        ([(DUE, Cancelled(WORDS, gathered=True)), (DUE, REPORT)], Status.PUBLISHED),
        ([(DUE, NOTHING)], Status.OVERDUE),
        ([(DUE, NOTHING), (DUE + A_DAY, REPORT)], Status.PUBLISHED_LATE),
        ([(DUE, REPORT), (DUE + A_DAY, NOTHING)], Status.OVERDUE),
        ([(DUE, Cancelled(WORDS, gathered=True)), (DUE, NOTHING)], Status.CANCELLED_OWED),
    ],
    ids=[
        "in time",
        "late",
        "withdrawn",
        "again",
        "version",
        "called off",
        "owed",
        "given",
        "nothing",
        "something at last",
        "nothing any more",
        "nothing given",
    ],
)
def test_what_was_published_counts_from_its_first_day(happened: Happened, status: Status):
    assert stands(DUE + 60 * A_DAY, *happened).status is status


def test_results_that_measure_nothing_are_public_and_owed_still():
    found = stands(DUE + 3 * A_DAY, (DUE, NOTHING))
    speech = Catalogues(PROJECT / "locales").speech("en")

    assert evaluation((DUE, NOTHING)).report == NOTHING
    assert (found.nothing_measured, found.published_on, found.days_overdue) == (True, None, 3)
    assert standing_sentence(found, speech) == ("Overdue by 3 days – nothing has been measured yet")
    assert counts_sentence(NOTHING, speech) == (
        "Nothing was measured. This is not yet what was promised."
    )
    (row,) = league([(evaluation((DUE, NOTHING)), found)])
    assert (row.kept, row.late, row.overdue) == (0, 0, 1)
    assert not stands(DUE, (DUE, REPORT)).nothing_measured


def test_only_a_change_before_the_data_and_in_time_moves_the_day():
    later = DUE + 30 * A_DAY
    early = stands(DUE + A_DAY, (TODAY, moved(later)))
    assert (early.status, early.first_due, early.due) == (Status.DUE, DUE, later)

    deviation = stands(DUE + A_DAY, (DUE - A_DAY, moved(later, DataSeen.SOME)))
    assert (deviation.status, deviation.due, deviation.announced) == (Status.OVERDUE, DUE, later)

    too_late = stands(DUE + 2 * A_DAY, (DUE + A_DAY, moved(later)))
    assert (too_late.status, too_late.times_moved) == (Status.OVERDUE, 1)


def test_late_is_for_ever():
    assert stands(DUE, (DUE, REPORT), late=True).registered_late


class TestLeague:
    def row(self, *found: tuple[Pledge, Status]) -> list[LeagueRow]:
        def stood(pledge: Pledge, status: Status) -> tuple[Evaluation, Standing]:
            event = written(
                CODE,
                EventKind.REGISTERED,
                Registered(pledge),
                at=NOON,
                on=TODAY,
                by="Institute",
                after=None,
            )
            return Evaluation(CODE, (event,)), Standing(status, DUE, DUE, DUE)

        return league(stood(*each) for each in found)

    def test_every_pledge_of_an_organisation_is_counted_once(self):
        own = a_pledge(commissioner_organisation=1)
        renamed = a_pledge(commissioner_organisation=1, commissioner=in_languages("Police"))

        (row,) = self.row(*((own, each) for each in Status), (renamed, Status.IN_FIELD))

        assert (row.kept, row.late, row.overdue, row.owed) == (1, 1, 1, 1)
        assert (row.to_come, row.cancelled, row.due) == (4, 1, 4)
        assert row.commissioner == {"en": "Police"}

    def test_an_office_without_accounts_is_known_by_its_name(self):
        council = a_pledge(commissioner=in_languages("THE  COUNCIL"))
        rows = self.row(
            (council, Status.PUBLISHED),
            (a_pledge(commissioner=in_languages("The Council")), Status.PUBLISHED),
            (a_pledge(), Status.OVERDUE),
        )

        assert [(row.kept, row.overdue) for row in rows] == [(0, 1), (2, 0)]

    def test_a_share_is_told_of_twenty_or_more(self):
        kept = (a_pledge(), Status.PUBLISHED)
        (few,) = self.row(*(kept,) * 19, (a_pledge(), Status.IN_FIELD))
        (enough,) = self.row(*(kept,) * 19, (a_pledge(), Status.OVERDUE))

        assert few.share_kept is None
        assert enough.share_kept == pytest.approx(0.95)


def test_the_day_that_counts_moves_by_a_year_at_most():
    due, on, happened = DUE, TODAY, []
    for _ in range(4):
        due += timedelta(days=300)
        happened.append((on, moved(due)))
        on += A_DAY

    found = stands(on, *happened)

    assert found.due == DUE + timedelta(days=366)
    assert found.announced == due


def test_whoever_is_overdue_cannot_call_that_off():
    on = DUE + A_DAY

    found = stands(on + A_DAY, (on, Cancelled(WORDS, gathered=False)))

    assert found.status is Status.CANCELLED_OWED
    assert found.days_overdue == 2


def test_a_signature_does_not_pass_to_somebody_else():
    police, union = Stakeholder("a", WORDS, 1), Stakeholder("a", in_languages("union"), 2)
    signed = (TODAY, Signed("a"))
    swapped = Amended(a_pledge(stakeholders=(union,)), WORDS, DataSeen.NONE)

    before = evaluation(signed, stakeholders=(police,))
    after = evaluation(signed, (TODAY, swapped), stakeholders=(police,))

    assert standing(before, (), TODAY).unsigned == ()
    assert standing(after, (), TODAY).unsigned == (union,)
    assert signed_before_last_change(after) == ()


def test_what_was_promised_is_not_swapped_after_data_were_seen():
    pledge = a_pledge()
    promised = pledge.indicators[0]
    leaflets = replace(promised, series=None, direction=Direction.DOWN, least=1.0)
    seen = Amended(replace(pledge, indicators=(leaflets,)), WORDS, DataSeen.ALL)

    found = evaluation((TODAY, seen))

    assert owed_indicators(found)[0] == promised
    assert found.binding_pledge == pledge


def test_no_independent_evaluation_stays_after_data_were_seen():
    pledge = a_pledge(independence=Independence.SELF)
    better = replace(pledge, independence=Independence.INDEPENDENT)

    def shown(data_seen: DataSeen) -> set[str]:
        found = evaluation(
            (TODAY, Amended(better, WORDS, data_seen)), independence=Independence.SELF
        )
        speech = Catalogues(PROJECT / "locales").speech("en")
        return {each.name for each in badges(found, standing(found, (), TODAY), speech)}

    assert "No independent evaluation" in shown(DataSeen.SOME)
    assert "No independent evaluation" not in shown(DataSeen.NONE)
