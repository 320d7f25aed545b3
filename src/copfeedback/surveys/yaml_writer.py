"""Writing a survey as YAML, in the way the shipped ones are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from copfeedback.surveys.wave_model import BEHIND
from copfeedback.surveys.yaml_shape import SurveyShape

_ORDER = (
    "id",
    "version",
    "internal",
    "languages",
    "title",
    *BEHIND,
    "minutes",
    "headline",
    "demographics",
    "crossings",
    "choice_lists",
    "sections",
)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_MEANS_SOMETHING = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
# What YAML does not take as it stands, or takes for the end of a line.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def write_survey(survey: SurveyShape) -> str:
    """The survey as YAML; what has its usual value is left out."""
    said = survey.model_dump(mode="json", exclude_defaults=True)
    ordered = {name: said[name] for name in _ORDER if name in said}
    return "\n".join(_mapping(ordered, 0)) + "\n"


def _mapping(parts: Mapping[str, Any], depth: int) -> Iterator[str]:
    for name, value in parts.items():
        key = "  " * depth + f"{_word(name)}:"
        match value:
            case dict():
                yield key
                yield from _mapping(value, depth + 1)
            case [dict(), *_]:
                yield key
                for item in value:
                    first, *rest = _mapping(item, depth + 2)
                    yield "  " * (depth + 1) + f"- {first.lstrip()}"
                    yield from rest
            case list():
                yield f"{key} [{', '.join(map(_word, value))}]"
            case _:
                yield f"{key} {_scalar(name, value)}"


def _scalar(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _word(value) if name in _CODES else _quoted(value)


_CODES = {"id", "code", "type", "choices", "headline", "pictogram"}


def _word(text: str) -> str:
    """A word without quotation marks, if YAML takes it as it stands."""
    if _PLAIN.fullmatch(text) and text.lower() not in _MEANS_SOMETHING:
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )
