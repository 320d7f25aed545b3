"""Figures that were not published when results were: as soon as they are, a new version is owed.

Otherwise whoever expects a bad wave or quarter could publish before it, and say for ever that there
are no figures yet. Decided by what measuring gives today, against the reason that was frozen.
"""

from __future__ import annotations

from dataclasses import replace

from copfeedback.evaluations.events import Evaluation, owed_indicators
from copfeedback.evaluations.measuring import Measuring
from copfeedback.evaluations.model import Indicator
from copfeedback.evaluations.report_model import Measured, Missing, Source


def measured_for(measuring: Measuring, indicator: Indicator, evaluation: Evaluation) -> Measured:
    """The figures of an indicator as it was promised before data had been seen.

    Only where there is nothing of what was promised, as when a wave was called off, what was
    promised since is looked at, and marked.
    """
    bound, latest = evaluation.binding_pledge, evaluation.pledge
    found = measuring.measured(indicator, bound)
    if found.missing is not Missing.NOT_PUBLISHED or bound == latest:
        return found
    instead = measuring.measured(indicator, latest)
    return found if instead.missing is not None else replace(instead, deviates=True)


def later_sources(measuring: Measuring, evaluation: Evaluation) -> tuple[Source, ...]:
    """Where the figures come from that public results say are missing, and that are there now.

    Nothing where none are, and where no results are public.

    Raises:
        StorageUnavailable: the database cannot be read now.
    """
    report = evaluation.report
    missing = {
        each.indicator
        for each in (report.findings if report else ())
        if each.measured is not None and each.measured.missing is not None
    }
    if not missing:
        return ()
    now = (
        measured_for(measuring, each, evaluation)
        for each in owed_indicators(evaluation)
        if each.key in missing and each.series is not None
    )
    there = (each.sources for each in now if each.missing is None)
    return tuple(dict.fromkeys(source for sources in there for source in sources))
