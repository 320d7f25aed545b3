"""What would make a pledge better, though it can be registered without."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from copfeedback.evaluations.model import (
    RETROSPECT_YEARS,
    Independence,
    SiteArm,
    Stakeholder,
    Timing,
    WaveRole,
)
from copfeedback.evaluations.pledge_draft import DraftPledge


class Hint(StrEnum):
    """Something worth a thought before a pledge is registered."""

    TOO_EARLY = "too_early"
    """A final evaluation of a programme younger than two years."""
    NOT_INDEPENDENT = "not_independent"
    ONE_CRITERION = "one_criterion"
    ONLY_FIGURES = "only_figures"
    ONLY_WORDS = "only_words"
    MANY = "many"
    """Of many indicators some change by chance: together, each is less sure."""
    NO_CONTROL = "no_control"
    LATE_BASELINE = "late_baseline"
    """The baseline is gathered when the programme runs already."""
    FEW_STAKEHOLDERS = "few_stakeholders"
    NOBODY_CONSULTED = "nobody_consulted"
    NO_RISKS = "no_risks"
    NO_RESOURCES = "no_resources"


MANY_INDICATORS = 12
"""Of more than these, one has to change a lot before anybody can be sure of it."""


def hints_of(draft: DraftPledge) -> list[Hint]:
    """Everything worth a thought, in the order of the enumeration."""
    return [hint for hint, applies in _WHEN.items() if applies(draft)]


def is_too_early(began: date | None, due: date | None) -> bool:
    """Whether a programme will have run for less than two years when its results are due."""
    if began is None or due is None:
        return False
    years = due.year - began.year - ((due.month, due.day) < (began.month, began.day))
    return years < RETROSPECT_YEARS


def _baseline_is_late(draft: DraftPledge) -> bool:
    baselines = (each.closes for each in draft.waves if each.role is WaveRole.BASELINE)
    return draft.began is not None and any(closes >= draft.began for closes in baselines)


def _are_few(signers: Sequence[Stakeholder]) -> bool:
    """Not both an organisation and a forum, where residents have a say."""
    return not (any(each.forum for each in signers) and any(each.organisation for each in signers))


_WHEN: Mapping[Hint, Callable[[DraftPledge], bool]] = {
    Hint.TOO_EARLY: lambda of: of.timing is Timing.FINAL and is_too_early(of.began, of.due),
    Hint.NOT_INDEPENDENT: lambda of: of.independence in (Independence.SELF, Independence.EXTERNAL),
    Hint.ONE_CRITERION: lambda of: len(of.questions) == 1,
    Hint.ONLY_FIGURES: lambda of: {each.qualitative for each in of.indicators} == {False},
    Hint.ONLY_WORDS: lambda of: {each.qualitative for each in of.indicators} == {True},
    Hint.MANY: lambda of: len(of.indicators) > MANY_INDICATORS,
    Hint.NO_CONTROL: lambda of: all(each.arm is not SiteArm.CONTROL for each in of.sites),
    Hint.LATE_BASELINE: _baseline_is_late,
    Hint.FEW_STAKEHOLDERS: lambda of: _are_few(of.stakeholders),
    Hint.NOBODY_CONSULTED: lambda of: of.consulted is None,
    Hint.NO_RISKS: lambda of: not of.risks,
    Hint.NO_RESOURCES: lambda of: of.resources is None,
}
