"""Results of several waves of a survey together, as far as everybody can read them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from copfeedback.results.comparability import trend_points
from copfeedback.results.disclosure import ReleaseDamaged
from copfeedback.results.measuring import WavesCompared, compared, compared_by_arm
from copfeedback.results.model import Publication, TrendPoint
from copfeedback.surveys.book import AskedWave, WaveBook

_log = logging.getLogger(__name__)


class AcrossWaves:
    """What of each wave's public results counts now; nothing of waves that are in no list.

    ``publication_of`` gives the latest public release of a wave, None where that is withdrawn. One
    that was changed in the database is left out.
    """

    def __init__(self, book: WaveBook, publication_of: Callable[[str], Publication | None]) -> None:
        self._book = book
        self._publication_of = publication_of

    def surveys(self) -> tuple[AskedWave, ...]:
        """The latest wave with public results of each survey.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        listed = [asked for asked in self._book.all() if asked.is_listed]
        latest = {asked.survey.id: asked for asked in listed if self._whole(asked) is not None}
        return tuple(latest.values())

    def points(self, survey_id: str, item: str) -> tuple[TrendPoint, ...]:
        """One item over all waves of a survey.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        released = [
            (asked, public.release)
            for asked in self._of(survey_id).values()
            if (public := self._whole(asked)) is not None
        ]
        return trend_points(released, item)

    def wave_in(self, survey_id: str, opens: date, closes: date) -> str | None:
        """The id of the wave of a survey that shares the most of these days; None if none does.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        shared = {
            wave_id: (min(closes, asked.wave.closes) - max(opens, asked.wave.opens)).days
            for wave_id, asked in self._of(survey_id).items()
        }
        best = max(shared, key=lambda each: shared[each], default=None)
        return best if best is not None and shared[best] >= 0 else None

    def compare(
        self,
        survey_id: str,
        item: str,
        before: Sequence[str],
        after: Sequence[str],
        *,
        sites: Mapping[str, str] | None = None,
    ) -> WavesCompared:
        """How an item changed between two waves.

        Args:
            survey_id: the survey that the item is of.
            item: the question, or row of a grid.
            before: ids of waves, perhaps of several surveys; the first one of this survey counts.
            after: the same of those to compare with it.
            sites: the arms of sectors, for pilot sites against control sites; None for everybody.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        waves = self._of(survey_id)
        two = [
            next((self._whole(waves[each]) for each in wanted if each in waves), None)
            for wanted in (before, after)
        ]
        if sites is None:
            return compared(two[0], two[1], item)
        return compared_by_arm(two[0], two[1], item, sites)

    def _of(self, survey_id: str) -> dict[str, AskedWave]:
        """The listed waves of a survey by id, the earliest first."""
        return {
            asked.wave.id: asked
            for asked in self._book.all()
            if asked.wave.survey_id == survey_id and asked.is_listed
        }

    def _whole(self, asked: AskedWave) -> Publication | None:
        try:
            return self._publication_of(asked.wave.id)
        except ReleaseDamaged:
            _log.error("a release of %s was changed and is not used", asked.wave.id)
            return None
