"""Questionnaires: brought in, checked, translated, looked at and published; for survey managers."""

from collections.abc import Sequence

import streamlit as st

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.surveys.overview import KnownSurvey, list_surveys
from copfeedback.ui import (
    frame,
    questionnaire_draft,
    questionnaire_import,
    questionnaire_library,
    questionnaire_preview,
    questionnaires,
    session,
    staff,
    translations_desk,
)
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import QUESTIONNAIRES, page_file
from copfeedback.ui.questionnaires import Edition

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
wanted = questionnaires.chosen()


def show_all(known: Sequence[KnownSurvey]) -> None:
    """All questionnaires, and the forms that bring one in or put one together."""
    desk = Desk.at(QUESTIONNAIRES)
    frame.heading(_("Questionnaires"))
    questionnaire_import.outcome(desk, speech)
    questionnaires.show_all(known, actor, speech)
    questionnaire_import.import_form(desk, speech)
    questionnaire_library.compose_form(desk, speech)


def show_one(edition: Edition) -> None:
    """One edition of a questionnaire: all there is to do with it."""
    desk = Desk.at(f"{QUESTIONNAIRES}.{edition.known.survey_id}")
    st.page_link(page_file(QUESTIONNAIRES), label=_("All questionnaires"))
    frame.heading(questionnaires.title(edition, speech))
    staff.outcome(desk, speech)
    questionnaires.show_edition(edition, speech)
    if edition.is_draft:
        label, query = _("Who is behind it"), edition.query(questionnaires.TEXTS)
        if edition.survey is not None:
            st.page_link(page_file(QUESTIONNAIRES), label=label, query_params=query)
    else:
        questionnaire_draft.begin(edition, desk, speech)
    translations_desk.show_languages(edition, speech)
    questionnaire_draft.show_files(edition, actor, desk, speech)
    if edition.is_draft:
        translations_desk.upload_form(edition, desk, speech)
        questionnaire_draft.show_publishing(edition, actor, desk, speech)


def show_view(edition: Edition) -> None:
    """One edition seen in one way: its texts, a language beside the first, or as it is asked."""
    desk = Desk.at(f"{QUESTIONNAIRES}.{edition.known.survey_id}.{wanted.show}.{wanted.language}")
    back = _("Back to the questionnaire")
    st.page_link(page_file(QUESTIONNAIRES), label=back, query_params=edition.query())
    frame.heading(
        _(questionnaires.HEADINGS[wanted.show]), before=questionnaires.title(edition, speech)
    )
    staff.outcome(desk, speech)
    if wanted.show == questionnaires.TEXTS:
        questionnaire_draft.write_texts(edition, desk, speech)
    elif wanted.show == questionnaires.SIDE_BY_SIDE:
        translations_desk.show_side_by_side(edition, wanted.language, desk, speech)
    else:
        questionnaire_preview.show(edition, wanted.language, actor, desk, speech)


try:
    known = list_surveys(session.portal().trail, actor)
except NotPermitted:
    frame.heading(_("Questionnaires"))
    staff.refuse(reader, _("This page is for survey managers."), back_to=QUESTIONNAIRES)
else:
    survey = next((each for each in known if each.survey_id == wanted.survey_id), None)
    if survey is None:
        show_all(known)
    elif wanted.show in questionnaires.HEADINGS:
        show_view(questionnaires.open_edition(survey, wanted.edition, actor))
    else:
        show_one(questionnaires.open_edition(survey, wanted.edition, actor))
