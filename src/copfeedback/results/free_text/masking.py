"""Looking for what could tell who somebody is: names, numbers, plates, addresses, dates.

It proposes; a person decides. It does not know who lives where: “the man with one arm” is nothing
to it. How much it finds is measured in ``tests/results/test_masking.py``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from babel.dates import get_month_names

from copfeedback.results.free_text.model import MaskKind, Part, joined

MONTHS_OF = ("en", "fr", "es", "ru", "uk", "ar", "ar_SY", "ar_MA")
_SHORTEST_MONTH = 3
_MOST_CONFUSED = ("ʼ", "'"), ("’", "'")
"""Apostrophes, which the lists write in one way."""

# A word, with what holds it together, and one that begins with a capital letter.
_WORD = r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*"
_UPPER = r"A-ZÀ-ÖØ-ÞŒА-ЯЁІЇЄҐ"
_LOWER = r"a-zà-öø-ÿœа-яёіїєґ"
_CAPITAL = (
    rf"(?<!\w)[{_UPPER}](?:['’ʼ][{_UPPER}])?[{_LOWER}'’ʼ]+(?:-[{_UPPER}][{_LOWER}'’ʼ]+){{0,3}}"
)
_PARTICLES = r"(?:de|du|des|la|le|les|los|las|del|von|van|al|el|ben|bin|d|l)"
_ARABIC = r"[\u0621-\u064a\u064b-\u0652]+"
_NEXT = r"[\s.,]{1,3}"
_LETTERED = rf"\d+[{_UPPER}{_LOWER}]?(?!\w)"
_CODE = r"(?:№|[Nn][°ºo]\.?|#)"
_SENTENCE_ENDS = frozenset(["", *'.!?…:»"“”„«؟–—-'])
"""What stands before the first word of a sentence; nothing before that of a text."""
_INITIAL = rf"(?<!\w)[{_UPPER}]\.\s?"
_SURNAME = rf"(?<!\w)[{_UPPER}][{_LOWER}'’ʼ]+(?:енко|чук|щук|ський|ська|ского|ов|ова|ев|ева|єва)"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a text that should be masked, from ``start`` up to ``end`` without it."""

    start: int
    end: int
    kind: MaskKind


def propose(text: str) -> tuple[Span, ...]:
    """What should be masked in a text (as ``plain`` leaves it), in its order, never overlapping."""
    found = [
        Span(match.start(group), match.end(group), kind)
        for kind, pattern, group in _patterns()
        for match in pattern.finditer(text)
        if match.start(group) < match.end(group)
    ]
    return merged([*found, *_capitalised(text)])


