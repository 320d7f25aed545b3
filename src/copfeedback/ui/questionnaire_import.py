"""Bringing a questionnaire in from a file, and telling what became of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.application import DEMOGRAPHICS
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.surveys.draft_store import Published
from copfeedback.surveys.drafts import DraftChanged, save_draft
from copfeedback.surveys.files import DRAFT
from copfeedback.surveys.overview import read_edition
from copfeedback.surveys.xlsform.reading import read_xlsform
from copfeedback.surveys.xlsform.report import Changed, Dropped, FormError, Noted, Remark
from copfeedback.surveys.xlsform.wording import remark_sentence
from copfeedback.surveys.xlsform.workbook import looks_like_workbook
from copfeedback.surveys.yaml_file import DefinitionError, file_fault
from copfeedback.surveys.yaml_writer import write_survey
from copfeedback.ui import questionnaires, session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence, Worded
from copfeedback.ui.pages import QUESTIONNAIRES, page_file
from copfeedback.ui.staff import Form, button

UPLOAD_MEGABYTES = 11  # a little more than is taken: our own words then say what to do
_DRAFT_THERE = N_(
    "There is a draft of this questionnaire already. Publish or discard it first, or tick that "
    "this file takes its place."
)
_FAULTS: Mapping[type[Exception], Fault] = {DraftChanged: Fault("replace", _DRAFT_THERE)}
CHOOSE_FILE = N_("Please choose a file first.")


@dataclass(frozen=True, slots=True)
class Imported(Done):
    """A new draft; what became of the parts of the file, if it came from one."""

    survey_id: str = ""
    remarks: Sequence[Remark] | None = None


class NotUsable(Refused):
    """A file with faults, and what would be left out and changed once they are mended."""

    def __init__(self, error: DefinitionError) -> None:
        remarks = error.remarks if isinstance(error, FormError) else ()
        faults = [
            Worded(partial(questionnaires.fault_line, each))
            for each in error.faults[: questionnaires.FAULTS_SHOWN]
        ]
        if more := len(error.faults) - len(faults):
            faults.append(Worded(partial(questionnaires.more_line, more)))
        told = [Worded(partial(remark_line, each)) for each in remarks]
        super().__init__({f"file {at}": said for at, said in enumerate([*faults, *told])})


def import_form(desk: Desk, speech: Speech) -> None:
    """A file, and the button that makes a draft of it."""
    _ = speech.gettext
    form = Form(desk, speech)
    about = _(
        "A spreadsheet in the form XLSForm (.xlsx or .xls, as KoboToolbox and ODK use it), or our "
        "own YAML. It becomes a draft: nobody sees it before you publish it. What cannot be taken "
        "is named, never lost in silence."
    )
    st.html(Markup("<h2>{}</h2><p>{}</p>").format(_("Bring in a questionnaire"), about))
    key = desk.key("file")
    st.file_uploader(_("Questionnaire file"), key=key, max_upload_size=UPLOAD_MEGABYTES)
    hint = _("Leave this empty to use the one of the file. Small letters from a to z, digits, -.")
    with st.container(key="text-ltr-id"):
        form.text("id", _("Short name of the questionnaire"), hint=hint)
    if "replace" in desk.problems:
        form.tick("replace", _("This file takes the place of the draft there is"))
    button(desk, "import", _("Make a draft of it"), partial(_take, form, key), _FAULTS)


def report(remarks: Sequence[Remark], speech: Speech) -> None:
    """What became of the parts of a file: left out, asked in another way, good to know."""
    _ = speech.gettext
    if not remarks:
        st.html(Markup("<p>{}</p>").format(_("Everything in the file was taken as it is.")))
        return
    for heading, kind in (
        (_("Left out"), Dropped),
        (_("Asked in another way"), Changed),
        (_("Good to know"), Noted),
    ):
        lines = [
            Markup("<li>{}</li>").format(remark_line(each, speech))
            for each in remarks
            if isinstance(each.told, kind)
        ]
        if lines:
            listed = Markup("").join(lines)
            st.html(Markup("<h2>{}</h2><ul>{}</ul>").format(heading, listed))


def remark_line(remark: Remark, speech: Speech) -> str:
    """A remark with its row."""
    said = remark_sentence(remark, speech)
    if not remark.row:
        return said
    row = speech.gettext("Row %(number)s:") % {"number": speech.formatting.number(remark.row)}
    return f"{row} {said}"


def outcome(desk: Desk, speech: Speech) -> None:
    """What came of the last file."""
    staff.outcome(desk, speech)
    if isinstance(desk.done, Imported):
        st.page_link(
            page_file(QUESTIONNAIRES),
            label=speech.gettext("Go on with the draft"),
            query_params={questionnaires.SURVEY: desk.done.survey_id},
        )
        if desk.done.remarks is not None:
            report(desk.done.remarks, speech)


def _take(form: Form, key: str, actor: Actor) -> Done:
    file = st.session_state.get(key)
    if file is None:
        raise Refused({WHOLE: Sentence(CHOOSE_FILE)})
    portal, wished = session.portal(), str(form.typed("id") or "").strip()
    try:
        definition, remarks = _read(file.getvalue(), file.name, wished)
        seen = None if form.typed("replace") else ""
        draft = save_draft(portal.trail, actor, definition, note=file.name, seen=seen)
    except DefinitionError as error:
        raise NotUsable(error) from None
    survey = {"survey": draft.survey_id}
    try:
        read_edition(Published(DRAFT, draft.definition, DEMOGRAPHICS.read_text(encoding="utf-8")))
    except DefinitionError:  # our own YAML is kept with its faults: they can be mended one by one
        sentence = Sentence(
            N_("The draft of “%(survey)s” is saved, but has faults to mend."), survey
        )
        return Imported(sentence, survey_id=draft.survey_id)
    sentence = Sentence(
        N_("The draft of “%(survey)s” is saved. Below is what became of the file."), survey
    )
    return Imported(sentence, survey_id=draft.survey_id, remarks=remarks)


def _read(content: bytes, name: str, wished: str) -> tuple[str, Sequence[Remark]]:
    """The definition in a file, and what is to be told of it."""
    if looks_like_workbook(content):
        report = read_xlsform(
            content,
            name,
            DEMOGRAPHICS.read_text(encoding="utf-8"),
            id_=wished,
            portal_languages=session.portal().catalogues.languages,
        )
        return write_survey(report.survey), report.remarks
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        fix = "save it as an Excel workbook (.xlsx) or as YAML with the encoding UTF-8"
        raise file_fault(name, "the file is neither a workbook nor UTF-8", fix) from None
