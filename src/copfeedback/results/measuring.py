"""How a figure of a survey changed between two waves, as far as published results tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from copfeedback.results import change as changes
from copfeedback.results.change import Change, Interval, combined
from copfeedback.results.comparability import breaks_between
from copfeedback.results.comparison import CONTROL, PILOT
from copfeedback.results.items import favourable_codes, has_mean
from copfeedback.results.model import Break, Publication
from copfeedback.results.published import (
    EVERYONE,
    Domain,
    Estimate,
    Group,
    Mean,
    PublishedRow,
    PublishedTable,
)
from copfeedback.results.published_series import SeriesFigure
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.wave_model import Wave

_ROUNDED_MEAN = 0.1**2 / 12
"""The variance that rounding to one decimal adds to a mean."""


class Unmeasured(StrEnum):
    """Why two waves do not tell how a figure changed."""

    NOT_PUBLISHED = "not_published"
    """One of the two has no results for everybody, or they were withdrawn."""
    NOT_ASKED = "not_asked"
    WITHHELD = "withheld"
    """A figure is not shown; or pilot and control sites are not told apart."""
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure in two waves, and the difference. What is not shown is None.

    Shares and their differences are in percent and percentage points.
    """

    group: Group
    before: SeriesFigure | None
    after: SeriesFigure | None
    change: SeriesFigure | None


@dataclass(frozen=True, slots=True)
class WavesCompared:
    """An item in two waves: everybody first, then each gender.

    In a difference in differences ``differences`` are of the pilot sites, each ``change`` being
    the pilot's less the control's, and ``control`` has the control sites by themselves.
    ``releases`` are ids with their SHA-256. Where figures are shown that cannot be compared,
    ``breaks`` say why, and there is no change.
    """

    differences: tuple[Difference, ...] = ()
    control: tuple[Difference, ...] = ()
    releases: tuple[tuple[str, str], ...] = ()
    missing: Unmeasured | None = None
    breaks: tuple[Break, ...] = ()


def has_figure(asked: AskedWave, item: str) -> bool:
    """Whether an item has one figure that can be followed: favourable answers, or a mean."""
    question = asked.survey.question_of_item.get(item)
    return question is not None and (bool(favourable_codes(question, item)) or has_mean(question))


def is_share(asked: AskedWave, item: str) -> bool:
    """Whether that figure is the share of favourable answers; otherwise it is a mean."""
    question = asked.survey.question_of_item.get(item)
    return question is not None and bool(favourable_codes(question, item))


def figure_of(row: PublishedRow | None, *, share: bool) -> SeriesFigure | None:
    """The figure of a row; None where it is not shown."""
    if row is None:
        return None
    if share:
        estimate = row.favourable
        if estimate is None:
            return None
        return SeriesFigure(estimate.share, estimate.low, estimate.high, row.base)
    if row.mean is None:
        return None
    return SeriesFigure(row.mean.mean, row.mean.low, row.mean.high, row.base)


def compared(before: Publication | None, after: Publication | None, item: str) -> WavesCompared:
    """How an item changed from one wave to another, for everybody and for each gender."""
    found = _Two.of(before, after, item)
    if isinstance(found, WavesCompared):
        return found
    return found.all_groups(None)


def compared_by_arm(
    before: Publication | None,
    after: Publication | None,
    item: str,
    sites: Mapping[str, str] | None = None,
) -> WavesCompared:
    """How much more it changed in pilot than in control sites, by gender where that is published.

    ``sites`` are the arms of sectors as they were promised: where a wave has others, or the two
    waves differ, nothing is compared.
    """
    found = _Two.of(before, after, item)
    if isinstance(found, WavesCompared):
        return found
    return found.all_groups(sites or {})


