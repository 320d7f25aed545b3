"""The inbox of those who handle complaints: what is due first, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.inbox import InboxPage, InboxRow, Wanted
from copfeedback.complaints.model import OPEN_STATES, Danger, Kind, State
from copfeedback.complaints.wording import CATEGORY_NAMES, KIND_NAMES, STATE_NAMES
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.ui import case_desk, session
from copfeedback.ui.pages import CASE, CASES, page_file

WANTED, PAGE = "wanted", "number"
WANTED_NAMES: Mapping[Wanted, str] = {
    Wanted.OPEN: N_("Open"),
    Wanted.OVERDUE: N_("Overdue"),
    Wanted.WAITING: N_("New messages"),
    Wanted.DANGER: N_("In danger"),
    Wanted.ENDED: N_("Ended"),
}


def asked() -> Wanted:
    """Which cases the address asks for."""
    wanted = st.query_params.get(WANTED, "")
    return Wanted(wanted) if wanted in set(Wanted) else Wanted.OPEN


def show_ways(here: Wanted, speech: Speech) -> None:
    """The ways to the other cases."""
    with st.container(horizontal=True, key="views", vertical_alignment="center"):
        for wanted, name in WANTED_NAMES.items():
            label = speech.gettext(name)
            if wanted is here:
                st.html(Markup('<b aria-current="true">{}</b>').format(label), width="content")
            else:
                query = {WANTED: wanted.value}
                st.page_link(page_file(CASES), label=label, query_params=query)


def show_other_ways(speech: Speech) -> None:
    """How to write down what somebody told, and where a matter may be growing."""
    _ = speech.gettext
    record = "./complaint?" + urlencode({"recording": "1", session.LANGUAGE: speech.tag})
    st.html(
        Markup('<p><a href="{}">{}</a></p>').format(
            record, _("Write down what somebody told by phone, in person, on paper or by letter")
        )
    )


def show_rows(found: InboxPage, here: Wanted, speech: Speech) -> None:
    """The cases of one page, and the ways to the pages before and after it."""
    _ = speech.gettext
    if not found.rows:
        case_desk.line(_("There are no such cases."))
    for row in found.rows:
        with st.container(key=f"row-{row.case_id}", gap=None):
            query = {case_desk.CASE: row.case_id}
            st.page_link(page_file(CASE), label=_title(row, speech), query_params=query)
            st.html(_about(row, speech))
    with st.container(horizontal=True):
        for page, wanted, label in (
            (found.page - 1, found.page > 1, _("Earlier page")),
            (found.page + 1, found.has_more, _("Next page")),
        ):
            if wanted:
                query = {WANTED: here.value, PAGE: str(page)}
                st.page_link(page_file(CASES), label=label, query_params=query)


def _title(row: InboxRow, speech: Speech) -> str:
    _ = speech.gettext
    if not row.readable:
        return row.case_id
    wrongs = row.categories if row.kind in {Kind.COMPLAINT, Kind.CONCERN} else ()
    categories = [_(CATEGORY_NAMES[each]) for each in wrongs]
    return " – ".join([row.case_id, _(KIND_NAMES[row.kind]), *categories])


def _about(row: InboxRow, speech: Speech) -> Markup:
    _ = speech.gettext
    if not row.readable:
        return Markup('<p class="problem">{}</p>').format(_(case_desk.TAMPERED))
    received = _("Received on %(day)s") % {"day": speech.formatting.date(row.filed_on)}
    said: list[str | Markup] = [received, _(STATE_NAMES[row.state])]
    if row.due_on is not None:
        said.append(case_desk.due(row.due_on, case_desk.today(), speech))
    if row.language:
        said.append(language_name(row.language, speech))
    if row.hold:
        said.append(_("Legal hold"))
    marks = [
        Markup("<b>{}</b>").format(mark)
        for mark, is_so in (
            (
                _("In danger now"),
                row.danger is Danger.YES and row.state in OPEN_STATES,
            ),
            (_("New message"), row.waiting and row.state is not State.RECEIVED),
        )
        if is_so
    ]
    beginning = row.beginning or _("A voice recording")
    return Markup(
        '<p class="beginning" dir="auto" lang="{}">{}</p><p><small>{}</small></p>'
    ).format(row.language, beginning, Markup(" · ").join([*marks, *said]))
