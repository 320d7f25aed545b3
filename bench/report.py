"""What was measured: rows with a figure, what it is compared with and whether the aim is met."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_GIGABYTE = 1024**3


class CannotRunError(Exception):
    """A part of the bench cannot be measured here; the message says why."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure, or its ratio to what it is compared with, should be."""

    bound: float
    at_most: bool = False
    of_ratio: bool = False

    def is_met(self, figure: float, ratio: float | None) -> bool:
        """Whether the figure is good enough."""
        value = (ratio or 0.0) if self.of_ratio else figure
        return value <= self.bound if self.at_most else value >= self.bound

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        return f"{sign} {_number(self.bound)}{' ×' if self.of_ratio else ''}"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    ``compared_with`` is the floor or a peer, in the same unit; ``ratio`` the figure divided by
    it, or by whatever ``note`` says. ``faults`` says what went wrong: the aim is missed then.
    ``figure`` is None if it could not be measured.
    """

    name: str
    figure: float | None
    unit: str
    aim: Aim | None = None
    compared_with: float | None = None
    ratio: float | None = None
    note: str = ""
    faults: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None if there is none."""
        if self.figure is None or self.faults:
            return False
        return self.aim.is_met(self.figure, self.ratio) if self.aim else None


def could_not_run(name: str, why: str) -> Row:
    """The row of something that could not be measured."""
    return Row(name, None, "", faults=f"could not run: {why}")


def machine() -> dict[str, str | int | float]:
    """What the figures depend on. No names of machines, people or folders."""
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / _GIGABYTE, 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "load_before": round(os.getloadavg()[0], 1),
    }


def _cpu_model() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def as_table(rows: Sequence[Row]) -> str:
    """The rows for people."""
    head = ("", "figure", "compared with", "ratio", "aim", "met")
    cells = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    lines = []
    for line, row in zip(cells, [None, *rows], strict=True):
        parts = [line[0].ljust(widths[0])]
        parts += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        lines.append("  ".join(parts).rstrip())
        if row is None:
            lines.append("-" * (sum(widths) + 2 * len(widths) - 2))
        else:
            lines += [f"    {text}" for text in (row.faults, row.note) if text]
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    figure = "–" if row.figure is None else f"{_number(row.figure)} {row.unit}"
    compared = "" if row.compared_with is None else f"{_number(row.compared_with)} {row.unit}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    met = {True: "yes", False: "NO", None: ""}[row.met]
    return row.name, figure, compared, ratio, str(row.aim or ""), met


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def write_json(path: Path, rows: Sequence[Row], about: dict[str, object]) -> None:
    """The rows for machines."""
    content = about | {
        "rows": [asdict(row) | {"aim": str(row.aim or ""), "met": row.met} for row in rows]
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
