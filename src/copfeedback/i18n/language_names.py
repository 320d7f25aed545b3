"""What languages are called: those people speak, which are more than the portal's own."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.languages import SOURCE_LANGUAGE

SIGN_LANGUAGE = "sgn"
"""ISO 639-5: any sign language. Unicode's list names a single one of them."""

_OWN_NAMES = {SIGN_LANGUAGE: N_("Sign language"), "prs": N_("Dari")}
"""Languages of their own to whoever looks for help, but not to Unicode."""

_KNOWN = (
    frozenset(
        tag
        for tag in map(str, Locale.parse(SOURCE_LANGUAGE).languages)
        if tag.isalpha() and len(tag) in {2, 3}
    )
    | _OWN_NAMES.keys()
)


def is_language(tag: str) -> bool:
    """Whether this is a language's tag, such as ``ar``, or one with a region or script."""
    return tag.partition("-")[0] in _KNOWN


def language_name(tag: str, speech: Speech) -> str:
    """The name of a language in another; in English, else its tag, where Unicode knows none."""
    if tag in _OWN_NAMES:
        return speech.gettext(_OWN_NAMES[tag])
    name = _names(speech.tag).get(tag) or _names(SOURCE_LANGUAGE).get(tag, tag)
    return name[:1].upper() + name[1:]


def find_language(words: str, speech: Speech) -> str | None:
    """The tag of a language by its name in ``speech`` or in English, or by its tag itself."""
    wanted = words.strip().casefold()
    for tag, name in _OWN_NAMES.items():
        if wanted in {name.casefold(), speech.gettext(name).casefold()}:
            return tag
    for tag in (speech.tag, SOURCE_LANGUAGE):
        if found := _tags(tag).get(wanted):
            return found
    return wanted if wanted in _KNOWN else None


@lru_cache
def _names(tag: str) -> dict[str, str]:
    named = Locale.parse(tag, sep="-").languages
    return {known: str(named[known]) for known in _KNOWN if known in named}


@lru_cache
def _tags(tag: str) -> dict[str, str]:
    return {name.casefold(): known for known, name in sorted(_names(tag).items(), reverse=True)}
