"""Which language a form means: “Français (fr)”, “Arabic”, “العربية”, or what its words tell."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?")
_NAME_AND_TAG = re.compile(r"(.*?)[(\[{]\s*([^)\]}]+?)\s*[)\]}]\s*")
_LONGEST = 200
# In what languages languages are most often named; all others are tried after these.
_FIRST = ("en", "fr", "es", "ar", "ru", "uk", "pt", "de")


def language_tag(said: str) -> str | None:
    """The tag of a language that is named in any language, or by its tag."""
    if len(said) > _LONGEST:
        return None
    if found := _NAME_AND_TAG.fullmatch(said):
        if tag := _as_tag(found[2]):
            return tag
        return _named(found[2]) or _named(found[1])
    if tag := _as_tag(said):
        return tag
    return _named(said)


def language_heading(tag: str) -> str:
    """A language as a form names it: its own name and its tag."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name()
    except (ValueError, UnknownLocaleError):
        name = None
    return f"{(name or tag).replace('(', '').replace(')', '')} ({tag})"


def _as_tag(said: str) -> str | None:
    """A tag, if the language is one that Babel knows or registers under another code."""
    if not _TAG.fullmatch(said.strip()):
        return None
    language, *rest = re.split(r"[-_]", said.strip())
    language = language.lower()
    language = get_global("language_aliases").get(language, language).split("_")[0]
    if language not in _known_codes():
        return None
    parts = (part.title() if len(part) == len("Latn") else part.upper() for part in rest)
    return "-".join([language, *parts])


@cache
def _known_codes() -> frozenset[str]:
    return frozenset(Locale("en").languages)


def _named(said: str) -> str | None:
    wanted = _folded(said)
    if not wanted:
        return None
    for locale in _locales():
        names = _names_in(locale)
        if tag := names.get(wanted):
            return tag
    return None


def _locales() -> Iterator[str]:
    yield from _FIRST
    for locale in locale_identifiers():
        if "_" not in locale and locale not in _FIRST and locale != "root":
            yield locale


@cache
def _names_in(locale: str) -> dict[str, str]:
    try:
        names = Locale.parse(locale).languages
    except (ValueError, UnknownLocaleError):
        return {}
    return {_folded(name): tag.replace("_", "-") for tag, name in reversed(list(names.items()))}


def _folded(said: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", said).casefold().split())


_WORDS = {
    "en": "the you your what how and is are do did have of in which",
    "fr": "le la les vous votre est et des une quel quelle dans avez que",
    "es": "el los las usted su es qué cuál una en del cómo ha por",
    "pt": "o os as você sua seu é qual uma em não dos que foi",
    "de": "der die das sie ihr ist und wie welche ein eine haben nicht",
    "it": "il lo gli di che è quale una per del lei suo nel",
    "sw": "ya wa kwa ni na je la katika wewe yako gani",
    "tr": "ve bir bu için ne nasıl mı var siz hangi",
}
_SCRIPTS = {
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "GREEK": "el",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "THAI": "th",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "HANGUL": "ko",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "MYANMAR": "my",
    "KHMER": "km",
    "LAO": "lo",
    "TAMIL": "ta",
    "SINHALA": "si",
}
_ENOUGH = 20_000


def guess_language(texts: Iterable[str]) -> str:
    """The language that texts seem to be in; English if nothing speaks for another."""
    said = " ".join(texts)[:_ENOUGH].casefold()
    scripts = Counter(
        unicodedata.name(letter, "").split(" ")[0].split("-")[0]
        for letter in said
        if letter.isalpha()
    )
    script = scripts.most_common(1)[0][0] if scripts else "LATIN"
    if script == "CYRILLIC":
        return "uk" if set(said) & set("іїєґ") else "ru"
    if script == "ARABIC":
        return "fa" if set(said) & set("پچگژ") else "ar"
    if script in _SCRIPTS:
        return _SCRIPTS[script]
    words = Counter(re.findall(r"\w+", said))
    counts = {tag: sum(words[word] for word in known.split()) for tag, known in _WORDS.items()}
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] else "en"
