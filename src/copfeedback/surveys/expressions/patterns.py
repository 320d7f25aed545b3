"""Patterns for ``regex(…)``: checked when a survey is checked, matched in linear time.

RE2 never backtracks, so no pattern can stop this program. A survey is also exported, though,
to programs that do backtrack; so a pattern on which they could hang is refused as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import re2  # type: ignore[import-untyped]

from copfeedback.surveys.expressions.faults import ExpressionError
from copfeedback.surveys.expressions.pattern_shape import PatternError, read_pattern
from copfeedback.surveys.expressions.runaway import can_run_away

MAX_PATTERN = 500
_MEMORY = 2_000_000

_OPTIONS = re2.Options()
_OPTIONS.max_mem = _MEMORY
_OPTIONS.log_errors = False

_ANY_CASE = re.compile(r"\(\?[A-Za-z]*i")
_DIALECT = re.compile(r"\\u(?P<code>[0-9A-Fa-f]{4})|(?P<script>\\[pP])\{Is|\\.", re.DOTALL)
_LINEAR_ONLY = "say it with letters, classes such as [0-9], |, * + ? and {2,5}"
_UNKNOWN = (
    ("invalid perl operator: (?P", "it looks back at what was matched before"),
    ("invalid perl operator", "it looks ahead or behind"),
    ("invalid escape sequence", "it looks back, or has a \\ that means nothing"),
    ("missing ]", "a [ is not closed"),
    ("missing )", "a ( is not closed"),
    ("unexpected )", "a ) was never opened"),
    ("bad repetition operator", "two repetitions follow each other"),
    ("no argument for repetition operator", "a repetition has nothing to repeat"),
    ("invalid repetition size", "something is repeated too often"),
    ("pattern too large", "it is too large"),
)


def check_pattern(pattern: str, column: int) -> None:
    """See that a pattern can be read and can run away nowhere.

    Raises:
        ExpressionError: it cannot be used; says why.
    """
    if len(pattern) > MAX_PATTERN:
        fault = f"the pattern is longer than {MAX_PATTERN} characters"
        raise ExpressionError(fault, column, "shorten it")
    translated = _translated(pattern)
    try:
        _compiled(translated)
    except (re2.error, UnicodeEncodeError) as error:
        said = next((ours for theirs, ours in _UNKNOWN if theirs in str(error)), str(error))
        raise ExpressionError(f"the pattern cannot be used: {said}", column, _LINEAR_ONLY) from None
    try:
        shape = read_pattern(translated)
        runs_away = can_run_away(shape, any_case=bool(_ANY_CASE.search(translated)))
    except PatternError as error:
        fault = f"the pattern cannot be used: {error}"
        raise ExpressionError(fault, column, _LINEAR_ONLY) from None
    if runs_away:
        fault = "the pattern can take for ever: what it repeats can match the same in many ways"
        fix = "repeat one thing only, such as a+ for (a+)+, or put a separator between repeats"
        raise ExpressionError(fault, column, fix)


def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a whole text fits a checked pattern."""
    fits = _compiled(_translated(pattern)).fullmatch

    def matches(text: str) -> bool:
        try:
            return fits(text) is not None
        except UnicodeEncodeError:  # half a character, which no person types
            return False

    return matches


def _translated(pattern: str) -> str:
    """The pattern as RE2 writes what Java and JavaScript write differently."""
    return _DIALECT.sub(_in_re2, pattern)


def _in_re2(escape: re.Match[str]) -> str:
    if escape["code"]:
        return f"\\x{{{escape['code']}}}"
    if escape["script"]:
        return f"{escape['script']}{{"
    return {"\\Z": "\\z"}.get(escape[0], escape[0])


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re2._Regexp:
    return re2.compile(pattern, _OPTIONS)
