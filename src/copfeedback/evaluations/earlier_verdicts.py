"""What earlier versions of results said of a finding, withdrawn ones too: a verdict is not undone.

A later version may find something else, and says what changed; but whoever reads it sees beside the
finding what was said before. Nobody types that: it is read from the events.
"""

from __future__ import annotations

from dataclasses import dataclass

from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.report_model import Finding, Report, Verdict
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """Another verdict on the same indicator, and the number of the version that had it."""

    number: int
    verdict: Verdict


def said_before(evaluation: Evaluation, report: Report, finding: Finding) -> list[SaidBefore]:
    """The verdicts of earlier versions that are not that of this one, each once, the latest first.

    Versions that said nothing of the indicator are passed over.
    """
    found: dict[Verdict, SaidBefore] = {}
    for event in reversed(evaluation.publications):
        earlier = event.said
        if not isinstance(earlier, Report) or earlier.number >= report.number:
            continue
        one = earlier.finding(finding.indicator)
        if one is not None and one.verdict is not finding.verdict:
            found.setdefault(one.verdict, SaidBefore(earlier.number, one.verdict))
    return list(found.values())


def earlier_verdicts(
    evaluation: Evaluation, report: Report, finding: Finding, speech: Speech
) -> list[str]:
    """The same in words, such as “Version 1: Worsened”."""
    said = []
    for each in said_before(evaluation, report, finding):
        number = {"number": speech.formatting.number(each.number)}
        version = speech.gettext("Version %(number)s") % number
        said.append(f"{version}: {name_of(each.verdict, speech)}")
    return said


def differing_sentence(evaluation: Evaluation, report: Report, speech: Speech) -> str:
    """Of how many indicators an earlier version said something else; nothing where none did."""
    count = sum(bool(said_before(evaluation, report, each)) for each in report.findings)
    if not count:
        return ""
    return speech.ngettext(
        "Of %(count)s indicator, an earlier version said something else.",
        "Of %(count)s indicators, an earlier version said something else.",
        count,
    ) % {"count": speech.formatting.number(count)}
