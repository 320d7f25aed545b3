"""How well single answers hide among others, for the analysts who may have them."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.anonymity import AnonymityReport
from copfeedback.results.domain_wording import DIMENSION_NAMES
from copfeedback.surveys.book import AskedWave
from copfeedback.ui import staff, tables
from copfeedback.ui.texts import marked


def show_report(report: AnonymityReport, asked: AskedWave, speech: Speech) -> None:
    """What the responses are like as they are stored, and what a file of them leaves out."""
    _, number = speech.gettext, speech.formatting.number
    names = [_(DIMENSION_NAMES[name]) for name in report.quasi_identifiers]
    staff.facts(
        [
            (_("People who answered"), number(report.responses)),
            (_("What others may know of somebody"), speech.formatting.listing(names)),
            (_("Different groups by these"), number(report.classes)),
            (_("People in the smallest group"), number(report.smallest)),
            *(
                (_("People in groups of fewer than %(count)s") % {"count": number(size)}, number(n))
                for size, n in report.below.items()
            ),
        ]
    )
    questions = asked.survey.question_of_item
    blanked: list[tuple[str | Markup, list[str | Markup]]] = [
        (name, [number(count)]) for name, count in zip(names, report.blanked.values(), strict=True)
    ]
    if report.left_out:
        blanked.insert(0, (_("Everything"), [number(report.left_out)]))
    blanked += [
        (marked(questions[item].text_of(item), speech), [number(count)])
        for item, count in report.withheld.items()
    ]
    heads = [_("What is left out"), _("For how many people")]
    caption = _("So that everybody is one of at least %(count)s alike, the file leaves out") % {
        "count": number(report.smallest_class)
    }
    st.html(tables.plain_table(caption, heads, blanked))
