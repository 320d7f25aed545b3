"""What was found, in words: the same sentences on pages, in tables and at both doors."""

from __future__ import annotations

from copfeedback.evaluations.figure_wording import change_of, promised_points_or_amount
from copfeedback.evaluations.model import Direction, Indicator
from copfeedback.evaluations.report_model import (
    Compared,
    Finding,
    Report,
    Source,
    Verdict,
)
from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published_series import PublishedSeries, Unit, rounded

_SURVEY = "survey."


def counts_sentence(report: Report, speech: Speech) -> str:
    """How many indicators did not improve, beside how many did; those that did not come first.

    Where nothing was measured, that alone.
    """
    if not report.measured_something:
        return nothing_measured(speech)
    number, count = speech.formatting.number, len(report.promised)
    return speech.ngettext(
        "Of %(count)s indicator, %(bad)s did not improve and %(good)s improved.",
        "Of %(count)s indicators, %(bad)s did not improve and %(good)s improved.",
        count,
    ) % {
        "count": number(count),
        "bad": number(report.not_improved),
        "good": number(report.count(Verdict.IMPROVED)),
    }


def nothing_measured(speech: Speech) -> str:
    """What results without any finding are worth."""
    return speech.gettext("Nothing was measured. This is not yet what was promised.")


def not_improved_sentence(report: Report, speech: Speech) -> str:
    """What those that did not improve did; nothing where all improved."""
    number = speech.formatting.number
    worse, same = report.count(Verdict.WORSENED), report.count(Verdict.NO_CHANGE)
    open_, not_measured = report.count(Verdict.INCONCLUSIVE), report.count(Verdict.NOT_MEASURED)
    parts = [
        said % {"count": number(count)}
        for count, said in (
            (worse, speech.ngettext("%(count)s got worse", "%(count)s got worse", worse)),
            (same, speech.ngettext("%(count)s did not change", "%(count)s did not change", same)),
            (
                open_,
                speech.ngettext("%(count)s is unclear", "%(count)s are unclear", open_),
            ),
            (
                not_measured,
                speech.ngettext(
                    "%(count)s was not measured", "%(count)s were not measured", not_measured
                ),
            ),
        )
        if count
    ]
    if not parts:
        return ""
    return speech.gettext("Of those that did not improve: %(parts)s.") % {
        "parts": speech.formatting.listing(parts)
    }


def unit_of(indicator: Indicator, published: PublishedSeries) -> Unit | None:
    """The unit of an indicator's figures; None where its own words have to say it."""
    if indicator.series is None:
        return None
    series = published(indicator.series)
    if series is not None:
        return series.unit
    return Unit.PERCENT if indicator.series.startswith(_SURVEY) else None


def asks_people(indicator: Indicator | None) -> bool:
    """Whether its figures are what people answered."""
    return indicator is not None and (indicator.series or "").startswith(_SURVEY)


def wanted_sentence(indicator: Indicator, unit: Unit | None, speech: Speech) -> str:
    """Which way a figure should go, and how far at the least; nothing for what is no figure."""
    if indicator.direction is None:
        return ""
    up = indicator.direction is Direction.UP
    if not indicator.least:
        return speech.gettext("Should rise") if up else speech.gettext("Should fall")
    least = promised_points_or_amount(indicator.least, unit, speech)
    said = (
        speech.gettext("Should rise by at least %(least)s")
        if up
        else speech.gettext("Should fall by at least %(least)s")
    )
    return said % {"least": least}


def is_reached(indicator: Indicator, finding: Finding) -> bool | None:
    """Whether what counts as success was reached; None for what no figures can tell."""
    everybody = figures_of(finding)
    if indicator.direction is None or everybody is None or everybody.change is None:
        return None
    if finding.verdict is not Verdict.IMPROVED:
        return False
    gained = rounded(everybody.change.value, None)  # as it is shown where it is from outside
    gained = gained if indicator.direction is Direction.UP else -gained
    return gained >= (indicator.least or 0)


def reached_sentence(indicator: Indicator, finding: Finding, speech: Speech) -> str:
    """Whether what counts as success was reached; nothing for what no figures can tell."""
    reached = is_reached(indicator, finding)
    if reached is None:
        return ""
    if reached:
        return speech.gettext("What counts as success was reached.")
    return speech.gettext("What counts as success was not reached.")


def figures_of(finding: Finding) -> Compared | None:
    """The figures of everybody: those that were published, else those from outside."""
    measured = finding.measured.everybody if finding.measured else None
    return measured or finding.outside


def of_the_day(source: Source, speech: Speech) -> str:
    """That a figure is frozen with the results alone, where the portal counts it anew each day."""
    return "" if source.sha256 else speech.gettext("as on the day the results were published")


def finding_sentence(finding: Finding, unit: Unit | None, speech: Speech) -> str:
    """Before, after and the change of everybody in one sentence; nothing without figures."""
    everybody = figures_of(finding)
    if everybody is None:
        return ""
    against_control = finding.measured is not None and bool(finding.measured.control)
    return change_of(everybody, unit, speech, against_control=against_control)


def added_sentence(finding: Finding, speech: Speech) -> str:
    """That something is shown, and not counted; nothing of what was promised."""
    if not finding.added:
        return ""
    return speech.gettext("It was added after data had been seen, and is not counted.")


def more_reports(speech: Speech) -> str:
    """Why more of what is reported may be good news."""
    return speech.gettext(
        "When more people report crimes, it can also mean that they trust the police more. It "
        "need not mean more crime."
    )


def elsewhere(speech: Speech) -> str:
    """That a success need not repeat itself."""
    return speech.gettext("What worked here may not work elsewhere.")
