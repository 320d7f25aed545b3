"""Questionnaires of any length: the same mix of questions again and again, in English."""

from __future__ import annotations

from itertools import count, islice
from pathlib import Path
from typing import Any

import yaml

QUESTIONS_A_PAGE = 10
_GRID_ROWS = 3
_BEHIND = ("introduction", "run_by", "paid_by", "backed_by", "independence", "contact")
_CODES = ("often", "sometimes", "seldom", "never", "dont_know")
_SEVERAL = ("foot", "car", "bicycle", "meeting", "telephone", "none")
_RANKED = ("theft", "traffic", "noise")

Part = dict[str, Any]
"""A part of a questionnaire as YAML has it."""


def questionnaire(id_: str, length: int) -> Part:
    """One of so many questions. Each row of a grid is one of them.

    Ten questions are a section, so that the first page is the same however many follow. Conditions
    look at the section before and always hold: everybody is asked everything.
    """
    sections = []
    left = length
    for number in count(1):
        if left <= 0:
            break
        questions = _questions(number, left)
        left -= sum(len(question.get("rows", [None])) for question in questions)
        sections.append(
            {"id": f"part{number}", "title": _text(f"Part {number}"), "questions": questions}
        )
    return {
        "id": id_,
        "version": 1,
        "languages": ["en"],
        "title": _text(f"A survey of {length} questions"),
        **{name: _text(f"What is to be said here: {name}.") for name in _BEHIND},
        "choice_lists": {
            "frequency": _choices(_CODES),
            "ways": _choices(_SEVERAL),
            "worries": _choices(_RANKED),
        },
        "sections": sections,
    }


def write_questionnaire(folder: Path, id_: str, length: int) -> Path:
    """The same as a file that can be published."""
    path = folder / id_ / "v1.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(questionnaire(id_, length)), encoding="utf-8")
    return path


def _questions(number: int, at_most: int) -> list[Part]:
    """The questions of a section; the last section is cut to what is left."""
    here, before = f"p{number}", f"p{number - 1}"
    grid_rows = [
        {"id": f"{here}_grid{row}", "text": _text(f"Officers {here} listen, case {row}.")}
        for row in range(1, _GRID_ROWS + 1)
    ]
    mixed: list[Part] = [
        {"id": f"{here}_seen", "type": "single", "choices": "frequency", "required": True},
        {"id": f"{here}_ways", "type": "multiple", "choices": "ways", "exclusive": ["none"]},
        {"id": f"{here}_trust", "type": "scale", "low": _text("None"), "high": _text("Full")},
        {"id": f"{here}_years", "type": "number", "maximum": 90, "constraint": ". >= 0"},
        {"id": f"{here}_worries", "type": "ranking", "choices": "worries"},
        {"id": f"{here}_since", "type": "date"},
        {"id": f"{here}_remark", "type": "text"},
    ]
    if number > 1:
        mixed[1]["show_if"] = f"${{{before}_seen}} != 'never' or ${{{before}_trust}} >= 0"
        mixed[2]["show_if"] = (
            f"not(selected(${{{before}_ways}}, 'none')) and ${{{before}_years}} < 91"
        )
    if at_most > len(mixed):
        grid = {"id": f"{here}_grid", "type": "likert_grid", "choices": "frequency"}
        mixed.insert(3, grid | {"rows": grid_rows[: at_most - len(mixed)]})
    for question in mixed:
        question["text"] = _text(f"How is it with {question['id']} where you live?")
    return list(islice(mixed, at_most))


def _choices(codes: tuple[str, ...]) -> list[Part]:
    return [{"code": code, "text": _text(code.replace("_", " ").title())} for code in codes]


def _text(words: str) -> dict[str, str]:
    return {"en": words}
