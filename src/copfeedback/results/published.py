"""Figures that may be shown. Only ``disclosure`` makes them; every door receives only these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from datetime import date
from enum import StrEnum

NO_ANSWER = "no_answer"
"""The code of those who were asked and gave no answer."""

DIMENSIONS = ("gender", "age_band", "sector", "mode", "arm")
"""What people are told apart by in tables, in the order in which crossed tables name them."""

NO_ARM = "no_arm"
"""The arm of those who named no area, or one that is neither pilot nor control."""

MARK_OF_DISCLOSURE = object()
"""Without it no table can be made. A test sees that ``disclosure`` alone takes it."""


class Group(StrEnum):
    """A gender as tables show it, or everyone."""

    ALL = "all"
    WOMAN = "woman"
    MAN = "man"
    ANOTHER = "another"
    """Non-binary and self-described together."""
    NOT_STATED = "not_stated"
    ANOTHER_OR_NOT_STATED = "another_or_not_stated"


GENDER_OF: Mapping[str, Group] = {
    "woman": Group.WOMAN,
    "man": Group.MAN,
    "non_binary": Group.ANOTHER,
    "self_described": Group.ANOTHER,
}
"""What each answer to the question of gender counts as; everything else is not stated."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Whom a row is about: those with all of these values, everyone if there are none.

    ``parts`` are pairs of a dimension and one of its values, in the order of ``DIMENSIONS``.
    """

    parts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Domain:
        """The domain with these values by dimension."""
        return cls(tuple((name, values[name]) for name in DIMENSIONS if name in values))

    @classmethod
    def group(cls, group: Group) -> Domain:
        """Everyone, or everyone of a gender."""
        return EVERYONE if group is Group.ALL else cls((("gender", group.value),))

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What it is told apart by; nothing for everyone."""
        return tuple(name for name, _ in self.parts)

    @property
    def id(self) -> str:
        """A stable name: ``all``, or as in ``gender=woman;sector=harbour``."""
        return ";".join(f"{name}={value}" for name, value in self.parts) or "all"

    def value(self, dimension: str) -> str | None:
        """Its value of a dimension; None if it is not told apart by that."""
        return dict(self.parts).get(dimension)


EVERYONE = Domain()


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
    UNRELIABLE = "unreliable"
    """Too few answers to be sure: the estimate fails the NCHS rules of reliability."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share and its 95 % confidence interval, in whole percent.

    ``standard_error`` is in percentage points, to one decimal. ``effective`` is the effective
    sample size n*, rounded like a base. ``few_degrees`` flags fewer than 8 degrees of freedom.
    """

    share: int
    low: int
    high: int
    standard_error: float = 0.0
    effective: int = 0
    few_degrees: bool = False


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a scale or number with its 95 % confidence interval, to one decimal."""

    mean: float
    low: float
    high: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One domain's answers to one question.

    ``base`` is how many were asked, rounded to 5. ``answers`` has one estimate per answer code in
    the order of the questionnaire, ``no_answer`` last; ``favourable`` is the share of favourable
    answers of a key indicator; ``mean`` that of a scale or number. A single estimate is None where
    it is too unreliable to be shown. ``people`` is how many people everyone's row stands for, to
    two significant digits, where a wave is weighted to a population; no other row has it. When
    ``withheld`` is set, there are no figures at all.
    """

    domain: Domain
    base: int | None
    answers: Mapping[str, Estimate | None]
    favourable: Estimate | None = None
    mean: Mean | None = None
    people: int | None = None
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One question (or grid row) of one wave: rows for everyone, each split, each crossing.

    Or the counts of one thing in a period, which then stands in place of the wave.
    A group of whom nobody was asked has no row. ``mean`` questions have no shares but a mean.

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

    def row(self, whom: Domain | Group) -> PublishedRow | None:
        """The row of a domain, if the table has one."""
        domain = Domain.group(whom) if isinstance(whom, Group) else whom
        return next((row for row in self.rows if row.domain == domain), None)

    def split(self, *dimensions: str) -> tuple[PublishedRow, ...]:
        """The rows told apart by exactly these, in the order of the questionnaire."""
        wanted = tuple(name for name in DIMENSIONS if name in dimensions)
        return tuple(row for row in self.rows if row.domain.dimensions == wanted)

    @property
    def by_gender(self) -> tuple[PublishedRow, ...]:
        """Everyone, then women, men, …: the rows that every page shows first."""
        return (*self.split(), *self.split("gender"))

    @property
    def splits(self) -> tuple[tuple[str, ...], ...]:
        """What there are rows by, everyone first (an empty tuple)."""
        return tuple(dict.fromkeys(row.domain.dimensions for row in self.rows))


@dataclass(frozen=True, slots=True)
class CountTable:
    """Plain counts of cases, such as complaints, as they are handed to ``disclosure``.

    ``counts`` has how many cases there are by a part of the period and by a value of each of
    ``dimensions``. ``family`` is what is counted: of all tables of a family each counts every case
    of it once. Only of a dimension in ``several`` can a case have several values, or none.
    """

    family: str
    dimensions: tuple[str, ...]
    counts: Mapping[tuple[str, ...], int]
    several: frozenset[str] = frozenset()

    @property
    def item(self) -> str:
        """The name of the published table, as in ``filed.category.gender``."""
        return ".".join((self.family, *self.dimensions))


PART = "part"
"""The dimension of the parts of a period, such as the months of a quarter."""


@dataclass(frozen=True, slots=True)
class CountRelease:
    """The frozen counts of a period, by the name of each table."""

    period: str
    built_on: date
    sha256: str
    tables: Mapping[str, PublishedTable]


class Weighting(StrEnum):
    """How answers were weighted to stand for the population."""

    NONE = "none"
    DESIGN = "design"
    """By the chances of being asked alone."""
    POST_STRATIFIED = "post_stratified"
    """To one margin of the population."""
    RAKED = "raked"
    """To several margins of the population, one after the other until all fit."""


@dataclass(frozen=True, slots=True)
class Release:
    """The frozen results of a wave.

    ``number`` counts the releases of a wave from 1: a correction is a new one. ``indicative``
    says that the respondents chose themselves (an open link), so that the intervals are no more
    than an indication. ``weighted_to`` are the margins it is weighted to, ``design_effect`` what
    unequal weights do to the variance of a share (Kish), as a factor to one decimal. ``bases`` is
    how many of each domain answered the wave, rounded to 5, None where withheld.
    ``police_assisted`` is how many answered with the help of police, rounded to 5, None for fewer
    than ten: their answers are in none of the tables.
    """

    wave_id: str
    number: int
    survey_id: str
    version: int
    built_on: date
    sha256: str
    indicative: bool
    tables: Mapping[str, PublishedTable]
    bases: Mapping[Domain, int | None]
    weighting: Weighting = Weighting.NONE
    weighted_to: tuple[str, ...] = ()
    design_effect: float | None = None
    police_assisted: int | None = 0

    @property
    def id(self) -> str:
        """Its stable name, such as ``neighbourhood-2026.1``."""
        return f"{self.wave_id}.{self.number}"
