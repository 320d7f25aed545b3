"""Which themes answers had, as everybody may see it: rounded shares, never told apart by group."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import Any

from copfeedback.i18n.translations import Translations
from copfeedback.results.free_text.model import Theme
from copfeedback.results.thresholds import THRESHOLDS, Thresholds, to_step

_MARK = object()


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """How many of the texts have a theme: a whole percent of rounded counts; None if withheld.

    ``name`` is what the theme was called when its share was frozen.
    """

    code: str
    name: Translations
    share: int | None


@dataclass(frozen=True, slots=True)
class PublishedThemes:
    """The themes of the answers to one question of one wave.

    ``base`` is how many texts were coded, rounded to 5. A text can have several themes, or none.

    Raises:
        TypeError: something else than this module tried to make one.
    """

    question_id: str
    base: int
    shares: tuple[ThemeShare, ...]
    mark: InitVar[object] = None

    def __post_init__(self, mark: object) -> None:
        if mark is not _MARK:
            raise TypeError("themes are published by published.freeze and published.thaw alone")


def freeze(
    texts: int,
    counts: Mapping[str, int],
    themes: Sequence[Theme],
    thresholds: Thresholds = THRESHOLDS,
) -> str | None:
    """The shares of themes as canonical JSON; None for fewer texts than may be told of.

    A theme that few texts have, or all but few, is withheld, without saying which. Shares are made
    from rounded counts: nothing that is kept or shown knows the exact ones.

    Args:
        texts: how many were coded.
        counts: how many of them have each theme.
        themes: those to tell of.
        thresholds: what is few, and how to round.
    """
    if texts < thresholds.minimum_base:
        return None
    base = to_step(texts, thresholds)
    shares = [
        [each.code, dict(each.names), _share(counts.get(each.code, 0), texts, base, thresholds)]
        for each in themes
    ]
    return json.dumps({"base": base, "shares": shares}, separators=(",", ":"), sort_keys=True)


def _share(count: int, texts: int, base: int, thresholds: Thresholds) -> int | None:
    few = thresholds.minimum_base
    if count < few or 0 < texts - count < few:
        return None
    return min(100, round(100 * to_step(count, thresholds) / base))


def thaw(question_id: str, canonical: str) -> PublishedThemes:
    """Shares that were frozen."""
    content: dict[str, Any] = json.loads(canonical)
    shares = tuple(
        ThemeShare(code, Translations(names), share) for code, names, share in content["shares"]
    )
    return PublishedThemes(question_id, content["base"], shares, _MARK)
