"""What people typed, as far as there are letters to print it with."""

from __future__ import annotations

from functools import lru_cache

from copfeedback.i18n.translations import LocalText
from copfeedback.printing.faces import LettersMissing, faces_for

_SIGN = "\ufffd"


def printable(text: str | LocalText) -> str | LocalText:
    """The text, with a sign in place of each letter that no font has, such as a picture."""
    if isinstance(text, LocalText):
        return LocalText(_printable(text.text), text.language, is_fallback=text.is_fallback)
    return _printable(text)


def _printable(text: str) -> str:
    lines = text.replace("\t", " ").splitlines()
    if all(map(_is_there, {letter for line in lines for letter in line})):
        return "\n".join(lines)
    instead = _SIGN if _is_there(_SIGN) else "?"
    return "\n".join(
        "".join(letter if _is_there(letter) else instead for letter in line) for line in lines
    )


@lru_cache(maxsize=5_000)
def _is_there(letter: str) -> bool:
    try:
        for bold in (False, True):
            faces_for(letter, bold=bold)
    except LettersMissing:
        return False
    return True
