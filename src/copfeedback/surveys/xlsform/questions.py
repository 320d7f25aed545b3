"""What a row of a form asks, as a part of a survey."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from copfeedback.surveys.entries import MAX_NUMBER_DIGITS
from copfeedback.surveys.model import QuestionType
from copfeedback.surveys.xlsform.choice_lists import PLACEHOLDER, ChoiceLists
from copfeedback.surveys.xlsform.columns import OWN
from copfeedback.surveys.xlsform.form import FILES, FormRow
from copfeedback.surveys.xlsform.formulas import NO, YES, Formulas, both
from copfeedback.surveys.xlsform.readable import consented, readable_rules, without_rule
from copfeedback.surveys.xlsform.report import Changed, Dropped, Findings, Noted
from copfeedback.surveys.xlsform.standard_words import OK_WORD
from copfeedback.surveys.xlsform.tree import Asked

LARGEST = 10**MAX_NUMBER_DIGITS - 1
_TYPES = {
    "select_one": QuestionType.SINGLE,
    "select_multiple": QuestionType.MULTIPLE,
    "rank": QuestionType.RANKING,
    "integer": QuestionType.NUMBER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "time": QuestionType.TIME,
    "text": QuestionType.TEXT,
    "note": QuestionType.NOTE,
    "calculate": QuestionType.CALCULATE,
    "acknowledge": QuestionType.SINGLE,
}
# It begins where a word begins, so that long words without a “=” are looked at once.
_PARAMETER = re.compile(r"(?<![^\s=,;])([^\s=,;]++)\s*+=\s*+('[^']*'|\"[^\"]*\"|[^\s,;]+)")
_WHOLE = re.compile(r"-?\d{1,15}")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")
_DYNAMIC = re.compile(r"\$\{|\w\s*\(")
_SHOWN_ALIKE = {"field-list", "table-list", "label", "list-nolabel", "multiline"}
_SCALE = (0, 10, 1)


@dataclass
class Questions:
    """Makes questions of rows; what is wrong or changed goes to ``findings``."""

    languages: tuple[str, ...]
    lists: ChoiceLists
    formulas: Formulas
    findings: Findings
    consents: list[str] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    """Rows with a fault that others follow from."""
    appearances: dict[str, int] = field(default_factory=dict)

    def question(self, asked: Asked, condition: str = "") -> dict[str, Any]:
        """The question of a row, asked if the groups around it are."""
        row, name = asked.row, asked.name
        question: dict[str, Any] = {"id": name, "type": self._type(asked)}
        question["text"] = self._text(asked, question["type"])
        self._add_texts(question, row, name)
        self._add_kind(question, asked)
        self._add_own(question, row)
        self._add_rules(question, asked, condition)
        self._tell_rest(asked)
        if question["type"] is QuestionType.CONSENT:
            self.consents.append(name)
        return question

    def relevant(self, row: FormRow, name: str) -> str:
        """The condition of a row, without what only repeats the consent."""
        said = row["relevant"]
        if said.lower() in YES:
            return ""
        if said and said.lower() in NO:
            return "false()"
        for consent in reversed(self.consents):
            said = without_rule(said, consented(consent))
        return self.formulas.expression(said, row.number, "relevant", name) or ""

    def _type(self, asked: Asked) -> QuestionType:
        own = asked.row[f"{OWN}::type"]
        if own in {QuestionType.SECTOR, QuestionType.CONSENT}:
            return QuestionType(own)
        if asked.type.kind == "range":
            return self._type_of_range(asked)
        if _is_calculated(asked):
            return QuestionType.CALCULATE
        return _TYPES[asked.type.kind]

    def _text(self, asked: Asked, type_: QuestionType) -> dict[str, str]:
        row, name = asked.row, asked.name
        if text := row.said("label"):
            return self.formulas.text(text, row.number, "label", name)
        if type_ is QuestionType.CALCULATE:
            return {self.languages[0]: name}
        if hint := row.said("hint"):
            self.findings.remark(row.number, name, Changed.HINT_AS_TEXT)
            return self.formulas.text(hint, row.number, "hint", name)
        fix = "write what people should read there"
        self.findings.fault(row.number, f"column label, {name}", "the question has no label", fix)
        self.broken.add(row.number)
        return {self.languages[0]: name}

    def _add_texts(self, question: dict[str, Any], row: FormRow, name: str) -> None:
        for column in ("hint", "required_message", "constraint_message"):
            if (text := row.said(column)) and question["type"] is not QuestionType.CALCULATE:
                if column == "hint" and not row.said("label"):
                    continue
                question[column] = self.formulas.text(text, row.number, column, name)
        for column in sorted(FILES):
            if files := row.said(column):
                question[column] = files
        for column in ("easy", "low", "high", "aligned_with"):
            if text := row.said(f"{OWN}::{column}"):
                question[column] = self.formulas.text(text, row.number, f"{OWN}::{column}", name)

    def _add_kind(self, question: dict[str, Any], asked: Asked) -> None:
        row, kind = asked.row, asked.type.kind
        if asked.type.list_name and asked.type.list_name != PLACEHOLDER:
            self._add_choices(question, asked)
        if kind == "text" and "multiline" not in row["appearance"].split():
            question["short"] = True
        if kind in {"integer", "decimal"}:
            question |= {"minimum": -LARGEST, "maximum": LARGEST}
        if kind == "range":
            self._add_range(question, asked)
        if kind == "acknowledge":
            self.findings.remark(row.number, asked.name, Changed.ACKNOWLEDGE)
            question["choices"] = [
                {"code": OK_WORD, "text": dict.fromkeys(question["text"], OK_WORD)}
            ]
        if question["type"] is QuestionType.CALCULATE:
            self._add_calculation(question, asked)

    def _add_choices(self, question: dict[str, Any], asked: Asked) -> None:
        if question["type"] is QuestionType.CONSENT:
            return
        row, name = asked.row, asked.name
        found = self.lists.use(asked.type.list_name, row.number, name, or_other=asked.type.or_other)
        if found is None:
            self.broken.add(row.number)
            return
        question["choices"] = found
        source = row["choice_filter"]
        if filter_ := self.formulas.expression(source, row.number, "choice_filter", name):
            question["choice_filter"] = filter_
        if _parameters(row).get("randomize", "").strip("'\"").lower() == "true":
            question["random_choices"] = True

    def _add_calculation(self, question: dict[str, Any], asked: Asked) -> None:
        row, source = asked.row, asked.row["calculation"]
        question.pop("short", None)
        if not source and (constant := row["default"]) and not _DYNAMIC.search(constant):
            source = constant if _NUMBER.fullmatch(constant) else f"'{constant}'"
        if not source:
            fix = "write a calculation, or remove the row"
            place = f"column calculation, {asked.name}"
            self.findings.fault(row.number, place, "nothing says how it is calculated", fix)
        made = self.formulas.expression(source, row.number, "calculation", asked.name)
        if made is None:
            self.broken.add(row.number)
            self.formulas.gone.impossible.setdefault(row["name"], row.number)
            made = "''"
        question["calculation"] = made
        if asked.type.kind != "calculate":
            self.findings.remark(row.number, asked.name, Changed.CALCULATED)

    def _type_of_range(self, asked: Asked) -> QuestionType:
        numbers = _range(asked.row)
        if numbers == _SCALE:
            return QuestionType.SCALE
        if numbers is None or all(isinstance(number, int) for number in numbers):
            return QuestionType.NUMBER
        return QuestionType.DECIMAL

    def _add_range(self, question: dict[str, Any], asked: Asked) -> None:
        row, name, numbers = asked.row, asked.name, _range(asked.row)
        if numbers is None:
            fix = "write start=0 end=10 step=1 in the column parameters"
            place = f"column parameters, {name}"
            self.findings.fault(row.number, place, "the range cannot be read", fix)
            self.broken.add(row.number)
            return
        start, end, step = numbers
        if question["type"] is QuestionType.SCALE:
            for edge, point in (("low", start), ("high", end)):
                question.setdefault(edge, dict.fromkeys(self.languages, str(point)))
            return
        self.findings.remark(row.number, name, Changed.RANGE, f"{start}–{end}")
        if question["type"] is QuestionType.NUMBER:
            question |= {"minimum": start, "maximum": end}
            rules = [] if step == 1 else [f"(. - {start}) mod {step} = 0"]
        else:
            question |= {"minimum": -LARGEST, "maximum": LARGEST}
            rules = [f". >= {start}", f". <= {end}"]
        question["constraint"] = " and ".join(rules)

    def _add_own(self, question: dict[str, Any], row: FormRow) -> None:
        """What XLSForm has no column for."""
        if row[f"{OWN}::sensitive"].lower() in YES:
            question["sensitive"] = True
        for name in ("minimum", "maximum", "min_answers", "max_answers", "max_length"):
            if _WHOLE.fullmatch(value := row[f"{OWN}::{name}"]):
                question[name] = int(value)
        if favourable := row[f"{OWN}::favourable"]:
            question["indicator"] = {"favourable": favourable.split("\n")}
        if exclusive := row[f"{OWN}::exclusive"]:
            question["exclusive"] = exclusive.split("\n")

    def _add_rules(self, question: dict[str, Any], asked: Asked, condition: str) -> None:
        row, name = asked.row, asked.name
        if show_if := both(condition, self.relevant(row, name)):
            question["show_if"] = show_if
        nothing = question["type"] in {QuestionType.NOTE, QuestionType.CALCULATE}
        said = without_rule(row["constraint"], readable_rules(question)) or (
            "" if row["constraint"] else asked.type.bounds
        )
        constraint = self.formulas.expression(said, row.number, "constraint", name) or ""
        constraint = both(question.pop("constraint", ""), constraint)
        required = self.required(row, name)
        if nothing and (constraint or required):
            self.findings.remark(row.number, name, Dropped.MEANINGLESS)
        elif constraint:
            question["constraint"] = constraint
        if required and not nothing:
            question["required"] = required
        if default := self._default(question, row, name):
            question["default"] = default

    def required(self, row: FormRow, name: str) -> bool | str:
        """Whether it has to be answered, or the condition for it."""
        said = row["required"]
        if said.lower() in YES | NO:
            return said.lower() in YES
        return self.formulas.expression(said, row.number, "required", name) or False

    def _default(self, question: dict[str, Any], row: FormRow, name: str) -> str:
        default = row["default"]
        if not default or question["type"] is QuestionType.CALCULATE:
            return ""
        if question["type"] is QuestionType.NOTE:
            self.findings.remark(row.number, name, Dropped.MEANINGLESS)
            return ""
        if question["type"] is not QuestionType.TEXT and _DYNAMIC.search(default):
            self.findings.remark(row.number, name, Dropped.DYNAMIC_DEFAULT, default)
            return ""
        if "${" in default or default.endswith("()"):
            self.findings.remark(row.number, name, Dropped.DYNAMIC_DEFAULT, default)
            return ""
        self._check_default(question, default, row, name)
        return default

    def _check_default(
        self, question: dict[str, Any], default: str, row: FormRow, name: str
    ) -> None:
        if not isinstance(list_name := question.get("choices"), str):
            return
        codes = {choice["code"] for choice in self.lists.lists[list_name]}
        given = [default] if question["type"] is QuestionType.SINGLE else default.split()
        for code in given:
            if code not in codes:
                fault = f"the default “{code}” is not on the list “{list_name}”"
                fix = "use a code of the list, or empty the cell"
                self.findings.fault(row.number, f"column default, {name}", fault, fix)

    def _tell_rest(self, asked: Asked) -> None:
        row, name = asked.row, asked.name
        for column, told in (
            ("guidance_hint", Dropped.GUIDANCE),
            ("video", Dropped.VIDEO),
            ("big-image", Dropped.VIDEO),
        ):
            if row.said(column):
                self.findings.remark(row.number, name, told, column)
        if row["calculation"] and not _is_calculated(asked):
            self.findings.remark(row.number, name, Dropped.MEANINGLESS)
        if row["trigger"]:
            self.findings.remark(row.number, name, Dropped.TRIGGER)
        if row["read_only"].lower() not in NO and not _is_calculated(asked):
            self.findings.remark(row.number, name, Dropped.READ_ONLY)
        for parameter in _parameters(row):
            if parameter not in {"start", "end", "step", "randomize"}:
                self.findings.remark(row.number, name, Dropped.PARAMETER, parameter)
        self.tell_appearance(row)

    def tell_appearance(self, row: FormRow) -> None:
        """Count what a form says about its looks, which we decide ourselves."""
        for word in row["appearance"].split():
            if word not in _SHOWN_ALIKE:
                self.appearances[word] = self.appearances.get(word, 0) + 1

    def tell_appearances(self) -> None:
        """Tell once what was counted."""
        if self.appearances:
            said = ", ".join(sorted(self.appearances))
            self.findings.remark(0, "", Noted.APPEARANCE, said)


def _is_calculated(asked: Asked) -> bool:
    """Whether nobody is asked anything: there is a calculation, and nothing to read."""
    if asked.type.kind == "calculate":
        return True
    return bool(asked.row["calculation"]) and asked.type.kind in {"text", "integer", "decimal"}


def _parameters(row: FormRow) -> dict[str, str]:
    return {name.lower(): value for name, value in _PARAMETER.findall(row["parameters"])}


def _range(row: FormRow) -> tuple[int | float, int | float, int | float] | None:
    given = _parameters(row)
    said = [given.get("start", "1"), given.get("end", "10"), given.get("step", "1")]
    if not all(_NUMBER.fullmatch(number) for number in said):
        return None
    start, end, step = (int(n) if _WHOLE.fullmatch(n) else float(n) for n in said)
    start, end = sorted((start, end))
    return (start, end, step) if start < end and step > 0 else None
