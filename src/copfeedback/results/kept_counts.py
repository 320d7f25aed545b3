"""The exact counts behind a release, kept unseen: a correction must not give them away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from copfeedback.results.canonical import canonical, domain_of
from copfeedback.results.columns import Columns
from copfeedback.results.earlier import Earlier
from copfeedback.results.protection import Protection
from copfeedback.results.published import Domain

_WAVE = ""


def counts_to_keep(protection: Protection, columns: Columns) -> str:
    """How many were in every cell: of the wave, and of each item that not everybody was asked."""
    counts = {_WAVE: protection.exact(None)} | {
        item: protection.exact(item)
        for item, column in columns.items.items()
        if not column.asked.all()
    }
    return canonical(
        {
            name: [[list(map(list, domain.parts)), count] for domain, count in exact.items()]
            for name, exact in counts.items()
        }
    )


def what_was_known(text: str, kept: str) -> Earlier:
    """What a release (its canonical text) showed of the counts that were kept with it."""
    content = json.loads(text)
    counts = {name: _counts(cells) for name, cells in json.loads(kept or "{}").items()}
    shown = {
        table["item"]: frozenset(
            domain_of(row["domain"]) for row in table["rows"] if "withheld" not in row
        )
        for table in content["tables"]
        if all("domain" in row for row in table["rows"])
    }
    return Earlier(
        counts.get(_WAVE, {}),
        frozenset(domain_of(parts) for parts, base in content.get("bases", ()) if base is not None),
        {
            item: Earlier(counts[item], shown.get(item, frozenset()))
            for item in counts
            if item != _WAVE
        },
    )


def _counts(cells: Iterable[Any]) -> Mapping[Domain, int]:
    return {domain_of(parts): count for parts, count in cells}