def by_hand(text: str, words: Iterable[str]) -> tuple[Span, ...]:
    """Every place where one of these words or phrases stands, in whatever case."""
    wanted = sorted(filter(None, map(str.strip, words)), key=len, reverse=True)
    if not wanted:
        return ()
    pattern = "|".join(map(re.escape, wanted))
    return tuple(
        Span(match.start(), match.end(), MaskKind.OTHER)
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
    )


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same places, those that overlap as one; it is of the kind of its longest."""
    found: list[list[Span]] = []
    for span in sorted(spans):
        if found and span.start < max(each.end for each in found[-1]):
            found[-1].append(span)
        else:
            found.append([span])
    order = list(MaskKind)
    return tuple(
        Span(
            group[0].start,
            max(each.end for each in group),
            max(group, key=lambda each: (each.end - each.start, -order.index(each.kind))).kind,
        )
        for group in found
    )


def masked(text: str, spans: Iterable[Span]) -> tuple[Part, ...]:
    """A text in parts: nothing of what the spans cover is left."""
    parts, at = list[Part](), 0
    for span in merged(spans):
        parts += [Part(text[at : span.start]), Part(mask=span.kind)]
        at = span.end
    return joined([*parts, Part(text[at:])])


@cache
def _words() -> Mapping[str, Sequence[str]]:
    text = files(__package__).joinpath("masking.toml").read_text(encoding="utf-8")
    return {name: tuple(words) for name, words in tomllib.loads(text).items()}


def _any(name: str, *, either_case: bool = True) -> str:
    """A pattern for one of the words of a list, as a whole word."""
    parts = []
    for word in sorted(_words()[name], key=len, reverse=True):
        for confused, plain in _MOST_CONFUSED:
            word = word.replace(confused, plain)  # noqa: PLW2901 - one after the other
        pattern = re.escape(word.removesuffix("*")).replace("'", "['’ʼ]").replace(r"\ ", r"\s+")
        parts.append(pattern + (r"\w{0,4}" if word.endswith("*") else ""))
    inside = "|".join(parts)
    return rf"(?<!\w)(?i:{inside})(?!\w)" if either_case else rf"(?<!\w)(?:{inside})(?!\w)"


@cache
def _patterns() -> tuple[tuple[MaskKind, re.Pattern[str], int], ...]:
    """Kind, pattern, and the group of it that is masked."""
    written = (
        *_contact_patterns(),
        *_number_patterns(),
        *_address_patterns(),
        *_name_patterns(),
    )
    return tuple((kind, re.compile(pattern), group) for kind, pattern, group in written)


def _contact_patterns() -> list[tuple[MaskKind, str, int]]:
    return [
        (MaskKind.EMAIL, r"[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", 0),
        (MaskKind.LINK, r"(?:https?://|www\.|t\.me/)\S*[^\s.,;!?)]", 0),
        (MaskKind.LINK, r"(?<![\w.])@\w[\w.]*\w", 0),
        (MaskKind.TELEPHONE, r"(?<!\w)[+(]?\d(?:[\s().\-‑–/]{0,3}\d){6,14}(?!\w)", 0),
    ]


def _number_patterns() -> list[tuple[MaskKind, str, int]]:
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    day = r"(?<!\w)\d{1,2}(?:st|nd|rd|th|er|-?[гм]о|-?е|º|°)?"
    letters = rf"[{_UPPER}]"
    return [
        (MaskKind.DATE, r"(?<!\w)\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4}(?!\w)", 0),
        (
            MaskKind.DATE,
            rf"{day}\s+(?:of\s+|de\s+)?(?i:{month})(?!\w)(?:,?\s+(?:de\s+)?\d{{4}})?",
            0,
        ),
        (
            MaskKind.DATE,
            rf"(?<!\w)(?i:{month})\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?(?!\w)",
            0,
        ),
        (
            MaskKind.PLATE,
            rf"(?<!\w){letters}{{1,3}}[ -]?\d{{2,4}}[ -]?{letters}{{1,3}}(?: ?\d{{2,3}})?(?!\w)",
            0,
        ),
        (MaskKind.PLATE, rf"(?<!\w)\d{{4}}[ -]?{letters}{{2,3}}(?!\w)", 0),
        (MaskKind.PLATE, r"(?<!\w)(?:[\u0621-\u064a]\s){2,3}\d{2,4}(?!\w)", 0),
        (MaskKind.PLATE, r"(?<!\w)\d{2,4}(?:\s[\u0621-\u064a]){2,3}(?!\w)", 0),
        (MaskKind.NUMBER, rf"(?<!\w)[{_UPPER}{_LOWER}]{{0,3}}\d{{5,}}[{_UPPER}{_LOWER}]?(?!\w)", 0),
        (MaskKind.NUMBER, rf"{_CODE}\s?(\w*\d[\w/\-]*)", 1),
        (MaskKind.NUMBER, rf"{_any('numbers')}[\s:,]{{1,3}}(?:{_CODE}\s?)?(\w*\d[\w/\-]*)", 1),
    ]


def _address_patterns() -> list[tuple[MaskKind, str, int]]:
    numbered = rf"(?<!\w)\d+(?:\s?bis|\s?ter)?[{_UPPER}{_LOWER}]?,?\s+"
    first = rf"(?:{_PARTICLES}['’]?\s*){{0,3}}{_CAPITAL}"
    name = rf"{first}(?:[\s-](?:{_PARTICLES}['’]?\s*){{0,2}}{_CAPITAL}){{0,3}}"
    following = rf"(?:,?\s+{_LETTERED})?"
    arabic = rf"(?<!\w)[وبلفك]?(?:{'|'.join(_words()['arabic_streets'])})"
    return [
        (MaskKind.ADDRESS, rf"(?:{numbered})?{_any('streets_before')}\s*{name}{following}", 0),
        (
            MaskKind.ADDRESS,
            rf"(?:{numbered}|(?<=[\w,]\s))(?:{_CAPITAL}\s+){{1,3}}{_any('streets_after')}",
            0,
        ),
        (
            MaskKind.ADDRESS,
            rf"{_any('doors')}\s*(?:{_CODE}\s?|رقم\s)?(?:{_LETTERED}|[{_UPPER}](?!\w))",
            0,
        ),
        (MaskKind.ADDRESS, rf"{arabic}\s+{_ARABIC}(?:\s+ال{_ARABIC})*(?:\s+رقم)?(?:\s+\d+)?", 0),
        (MaskKind.ADDRESS, r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?!\w)", 0),
    ]


def _name_patterns() -> list[tuple[MaskKind, str, int]]:
    capitals = rf"({_CAPITAL}(?:\s+(?:{_PARTICLES}\s)?{_CAPITAL}){{0,3}})"
    stems = "|".join(sorted(_words()["cyrillic_names"], key=len, reverse=True))
    return [
        (MaskKind.NAME, rf"{_any('titles')}{_NEXT}({_WORD}(?:\s+{_CAPITAL}){{0,2}})", 1),
        (MaskKind.NAME, rf"{_any('callings')}{_NEXT}{capitals}", 1),
        (MaskKind.NAME, rf"{_any('called')}\s+({_WORD}(?:\s+{_CAPITAL}){{0,2}})", 1),
        (MaskKind.NAME, rf"{_any('arabic_titles')}\s+({_ARABIC}(?:\s+ال{_ARABIC})?)", 1),
        (MaskKind.NAME, rf"(?<!\w)و?(?:{'|'.join(_words()['arabic_bynames'])})\s+{_ARABIC}", 0),
        (MaskKind.NAME, rf"{_INITIAL}(?:{_INITIAL})?{_CAPITAL}", 0),
        (MaskKind.NAME, rf"{_CAPITAL}\s(?:[{_UPPER}]\.){{1,2}}", 0),
        (MaskKind.NAME, rf"(?<!\w)[ولبك]?(?:{_any('given_names')})", 0),
        (
            MaskKind.NAME,
            rf"(?<!\w)(?i:{stems})(?i:о|я|й|ь|а|у|ю|е|є|і|и|ы|ом|ем|єм|ою|ой|ей|єю|ою)?(?!\w)",
            0,
        ),
        (MaskKind.NAME, rf"{_SURNAME}[{_LOWER}]{{0,2}}(?!\w)", 0),
    ]


def _months() -> set[str]:
    """The months of all languages, in every form that Unicode's data know."""
    return {
        name.rstrip(".")
        for tag in MONTHS_OF
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for name in get_month_names(width, context, tag).values()
        if len(name.rstrip(".")) >= _SHORTEST_MONTH
    }


def _capitalised(text: str) -> list[Span]:
    """Words with a capital letter inside a sentence, and two of them together anywhere."""
    ours = set(_words()["not_names"])
    found = []
    for match in re.finditer(rf"{_CAPITAL}(?:\s+(?:{_PARTICLES}\s)?{_CAPITAL})*", text):
        begins = text[max(0, match.start() - 2) : match.start()].rstrip()[-1:] in _SENTENCE_ENDS
        several = " " in match[0]
        if (begins and not several) or match[0].lower() in ours:
            continue
        found.append(Span(match.start(), match.end(), MaskKind.NAME))
    return found
