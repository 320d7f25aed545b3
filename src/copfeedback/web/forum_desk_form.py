"""Forms of the chair's desk: what was typed stays, and each fault stands beside its field."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.forums.problems import Problems
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.web.forms import number_of

_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class DeskForm:
    """What stands in the fields of a form, and what is wrong with it, by the names of fields."""

    values: Mapping[str, Sequence[str]]
    problems: Mapping[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict, compare=False)
    """What the fields are called, in the order of the page, which tells it as it is made."""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> DeskForm:
        """A form that begins with these values; texts by language become a field for each."""
        filled: dict[str, Sequence[str]] = {}
        for name, value in values.items():
            if isinstance(value, Mapping):
                filled |= {f"{name}.{tag}": [text] for tag, text in value.items()}
            elif isinstance(value, (tuple, list, frozenset)):
                filled[name] = [str(each) for each in value]
            elif value is not None:
                filled[name] = [str(value)]
        return cls(filled)

    def faulty(self, faulty: Faulty | Iterable[Problem], speech: Speech, **names: str) -> DeskForm:
        """The same with what is wrong; ``names`` are fields that are called otherwise here."""
        problems = faulty.problems if isinstance(faulty, Faulty) else faulty
        sentences = {
            names.get(each.field, each.field): fault_sentence(each, speech) for each in problems
        }
        return DeskForm(self.values, sentences)

    def first(self, name: str) -> str:
        """What stands in a field."""
        return next(iter(self.values.get(name, ())), "")

    def all(self, name: str) -> Sequence[str]:
        """What was chosen of several."""
        return self.values.get(name, ())

    def problem(self, name: str) -> str:
        """What is wrong with a field; empty where nothing is."""
        return self.problems.get(name, "")

    def named(self, name: str, label: str) -> str:
        """What a field is called: the label, which is remembered."""
        return self.labels.setdefault(name, label)

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """What is wrong in the order of the page: the field, what it is called, and the fault.

        Complete once the fields are made; what is about no field comes last, with no label.
        """
        places = {name: place for place, name in enumerate(self.labels)}
        names = sorted(self.problems, key=lambda name: places.get(name, len(places)))
        return [(name, self.labels.get(name, ""), self.problems[name]) for name in names]


def texts(form: Mapping[str, Sequence[str]], name: str) -> dict[str, str]:
    """What a text says in each language it was entered in."""
    begin = f"{name}."
    return {
        key.removeprefix(begin): values[0]
        for key, values in form.items()
        if key.startswith(begin) and values
    }


def day(typed: str, name: str, problems: list[Problem]) -> date | None:
    """A day, year-month-day; None where nothing was typed."""
    plain = _plain(typed)
    if not plain:
        return None
    try:
        return date.fromisoformat(plain)
    except ValueError:
        problems.append(Problem(name, Fault.DATE))
        return None


def clock_time(typed: str, name: str, problems: list[Problem]) -> time | None:
    """A time of day, hours and minutes."""
    try:
        return time.fromisoformat(_plain(typed)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        problems.append(Problem(name, Fault.TIME))
        return None


def number(typed: str, name: str, most: int, problems: list[Problem]) -> int | None:
    """A whole number from 0, in the digits of any script; None where nothing was typed."""
    plain = _plain(typed)
    if not plain:
        return None
    if not plain.isascii() or not plain.isdecimal() or len(plain) > _MOST_DIGITS:
        problems.append(Problem(name, Fault.NUMBER, most))
        return None
    if int(plain) > most:
        problems.append(Problem(name, Fault.NUMBER, most))
        return None
    return int(plain)


def problem_choices(
    problems: Problems, code: str, form: DeskForm, tag: str
) -> list[tuple[str, str | LocalText]]:
    """The problems of a forum to choose from, and the one that is chosen, whoever works on it."""
    named = problems.to_choose(code, number_of(form.first("problem")))
    return [
        (str(number), (each and each.read("title", tag)) or str(number))
        for number, each in named.items()
    ]


def _plain(typed: str) -> str:
    """With the digits of ASCII."""
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in typed.strip()
    )
