"""The rows of a form with their types, and the groups they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from copfeedback.surveys.rules import SUPPLIED
from copfeedback.surveys.xlsform.answer_types import AnswerType, answer_type
from copfeedback.surveys.xlsform.columns import OWN
from copfeedback.surveys.xlsform.form import Form, FormRow
from copfeedback.surveys.xlsform.formulas import NO, Gone, references
from copfeedback.surveys.xlsform.report import Changed, Dropped, Findings

MAX_NAME = 64
MAX_DEPTH = 30
OTHER = "_other"
_NAME = re.compile(r"[^\W\d][\w.·-]*")
_IDENTITY = re.compile(r"\b(?:uuid|property|version)\s*\(")
_CHOICE_NAME = re.compile(
    r"jr:choice-name\(\s*(?:selected-at\(\s*)?\$\{\s*([^\s{}]+)\s*\}(?:\s*,\s*0\s*\))?"
    r"\s*,\s*['\"]\s*\$\{\s*\1\s*\}\s*['\"]\s*\)"
)
_REPEATED = (
    "groups cannot be repeated yet, so what is inside would be lost",
    "ask for each time in questions of its own, or remove everything to end_repeat",
)
_SETTINGS = {"set form title", "set form id", "form title", "form id", "title", "id string"}
"""Settings that old forms have among the questions."""
_EVERY_TYPE = sorted({*QUESTION_TYPE_DICT, "select_one", "select_multiple", "rank", "begin_group"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that becomes something, with its name and type."""

    row: FormRow
    name: str
    type: AnswerType


@dataclass
class Group:
    """A group of rows. The whole form is one, too."""

    row: FormRow
    name: str
    kind: str = "begin_group"
    children: list[Asked | Group] = field(default_factory=list)

    def has_appearance(self, word: str) -> bool:
        """Whether its appearance is, among other things, this."""
        return word in self.row["appearance"].split()

    def rows(self) -> Iterator[Asked]:
        """All rows in it, however deep."""
        for child in self.children:
            if isinstance(child, Group):
                yield from child.rows()
            else:
                yield child


