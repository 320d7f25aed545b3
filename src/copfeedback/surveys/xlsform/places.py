"""Where the parts of a survey stand in the sheets of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from copfeedback.surveys.yaml_source import Path, value_at

Place = tuple[str, int]
"""A sheet and a row."""

_COLUMNS: Mapping[str, str] = {
    "id": "name",
    "text": "label",
    "title": "label",
    "hint": "hint",
    "choices": "type",
    "choice_filter": "choice_filter",
    "required": "required",
    "required_message": "required_message",
    "show_if": "relevant",
    "constraint": "constraint",
    "constraint_message": "constraint_message",
    "calculation": "calculation",
    "default": "default",
    "code": "name",
    "image": "media::image",
    "audio": "media::audio",
    "indicator": "cop::favourable",
}


@dataclass
class Places:
    """Finds rows and columns for the parts of a survey; ``data`` is the survey."""

    data: Any
    rows: dict[tuple[str | int, ...], Place] = field(default_factory=dict)

    def place_of(self, path: Path) -> Place:
        """The sheet and row of the innermost part that has one."""
        for length in range(len(path), 0, -1):
            if found := self.rows.get(tuple(path[:length])):
                return found
        return ("settings", self.rows.get((), ("settings", 1))[1])

    def line(self, path: Path) -> int:
        """The row."""
        return self.place_of(path)[1]

    def value(self, path: Path) -> Any:
        """What stands there; None if nothing does."""
        return value_at(self.data, path)

    def column(self, path: Path) -> str:
        """The sheet and the column."""
        sheet, _ = self.place_of(path)
        last = next((step for step in reversed(path) if isinstance(step, str)), "")
        if last in _COLUMNS and not (sheet == "choices" and last == "choices"):
            return f"{sheet} sheet, column {_COLUMNS[last]}"
        return f"{sheet} sheet"

    def place(self, path: Path) -> str:
        """The sheet, the column and the name that a path leads to."""
        names = [
            str(data.get("id") or data.get("code"))
            for at in range(1, len(path) + 1)
            if isinstance(data := self.value(path[:at]), dict)
            and (data.get("id") or data.get("code"))
        ]
        return ", ".join([self.column(path), *names[-1:]])
