"""Fields of those who answer and report on evaluations: a text is in one language at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.wording import name_of
from copfeedback.fault_wording import fault_sentence, named_fault
from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.ui import session
from copfeedback.ui.desk import Desk, Refused, Said, Worded
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.staff import Form, read_day

_SEEN = "seen"
_LANGUAGE = "language"


@dataclass
class Fields:
    """A form. ``names`` are what its fields are called, ``local`` those that have languages."""

    form: Form
    names: dict[str, str] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)

    @classmethod
    def at(cls, desk: Desk, speech: Speech) -> Fields:
        """The form of a page."""
        return cls(Form(desk, speech))

    @property
    def speech(self) -> Speech:
        """The reader's language."""
        return self.form.speech

    @property
    def desk(self) -> Desk:
        """Where what was typed is kept."""
        return self.form.desk

    @property
    def texts(self) -> LocalTexts:
        """Where the fields with languages come from."""
        return LocalTexts(self.form)

    def words(
        self,
        name: str,
        label: str,
        value: Translations | None = None,
        *,
        hint: str = "",
        long: bool = False,
    ) -> None:
        """A text, in the language that is chosen."""
        self.local.add(name)
        self.texts.line(name, self._named(name, label), value, hint=hint, long=long)

    def day(self, name: str, label: str, value: date | None = None) -> None:
        """A day."""
        hint = self.speech.gettext("As year-month-day, such as 2026-02-28.")
        self.from_left(name, label, value.isoformat() if value else "", hint=hint)

    def from_left(self, name: str, label: str, value: str = "", *, hint: str = "") -> None:
        """A line that is written from left to right in every language."""
        with st.container(key=f"text-ltr-{name.replace('.', '-')}"):
            self.form.text(name, self._named(name, label), value, hint=hint)

    def choice(
        self, name: str, label: str, options: Mapping[str, str], value: str = "", *, hint: str = ""
    ) -> str:
        """One of several, by code."""
        return self.form.choice(name, self._named(name, label), options, value, hint=hint)

    def names_of(self, values: Iterable[StrEnum]) -> dict[str, str]:
        """The options of a choice."""
        return {str(each): name_of(each, self.speech) for each in values}

    def typed(self, name: str) -> str:
        """What stands in a field when a button is pressed."""
        return str(self.form.typed(name) or "").strip()

    def typed_words(self, name: str, before: Translations | None = None) -> Translations | None:
        """A text in all languages in which it is written; None where it is in none."""
        return self.texts.read(name, before)

    def typed_day(self, name: str, problems: list[Problem]) -> date | None:
        """A day; None where nothing was written, or nothing that is one."""
        try:
            return read_day(self.typed(name))
        except ValueError:
            problems.append(Problem(name, Fault.DATE))
            return None

    def seen(self, evaluation: Evaluation) -> int:
        """The last event of an evaluation, after what happened since the form was opened is told.

        Whoever presses a button then has seen all of it, and nothing they typed is lost.
        """
        since = int(self.desk.entered.setdefault(_SEEN, evaluation.last))
        _, day = self.speech.gettext, self.speech.formatting.date
        lines = [
            Markup("<li>{}: <b>{}</b> · <bdi>{}</bdi></li>").format(
                day(each.on), name_of(each.kind, self.speech), each.by
            )
            for each in evaluation.events
            if each.number > since
        ]
        if lines:
            st.html(
                Markup('<div class="note"><p>{}</p><ul>{}</ul></div>').format(
                    _("This happened since you opened this page:"), Markup("").join(lines)
                )
            )
        return evaluation.last

    def refused(self, problems: Faulty | Iterable[Problem]) -> Refused:
        """What is wrong, each beside its field; the language of the first comes on the screen."""
        found = problems.problems if isinstance(problems, Faulty) else tuple(problems)
        told: dict[str, Said] = {}
        for each in found:
            whole, _dot, tag = each.field.rpartition(".")
            if whole in self.local and tag in session.portal().catalogues.languages:
                self.texts.show_language(tag)
                called, place = self.names.get(whole, ""), each.field
            else:
                called, place = self.names.get(each.field, ""), each.field
                if each.field in self.local:
                    language = self.desk.entered.get(_LANGUAGE, self.speech.tag)
                    place = f"{each.field}.{language}"
            told[place] = Worded(partial(_with_name, called, each))
        return Refused(told)

    def _named(self, name: str, label: str) -> str:
        self.names[name] = label
        return label


def together(read: Iterable[Problem], refused: Iterable[Problem]) -> list[Problem]:
    """All that is wrong at one press: what cannot be read, and what is refused besides."""
    found = list(read)
    unread = {each.field for each in found}
    return found + [each for each in refused if each.field not in unread]


def _with_name(called: str, problem: Problem, speech: Speech) -> str:
    return named_fault(called, fault_sentence(problem, speech))