@dataclass(frozen=True, slots=True)
class _Two:
    """The published tables of an item in two waves."""

    before: Publication
    after: Publication
    item: str
    tables: tuple[PublishedTable, PublishedTable]

    @classmethod
    def of(
        cls, before: Publication | None, after: Publication | None, item: str
    ) -> _Two | WavesCompared:
        if before is None or after is None:
            shown = [each for each in (before, after) if each is not None]
            return WavesCompared(releases=_releases(*shown), missing=Unmeasured.NOT_PUBLISHED)
        tables = [each.release.tables.get(item) for each in (before, after)]
        if tables[0] is None or tables[1] is None or not has_figure(after.asked, item):
            missing = Unmeasured.NOT_ASKED
            return WavesCompared(releases=_releases(before, after), missing=missing)
        return cls(before, after, item, (tables[0], tables[1]))

    def all_groups(self, sites: Mapping[str, str] | None) -> WavesCompared:
        """Everybody and each gender; with ``sites``, the pilot's against the control's."""
        breaks = tuple(breaks_between(self.before.asked, self.after.asked, self.item))
        if sites is not None and not _same_sites(
            self.before.asked.wave, self.after.asked.wave, sites
        ):
            breaks = (*breaks, Break.SITES)
        differences, control = [], []
        for group in self._groups():
            if sites is None:
                differences.append(self._difference(group, _of(group), comparable=not breaks))
                continue
            pilot = self._difference(group, _of(group, PILOT), comparable=not breaks)
            other = self._difference(group, _of(group, CONTROL), comparable=not breaks)
            if group is not Group.ALL and not (pilot.change and other.change):
                continue  # not told apart by both
            double = None if breaks else self._double(group)
            differences.append(Difference(group, pilot.before, pilot.after, double))
            control.append(other)
        missing = None
        if breaks:
            missing = Unmeasured.NOT_COMPARABLE
        elif differences[0].change is None:
            missing = Unmeasured.WITHHELD
        releases = _releases(self.before, self.after)
        return WavesCompared(tuple(differences), tuple(control), releases, missing, breaks)

    @property
    def _share(self) -> bool:
        return is_share(self.after.asked, self.item)

    def _groups(self) -> list[Group]:
        """Everybody, and each gender that one of the tables tells apart."""
        rows = [row for table in self.tables for row in table.split("gender")]
        told = {row.domain.value("gender") for row in rows}
        return [Group.ALL, *(each for each in Group if each.value in told)]

    def _rows(self, domain: Domain) -> tuple[PublishedRow | None, PublishedRow | None]:
        before, after = self.tables
        return before.row(domain), after.row(domain)

    def _difference(self, group: Group, domain: Domain, *, comparable: bool) -> Difference:
        rows = self._rows(domain)
        before, after = (figure_of(row, share=self._share) for row in rows)
        change = self._changed(*rows) if comparable else None
        return Difference(group, before, after, change)

    def _changed(
        self, before: PublishedRow | None, after: PublishedRow | None
    ) -> SeriesFigure | None:
        if self._share:
            shares = _estimates(before, after)
            return None if shares is None else _in_points(changes.change(*shares))
        means = _means(before, after)
        return None if means is None else _mean_change([means[1]], [means[0]])

    def _double(self, group: Group) -> SeriesFigure | None:
        pilot, control = self._rows(_of(group, PILOT)), self._rows(_of(group, CONTROL))
        if self._share:
            shares = _estimates(*pilot, *control)
            return (
                None if shares is None else _in_points(changes.difference_in_differences(*shares))
            )
        means = _means(*pilot, *control)
        if means is None:
            return None
        pilot_before, pilot_after, control_before, control_after = means
        return _mean_change([pilot_after, control_before], [pilot_before, control_after])


def _of(group: Group, arm: Domain = EVERYONE) -> Domain:
    return Domain.of(dict(Domain.group(group).parts) | dict(arm.parts))


def _estimates(*rows: PublishedRow | None) -> list[Estimate] | None:
    found = [row.favourable for row in rows if row is not None and row.favourable is not None]
    return found if len(found) == len(rows) else None


def _means(*rows: PublishedRow | None) -> list[Mean] | None:
    found = [row.mean for row in rows if row is not None and row.mean is not None]
    return found if len(found) == len(rows) else None


def _in_points(change: Change) -> SeriesFigure:
    return SeriesFigure(change.points, change.low, change.high)


def _mean_change(added: list[Mean], taken: list[Mean]) -> SeriesFigure:
    """As for shares: uncertainty adds up as squares, that of rounding too."""
    found = combined(
        [Interval(each.mean, each.low, each.high) for each in added],
        [Interval(each.mean, each.low, each.high) for each in taken],
        _ROUNDED_MEAN * (len(added) + len(taken)),
    )
    return SeriesFigure(round(found.share, 1), round(found.low, 1), round(found.high, 1))


def _releases(*publications: Publication) -> tuple[tuple[str, str], ...]:
    return tuple((each.release.id, each.release.sha256) for each in publications)


def _same_sites(before: Wave, after: Wave, promised: Mapping[str, str]) -> bool:
    """Whether the same areas are pilot, and the same control, in both waves and as promised."""
    sectors = {each.code for wave in (before, after) for each in wave.sectors}
    arms = [
        {sector: arm for sector in sectors if (arm := wave.plan.arm_of(sector)) is not None}
        for wave in (before, after)
    ]
    return arms[0] == arms[1] and (not promised or arms[0] == dict(promised))
