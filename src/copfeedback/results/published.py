"""Figures that may be shown. Only ``disclosure`` makes them; every door receives only these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from datetime import date
from enum import StrEnum

NO_ANSWER = "no_answer"
"""The code of those who were asked and gave no answer."""

MARK_OF_DISCLOSURE = object()
"""Without it no table can be made. A test sees that ``disclosure`` alone takes it."""


class Group(StrEnum):
    """Whom a row is about."""

    ALL = "all"
    WOMAN = "woman"
    MAN = "man"
    ANOTHER = "another"
    """Non-binary and self-described together."""
    NOT_STATED = "not_stated"
    ANOTHER_OR_NOT_STATED = "another_or_not_stated"


class Withheld(StrEnum):
    """Why a figure is not shown, as far as saying so gives nothing away.

    There is no “everybody answered alike” and no telling which of two withheld groups is the
    small one: with the figures that are shown, the reason itself would give the answer.
    """

    TOO_FEW = "too_few"
    """Fewer than ten were asked."""
    PROTECTS_ANOTHER = "protects_another"
    """Shown, it would give away how few, or which people answered what."""
    SENSITIVE = "sensitive"
    """A sensitive question with an answer that few gave."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share and its 95 % confidence interval, in whole percent."""

    share: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One group's answers to one question.

    ``base`` is how many were asked, rounded to 5. ``answers`` has one estimate per answer code in
    the order of the questionnaire, ``no_answer`` last; ``favourable`` the share of favourable
    answers of a key indicator. When ``withheld`` is set, there are no figures at all.
    """

    group: Group
    base: int | None
    answers: Mapping[str, Estimate]
    favourable: Estimate | None = None
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One question (or grid row) of one wave by gender: rows in the order all, women, men, ...

    A group of whom nobody was asked has no row.

    Raises:
        TypeError: something else than ``disclosure`` tried to make one.
    """

    wave_id: str
    item: str
    rows: tuple[PublishedRow, ...]
    mark: InitVar[object] = None

    def __post_init__(self, mark: object) -> None:
        if mark is not MARK_OF_DISCLOSURE:
            raise TypeError("only disclosure makes published tables")

    def row(self, group: Group) -> PublishedRow | None:
        """The row of a group, if the table has one."""
        return next((row for row in self.rows if row.group == group), None)


@dataclass(frozen=True, slots=True)
class Release:
    """The frozen results of a wave.

    ``indicative`` says that the respondents chose themselves (an open link), so that the
    intervals are no more than an indication. ``police_assisted`` is how many answered with the help
    of police, rounded to 5, None for fewer than ten: their answers are in none of the tables.
    """

    wave_id: str
    survey_id: str
    version: int
    built_on: date
    sha256: str
    indicative: bool
    tables: Mapping[str, PublishedTable]
    police_assisted: int | None = 0
