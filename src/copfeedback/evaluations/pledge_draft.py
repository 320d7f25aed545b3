"""A pledge that is being written: everything a pledge has, and nothing of it needed yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from copfeedback.evaluations.model import (
    Criterion,
    Independence,
    Indicator,
    PlannedWave,
    Pledge,
    Risk,
    Site,
    Stakeholder,
    Timing,
)
from copfeedback.i18n.translations import Translations
from copfeedback.stored import from_json, to_json

_APART = frozenset({"code", "organisation", "version"})
"""What has columns of its own."""


@dataclass(frozen=True, slots=True)
class DraftPledge:
    """What is being written for the code of an evaluation; fields as those of ``Pledge``.

    ``version`` is how often it was kept, 0 for one that never was.
    """

    code: str
    organisation: int | None = None
    title: Translations | None = None
    about: Translations | None = None
    commissioner: Translations | None = None
    evaluator: Translations | None = None
    independence: Independence | None = None
    timing: Timing | None = None
    due: date | None = None
    questions: Mapping[Criterion, Translations] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()
    waves: tuple[PlannedWave, ...] = ()
    sites: tuple[Site, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    risks: tuple[Risk, ...] = ()
    commissioner_organisation: int | None = None
    began: date | None = None
    plan: str | None = None
    resources: Translations | None = None
    held_back: Translations | None = None
    consulted: Translations | None = None
    version: int = 0


NEEDED = (
    "title",
    "about",
    "commissioner",
    "evaluator",
    "independence",
    "timing",
    "due",
)
"""Without these there is no pledge."""


def as_pledge(draft: DraftPledge) -> Pledge:
    """The pledge that was written. Only for one in which nothing of ``NEEDED`` is missing."""
    given: dict[str, Any] = {each.name: getattr(draft, each.name) for each in fields(Pledge)}
    return Pledge(**given)


def as_draft(code: str, pledge: Pledge, version: int = 0) -> DraftPledge:
    """A pledge to be written on."""
    given: dict[str, Any] = {each.name: getattr(pledge, each.name) for each in fields(Pledge)}
    return DraftPledge(code, version=version, **given)


def written_draft(draft: DraftPledge) -> str:
    """The text of a draft that is kept."""
    return to_json(draft, without=_APART)


def read_draft(code: str, organisation: int | None, content: str, version: int) -> DraftPledge:
    """The draft that was kept."""
    draft = from_json(DraftPledge, content, code=code)
    return replace(draft, organisation=organisation, version=version)
