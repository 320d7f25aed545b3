"""Figures of complaints by name are those of the frozen quarters, and no others."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, update

from copfeedback.complaints.counter_tables import complaint_figures
from copfeedback.complaints.counters import Counters
from copfeedback.complaints.figures import Figures
from copfeedback.complaints.published_series import ComplaintSeries
from copfeedback.results.published import Group
from copfeedback.results.published_series import SeriesFigure, SeriesPoint
from copfeedback.sealing import Seal, new_key
from copfeedback.storage.engine import writing
from tests.complaints.counting import count_many
from tests.factories import a_trail, in_languages

NEW_YEAR = date(2027, 1, 3)


class Complaints:
    """Complaints that came in and were decided from October to December 2026."""

    def __init__(self, engine: Engine, cases: int) -> None:
        counters = Counters(Seal(new_key(), b"counters"))
        self.figures = Figures(a_trail(engine), counters, lambda: NEW_YEAR)
        count_many(engine, counters, date(2026, 12, 31), cases)
        self.figures.freeze_due()
        self.series = ComplaintSeries(self.figures, in_languages)

    def point(self, name: str) -> SeriesPoint:
        found = self.series.series(name)
        assert found is not None
        (point,) = found.points
        return point


def test_a_quarter_is_told_as_it_was_frozen(engine: Engine):
    complaints = Complaints(engine, 300)
    point = complaints.point("complaints.filed")
    (release,) = complaints.figures.released()
    assert (point.period, point.begins, point.ends) == (
        "2026-Q4",
        date(2026, 10, 1),
        date(2026, 12, 31),
    )
    assert (point.source, point.sha256) == ("complaints-2026-Q4", release.sha256)
    assert point.figure == SeriesFigure(300)
    table = release.tables["filed.age_band.gender"]
    for group, figure in point.by_gender.items():
        row = table.row(group)
        assert row is not None
        assert figure == (None if row.base is None else SeriesFigure(row.base))
    assert {Group.WOMAN, Group.MAN} <= set(point.by_gender)
    assert complaints.point("complaints.closed").figure == SeriesFigure(300)


def test_how_many_were_decided_in_time_is_a_share_of_what_is_shown(sqlite_engine: Engine):
    point = Complaints(sqlite_engine, 300).point("complaints.closed_in_three_months")
    assert point.figure == SeriesFigure(100, base=300)


def test_few_are_withheld(sqlite_engine: Engine):
    complaints = Complaints(sqlite_engine, 7)
    for each in complaints.series.names():
        point = complaints.point(each.name)
        assert point.figure is None
        assert set(point.by_gender.values()) <= {None}


def test_figures_that_were_changed_are_left_out(sqlite_engine: Engine):
    complaints = Complaints(sqlite_engine, 300)
    with writing(sqlite_engine) as connection:
        connection.execute(update(complaint_figures).values(content="{}"))
    found = complaints.series.series("complaints.filed")
    assert found is not None
    assert found.points == ()


@pytest.mark.parametrize("name", ["complaints.motives", "complaints", "forums.meetings"])
def test_there_is_no_other_series(sqlite_engine: Engine, name: str):
    assert Complaints(sqlite_engine, 1).series.series(name) is None
