"""Patterns of what tells who a person is, but names: numbers, addresses, plates, dates, cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from copfeedback.personal_words import ARABIC, CAPITAL, LOWER, PARTICLES, UPPER, any_month, any_of
from copfeedback.personal_words import words as listed


class Telling(StrEnum):
    """What can tell who a person is."""

    NAME = "name"
    TELEPHONE = "telephone"
    EMAIL = "email"
    ADDRESS = "address"
    PLATE = "plate"
    BIRTH = "birth"
    CASE_NUMBER = "case_number"
    CASE_WORD = "case_word"
    """Words of a case that may not be over."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A part of a text, from ``start`` up to ``end`` without it."""

    start: int
    end: int
    kind: Telling


STREET_NAME = (
    rf"(?:{PARTICLES}['’]?\s*){{0,3}}{CAPITAL}"
    rf"(?:[\s-](?:{PARTICLES}['’]?\s*){{0,2}}{CAPITAL}){{0,3}}"
)
"""What stands after “rue”, “calle” or “улица”."""

_CODE = r"(?:№|[Nn][°ºo]\.?|#)"
_NUMBERED = r"\w*\d[\w/\-]*"
_TELEPHONE_DIGITS = range(7, 16)
_DAY_MONTH_YEAR = r"\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4}"
_HOURS = r"\d{1,2}[.:h]\d\d"
_NO_TELEPHONE = re.compile(
    # a day, perhaps with hours, or up to another one
    rf"{_DAY_MONTH_YEAR}(?:[\s,–-]+(?:{_HOURS}|{_DAY_MONTH_YEAR}).*)?"
    r"|(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d"  # years
    r"|[1-9]\d{0,2}(?:[ .]\d{3})+"  # thousands
    rf"|{_HOURS}\s?[-–]\s?{_HOURS}"
)


def find_personal(text: str) -> Iterator[Place]:
    """Everything of a text that fits a pattern, names excepted; places may overlap."""
    for kind, pattern, is_meant in _patterns():
        for match in pattern.finditer(text):
            if is_meant is None or is_meant(match[0]):
                yield Place(match.start(), match.end(), kind)


_Rule = tuple[Telling, str, Callable[[str], bool] | None]


@cache
def _patterns() -> tuple[tuple[Telling, re.Pattern[str], Callable[[str], bool] | None], ...]:
    """Kind, pattern, and what else has to hold of the words."""
    rules = (*_contacts(), *_addresses(), *_plates(), *_births(), *_cases())
    return tuple((kind, re.compile(pattern), is_meant) for kind, pattern, is_meant in rules)


def _contacts() -> list[_Rule]:
    return [
        (Telling.EMAIL, r"[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", None),
        (
            Telling.TELEPHONE,
            r"(?<![\w/.-])[+(]?\d(?:[\s().\-‑–/]{0,3}\d){6,17}(?!\w)",
            _is_telephone,
        ),
    ]


def _is_telephone(words: str) -> bool:
    """Whether digits are as many as a telephone has, and no date, no years and no amount."""
    digits = sum(each.isdecimal() for each in words)
    return digits in _TELEPHONE_DIGITS and "\n" not in words and not _NO_TELEPHONE.fullmatch(words)


def _addresses() -> list[_Rule]:
    numbered = rf"(?<![\w/.-])\d{{1,5}}(?:\s?bis|\s?ter)?[{UPPER}{LOWER}]?,?\s+"
    house = rf",?\s+(?:{_CODE}\s?)?\d{{1,5}}(?:[/-]\d+)?[{UPPER}{LOWER}]?(?!\w)"
    arabic = rf"(?<!\w)[وبلفك]?(?:{'|'.join(listed()['arabic_streets'])})"
    door = rf"(?:{_CODE}\s?|رقم\s)?(?:\d+[{UPPER}{LOWER}]?|[{UPPER}])(?!\w)"
    ordinal = r"(?:\d{1,3}(?:st|nd|rd|th)\s+)?"
    return [
        (Telling.ADDRESS, rf"{numbered}{any_of('streets_before')}\s*{STREET_NAME}", None),
        (Telling.ADDRESS, rf"{any_of('streets_before')}\s*{STREET_NAME}{house}", None),
        (
            Telling.ADDRESS,
            rf"{numbered}{ordinal}(?:{CAPITAL}\s+){{1,3}}{any_of('streets_after')}",
            None,
        ),
        (Telling.ADDRESS, rf"{any_of('homes')}\s*{door}", None),
        (Telling.ADDRESS, rf"{arabic}\s+{ARABIC}(?:\s+ال{ARABIC})*(?:\s+رقم)?\s+\d+", None),
        (Telling.ADDRESS, r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?!\w)", None),
    ]


def _plates() -> list[_Rule]:
    letters = rf"[{UPPER}]"
    return [
        (
            Telling.PLATE,
            rf"(?<!\w){letters}{{1,3}}[ -]?\d{{2,4}}[ -]?{letters}{{2,3}}(?: ?\d{{2,3}})?(?!\w)",
            None,
        ),
        (Telling.PLATE, rf"(?<!\w)\d{{4}}[ -]?{letters}{{3}}(?!\w)", None),
        (Telling.PLATE, r"(?<!\w)(?:[\u0621-\u064a]\s){2,3}\d{2,4}(?!\w)", None),
        (Telling.PLATE, r"(?<!\w)\d{2,4}(?:\s[\u0621-\u064a]){2,3}(?!\w)", None),
    ]


def _births() -> list[_Rule]:
    month = rf"(?i:{any_month()})(?!\w)\.?"
    day = (
        rf"(?:{_DAY_MONTH_YEAR}"
        rf"|\d{{1,2}}\S{{0,3}}\s+(?:of\s+|de\s+)?{month}(?:,?\s+(?:de\s+)?\d{{4}})?"
        rf"|{month}\s+\d{{1,2}}(?!\d)(?:,?\s+\d{{4}})?|\d{{4}})"
    )
    between = r"[\s:,(]{0,4}(?:\w{1,4}\s)?"
    return [
        (Telling.BIRTH, rf"{any_of('born')}{between}{day}", None),
        (Telling.BIRTH, rf"{day}\s?(?:\w{{1,5}}\s)?{any_of('born')}", None),
    ]


def _cases() -> list[_Rule]:
    called = r"(?:(?i:no|number|ref|numéro|número|номер)\.?:?\s)?"
    number = rf"[\s:,.]{{1,3}}{called}(?:{_CODE}\s?|رقم\s)?{_NUMBERED}"
    return [
        (Telling.CASE_NUMBER, rf"{any_of('case_numbers')}{number}", None),
        (Telling.CASE_NUMBER, r"(?<!\d)\d(?:[\s-]?\d){23}(?!\d)", None),  # the code of a complaint
        (Telling.CASE_WORD, any_of("case_words"), None),
    ]
