"""How far an open wave has come, for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.results.domain_wording import DIMENSION_NAMES, value_name
from copfeedback.results.model import Progress, Reached
from copfeedback.results.wording import answer_name
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.model import Survey
from copfeedback.surveys.packing import NOT_STATED
from copfeedback.ui import session, tables
from copfeedback.ui.texts import marked, words

_MARGINS: Mapping[str, str] = {
    **DIMENSION_NAMES,
    "language": N_("Language"),
    "channel": N_("How people were reached"),
}


def progress(asked: AskedWave, found: Progress, speech: Speech) -> Markup:
    """How many have answered an open wave so far, beside how many are to."""
    _, counted = speech.gettext, found.fieldwork
    total = speech.ngettext(
        "%(count)s person or more has answered so far.",
        "%(count)s people or more have answered so far.",
        counted.total,
    ) % {"count": speech.formatting.number(counted.total)}
    fewer = _("fewer than %(count)s") % {"count": speech.formatting.number(counted.rounding)}
    lines = [
        _("Counts are rounded down to %(count)s.")
        % {"count": speech.formatting.number(counted.rounding)}
    ]
    if found.target is not None:
        lines.append(
            _("The target is %(count)s.") % {"count": speech.formatting.number(found.target)}
        )
    margins = Markup("").join(
        tables.counts_table(
            _(_MARGINS[margin]),
            [
                (
                    _value_name(asked.survey, margin, value, speech),
                    _reached(reached, fewer, speech),
                )
                for value, reached in values.items()
            ],
            speech,
        )
        + _furthest_behind(asked.survey, margin, found.lowest.get(margin, ()), speech)
        for margin, values in found.margins.items()
    )
    return Markup("<details><summary>{}: {}</summary><p>{}</p>{}</details>").format(
        marked(asked.wave.name, speech),
        total if counted.total else fewer,
        " ".join(lines),
        margins,
    )


def _reached(reached: Reached, fewer: str, speech: Speech) -> str:
    count = speech.formatting.number(reached.count) if reached.count else fewer
    if reached.target is None:
        return count
    return speech.gettext("%(count)s of %(target)s") % {
        "count": count,
        "target": speech.formatting.number(reached.target),
    }


def _furthest_behind(survey: Survey, margin: str, lowest: Sequence[str], speech: Speech) -> Markup:
    if not lowest:
        return Markup()
    names = [_value_name(survey, margin, value, speech) for value in lowest]
    told = speech.gettext("Furthest behind: %(names)s") % {
        "names": speech.formatting.listing(names)
    }
    return Markup("<p>{}</p>").format(told)


def _value_name(survey: Survey, margin: str, value: str, speech: Speech) -> str:
    if value == NOT_STATED:
        return speech.gettext("Not stated")
    if margin == "channel":
        return value
    if margin == "language":
        languages = session.portal().catalogues.languages
        return languages[value].name if value in languages else value
    if margin == "gender":  # as they answered, finer than the genders of tables
        question = survey.question_of_item[margin]
        return words(answer_name(question, value, speech), speech)
    return words(value_name(survey, margin, value, speech), speech)
