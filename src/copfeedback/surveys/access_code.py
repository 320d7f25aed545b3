"""What an access code is: a number nobody guesses, written as digits or as words.

Both forms say the same number, so that a code can be read out in whichever is easier.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum

from copfeedback.check_digit import (
    NotACode,
    in_groups,
    letters_and_digits,
    with_check_digit,
    without_check_digit,
)

DIGITS = 11
POSSIBLE = 10**DIGITS
_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"
_SYLLABLES = tuple(consonant + vowel for consonant in _CONSONANTS for vowel in _VOWELS)
_VALUES = {syllable: value for value, syllable in enumerate(_SYLLABLES)}
_BASE = len(_SYLLABLES)
_SAYING = 6  # syllables: the least that say eleven digits
_CHECKING = 2
# The largest prime that two syllables can say: every single wrong syllable is noticed, and every
# two in the wrong order.
_PRIME = 4889
_WORD = 4  # letters


class CodeForm(StrEnum):
    """How a code is written."""

    DIGITS = "digits"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class AccessCode:
    """A code that opens a closed wave once."""

    number: int

    @property
    def content(self) -> bytes:
        """The number as bytes, always of one length."""
        return self.number.to_bytes(5)

    def written(self, form: CodeForm) -> str:
        """As it is printed: three groups of digits, or four words; the last of each checks."""
        if form is CodeForm.DIGITS:
            return in_groups(with_check_digit(f"{self.number:0{DIGITS}}"))
        said = _said(self.number, _SAYING) + _said(self.number % _PRIME, _CHECKING)
        return "-".join(said[at : at + _WORD] for at in range(0, len(said), _WORD))


@dataclass(frozen=True, slots=True)
class CodeOrigin:
    """What all codes of a batch have in common: how people were reached, and where drawn."""

    channel: str = ""
    stratum: str = ""
    cluster: str = ""


ANYBODY = CodeOrigin()


def read_code(typed: str) -> AccessCode:
    """The code that was typed, in digits of any script or in words.

    Raises:
        NotACode: it can be none.
    """
    plain = letters_and_digits(typed)
    if plain.isdecimal() and len(plain) == DIGITS + 1:
        return AccessCode(int(without_check_digit(plain)))
    said = [_VALUES.get(plain[at : at + 2], -1) for at in range(0, len(plain), 2)]
    if len(said) != _SAYING + _CHECKING or -1 in said:
        raise NotACode
    number, check = _number(said[:_SAYING]), _number(said[_SAYING:])
    if number >= POSSIBLE or number % _PRIME != check:
        raise NotACode
    return AccessCode(number)


def draw_codes(count: int) -> list[AccessCode]:
    """So many codes at random; no two are the same."""
    drawn: dict[int, None] = {}
    while len(drawn) < count:
        drawn[secrets.randbelow(POSSIBLE)] = None
    return [AccessCode(number) for number in drawn]


def _said(number: int, syllables: int) -> str:
    said = ""
    for _ in range(syllables):
        number, syllable = divmod(number, _BASE)
        said = _SYLLABLES[syllable] + said
    return said


def _number(said: list[int]) -> int:
    number = 0
    for syllable in said:
        number = number * _BASE + syllable
    return number
