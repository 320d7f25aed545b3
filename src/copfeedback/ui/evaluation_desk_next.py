"""The one next step of a pledge that is being written, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.model import Criterion
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.evaluations.pledge_hints import Hint
from copfeedback.evaluations.wording import name_of
from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Fault, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.ui.evaluation_desk_place import NEW, Place, way
from copfeedback.ui.evaluation_pledge_form import label_of
from copfeedback.ui.evaluation_pledge_form_indicators import INDICATORS
from copfeedback.ui.evaluation_pledge_form_sections import SECTIONS
from copfeedback.ui.evaluation_pledge_form_signers import STAKEHOLDERS
from copfeedback.ui.evaluation_pledge_form_things import RISKS, SITES, WAVES, Things

THINGS: Mapping[str, Things] = {
    each.name: each for each in (WAVES, INDICATORS, SITES, STAKEHOLDERS, RISKS)
}
ORDER = (
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
_MAY_BE_EMPTY: Mapping[str, tuple[Hint, Callable[[DraftPledge], object]]] = {
    "sites": (Hint.NO_CONTROL, lambda draft: draft.sites),
    "stakeholders": (Hint.FEW_STAKEHOLDERS, lambda draft: draft.stakeholders),
    "risks": (Hint.NO_RISKS, lambda draft: draft.risks),
    "openness": (Hint.NOBODY_CONSULTED, lambda draft: draft.consulted or draft.held_back),
}
"""Sections without which a pledge can be registered, why they are there, and what is in them."""
_WHAT_IS_MISSING: Mapping[str, str] = {
    "waves": N_("Add days from before and from the end, to compare."),
    "sites": N_("Add a place with the programme and one without it, to compare."),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where to go on, and ``why``; ``must`` tells whether nothing can be registered before."""

    place: Place
    why: tuple[str, ...]
    must: bool


def next_step(
    place: Place, draft: DraftPledge, missing: Sequence[Problem], speech: Speech
) -> NextStep | None:
    """What is to be filled in next; None where the pledge has but to be registered."""
    wanted: dict[str, NextStep] = {}
    for problem in missing:
        before = wanted.get(section_of(problem.field))
        where = before.place if before else where_of(place, problem, draft)
        if before is None or where == where_of(place, problem, draft):
            why = (*(before.why if before else ()), what_of(problem, draft, speech))
            wanted[where.view] = NextStep(where, tuple(dict.fromkeys(why)), must=True)
    if not wanted:
        for name, (hint, content) in _MAY_BE_EMPTY.items():
            if not content(draft):
                where = _new(place, name)
                wanted[name] = NextStep(where, (name_of(hint, speech),), must=False)
    return min(wanted.values(), key=lambda each: ORDER.index(each.place.view), default=None)


def show_next_step(
    step: NextStep | None, home: Place, speech: Speech, *, is_home: bool = False
) -> None:
    """The way to go on, with why, and ``home``, where it is registered, unless this is there."""
    _ = speech.gettext
    with st.container(key=f"next-step-{home.code}", gap=None):
        st.html(Markup("<p><b>{}</b></p>").format(_("Next step")))
        if step is not None:
            section = title_of(step.place.view, speech)
            way(step.place, _("Fill in: %(section)s") % {"section": section})
            lines = [*step.why]
            if not step.must:
                lines.append(_("It can be registered without this."))
            hint = Markup('<p class="hint">{}</p>')
            st.html(Markup("").join(hint.format(each) for each in lines))
        if not is_home and (step is None or not step.must):
            way(home, _("Register it"))


def title_of(name: str, speech: Speech) -> str:
    """What a section is called."""
    return speech.gettext(THINGS[name].title if name in THINGS else SECTIONS[name].title)


def section_of(field: str) -> str:
    """The section in which a field of a pledge is written."""
    first = field.partition(".")[0]
    if first in THINGS:
        return first
    return next((name for name, each in SECTIONS.items() if first in each.fields), "programme")


def where_of(place: Place, problem: Problem, draft: DraftPledge) -> Place:
    """Where something has to be mended: a section, one of the things in it, or a new one."""
    section = section_of(problem.field)
    which = problem.field.partition(".")[2].partition(".")[0]
    if section in THINGS and which.isdecimal() and int(which) < len(THINGS[section].of(draft)):
        return place.to(section, which)
    if problem.fault is Fault.MISSING:
        return _new(place, section)
    return place.to(section)


def what_of(problem: Problem, draft: DraftPledge, speech: Speech) -> str:
    """What is wrong, with the name of its field."""
    first, _dot, rest = problem.field.partition(".")
    if problem.field in THINGS and problem.fault is Fault.MISSING:
        told = _WHAT_IS_MISSING.get(first) if THINGS[first].of(draft) else None
        return speech.gettext(told or N_("Add at least one."))
    said = fault_sentence(problem, speech)
    field = label_of(problem.field, speech)
    if first == "questions" and rest:
        field = name_of(Criterion(rest), speech)
    return f"{field}: {said}" if field else said


def _new(place: Place, section: str) -> Place:
    """The form of a section; for what a pledge has several of, that of one more."""
    return place.to(section, NEW if section in THINGS else "")
