"""Key figures: the public board, and how whoever plans sets what is to be reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from copfeedback.evaluations import kpi_rules as rules
from copfeedback.evaluations.default_kpis import default_kpis
from copfeedback.evaluations.kpi_rules import Moved, Reached, moved
from copfeedback.evaluations.kpi_store import KeptKpi, keep_version, kept_versions
from copfeedback.evaluations.plan_model import Kpi, KpiKind
from copfeedback.faults import ChangedMeanwhile, Unknown
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.results.published_series import (
    PublishedSeries,
    Series,
    SeriesFigure,
    SeriesName,
    SeriesNames,
    SeriesPoint,
)
from copfeedback.storage.engine import reading

ORDER = (KpiKind.OUTCOME, KpiKind.QUALITY, KpiKind.ACTIVITY)
"""What comes of it stands before what is done: counts alone say nothing."""


@dataclass(frozen=True, slots=True)
class KpiVersion:
    """A key figure as it was from a day on; None where it came with the portal."""

    kpi: Kpi
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A key figure as the board shows it.

    ``series`` is None where nobody publishes it yet, ``latest`` where it has no figure. ``moved``
    is the change since the first point that the latest one can be compared with. ``versions`` are
    what it was before, the latest first.
    """

    kpi: Kpi
    series: Series | None = None
    latest: SeriesPoint | None = None
    reached: Reached | None = None
    moved: Moved | None = None
    since: date | None = None
    versions: tuple[KpiVersion, ...] = ()

    @property
    def points(self) -> tuple[SeriesPoint, ...]:
        """All its points, the earliest first."""
        return self.series.points if self.series else ()


ChangeBetween = Callable[[str, str, str], SeriesFigure | None]
"""The change of a series from one period to another, where it is computed of more than figures."""


class Kpis:
    """The use cases of key figures."""

    def __init__(
        self,
        trail: Trail,
        today: Callable[[], date],
        *,
        published_series: PublishedSeries,
        series_names: SeriesNames,
        change_between: ChangeBetween,
        in_languages: Callable[[str], Translations],
    ) -> None:
        self._trail = trail
        self._today = today
        self._published_series = published_series
        self._series_names = series_names
        self._change_between = change_between
        self._in_languages = in_languages

    def board(self) -> list[Shown]:
        """The key figures in use: what comes of the work first, then how well it is done, then it.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        found = [each[-1] for each in self._versions().values() if each[-1].kpi.active]
        found.sort(key=lambda each: ORDER.index(each.kpi.kind))
        return [self._shown(each) for each in found]

    def find(self, code: str) -> Shown:
        """A key figure with what it was before, retired ones too.

        Raises:
            Unknown: there is none of this code.
            StorageUnavailable: the database cannot be read now.
        """
        versions = self._versions(code).get(code)
        if versions is None:
            raise Unknown
        return self._shown(versions[-1], tuple(reversed(versions[:-1])))

    def all(self) -> list[Kpi]:
        """All key figures, retired ones too, as they are defined now.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        return [each[-1].kpi for each in self._versions().values()]

    def series_names(self) -> list[SeriesName]:
        """What a key figure can be read from."""
        return self._series_names()

    def set(self, actor: Actor, kpi: Kpi, *, after: int) -> Kpi:
        """Define a key figure anew, or a new one, where ``after`` is -1; it with its version.

        ``after`` is the version that the actor had seen. What it was before is kept. Nothing
        happens where nothing changes.

        Raises:
            NotPermitted: the actor does not plan.
            Faulty: with every fault that was found; nothing was stored.
            Unknown: there is none of this code that could be changed.
            ChangedMeanwhile: somebody else has changed it since.
            StorageUnavailable: it cannot be stored now.
        """
        about = f"key figure {kpi.code}" if rules.is_code(kpi.code) else "key figure"
        with self._trail.doing(actor, Action.SET_KPI, Permission.MANAGE_PLANS, about) as connection:
            known = self._known(connection, kpi.code)
            is_new = after == NEW
            readable = {each.name for each in self._series_names()}
            readable |= {each.kpi.series for each in known}
            kept = rules.checked(kpi, readable, {kpi.code} if is_new and known else ())
            if not is_new and not known:
                raise Unknown
            before = known[-1].kpi if known else None
            if before is not None and before.version != after:
                raise ChangedMeanwhile
            kept = replace(kept, version=max(after, 0) + 1)
            if before is not None and replace(kept, version=after) == before:
                return before
            keep_version(connection, self._to_keep(kept))
            return kept

    def _shown(self, of: KpiVersion, before: tuple[KpiVersion, ...] = ()) -> Shown:
        series = self._published_series(of.kpi.series)
        point = rules.latest(series.points) if series else None
        if series is None or point is None:
            return Shown(of.kpi, series, since=of.since, versions=before)
        target = of.kpi.target
        together = rules.comparable(series.points)
        return Shown(
            of.kpi,
            series,
            point,
            None if target is None else rules.reached_by(point, target, of.kpi.direction),
            self._moved(series, together),
            of.since,
            before,
        )

    def _moved(self, series: Series, points: Sequence[SeriesPoint]) -> Moved | None:
        """The change from the first of these points to the last; None where there is but one."""
        if not points[1:]:
            return None
        earlier, later = points[0], points[-1]
        published = self._change_between(series.name, earlier.period, later.period)
        return moved(earlier, later, published, unit=series.unit)

    def _versions(self, code: str | None = None) -> dict[str, list[KpiVersion]]:
        with reading(self._trail.engine) as connection:
            return self._all_known(connection, code)

    def _known(self, connection: Connection, code: str) -> list[KpiVersion]:
        return self._all_known(connection, code).get(code, [])

    def _all_known(self, connection: Connection, code: str | None) -> dict[str, list[KpiVersion]]:
        """All versions by code, the portal's own key figures first."""
        defaults = default_kpis(self._in_languages)
        found = {each: [KpiVersion(kpi)] for each, kpi in defaults.items()}
        for each, versions in kept_versions(connection, code).items():
            read = [KpiVersion(_read(kept, defaults.get(each)), kept.since) for kept in versions]
            found[each] = [*found.get(each, []), *read]
        return found

    def _to_keep(self, kpi: Kpi) -> KeptKpi:
        """Without the words that are the portal's own."""
        own = default_kpis(self._in_languages).get(kpi.code)
        return KeptKpi(
            kpi.code,
            kpi.version,
            self._today(),
            kpi.kind,
            kpi.series,
            kpi.direction,
            kpi.target,
            kpi.active,
            None if own is not None and kpi.name == own.name else kpi.name,
            None if own is not None and kpi.definition == own.definition else kpi.definition,
        )


NEW = -1
"""In place of a version: there is no such key figure yet."""


def _read(kept: KeptKpi, own: Kpi | None) -> Kpi:
    name, definition = kept.name, kept.definition
    if own is not None:
        name, definition = name or own.name, definition or own.definition
    if name is None or definition is None:
        raise ValueError(f"{kept.code}: it has no words")
    return Kpi(
        kept.code,
        name,
        definition,
        kept.kind,
        kept.series,
        kept.direction,
        kept.target,
        kept.active,
        kept.version,
    )
