"""The questionnaire that a wave asks."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.application import DEMOGRAPHICS
from copfeedback.people.model import Actor
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.model import Survey
from copfeedback.surveys.overview import KnownSurvey, find_edition, read_edition
from copfeedback.ui import session
from copfeedback.ui.staff import Form
from copfeedback.ui.texts import words


def choose(known: Sequence[KnownSurvey], form: Form, actor: Actor) -> Survey | None:
    """The published version that is chosen; None if nothing is published."""
    _, speech = form.speech.gettext, form.speech
    published = [(each.survey_id, number) for each in known for number in each.versions[::-1]]
    if not published:
        told = _("No questionnaire is published yet. Publish one first.")
        st.html(Markup("<p>{}</p>").format(told))
        return None
    surveys = {f"{id_} {number}": _read(id_, number, actor) for id_, number in published}
    named = _("%(survey)s, version %(version)s")
    names = {
        code: named
        % {
            "survey": f"{words(survey.title, speech)} ({survey.id})",
            "version": speech.formatting.number(survey.version),
        }
        for code, survey in surveys.items()
    }
    return surveys[form.choice("survey", _("Questionnaire"), names)]


def of_wave(asked: AskedWave, actor: Actor) -> Survey:
    """The questionnaire of a wave as it was published, with all its languages."""
    return _read(asked.wave.survey_id, asked.wave.version, actor)


def _read(survey_id: str, version: int, actor: Actor) -> Survey:
    demographics = DEMOGRAPHICS.read_text(encoding="utf-8")
    trail = session.portal().trail
    return read_edition(find_edition(trail, actor, survey_id, version, demographics))
