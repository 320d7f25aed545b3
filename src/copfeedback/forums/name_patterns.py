"""Names of persons in running text: by title, by given name, by capital letters, by ending."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from copfeedback.forums.personal_patterns import STREET_NAME, Place, Telling
from copfeedback.personal_words import ARABIC, CAPITAL, LOWER, PARTICLES, UPPER, WORD, any_of
from copfeedback.personal_words import words as listed

_NEXT = r"[\s.,:]{1,3}"
_CAPITALS = rf"(?<!\w)[{UPPER}]{{2,}}(?:[-'’][{UPPER}]{{2,}}){{0,2}}(?!\w)"
_INITIAL = rf"(?<!\w)[{UPPER}]\."
_ONE = rf"(?:{CAPITAL}|{_CAPITALS}|{_INITIAL})"
_BETWEEN = rf"[ \u00a0]+(?:{PARTICLES}[ ])?"
_RUN = re.compile(rf"{_ONE}(?:{_BETWEEN}{_ONE})*|{_INITIAL}{CAPITAL}")
_PIECE = re.compile(rf"{_ONE}")
_ARABIC_NEXT = rf"{ARABIC}(?:\s+ال{ARABIC})?"
_ENDING = rf"[{UPPER}][{LOWER}’'ʼ]+"
_FATHERS = "ович|евич|йович|івна|ївна|овна|евна|инична|ична"
_PATRONYMIC = rf"{CAPITAL}\s+{_ENDING}(?:{_FATHERS})[{LOWER}]{{0,3}}(?!\w)"
_SURNAME = rf"(?<!\w){_ENDING}(?:енко|чук|щук|ський|ська|ського|ській|ского|ская|ский)(?!\w)"
_LONG = 4


def find_names(text: str) -> Iterator[Place]:
    """What looks like the name of a person; places may overlap."""
    streetless = _without_streets(text)
    for pattern, group in _patterns():
        for match in pattern.finditer(streetless):
            yield Place(match.start(group), match.end(group), Telling.NAME)
    for match in _RUN.finditer(streetless):
        yield from _in_run(match)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], int], ...]:
    """Pattern, and the group of it that is the name."""
    named = rf"({_ONE}(?:{_BETWEEN}{_ONE}){{0,3}})"
    stems = "|".join(sorted(listed()["cyrillic_names"], key=len, reverse=True))
    endings = "о|я|й|ь|а|у|ю|е|є|і|и|ы|ом|ем|єм|ою|ой|ей|єю|ії|ия|ии|ий|ія"
    arabic_names = "|".join(
        re.escape(name) for name in listed()["given_names"] if re.match(ARABIC, name)
    )
    written = (
        (rf"{any_of('titles')}{_NEXT}{named}", 1),
        (rf"{any_of('callings')}{_NEXT}{named}", 1),
        (rf"{any_of('offices')}{_NEXT}{named}", 1),
        (rf"{any_of('called')}\s+({WORD}(?:\s+{CAPITAL}){{0,2}})", 1),
        (rf"{any_of('arabic_titles')}\s+({_ARABIC_NEXT})", 1),
        (rf"(?<!\w)و?(?:{'|'.join(listed()['arabic_bynames'])})\s+{ARABIC}", 0),
        (rf"(?<!\w)[ولبك]?(?:{arabic_names})(?!\w)(?:\s+(?:{arabic_names}|ال{ARABIC})(?!\w))*", 0),
        (rf"(?<!\w)(?=[{UPPER}])(?i:{stems})(?i:{endings})?(?!\w)(?:\s+{CAPITAL}){{0,2}}", 0),
        (rf"{_PATRONYMIC}(?:\s+{CAPITAL})?", 0),
        (_SURNAME, 0),
    )
    return tuple((re.compile(pattern), group) for pattern, group in written)


def _in_run(run: re.Match[str]) -> Iterator[Place]:
    pieces = list(_PIECE.finditer(run[0]))
    while pieces and _is_listed(pieces[0][0], "beginnings"):
        pieces.pop(0)
    if pieces and _is_person([piece[0] for piece in pieces]):
        start = run.start() + pieces[0].start()
        yield Place(start, run.start() + pieces[-1].end(), Telling.NAME)


def _is_person(words: Sequence[str]) -> bool:
    """Whether words with capital letters that stand together are somebody's name, likely."""
    if any(_is_listed(word, "no_persons") for word in words):
        return False
    if any(word.casefold() in _given_names() for word in words):
        return True
    loud = [len(word) > 1 and word.isupper() for word in words]
    if all(loud) or loud[0] or len(words) == 1:
        return False
    # A family name in capitals after a given one, rather than an abbreviation.
    return all(len(word) >= _LONG for word, is_loud in zip(words, loud, strict=True) if is_loud)


@cache
def _given_names() -> frozenset[str]:
    return frozenset(listed()["given_names"])


@cache
def _list(name: str) -> re.Pattern[str]:
    return re.compile(any_of(name))


def _is_listed(word: str, name: str) -> bool:
    return _list(name).fullmatch(word.rstrip(".")) is not None


@cache
def _street() -> re.Pattern[str]:
    before = rf"{any_of('streets_before')}\s*{STREET_NAME}"
    after = rf"(?:{CAPITAL}\s+){{1,3}}{any_of('streets_after')}"
    saint = rf"(?<!\w)(?:St|San|Santa|Saint|Sainte|Ste)[.\s-]+{CAPITAL}"
    return re.compile(rf"{before}|{after}|{saint}")


def _without_streets(text: str) -> str:
    """The text with streets and places that are named after persons in small letters."""
    return _street().sub(lambda match: match[0].lower(), text)
