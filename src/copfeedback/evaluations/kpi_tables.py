"""The points of a key figure as rows, for the tables and pictures of both doors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from copfeedback.evaluations.figure_wording import NOTHING
from copfeedback.evaluations.kpi_wording import (
    base_words,
    figure_words,
    interval_words,
    is_unfinished,
    period_name,
)
from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import Group
from copfeedback.results.published_series import Series, SeriesFigure, SeriesPoint
from copfeedback.results.wording import group_name


@dataclass(frozen=True, slots=True)
class PointTable:
    """Heads, and a row a point, the latest first: its period, then a cell a group."""

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Markup | str]]]


def point_table(series: Series, speech: Speech) -> PointTable:
    """All figures of a series, by gender where people are told apart."""
    groups = groups_of(series)
    heads = [speech.gettext("When"), *(group_name(each, speech) for each in groups)]
    if len(groups) == 1:
        heads = [speech.gettext("When"), speech.gettext("Figure")]
    rows = []
    for point in reversed(series.points):
        cells = [cell(figure_of(point, each), series, speech) for each in groups]
        mark = " *" if is_unfinished(point) else ""
        rows.append((f"{period_name(point, speech)}{mark}", cells))
    return PointTable(heads, rows)


def groups_of(series: Series) -> list[Group]:
    """Everybody, and each gender that any of its points tells apart."""
    told = {group for point in series.points for group in point.by_gender}
    return [Group.ALL, *(each for each in Group if each in told and each is not Group.ALL)]


def figure_of(point: SeriesPoint, group: Group) -> SeriesFigure | None:
    """The figure of a group at a point."""
    return point.figure if group is Group.ALL else point.by_gender.get(group)


def cell(figure: SeriesFigure | None, series: Series, speech: Speech) -> Markup | str:
    """A figure with its interval and base."""
    if figure is None:
        return NOTHING
    beside = [
        interval_words(figure, series.unit, speech),
        base_words(figure, series, speech),
    ]
    shown = Markup("<bdi>{}</bdi>").format(figure_words(figure, series.unit, speech))
    more = speech.formatting.apart(filter(None, beside))
    return shown + Markup(" <small>({})</small>").format(more) if more else shown
