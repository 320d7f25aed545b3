"""Names of persons in running text: by title, by given name, by capital letters, by ending."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import dropwhile

from copfeedback.folding import fold
from copfeedback.personal_words import ARABIC, CAPITAL, LOWER, PARTICLES, UPPER, any_of
from copfeedback.personal_words import words as listed
from copfeedback.telling.patterns import STREET_NAME, Place, Telling

_NEXT = r"(?:\.?[ \u00a0]{1,2}|:[ \u00a0]?|\.)"
# “Smith”, “O’Brien”, “McKenzie”, “Meredith-Wood”; “SMITH”, “D’ORNANO”; “J.”
_PART = rf"(?:[{UPPER}]['’ʼ])?[{UPPER}][{LOWER}'’ʼ]+(?:[{UPPER}][{LOWER}]+)?"
_WORD = rf"(?<!\w){_PART}(?:-{_PART}){{0,3}}(?!\w)"
_LOUD = rf"(?<!\w)(?:[{UPPER}]['’])?[{UPPER}]{{2,}}(?:[-'’][{UPPER}]{{2,}}){{0,2}}(?!\w)"
_INITIAL = rf"(?<![\w.])[{UPPER}]\.(?:-?[{UPPER}]\.)?"
_ONE = rf"(?:{_WORD}|{_LOUD}|{_INITIAL})"
_BETWEEN = rf"[ \u00a0]{{1,2}}(?:{PARTICLES}[ ])?"
_RUN = re.compile(rf"{_ONE}(?:{_BETWEEN}{_ONE}|(?<=\.){_WORD})*")
_PIECE = re.compile(_ONE)
_BARE = rf"(?:{_ONE}|(?<!\w)[{UPPER}](?!\w))"
_BARE_PIECE = re.compile(_BARE)
"""After a title an initial may stand without its full stop."""
_SMALL = re.compile(rf"(?<!\w)[{LOWER}]{{3,}}(?!\w)")
_ENUMERATION = re.compile(r"[\s*•·(–-]*")
_IN_ARABIC = re.compile(ARABIC)
_ENDING = rf"(?<!\w)[{UPPER}][{LOWER}’'ʼ]+"
_FATHERS = "ович|ильич|евич|йович|івна|ївна|овна|евна|инична|ична"
_PATRONYMIC = rf"{_WORD}\s+{_ENDING}(?:{_FATHERS})[{LOWER}]{{0,3}}(?!\w)(?:\s+{_WORD})?"
_SURNAME = rf"{_ENDING}(?:енко|чук|щук|ський|ська|ського|ській|ского|ская|ский)(?!\w)"
_CASES = "о|я|й|ь|а|у|ю|е|є|і|и|ы|ом|ем|єм|ою|ой|ей|єю|ії|ия|ии|ий|ія"
_HAMZA = str.maketrans(dict.fromkeys("اأإآ", "[اأإآ]") | {"ة": "[ةه]", "ى": "[ىي]"})
_SHORTEST = 3
_LONG = 4
"""Letters of a family name in capitals, of which abbreviations have fewer."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What all of the minutes tell of words in any part of them.

    ``ordinary`` are those that stand there in small letters and so are no names; ``named`` those of
    names that are certain: whoever has been named once is known by one part of the name.
    """

    ordinary: frozenset[str]
    named: frozenset[str]


def learn(whole: str) -> Learned:
    """What can be learned from all of the minutes."""
    ordinary = frozenset(_SMALL.findall(whole))
    streetless = _without_streets(whole)

    def words(places: Iterator[Place]) -> Iterator[list[str]]:
        return (_PIECE.findall(streetless[place.start : place.end]) for place in places)

    titled = words(_titled(streetless))
    given = (
        name for name in words(_runs(streetless, ordinary)) if len(name) > 1 and _is_given(name[0])
    )
    certain = (
        word.casefold()
        for name in [*titled, *given]
        for word in name
        if len(word) >= _SHORTEST and not _is_office(word)
    )
    return Learned(ordinary, frozenset(certain) - ordinary)


def find_names(text: str, learned: Learned) -> Iterator[Place]:
    """What looks like the name of a person; places may overlap."""
    streetless = _without_streets(text)
    yield from _written(streetless, learned.ordinary)
    for match in _PIECE.finditer(streetless):
        if match[0].casefold() in learned.named:
            yield Place(match.start(), match.end(), Telling.NAME)


def _written(text: str, ordinary: frozenset[str]) -> Iterator[Place]:
    yield from _titled(text)
    yield from _runs(text, ordinary)
    for match in _speaking().finditer(text):
        word = match[1]
        if word.casefold() not in ordinary and not _is_office(word):
            yield Place(match.start(1), match.end(1), Telling.NAME)
    for pattern in _alone():
        for match in pattern.finditer(text):
            yield Place(match.start(), match.end(), Telling.NAME)


def _titled(text: str) -> Iterator[Place]:
    """Names after a title, a rank or an office, without the offices among them."""
    for pattern, may_be_loud in _titles():
        for match in pattern.finditer(text):
            if match[0].isupper() and not may_be_loud:
                continue  # a heading
            found = _BARE_PIECE.finditer(match[1])
            pieces = list(dropwhile(lambda piece: _is_office(piece[0]), found))
            names = [piece for piece in pieces if not _is_office(piece[0])]
            if names and all(len(piece[0].rstrip(".")) == 1 for piece in names):
                names = pieces  # “W M Ward”: with initials before it, a word is a name
            start = match.start(1)
            if names:
                yield Place(start + names[0].start(), start + names[-1].end(), Telling.NAME)
            elif _IN_ARABIC.match(match[1]):
                yield Place(start, match.end(1), Telling.NAME)


def _runs(text: str, ordinary: frozenset[str]) -> Iterator[Place]:
    """Words with capital letters that stand together and are somebody's name, likely."""
    for run in _RUN.finditer(text):
        line = text[text.rfind("\n", 0, run.start()) + 1 : run.start()]
        begins_line = _ENUMERATION.fullmatch(line) is not None
        for names, is_of_place in _parts(list(_PIECE.finditer(run[0]))):
            words = [piece[0] for piece in names]
            is_point = begins_line and names[0].start() == 0 and _is_initial(words[0])
            if is_point and not any(map(_is_given, words)):
                continue  # “A. Lighting” in a list
            if _is_person(words, ordinary, is_of_place=is_of_place):
                start, end = names[0].start(), names[-1].end()
                yield Place(run.start() + start, run.start() + end, Telling.NAME)


