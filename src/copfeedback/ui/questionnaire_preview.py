"""A questionnaire as the full door asks it; what is entered goes nowhere."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.people.model import Actor
from copfeedback.surveys.asking import as_asked, has_easy_words
from copfeedback.surveys.model import Choice, QuestionType, Section, Survey
from copfeedback.surveys.overview import sectors_to_ask
from copfeedback.surveys.rehearsal import rehearse
from copfeedback.surveys.routing import find_route
from copfeedback.ui import session
from copfeedback.ui.desk import Desk
from copfeedback.ui.question_words import Asking
from copfeedback.ui.questionnaires import Edition
from copfeedback.ui.questions import ask
from copfeedback.ui.staff import Form
from copfeedback.ui.texts import marked, words

_NO_KEY = b""


def show(edition: Edition, language: str, actor: Actor, desk: Desk, speech: Speech) -> None:
    """A section of the questionnaire in a language, with all its questions."""
    _, portal = speech.gettext, session.portal()
    if edition.survey is None or language not in portal.catalogues.languages:
        st.html(Markup("<p>{}</p>").format(_("There is nothing to show in this language.")))
        return
    sectors = [Choice(each.code, each.name) for each in sectors_to_ask(portal.trail, actor)]
    today = portal.surveys.today()
    asked = rehearse(edition.survey, edition.version, sectors, today, _NO_KEY)
    sections = {each.id: each for each in asked.survey.sections}
    form = Form(desk, speech)
    names = {id_: words(each.title, speech) for id_, each in sections.items()}
    section = sections[form.choice("section", _("Section"), _distinct(names))]
    spoken = portal.catalogues.speech(language)
    easy = has_easy_words(asked.survey, language) and form.tick("easy", _("In easy words"))
    told = _("%(language)s. Every question is shown, also those that only some people are asked.")
    st.html(Markup("<p>{}</p>").format(told % {"language": language_name(language, speech)}))
    asking = Asking(asked, easy, spoken, {}, {})
    with st.container(key=f"preview-{spoken.direction}-{section.id}", border=True):
        _show_section(asked.survey, section, asking)


def _show_section(survey: Survey, section: Section, asking: Asking) -> None:
    route = find_route(survey, {})
    st.html(Markup("<h2>{}</h2>").format(marked(section.title, asking.speech)))
    for question in section.questions:
        if question.type is not QuestionType.CALCULATE:
            whole = replace(question, choice_filter=None)  # all choices: no answer narrows them
            ask(as_asked(whole, route, asking.speech, easy=asking.easy), asking)


def _distinct(names: dict[str, str]) -> dict[str, str]:
    """Two sections of one title are told apart by their ids."""
    titles = list(names.values())
    return {
        id_: f"{title} ({id_})" if titles.count(title) > 1 else title
        for id_, title in names.items()
    }
