"""Sectors: areas and communities, and the officer who is there for each.

People may not see themselves as belonging to a place. So a community that is no area is a sector
as well: it has an officer, but no boundary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.i18n.translations import Translations

CODE_MAXIMUM = 64
TEXT_MAXIMUM = 120
TELEPHONE_MAXIMUM = 40
DEPTH_MAXIMUM = 6
EARLIEST = date(1950, 1, 1)

# As survey files write the codes of sectors; what people answered is counted by them.
_CODE = re.compile(rf"[a-z][a-z0-9_]{{0,{CODE_MAXIMUM - 1}}}")
_RESERVED = frozenset({"not_stated"})  # counts those who name no sector
_TELEPHONE = re.compile(r"\+?[0-9(][0-9 ()./-]*")
_TELEPHONE_DIGITS = 3  # the shortest emergency numbers
_TRUNK_ZERO = "(0)"
_JOINERS = "\u200c\u200d"  # letters of some languages need them; other invisible signs mislead


class SectorKind(StrEnum):
    """Whether a sector is a place."""

    AREA = "area"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Sector:
    """An area or a community, and its officer.

    ``code`` never changes: answers are counted and leaders appointed by it. ``since`` is the day
    the officer took the post. Only what is ``public`` is shown to everybody. ``has_boundary`` tells
    whether one was imported; setting a sector leaves the boundary as it is.
    """

    code: str
    kind: SectorKind
    name: Translations
    parent: str | None = None
    officer: str = ""
    telephone: str = ""
    since: date | None = None
    public: bool = False
    has_boundary: bool = False

    @property
    def dialled(self) -> str:
        """The telephone number as a phone dials it: digits, and a plus sign before them."""
        number = self.telephone
        if number.startswith("+"):
            number = number.replace(_TRUNK_ZERO, "")
        return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@dataclass(frozen=True, slots=True)
class Branch:
    """A sector with the sectors it is divided into."""

    sector: Sector
    parts: tuple[Branch, ...] = ()

    def __len__(self) -> int:
        """How many sectors there are, this one included."""
        return 1 + sum(map(len, self.parts))

    def __iter__(self) -> Iterator[Branch]:
        """This branch and all below it, in reading order."""
        yield self
        for part in self.parts:
            yield from part


class SectorFault(StrEnum):
    """What is wrong with an entry."""

    CODE = "code"
    CODE_RESERVED = "code_reserved"
    CODE_TAKEN = "code_taken"
    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    OFFICER_TOO_LONG = "officer_too_long"
    TELEPHONE = "telephone"
    SINCE = "since"
    DAY_UNREADABLE = "day_unreadable"
    PARENT_UNKNOWN = "parent_unknown"
    PARENT_INSIDE = "parent_inside"
    PARENT_COMMUNITY = "parent_community"
    TOO_DEEP = "too_deep"
    HOLDS_AREAS = "holds_areas"


@dataclass(frozen=True, slots=True)
class SectorProblem:
    """A fault, and the field it is in: one of Sector's, or ``name.`` and a language."""

    field: str
    fault: SectorFault


