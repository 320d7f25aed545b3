"""Whether what was read from an altered row is of the kinds that its class says."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from copfeedback.i18n.translations import Translations


def is_shaped(value: object, hint: Any) -> bool:
    """Whether a value, and everything in it, is of the type that was declared for it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        return any(is_shaped(value, each) for each in arguments)
    if origin is tuple:
        return isinstance(value, tuple) and all(is_shaped(each, arguments[0]) for each in value)
    if origin is not None:  # a mapping
        return isinstance(value, Mapping) and all(
            is_shaped(key, arguments[0]) and is_shaped(each, arguments[1])
            for key, each in value.items()
        )
    return _is_plain(value, hint)


def _is_plain(value: object, hint: Any) -> bool:
    if hint is Translations:
        return isinstance(value, Translations) and is_shaped(dict(value), Mapping[str, str])
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return isinstance(value, hint) and all(  # type: ignore[arg-type]  # a class
            is_shaped(getattr(value, name), each) for name, each in hints.items()
        )
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, hint) and (hint is bool or not isinstance(value, bool))
