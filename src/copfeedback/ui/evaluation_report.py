"""Writing the results of an evaluation at the full door: its parts, and what is still missing."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.events import Evaluation
from copfeedback.faults import Unknown
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.model import Actor
from copfeedback.ui import (
    evaluation_report_files,
    evaluation_report_findings,
    evaluation_report_publish,
    evaluation_report_recommended,
    evaluation_report_sections,
    frame,
    session,
    staff,
)
from copfeedback.ui.desk import Desk
from copfeedback.ui.evaluation_answers_fields import Fields
from copfeedback.ui.evaluation_desk_place import Place, way
from copfeedback.ui.evaluation_report_place import (
    FILES,
    FINDINGS,
    PREVIEW,
    RECOMMENDATIONS,
    WITHDRAW,
    Written,
    part_heading,
)
from copfeedback.ui.evaluation_report_sections import SECTIONS
from copfeedback.ui.texts import words


def show_report_desk(actor: Actor, code: str, speech: Speech) -> None:
    """The report of an evaluation, or the part of it that the address asks for.

    Raises:
        NotPermitted: another organisation evaluates.
        Unknown: there is no such evaluation, or no such part.
    """
    portal, about = session.portal(), Place.asked().about
    evaluation = portal.evaluations.find(code)
    written = Written(evaluation, portal.reporting.draft(actor, code), about)
    form = Fields.at(Desk.at(written.page.name), speech)
    with st.container(horizontal=True, key="report-way"):
        way(Place(code), words(evaluation.pledge.title, speech))
        if about:
            way(written.at(), speech.gettext("Results"))
    frame.heading(_heading(written, speech))
    staff.outcome(form.desk, speech)
    kind, _dot, key = about.partition(".")
    if about in SECTIONS:
        evaluation_report_sections.show(written, form)
    elif kind == FINDINGS:
        judged = portal.reporting.measured(code)
        evaluation_report_findings.show(written, key, judged, form)
    elif kind == RECOMMENDATIONS:
        evaluation_report_recommended.show(written, key, form)
    elif about == FILES:
        evaluation_report_files.show(written, form)
    elif about == PREVIEW:
        evaluation_report_publish.show_preview(written, speech)
    elif about == WITHDRAW and evaluation.report is not None:
        evaluation_report_publish.show_withdraw(written, form)
    elif about:
        raise Unknown
    else:
        _show_whole(written, form)


def _heading(written: Written, speech: Speech) -> str | Markup:
    _, about = speech.gettext, written.about
    if about in SECTIONS:
        return evaluation_report_sections.title_of(about, speech)
    if about.partition(".")[0] in (FINDINGS, RECOMMENDATIONS):
        return part_heading(written, about, speech)
    known = {
        FILES: _("Files"),
        PREVIEW: _("Preview"),
        WITHDRAW: _("Withdraw the results"),
    }
    return known.get(about) or _("Write the results")


def _show_whole(written: Written, form: Fields) -> None:
    speech, reporting = form.speech, session.portal().reporting
    _ = speech.gettext
    if written.evaluation.publications:
        told = _("Results were published before. What you write here becomes a new version.")
        st.html(Markup("<p>{}</p>").format(told))
    evaluation_report_findings.show_list(written, reporting.measured(written.code), form)
    st.html(Markup("<h2>{}</h2>").format(_("What the report says")))
    for name in _sections(written.evaluation):
        way(written.at(name), evaluation_report_sections.title_of(name, speech))
    label = _("Files")
    count = len(written.draft.attachments)
    if count:
        label = f"{label} ({speech.formatting.number(count)})"
    way(written.at(FILES), label)
    evaluation_report_recommended.show_list(written, form)
    missing = reporting.gate(written.draft, written.evaluation)
    if missing:
        evaluation_report_publish.show_missing(written, missing, speech)
    else:
        evaluation_report_publish.show_publish(written, form)
    if written.draft.version:
        evaluation_report_publish.show_discard(written, form)
    if written.evaluation.report is not None:
        way(written.at(WITHDRAW), _("Withdraw the results"))


def _sections(evaluation: Evaluation) -> list[str]:
    return [name for name in SECTIONS if name != "changed" or evaluation.publications]
