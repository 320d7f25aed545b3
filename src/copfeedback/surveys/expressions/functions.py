"""The functions of the language: what they are given and give, and those it cannot have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class ValueType(StrEnum):
    """What a value is."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    CODE = "code"
    """One choice."""
    CODES = "codes"
    """Several choices."""


class Role(StrEnum):
    """What a function wants one of its values for."""

    CONDITION = "condition"
    CHOICE = "choice"
    CHOICES = "choices"
    CODE = "code"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    PATTERN = "pattern"
    FORMAT = "format"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function wants and gives.

    The last role is that of all further values; ``most`` is None where there is no limit. What
    ``gives`` None gives what its values are.
    """

    roles: tuple[Role, ...]
    gives: ValueType | None
    least: int
    most: int | None

    def role(self, place: int) -> Role:
        """What the value in this place is for."""
        return self.roles[min(place, len(self.roles) - 1)]

    def wants(self) -> str:
        """How many values it is given, in words."""
        if self.most is None:
            return f"at least {self.least}"
        return str(self.least) if self.least == self.most else f"{self.least} or {self.most}"


def _gives(type_: ValueType | None, *roles: Role, optional: int = 0) -> Signature:
    return Signature(roles, type_, len(roles) - optional, len(roles))


def _many(type_: ValueType | None, *roles: Role, least: int = 1) -> Signature:
    return Signature(roles, type_, least, None)


_BOOLEAN, _NUMBER, _TEXT, _DATE = (
    ValueType.BOOLEAN,
    ValueType.NUMBER,
    ValueType.TEXT,
    ValueType.DATE,
)
FUNCTIONS: Mapping[str, Signature] = {
    "selected": _gives(_BOOLEAN, Role.CHOICE, Role.CODE),
    "count-selected": _gives(_NUMBER, Role.CHOICES),
    "selected-at": _gives(ValueType.CODE, Role.CHOICES, Role.NUMBER),
    "if": _gives(None, Role.CONDITION, Role.ANYTHING, Role.ANYTHING),
    "coalesce": _many(None, Role.ANYTHING, least=2),
    "not": _gives(_BOOLEAN, Role.CONDITION),
    "true": _gives(_BOOLEAN),
    "false": _gives(_BOOLEAN),
    "regex": _gives(_BOOLEAN, Role.TEXT, Role.PATTERN),
    "contains": _gives(_BOOLEAN, Role.TEXT, Role.TEXT),
    "starts-with": _gives(_BOOLEAN, Role.TEXT, Role.TEXT),
    "ends-with": _gives(_BOOLEAN, Role.TEXT, Role.TEXT),
    "string-length": _gives(_NUMBER, Role.TEXT),
    "string": _gives(_TEXT, Role.ANYTHING),
    "concat": _many(_TEXT, Role.ANYTHING),
    "join": _many(_TEXT, Role.TEXT, Role.ANYTHING, least=2),
    "substr": _gives(_TEXT, Role.TEXT, Role.NUMBER, Role.NUMBER, optional=1),
    "normalize-space": _gives(_TEXT, Role.TEXT),
    "number": _gives(_NUMBER, Role.ANYTHING),
    "int": _gives(_NUMBER, Role.NUMBER),
    "round": _gives(_NUMBER, Role.NUMBER, Role.NUMBER, optional=1),
    "abs": _gives(_NUMBER, Role.NUMBER),
    "sum": _many(_NUMBER, Role.NUMBER),
    "min": _many(_NUMBER, Role.NUMBER),
    "max": _many(_NUMBER, Role.NUMBER),
    "count-non-empty": _many(_NUMBER, Role.ANYTHING),
    "today": _gives(_DATE),
    "date": _gives(_DATE, Role.DATE),
    "format-date": _gives(_TEXT, Role.DATE, Role.FORMAT),
    "decimal-date-time": _gives(_NUMBER, Role.DATE),
}

_REPEATS = "groups cannot be repeated: ask a question for each time"
_DEVICE = "nothing about a person's device or name is known: leave it out"
_PLACE = "where somebody is cannot be asked: leave it out"
_IDENTITY = "nothing may tell one response from another: leave it out"
_OUTSIDE = "a survey looks nothing up in other files: ask for it, or write it into the choices"
_REFUSED: Mapping[str, str] = {
    "position": _REPEATS,
    "indexed-repeat": _REPEATS,
    "count": "write count-non-empty(${first}, ${second}); groups cannot be repeated",
    "last": _REPEATS,
    "current": "name the question, as ${question}",
    "once": "a value is worked out anew whenever an answer changes: leave it out",
    "uuid": _IDENTITY,
    "random": f"{_IDENTITY}; random_choices puts choices in a random order",
    "randomize": "use random_choices for choices in a random order",
    "now": "only the day is known: write today()",
    "format-date-time": "only days are known: write format-date(…)",
    "decimal-time": "compare times as they are, such as . > '08:30'",
    "date-time": "write date(…)",
    "jr:choice-name": "mention the answer in a text, as ${question}",
    "jr:itext": "translate the text of the question instead",
    "pulldata": _OUTSIDE,
    "instance": _OUTSIDE,
    "property": _DEVICE,
    "version": _DEVICE,
    "area": _PLACE,
    "distance": _PLACE,
    "geofence": _PLACE,
    "boolean": "compare with something, such as ${question} != ''",
    "boolean-from-string": "compare with something, such as ${question} = 'true'",
    "substring": "write substr(text, start, end), where the first sign is number 0",
    "floor": "write int(…)",
    "ceiling": "write int(…) + 1",
}


def advice(name: str) -> str:
    """How to do without a function that is not there."""
    if name in _REFUSED:
        return _REFUSED[name]
    if near := get_close_matches(name.lower(), FUNCTIONS, n=1, cutoff=0.7):
        return f"did you mean {near[0]}(…)?"
    return f"use one of {', '.join(sorted(FUNCTIONS))}"
