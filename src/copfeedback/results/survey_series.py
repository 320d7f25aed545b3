"""The figures of surveys over their public waves, for whoever compares or follows them."""

from __future__ import annotations

from collections.abc import Callable

from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.translations import Translations
from copfeedback.results.across_waves import AcrossWaves
from copfeedback.results.items import items_with_figures
from copfeedback.results.measuring import figure_of, has_figure, is_share
from copfeedback.results.model import TrendPoint
from copfeedback.results.published import Group, PublishedTable
from copfeedback.results.published_series import (
    Series,
    SeriesFigure,
    SeriesName,
    SeriesPoint,
    Unit,
)
from copfeedback.surveys.book import AskedWave

PREFIX = "survey."
_SHARE = N_("How many percent of those who were asked gave a good answer.")
_MEAN = N_("The mean of all answers.")


class SurveySeries:
    """Reads them from public releases alone.

    ``in_languages`` gives one of the portal's own sentences in each language it has.
    """

    def __init__(
        self, across_waves: AcrossWaves, in_languages: Callable[[str], Translations]
    ) -> None:
        self._waves = across_waves
        self._in_languages = in_languages

    def series(self, name: str) -> Series | None:
        """``survey.<survey>.<item>``: the share of good answers, or the mean, by wave.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        survey_id, item = split(name)
        if not survey_id:
            return None
        latest = {each.survey.id: each for each in self._waves.surveys()}
        asked = latest.get(survey_id)
        if asked is None or item not in _items(asked):
            return None
        share = is_share(asked, item)
        points = self._waves.points(survey_id, item)
        return Series(
            name,
            asked.survey.question_of_item[item].text_of(item),
            self._in_languages(_SHARE if share else _MEAN),
            _unit(asked, item),
            tuple(_point(each, share=share) for each in points if each.table is not None),
            higher_is_better=True if share else None,
            page=f"results/{asked.wave.id}/{item}",
        )

    def names(self) -> list[SeriesName]:
        """What can be asked for: what the latest public wave of each survey asked.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        return [
            SeriesName(
                f"{PREFIX}{asked.survey.id}.{item}",
                asked.survey.question_of_item[item].text_of(item),
                _unit(asked, item),
            )
            for asked in self._waves.surveys()
            for item in _items(asked)
        ]


def split(name: str) -> tuple[str, str]:
    """The survey and the item of a series' name; both empty for one of something else."""
    if not name.startswith(PREFIX):
        return "", ""
    survey_id, _, item = name.removeprefix(PREFIX).rpartition(".")
    return survey_id, item


def _items(asked: AskedWave) -> list[str]:
    return [item for item in items_with_figures(asked.survey) if has_figure(asked, item)]


def _unit(asked: AskedWave, item: str) -> Unit:
    return Unit.PERCENT if is_share(asked, item) else Unit.NUMBER


def _point(point: TrendPoint, *, share: bool) -> SeriesPoint:
    table = point.table
    return SeriesPoint(
        point.wave.id,
        point.wave.opens,
        point.wave.closes,
        None if table is None else figure_of(table.row(Group.ALL), share=share),
        {} if table is None else _by_gender(table, share=share),
        point.release.id,
        point.release.sha256,
        tuple(each.value for each in point.breaks),
    )


def _by_gender(table: PublishedTable, *, share: bool) -> dict[Group, SeriesFigure | None]:
    return {
        each: figure_of(row, share=share)
        for each in Group
        if each is not Group.ALL and (row := table.row(each)) is not None
    }
