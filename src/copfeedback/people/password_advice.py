"""How easily a password is guessed (zxcvbn), and what to do about it, in our own words."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from zxcvbn import zxcvbn

from copfeedback.i18n.catalogues import N_
from copfeedback.people.throttle import SlowDown

ENOUGH = 3
"""zxcvbn's score from 0 to 4: from 3 on, a stolen slow hash takes more than 10^8 guesses."""

# A strong beginning is enough: zxcvbn's work grows steeply with length (seconds for the worst
# 72 characters, half a second for the worst 24).
_LENGTHS = (24, 72)
_PORTAL_WORDS = ("copfeedback", "feedback", "police", "portal", "survey", "community")
_LONGEST_QUEUE_SECONDS = 5

# zxcvbn keeps the words of one call in a global table.
_judging = threading.Lock()

_DATES = N_("Avoid dates and years.")
_WORDS = N_("Use several words that do not belong together.")
_COMMON = N_("This password, or one much like it, is used by many people.")
_KEYS = N_("Avoid keys that lie side by side.")
_NAMES = N_("Avoid names, your own and those of others.")
_REPEATS = N_("Avoid repeating letters, digits or words.")
_ROWS = N_("Avoid rows such as “abc” or “6543”.")
_SIGNS = N_("Capital letters and signs in place of letters help little.")

_IN_OUR_WORDS = {
    "Use a few words, avoid common phrases.": _WORDS,
    "No need for symbols, digits, or uppercase letters.": _WORDS,
    "Add another word or two. Uncommon words are better.": _WORDS,
    "Straight rows of keys are easy to guess.": _KEYS,
    "Short keyboard patterns are easy to guess.": _KEYS,
    "Use a longer keyboard pattern with more turns.": _KEYS,
    'Repeats like "aaa" are easy to guess.': _REPEATS,
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': _REPEATS,
    "Avoid repeated words and characters.": _REPEATS,
    'Sequences like "abc" or "6543" are easy to guess.': _ROWS,
    "Avoid sequences.": _ROWS,
    "Recent years are easy to guess.": _DATES,
    "Avoid recent years.": _DATES,
    "Avoid years that are associated with you.": _DATES,
    "Dates are often easy to guess.": _DATES,
    "Avoid dates and years that are associated with you.": _DATES,
    "This is a top-10 common password.": _COMMON,
    "This is a top-100 common password.": _COMMON,
    "This is a very common password.": _COMMON,
    "This is similar to a commonly used password.": _COMMON,
    "A word by itself is easy to guess.": _WORDS,
    "Names and surnames by themselves are easy to guess.": _NAMES,
    "Common names and surnames are easy to guess.": _NAMES,
    "Capitalization doesn't help very much.": _SIGNS,
    "All-uppercase is almost as easy to guess as all-lowercase.": _SIGNS,
    "Reversed words aren't much harder to guess.": _SIGNS,
    "Predictable substitutions like '@' instead of 'a' don't help very much.": _SIGNS,
}


def advice_for(password: str, words: Iterable[str]) -> tuple[str, ...]:
    """Message ids of what to do better; empty when the password is hard enough to guess.

    Args:
        password: only its first 72 characters are looked at.
        words: what others know of its owner, such as their name.

    Raises:
        SlowDown: too many passwords are being looked at.
    """
    known = [*_PORTAL_WORDS, *(part for word in words for part in (word, *word.split()))]
    if not _judging.acquire(timeout=_LONGEST_QUEUE_SECONDS):
        raise SlowDown(1)
    try:
        for length in _LENGTHS:
            verdict = zxcvbn(password[:length], user_inputs=known)
            if verdict["score"] >= ENOUGH:
                return ()
    finally:
        _judging.release()
    said = [verdict["feedback"]["warning"], *verdict["feedback"]["suggestions"]]
    advice = [_IN_OUR_WORDS[each] for each in said if each in _IN_OUR_WORDS]
    if any(part.get("dictionary_name") == "user_inputs" for part in verdict["sequence"]):
        advice.insert(0, _NAMES)  # zxcvbn says nothing about the words it was given
    return tuple(dict.fromkeys(advice)) or (_WORDS,)
