"""Groups that are one question: tables with one list for all rows, and rankings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from copfeedback.surveys.model import QuestionType
from copfeedback.surveys.xlsform.answer_types import AnswerType
from copfeedback.surveys.xlsform.columns import OWN
from copfeedback.surveys.xlsform.formulas import YES
from copfeedback.surveys.xlsform.questions import Questions
from copfeedback.surveys.xlsform.report import Changed, Findings
from copfeedback.surveys.xlsform.tree import Asked, Group

_ALIKE = ("required", "constraint", "default")
"""What all rows of a grid have in common."""


@dataclass
class Grids:
    """Makes a grid or a ranking of a group that is one."""

    questions: Questions
    findings: Findings

    def is_grid(self, group: Group) -> bool:
        """Whether a group is one grid."""
        if group.kind == "begin_score":
            return bool(group.row["kobo--score-choices"]) and _are_rows(group, "score__row")
        if group.has_appearance("table-list"):
            if _is_uniform(group.children):
                return True
            self.findings.remark(group.row.number, group.name, Changed.NO_GRID)
            return False
        header, rows = _header(group)
        return header is not None and bool(rows) and _is_uniform([header, *rows])

    def ranks(self, group: Group) -> bool:
        """Whether a group is one ranking, as KoboToolbox writes them."""
        return group.kind == "begin_rank" and bool(group.row["kobo--rank-items"])

    def without_header(self, group: Group) -> list[Asked | Group]:
        """What is in a group that is no grid here; headers show choices and ask nothing."""
        return [
            self._told_only(child) if isinstance(child, Asked) and _is_header(child) else child
            for child in group.children
            if not (isinstance(child, Asked) and _is_header(child) and self._is_mute(child))
        ]

    def _is_mute(self, header: Asked) -> bool:
        """Whether a header says nothing but the choices."""
        self.findings.remark(header.row.number, header.name, Changed.GRID_HEADER)
        return not header.row.said("label")

    def _told_only(self, header: Asked) -> Asked:
        row = replace(header.row, cells={"relevant": header.row["relevant"]})
        return Asked(row, header.name, AnswerType("note"))

    def grid(self, group: Group, condition: str) -> dict[str, Any]:
        """The grid of a group."""
        header, rows = _header(group)
        if header is None:
            rows = [child for child in group.children if isinstance(child, Asked)]
        head = group.row if group.row.said("label") or header is None else header.row
        name = group.name
        first = rows[0].row
        list_name = rows[0].type.list_name or group.row["kobo--score-choices"]
        # The rules stand with the rows, where other programs keep them too; what they have no
        # place for stands with the group.
        row = replace(
            head,
            cells={
                **{column: first[column] for column in (*_ALIKE, "parameters")},
                "choice_filter": group.row[f"{OWN}::choice_filter"],
                **{at: value for at, value in group.row.cells.items() if at.startswith(OWN)},
            },
            texts={
                "label": head.said("label"),
                "hint": head.said("hint"),
                "image": group.row.said(f"{OWN}::image"),
                "audio": group.row.said(f"{OWN}::audio"),
                "required_message": first.said("required_message"),
                "constraint_message": first.said("constraint_message"),
                **{at: said for at, said in group.row.texts.items() if at.startswith(OWN)},
            },
        )
        asked = Asked(row, name, AnswerType("select_one", list_name))
        made = self.questions.question(asked, condition)
        made["type"] = QuestionType.LIKERT_GRID
        made["rows"] = [self._row(each) for each in rows]
        if group.row[f"{OWN}::random_choices"].lower() in YES:
            made["random_choices"] = True
        return made

    def _row(self, asked: Asked) -> dict[str, Any]:
        row = asked.row
        text = row.said("label") or {self.questions.languages[0]: asked.name}
        made: dict[str, Any] = {
            "id": asked.name,
            "text": self.questions.formulas.text(text, row.number, "label", asked.name),
            "_row": row.number,
        }
        if favourable := row[f"{OWN}::favourable"]:
            made["indicator"] = {"favourable": favourable.split("\n")}
        if audio := row.said("audio"):
            made["audio"] = audio
        return made

    def ranking(self, group: Group, condition: str) -> dict[str, Any]:
        """The ranking of a group with one row for each place."""
        type_ = AnswerType("rank", group.row["kobo--rank-items"])
        self.findings.remark(group.row.number, group.name, Changed.KOBO_RANK)
        made = self.questions.question(Asked(group.row, group.name, type_), condition)
        made["max_answers"] = len(group.children)
        made.pop("show_if", None)
        if condition:
            made["show_if"] = condition
        return made


def _are_rows(group: Group, kind: str) -> bool:
    return bool(group.children) and all(
        isinstance(child, Asked) and child.type.kind == kind for child in group.children
    )


def _is_header(asked: Asked) -> bool:
    """Whether a row shows the choices above a table."""
    return asked.type.kind == "select_one" and "label" in asked.row["appearance"].split()


def _header(group: Group) -> tuple[Asked | None, list[Asked]]:
    """The row that shows the choices above a table, and the rows below it."""
    if not group.children or not isinstance(first := group.children[0], Asked):
        return None, []
    if not _is_header(first):
        return None, []
    rest = [child for child in group.children[1:] if isinstance(child, Asked)]
    alike = [child for child in rest if "list-nolabel" in child.row["appearance"].split()]
    return first, alike if len(alike) == len(group.children) - 1 else []


def _is_uniform(children: Sequence[Asked | Group]) -> bool:
    """Whether all rows have one list and the same rules, and nothing of their own beyond."""
    rows = [child for child in children if isinstance(child, Asked)]
    if len(rows) < len(children) or not rows:
        return False
    first = rows[0]
    asked = rows[1:] if _is_header(first) else rows
    return all(
        row.type.kind == "select_one"
        and row.type.list_name == first.type.list_name
        and not row.type.or_other
        and not row.type.impossible
        and not row.row["relevant"]
        and not row.row["choice_filter"]
        and not row.row.said("hint")
        and bool(row.row.said("label"))
        for row in asked
    ) and all(row.row[column] == asked[0].row[column] for row in asked for column in _ALIKE)
