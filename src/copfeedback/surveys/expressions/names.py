"""What a question may be called: letters of any script, digits, ``_ . -``."""

from __future__ import annotations

import unicodedata


def is_name(text: str) -> bool:
    """Whether a question or column can have this name."""
    return bool(text) and begins_name(text[0]) and all(map(continues_name, text))


def begins_name(character: str) -> bool:
    """Whether a name can begin so."""
    return character == "_" or character.isalpha()


def continues_name(character: str) -> bool:
    """Whether a name can go on so; vowel signs of many scripts are marks, not letters."""
    return (
        character in "_.-" or character.isalnum() or unicodedata.category(character).startswith("M")
    )
