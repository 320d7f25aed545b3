"""Frozen dataclasses as JSON, and back: how what a forum consists of is kept in one column.

What is kept may be older than the class: a field that is missing has its default.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from copfeedback.i18n.translations import Translations

Kept = TypeVar("Kept")
LEFT_OUT: Mapping[str, bool] = {"left_out": True}
"""Metadata of a field that is not written where it is None: older texts stay what they were."""


def to_json(value: Any, *, without: frozenset[str] = frozenset()) -> str:
    """A dataclass as JSON, without the fields that have columns of their own."""
    plain = _plain(value)
    return json.dumps(
        {name: each for name, each in plain.items() if name not in without}, ensure_ascii=False
    )


def from_json(kind: type[Kept], text: str, /, **columns: Any) -> Kept:
    """The dataclass that was kept; ``columns`` are the fields with columns of their own."""
    read = _read_fields(kind, json.loads(text))
    return kind(**{**read, **columns})


def texts_to_json(texts: Mapping[str, str] | None) -> str | None:
    """Texts by language, for a column; None stays None."""
    return None if texts is None else json.dumps(dict(texts), ensure_ascii=False)


def texts_from_json(text: str | None) -> Translations | None:
    """Texts by language, from a column."""
    return None if text is None else Translations(json.loads(text))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = {each.name: getattr(value, each.name) for each in fields(value)}
        left_out = {each.name for each in fields(value) if "left_out" in each.metadata}
        return {
            name: _plain(each)
            for name, each in named.items()
            if each is not None or name not in left_out
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _read_fields(kind: Any, plain: Mapping[str, Any]) -> dict[str, Any]:
    hints = _hints(kind)
    return {name: _read(hints[name], value) for name, value in plain.items() if name in hints}


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        (inner,) = (each for each in arguments if each is not type(None))
        return _read(inner, value)
    if origin is tuple:
        return tuple(_read(arguments[0], each) for each in value)
    if origin is not None:  # a mapping
        return {_read(arguments[0], key): _read(arguments[1], each) for key, each in value.items()}
    return _read_plain(hint, value)


def _read_plain(kind: Any, value: Any) -> Any:
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if is_dataclass(kind):
        return kind(**_read_fields(kind, value))  # type: ignore[operator]  # a class, not one of it
    if kind is Translations or issubclass(kind, StrEnum):
        return kind(value)
    return value
