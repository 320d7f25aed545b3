"""The sections of a pledge that are one form each: what its fields are, and reading them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.model import Criterion, Independence, Timing
from copfeedback.evaluations.plain_words import plain
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.ui import session
from copfeedback.ui.evaluation_pledge_form import PledgeFields
from copfeedback.ui.texts import words

_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a pledge that is saved at once; ``fields`` are those of a pledge it writes.

    ``has_words`` tells whether anything in it has languages.
    """

    title: str
    fields: tuple[str, ...]
    show: Callable[[PledgeFields, DraftPledge], None]
    read: Callable[[PledgeFields, DraftPledge, list[Problem]], DraftPledge]
    has_words: bool = True


def _show_programme(form: PledgeFields, seen: DraftPledge) -> None:
    _ = form.speech.gettext
    form.words("title", seen.title)
    hint = _("What is done, where, for whom, and what it is meant to change.")
    form.words("about", seen.about, hint=hint, long=True)
    form.day("began", seen.began)
    form.words("commissioner", seen.commissioner)
    hint = _("Its staff answer the recommendations here.")
    form.choice(
        "commissioner_organisation",
        organisations(form),
        str(seen.commissioner_organisation or ""),
        hint=hint,
    )
    form.choice("timing", form.names_of(Timing, may_be_open=True), seen.timing or "")
    plans = plans_to_choose(form)
    if plans:
        form.choice("plan", {"": _("Nothing chosen"), **plans}, seen.plan or "")
    form.words("resources", seen.resources, long=True)


def _read_programme(form: PledgeFields, seen: DraftPledge, problems: list[Problem]) -> DraftPledge:
    return replace(
        seen,
        title=form.typed_words("title", seen.title),
        about=form.typed_words("about", seen.about),
        began=form.typed_day("began", problems),
        commissioner=form.typed_words("commissioner", seen.commissioner),
        commissioner_organisation=chosen_number(form.typed("commissioner_organisation")),
        timing=form.typed_one_of(Timing, "timing"),
        plan=form.typed("plan") or None if form.form.typed("plan") is not None else seen.plan,
        resources=form.typed_words("resources", seen.resources),
    )


def _show_independence(form: PledgeFields, seen: DraftPledge) -> None:
    form.words("evaluator", seen.evaluator)
    if form.is_change:
        hint = form.speech.gettext("Its staff go on with the evaluation.")
        now = str(seen.organisation or "")
        form.choice("evaluator_organisation", organisations(form), now, hint=hint)
    options = form.names_of(Independence, may_be_open=True)
    form.choice("independence", options, seen.independence or "")


def _read_independence(
    form: PledgeFields, seen: DraftPledge, _problems: list[Problem]
) -> DraftPledge:
    return replace(
        seen,
        evaluator=form.typed_words("evaluator", seen.evaluator),
        organisation=chosen_number(form.typed("evaluator_organisation"))
        if form.is_change
        else seen.organisation,
        independence=form.typed_one_of(Independence, "independence"),
    )


def _show_due(form: PledgeFields, seen: DraftPledge) -> None:
    _ = form.speech.gettext
    hint = _(
        "By the end of this day everybody will be able to read the results, whatever they show. "
        "After that the evaluation counts as overdue."
    )
    form.day("due", seen.due, hint=hint)
    told = Markup("").join(
        Markup('<p class="hint">{}</p>').format(each)
        for each in awaited_sentences(replace(seen, due=None), form.speech)
    )
    if told:
        st.html(told)


def _read_due(form: PledgeFields, seen: DraftPledge, problems: list[Problem]) -> DraftPledge:
    return replace(seen, due=form.typed_day("due", problems))


def _show_questions(form: PledgeFields, seen: DraftPledge) -> None:
    asked = seen.questions
    for each in Criterion:
        label, hint = name_of(each, form.speech), plain(each, form.speech)
        form.words(f"questions.{each}", asked.get(each), label=label, hint=hint, long=True)


def _read_questions(form: PledgeFields, seen: DraftPledge, _problems: list[Problem]) -> DraftPledge:
    asked = seen.questions
    typed = {each: form.typed_words(f"questions.{each}", asked.get(each)) for each in Criterion}
    return replace(seen, questions={each: text for each, text in typed.items() if text})


def _show_openness(form: PledgeFields, seen: DraftPledge) -> None:
    _ = form.speech.gettext
    hint = _("Who was asked, and what that changed.")
    form.words("consulted", seen.consulted, hint=hint, long=True)
    hint = _("And why. Leave it empty if everything is published.")
    form.words("held_back", seen.held_back, hint=hint, long=True)


def _read_openness(form: PledgeFields, seen: DraftPledge, _problems: list[Problem]) -> DraftPledge:
    return replace(
        seen,
        consulted=form.typed_words("consulted", seen.consulted),
        held_back=form.typed_words("held_back", seen.held_back),
    )


SECTIONS: Mapping[str, Section] = {
    "programme": Section(
        N_("The programme"),
        (
            "title",
            "about",
            "began",
            "commissioner",
            "commissioner_organisation",
            "timing",
            "plan",
            "resources",
        ),
        _show_programme,
        _read_programme,
    ),
    "independence": Section(
        N_("Who evaluates"),
        ("evaluator", "independence", "organisation"),
        _show_independence,
        _read_independence,
    ),
    "due": Section(
        N_("When results are promised"), ("due",), _show_due, _read_due, has_words=False
    ),
    "questions": Section(N_("What is asked"), ("questions",), _show_questions, _read_questions),
    "openness": Section(
        N_("Who was consulted, and what is held back"),
        ("consulted", "held_back"),
        _show_openness,
        _read_openness,
    ),
}


def awaited_sentences(draft: DraftPledge, speech: Speech) -> list[str]:
    """Which figures are not there yet when results are due, each with the day on which they are."""
    _, day = speech.gettext, speech.formatting.date
    return [
        _(
            "%(names)s: the figures from %(first)s to %(last)s count at the end. They can be read "
            "from %(day)s on; with results due earlier, this is not measured."
        )
        % {
            "names": speech.formatting.listing([words(name, speech) for name in each.names]),
            "first": day(each.begins),
            "last": day(each.ends),
            "day": day(each.due),
        }
        for each in session.portal().pledging.awaited(draft)
    ]


def organisations(form: PledgeFields) -> dict[str, str]:
    """The organisations that take part, by id, and none of them."""
    there = session.portal().organisations.all()
    named = {str(each.id): each.name for each in there if each.active}
    return {"": form.speech.gettext("None"), **named}


def plans_to_choose(form: PledgeFields) -> dict[str, str]:
    """The plans that are public, by code."""
    found = session.portal().plans.public()
    return {each.code: f"{words(each.title, form.speech)} ({each.code})" for each in found}


def chosen_number(text: str) -> int | None:
    """An id that was chosen; None for nothing."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None
