"""How the plan of a wave is kept: as JSON, and only what differs from a plan that says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.wave_model import (
    Arm,
    Audience,
    Behind,
    Recruitment,
    WaveKind,
    WavePlan,
)


def plan_as_text(plan: WavePlan) -> str:
    """A plan as it is kept."""
    nothing = WavePlan()
    said = {
        each.name: value
        for each in fields(plan)
        if (value := getattr(plan, each.name)) != getattr(nothing, each.name)
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, default=_plain)


def plan_from_text(text: str | None) -> WavePlan:
    """A plan that was kept; one that says nothing for waves that are older than plans."""
    kept = json.loads(text) if text else {}
    return WavePlan(**{name: _READERS.get(name, _as_it_is)(value) for name, value in kept.items()})


def _plain(value: object) -> Any:
    if isinstance(value, Behind):
        said = {each.name: getattr(value, each.name) for each in fields(value)}
        return {name: texts for name, texts in said.items() if texts is not None}
    if isinstance(value, Translations):
        return dict(value)
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _behind(kept: Mapping[str, Mapping[str, str]]) -> Behind:
    return Behind(**{name: Translations(texts) for name, texts in kept.items()})


def _arms(kept: Mapping[str, str]) -> Mapping[str, Arm]:
    return {sector: Arm(arm) for sector, arm in kept.items()}


def _modes(kept: list[str]) -> frozenset[Mode]:
    return frozenset(map(Mode, kept))


def _as_it_is(kept: Any) -> Any:
    return kept


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "kind": WaveKind,
    "behind": _behind,
    "arm": Arm,
    "arms": _arms,
    "audience": Audience,
    "modes": _modes,
    "recruitment": Recruitment,
    "strata": tuple,
    "clusters": tuple,
    "channels": tuple,
    "languages": tuple,
    "fallback_languages": tuple,
}
