"""From the groups of a form to the sections of a survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from copfeedback.surveys.model import QuestionType
from copfeedback.surveys.xlsform.columns import OWN
from copfeedback.surveys.xlsform.formulas import YES, both
from copfeedback.surveys.xlsform.grids import Grids
from copfeedback.surveys.xlsform.questions import Questions
from copfeedback.surveys.xlsform.report import Changed, Dropped, Findings
from copfeedback.surveys.xlsform.tree import Asked, Group

ROW = "_row"
"""Under this name parts remember the row they come from, until their place is known."""


@dataclass
class Sections:
    """Makes sections; ``title`` is what those are called that the form gives no name."""

    questions: Questions
    grids: Grids
    title: Mapping[str, str]
    findings: Findings

    def of(self, tree: Group) -> list[dict[str, Any]]:
        """The sections of a form in the order of its rows."""
        made: list[dict[str, Any]] = []
        loose: list[Asked | Group] = []
        for child in tree.children:
            if isinstance(child, Group) and not self.grids.is_grid(child):
                made += self._loose(loose, len(made))
                loose = []
                made += self._section(child, "", ())
            else:
                loose.append(child)
        made += self._loose(loose, len(made))
        ids: set[str] = set()
        for section in made:
            while section["id"] in ids:
                section["id"] += "_"
            ids.add(section["id"])
        return made

    def _loose(self, children: Sequence[Asked | Group], before: int) -> Iterator[dict[str, Any]]:
        if not children:
            return
        questions = list(self._flat(children, ""))
        if not questions:
            return
        first = children[0].row.number
        self.findings.remark(first, f"section_{before + 1}", Changed.LOOSE)
        yield {
            "id": f"section_{before + 1}",
            "title": dict(self.title),
            "one_by_one": True,
            "questions": questions,
            ROW: first,
        }

    def _section(
        self, group: Group, condition: str, above: Sequence[Group]
    ) -> Iterator[dict[str, Any]]:
        row = group.row
        show_if = both(condition, self.questions.relevant(row, group.name))
        self.questions.tell_appearance(row)
        inner = [child for child in group.children if isinstance(child, Group)]
        if inner and len(inner) == len(group.children) and not any(map(self.grids.is_grid, inner)):
            self.findings.remark(row.number, group.name, Changed.DISSOLVED)
            for child in inner:
                yield from self._section(
                    child, show_if, [*above, group] if child is inner[0] else ()
                )
            return
        headings = [note for outer in above for note in self._heading(outer, "")]
        questions = [*headings, *self._flat(self.grids.without_header(group), "")]
        if not questions:
            self.findings.remark(row.number, group.name, Dropped.EMPTY_GROUP)
            return
        if any(row.said(column) for column in ("hint", "image", "audio")):
            self.findings.remark(row.number, group.name, Dropped.GROUP_HINT)
        section: dict[str, Any] = {
            "id": group.name,
            "title": self._title(group),
            "questions": questions,
            ROW: row.number,
        }
        if show_if:
            section["show_if"] = show_if
        if not group.has_appearance("field-list"):
            section["one_by_one"] = True
        if row[f"{OWN}::random_order"].lower() in YES:
            section["random_order"] = True
        yield section

    def _title(self, group: Group) -> dict[str, str]:
        if title := group.row.said("label"):
            return title
        self.findings.remark(group.row.number, group.name, Changed.NAMED)
        return dict(self.title)

    def _flat(self, children: Sequence[Asked | Group], condition: str) -> Iterator[dict[str, Any]]:
        """The questions of these and of the groups among them, one after the other."""
        for child in children:
            if isinstance(child, Asked):
                question = self.questions.question(child, condition)
                yield question | {ROW: child.row.number}
                continue
            inner = both(condition, self.questions.relevant(child.row, child.name))
            if self.grids.is_grid(child):
                yield self.grids.grid(child, inner) | {ROW: child.row.number}
                continue
            self.findings.remark(child.row.number, child.name, Changed.FLATTENED)
            self.questions.tell_appearance(child.row)
            if self.grids.ranks(child):
                yield self.grids.ranking(child, inner) | {ROW: child.row.number}
                continue
            yield from self._heading(child, inner)
            yield from self._flat(self.grids.without_header(child), inner)

    def _heading(self, group: Group, condition: str) -> Iterator[dict[str, Any]]:
        """The label of a group that is no section, as a note."""
        if text := group.row.said("label"):
            note: dict[str, Any] = {
                "id": group.name,
                "type": QuestionType.NOTE,
                "text": self.questions.formulas.text(text, group.row.number, "label", group.name),
                ROW: group.row.number,
            }
            if condition:
                note["show_if"] = condition
            if hint := group.row.said("hint"):
                note["hint"] = hint
            yield note
