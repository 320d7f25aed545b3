"""What both doors say of responses that were collected elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.surveys.entries import Fault
from copfeedback.surveys.model import Survey
from copfeedback.surveys.past.model import FAULTS_TOLD, LeftOut, PastReport, RowFault, Why
from copfeedback.surveys.wording import problem_sentence

_LONGEST = 80
LEFT_OUT: Mapping[LeftOut, str] = {
    LeftOut.TECHNICAL: N_("about the device or the person, never kept"),
    LeftOut.UNKNOWN: N_("no question of this name"),
    LeftOut.AMBIGUOUS: N_("several questions of this name"),
    LeftOut.TWICE: N_("another column says the same"),
    LeftOut.WISHED: N_("not chosen"),
}
_NOT_A_CHOICE = N_("This is none of the answers. Say in the mapping which one it is.")
_SENTENCES: Mapping[Why, str] = {
    Why.UNREACHABLE: N_(
        "Whoever answers like the rest of this row is not asked this. Correct the row, or leave "
        "such answers out."
    ),
    Why.NO_CONSENT: N_("Nothing says whether this person agreed to take part."),
    Why.WEIGHT: N_("A weight is a number above 0."),
    Why.STRATUM: N_("Each row needs a stratum that the wave names."),
    Why.CLUSTER: N_("Each row needs a cluster that the wave names."),
    Why.POPULATION: N_("A population is a number above 0."),
    Why.POPULATION_DIFFERS: N_("Another row of this stratum has another population."),
    Why.POPULATION_TOO_SMALL: N_("More were asked in this stratum than its population."),
    Why.DAY: N_("This is no day of the wave. Write year-month-day, or change the wave’s days."),
    Why.MODE: N_("This is no way of answering that the wave names."),
    Why.LANGUAGE: N_("This is no language of the wave."),
}


def fault_sentence(fault: RowFault, survey: Survey, speech: Speech) -> str:
    """A fault with its row, column and value, and what to do about it."""
    if fault.problem is None:
        said = speech.gettext(_SENTENCES[fault.why])
    elif fault.problem.fault is Fault.NOT_A_CHOICE:
        said = speech.gettext(_NOT_A_CHOICE)
    else:
        question = survey.question_of_item[fault.item]
        said = problem_sentence(fault.problem, question, speech)
    value = " ".join(fault.value.split())
    where = speech.gettext("Row %(row)s, column “%(column)s”, “%(value)s”:") % {
        "row": speech.formatting.number(fault.row),
        "column": fault.column,
        "value": value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…",
    }
    return f"{where} {said}"


def report_sentences(report: PastReport, survey: Survey, speech: Speech) -> Iterator[str]:
    """What became of a file: how many rows, what was left out, what was refused."""
    number = speech.formatting.number
    yield speech.ngettext("%(rows)s row was read.", "%(rows)s rows were read.", report.rows) % {
        "rows": number(report.rows)
    }
    # Those about devices and persons are told beside the columns; they would hide the others.
    columns = [name for name, why in report.left_out.items() if why is not LeftOut.TECHNICAL]
    if columns:
        left_out = speech.gettext("Left out")
        yield f"{left_out}: {speech.formatting.listing(columns)}"
    if report.assumed_consent:
        yield speech.gettext("No column says who agreed to take part: all rows count as agreed.")
    if report.declined:
        yield speech.ngettext(
            "%(count)s row is left out: this person did not agree to take part.",
            "%(count)s rows are left out: these people did not agree to take part.",
            report.declined,
        ) % {"count": number(report.declined)}
    if report.empty:
        yield speech.ngettext(
            "%(count)s row has no answer and is left out.",
            "%(count)s rows have no answer and are left out.",
            report.empty,
        ) % {"count": number(report.empty)}
    for item, count in report.dropped.items():
        yield speech.ngettext(
            "%(count)s answer to “%(item)s” is left out: the other answers lead past it.",
            "%(count)s answers to “%(item)s” are left out: the other answers lead past it.",
            count,
        ) % {"count": number(count), "item": item}
    if report.refused:
        yield speech.ngettext(
            "%(rows)s row cannot be taken, so nothing is.",
            "%(rows)s rows cannot be taken, so nothing is.",
            report.refused,
        ) % {"rows": number(report.refused)}
    for fault in report.faults:
        yield fault_sentence(fault, survey, speech)
    if report.fault_count > FAULTS_TOLD:
        more = report.fault_count - FAULTS_TOLD
        yield speech.ngettext("And %(more)s more.", "And %(more)s more.", more) % {
            "more": number(more)
        }
