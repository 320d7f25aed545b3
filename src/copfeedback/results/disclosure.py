"""Disclosure control: the only maker of what may be shown."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from math import floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.canonical import canonical, domain_of, fingerprint, plain_row, row_of
from copfeedback.results.columns import Columns, ItemColumn
from copfeedback.results.cube import Cube, tables_of
from copfeedback.results.earlier import Earlier as Known
from copfeedback.results.estimation import Design, Means, Shares, few_degrees, reliable
from copfeedback.results.items import has_mean
from copfeedback.results.kept_counts import counts_to_keep, what_was_known
from copfeedback.results.pattern import Thresholds
from copfeedback.results.protection import Protection
from copfeedback.results.published import (
    EVERYONE,
    MARK_OF_DISCLOSURE,
    Domain,
    Estimate,
    Mean,
    PublishedRow,
    PublishedTable,
    Release,
    Weighting,
)
from copfeedback.results.weighting import Note, Weights, weigh
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.wave_model import Recruitment

THRESHOLDS = Thresholds(
    **tomllib.loads(files(__package__).joinpath("disclosure.toml").read_text(encoding="utf-8"))
)
_SIGNIFICANT = 2
_FAVOURABLE = -1
"""The last column of shares, after those of the answers."""


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
    earlier: Sequence[Known] = (),
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
    tabling = _Tabling(asked, columns, cube, protection, Design(columns, weights), thresholds)
    tables: dict[str, PublishedTable] = {}
    for item in columns.items:
        tables[item] = tabling.table(item)
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


class _Tabling:
    """Makes the tables of one wave."""

    def __init__(
        self,
        asked: AskedWave,
        columns: Columns,
        cube: Cube,
        protection: Protection,
        design: Design,
        thresholds: Thresholds,
    ) -> None:
        self._asked = asked
        self._columns = columns
        self._protection = protection
        self._thresholds = thresholds
        self._splits = [
            (domains, design.split(place, len(domains))) for domains, place in _splits(cube)
        ]

    def table(self, item: str) -> PublishedTable:
        column = self._columns.items[item]
        withheld = self._protection.rows(item)
        shown = frozenset(domain for domain, why in withheld.items() if why is None)
        figures = dict(self._figures(column, shown))
        return PublishedTable(
            self._asked.wave.id,
            item,
            tuple(
                figures[domain] if why is None else PublishedRow(domain, None, {}, withheld=why)
                for domain, why in withheld.items()
            ),
            MARK_OF_DISCLOSURE,
        )

    def _figures(
        self, column: ItemColumn, shown: frozenset[Domain]
    ) -> Iterator[tuple[Domain, PublishedRow]]:
        for domains, split in self._splits:
            if shown.isdisjoint(domains):
                continue
            shares = split.shares(column)
            means = split.means(column) if has_mean(column.question) else None
            figures = (shares, reliable(shares), means)
            for at, domain in enumerate(domains):
                if domain in shown:
                    yield domain, self._row(column, domain, at, figures)

    def _row(
        self,
        column: ItemColumn,
        domain: Domain,
        at: int,
        figures: tuple[Shares, Any, Means | None],
    ) -> PublishedRow:
        shares, fit, means = figures
        estimates = {
            code: _estimate(shares, at, place, self._thresholds) if fit[at, place] else None
            for place, code in enumerate(column.answers)
        }
        favourable = column.favourable and fit[at, _FAVOURABLE]
        with_shares = len(column.answers) > 1
        return PublishedRow(
            domain,
            to_step(int(shares.n[at]), self._thresholds),
            estimates if with_shares else {},
            _estimate(shares, at, _FAVOURABLE, self._thresholds) if favourable else None,
            self._mean(column.item, domain, means, at) if means else None,
            self._people(domain, float(shares.people[at])),
        )

    def _mean(self, item: str, domain: Domain, means: Means, at: int) -> Mean | None:
        """The mean, if enough people gave a number and nobody's number is most of it."""
        # Without degrees of freedom, nothing tells how it varies.
        enough = means.n[at] >= self._thresholds.minimum_base and means.degrees[at] > 0
        if not enough or not self._protection.may_show_mean(item, domain):
            return None
        figures = (means.mean[at], means.low[at], means.high[at], means.standard_error[at])
        return Mean(*(round(float(figure), 1) for figure in figures))

    def _people(self, domain: Domain, people: float) -> int | None:
        """How many people everyone's row stands for, to two significant digits.

        Those of groups, taken from the whole, would tell how few did not state theirs.
        """
        if domain != EVERYONE or not self._asked.wave.plan.population or people <= 0:
            return None
        return int(round(people, _SIGNIFICANT - 1 - floor(log10(people))))


def _splits(cube: Cube) -> Iterator[tuple[tuple[Domain, ...], NDArray[np.int32]]]:
    """All cells of the cube in sets of which each response is in one at most, and in which."""
    for table in cube.tables:
        every, place = cube.of(table), cube.place(table)
        yield every, place
        merged = [domain for domain in every if len(cube.members(domain)) > 1]
        if merged:
            among = np.full(len(every), -1, np.int32)
            for at, domain in enumerate(merged):
                among[[every.index(member) for member in cube.members(domain)]] = at
            yield tuple(merged), among[place]


def _estimate(shares: Shares, at: int, place: int, thresholds: Thresholds) -> Estimate:
    return Estimate(
        _whole_percent(float(shares.share[at, place])),
        _whole_percent(float(shares.low[at, place])),
        _whole_percent(float(shares.high[at, place])),
        round(100 * float(shares.standard_error[at, place]), 1),
        to_step(round(float(shares.effective[at, place])), thresholds),
        bool(few_degrees(shares)[at]),
    )


def to_step(count: int, thresholds: Thresholds = THRESHOLDS) -> int:
    """A number of people, rounded as it may be published."""
    step = thresholds.base_rounding
    return (count + step // 2) // step * step


def rounded(count: int, thresholds: Thresholds = THRESHOLDS) -> int | None:
    """A number of people as it may be published; None for few."""
    return None if 0 < count < thresholds.minimum_base else to_step(count, thresholds)


def rounded_down(count: int, thresholds: Thresholds = THRESHOLDS) -> int:
    """How many have answered, as it may be shown while a wave is open."""
    return count - count % thresholds.fieldwork_rounding


def _whole_percent(fraction: float) -> int:
    return int(100 * fraction + 0.5)


@dataclass(frozen=True, slots=True)
class Earlier:
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
    earlier: Sequence[Earlier] = (),
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
