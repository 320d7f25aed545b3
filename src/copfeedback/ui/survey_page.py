"""A page of a survey: its questions and the buttons that lead on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.surveys.asking import as_asked, has_easy_words
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.model import Question
from copfeedback.surveys.routing import Page, Route
from copfeedback.ui import admission, frame, prompts, survey_problems
from copfeedback.ui.question_words import Asking
from copfeedback.ui.questions import ask, entries
from copfeedback.ui.texts import marked
from copfeedback.ui.visit import Visit


@dataclass(frozen=True)
class _Turning:
    """What the buttons of a page do: all of them keep what was entered on it."""

    visit: Visit
    page: Page
    questions: Sequence[Question]
    asking: Asking

    def take(self) -> None:
        """Keep what stands in the widgets."""
        self.visit.take(self.page, entries(self.questions, self.asking))

    def go_on(self) -> None:
        """To the next page."""
        self.take()
        self.visit.forward()

    def go_to_review(self) -> None:
        """Past the rest of the section, back to the review."""
        self.take()
        self.visit.forward(to_review=True)

    def go_back(self) -> None:
        """To the page before."""
        self.take()
        self.visit.back()

    def change_words(self) -> None:
        """To easy words, or back to the usual ones."""
        self.take()
        self.visit.change_words()

    def put_aside(self, asked: AskedWave, speech: Speech) -> None:
        """Keep all of it for another time."""
        self.take()
        admission.put_aside(asked, self.visit, speech)


def show_page(asked: AskedWave, visit: Visit, route: Route, page: Page, speech: Speech) -> None:
    """Show a page with what was entered so far."""
    problems = survey_problems.sentences(route, page, speech) if visit.checking else {}
    questions = [
        as_asked(question, route, speech, easy=visit.about.easy, today=visit.today())
        for question in page.questions
    ]
    asking = Asking(asked, visit.about.easy, speech, visit.entered, problems)
    turning = _Turning(visit, page, questions, asking)
    with st.form(f"page.{page.id}", border=False, enter_to_submit=False):
        frame.language_buttons(speech, st.form_submit_button, before=turning.take)
        frame.heading(marked(page.section.title, speech), before=marked(asked.survey.title, speech))
        _progress(route, page, speech)
        _easy_words(asked, turning, speech)
        admission.tell(asked, visit, speech)
        survey_problems.summary(visit, route, problems, speech)
        if prompts.speaks_a_machine(asked, page.questions, speech, easy=visit.about.easy):
            told = speech.gettext("The voice you can listen to is a computer’s.")
            st.html(Markup('<p class="hint">{}</p>').format(told))
        for question in questions:
            ask(question, asking)
        _ways_on(asked, route, turning, speech)


def _ways_on(asked: AskedWave, route: Route, turning: _Turning, speech: Speech) -> None:
    _, button = speech.gettext, st.form_submit_button
    finish, reviewing = _("Save and go to the overview"), turning.visit.reviewing
    is_last = reviewing and route.rest_of_section(turning.page.id) is None
    with st.container(horizontal=True):
        onward = finish if is_last else _("Next")
        button(onward, type="primary", on_click=turning.go_on, key="next")
        if not reviewing:
            button(_("Back"), on_click=turning.go_back, key="back")
        elif not is_last:
            button(finish, on_click=turning.go_to_review, key="review")
        aside = _("Go on another time")
        button(aside, on_click=turning.put_aside, args=(asked, speech), key="aside")


def _easy_words(asked: AskedWave, turning: _Turning, speech: Speech) -> None:
    if has_easy_words(asked.survey, speech.tag):
        _, easy = speech.gettext, turning.visit.about.easy
        label = _("Ask in the usual words") if easy else _("Ask in easy words")
        st.form_submit_button(label, type="tertiary", on_click=turning.change_words, key="easy")


def _progress(route: Route, page: Page, speech: Speech) -> None:
    here, pages = route.step(page.id)
    text = speech.gettext("Page %(page)s of %(pages)s") % {
        "page": speech.formatting.number(here),
        "pages": speech.formatting.number(pages),
    }
    st.html(
        Markup('<p class="step">{}</p><progress value="{}" max="{}" aria-label="{}">').format(
            text, here - 1, pages, speech.gettext("How far you are")
        )
        + Markup("</progress>")
    )
