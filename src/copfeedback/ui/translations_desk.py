"""The languages of a questionnaire: how much there is, files for translators, approval."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import find_language, language_name
from copfeedback.people.model import Actor, BadName
from copfeedback.surveys.completeness import Completeness, completeness
from copfeedback.surveys.drafts import FILE, translate_draft
from copfeedback.surveys.keyed_texts import KeyedText, keyed_texts
from copfeedback.surveys.model import Survey
from copfeedback.surveys.reviews import NotTranslated, approve_language, review_of
from copfeedback.surveys.yaml_file import DefinitionError, read_shape
from copfeedback.surveys.yaml_shape import SurveyShape
from copfeedback.ui import session, tables
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.pages import QUESTIONNAIRES, page_file
from copfeedback.ui.questionnaire_draft import FAULTS
from copfeedback.ui.questionnaire_import import CHOOSE_FILE, UPLOAD_MEGABYTES, NotUsable
from copfeedback.ui.questionnaires import PREVIEW, SIDE_BY_SIDE, Edition, link_line, percent_there
from copfeedback.ui.staff import Form, button

_MODES: Mapping[str, str] = {
    "light": N_("Preview on the simple site"),
    "kiosk": N_("as on a shared device"),
    "assisted": N_("as with a helper"),
}
_PARTS: Mapping[str, str] = {
    "survey": N_("Questionnaire"),
    "section": N_("Section"),
    "question": N_("Question"),
    "row": N_("Statement"),
    "choice": N_("Answer"),
    "list": N_("Answer of a list"),
}
_APPROVAL: Mapping[type[Exception], Fault] = {
    BadName: Fault("reviewer", N_("Please write the name of whoever read it, 64 letters at most.")),
    NotTranslated: Fault(WHOLE, N_("This language is no translation.")),
}


def show_languages(edition: Edition, speech: Speech) -> None:
    """Every language with what there is of it, and the ways to look at it and take it away."""
    if edition.survey is None:
        return
    st.html(Markup("<h2>{}</h2>").format(speech.gettext("Languages")))
    for each in completeness(edition.survey):
        with st.container(key=f"row-language-{each.language}", gap=None):
            _show_language(edition, edition.survey, each, speech)


def _show_language(edition: Edition, survey: Survey, each: Completeness, speech: Speech) -> None:
    _, tag = speech.gettext, each.language
    name = language_name(tag, speech)
    st.html(
        Markup("<p><b>{}</b> <bdi>{}</bdi>: {}<br>{}</p>").format(
            name, tag, percent_there(each.there, each.total, speech), _state(survey, each, speech)
        )
    )
    is_source = tag == survey.languages[0]
    with st.container(horizontal=True):
        if not is_source:
            st.page_link(
                page_file(QUESTIONNAIRES),
                label=_("Side by side: %(language)s") % {"language": name},
                query_params=edition.query(SIDE_BY_SIDE, tag),
            )
        if tag in session.portal().catalogues.languages:
            st.page_link(
                page_file(QUESTIONNAIRES),
                label=_("Preview on the full site: %(language)s") % {"language": name},
                query_params=edition.query(PREVIEW, tag),
            )
    _show_links(edition, tag, speech, is_source=is_source)


def _show_links(edition: Edition, tag: str, speech: Speech, *, is_source: bool) -> None:
    _, survey_id = speech.gettext, edition.known.survey_id
    files = f"./staff/surveys/{survey_id}/{edition.name}"
    if tag in session.portal().catalogues.languages:
        base = f"./staff/preview/{survey_id}/{edition.name}/{tag}?mode="
        views = [
            Markup('<a href="{}{}">{}</a>').format(base, mode, _(said))
            for mode, said in _MODES.items()
        ]
        st.html(Markup("<p>{}</p>").format(Markup(" · ").join(views)))
        st.html(link_line([(f"{files}/paper/{tag}.pdf", _("On paper (PDF)"))]))
    if not is_source:
        translation = f"{files}/translation/{tag}"
        st.html(
            link_line(
                [
                    (f"{translation}.po", _("For translators: PO")),
                    (f"{translation}.xlsx", _("For translators: spreadsheet")),
                ]
            )
        )


def _state(survey: Survey, each: Completeness, speech: Speech) -> str:
    """Whether a language can be relied on."""
    _ = speech.gettext
    if each.language == survey.languages[0]:
        return _("The questionnaire was written in this language.")
    review = review_of(session.portal().engine, survey, each.language)
    if review is not None:
        return _("Read and approved by %(name)s on %(day)s.") % {
            "name": review.reviewer,
            "day": speech.formatting.date(review.reviewed_on),
        }
    return _("Machine-drafted: marked as such until somebody who speaks it approves it by name.")


def upload_form(edition: Edition, desk: Desk, speech: Speech) -> None:
    """A file from a translator, and the button that brings it into the draft."""
    _, form = speech.gettext, Form(desk, speech)
    st.html(Markup("<h2>{}</h2>").format(_("Bring in a translation")))
    hint = _("Its name or its tag, such as Arabic or ar. It may be a new one.")
    form.text("language-in", _("Language"), hint=hint)
    key = desk.key("translation")
    label = _("A PO file or spreadsheet that was saved here")
    st.file_uploader(label, key=key, max_upload_size=UPLOAD_MEGABYTES)
    take = partial(_take, form, key, edition.known.survey_id)
    button(desk, "translate", _("Bring it into the draft"), take, FAULTS)


def _take(form: Form, key: str, survey_id: str, actor: Actor) -> Done:
    typed, file = str(form.typed("language-in") or ""), st.session_state.get(key)
    language = find_language(typed, form.speech)
    if language is None and typed.strip() in session.portal().catalogues.languages:
        language = typed.strip()
    problems: dict[str, Sentence] = {}
    if language is None:
        problems["language-in"] = Sentence(N_("We know no such language. Please check its name."))
    if file is None:
        problems[WHOLE] = Sentence(CHOOSE_FILE)
    if problems:
        raise Refused(problems)
    try:
        done = translate_draft(
            session.portal().trail, actor, survey_id, str(language), file.getvalue(), file.name
        )
    except DefinitionError as error:
        raise NotUsable(error) from None
    sentence = N_(
        "Texts that are new or other than before: %(changed)s. Still missing: %(missing)s. Left "
        "out because the file marks them as unsettled: %(unsure)s."
    )
    number = form.speech.formatting.number
    return Done(
        Sentence(
            sentence,
            {
                "changed": number(done.changed),
                "missing": number(len(done.missing)),
                "unsure": number(len(done.unsure)),
            },
        )
    )


def show_side_by_side(edition: Edition, language: str, desk: Desk, speech: Speech) -> None:
    """Every text in the language it was written in and in another, and the approval of it."""
    _, survey = speech.gettext, edition.survey
    if survey is None or language not in survey.languages[1:]:
        st.html(Markup("<p>{}</p>").format(_("The questionnaire has no such translation.")))
        return
    form = Form(desk, speech)
    only_missing = form.tick("missing", _("Show only what is missing"))
    shape, _source = read_shape(SurveyShape, edition.text.definition, FILE)
    source = survey.languages[0]
    rows = [
        (_place(each, speech), [_said(each, source, speech), _said(each, language, speech)])
        for each in keyed_texts(shape)
        if not (only_missing and each.texts.get(language, "").strip())
    ]
    heads = [_("Where"), *(language_name(tag, speech) for tag in (source, language))]
    caption = _("%(language)s beside the language it was written in") % {"language": heads[2]}
    if rows:
        st.html(tables.plain_table(caption, heads, rows))
    else:
        st.html(Markup("<p>{}</p>").format(_("Nothing is missing.")))
    st.html(Markup("<h2>{}</h2>").format(_("Approve this language")))
    hint = _("Somebody who speaks it as their own language and has read all of it.")
    form.text("reviewer", _("Read and found good by"), hint=hint)

    def approve(actor: Actor) -> Done:
        name = str(form.typed("reviewer") or "")
        review = approve_language(session.portal().trail, actor, survey, language, name)
        sentence = N_("It is noted that %(name)s has approved this language.")
        return Done(Sentence(sentence, {"name": review.reviewer}))

    button(desk, "approve", _("Approve"), approve, _APPROVAL, primary=True)


def _place(each: KeyedText, speech: Speech) -> Markup:
    kind, _, rest = each.key.partition(".")
    return Markup('{} <small><bdi dir="ltr">{}</bdi></small>').format(
        speech.gettext(_PARTS[kind]), rest
    )


def _said(each: KeyedText, language: str, speech: Speech) -> Markup:
    text = each.texts.get(language, "").strip()
    if not text:
        return Markup('<b class="problem">{}</b>').format(speech.gettext("missing"))
    return Markup('<span lang="{}" dir="auto">{}</span>').format(language, text)