def _parts(pieces: Sequence[re.Match[str]]) -> Iterator[tuple[list[re.Match[str]], bool]]:
    """A run without the words that are no names; whether such a word stands next to a part."""
    part: list[re.Match[str]] = []
    is_next = False
    for piece in pieces:
        is_none = _is_listed(piece[0], "no_persons")
        if not (is_none or _is_office(piece[0])):
            part.append(piece)
            continue
        if part:
            yield part, is_next or is_none
        part, is_next = [], is_none
    if part:
        yield part, is_next


def _is_person(words: Sequence[str], ordinary: frozenset[str], *, is_of_place: bool) -> bool:
    given = [word for word in words if _is_given(word)]
    if len(words) == 1:
        return bool(given) and not is_of_place and words[0].casefold() not in ordinary
    if given:
        return True
    if is_of_place or any(word.casefold() in ordinary for word in words):
        return False
    loud = [word for word in words if word.isupper() and not _is_initial(word)]
    full = [word for word in words if not word.isupper()]
    if not full and _is_initial(words[0]):
        return len(loud) > 0
    # A family name in capitals after a given one, rather than an abbreviation.
    return bool(full) and words[0] not in loud and all(len(word) >= _LONG for word in loud)


@cache
def _titles() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Patterns with the name in the first group, and whether all of it may be in capitals."""
    name = rf"({_BARE}(?:{_BETWEEN}{_BARE}|(?<=\.){_WORD}){{0,3}})"
    arabic = rf"({ARABIC}(?:\s+(?:ال|بن\s+){ARABIC})*)"
    before = any_of("arabic_titles").removeprefix(r"(?<!\w)")
    written = (
        (rf"{any_of('titles')}{_NEXT}{name}", True),
        (rf"{any_of('callings')}{_NEXT}{name}", False),
        (rf"{any_of('offices')}{_NEXT}{name}", False),
        (rf"{any_of('called')}[ ]({_WORD}(?:[ ]{_WORD}){{0,2}}|{ARABIC})", False),
        (rf"{any_of('plural_titles')}{_NEXT}({_BARE}(?:(?:, | and | et | y |[ ]){_BARE})*)", True),
        (rf"(?<!\w)[وفبك]{{0,2}}{before}\s+{arabic}", False),
    )
    return tuple((re.compile(pattern), may_be_loud) for pattern, may_be_loud in written)


@cache
def _speaking() -> re.Pattern[str]:
    return re.compile(rf"({_WORD})[ ]{any_of('spoke')}")


@cache
def _alone() -> tuple[re.Pattern[str], ...]:
    """Names that are known as they stand."""
    stems = "|".join(sorted(listed()["cyrillic_names"], key=len, reverse=True))
    names = [each for each in _given_names() if re.fullmatch(rf"[\s{ARABIC[1:-2]}]+", each)]
    arabic = "|".join(each.translate(_HAMZA) for each in sorted(names, key=len, reverse=True))
    next_to = rf"(?:\s+(?:(?:{arabic})(?!\w)|(?:ال|بن\s+|عبد\s?ال){ARABIC}))*"
    written = (
        rf"(?<!\w)و?(?:{'|'.join(listed()['arabic_bynames'])})\s+{ARABIC}",
        rf"(?<!\w)[ولبك]?(?:(?:{arabic})(?!\w)|عبد\s?ال{ARABIC}){next_to}",
        rf"(?<!\w)(?=[{UPPER}])(?i:{stems})(?i:{_CASES})?(?!\w)(?:\s+{CAPITAL}){{0,2}}",
        _PATRONYMIC,
        _SURNAME,
    )
    return tuple(map(re.compile, written))


def _is_initial(word: str) -> bool:
    return word.endswith(".")


@lru_cache(maxsize=20_000)
def _is_given(word: str) -> bool:
    """Whether a word is a given name, or begins with one and a hyphen; accents are left out."""
    folded = fold(word.partition("-")[0] or word)
    return folded in _folded_names()


@cache
def _given_names() -> frozenset[str]:
    return frozenset([*listed()["given_names"], *listed()["more_given_names"]])


@cache
def _folded_names() -> frozenset[str]:
    return frozenset(map(fold, _given_names()))


def _is_office(word: str) -> bool:
    """Whether a word is what somebody is, or none that can be in a name."""
    if _is_given(word):
        return False
    lists = ("beginnings", "offices", "callings", "titles", "no_persons", "spoke")
    return any(_is_listed(word, name) for name in lists)


@lru_cache(maxsize=20_000)
def _is_listed(word: str, name: str) -> bool:
    return _list(name).fullmatch(word.rstrip(".")) is not None


@cache
def _list(name: str) -> re.Pattern[str]:
    return re.compile(any_of(name))


@cache
def _street() -> re.Pattern[str]:
    before = rf"{any_of('streets_before')}\s*{STREET_NAME}"
    after = rf"(?:{CAPITAL}\s+){{1,3}}{any_of('streets_after')}"
    saint = rf"(?<!\w)(?:St|San|Santa|Saint|Sainte|Ste)[.\s-]+{CAPITAL}"
    return re.compile(rf"{before}|{after}|{saint}")


def _without_streets(text: str) -> str:
    """The text with streets and places that are named after persons in small letters."""
    return _street().sub(lambda match: match[0].lower(), text)
