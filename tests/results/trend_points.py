"""Released waves for tests of what is made of them: figures by hand, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from copfeedback.i18n.translations import Translations
from copfeedback.results.model import Break, Trend, TrendPoint
from copfeedback.results.published import (
    EVERYONE,
    MARK_OF_DISCLOSURE,
    Domain,
    Estimate,
    Group,
    PublishedRow,
    PublishedTable,
    Release,
    Withheld,
)
from copfeedback.surveys.wave_model import Wave, WavePlan

WOMEN, MEN = Domain.group(Group.WOMAN), Domain.group(Group.MAN)
PILOT, CONTROL = Domain.of({"arm": "pilot"}), Domain.of({"arm": "control"})
FIRST = date(2026, 1, 1)

Shares = Mapping[Domain, int | Withheld | None]


def a_point(
    name: str,
    shares: Shares | None,
    *,
    item: str = "trust",
    code: str = "8",
    breaks: tuple[Break, ...] = (),
    bases: Mapping[Domain, int | None] | None = None,
    **plan: Any,
) -> TrendPoint:
    """A wave called so, in which these shares gave a good answer; None: it did not ask."""
    day = FIRST + timedelta(days=30 * int(name.rsplit(maxsplit=1)[-1]))
    wave = Wave(
        name, name, "tiny", 1, Translations({"en": name}), day, day, day, (), plan=WavePlan(**plan)
    )
    table = None
    if shares is not None:
        rows = tuple(a_row(domain, share, code) for domain, share in shares.items())
        table = PublishedTable(name, item, rows, MARK_OF_DISCLOSURE)
    release = Release(
        wave_id=name,
        number=1,
        survey_id="tiny",
        version=1,
        built_on=day,
        sha256="ab" * 32,
        indicative=True,
        tables={} if table is None else {item: table},
        bases=bases if bases is not None else {EVERYONE: 600},
    )
    return TrendPoint(wave, release, table, breaks)


def a_row(domain: Domain, share: int | Withheld | None, code: str = "8") -> PublishedRow:
    """A row in which so many percent gave this one good answer, withheld, or unreliable."""
    if isinstance(share, Withheld):
        return PublishedRow(domain, None, {}, withheld=share)
    estimate = None if share is None else an_estimate(share)
    return PublishedRow(domain, 600, {code: estimate}, estimate)


def an_estimate(share: int) -> Estimate:
    """A share of about 600 people."""
    return Estimate(share, max(0, share - 4), min(100, share + 4), 2.0, 600)


def a_trend(*points: TrendPoint, item: str = "trust") -> Trend:
    """These waves as a trend."""
    return Trend("tiny", item, points, ())
