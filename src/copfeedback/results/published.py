"""Figures that may be shown. Only ``disclosure`` makes them; every door receives only these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
    """Why a figure is not shown."""

    TOO_FEW = "too_few"
    PROTECTS_ANOTHER = "protects_another"
    """Shown, it would give away one that is withheld."""
    ALL_THE_SAME = "all_the_same"
    """Everybody answered alike, so the answer of each would be known."""
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
    """One question (or grid row) of one wave by gender: rows in the order all, women, men, ..."""

    wave_id: str
    item: str
    rows: tuple[PublishedRow, ...]

    def row(self, group: Group) -> PublishedRow | None:
        """The row of a group, if the table has one."""
        return next((row for row in self.rows if row.group is group), None)


@dataclass(frozen=True, slots=True)
class Release:
    """The frozen results of a wave.

    ``indicative`` says that the respondents chose themselves (an open link), so that the
    intervals are no more than an indication.
    """

    wave_id: str
    survey_id: str
    version: int
    built_on: date
    sha256: str
    indicative: bool
    tables: Mapping[str, PublishedTable]
