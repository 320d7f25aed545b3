"""What published figures say of an indicator. Nobody types figures, or what they mean.

What an indicator is compared with is laid down in the pledge: for figures of a survey, the waves
that were planned; for others, the last period before the programme, and the first one that begins
when the endline does, or later. So nobody can take a period whose figures they knew when they made
the pledge, or wait for one that looks better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from copfeedback.evaluations.fieldwork import FindWave, fieldwork_of
from copfeedback.evaluations.model import Design, Indicator, PlannedWave, Pledge, WaveRole
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.evaluations.report_model import Compared, Figure, Measured, Missing, Source
from copfeedback.results.across_waves import AcrossWaves
from copfeedback.results.measuring import Difference, Unmeasured, WavesCompared
from copfeedback.results.published import Group
from copfeedback.results.published_series import (
    PublishedSeries,
    SeriesFigure,
    SeriesPoint,
)
from copfeedback.results.survey_series import split

_MISSING: Mapping[Unmeasured, Missing] = {
    Unmeasured.NOT_PUBLISHED: Missing.NOT_PUBLISHED,
    Unmeasured.NOT_ASKED: Missing.NOT_ASKED,
    Unmeasured.WITHHELD: Missing.WITHHELD,
    Unmeasured.NOT_COMPARABLE: Missing.NOT_COMPARABLE,
}
_A_DAY = timedelta(days=1)
_DIGITS = 6
"""So many keep what binary numbers add to a difference from being seen."""


class Measuring:
    """Fetches the figures of indicators.

    ``across_waves`` has the results of surveys, ``published_series`` those of everything else.
    ``find_wave`` gives the days of a wave of a survey.
    """

    def __init__(
        self,
        across_waves: AcrossWaves,
        published_series: PublishedSeries,
        find_wave: FindWave = lambda _wave: None,
    ) -> None:
        self._waves = across_waves
        self._series = published_series
        self._find_wave = find_wave

    def measured(self, indicator: Indicator, pledge: Pledge) -> Measured:
        """The figures of an indicator before and after, from what is public now.

        Of one without a series there are none: it has no figures, or they come from outside.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        if indicator.series is None:
            return Measured()
        survey, item = split(indicator.series)
        if survey:
            return self._of_survey(indicator, pledge, survey, item)
        return self._of_series(indicator, pledge, indicator.series)

    def change_between(self, series: str, before: str, after: str) -> SeriesFigure | None:
        """The change of everybody from one wave of a survey to another; None of anything else.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        survey, item = split(series)
        if not survey:
            return None
        found = self._waves.compare(survey, item, [before], [after])
        return next((each.change for each in found.differences), None)

    def _of_survey(self, indicator: Indicator, pledge: Pledge, survey: str, item: str) -> Measured:
        double = indicator.design is Design.DIFFERENCE_IN_DIFFERENCES
        found = self._waves.compare(
            survey,
            item,
            self._wave_ids(survey, first_waves(pledge)),
            self._wave_ids(survey, last_waves(pledge)),
            sites={each.sector: each.arm.value for each in pledge.sites} if double else None,
        )
        return _as_measured(found, by_gender=indicator.by_gender)

    def _wave_ids(self, survey: str, planned: Sequence[PlannedWave]) -> list[str]:
        """Those named; a wave that had no name when it was planned is known by its days."""
        found = (
            each.wave or self._waves.wave_in(survey, each.opens, each.closes) for each in planned
        )
        return [each for each in found if each is not None]

    def _of_series(self, indicator: Indicator, pledge: Pledge, name: str) -> Measured:
        series = self._series(name)
        if series is None or indicator.design is Design.DIFFERENCE_IN_DIFFERENCES:
            return Measured(missing=Missing.NOT_PUBLISHED)  # nor are they by pilot and control
        two = self._periods(series.points, pledge)
        if two is None:
            return Measured(missing=Missing.NOT_PUBLISHED)
        first, *later = series.points[two[0] : two[1] + 1]
        breaks = tuple(dict.fromkeys(each for point in later for each in point.breaks))
        return _from_points(first, later[-1], breaks, by_gender=indicator.by_gender)

    def _periods(self, points: Sequence[SeriesPoint], pledge: Pledge) -> tuple[int, int] | None:
        """The places of the period before and of that after; None where one is not published.

        A period that is missing between them may be one of the two: no other one stands in.
        """
        begins, opens = begun_on(pledge), self._endline_opens(pledge)
        if begins is None or opens is None:
            return None
        since = max(begins, opens)
        before = [at for at, each in enumerate(points) if each.ends < begins]
        after = [at for at, each in enumerate(points) if each.begins >= since]
        if not before or not after or points[after[0]].ends > pledge.due:
            return None
        found = points[before[-1] : after[0] + 1]
        if any(earlier.ends + _A_DAY < later.begins for earlier, later in pairwise(found)):
            return None
        return before[-1], after[0]

    def _endline_opens(self, pledge: Pledge) -> date | None:
        """The first day of the endline, as it really was where a wave is named."""
        last = last_waves(pledge)[:1]
        found = fieldwork_of(replace(pledge, waves=tuple(last)), self._find_wave)
        return found[0].opens if found else None


def first_waves(pledge: Pledge | DraftPledge) -> list[PlannedWave]:
    """The waves that can be the one before, the earliest first."""
    found = [each for each in pledge.waves if each.role is WaveRole.BASELINE]
    return sorted(found, key=lambda each: each.opens)


def last_waves(pledge: Pledge | DraftPledge) -> list[PlannedWave]:
    """The waves that can be the one after, the latest first.

    A midline is none where an endline was promised.
    """
    found = [each for each in pledge.waves if each.role is WaveRole.ENDLINE]
    found = found or [each for each in pledge.waves if each.role is WaveRole.MIDLINE]
    return sorted(found, key=lambda each: each.opens, reverse=True)


def begun_on(pledge: Pledge | DraftPledge) -> date | None:
    """The day the programme began; where that is not said, the first day of the baseline.

    None where there is neither.
    """
    if pledge.began is not None:
        return pledge.began
    baselines = first_waves(pledge)
    return baselines[0].opens if baselines else None


def _as_measured(found: WavesCompared, *, by_gender: bool) -> Measured:
    return Measured(
        _compared(found.differences, by_gender=by_gender),
        _compared(found.control, by_gender=by_gender),
        tuple(Source(*each) for each in found.releases),
        None if found.missing is None else _MISSING[found.missing],
        tuple(each.value for each in found.breaks),
    )


def _compared(differences: Sequence[Difference], *, by_gender: bool) -> tuple[Compared, ...]:
    return tuple(
        Compared(each.group.value, _figure(each.before), _figure(each.after), _figure(each.change))
        for each in differences
        if by_gender or each.group is Group.ALL
    )


def _from_points(
    before: SeriesPoint, after: SeriesPoint, breaks: tuple[str, ...], *, by_gender: bool
) -> Measured:
    told = {*before.by_gender, *after.by_gender} if by_gender else set()
    pairs = [
        (Group.ALL, before.figure, after.figure),
        *(
            (each, before.by_gender.get(each), after.by_gender.get(each))
            for each in Group
            if each in told
        ),
    ]
    compared = tuple(
        Compared(
            group.value,
            _figure(earlier),
            _figure(later),
            None if breaks or earlier is None or later is None else _change(earlier, later),
        )
        for group, earlier, later in pairs
    )
    missing = None
    if breaks:
        missing = Missing.NOT_COMPARABLE
    elif compared[0].change is None:
        missing = Missing.WITHHELD
    sources = tuple(Source(each.source, each.sha256) for each in (before, after))
    return Measured(compared, sources=sources, missing=missing, breaks=breaks)


def _change(before: SeriesFigure, after: SeriesFigure) -> Figure:
    """Of counts there is no interval: nobody was drawn by lot.

    It is the change of the figures as they are published, so that everybody can reckon it again.
    """
    return Figure(round(after.value - before.value, _DIGITS))


def _figure(figure: SeriesFigure | None) -> Figure | None:
    return None if figure is None else Figure(figure.value, figure.low, figure.high, figure.base)
