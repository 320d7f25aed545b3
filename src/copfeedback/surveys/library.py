"""The question library: modules that new surveys are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from copfeedback.surveys.model import ASKED_NOTHING
from copfeedback.surveys.yaml_file import file_fault, read_shape, read_text
from copfeedback.surveys.yaml_shape import (
    ChoiceShape,
    Identifier,
    PartShape,
    QuestionShape,
    SectionShape,
    SurveyShape,
    Texts,
)

SEPARATOR = " · "


class ModuleShape(PartShape):
    """A module: one section, and what it is for. ``internal`` ones ask staff."""

    id: Identifier
    internal: bool = False
    languages: list[str]
    title: Texts
    about: Texts
    aligned_with: Texts | None = None
    choice_lists: dict[str, list[ChoiceShape]] = Field(default_factory=dict)
    section: SectionShape


def modules_in(folder: Path) -> list[str]:
    """The names of all modules."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def read_module(folder: Path, name: str) -> ModuleShape:
    """A module by its name.

    Raises:
        DefinitionError: there is none of this name, or it has faults.
    """
    known = modules_in(folder)
    if name not in known:
        fix = f"use one of {', '.join(known)}" if known else "there is none in this folder"
        raise file_fault(folder, f"there is no module “{name}”", fix)
    path = folder / f"{name}.yaml"
    module, _ = read_shape(ModuleShape, read_text(path), str(path))
    return module


def compose(
    survey_id: str, modules: Sequence[ModuleShape], demographics: Iterable[str] = ()
) -> SurveyShape:
    """A new survey with a section for each module, in their order.

    It speaks the languages that all modules speak. Lists of the same name that differ, and
    sections of the same name, get the name of their module as well. A survey with a module for
    staff is one for staff.
    """
    languages = [
        tag for tag in modules[0].languages if all(tag in each.languages for each in modules)
    ]
    lists: dict[str, list[ChoiceShape]] = {}
    sections: list[SectionShape] = []
    for module in modules:
        renamed: dict[str, str] = {}
        for name, choices in module.choice_lists.items():
            kept = name if lists.get(name, choices) == choices else f"{module.id}_{name}"
            renamed[name], lists[kept] = kept, choices
        sections.append(_section(module, renamed, {section.id for section in sections}))
    return SurveyShape.model_validate(
        {
            "id": survey_id,
            "version": 1,
            "internal": any(module.internal for module in modules),
            "languages": languages,
            "title": {
                tag: SEPARATOR.join(module.title[tag] for module in modules) for tag in languages
            },
            "choice_lists": {
                name: [choice.model_dump(exclude_defaults=True) for choice in choices]
                for name, choices in lists.items()
            },
            "sections": [section.model_dump(exclude_defaults=True) for section in sections],
            "demographics": list(demographics),
        }
    )


def _section(module: ModuleShape, renamed: dict[str, str], taken: set[str]) -> SectionShape:
    section = module.section
    questions = [_question(question, module, renamed) for question in section.questions]
    changes: dict[str, Any] = {"questions": questions}
    if section.id in taken:
        changes["id"] = f"{module.id}_{section.id}"[:64]
    return section.model_copy(update=changes)


def _question(
    question: QuestionShape, module: ModuleShape, renamed: dict[str, str]
) -> QuestionShape:
    changes: dict[str, Any] = {}
    if isinstance(question.choices, str):
        changes["choices"] = renamed.get(question.choices, question.choices)
    if module.aligned_with and not question.aligned_with and question.type not in ASKED_NOTHING:
        changes["aligned_with"] = module.aligned_with
    return question.model_copy(update=changes)
