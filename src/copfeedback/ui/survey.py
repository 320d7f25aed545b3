"""The screens of a survey: introduction, a section at a time, review, thank-you."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.incidents import new_incident
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.asking import as_asked, has_easy_words
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.intake import Outcome
from copfeedback.surveys.model import Circumstances, Mode, Section
from copfeedback.surveys.routing import Page, Route
from copfeedback.surveys.service import NotOpen, Submission, Unfinished
from copfeedback.surveys.wording import answer_in_words, problem_sentence
from copfeedback.ui import frame, session
from copfeedback.ui.questions import Asking, ask, entries
from copfeedback.ui.texts import as_label, marked, words
from copfeedback.ui.visit import Screen, Visit

_VISITS = "copfeedback_visits"
WAVE = "wave"


@dataclass
class Visits:
    """The surveys somebody has begun in this session, and the one before them."""

    wave_id: str = ""
    by_wave: dict[str, Visit] = field(default_factory=dict)

    @classmethod
    def of_session(cls) -> Visits:
        """Those of the reader's session."""
        visits: Visits = st.session_state.setdefault(_VISITS, cls())
        visits.wave_id = st.query_params.get(WAVE, visits.wave_id)
        return visits

    @property
    def current(self) -> Visit | None:
        """The survey before the reader."""
        return self.by_wave.get(self.wave_id)

    @property
    def any_unsent(self) -> bool:
        """Whether a reload would lose something."""
        return any(visit.is_unsent for visit in self.by_wave.values())

    def begin(self, asked: AskedWave) -> Visit:
        """The visit to this wave, gone on with or begun."""
        self.wave_id = asked.wave.id
        if WAVE in st.query_params:  # it may have come by its short address
            st.query_params[WAVE] = asked.wave.id
        return self.by_wave.setdefault(
            asked.wave.id, Visit(asked.survey, session.portal().surveys.today)
        )

    def end(self, asked: AskedWave) -> Visit | None:
        """The visit to a wave that takes no more answers, if there is something to say of it."""
        visit = self.by_wave.get(asked.wave.id)
        if visit is not None and visit.is_unsent:
            visit.finish(Screen.TOO_LATE)
        return visit if visit is not None and visit.has_ended else None

    def leave(self) -> None:
        """Back to the list of surveys; what was entered stays."""
        self.wave_id = ""
        st.query_params.pop(WAVE, None)


def show(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    """Show what this person has before them."""
    if visit.screen is Screen.PAGE:
        _page(asked, visit, speech)
    elif visit.screen is Screen.REVIEW:
        _review(asked, visit, speech)
    elif visit.screen is Screen.INTRODUCTION:
        _introduction(asked, visit, speech)
    else:
        _end(asked, visit, speech)


def _introduction(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    _, survey, wave = speech.gettext, asked.survey, asked.wave
    until = _("Open until %(day)s.") % {"day": speech.formatting.date(wave.closes)}
    takes = speech.ngettext(
        "It takes about %(minutes)s minute.",
        "It takes about %(minutes)s minutes.",
        survey.minutes,
    ) % {"minutes": speech.formatting.number(survey.minutes)}
    frame.heading(
        marked(survey.title, speech),
        before=Markup("{}. {}").format(marked(wave.name, speech), until),
    )
    st.html(
        Markup("<p>{}</p><p>{} {}</p>").format(
            marked(survey.introduction, speech) if survey.introduction else "",
            takes,
            _("You can leave out any question you do not want to answer."),
        )
    )
    st.button(
        _("Go on") if visit.is_unsent else _("Start"),
        type="primary",
        on_click=visit.forward,
        key="start",
    )
    st.html(_background(asked, speech))


def _background(asked: AskedWave, speech: Speech) -> Markup:
    """Who is behind a survey, and what happens with the answers."""
    _ = speech.gettext
    behind = [
        (_("Who runs it"), marked(asked.run_by, speech)),
        (_("Who pays for it"), marked(asked.paid_by, speech)),
        (_("Who supports it in public"), marked(asked.backed_by, speech)),
        (_("How it stays independent"), marked(asked.independence, speech)),
        (_("When the results come"), _due(asked, speech)),
        (_("Help with this survey"), marked(asked.contact, speech)),
    ]
    promises = [
        _("You answer without a name. Nothing is stored before you press “Send” at the end."),
        _("We keep your answers, the week, the language and the way you answered. Nothing else."),
        _("What you write in your own words is kept apart from your other answers."),
        _("Until you send them, your answers live in this page alone: keep it open."),
    ]
    return Markup("<h2>{}</h2><dl>{}</dl><h2>{}</h2><ul>{}</ul>").format(
        _("Who is behind this survey"),
        Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*pair) for pair in behind),
        _("How your answers are protected"),
        Markup("").join(Markup("<li>{}</li>").format(promise) for promise in promises),
    )


