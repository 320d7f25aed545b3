"""The fields in which a pledge is written: a section at a time, each text in every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeVar

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.plain_words import explained
from copfeedback.evaluations.wording import name_of
from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Fault, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.ui import session
from copfeedback.ui.desk import Desk, Refused, Said, Worded
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.staff import Form, read_day

_DIGITS = 9
_DECIMAL_SIGNS = str.maketrans({",": ".", "٫": "."})
_LABELS: Mapping[str, str] = {
    "code": N_("Code, which never changes"),
    "title": N_("Title"),
    "about": N_("What it is for"),
    "began": N_("The programme began on"),
    "commissioner": N_("Who runs the programme"),
    "commissioner_organisation": N_("Its organisation on this site"),
    "timing": N_("Interim or final"),
    "plan": N_("Plan it belongs to"),
    "resources": N_("What it costs"),
    "evaluator": N_("Who evaluates"),
    "evaluator_organisation": N_("Its organisation on this site"),
    "independence": N_("How independent they are"),
    "due": N_("Results are promised for"),
    "consulted": N_("Who was consulted"),
    "held_back": N_("What will be held back"),
    "role": N_("What they are for"),
    "wave": N_("Survey on this site"),
    "opens": N_("First day"),
    "closes": N_("Last day"),
    "existing": N_("It was gathered already, and is known: an existing baseline"),
    "sector": N_("Sector"),
    "arm": N_("Pilot or control"),
    "mixed": N_("How mixed the people are who live there"),
    "conflict": N_("How much conflict there is"),
    "crime": N_("How much crime there is"),
    "why": N_("Why it was chosen"),
    "office": N_("Office"),
    "signer": N_("Who signs on this site"),
    "what": N_("What can go wrong"),
    "answer": N_("What is done about it"),
    "owner": N_("Whose task that is"),
    "name": N_("Name"),
    "criterion": N_("Which question it answers"),
    "kind": N_("What is looked at"),
    "series": N_("Published series"),
    "definition": N_("What it means"),
    "unit": N_("Unit"),
    "source": N_("Where it comes from"),
    "design": N_("What is compared"),
    "direction": N_("Which way it should go"),
    "least": N_("Smallest change that counts"),
    "success": N_("What counts as success"),
    "looked_for": N_("What would be a finding"),
    "evidence": N_("What it will rest on"),
    "method": N_("How it is found out"),
    "reason": N_("Reason"),
    "data_seen": N_("Which data had been seen"),
}
_OPTIONAL = frozenset(
    {
        "began",
        "commissioner_organisation",
        "plan",
        "resources",
        "consulted",
        "mixed",
        "conflict",
        "crime",
        "why",
    }
)
"""Without these a pledge can be registered, too."""
_Value = TypeVar("_Value", bound=StrEnum)


@dataclass
class PledgeFields:
    """The form of a section, or of one thing in it.

    ``is_change`` says that what is written changes a pledge that was made. ``names`` are what its
    fields are called, ``local`` those that have languages.
    """

    form: Form
    is_change: bool = False
    names: dict[str, str] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)

    @classmethod
    def at(cls, desk: Desk, speech: Speech, *, is_change: bool = False) -> PledgeFields:
        """The form of a place."""
        return cls(Form(desk, speech), is_change)

    @property
    def speech(self) -> Speech:
        """The reader's language."""
        return self.form.speech

    @property
    def texts(self) -> LocalTexts:
        """Where the fields with languages come from."""
        return LocalTexts(self.form)

    def heading(self, text: str) -> None:
        """A heading between fields."""
        st.html(Markup("<h2>{}</h2>").format(text))

    def words(
        self,
        name: str,
        value: Translations | None,
        *,
        hint: str = "",
        label: str = "",
        long: bool = False,
        optional: bool = False,
    ) -> None:
        """A text, in the language that is chosen."""
        self.local.add(name)
        hint = self._hint(name, hint, optional=optional)
        self.texts.line(name, self._named(name, label), value, hint=hint, long=long)

    def day(self, name: str, value: date | None, *, hint: str = "") -> None:
        """A day."""
        written = self.speech.gettext("As year-month-day, such as 2026-02-28.")
        value_ = value.isoformat() if value else ""
        self.from_left(name, value_, hint=" ".join(filter(None, (hint, written))))

    def from_left(self, name: str, value: str = "", *, hint: str = "") -> None:
        """A line that is written from left to right in every language."""
        with st.container(key=f"text-ltr-{name.replace('.', '-')}"):
            self.form.text(name, self._named(name), value, hint=self._hint(name, hint))

    def choice(
        self, name: str, options: Mapping[str, str], value: str = "", *, hint: str = ""
    ) -> str:
        """One of several, by code."""
        hint = self._hint(name, hint)
        return self.form.choice(name, self._named(name), options, value, hint=hint)

    def names_of(self, values: Iterable[StrEnum], *, may_be_open: bool = False) -> dict[str, str]:
        """The options of a choice, with one for nothing where it ``may_be_open``."""
        nothing = {"": self.speech.gettext("Nothing chosen")} if may_be_open else {}
        return nothing | {str(each): name_of(each, self.speech) for each in values}

    def meaning(self, values: Iterable[StrEnum]) -> str:
        """What words mean that can be chosen, in a hint."""
        return " ".join(f"{name}: {said}" for name, said in explained(values, self.speech))

    def tick(self, name: str, label: str, *, value: bool) -> bool:
        """Something that is so or not."""
        return self.form.tick(name, label, value=value)

    def typed(self, name: str) -> str:
        """What stands in a field when a button is pressed."""
        return str(self.form.typed(name) or "").strip()

    def ticked(self, name: str) -> bool:
        """Whether something is ticked when a button is pressed."""
        return bool(self.form.typed(name))

    def typed_words(self, name: str, before: Translations | None) -> Translations | None:
        """A text in all languages."""
        return self.texts.read(name, before)

    def typed_day(self, name: str, problems: list[Problem]) -> date | None:
        """A day; None where nothing was written, or nothing that is one."""
        try:
            return read_day(self.typed(name))
        except ValueError:
            problems.append(Problem(name, Fault.DATE))
            return None

    def typed_number(self, name: str, problems: list[Problem]) -> float | None:
        """A number that is not negative, in the digits of any script; None where there is none."""
        typed = self.typed(name).translate(_DECIMAL_SIGNS)
        if not typed:
            return None
        whole, _dot, part = typed.partition(".")
        if (whole + part).isdecimal() and len(typed) <= _DIGITS:
            return float(typed)
        problems.append(Problem(name, Fault.AMOUNT))
        return None

    def typed_one_of(self, kind: type[_Value], name: str) -> _Value | None:
        """What was chosen; None for nothing."""
        typed = self.typed(name)
        return kind(typed) if typed else None

    def refused(self, problems: Iterable[Problem]) -> Refused:
        """What is wrong, each beside its field; turns to the language in which something is."""
        languages = session.portal().catalogues.languages
        now = str(self.form.desk.entered.get("language", self.speech.tag))
        told: dict[str, Said] = {}
        for problem in problems:
            place, _dot, tag = problem.field.rpartition(".")
            if place in self.local and tag in languages:
                self.texts.show_language(tag)
                where, known = problem.field, place
            else:
                known = problem.field
                where = f"{known}.{now}" if known in self.local else known
            called = self.names.get(known) or label_of(known, self.speech)
            told.setdefault(where, Worded(partial(_with_name, called, problem)))
        return Refused(told)

    def _hint(self, name: str, hint: str, *, optional: bool = False) -> str:
        """A hint, after the word that says where nothing has to be entered."""
        if optional or name in _OPTIONAL:
            hint = (self.speech.gettext("Optional.") + f" {hint}").strip()
        return hint

    def _named(self, name: str, label: str = "") -> str:
        self.names[name] = label or label_of(name, self.speech)
        return self.names[name]


def label_of(field: str, speech: Speech) -> str:
    """What a field of a pledge is called, such as ``waves.0.opens``; nothing for a whole thing."""
    known = _LABELS.get(field.rpartition(".")[2])
    return speech.gettext(known) if known else ""


def _with_name(called: str, problem: Problem, speech: Speech) -> str:
    said = fault_sentence(problem, speech)
    return f"{called}: {said}" if called else said
