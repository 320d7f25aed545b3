"""Looking for what could tell who somebody is: names, numbers, plates, addresses, dates.

It proposes; a person decides. It does not know who lives where: “the man with one arm” is nothing
to it. How much it finds is measured in ``tests/results/test_masking.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from copfeedback.personal_words import (
    ARABIC,
    CAPITAL,
    LOWER,
    PARTICLES,
    UPPER,
    WORD,
    any_month,
    any_of,
    words,
)
from copfeedback.results.free_text.model import MaskKind, Part, joined

_NEXT = r"[\s.,]{1,3}"
_LETTERED = rf"\d+[{UPPER}{LOWER}]?(?!\w)"
_CODE = r"(?:№|[Nn][°ºo]\.?|#)"
_SENTENCE_ENDS = frozenset(["", *'.!?…:»"“”„«؟–—-'])
"""What stands before the first word of a sentence; nothing before that of a text."""
_INITIAL = rf"(?<!\w)[{UPPER}]\.\s?"
_SURNAME = rf"(?<!\w)[{UPPER}][{LOWER}'’ʼ]+(?:енко|чук|щук|ський|ська|ского|ов|ова|ев|ева|єва)"


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
    month = any_month()
    day = r"(?<!\w)\d{1,2}(?:st|nd|rd|th|er|-?[гм]о|-?е|º|°)?"
    letters = rf"[{UPPER}]"
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
        (MaskKind.NUMBER, rf"(?<!\w)[{UPPER}{LOWER}]{{0,3}}\d{{5,}}[{UPPER}{LOWER}]?(?!\w)", 0),
        (MaskKind.NUMBER, rf"{_CODE}\s?(\w*\d[\w/\-]*)", 1),
        (MaskKind.NUMBER, rf"{any_of('numbers')}[\s:,]{{1,3}}(?:{_CODE}\s?)?(\w*\d[\w/\-]*)", 1),
    ]


def _address_patterns() -> list[tuple[MaskKind, str, int]]:
    numbered = rf"(?<!\w)\d+(?:\s?bis|\s?ter)?[{UPPER}{LOWER}]?,?\s+"
    first = rf"(?:{PARTICLES}['’]?\s*){{0,3}}{CAPITAL}"
    name = rf"{first}(?:[\s-](?:{PARTICLES}['’]?\s*){{0,2}}{CAPITAL}){{0,3}}"
    following = rf"(?:,?\s+{_LETTERED})?"
    arabic = rf"(?<!\w)[وبلفك]?(?:{'|'.join(words()['arabic_streets'])})"
    return [
        (MaskKind.ADDRESS, rf"(?:{numbered})?{any_of('streets_before')}\s*{name}{following}", 0),
        (
            MaskKind.ADDRESS,
            rf"(?:{numbered}|(?<=[\w,]\s))(?:{CAPITAL}\s+){{1,3}}{any_of('streets_after')}",
            0,
        ),
        (
            MaskKind.ADDRESS,
            rf"{any_of('doors')}\s*(?:{_CODE}\s?|رقم\s)?(?:{_LETTERED}|[{UPPER}](?!\w))",
            0,
        ),
        (MaskKind.ADDRESS, rf"{arabic}\s+{ARABIC}(?:\s+ال{ARABIC})*(?:\s+رقم)?(?:\s+\d+)?", 0),
        (MaskKind.ADDRESS, r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?!\w)", 0),
    ]


def _name_patterns() -> list[tuple[MaskKind, str, int]]:
    capitals = rf"({CAPITAL}(?:\s+(?:{PARTICLES}\s)?{CAPITAL}){{0,3}})"
    stems = "|".join(sorted(words()["cyrillic_names"], key=len, reverse=True))
    return [
        (MaskKind.NAME, rf"{any_of('titles')}{_NEXT}({WORD}(?:\s+{CAPITAL}){{0,2}})", 1),
        (MaskKind.NAME, rf"{any_of('callings')}{_NEXT}{capitals}", 1),
        (MaskKind.NAME, rf"{any_of('called')}\s+({WORD}(?:\s+{CAPITAL}){{0,2}})", 1),
        (MaskKind.NAME, rf"{any_of('arabic_titles')}\s+({ARABIC}(?:\s+ال{ARABIC})?)", 1),
        (MaskKind.NAME, rf"(?<!\w)و?(?:{'|'.join(words()['arabic_bynames'])})\s+{ARABIC}", 0),
        (MaskKind.NAME, rf"{_INITIAL}(?:{_INITIAL})?{CAPITAL}", 0),
        (MaskKind.NAME, rf"{CAPITAL}\s(?:[{UPPER}]\.){{1,2}}", 0),
        (MaskKind.NAME, rf"(?<!\w)[ولبك]?(?:{any_of('given_names')})", 0),
        (
            MaskKind.NAME,
            rf"(?<!\w)(?i:{stems})(?i:о|я|й|ь|а|у|ю|е|є|і|и|ы|ом|ем|єм|ою|ой|ей|єю|ою)?(?!\w)",
            0,
        ),
        (MaskKind.NAME, rf"{_SURNAME}[{LOWER}]{{0,2}}(?!\w)", 0),
    ]


def _capitalised(text: str) -> list[Span]:
    """Words with a capital letter inside a sentence, and two of them together anywhere."""
    ours = set(words()["not_names"])
    found = []
    for match in re.finditer(rf"{CAPITAL}(?:\s+(?:{PARTICLES}\s)?{CAPITAL})*", text):
        begins = text[max(0, match.start() - 2) : match.start()].rstrip()[-1:] in _SENTENCE_ENDS
        several = " " in match[0]
        if (begins and not several) or match[0].lower() in ours:
            continue
        found.append(Span(match.start(), match.end(), MaskKind.NAME))
    return found
