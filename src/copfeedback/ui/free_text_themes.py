"""The themes of a question on the staff page of answers in people's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.results.free_text.model import CodingProgress, Theme
from copfeedback.results.free_text.service import BadTheme
from copfeedback.ui import session, staff
from copfeedback.ui.desk import Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.free_text import FAULTS, THEMES, query
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.pages import FREE_TEXT, page_file
from copfeedback.ui.staff import Form
from copfeedback.ui.texts import as_label, words

THEME = "theme"
_CODE_FAULT: Mapping[type[Exception], Fault] = {
    **FAULTS,
    BadTheme: Fault(
        "code", N_("This cannot be a code, or another theme has it, or there are 100 themes.")
    ),
}


def show_themes(progress: CodingProgress, actor: Actor, desk: Desk, speech: Speech) -> None:
    """All themes of a question, the form of one of them or of a new one, and publishing them."""
    _, portal = speech.gettext, session.portal()
    survey_id = portal.surveys.book.find(progress.wave_id).survey.id
    themes = portal.coding.themes(actor, survey_id, progress.question_id)
    wanted = st.query_params.get(THEME)
    found = next((each for each in themes if each.code == wanted), None)
    if found is None:
        _show_list(progress, themes, speech)
    else:
        label = _("All themes")
        st.page_link(page_file(FREE_TEXT), label=label, query_params=query(progress, THEMES))
    heading = words(found.names, speech) if found else _("Add a theme")
    st.html(Markup("<h2>{}</h2>").format(heading))
    _show_form(found, survey_id, progress.question_id, desk, speech)
    if found is None and themes and progress.coded == progress.texts:
        _show_publishing(progress, desk, speech)


def _show_list(progress: CodingProgress, themes: Sequence[Theme], speech: Speech) -> None:
    _ = speech.gettext
    st.html(Markup("<p>{}</p>").format(_("All waves of the survey share these themes.")))
    if not themes:
        st.html(Markup("<p>{}</p>").format(_("There is no theme yet.")))
    for theme in themes:
        with st.container(key=f"row-{theme.code}", gap=None):
            st.page_link(
                page_file(FREE_TEXT),
                label=as_label(words(theme.names, speech)),
                query_params=query(progress, THEMES, theme=theme.code),
            )
            notes = [_("retired")] if theme.retired else []
            about = " · ".join([*notes, *([theme.description] if theme.description else [])])
            st.html(
                Markup("<p><small><bdi>{}</bdi>{}</small></p>").format(
                    theme.code, f" · {about}" if about else ""
                )
            )


def _show_form(
    theme: Theme | None, survey_id: str, question_id: str, desk: Desk, speech: Speech
) -> None:
    _ = speech.gettext
    form = Form(desk, speech)
    if theme is None:
        hint = _("Small letters from a to z, digits and underscores, as in the survey files.")
        form.text("code", _("Code, which never changes"), hint=hint)
    texts = LocalTexts(form)
    texts.choose_language()
    texts.line("name", _("Name"), theme.names if theme else None)
    description = theme.description if theme else ""
    form.text("description", _("What it means, for those who code"), description)
    if theme is not None:
        form.tick("retired", _("Retired: no longer offered"), value=theme.retired)
    do = partial(_save, texts, theme, survey_id, question_id)
    staff.button(desk, "save-theme", _("Save"), do, _CODE_FAULT, primary=True)


def _save(
    texts: LocalTexts, theme: Theme | None, survey_id: str, question_id: str, actor: Actor
) -> Done:
    form = texts.form
    names = texts.read("name", theme.names if theme else None)
    if names is None:
        tag = form.desk.entered["language"]
        raise Refused({f"name.{tag}": Sentence(N_("Please write the name."))})
    kept = Theme(
        survey_id,
        question_id,
        theme.code if theme else str(form.typed("code") or "").strip(),
        names,
        str(form.typed("description") or "").strip(),
        bool(form.typed("retired")),
    )
    session.portal().coding.set_theme(actor, kept, new=theme is None)
    return Done(Sentence(N_("The theme “%(code)s” is saved."), {"code": kept.code}))


def _show_publishing(progress: CodingProgress, desk: Desk, speech: Speech) -> None:
    _ = speech.gettext
    st.html(
        Markup("<h2>{}</h2><p>{}</p>").format(
            _("Publish the themes"),
            _("Everybody then sees with the results how often each theme came, in rounded shares."),
        )
    )
    staff.button(desk, "publish", _("Publish the themes"), partial(_publish, progress), FAULTS)


def _publish(progress: CodingProgress, actor: Actor) -> Done:
    coding = session.portal().coding
    coding.publish_themes(actor, progress.wave_id, progress.question_id)
    return Done(Sentence(N_("The themes are published with the results of the wave.")))
