"""The screens of a survey: introduction, a page at a time, review, thank-you."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import Speech
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.wave_wording import labels, promise
from copfeedback.surveys.wording import freedom
from copfeedback.ui import admission, frame, session
from copfeedback.ui.survey_page import show_page
from copfeedback.ui.survey_review import show_review
from copfeedback.ui.texts import marked
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
    route = visit.route
    if visit.screen is Screen.PAGE and (page := visit.page(route)) is not None:
        show_page(asked, visit, route, page, speech)
    elif visit.screen in {Screen.PAGE, Screen.REVIEW}:
        show_review(asked, visit, route, speech)
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
    portal = session.portal()
    portal.reviews.keep_fresh()
    notes = labels(asked, speech) + portal.translation_notes(asked, speech)
    frame.heading(
        marked(survey.title, speech),
        before=Markup("{}. {}").format(marked(wave.name, speech), until),
    )
    st.html(
        Markup("{}<p>{}</p><p>{} {}</p>").format(
            Markup("").join(Markup('<p class="note">{}</p>').format(told) for told in notes),
            marked(survey.introduction, speech) if survey.introduction else "",
            takes,
            freedom(survey, speech),
        )
    )
    admission.start(asked, visit, speech)
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
    if (next_round := session.portal().surveys.next_round(asked)) is not None:
        behind.insert(-1, (_("When it is asked again"), escape(promise(next_round, speech))))
    promises = [
        _("You answer without a name. Nothing is stored before you press “Send” at the end."),
        _("We keep your answers, the week, the language and the way you answered. Nothing else."),
        _("What you write in your own words is kept apart from your other answers."),
        _(
            "You can go on another time: press “Go on another time” and write down the number you "
            "get."
        ),
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
