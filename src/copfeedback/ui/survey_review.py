"""The review: everything that will be sent, before it is sent."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.incidents import new_incident
from copfeedback.people.pace import TooFast
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.access_code import read_code
from copfeedback.surveys.admission_wording import CODE_SPENT, NEEDED, refusal
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.intake import Outcome
from copfeedback.surveys.model import Section
from copfeedback.surveys.routing import Route
from copfeedback.surveys.service import AnotherWay, CodeNeeded, NotOpen, Submission, Unfinished
from copfeedback.surveys.wording import answer_in_words
from copfeedback.ui import admission, frame, session, survey_problems
from copfeedback.ui.survey_problems import item_as_asked
from copfeedback.ui.texts import as_label, marked, words
from copfeedback.ui.visit import Screen, Visit


def show_review(asked: AskedWave, visit: Visit, route: Route, speech: Speech) -> None:
    """Show what will be sent, and the button that sends it."""
    _ = speech.gettext
    if route.declined:
        _declined(visit, speech)
        return
    frame.heading(_("Check your answers"), before=marked(asked.survey.title, speech))
    if visit.incident:
        st.html(
            Markup('<div class="summary" role="alert"><p><b>{}</b> {}</p><p>{}</p></div>').format(
                _("We could not store your answers just now."),
                _(
                    "Nothing is lost: please wait a minute and press “Send” again. They count "
                    "once, however often you send them."
                ),
                _("Incident number: %(number)s") % {"number": visit.incident},
            )
        )
    problems = survey_problems.sentences(route, None, speech) if visit.checking else {}
    admission.tell(asked, visit, speech)
    survey_problems.summary(visit, route, problems, speech)
    st.html(Markup("<p>{}</p>").format(_("Nothing is stored yet. This is what will be sent:")))
    for section in route.sections():
        st.html(_answers(visit, route, section, speech))
        st.button(
            _("Change: %(section)s") % {"section": as_label(words(section.title, speech))},
            on_click=visit.change,
            args=(section,),
            key=f"change.{section.id}",
        )
    if not route.can_be_sent:
        empty = _(
            "You have not answered anything yet. Answer at least one question, then you can send."
        )
        st.html(Markup('<p class="note">{}</p>').format(empty))
        return
    st.button(_("Send"), type="primary", on_click=partial(_send, asked, visit, speech), key="send")


def _answers(visit: Visit, route: Route, section: Section, speech: Speech) -> Markup:
    asked = {
        item: item_as_asked(visit, route, item, speech)
        for question in route.questions(section)
        for item in question.item_ids
        if item != question.other_item or item in route.answers
    }
    lines = Markup("").join(
        Markup('<dt id="q-{}">{}</dt><dd>{}</dd>').format(
            item,
            marked(question.text_of(item), speech),
            answer_in_words(question, item, route.answers[item], speech)
            if item in route.answers
            else Markup("<i>{}</i>").format(speech.gettext("Not answered")),
        )
        for item, question in asked.items()
    )
    return Markup("<h2>{}</h2><dl>{}</dl>").format(marked(section.title, speech), lines)


def _declined(visit: Visit, speech: Speech) -> None:
    _ = speech.gettext
    frame.heading(_("You do not take part"))
    st.html(
        Markup("<p>{}</p><p>{}</p>").format(
            _("That is all right. Nothing of what you entered is stored, and nobody is told."),
            _(
                "If you have changed your mind, you can go back and answer the question in "
                "another way."
            ),
        )
    )
    st.button(_("Back"), on_click=visit.back, key="back")


def _send(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    code = read_code(visit.about.code) if visit.about.code else None
    circumstances = visit.about.circumstances(speech.tag)
    submission = Submission(visit.entered, visit.nonce, circumstances, code)
    try:
        outcome = session.portal().surveys.send(asked, submission, admission.client())
    except Unfinished:
        visit.mend()
    except NotOpen:
        visit.finish(Screen.TOO_LATE)
    except AnotherWay:
        visit.told = speech.gettext("This survey is not answered in this way.")
    except CodeNeeded:
        visit.told = speech.gettext(NEEDED)
    except TooFast as error:
        visit.told, _ = refusal(error, speech)
    except StorageUnavailable as error:
        visit.fail(new_incident(error))
    else:
        _sent(asked, visit, speech, outcome)


def _sent(asked: AskedWave, visit: Visit, speech: Speech, outcome: Outcome) -> None:
    if outcome is Outcome.CODE_SPENT:
        visit.told = speech.gettext(CODE_SPENT)
        return
    if outcome is Outcome.TAKEN:
        admission.forget(asked, visit)
    visit.finish(Screen.TOO_LATE if outcome is Outcome.CLOSED else Screen.THANKS)
