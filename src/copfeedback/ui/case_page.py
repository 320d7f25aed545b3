"""One case: where it stands, what is due, and the ways to its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.model import OPEN_STATES, Danger, State
from copfeedback.complaints.wording import KIND_NAMES, STATE_NAMES
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.ui import (
    case_decision,
    case_desk,
    case_ending,
    case_messages,
    case_people,
    case_police,
    case_report,
    case_work,
    frame,
    staff,
)
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import CASE, CASES, page_file
from copfeedback.ui.staff import Form

PART = "part"
REPORT, MESSAGES, WORK, PEOPLE = "", "messages", "work", "people"
POLICE, DECISION, ENDING = "police", "decision", "more"
PART_NAMES: Mapping[str, str] = {
    REPORT: N_("The complaint"),
    MESSAGES: N_("Messages"),
    WORK: N_("Tasks and notes"),
    PEOPLE: N_("Who can read it"),
    POLICE: N_("The police"),
    DECISION: N_("Decision"),
    ENDING: N_("More"),
}
_SHOW: Mapping[str, Callable[[CaseView, Form], None]] = {
    REPORT: case_report.show,
    MESSAGES: case_messages.show,
    WORK: case_work.show,
    PEOPLE: case_people.show,
    POLICE: case_police.show,
    DECISION: case_decision.show,
    ENDING: case_ending.show,
}
_NEXT: Mapping[State, str] = {
    State.RECEIVED: N_("Next: answer that you have read it, under “Messages”."),
    State.ACKNOWLEDGED: N_("Next: write down what is alleged, and ask what you need to know."),
    State.EXAMINED: N_("Next: a finding for each allegation, then the decision."),
    State.REVIEW: N_("The complainant asked for a review. Somebody else decides this time."),
    State.REFERRED: N_("The case is with another body."),
    State.MERGED: N_("The case goes on in another one."),
    State.WITHDRAWN: N_("The complainant took the complaint back."),
    State.CLOSED: N_("The case is closed."),
}
_TELL = N_("Next: tell the complainant the decision, under “Messages”.")
_WAIT = N_("The complainant can ask for a review until %(day)s.")


def show(view: CaseView, speech: Speech) -> None:
    """A case, and the part of it that the address asks for."""
    part, here = _part(), desk(view.case_id)
    st.page_link(page_file(CASES), label=speech.gettext("All cases"))
    frame.heading(Markup("<bdi>{}</bdi>").format(view.case_id), before=_before(view, speech))
    st.html(_clock(view, speech))
    _show_ways(view, part, speech)
    staff.outcome(here, speech)
    _SHOW[part](view, Form(here, speech))


def desk(case_id: str) -> Desk:
    """The desk of the part of a case that the address asks for."""
    return Desk.at(f"{CASE}.{case_id}.{_part()}")


def _part() -> str:
    part = st.query_params.get(PART, REPORT)
    return part if part in PART_NAMES else REPORT


def _before(view: CaseView, speech: Speech) -> str:
    return speech.gettext(KIND_NAMES[view.kind])


def _clock(view: CaseView, speech: Speech) -> Markup:
    """Where it stands, what comes next and by when."""
    _, day = speech.gettext, speech.formatting.date
    marks: list[Markup | str] = []
    if view.danger is Danger.YES and view.state in OPEN_STATES:
        marks.append(Markup("<b>{}</b>").format(_("In danger now")))
    marks.append(_(STATE_NAMES[view.state]))
    waits = view.state is State.DECIDED and view.told_on is not None  # for the complainant
    if view.due_on is not None and not waits:
        marks.append(case_desk.due(view.due_on, case_desk.today(), speech))
    received = _("Received on %(day)s") % {"day": day(view.filed_on)}
    lines: list[Markup | str] = [Markup(" · ").join([*marks, received])]
    if view.waiting and view.state is not State.RECEIVED:
        lines.append(Markup("<b>{}</b>").format(_("The complainant has written.")))
    lines.append(_next(view, speech))
    if view.hold:
        lines.append(_("Legal hold: nothing of it is deleted."))
    if view.erase_on is not None:
        erase = _("The complainant asked for it to be erased. That happens on %(day)s.")
        lines.append(erase % {"day": day(view.erase_on)})
    return Markup('<div class="note">{}</div>').format(
        Markup("").join(Markup("<p>{}</p>").format(line) for line in lines if line)
    )


def _next(view: CaseView, speech: Speech) -> str:
    _ = speech.gettext
    if view.state is not State.DECIDED:
        return _(_NEXT[view.state]) if view.state in _NEXT else ""
    if view.told_on is None or view.review_until is None:
        return _(_TELL)
    return _(_WAIT) % {"day": speech.formatting.date(view.review_until)}


def _show_ways(view: CaseView, here: str, speech: Speech) -> None:
    with st.container(horizontal=True, key="views", vertical_alignment="center"):
        for part, name in PART_NAMES.items():
            label = speech.gettext(name)
            if part == here:
                st.html(Markup('<b aria-current="true">{}</b>').format(label), width="content")
                continue
            query = {case_desk.CASE: view.case_id} | ({PART: part} if part else {})
            st.page_link(page_file(CASE), label=label, query_params=query)
