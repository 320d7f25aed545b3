"""A pledge as it is kept: its texts in Unicode NFC, without what cannot be seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from copfeedback.evaluations.model import Independence
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.evaluations.pledge_rules import is_self_evaluation
from copfeedback.faults import NAME_MAXIMUM, TEXT_MAXIMUM, Fault, Problem, clean, clean_texts
from copfeedback.i18n.translations import Translations

WORDS_MAXIMUM = 4_000
"""What is said of one thing in a pledge: whoever signs it must be able to read all of it."""
_SHORT = frozenset({"title", "name", "commissioner", "evaluator", "office", "owner", "unit"})
"""Lines of text: what something is called."""
_EMPTY_IS_NONE = frozenset({"plan", "series", "wave", "forum"})


def cleaned(draft: DraftPledge, languages: Collection[str]) -> tuple[DraftPledge, list[Problem]]:
    """The draft as it is kept, and what is wrong with its texts.

    Where whoever commissions the evaluation evaluates it, it is called a self-evaluation.
    """
    problems: list[Problem] = []
    made = {
        each.name: _clean(getattr(draft, each.name), each.name, each.name, languages, problems)
        for each in fields(draft)
    }
    kept = replace(draft, **made)
    if is_self_evaluation(kept):
        kept = replace(kept, independence=Independence.SELF)
    return kept, problems


def clean_words(
    texts: Mapping[str, str] | None,
    path: str,
    languages: Collection[str],
    problems: list[Problem],
    *,
    most: int = TEXT_MAXIMUM,
) -> Translations | None:
    """Texts in languages that the portal has; what is wrong is added to ``problems``."""
    words = clean_texts(texts, path, problems, most=most)
    problems += (
        Problem(f"{path}.{tag}", Fault.LANGUAGE) for tag in words or () if tag not in languages
    )
    return words


def _clean(
    value: Any, name: str, path: str, languages: Collection[str], problems: list[Problem]
) -> Any:
    if isinstance(value, Translations):
        most = NAME_MAXIMUM if name in _SHORT else WORDS_MAXIMUM
        words = clean_words(value, path, languages, problems, most=most)
        # Inside a list there is always a text, if only to say where it is missing.
        return words if "." not in path or words else _missing(value, path, problems)
    if isinstance(value, tuple):
        return tuple(
            _clean(each, name, f"{path}.{at}", languages, problems) for at, each in enumerate(value)
        )
    if isinstance(value, Mapping):
        made = {
            key: clean_words(each, f"{path}.{key}", languages, problems, most=WORDS_MAXIMUM)
            for key, each in value.items()
        }
        return {key: each for key, each in made.items() if each is not None}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                each.name: _clean(
                    getattr(value, each.name),
                    each.name,
                    f"{path}.{each.name}",
                    languages,
                    problems,
                )
                for each in fields(value)
            },
        )
    if type(value) is str:  # not a word of a list, such as a direction
        return clean(value) or (None if name in _EMPTY_IS_NONE else "")
    return value


def _missing(value: Translations, path: str, problems: list[Problem]) -> Translations:
    problems.append(Problem(path, Fault.MISSING))
    return value
