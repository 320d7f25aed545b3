"""The files that belong to a report: PDFs, which everybody can load once it is public."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import Faulty
from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.language_names import language_name
from copfeedback.pdf_files import PDF_MAXIMUM, NotAPdf, TooLarge
from copfeedback.people.model import Actor
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Done, Refused, Sentence
from copfeedback.ui.evaluation_answers_fields import Fields
from copfeedback.ui.evaluation_desk_place import FAULTS, done
from copfeedback.ui.evaluation_report_place import Written
from copfeedback.ui.staff import button

_FILE = "file"
_MEGABYTE = 1024 * 1024


def show(written: Written, form: Fields) -> None:
    """The files of the report, and the form to add one."""
    _, speech, desk = form.speech.gettext, form.speech, form.desk
    if not written.draft.attachments:
        st.html(Markup("<p>{}</p>").format(_("There are none yet.")))
    for each in written.draft.attachments:
        with st.container(key=f"row-file-{each.sha256[:12]}", gap=None):
            st.html(
                Markup('<p><bdi lang="{}">{}</bdi> ({}, {})</p>').format(
                    each.language,
                    each.title,
                    language_name(each.language, speech),
                    speech.formatting.size(each.size),
                )
            )
            away = partial(_take_away, written, each.sha256)
            button(desk, f"away-{each.sha256[:12]}", _("Take it away"), away, FAULTS)
    st.html(Markup("<h2>{}</h2>").format(_("Add a file")))
    most = {"most": speech.formatting.number(PDF_MAXIMUM // _MEGABYTE)}
    about = _("A PDF of at most %(most)s MB. Everybody can read it.") % most
    st.html(Markup('<p class="hint">{}</p>').format(about))
    # A little more than is taken: our own words then say what is wrong.
    size = PDF_MAXIMUM // _MEGABYTE + 1
    with st.container(key="pdf"):
        st.file_uploader(_("File"), key=desk.key(_FILE), max_upload_size=size)
    hint = _("Without one, the name of the file is shown.")
    form.names["title"] = form.names["attachments"] = ""
    form.form.text("title", _("Title"), hint=hint)
    named = {tag: language_name(tag, speech) for tag in session.portal().catalogues.languages}
    form.choice("pdf_language", _("Language"), named, speech.tag)
    button(desk, "add", _("Add"), partial(_add, written, form), FAULTS, primary=True)


def _add(written: Written, form: Fields, actor: Actor) -> Done:
    file = st.session_state.get(form.desk.key(_FILE))
    if file is None:
        raise Refused({WHOLE: Sentence(N_("Please choose a file first."))})
    title = form.typed("title") or str(file.name).rpartition(".")[0]
    language, after = form.typed("pdf_language"), written.draft.version
    most = {"most": form.speech.formatting.number(PDF_MAXIMUM // _MEGABYTE)}
    reporting = session.portal().reporting
    try:
        reporting.attach(actor, written.code, title, language, file.getvalue(), after=after)
    except Faulty as faulty:
        raise form.refused(faulty) from None
    except TooLarge:
        too_large = N_("This file is too large: at most %(most)s MB.")
        raise Refused({WHOLE: Sentence(too_large, most)}) from None
    except NotAPdf:
        no_pdf = N_("This is no PDF that can be shown here. Please save it as a plain PDF.")
        raise Refused({WHOLE: Sentence(no_pdf)}) from None
    return done(N_("Saved."))


def _take_away(written: Written, sha256: str, actor: Actor) -> Done:
    after = written.draft.version
    session.portal().reporting.detach(actor, written.code, sha256, after=after)
    return done(N_("It is taken away."))
