"""A pledge that is being written: its sections, what is missing, and registering it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.evaluations.wording import name_of
from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Faulty, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Desk, Done, Refused, Sentence
from copfeedback.ui.evaluation_desk_place import FAULTS, Place, done, onward, way
from copfeedback.ui.evaluation_pledge_form import label_of
from copfeedback.ui.evaluation_pledge_form_indicators import INDICATORS
from copfeedback.ui.evaluation_pledge_form_sections import SECTIONS
from copfeedback.ui.evaluation_pledge_form_signers import STAKEHOLDERS
from copfeedback.ui.evaluation_pledge_form_things import (
    RISKS,
    SITES,
    WAVES,
    Things,
)
from copfeedback.ui.staff import confirmed

THINGS: Mapping[str, Things] = {
    each.name: each for each in (WAVES, INDICATORS, SITES, STAKEHOLDERS, RISKS)
}
_ORDER = (
    "programme",
    "independence",
    "due",
    "waves",
    "questions",
    "indicators",
    "sites",
    "stakeholders",
    "risks",
    "openness",
)


def title_of(name: str, speech: Speech) -> str:
    """What a section is called."""
    return speech.gettext(THINGS[name].title if name in THINGS else SECTIONS[name].title)


def show_parts(place: Place, draft: DraftPledge, speech: Speech) -> None:
    """The ways to all sections, with how much there is of what a pledge has several of."""
    for name in _ORDER:
        label = title_of(name, speech)
        if name in THINGS and (count := len(THINGS[name].of(draft))):
            label += f" ({speech.formatting.number(count)})"
        way(place.to(name), label)


def show(place: Place, draft: DraftPledge, desk: Desk, speech: Speech) -> None:
    """Everything on the way to registering it."""
    _, pledging = speech.gettext, session.portal().pledging
    missing = pledging.faults(draft)
    st.html(Markup("<h2>{}</h2>").format(_("What the pledge says")))
    show_parts(place, draft, speech)
    show_missing(place, missing, draft, speech)
    show_hints(draft, speech)
    if not missing:
        _registering(place, draft.version, desk, speech)
    question = _("Throw away what was written?")
    away = partial(desk.attempt, partial(_discard, place, draft.version), FAULTS)
    confirmed(desk, "discard", _("Throw it away"), question, away, speech)


def show_missing(
    place: Place, missing: Sequence[Problem], draft: DraftPledge, speech: Speech
) -> None:
    """What has to be mended, each with the way to where; nothing where nothing has."""
    _ = speech.gettext
    if not missing:
        return
    st.html(
        Markup("<h2>{}</h2><p>{}</p>").format(
            _("What is missing"), _("Before it can be public, these have to be mended:")
        )
    )
    with st.container(key="missing", gap=None):
        for at, problem in enumerate(missing):
            _missing(place, at, problem, draft, speech)


def show_hints(draft: DraftPledge, speech: Speech) -> None:
    """What would make it better; nobody has to follow."""
    hints = session.portal().pledging.hints(draft)
    if hints:
        said = Markup("").join(
            Markup("<li>{}</li>").format(name_of(each, speech)) for each in hints
        )
        st.html(Markup("<h2>{}</h2><ul>{}</ul>").format(speech.gettext("Please consider"), said))


def section_of(field: str) -> str:
    """The section in which a field of a pledge is written."""
    first = field.partition(".")[0]
    if first in THINGS:
        return first
    return next((name for name, each in SECTIONS.items() if first in each.fields), "programme")


def _missing(place: Place, at: int, problem: Problem, draft: DraftPledge, speech: Speech) -> None:
    """The way to where something has to be mended, and what it is."""
    section = section_of(problem.field)
    label, about = title_of(section, speech), ""
    if section in THINGS:
        things = THINGS[section].of(draft)
        which = problem.field.partition(".")[2].partition(".")[0]
        if which.isdecimal() and int(which) < len(things):
            about = which
            label += f": {THINGS[section].called(things[int(which)], speech)}"
    field = label_of(problem.field, speech)
    with st.container(key=f"row-missing-{at}", gap=None):
        way(place.to(section, about), label)
        st.html(
            Markup('<p class="hint">{}{}</p>').format(
                f"{field}: " if field else "", fault_sentence(problem, speech)
            )
        )


def _registering(place: Place, version: int, desk: Desk, speech: Speech) -> None:
    _ = speech.gettext
    st.html(
        Markup("<h2>{}</h2><p>{}</p>").format(
            _("Register it"),
            _(
                "From then on everybody can read it, and it stays for ever. It can be changed only "
                "in public, with a reason."
            ),
        )
    )
    question = _("Register this evaluation? It will be public at once, and for ever.")
    register = partial(desk.attempt, partial(_register, place, version), FAULTS)
    confirmed(desk, "register", _("Register"), question, register, speech)


def _register(place: Place, version: int, actor: Actor) -> Done:
    try:
        session.portal().pledging.register(actor, place.code, after=version)
    except Faulty:
        raise Refused({WHOLE: Sentence(N_("Something is missing still: see below."))}) from None
    return onward(place.to(), done(N_("It is registered. Everybody can read it now.")))


def _discard(place: Place, version: int, actor: Actor) -> Done:
    session.portal().pledging.discard(actor, place.code, after=version)
    return onward(Place(""), done(N_("It is thrown away.")))
