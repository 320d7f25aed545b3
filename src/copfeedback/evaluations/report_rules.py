"""What results must have before they can be published: a finding for everything that was promised.

Nobody but those who evaluate decides on it: neither those who are evaluated nor those who pay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import isfinite

from copfeedback.evaluations.events import Amended, Evaluation, Registered, owed_indicators
from copfeedback.evaluations.model import Design, Indicator
from copfeedback.evaluations.report_draft import TEXTS, DraftFinding, DraftReport
from copfeedback.evaluations.report_model import (
    Compared,
    Figure,
    Finding,
    Recommendation,
    Report,
    Verdict,
)
from copfeedback.evaluations.verdicts import Judged, fits
from copfeedback.faults import Fault, Problem

RESPOND_DAYS = 60
"""So long a recommendation may wait for its answer, where nobody says otherwise."""
RESPOND_DAYS_MAXIMUM = 366
RECOMMENDATIONS_MAXIMUM = 100
ATTACHMENTS_MAXIMUM = 20

_LARGEST = 1e12
_WHOLE = 3
"""A value and both ends of its interval."""
_ROUNDING = 0.1 + 1e-9
"""By so much a change may differ from its two figures, each of which was rounded."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a report is held against: today, the figures, and the organisations there are."""

    today: date
    judged: Mapping[str, Judged] = field(default_factory=dict)
    organisations: Collection[int] = ()


def report_problems(draft: DraftReport, evaluation: Evaluation, around: Around) -> list[Problem]:
    """What is missing or wrong; nothing when it can be published.

    Args:
        draft: the report, its texts cleaned.
        evaluation: what was promised, in every version.
        around: what it is held against.
    """
    found = [
        *(
            Problem(name, Fault.MISSING)
            for name in (*TEXTS, "decision")
            if getattr(draft, name) is None
        ),
        *(
            Problem(f"answers.{each}", Fault.MISSING)
            for each in asked_about(evaluation)
            if each not in draft.answers
        ),
        *_finding_problems(draft, evaluation, around.judged),
        *_recommendation_problems(draft, evaluation, around),
    ]
    if evaluation.publications and draft.changed is None:
        found.append(Problem("changed", Fault.MISSING))
    if len(draft.attachments) > ATTACHMENTS_MAXIMUM:
        found.append(Problem("attachments", Fault.NUMBER, ATTACHMENTS_MAXIMUM))
    return found


def asked_about(evaluation: Evaluation) -> list[str]:
    """The criteria that any version of the pledge asked about: none is dropped unanswered."""
    said = [event.said for event in evaluation.events]
    pledges = [each.pledge for each in said if isinstance(each, Registered | Amended)]
    return list(dict.fromkeys(each.value for pledge in pledges for each in pledge.questions))


def finding_of(indicator: Indicator, drafted: DraftFinding, judged: Judged | None) -> Finding:
    """The finding of an indicator: computed where its figures are published, else as chosen."""
    if judged is None:
        verdict = drafted.verdict or Verdict.NOT_MEASURED
        is_measured = verdict is not Verdict.NOT_MEASURED
        outside = drafted.outside if is_measured else None
        by_gender = drafted.outside_by_gender if is_measured else ()
        measured = None
    else:
        verdict, measured, outside, by_gender = judged.verdict, judged.measured, None, ()
    return Finding(
        indicator.key,
        verdict,
        drafted.text,
        drafted.reason if verdict is Verdict.NOT_MEASURED else None,
        drafted.evidence,
        measured,
        outside,
        by_gender,
    )


def respond_by(today: date) -> date:
    """By when recommendations published today are to be answered, where nobody says otherwise."""
    return today + timedelta(days=RESPOND_DAYS)


def published_recommendations(evaluation: Evaluation) -> dict[str, Recommendation]:
    """Every recommendation that was ever published, by its key."""
    return {
        each.key: each
        for event in evaluation.publications
        if isinstance(event.said, Report)
        for each in event.said.recommendations
    }


def _finding_problems(
    draft: DraftReport, evaluation: Evaluation, judged: Mapping[str, Judged]
) -> Iterator[Problem]:
    for indicator in owed_indicators(evaluation):
        drafted, path = draft.finding(indicator.key), f"findings.{indicator.key}"
        figures = judged.get(indicator.key)
        verdict = drafted.verdict if figures is None else figures.verdict
        if verdict is None:
            yield Problem(f"{path}.verdict", Fault.MISSING)
            continue
        if verdict is Verdict.NOT_MEASURED:
            if drafted.reason is None:
                yield Problem(f"{path}.reason", Fault.MISSING)
            continue
        if indicator.qualitative and drafted.text is None:
            yield Problem(f"{path}.text", Fault.MISSING)
        if figures is None and drafted.evidence is None:
            yield Problem(f"{path}.evidence", Fault.MISSING)
        shown = drafted.outside if figures is None else figures.measured.everybody
        if figures is None and not indicator.qualitative:
            yield from _outside_problems(indicator, drafted.outside, verdict, path)
            yield from _gender_problems(drafted.outside_by_gender, path)
        if _rose(indicator, shown) and drafted.text is None:
            yield Problem(f"{path}.text", Fault.MISSING)


