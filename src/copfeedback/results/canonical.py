"""The text a release is frozen as: canonical JSON, of which there is one for one content."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from copfeedback.results.published import (
    Domain,
    Estimate,
    Group,
    Mean,
    PublishedRow,
    Withheld,
)


def canonical(content: Mapping[str, Any]) -> str:
    """The content as JSON: sorted keys, no spaces, ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fingerprint(text: str) -> str:
    """The SHA-256 of a release, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def plain_row(row: PublishedRow) -> dict[str, Any]:
    """A row for the text. What it does not have is left out."""
    plain: dict[str, Any] = {"domain": list(map(list, row.domain.parts))}
    if row.withheld:
        return plain | {"withheld": row.withheld}
    # Answers are a list: their order is that of the questionnaire, and keys get sorted.
    plain |= {
        "base": row.base,
        "answers": [[code, *_figures(each)] for code, each in row.answers.items()],
        "favourable": _figures(row.favourable) or None,
        "mean": row.mean and [row.mean.mean, row.mean.low, row.mean.high, row.mean.standard_error],
        "people": row.people,
    }
    return {name: value for name, value in plain.items() if value is not None}


def _figures(estimate: Estimate | None) -> list[Any]:
    if estimate is None:
        return []
    figures: list[Any] = [estimate.share, estimate.low, estimate.high]
    figures += [estimate.standard_error, estimate.effective]
    return [*figures, True] if estimate.few_degrees else figures


def row_of(plain: Mapping[str, Any]) -> PublishedRow:
    """A row of a stored release."""
    # The first releases had rows by gender alone.
    old = plain.get("group")
    domain = Domain.group(Group(old)) if old else domain_of(plain["domain"])
    if withheld := plain.get("withheld"):
        return PublishedRow(domain, None, {}, withheld=Withheld(withheld))
    mean = plain.get("mean")
    return PublishedRow(
        domain,
        plain["base"],
        {code: _estimate(figures) for code, *figures in plain["answers"]},
        _estimate(plain.get("favourable") or ()),
        Mean(*mean) if mean else None,
        plain.get("people"),
    )


def domain_of(parts: Sequence[Sequence[str]]) -> Domain:
    """A domain from the pairs of its dimensions and values."""
    return Domain(tuple((name, value) for name, value in parts))


def _estimate(figures: Sequence[Any]) -> Estimate | None:
    return Estimate(*figures) if figures else None