def _due(asked: AskedWave, speech: Speech) -> str:
    day = speech.formatting.date(asked.wave.results_due)
    return speech.gettext("The results are promised for %(day)s.") % {"day": day}


def _page(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    _, route = speech.gettext, visit.route
    page = visit.page(route)
    if page is None:
        _review(asked, visit, speech)
        return
    section = page.section
    problems = _sentences(route, page, speech) if visit.checking else {}
    questions = [
        as_asked(question, route, speech, easy=visit.easy, today=visit.today())
        for question in page.questions
    ]
    asking = Asking(asked, visit.easy, speech, visit.entered, problems)

    def take() -> None:
        visit.take(page, entries(questions, asking))

    def go_on() -> None:
        take()
        visit.forward()

    def go_back() -> None:
        take()
        visit.back()

    def change_words() -> None:
        take()
        visit.easy = not visit.easy

    with st.form(f"page.{page.id}", border=False, enter_to_submit=False):
        frame.language_buttons(speech, st.form_submit_button, before=take)
        frame.heading(marked(section.title, speech), before=marked(asked.survey.title, speech))
        _progress(route, page, speech)
        if has_easy_words(asked.survey, speech.tag):
            words = _("Ask in the usual words") if visit.easy else _("Ask in easy words")
            st.form_submit_button(words, type="tertiary", on_click=change_words, key="easy")
        _problem_summary(asked, problems, speech)
        for question in questions:
            ask(question, asking)
        with st.container(horizontal=True):
            onward = _("Save and go to the overview") if visit.reviewing else _("Next")
            st.form_submit_button(onward, type="primary", on_click=go_on, key="next")
            if not visit.reviewing:
                st.form_submit_button(_("Back"), on_click=go_back, key="back")


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


def _problem_summary(asked: AskedWave, problems: dict[str, str], speech: Speech) -> None:
    if not problems:
        return
    lines = Markup("").join(
        Markup('<li><a href="#q-{}">{}</a>: {}</li>').format(
            item, marked(asked.survey.question_of_item[item].text_of(item), speech), sentence
        )
        for item, sentence in problems.items()
    )
    st.html(
        Markup('<div class="summary" role="alert"><h2>{}</h2><p>{}</p><ul>{}</ul></div>').format(
            speech.gettext("Please check"),
            speech.gettext("Everything you entered is still here."),
            lines,
        )
    )


def _review(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    _, route = speech.gettext, visit.route
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
    _problem_summary(asked, _sentences(route, None, speech) if visit.checking else {}, speech)
    st.html(Markup("<p>{}</p>").format(_("Nothing is stored yet. This is what will be sent:")))
    for section in route.sections():
        st.html(_answers(route, section, speech))
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


def _answers(route: Route, section: Section, speech: Speech) -> Markup:
    lines = Markup("").join(
        Markup('<dt id="q-{}">{}</dt><dd>{}</dd>').format(
            item,
            marked(question.text_of(item), speech),
            answer_in_words(question, item, route.answers[item], speech)
            if item in route.answers
            else Markup("<i>{}</i>").format(speech.gettext("Not answered")),
        )
        for question in route.questions(section)
        for item in question.item_ids
        if item != question.other_item or item in route.answers
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
    submission = Submission(visit.entered, visit.nonce, Circumstances(speech.tag, Mode.FULL))
    try:
        outcome = session.portal().surveys.send(asked, submission)
    except Unfinished:
        visit.mend()
    except NotOpen:
        visit.finish(Screen.TOO_LATE)
    except StorageUnavailable as error:
        visit.fail(new_incident(error))
    else:
        visit.finish(Screen.TOO_LATE if outcome is Outcome.CLOSED else Screen.THANKS)


def _end(asked: AskedWave, visit: Visit, speech: Speech) -> None:
    _ = speech.gettext
    due = _due(asked, speech)
    if visit.screen is Screen.TOO_LATE:
        frame.heading(_("This survey is closed."), before=marked(asked.survey.title, speech))
        sorry = _("Your answers came too late and were not stored. We are sorry.")
        st.html(Markup("<p>{}</p><p>{}</p>").format(sorry, due))
        return
    host = session.portal().settings.public_address.split("://", 1)[1].rstrip("/")
    frame.heading(_("Thank you"))
    st.html(
        Markup('<p>{}</p><p>{} {} <b dir="ltr">{}</b></p><p>{}</p>').format(
            _(
                "Your answers have arrived. They cannot be traced back to you, so they can no "
                "longer be changed or taken back."
            ),
            due,
            _("You will find them here:"),
            f"{host}/s/{asked.wave.short}",
            _(
                "Your phone or computer may remember that you opened this page. Clear its "
                "history if that could put you at risk."
            ),
        )
    )


def _sentences(route: Route, page: Page | None, speech: Speech) -> dict[str, str]:
    problems = route.problems if page is None else route.problems_in(page)
    questions = route.survey.question_of_item
    return {
        problem.item: problem_sentence(problem, questions[problem.item], speech)
        for problem in problems
    }
