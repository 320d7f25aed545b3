"""The checklists that come with the portal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from copfeedback.evaluations.checklist_model import Checklist, Question
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OrganisationKind

CODES = ("organisation", "partnership", "agencies", "criteria")
"""In the order in which they are shown."""


@cache
def shipped() -> Mapping[str, Checklist]:
    """All of them, by code."""
    folder = files("copfeedback.evaluations").joinpath("checklists")
    return {
        code: _read(code, yaml.safe_load(folder.joinpath(f"{code}.yaml").read_text("utf-8")))
        for code in CODES
    }


def _read(code: str, said: Mapping[str, Any]) -> Checklist:
    return Checklist(
        code,
        Translations(said["title"]),
        Translations(said["about"]),
        Translations(said["aligned_with"]),
        tuple(Question(each["key"], Translations(each["text"])) for each in said["questions"]),
        OrganisationKind(said["assessed"]),
    )
