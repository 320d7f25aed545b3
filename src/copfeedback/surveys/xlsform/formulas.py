"""Expressions of a form: what they look at, whether they can be read, what changed in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from copfeedback.surveys.expressions import ExpressionError, compile_expression
from copfeedback.surveys.xlsform.report import Changed, Findings

REFERENCE = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")
_PARTS = re.compile(r"'[^']*'|\"[^\"]*\"|[‘’‚‛“”„‟]")
_STRAIGHT = {"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"'}
YES = {"yes", "true", "true()", "1", "t", "y"}
NO = {"", "no", "false", "false()", "0", "f", "n"}
FIX = "write conditions such as ${question} = 'code' and not(${other} = 'code')"


def references(text: str) -> set[str]:
    """What an expression or a text refers to."""
    return set(REFERENCE.findall(text))


def both(one: str, other: str) -> str:
    """A condition that holds if both do; either may be empty."""
    return f"({one}) and ({other})" if one and other else one or other


def straightened(source: str) -> str:
    """An expression with straight quotation marks, where office programs have made others."""
    return _PARTS.sub(lambda found: _STRAIGHT.get(found[0], found[0]), source)


def _without(text: str, names: Collection[str]) -> str:
    """A text without the mentions that are told already."""
    return REFERENCE.sub(lambda found: "…" if found[1] in names else found[0], text)


@dataclass
class Gone:
    """What cannot be referred to, and why: the row it stood in, and its type."""

    dropped: dict[str, tuple[int, str]] = field(default_factory=dict)
    impossible: dict[str, int] = field(default_factory=dict)
    today: set[str] = field(default_factory=set)
    missed: dict[int, set[int]] = field(default_factory=dict)
    """The rows that refer to something impossible, by its row; they follow from its fault."""


@dataclass(frozen=True)
class Formulas:
    """Reads the expressions of one form."""

    gone: Gone
    renamed: Mapping[str, str]
    findings: Findings

    def text(
        self, texts: Mapping[str, str], row: int, column: str, name: str, sheet: str = "survey"
    ) -> dict[str, str]:
        """Texts that mention questions by the names they have here."""
        found = set().union(*map(references, texts.values())) if texts else set()
        if not found:
            return dict(texts)
        if not self._usable(found, row, f"column {column}", name, sheet):
            gone = self.gone.dropped.keys() | self.gone.impossible.keys()
            texts = {tag: _without(text, gone) for tag, text in texts.items()}
        return {tag: self._rename(text) for tag, text in texts.items()}

    def expression(self, source: str, row: int, column: str, name: str) -> str | None:
        """An expression as it is kept; None if there is none or it cannot be used."""
        source = source.replace("\xa0", " ").strip()
        if not source:
            return None
        if (straight := straightened(source)) != source:
            self.findings.remark(row, name, Changed.QUOTES, column)
            source = straight
        for word in references(source) & self.gone.today:
            self.findings.remark(row, name, Changed.TODAY, word)
            source = re.sub(rf"\$\{{\s*{re.escape(word)}\s*\}}", "today()", source)
        if not self._usable(references(source), row, f"column {column}", name):
            return None
        source = self._rename(source)
        try:
            compile_expression(source)
        except ExpressionError as error:
            fault = f"it cannot be read at character {error.column}: {error.fault}"
            fix = getattr(error, "fix", "") or FIX
            self.findings.fault(row, f"column {column}, {name}", fault, fix)
            return None
        return source

    def _rename(self, text: str) -> str:
        if not self.renamed:
            return text
        return REFERENCE.sub(lambda found: f"${{{self.renamed.get(found[1], found[1])}}}", text)

    def _usable(
        self, names: set[str], row: int, place: str, name: str, sheet: str = "survey"
    ) -> bool:
        """Whether all of these can be referred to; what was dropped is told with both rows."""
        usable = True
        for reference in sorted(names):
            if reference in self.gone.impossible:
                self.gone.missed.setdefault(self.gone.impossible[reference], set()).add(row)
                usable = False
            elif reference in self.gone.dropped:
                there, kind = self.gone.dropped[reference]
                fault = (
                    f"it refers to “{reference}” of row {there}, which an anonymous portal "
                    f"leaves out ({kind})"
                )
                fix = f"remove what refers to ${{{reference}}}, or ask a question instead"
                self.findings.fault(row, f"{place}, {name}", fault, fix, sheet)
                usable = False
        return usable
