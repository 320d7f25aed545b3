"""Series that tests of key figures can put together, and the services around them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine

from copfeedback.evaluations.kpis import Kpis
from copfeedback.evaluations.services import in_english
from copfeedback.people.model import Actor, Role
from copfeedback.results.published_series import (
    Series,
    SeriesFigure,
    SeriesName,
    SeriesPoint,
    Unit,
)
from tests.factories import TODAY, a_trail, in_languages

SATISFACTION = "survey.neighbourhood-safety.satisfaction"


def a_point(year: int, *figure: float, **changes: Any) -> SeriesPoint:
    """A year's figure: its value, perhaps with its interval and base; none if it is withheld."""
    shown = None
    if figure:
        low, high, base = (*figure[1:], None, None, None)[:3]
        shown = SeriesFigure(figure[0], low, high, None if base is None else int(base))
    return SeriesPoint(str(year), date(year, 1, 1), date(year, 12, 31), shown, **changes)


def a_series(*points: SeriesPoint, **changes: Any) -> Series:
    """A share over some years."""
    given: dict[str, Any] = {
        "name": SATISFACTION,
        "title": in_languages("Satisfied"),
        "definition": in_languages("Of all, who is satisfied"),
        "unit": Unit.PERCENT,
        "page": "results/neighbourhood-safety",
    }
    return Series(points=points, **given | changes)


class Figured:
    """Key figures, and what is published for them."""

    def __init__(self, engine: Engine) -> None:
        self.today = TODAY
        self.published: dict[str, Series] = {}
        self.changes: dict[tuple[str, str, str], SeriesFigure] = {}
        self.leader = Actor("l", Role.LEADER, id=1, organisation=1)
        self.trail = a_trail(engine)
        self.kpis = Kpis(
            self.trail,
            lambda: self.today,
            published_series=self.published.get,
            series_names=self.names,
            change_between=lambda *asked: self.changes.get(asked),
            in_languages=in_english,
        )

    def names(self) -> list[SeriesName]:
        """What is published."""
        return [SeriesName(each.name, each.title, each.unit) for each in self.published.values()]

    def publish(self, *points: SeriesPoint, **changes: Any) -> Series:
        """Publish a series."""
        made = a_series(*points, **changes)
        self.published[made.name] = made
        return made
