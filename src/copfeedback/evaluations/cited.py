"""What became of published figures since results cited them: corrected, withdrawn, or gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from copfeedback.evaluations.model import Indicator
from copfeedback.evaluations.report_model import Finding, Source
from copfeedback.evaluations.verifying import is_published
from copfeedback.i18n.catalogues import Speech
from copfeedback.results.disclosure import ReleaseDamaged
from copfeedback.results.model import Publication
from copfeedback.results.published_series import PublishedSeries
from copfeedback.results.releases import UnknownRelease
from copfeedback.results.survey_series import PREFIX


class Since(StrEnum):
    """What happened to a release after it was cited."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    """It is not there any more, or not as it was."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What happened to a source, and on which local day where that is known."""

    source: Source
    since: Since
    on: date | None = None


class Cited:
    """Asks what became of sources.

    ``find_publication`` gives a release of a survey, ``published_series`` the figures of everything
    else, ``local_day`` the day of a moment where the portal is.
    """

    def __init__(
        self,
        find_publication: Callable[[str], Publication],
        published_series: PublishedSeries,
        local_day: Callable[[datetime], date],
    ) -> None:
        self._find = find_publication
        self._series = published_series
        self._local_day = local_day

    def changes(self, finding: Finding, indicator: Indicator | None) -> Iterator[Changed]:
        """Those sources of a finding that are not public any more as they were.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        if finding.measured is None or indicator is None or indicator.series is None:
            return
        for source in finding.measured.sources:
            found = self._changed(indicator.series, source)
            if found is not None:
                yield found

    def published_at(self, sources: Iterable[Source]) -> datetime | None:
        """When the latest of some releases of surveys was published; None where none is one.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        moments = []
        for source in sources:
            with suppress(UnknownRelease, ReleaseDamaged):
                moments.append(self._find(source.id).published_at)
        return max(moments, default=None)

    def at_once(self) -> Cited:
        """The same for all findings of a page, of which many share a few sources."""
        return Cited(cache(self._find), cache(self._series), self._local_day)

    def _changed(self, series: str, source: Source) -> Changed | None:
        if series.startswith(PREFIX):
            return self._release_changed(source)
        if not source.sha256 or is_published(source, self._series(series)):
            return None
        return Changed(source, Since.GONE)

    def _release_changed(self, source: Source) -> Changed | None:
        try:
            cited = self._find(source.id)
            if cited.withdrawn_at is not None:
                return Changed(source, Since.WITHDRAWN, self._local_day(cited.withdrawn_at))
            if cited.replaced_by is not None:
                later = self._find(cited.replaced_by)
                return Changed(source, Since.CORRECTED, self._local_day(later.published_at))
        except (UnknownRelease, ReleaseDamaged):
            return Changed(source, Since.GONE)
        return None if cited.release.sha256 == source.sha256 else Changed(source, Since.GONE)


def changed_sentence(changed: Changed, speech: Speech) -> str:
    """That a figure rests on what was changed since."""
    if changed.since is Since.WITHDRAWN:
        said = speech.gettext("It rests on %(release)s, which was withdrawn on %(day)s.")
    elif changed.since is Since.CORRECTED:
        said = speech.gettext("It rests on %(release)s, which was corrected on %(day)s.")
    else:
        said = speech.gettext("It rests on %(release)s, which is not published as it was any more.")
    release = f"\u2066{changed.source.id}\u2069"
    return said % {
        "release": release,
        "day": "" if changed.on is None else speech.formatting.date(changed.on),
    }
