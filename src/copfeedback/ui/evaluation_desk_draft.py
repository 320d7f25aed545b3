"""A pledge that is being written: its sections, what is missing, and registering it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.plain_words import Word, plain
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import Faulty, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import evaluation_telling, session
from copfeedback.ui.desk import WHOLE, Desk, Done, Refused, Sentence
from copfeedback.ui.evaluation_desk_next import (
    ORDER,
    THINGS,
    next_step,
    show_next_step,
    title_of,
    what_of,
    where_of,
)
from copfeedback.ui.evaluation_desk_place import FAULTS, Place, done, onward, way
from copfeedback.ui.evaluation_pledge_form_sections import awaited_sentences
from copfeedback.ui.staff import confirmed


def show_parts(
    place: Place, draft: DraftPledge, speech: Speech, names: Sequence[str] = ORDER
) -> None:
    """The ways to sections, with how much there is of what a pledge has several of."""
    for name in names:
        label = title_of(name, speech)
        if name in THINGS and (count := len(THINGS[name].of(draft))):
            label += f" ({speech.formatting.number(count)})"
        way(place.to(name), label)


def show(place: Place, draft: DraftPledge, desk: Desk, speech: Speech) -> None:
    """Everything on the way to registering it."""
    _, pledging = speech.gettext, session.portal().pledging
    missing = pledging.faults(draft)
    step = next_step(place, draft, missing, speech)
    if step is None:
        show_hints(draft, speech)
        _registering(place, draft, desk, speech)
    else:
        show_next_step(step, place, speech, is_home=True)
    st.html(
        Markup('<h2>{}</h2><p class="hint">{}</p>').format(
            _("What the pledge says"), plain(Word.PLEDGE, speech)
        )
    )
    show_parts(place, draft, speech)
    show_missing(place, missing, draft, speech)
    if step is not None:
        show_hints(draft, speech)
        if not missing:
            _registering(place, draft, desk, speech)
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
    grouped: dict[Place, list[Problem]] = {}
    for problem in missing:
        grouped.setdefault(where_of(place, problem, draft), []).append(problem)
    with st.container(key="missing", gap=None):
        for where in sorted(grouped, key=lambda each: ORDER.index(each.view)):
            _missing(where, grouped[where], draft, speech)


def show_hints(draft: DraftPledge, speech: Speech) -> None:
    """What would make it better; nobody has to follow."""
    hints = [
        *awaited_sentences(draft, speech),
        *(name_of(each, speech) for each in session.portal().pledging.hints(draft)),
    ]
    if hints:
        said = Markup("").join(Markup("<li>{}</li>").format(each) for each in hints)
        st.html(Markup("<h2>{}</h2><ul>{}</ul>").format(speech.gettext("Please consider"), said))


def _missing(where: Place, problems: Sequence[Problem], draft: DraftPledge, speech: Speech) -> None:
    """The way to where something has to be mended, and what it is."""
    label = title_of(where.view, speech)
    if where.about.isdecimal():
        things = THINGS[where.view]
        label += f": {things.called(things.of(draft)[int(where.about)], speech)}"
    said = dict.fromkeys(what_of(each, draft, speech) for each in problems)
    lines = Markup("").join(Markup('<p class="hint">{}</p>').format(each) for each in said)
    with st.container(key=f"row-missing-{where.view}-{where.about}", gap=None):
        way(where, label)
        st.html(lines)


def _registering(place: Place, draft: DraftPledge, desk: Desk, speech: Speech) -> None:
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
    register = partial(desk.attempt, partial(_register, place, draft.version), FAULTS)
    names = partial(evaluation_telling.show, draft, speech)
    confirmed(desk, "register", _("Register"), question, register, speech, names)


def _register(place: Place, version: int, actor: Actor) -> Done:
    try:
        session.portal().pledging.register(actor, place.code, after=version)
    except Faulty:
        raise Refused({WHOLE: Sentence(N_("Something is missing still: see below."))}) from None
    return onward(place.to(), done(N_("It is registered. Everybody can read it now.")))


def _discard(place: Place, version: int, actor: Actor) -> Done:
    session.portal().pledging.discard(actor, place.code, after=version)
    return onward(Place(""), done(N_("It is thrown away.")))
