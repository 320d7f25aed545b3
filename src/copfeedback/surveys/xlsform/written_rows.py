"""The rows that say in a form what a survey asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from copfeedback.surveys.model import OTHER_SUFFIX, QuestionType
from copfeedback.surveys.xlsform.columns import OWN
from copfeedback.surveys.xlsform.readable import (
    consented,
    quoted,
    readable_rules,
    with_rule,
)
from copfeedback.surveys.xlsform.standard_words import SPECIFY_WORDS
from copfeedback.surveys.yaml_shape import (
    ChoiceShape,
    DemographicSectionShape,
    QuestionShape,
    RowShape,
    SectionShape,
    Texts,
)

_TYPES = {
    QuestionType.SINGLE: "select_one",
    QuestionType.SECTOR: "select_one",
    QuestionType.CONSENT: "select_one",
    QuestionType.MULTIPLE: "select_multiple",
    QuestionType.RANKING: "rank",
    QuestionType.NUMBER: "integer",
    QuestionType.DECIMAL: "decimal",
    QuestionType.DATE: "date",
    QuestionType.TIME: "time",
    QuestionType.TEXT: "text",
    QuestionType.NOTE: "note",
    QuestionType.CALCULATE: "calculate",
    QuestionType.SCALE: "range",
}
_WITH_LIST = {"select_one", "select_multiple", "rank"}
_OWN_TEXTS = ("easy", "low", "high", "aligned_with")
_OWN_NUMBERS = ("minimum", "maximum", "min_answers", "max_answers", "max_length")


@dataclass
class Row:
    """One row of a sheet: its cells by column, and its texts by column and language."""

    cells: dict[str, str] = field(default_factory=dict)
    texts: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def add(self, **cells: str) -> None:
        """Add the cells that are not empty."""
        self.cells.update({name: value for name, value in cells.items() if value})

    def add_files(self, image: Texts | None, audio: Texts | None, own: str = "media") -> None:
        """Add pictures and sounds."""
        for name, files in (("image", image), ("audio", audio)):
            if files:
                self.texts[f"{own}::{name}"] = files


class WrittenRows:
    """Collects the rows of the survey sheet."""

    def __init__(
        self,
        list_of: Callable[[QuestionShape], str],
        choices_of: Callable[[QuestionShape], Sequence[ChoiceShape]],
    ) -> None:
        self.rows: list[Row] = []
        self._list_of = list_of
        self._choices_of = choices_of
        self._consents: list[str] = []

    def add_section(self, section: SectionShape) -> None:
        """Add a group with the questions of a section."""
        group = self._begin(section.id, section.title)
        group.add(
            relevant=self._relevant(section.show_if or ""),
            appearance="" if section.one_by_one else "field-list",
        )
        if section.random_order:
            group.cells[f"{OWN}::random_order"] = "yes"
        before = len(self._consents)
        for question in section.questions:
            if question.type is QuestionType.LIKERT_GRID:
                self._add_grid(question, before)
            else:
                self._add_question(question, before)
        self.rows.append(Row({"type": "end_group"}))

    def add_demographics(
        self, section: DemographicSectionShape, questions: Sequence[QuestionShape]
    ) -> None:
        """Add the questions about the person, which are known on the way back."""
        group = self._begin(section.id, section.title)
        group.add(appearance="field-list", relevant=self._relevant(""))
        group.cells[f"{OWN}::type"] = "demographics"
        for question in questions:
            self._add_question(question, len(self._consents))
        self.rows.append(Row({"type": "end_group"}))

    def _begin(self, name: str, label: Texts) -> Row:
        group = Row({"type": "begin_group", "name": name}, {"label": label})
        self.rows.append(group)
        return group

    def _relevant(self, own: str, since: int = 0) -> str:
        """The condition, for programs in which a consent that is not given ends nothing."""
        for consent in self._consents[since:]:
            own = with_rule(own, consented(consent))
        return own

    def _add_question(self, question: QuestionShape, before: int) -> None:
        kind = _TYPES[question.type]
        list_name = self._list_of(question) if kind in _WITH_LIST else ""
        row = Row({"type": f"{kind} {list_name}".strip(), "name": question.id})
        row.texts["label"] = question.text
        row.add(
            relevant=self._relevant(question.show_if or "", before),
            constraint=with_rule(question.constraint or "", readable_rules(_data(question))),
            choice_filter=question.choice_filter or "",
            default=question.default,
            calculation=question.calculation or "",
            required=_required(question),
        )
        if question.type is QuestionType.SCALE:
            row.cells["parameters"] = "start=0 end=10 step=1"
        elif question.random_choices:
            row.cells["parameters"] = "randomize=true"
        if question.type is QuestionType.TEXT and not question.short:
            row.cells["appearance"] = "multiline"
        if question.type in {QuestionType.SECTOR, QuestionType.CONSENT}:
            row.cells[f"{OWN}::type"] = question.type.value
        row.add_files(question.image, question.audio)
        _add_texts(row, question)
        _add_own(row, question)
        self.rows.append(row)
        self._add_specify(question)
        if question.type is QuestionType.CONSENT:
            self._consents.append(question.id)

    def _add_specify(self, question: QuestionShape) -> None:
        """A text question for “other, please say”, which other programs need."""
        codes = [choice.code for choice in self._choices_of(question) if choice.specify]
        if not codes:
            return
        chosen = " or ".join(f"selected(${{{question.id}}}, {quoted(code)})" for code in codes)
        texts = {tag: SPECIFY_WORDS.get(tag, SPECIFY_WORDS["en"]) for tag in question.text}
        row = Row({"type": "text", "name": question.id + OTHER_SUFFIX}, {"label": texts})
        row.add(relevant=chosen)
        row.cells[f"{OWN}::type"] = "specify"
        self.rows.append(row)

    def _add_grid(self, question: QuestionShape, before: int) -> None:
        list_name = self._list_of(question)
        group = self._begin(question.id, question.text)
        group.add(relevant=self._relevant(question.show_if or "", before), appearance="table-list")
        if question.hint:
            group.texts["hint"] = question.hint
        if question.choice_filter:
            group.cells[f"{OWN}::choice_filter"] = question.choice_filter
        if question.random_choices:
            group.cells[f"{OWN}::random_choices"] = "yes"
        group.add_files(question.image, question.audio, OWN)
        _add_own(group, question)
        for statement in question.rows:
            self._add_statement(statement, question, list_name)
        self.rows.append(Row({"type": "end_group"}))

    def _add_statement(self, statement: RowShape, question: QuestionShape, list_name: str) -> None:
        row = Row({"type": f"select_one {list_name}", "name": statement.id})
        row.texts["label"] = statement.text
        row.add(
            required=_required(question),
            constraint=question.constraint or "",
            default=question.default,
        )
        for name in ("required_message", "constraint_message"):
            if text := getattr(question, name):
                row.texts[name] = text
        if statement.indicator:
            row.cells[f"{OWN}::favourable"] = "\n".join(statement.indicator.favourable)
        row.add_files(None, statement.audio)
        self.rows.append(row)


def _required(question: QuestionShape) -> str:
    if isinstance(question.required, str):
        return question.required
    return "yes" if question.required else ""


def _data(question: QuestionShape) -> dict[str, Any]:
    """What the readable rules are made of, as the reading has it: only what is said."""
    data: dict[str, Any] = {"type": question.type, "exclusive": question.exclusive}
    for name in _OWN_NUMBERS:
        if getattr(question, name) is not None:
            data[name] = getattr(question, name)
    return data


def _add_texts(row: Row, question: QuestionShape) -> None:
    for name in ("hint", "required_message", "constraint_message"):
        if text := getattr(question, name):
            row.texts[name] = text


def _add_own(row: Row, question: QuestionShape) -> None:
    """What XLSForm has no column for."""
    for name in _OWN_TEXTS:
        if text := getattr(question, name):
            row.texts[f"{OWN}::{name}"] = text
    standard = QuestionShape.model_fields
    numbers = question.type in {QuestionType.NUMBER, QuestionType.DECIMAL}
    for name in _OWN_NUMBERS:
        value = getattr(question, name)
        bound = numbers and name in {"minimum", "maximum"}
        if bound or value != standard[name].default:
            row.cells[f"{OWN}::{name}"] = str(value)
    if question.sensitive:
        row.cells[f"{OWN}::sensitive"] = "yes"
    if question.indicator:
        row.cells[f"{OWN}::favourable"] = "\n".join(question.indicator.favourable)
    if question.exclusive:
        row.cells[f"{OWN}::exclusive"] = "\n".join(question.exclusive)
