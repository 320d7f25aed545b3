"""Fields of the chair's desk at the full door: a text in each language the forum works in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.i18n.translations import Translations
from copfeedback.ui import session
from copfeedback.ui.desk import Desk, Refused, Said, Worded
from copfeedback.ui.staff import Form, read_day

_MOST_DIGITS = 9


@dataclass
class Fields:
    """A form of the desk. ``names`` are what its fields are called, ``local`` those in languages.

    ``languages`` are the tags of those that the forum works in.
    """

    form: Form
    languages: Collection[str]
    names: dict[str, str] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)

    @classmethod
    def at(cls, desk: Desk, languages: Collection[str], speech: Speech) -> Fields:
        """The form of a page."""
        return cls(Form(desk, speech), languages)

    @property
    def speech(self) -> Speech:
        """The reader's language."""
        return self.form.speech

    def line(self, name: str, label: str, value: str = "", *, hint: str = "") -> None:
        """A line of text."""
        self.form.text(name, self._named(name, label), value, hint=hint)

    def from_left(self, name: str, label: str, value: str = "", *, hint: str = "") -> None:
        """A line that is written from left to right in every language, such as a day."""
        with st.container(key=f"text-ltr-{name.replace('.', '-')}"):
            self.line(name, label, value, hint=hint)

    def day(self, name: str, label: str, value: date | None = None, *, more: str = "") -> None:
        """A day."""
        as_year_month_label = self.speech.gettext("As year-month-day, such as 2026-02-28.")
        hint = f"{as_year_month_label} {more}".strip()
        self.from_left(name, label, value.isoformat() if value else "", hint=hint)

    def texts(
        self,
        name: str,
        label: str,
        value: Mapping[str, str] | None = None,
        *,
        hint: str = "",
        long: bool = False,
    ) -> None:
        """A text in each language, one below the other."""
        self.local.add(name)
        self._named(name, label)
        known = session.portal().catalogues.languages
        for tag in self.languages:
            written = self.form.long_text if long else self.form.text
            direction = known[tag].direction if tag in known else "ltr"
            with st.container(key=f"text-{direction}-{name.replace('.', '-')}-{tag}"):
                called = f"{label} ({language_name(tag, self.speech)})"
                written(f"{name}.{tag}", called, (value or {}).get(tag, ""), hint=hint)
            hint = ""

    def folded(self, label: str, *names: str, is_open: bool = False) -> DeltaGenerator:
        """A part that is opened by its title, and open where a field in it has to be mended."""
        wrong = any(key.partition(".")[0] in names for key in self.form.desk.problems)
        return st.expander(label, expanded=is_open or wrong)

    def choice(
        self, name: str, label: str, options: Mapping[str, str], value: str = "", *, hint: str = ""
    ) -> str:
        """One of several, by code."""
        return self.form.choice(name, self._named(name, label), options, value, hint=hint)

    def names_of(self, values: Iterable[StrEnum], nothing: str | None = None) -> dict[str, str]:
        """The options of a choice; ``nothing`` is what choosing none is called."""
        named = {str(each): name_of(each, self.speech) for each in values}
        return named if nothing is None else {"": nothing, **named}

    def typed(self, name: str) -> str:
        """What stands in a field when a button is pressed."""
        return str(self.form.typed(name) or "").strip()

    def typed_texts(self, name: str, before: Translations | None = None) -> dict[str, str]:
        """A text in each language; what stands in others already stays."""
        others = {tag: text for tag, text in (before or {}).items() if tag not in self.languages}
        return {**others, **{tag: self.typed(f"{name}.{tag}") for tag in self.languages}}

    def typed_day(self, name: str, problems: list[Problem]) -> date | None:
        """A day; None where nothing was written, or nothing that is one."""
        try:
            return read_day(self.typed(name))
        except ValueError:
            problems.append(Problem(name, Fault.DATE))
            return None

    def typed_time(self, name: str, problems: list[Problem]) -> time | None:
        """A time of day, hours and minutes."""
        hours, colon, minutes = self.typed(name).partition(":")
        try:
            return time(int(hours), int(minutes) if colon else 0)
        except ValueError:
            problems.append(Problem(name, Fault.TIME))
            return None

    def typed_number(self, name: str, most: int, problems: list[Problem]) -> int | None:
        """A whole number in the digits of any script; None where nothing was written."""
        digits = self.typed(name)
        if not digits:
            return None
        if digits.isdecimal() and len(digits) <= _MOST_DIGITS and int(digits) <= most:
            return int(digits)
        problems.append(Problem(name, Fault.NUMBER, most))
        return None

    def refused(self, problems: Faulty | Iterable[Problem], about: str = "") -> Refused:
        """What is wrong, each beside its field; ``about`` ends the names of fields of one thing."""
        found = problems.problems if isinstance(problems, Faulty) else problems
        told: dict[str, Said] = {}
        for problem in found:
            first, dot, rest = problem.field.partition(".")
            each = replace(problem, field=f"{first}-{about}{dot}{rest}" if about else problem.field)
            whole, _dot, tag = each.field.rpartition(".")
            known = whole if whole in self.local and tag in self.languages else each.field
            place = each.field
            if each.field in self.local:
                place = f"{each.field}.{next(iter(self.languages))}"
            called = self.names.get(known, "")
            told[place] = Worded(partial(_with_name, called, each))
        return Refused(told)

    def _named(self, name: str, label: str) -> str:
        self.names[name] = label
        return label


def _with_name(called: str, problem: Problem, speech: Speech) -> str:
    said = fault_sentence(problem, speech)
    return f"{called}: {said}" if called else said


def chosen_number(text: str) -> int | None:
    """A number of ours that was chosen; None for nothing chosen, and for 0, which is none."""
    return int(text) or None if text.isdecimal() and len(text) <= _MOST_DIGITS else None