def _rose(indicator: Indicator, compared: Compared | None) -> bool:
    """Whether more was reported: that must be explained, because it can be good news or bad."""
    change = None if compared is None else compared.change
    return indicator.rises_with_trust and change is not None and change.value > 0


def _outside_problems(
    indicator: Indicator, outside: Compared | None, verdict: Verdict, path: str
) -> Iterator[Problem]:
    """What is implausible about figures that somebody entered."""
    path = f"{path}.outside"
    double = indicator.design is Design.DIFFERENCE_IN_DIFFERENCES
    given = outside or Compared("all", None, None, None)
    for name in ("before", "after", *(["change"] if double else [])):
        figure: Figure | None = getattr(given, name)
        if figure is None:
            yield Problem(f"{path}.{name}", Fault.MISSING)
        else:
            yield from _figure_problems(figure, f"{path}.{name}", has_base=name != "change")
    before, after, change = given.before, given.after, given.change
    if change is None:
        return
    if not double and before is not None and after is not None:
        if abs(after.value - before.value - change.value) > _ROUNDING:
            yield Problem(f"{path}.change", Fault.CONTRADICTS)
        yield from _figure_problems(change, f"{path}.change", has_base=False)
    if not fits(indicator, change, verdict):
        yield Problem(f"{path.removesuffix('.outside')}.verdict", Fault.CONTRADICTS)


def _gender_problems(by_gender: Iterable[Compared], path: str) -> Iterator[Problem]:
    """A figure of women or men needs no more than a value, before as after."""
    for each in by_gender:
        for name in ("before", "after"):
            figure: Figure | None = getattr(each, name)
            field = f"{path}.outside.{each.group}.{name}"
            if figure is None:
                yield Problem(field, Fault.MISSING)
            else:
                yield from _figure_problems(figure, field, has_base=False)


def _figure_problems(figure: Figure, path: str, *, has_base: bool) -> Iterator[Problem]:
    numbers = [each for each in (figure.value, figure.low, figure.high) if each is not None]
    if not all(isfinite(each) and abs(each) <= _LARGEST for each in numbers):
        yield Problem(path, Fault.AMOUNT)
        return
    # A value alone is in order by itself; one bound without the other is not.
    if numbers != [figure.value] and (len(numbers) < _WHOLE or not _in_order(figure)):
        yield Problem(path, Fault.CONTRADICTS)
    if has_base and (figure.base is None or figure.base < 1):
        yield Problem(f"{path}.base", Fault.MISSING)


def _in_order(figure: Figure) -> bool:
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    return low <= figure.value <= high


def _recommendation_problems(
    draft: DraftReport, evaluation: Evaluation, around: Around
) -> Iterator[Problem]:
    before = published_recommendations(evaluation)
    if len(draft.recommendations) > RECOMMENDATIONS_MAXIMUM:
        yield Problem("recommendations", Fault.NUMBER, RECOMMENDATIONS_MAXIMUM)
    keys = Counter(each.key for each in draft.recommendations)
    for at, each in enumerate(draft.recommendations):
        path, known = f"recommendations.{at}", before.get(each.key)
        for name in ("text", "office"):
            if getattr(each, name) is None:
                yield Problem(f"{path}.{name}", Fault.MISSING)
        if keys[each.key] > 1:
            yield Problem(path, Fault.TAKEN)
        if not _can_be_answered(each.respond_by, known, around.today):
            yield Problem(f"{path}.respond_by", Fault.RANGE)
        own = each.organisation
        was_own = known is not None and known.organisation == own
        if own is not None and not was_own and own not in around.organisations:
            yield Problem(f"{path}.organisation", Fault.UNKNOWN)
    if evaluation.report is not None and any(
        each.key not in keys for each in evaluation.report.recommendations
    ):
        yield Problem("recommendations", Fault.STAYS)


def _can_be_answered(day: date | None, known: Recommendation | None, today: date) -> bool:
    """Whether there is time for an answer, and not too much of it."""
    if day is None or (known is not None and known.respond_by == day):
        return True
    return today < day <= today + timedelta(days=RESPOND_DAYS_MAXIMUM)
