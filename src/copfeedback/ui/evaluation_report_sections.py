"""The parts of a report that are texts: the summary, the answers, how it was found out, advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from copfeedback.evaluations.events import Amended, Registered
from copfeedback.evaluations.model import Criterion
from copfeedback.evaluations.report_draft import DraftReport
from copfeedback.evaluations.report_model import Decision
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.ui.desk import Done
from copfeedback.ui.evaluation_answers_fields import Fields
from copfeedback.ui.evaluation_desk_place import FAULTS
from copfeedback.ui.evaluation_report_place import Written, keep, label_of, seen, show_theirs
from copfeedback.ui.forum_lines import words_of
from copfeedback.ui.staff import button


@dataclass(frozen=True, slots=True)
class Section:
    """A part that is saved at once; ``fields`` are those of a report, with what helps to fill in.

    ``hints`` are by field.
    """

    title: str
    fields: tuple[str, ...]
    hints: Mapping[str, str]


SECTIONS: Mapping[str, Section] = {
    "summary": Section(
        N_("Summary"),
        ("summary", "easy"),
        {
            "summary": N_("Say first what did not improve. How many did stands above this anyway."),
            "easy": N_("Short sentences, for people who read little."),
        },
    ),
    "answers": Section(N_("Answers to what was asked"), ("answers",), {}),
    "method": Section(
        N_("Method and limits"),
        ("method", "limits", "unintended", "withheld", "resources"),
        {
            "limits": N_("What readers might think it shows, and it does not."),
            "unintended": N_("What nobody meant to change, for better or worse."),
            "withheld": N_("And why."),
        },
    ),
    "decision": Section(N_("What is advised"), ("decision", "decision_why"), {}),
    "changed": Section(N_("What changed since the version before"), ("changed",), {}),
}


def show(written: Written, form: Fields) -> None:
    """The form of a section."""
    section, speech = SECTIONS[written.about], form.speech
    before = seen(form, written.draft)
    show_theirs(form, {name: getattr(before, name) for name in section.fields})
    form.texts.choose_language()
    for name in section.fields:
        if name == "answers":
            _show_answers(written, before, form)
        elif name == "decision":
            options = {"": speech.gettext("Nothing chosen"), **form.names_of(Decision)}
            form.choice(name, label_of(name, speech), options, before.decision or "")
        else:
            hint = section.hints.get(name, "")
            hint = speech.gettext(hint) if hint else ""
            value = getattr(before, name)
            form.words(name, label_of(name, speech), value, hint=hint, long=True)
    save = partial(_save, written, form)
    button(form.desk, "save", speech.gettext("Save"), save, FAULTS, primary=True)


def _questions(written: Written) -> dict[Criterion, Translations]:
    """What any version of the pledge asked about each criterion, as it was asked last."""
    said = [event.said for event in written.evaluation.events]
    pledges = [each.pledge for each in said if isinstance(each, Registered | Amended)]
    found = {key: text for pledge in pledges for key, text in pledge.questions.items()}
    return {each: found[each] for each in Criterion if each in found}


def _show_answers(written: Written, before: DraftReport, form: Fields) -> None:
    for each, question in _questions(written).items():
        name = name_of(each, form.speech)
        st.html(words_of(question, form.speech, name))
        form.words(f"answers.{each}", name, before.answers.get(each), long=True)


def _save(written: Written, form: Fields, actor: Actor) -> Done:
    section, before = SECTIONS[written.about], form.desk.entered["before"]
    mine = {name: _typed(name, written, before, form) for name in section.fields}

    def part(report: DraftReport) -> dict[str, Any]:
        return {name: getattr(report, name) for name in section.fields}

    return keep(written, form, actor, part, mine, lambda now: replace(now, **mine))


def _typed(name: str, written: Written, before: DraftReport, form: Fields) -> Any:
    if name == "decision":
        chosen = form.typed(name)
        return Decision(chosen) if chosen else None
    if name != "answers":
        return form.typed_words(name, getattr(before, name))
    answers: dict[str, Translations] = dict(before.answers)
    for each in _questions(written):
        words = form.typed_words(f"answers.{each}", answers.pop(each.value, None))
        if words is not None:
            answers[each.value] = words
    return answers


def title_of(name: str, speech: Speech) -> str:
    """What a section is called."""
    return speech.gettext(SECTIONS[name].title)
