"""Disclosure control: the only maker of what may be shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from copfeedback.results.canonical import canonical, domain_of, fingerprint, plain_row, row_of
from copfeedback.results.columns import Columns
from copfeedback.results.counting import rows_of_counts
from copfeedback.results.cube import Cube, tables_of
from copfeedback.results.earlier import Earlier
from copfeedback.results.estimation import Design
from copfeedback.results.kept_counts import counts_to_keep, what_was_known
from copfeedback.results.protection import Protection
from copfeedback.results.published import (
    MARK_OF_DISCLOSURE,
    CountRelease,
    CountTable,
    Domain,
    PublishedTable,
    Release,
    Weighting,
)
from copfeedback.results.rows import Rows
from copfeedback.results.thresholds import THRESHOLDS, Thresholds, rounded, to_step
from copfeedback.results.weighting import Note, Weights, weigh
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.wave_model import Recruitment


class ReleaseDamaged(Exception):  # noqa: N818 - named for what happened
    """A stored release is not what was stored: its SHA-256 is another."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be shown of a wave, before it is frozen.

    ``private`` are the exact counts behind it: needed to protect what a correction would tell,
    and never shown.
    """

    tables: Mapping[str, PublishedTable]
    bases: Mapping[Domain, int | None]
    weights: Weights
    private: str


def publish(
    asked: AskedWave,
    columns: Columns,
    *,
    earlier: Sequence[Earlier] = (),
    thresholds: Thresholds = THRESHOLDS,
    progress: Callable[[float], None] = lambda _done: None,
) -> Figures:
    """Make the tables of a wave, by item, in the order of the questionnaire.

    Args:
        asked: the wave and its questionnaire.
        columns: its responses.
        earlier: what is known from each earlier release of the wave.
        thresholds: the policy.
        progress: is told how much of the work is done, from 0 to 1.
    """
    plan = asked.wave.plan
    weights = weigh(columns, plan.population)
    cube = Cube(columns, tables_of(asked.survey, columns))
    protection = Protection(asked.survey, columns, cube, thresholds, earlier)
    rows = Rows(asked, columns, cube, protection, Design(columns, weights), thresholds)
    tables: dict[str, PublishedTable] = {}
    for item in columns.items:
        tables[item] = PublishedTable(asked.wave.id, item, rows.of(item), MARK_OF_DISCLOSURE)
        progress(len(tables) / len(columns.items))
    shown = protection.bases()
    exact = protection.exact(None)
    return Figures(
        tables,
        {
            domain: None if withheld else to_step(exact[domain], thresholds)
            for domain, withheld in shown.items()
        },
        weights,
        counts_to_keep(protection, columns),
    )


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """A stored release of the same wave: its text, and the counts kept with it."""

    canonical: str
    private: str


@dataclass(frozen=True, slots=True)
class Built:
    """A release about to be stored: its text, and what is kept beside it unseen.

    ``remarks`` are what weighting could not do as planned.
    """

    canonical: str
    private: str
    remarks: tuple[Note, ...] = ()


def build(
    asked: AskedWave,
    columns: Columns,
    number: int,
    built_on: date,
    police_assisted: int = 0,
    earlier: Sequence[EarlierRelease] = (),
    progress: Callable[[float], None] = lambda _done: None,
) -> Built:
    """The release of a wave as canonical JSON.

    ``police_assisted`` is how many answered with the help of police and are not in ``columns``.
    ``earlier`` are all earlier releases of the wave that anybody can have seen.
    """
    known = [what_was_known(each.canonical, each.private) for each in earlier]
    found = publish(asked, columns, earlier=known, progress=progress)
    effect = found.weights.design_effect
    content = {
        "format": 2,
        "wave_id": asked.wave.id,
        "number": number,
        "survey_id": asked.survey.id,
        "version": asked.survey.version,
        "built_on": built_on.isoformat(),
        # Of a sample, everybody's chance to be asked is known; elsewhere people chose themselves.
        "indicative": asked.wave.plan.recruitment is not Recruitment.SAMPLE,
        "weighting": found.weights.weighting,
        "weighted_to": list(found.weights.margins),
        "design_effect": None if effect is None else round(effect, 1),
        "police_assisted": rounded(police_assisted),
        "bases": [[list(map(list, domain.parts)), base] for domain, base in found.bases.items()],
        "tables": [
            {"item": item, "rows": list(map(plain_row, table.rows))}
            for item, table in found.tables.items()
        ],
    }
    return Built(canonical(content), found.private, found.weights.remarks)


def build_counts(
    period: str,
    built_on: date,
    tables: Sequence[CountTable],
    thresholds: Thresholds = THRESHOLDS,
) -> str:
    """What may be shown of the counts of a period, as canonical JSON: made once, when it is over.

    The tables of one period are protected together. Those of other periods must share no case
    with them, and no sum.
    """
    rows = rows_of_counts(tables, thresholds)
    content = {
        "format": 1,
        "period": period,
        "built_on": built_on.isoformat(),
        "tables": [
            {"item": table.item, "rows": list(map(plain_row, rows[table.item]))} for table in tables
        ],
    }
    return canonical(content)


def seal_of(text: str) -> str:
    """The SHA-256 that a frozen text is kept with."""
    return fingerprint(text)


def thaw_counts(text: str, expected: str) -> CountRelease:
    """The stored counts of a period.

    Raises:
        ReleaseDamaged: their SHA-256 is not the expected one.
    """
    if fingerprint(text) != expected:
        raise ReleaseDamaged
    content = json.loads(text)
    period = content["period"]
    return CountRelease(
        period=period,
        built_on=date.fromisoformat(content["built_on"]),
        sha256=expected,
        tables={
            table["item"]: PublishedTable(
                period, table["item"], tuple(map(row_of, table["rows"])), MARK_OF_DISCLOSURE
            )
            for table in content["tables"]
        },
    )


def thaw(text: str, expected: str) -> Release:
    """A stored release.

    Raises:
        ReleaseDamaged: its SHA-256 is not the expected one.
    """
    if fingerprint(text) != expected:
        raise ReleaseDamaged
    content = json.loads(text)
    wave_id = content["wave_id"]
    return Release(
        wave_id=wave_id,
        number=content.get("number", 1),  # the first releases were the only ones of their waves
        survey_id=content["survey_id"],
        version=content["version"],
        built_on=date.fromisoformat(content["built_on"]),
        sha256=expected,
        indicative=content["indicative"],
        tables={
            table["item"]: PublishedTable(
                wave_id, table["item"], tuple(map(row_of, table["rows"])), MARK_OF_DISCLOSURE
            )
            for table in content["tables"]
        },
        bases={domain_of(parts): base for parts, base in content.get("bases", ())},
        weighting=Weighting(content.get("weighting", Weighting.NONE)),
        weighted_to=tuple(content.get("weighted_to", ())),
        design_effect=content.get("design_effect"),
        police_assisted=content.get("police_assisted", 0),  # nobody was, in the oldest releases
    )