class Growing:
    """Makes a tree of the rows of a form, and notes what cannot stay."""

    def __init__(self, form: Form, findings: Findings) -> None:
        self._findings = findings
        self.gone = Gone()
        self.renamed: dict[str, str] = {}
        self.about_person = False
        self.passed_over: set[str] = set()
        self.impossible: list[tuple[int, str, str, str]] = []
        self.tree = Group(FormRow(1), "")
        self._open = [self.tree]
        self._repeats: list[int] = []
        self._skipping = 0
        self._named: set[str] = set()
        self._typed = list(self._typed_rows(form.rows))
        self._drop_what_follows()
        self._rename()
        for row, type_ in self._typed:
            self._place(row, type_)
        self._close_all()

    def _typed_rows(self, rows: Sequence[FormRow]) -> Iterator[tuple[FormRow, AnswerType]]:
        for row in rows:
            if row["disabled"].lower() not in NO:
                self._findings.remark(row.number, row["name"], Dropped.DISABLED)
                continue
            if not row["type"]:
                self._without_type(row)
                continue
            if row["type"].lower().replace("_", " ") in _SETTINGS:
                self._findings.remark(row.number, row["type"], Dropped.SETTING)
                continue
            type_ = answer_type(row["type"])
            if type_ is None:
                near = get_close_matches(row["type"].lower(), _EVERY_TYPE, 1)
                fix = f"did you mean {near[0]}?" if near else "use a type of the XLSForm standard"
                fault = f"there is no type “{row['type']}”"
                type_ = AnswerType("", impossible=(fault, fix.rstrip("?")))
            yield row, type_

    def _without_type(self, row: FormRow) -> None:
        if row["name"] or row.said("label"):
            place = f"column type, {row['name'] or 'a question without a name'}"
            self._findings.fault(
                row.number, place, "the row has no type", "write one, or empty the row"
            )
        elif row.cells or row.texts:
            self._findings.remark(row.number, "", Dropped.COMMENT)

    def _drop_what_follows(self) -> None:
        """Leave out calculations of nothing but what is left out, such as how long it took."""
        for row, type_ in self._typed:
            name, source = row["name"], row["calculation"]
            if type_.refused is not None:
                self.gone.dropped[name] = (row.number, type_.kind)
                if type_.kind == "today":
                    self.gone.today.add(name)
            elif type_.kind == "calculate" and (named := _CHOICE_NAME.fullmatch(source)):
                # A text that mentions a question shows the words of its answer anyway.
                self.renamed[name] = named[1]
                self._named.add(name)
                self._findings.remark(row.number, name, Changed.CHOICE_NAME, named[1])
            elif type_.kind == "calculate":
                lost = sorted(references(source) & (self.gone.dropped.keys() - self.gone.today))
                if lost or _IDENTITY.search(source):
                    told = Dropped.FOLLOWS if lost else Dropped.IDENTITY
                    self._findings.remark(row.number, name, told, ", ".join(lost))
                    self.gone.dropped[name] = (row.number, "calculate")

    def _rename(self) -> None:
        """Give other names to questions whose names are kept for something, or too long."""
        names = {row["name"] for row, _ in self._typed}
        inside = 0
        for row, type_ in self._typed:
            inside += _is_about_person(row) or (inside and type_.kind == "begin_group")
            inside -= bool(inside and type_.kind == "end_group")
            name = row["name"]
            if inside or not (name in SUPPLIED or len(name) > MAX_NAME):
                continue
            new = f"form_{name}" if name in SUPPLIED else name[: MAX_NAME - len(OTHER)]
            while new in names:
                new += "_"
            names.add(new)
            self.renamed[name] = new
            self._findings.remark(row.number, name, Changed.RENAMED, new)
        for calculated in self._named:
            question = self.renamed[calculated]
            self.renamed[calculated] = self.renamed.get(question, question)

    def _place(self, row: FormRow, type_: AnswerType) -> None:
        kind = type_.kind
        if kind == "begin_repeat":
            self._begin_repeat(row, type_)
        elif kind == "end_repeat":
            self._end_repeat(row)
        elif self._repeats or self._skipping:
            self._pass_over(row, type_)
        elif kind in {"begin_group", "begin_score", "begin_rank"}:
            self._begin_group(row, kind)
        elif kind == "end_group":
            self._end_group(row)
        else:
            self._question(row, type_)

    def _begin_repeat(self, row: FormRow, type_: AnswerType) -> None:
        if not self._repeats:
            fault, fix = type_.impossible or _REPEATED
            self.impossible.append((row.number, row["name"] or "a repeat", fault, fix))
        self._repeats.append(row.number)
        self.gone.impossible[row["name"]] = self._repeats[0]

    def _end_repeat(self, row: FormRow) -> None:
        if not self._repeats:
            self._findings.fault(row.number, "column type", "nothing is repeated here", "remove it")
            return
        self._repeats.pop()

    def _pass_over(self, row: FormRow, type_: AnswerType) -> None:
        self.passed_over.add(type_.list_name)
        if self._repeats:
            self.gone.impossible[row["name"]] = self._repeats[0]
        elif type_.kind.startswith("begin"):
            self._skipping += 1
        elif type_.kind == "end_group":
            self._skipping -= 1

    def _begin_group(self, row: FormRow, kind: str) -> None:
        if _is_about_person(row):
            self.about_person = True
            self._skipping = 1
            return
        name = self.renamed.get(row["name"], row["name"]) or f"group_{row.number}"
        group = Group(row, name, kind)
        if len(self._open) <= MAX_DEPTH:
            self._open[-1].children.append(group)
        elif len(self._open) == MAX_DEPTH + 1:
            fix = "take groups out of one another"
            self._findings.fault(row.number, f"column type, {name}", "it is nested too deeply", fix)
        self._open.append(group)

    def _end_group(self, row: FormRow) -> None:
        if len(self._open) == 1:
            self._findings.fault(
                row.number, "column type", "no group is open here", "remove the row"
            )
            return
        self._open.pop()

    def _close_all(self) -> None:
        for group in self._open[1:]:
            self._findings.fault(
                group.row.number,
                f"column type, {group.name}",
                "the group does not end",
                "add a row with end_group",
            )
        for row in self._repeats:
            self._findings.fault(
                row, "column type", "the repeat does not end", "add a row with end_repeat"
            )

    def _question(self, row: FormRow, type_: AnswerType) -> None:
        name = row["name"]
        if row[f"{OWN}::type"] == "specify":
            return
        if type_.refused is not None:
            self._findings.remark(row.number, name or row["type"], type_.refused, row["type"])
        elif name in self.gone.dropped or name in self._named:
            pass
        elif type_.impossible is not None:
            self.impossible.append((row.number, name or "a question", *type_.impossible))
            self.gone.impossible[name] = row.number
        elif not name and type_.kind not in {"note", "score__row"}:
            self._findings.fault(
                row.number, "column name", "the question has no name", "give it one"
            )
        elif name and not _NAME.fullmatch(name):
            fix = "use letters, digits, _ - and ., beginning with a letter"
            self._findings.fault(
                row.number, f"column name, {name}", f"no question can be called “{name}”", fix
            )
            self.gone.impossible[name] = row.number
        else:
            known_as = self.renamed.get(name, name) or f"note_{row.number}"
            self._open[-1].children.append(Asked(row, known_as, type_))


def _is_about_person(row: FormRow) -> bool:
    return row[f"{OWN}::type"] == "demographics"
