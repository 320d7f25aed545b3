"""Waves in lists, and what to say of one that takes no answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import Release
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.wave_model import NextRound
from copfeedback.surveys.wave_wording import promise
from copfeedback.ui import frame, session
from copfeedback.ui.pages import SURVEY, page_file
from copfeedback.ui.survey import WAVE
from copfeedback.ui.texts import as_label, marked, words


def list_open(waves: Sequence[AskedWave], speech: Speech) -> None:
    """The surveys that can be answered now, each with the way to it."""
    _ = speech.gettext
    if not waves:
        st.html(Markup("<p>{}</p>").format(_("No survey is open at the moment.")))
    for asked in waves:
        minutes = speech.ngettext(
            "About %(minutes)s minute.", "About %(minutes)s minutes.", asked.survey.minutes
        ) % {"minutes": speech.formatting.number(asked.survey.minutes)}
        until = _("Open until %(day)s.") % {"day": speech.formatting.date(asked.wave.closes)}
        with st.container(border=True, gap="xsmall"):
            st.html(
                Markup("<h3>{}</h3><p>{}. {} {}</p>").format(
                    marked(asked.survey.title, speech),
                    marked(asked.wave.name, speech),
                    minutes,
                    until,
                )
            )
            st.page_link(
                page_file(SURVEY),
                label=_("Answer: %(survey)s")
                % {"survey": as_label(words(asked.survey.title, speech))},
                query_params={WAVE: asked.wave.id},
            )


def list_planned(waves: Sequence[AskedWave], speech: Speech) -> None:
    """The surveys that open later."""
    if not waves:
        return
    lines = Markup("").join(
        Markup("<li>{} – {}. {}</li>").format(
            marked(asked.survey.title, speech),
            marked(asked.wave.name, speech),
            speech.gettext("Opens on %(day)s.") % {"day": speech.formatting.date(asked.wave.opens)},
        )
        for asked in waves
    )
    title = speech.gettext("Surveys that open later")
    st.html(Markup("<h2>{}</h2><ul>{}</ul>").format(title, lines))


def list_promised(promised: Sequence[tuple[AskedWave, NextRound]], speech: Speech) -> None:
    """The surveys that come again, each with the day it is promised for."""
    if not promised:
        return
    lines = Markup("").join(
        Markup("<li>{}. {}</li>").format(
            marked(asked.survey.title, speech), promise(next_round, speech)
        )
        for asked, next_round in promised
    )
    title = speech.gettext("Surveys that come again")
    st.html(Markup("<h2>{}</h2><ul>{}</ul>").format(title, lines))


def tell_not_open(asked: AskedWave, *, planned: bool, speech: Speech) -> None:
    """Why a wave takes no answers, and when it did or will."""
    _, day = speech.gettext, speech.formatting.date
    ended = asked.wave.closed_on or asked.wave.closes
    frame.heading(marked(asked.survey.title, speech), before=marked(asked.wave.name, speech))
    if planned:
        lines = [
            _("This survey is not open yet."),
            _("It opens on %(day)s.") % {"day": day(asked.wave.opens)},
        ]
    else:
        lines = [
            _("This survey is closed."),
            _("It was open until %(day)s.") % {"day": day(ended)},
        ]
        if session.portal().surveys.today() <= asked.wave.results_due:
            due = day(asked.wave.results_due)
            lines.append(_("The results are promised for %(day)s.") % {"day": due})
        lines.append(
            Markup('<a href="./{}/results/{}">{}</a>').format(
                speech.tag, asked.wave.id, _("Results of this survey")
            )
        )
    st.html(Markup("<p>{}</p>").format(Markup(" ").join(lines)))


def tell_another_way(asked: AskedWave, speech: Speech) -> None:
    """A wave is not answered at the full door; how else it is."""
    _, modes = speech.gettext, asked.wave.plan.modes
    frame.heading(marked(asked.survey.title, speech), before=marked(asked.wave.name, speech))
    link = Markup('<a href="./{}/{}/{}">{}</a>')
    ways = [
        link.format(speech.tag, place, asked.wave.id, sentence)
        for mode, place, sentence in (
            (Mode.LIGHT, "surveys", _("Answer it here")),
            (Mode.ASSISTED, "assisted", _("Answer with help")),
        )
        if mode in modes
    ]
    if Mode.PAPER in modes:
        ways.append(escape(_("It is answered on paper. Ask those who run it for a form.")))
    lines = Markup("").join(Markup("<li>{}</li>").format(way) for way in ways)
    st.html(
        Markup("<p>{}</p><ul>{}</ul>").format(_("This survey is not answered in this way."), lines)
    )


def list_results(
    waves: Sequence[tuple[AskedWave, Release | None]], today: date, speech: Speech
) -> None:
    """The surveys that are over, each with the day its results came or are promised for."""
    if not waves:
        st.html(Markup("<p>{}</p>").format(speech.gettext("No survey has ended yet.")))
        return
    lines = Markup("").join(
        Markup("<li>{}. {}</li>").format(
            _way_to_results(asked, release, speech),
            _when_published(asked.wave.results_due, release, today, speech),
        )
        for asked, release in waves
    )
    st.html(Markup("<ul>{}</ul>").format(lines))


def _way_to_results(asked: AskedWave, release: Release | None, speech: Speech) -> Markup:
    """The names of a survey and its wave; a link where there are results."""
    name = Markup("{} – {}").format(
        marked(asked.survey.title, speech), marked(asked.wave.name, speech)
    )
    if release is None:
        return name
    return Markup('<a href="./results?wave={}&amp;lang={}">{}</a>').format(
        asked.wave.id, speech.tag, name
    )


def _when_published(due: date, release: Release | None, today: date, speech: Speech) -> str:
    _, day = speech.gettext, speech.formatting.date
    if release is not None:
        return _("Results published on %(day)s.") % {"day": day(max(due, release.built_on))}
    if today > due:
        return _("The results were promised for %(day)s and are overdue.") % {"day": day(due)}
    return _("Results promised for %(day)s.") % {"day": day(due)}