class BadSector(Exception):  # noqa: N818 - named for what happened
    """The sector cannot be kept as it is; ``problems`` holds every fault that was found."""

    def __init__(self, problems: Iterable[SectorProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{each.field}: {each.fault}" for each in self.problems))


def is_code(text: str) -> bool:
    """Whether a text can be a sector's code."""
    return bool(_CODE.fullmatch(text)) and text not in _RESERVED


def clean_text(text: str) -> str:
    """A line of text without invisible signs, composed in one way (Unicode NFC)."""
    kept = (
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign in _JOINERS or unicodedata.category(sign) not in {"Cf", "Cs", "Co", "Cn"}
    )
    return " ".join("".join(kept).split())


def clean_digits(text: str) -> str:
    """A line of text with the digits of every script as 0 to 9, and wide signs as plain ones."""
    plain = unicodedata.normalize("NFKC", clean_text(text))
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)


def clean_sector(sector: Sector, today: date) -> Sector:
    """The sector as it is kept.

    A day of grace is given to ``since``: somewhere it is tomorrow already.

    Raises:
        BadSector: with every fault that shows without knowing the other sectors.
    """
    names = {tag: clean_text(name) for tag, name in sector.name.items()}
    names = {tag: name for tag, name in names.items() if name}
    cleaned = replace(
        sector,
        code=sector.code.strip(),
        name=Translations(names) if names else sector.name,
        parent=sector.parent or None,
        officer=clean_text(sector.officer),
        telephone=clean_digits(sector.telephone),
    )
    problems = list(_problems(cleaned, names, today + timedelta(days=1)))
    if problems:
        raise BadSector(problems)
    return cleaned


def _problems(sector: Sector, names: Mapping[str, str], latest: date) -> Iterator[SectorProblem]:
    if not _CODE.fullmatch(sector.code):
        yield SectorProblem("code", SectorFault.CODE)
    elif sector.code in _RESERVED:
        yield SectorProblem("code", SectorFault.CODE_RESERVED)
    if not names:
        yield SectorProblem("name", SectorFault.NAME_MISSING)
    for tag, name in names.items():
        if len(name) > TEXT_MAXIMUM:
            yield SectorProblem(f"name.{tag}", SectorFault.NAME_TOO_LONG)
    if len(sector.officer) > TEXT_MAXIMUM:
        yield SectorProblem("officer", SectorFault.OFFICER_TOO_LONG)
    if sector.telephone and not _is_telephone(sector.telephone):
        yield SectorProblem("telephone", SectorFault.TELEPHONE)
    if sector.since is not None and not EARLIEST <= sector.since <= latest:
        yield SectorProblem("since", SectorFault.SINCE)


def _is_telephone(number: str) -> bool:
    digits = sum(sign.isdigit() for sign in number)
    return (
        bool(_TELEPHONE.fullmatch(number))
        and len(number) <= TELEPHONE_MAXIMUM
        and digits >= _TELEPHONE_DIGITS
    )


def placing_problem(sector: Sector, others: Mapping[str, Sector]) -> SectorProblem | None:
    """What keeps a sector from having its place in the tree, if anything does.

    ``others`` are the sectors there are, by code; what they say of this one does not matter.
    """
    after = {**others, sector.code: sector}
    if sector.parent is not None and sector.parent not in after:
        return SectorProblem("parent", SectorFault.PARENT_UNKNOWN)
    if sector.code in _ancestors(sector, after):
        return SectorProblem("parent", SectorFault.PARENT_INSIDE)
    if sector.kind is SectorKind.AREA and sector.parent is not None:
        if after[sector.parent].kind is not SectorKind.AREA:
            return SectorProblem("parent", SectorFault.PARENT_COMMUNITY)
    elif sector.kind is SectorKind.COMMUNITY and any(
        other.parent == sector.code and other.kind is SectorKind.AREA for other in others.values()
    ):
        return SectorProblem("kind", SectorFault.HOLDS_AREAS)
    if any(len(_ancestors(each, after)) >= DEPTH_MAXIMUM for each in after.values()):
        return SectorProblem("parent", SectorFault.TOO_DEEP)
    return None


def _ancestors(sector: Sector, by_code: Mapping[str, Sector]) -> list[str]:
    """The codes above a sector, the nearest first; ends where the tree is broken."""
    found: list[str] = []
    code = sector.parent
    while code is not None and code in by_code and code not in found:
        found.append(code)
        code = by_code[code].parent
    return found


def grow(
    sectors: Iterable[Sector], language: str = SOURCE_LANGUAGE, *, public: bool = False
) -> tuple[Branch, ...]:
    """The sectors as trees, by their names in a language; areas come before communities.

    With ``public`` only what everybody may see; what lies in a sector that is not public stands
    where that one would.
    """
    by_code = {sector.code: sector for sector in sectors}
    shown = [sector for sector in by_code.values() if sector.public or not public]
    parts: dict[str | None, list[Sector]] = {}
    codes = {sector.code for sector in shown}
    for sector in sorted(shown, key=lambda each: _place(each, language)):
        above = next((code for code in _ancestors(sector, by_code) if code in codes), None)
        parts.setdefault(above, []).append(sector)

    def branches(code: str | None) -> tuple[Branch, ...]:
        return tuple(Branch(part, branches(part.code)) for part in parts.get(code, ()))

    return branches(None)


def _place(sector: Sector, language: str) -> tuple[object, ...]:
    """Where a sector stands among others: “Sector 9” before “Sector 10”, accents put aside."""
    name = unicodedata.normalize("NFKD", sector.name.read_in(language).text.casefold())
    plain = "".join(sign for sign in name if not unicodedata.combining(sign))
    steps = re.split(r"(\d+)", plain)
    steps[1::2] = (number.rjust(TEXT_MAXIMUM, "0") for number in steps[1::2])
    return sector.kind is not SectorKind.AREA, steps, sector.code
