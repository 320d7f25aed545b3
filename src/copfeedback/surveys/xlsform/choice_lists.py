"""The choices of a form, list by list."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from copfeedback.surveys.xlsform.columns import OWN, OWN_COLUMN
from copfeedback.surveys.xlsform.form import FILES, Form, FormRow
from copfeedback.surveys.xlsform.formulas import YES, Formulas
from copfeedback.surveys.xlsform.report import Changed, Dropped, Findings
from copfeedback.surveys.xlsform.standard_words import OTHER_WORDS

PLACEHOLDER = "cop_sectors"
"""The list that stands for the sectors of a wave, which no form can know."""
CONSENTS = "cop_consent"
"""The list of yes and no, which a consent brings along."""
_WORD = re.compile(r"'[^']*'|\"[^\"]*\"|\$\{[^{}]*\}|[^\W\d][\w.-]*")
_STANDARD = {"list_name", "name", "type", "appearance", "default", "disabled"}


@dataclass
class ChoiceLists:
    """The lists of choices, with the rows they stand in; ``used`` counts who asks for them."""

    language: str
    findings: Findings
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)

    def use(self, name: str, row: int, question: str, *, or_other: bool) -> str | None:
        """The list that a question asks for; None if there is none, which is told."""
        if name not in self.lists:
            near = get_close_matches(name, self.lists, 1)
            known = f"did you mean “{near[0]}”" if near else "add it to the choices sheet"
            fault = f"there is no choice list “{name}”"
            self.findings.fault(row, f"column type, {question}", fault, known)
            return None
        if or_other:
            self.findings.remark(row, question, Changed.OTHER)
            name = self._with_other(name)
        self.used[name] = self.used.get(name, 0) + 1
        return name

    def _with_other(self, name: str) -> str:
        longer = f"{name}_or_other"
        if longer not in self.lists:
            choices = [dict(choice) for choice in self.lists[name]]
            rows = list(self.rows[name])
            there = [choice for choice in choices if choice["code"] == "other"]
            if not there:
                there = [{"code": "other", "text": self._other_words(choices)}]
                choices += there
                rows.append(rows[-1])
            there[0]["specify"] = True
            self.lists[longer], self.rows[longer] = choices, rows
        return longer

    def _other_words(self, choices: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        tags = {tag for choice in choices for tag in choice["text"]}
        words = {tag: word for tag, word in OTHER_WORDS.items() if tag in tags}
        return {self.language: OTHER_WORDS["en"]} | words

    def mention(self, formulas: Formulas) -> None:
        """Let the words of choices mention questions by the names they have here."""
        for name, choices in self.lists.items():
            for choice, row in zip(choices, self.rows[name], strict=True):
                choice["text"] = formulas.text(
                    choice["text"], row, "label", choice["code"], "choices"
                )

    def tell_unused(self, passed_over: Collection[str]) -> None:
        """Tell which lists no question asks for, not even one that is passed over."""
        for name in self.lists:
            users = {name, f"{name}_or_other"}
            if name not in {PLACEHOLDER, CONSENTS, *passed_over} and not users & self.used.keys():
                self.findings.remark(self.rows[name][0], name, Dropped.UNUSED_LIST)


def read_choices(form: Form, findings: Findings) -> ChoiceLists:
    """Read the choices sheet; what is wrong goes to ``findings``."""
    found = ChoiceLists(form.languages[0], findings)
    filtered = _filter_words(form.rows)
    for row in form.choices:
        list_name, code = row["list_name"], row["name"]
        if not list_name and not code:
            continue
        if not list_name or not code:
            column = "list_name" if not list_name else "name"
            fault = f"the choice has no {column}"
            findings.fault(row.number, f"column {column}", fault, "write it", "choices")
            continue
        for column in row.cells.keys() - filtered - _STANDARD:
            if not column.startswith(f"{OWN}::"):
                findings.remark(1, column, Dropped.UNUSED_COLUMN)
        there = found.lists.setdefault(list_name, [])
        numbers = found.rows.setdefault(list_name, [])
        codes = [choice["code"] for choice in there]
        if code in codes:
            fault = (
                f"the code “{code}” is in the list “{list_name}” already, "
                f"in row {numbers[codes.index(code)]}"
            )
            fix = "give each choice of a list its own code"
            findings.fault(row.number, "column name", fault, fix, "choices")
            continue
        there.append(_choice(row, form.languages[0], filtered, findings))
        numbers.append(row.number)
    return found


def _filter_words(rows: Iterable[FormRow]) -> set[str]:
    """The columns that choice filters look at."""
    sources = (row["choice_filter"] or row[f"{OWN}::choice_filter"] for row in rows)
    return {word for source in sources for word in _WORD.findall(source)}


def _choice(row: FormRow, language: str, filtered: set[str], findings: Findings) -> dict[str, Any]:
    text = row.said("label")
    if not text:
        text = {language: row["name"]}
        findings.remark(row.number, row["name"], Changed.CODE_AS_TEXT, "choices")
    choice: dict[str, Any] = {"code": row["name"], "text": text}
    if row[f"{OWN}::specify"].lower() in YES:
        choice["specify"] = True
    if row[f"{OWN}::pictogram"]:
        choice["pictogram"] = row[f"{OWN}::pictogram"]
    for name in sorted(FILES):
        if files := row.said(name):
            choice[name] = files
    if columns := dict(_columns(row, filtered)):
        choice["columns"] = columns
    return choice


def _columns(row: FormRow, filtered: set[str]) -> Iterable[tuple[str, str]]:
    for name, value in row.cells.items():
        if name.startswith(OWN_COLUMN):
            yield name.removeprefix(OWN_COLUMN), value
        elif name in filtered and name not in _STANDARD and not name.startswith(f"{OWN}::"):
            yield name, value
