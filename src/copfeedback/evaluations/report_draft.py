"""A report that is being written: everything a report has, and nothing of it needed yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import hypot

from copfeedback.evaluations.model import Design, Indicator
from copfeedback.evaluations.report_model import (
    Attachment,
    Compared,
    Decision,
    Figure,
    Finding,
    Recommendation,
    Report,
    Verdict,
)
from copfeedback.i18n.translations import Translations
from copfeedback.stored import from_json, to_json

_APART = frozenset({"evaluation", "organisation", "version"})
"""What has columns of its own."""
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """What is to be said of an indicator.

    The ``verdict`` is chosen where figures come from outside, or there are none; of a published
    series it is computed, and this one counts for nothing.
    """

    indicator: str
    verdict: Verdict | None = None
    text: Translations | None = None
    reason: Translations | None = None
    evidence: Translations | None = None
    outside: Compared | None = None
    outside_by_gender: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRecommendation:
    """What is to be recommended. Without a ``key`` it is new, and gets one when it is kept.

    ``respond_by`` is set at publication where it is None.
    """

    key: str = ""
    text: Translations | None = None
    office: Translations | None = None
    respond_by: date | None = None
    organisation: int | None = None


@dataclass(frozen=True, slots=True)
class DraftReport:
    """What is being written for an evaluation; fields as those of ``Report``.

    ``version`` is how often it was kept, 0 for one that never was: it then begins with what was
    published last.
    """

    evaluation: str
    organisation: int | None = None
    summary: Translations | None = None
    easy: Translations | None = None
    answers: Mapping[str, Translations] = field(default_factory=dict)
    findings: tuple[DraftFinding, ...] = ()
    method: Translations | None = None
    limits: Translations | None = None
    decision: Decision | None = None
    decision_why: Translations | None = None
    recommendations: tuple[DraftRecommendation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    unintended: Translations | None = None
    withheld: Translations | None = None
    resources: Translations | None = None
    changed: Translations | None = None
    version: int = 0

    def finding(self, indicator: str) -> DraftFinding:
        """What is to be said of an indicator; an empty one where nothing is yet."""
        found = (each for each in self.findings if each.indicator == indicator)
        return next(found, DraftFinding(indicator))


TEXTS = ("summary", "easy", "method", "limits", "decision_why")
"""The texts no report can do without."""
FURTHER_TEXTS = ("unintended", "withheld", "resources", "changed")


def begun(
    evaluation: str,
    organisation: int | None,
    indicators: Iterable[Indicator],
    before: Report | None,
) -> DraftReport:
    """A report to begin with: what was published before, with a finding for each indicator."""
    if before is None:
        findings = tuple(DraftFinding(each.key) for each in indicators)
        return DraftReport(evaluation, organisation, findings=findings)
    return DraftReport(
        evaluation=evaluation,
        organisation=organisation,
        summary=before.summary,
        easy=before.easy,
        answers=before.answers,
        findings=tuple(_as_drafted(each.key, before) for each in indicators),
        method=before.method,
        limits=before.limits,
        decision=before.decision,
        decision_why=before.decision_why,
        recommendations=tuple(
            DraftRecommendation(
                each.key, each.text, each.office, each.respond_by, each.organisation
            )
            for each in before.recommendations
        ),
        attachments=before.attachments,
        unintended=before.unintended,
        withheld=before.withheld,
        resources=before.resources,
    )


def _as_drafted(key: str, before: Report) -> DraftFinding:
    found = before.finding(key)
    if found is None:
        return DraftFinding(key)
    return DraftFinding(
        key,
        found.verdict,
        found.text,
        found.reason,
        found.evidence,
        found.outside,
        found.outside_by_gender,
    )


def as_report(draft: DraftReport, number: int, findings: Iterable[Finding], by: date) -> Report:
    """The report that was written. Only for one in which nothing is missing.

    ``by`` is the day by which recommendations are to be answered that have none.
    """
    needed = [*(getattr(draft, name) for name in TEXTS), draft.decision]
    if None in needed:
        raise ValueError("a report without what it needs")
    summary, easy, method, limits, why, decision = needed
    return Report(
        number=number,
        summary=summary,
        easy=easy,
        answers=draft.answers,
        findings=tuple(findings),
        method=method,
        limits=limits,
        decision=decision,
        decision_why=why,
        recommendations=tuple(
            Recommendation(
                each.key, each.text, each.office, each.respond_by or by, each.organisation
            )
            for each in draft.recommendations
            if each.text is not None and each.office is not None
        ),
        attachments=draft.attachments,
        unintended=draft.unintended,
        withheld=draft.withheld,
        resources=draft.resources,
        changed=draft.changed if number > 1 else None,
    )


def with_change(outside: Compared, indicator: Indicator) -> Compared:
    """A figure from outside with its change, which is computed unless it is a double difference.

    The interval is that of two figures that do not depend on each other, where both have one.
    """
    before, after = outside.before, outside.after
    if (
        before is None
        or after is None
        or outside.change is not None
        or indicator.design is Design.DIFFERENCE_IN_DIFFERENCES
    ):
        return outside
    points = round(after.value - before.value, _DIGITS)
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return replace(outside, change=Figure(points))
    below = hypot(after.value - after.low, before.high - before.value)
    above = hypot(after.high - after.value, before.value - before.low)
    low, high = round(points - below, _DIGITS), round(points + above, _DIGITS)
    return replace(outside, change=Figure(points, low, high))


def written_draft(draft: DraftReport) -> str:
    """The text of a draft that is kept."""
    return to_json(draft, without=_APART)


def read_draft(
    evaluation: str, organisation: int | None, content: str, version: int
) -> DraftReport:
    """The draft that was kept."""
    return from_json(
        DraftReport, content, evaluation=evaluation, organisation=organisation, version=version
    )
