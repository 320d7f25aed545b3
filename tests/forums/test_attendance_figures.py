"""Who comes to forums: by year, frozen, protected, never crossed and never of one meeting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, insert, select, update

from copfeedback.forums.attendance_figures import (
    AGE_BANDS,
    Compared,
    ForumFigures,
    YearFigures,
    frozen_on,
)
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.minutes_model import Attendance
from copfeedback.forums.model import ProtectedGroup
from copfeedback.forums.tables import forum_year, meeting_attendance
from copfeedback.storage.engine import reading, writing
from copfeedback.stored import to_json
from tests.forums.founded import CHAIR, FOUNDER, Founded, fields

PEOPLE = {"gender": {"woman": 6_000, "man": 4_000}, "age_band": {"from_18": 500, "from_30": 500}}
YEAR = 2025
MONTHS = (2, 4, 6, 9, 12)


class Year:
    """A forum's year of meetings, and its figures."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.founded = Founded(engine)
        self.founded.today = frozen_on(YEAR)
        self.figures = ForumFigures(self.founded.trail, lambda: self.founded.today, lambda: PEOPLE)

    def meet(self, counted: Attendance, day: date = date(YEAR, 2, 3)) -> Meeting:
        """A meeting to which so many came."""
        met = self.founded.meetings.plan(CHAIR, "old-town", fields(day), past=True)
        with writing(self.engine) as connection:
            row = {"meeting_id": met.id, "content": to_json(counted)}
            connection.execute(insert(meeting_attendance), row)
        return met

    def meet_often(self, counted: Attendance) -> None:
        """The same people come again and again."""
        for month in MONTHS:
            self.meet(counted, date(YEAR, month, 3))

    def frozen(self) -> YearFigures:
        """The figures of the year, frozen now."""
        assert self.figures.freeze_due() == [f"old-town {YEAR}"]
        (found,) = self.figures.of("old-town")
        return found


@pytest.fixture
def year(engine: Engine) -> Year:
    year = Year(engine)
    year.founded.found()
    return year


def attendance(
    total: int, genders: Mapping[str, int] | None = None, bands: Mapping[str, int] | None = None
) -> Attendance:
    return Attendance(total, {}, genders or {}, bands or {})


def test_a_year_is_added_up_and_rounded(year: Year) -> None:
    genders = {"woman": 14, "man": 11}
    bands = {"from_18": 9, "from_30": 10, "prefer_not": 1, "under_12": 2}
    year.meet_often(attendance(31, genders, bands))
    found = year.frozen()
    assert (found.year, found.total) == (YEAR, 155)
    assert found.counts("gender") == {"woman": 70, "man": 55, "not_stated": 30}
    assert found.counts("age_band") == {"from_18": 45, "from_30": 50, "not_stated": 60}


def test_the_two_tables_are_never_crossed_and_tell_nothing_of_a_meeting(year: Year) -> None:
    year.meet(attendance(40, {"woman": 25, "man": 15}, {"from_18": 40}), date(YEAR, 2, 3))
    year.meet(attendance(60, {"woman": 25, "man": 35}, {"from_30": 60}), date(YEAR, 5, 3))
    tables = year.frozen().release.tables
    assert set(tables) == {"attendance.gender", "attendance.age_band"}
    for name, table in tables.items():
        dimension = name.rpartition(".")[2]
        told = {part for row in table.rows for part, _ in row.domain.parts}
        assert told == {dimension, "part"}
        assert {row.domain.value("part") for row in table.rows} == {None, str(YEAR)}


def test_few_of_a_group_are_withheld_and_cannot_be_worked_out(year: Year) -> None:
    year.meet(attendance(38, {"woman": 34, "man": 4}))
    found = year.frozen()
    assert found.total == 40
    assert found.counts("gender") == {"woman": None, "man": None}


def test_one_who_always_comes_is_not_many(year: Year) -> None:
    # Two at each meeting make ten in the year, and would be shown if that were all.
    year.meet_often(attendance(40, {"woman": 28, "man": 10, "another": 2}))
    assert year.frozen().counts("gender") == {"woman": 140, "man": None, "another": None}


def test_few_of_another_gender_are_shown_with_those_not_recorded(year: Year) -> None:
    year.meet_often(attendance(40, {"woman": 20, "man": 10, "another": 2}))
    counts = year.frozen().counts("gender")
    assert counts == {"woman": 100, "man": 50, "another_or_not_stated": 50}


@pytest.mark.parametrize("total", [40, 1])
def test_of_a_protected_forum_there_is_a_total_alone(engine: Engine, total: int) -> None:
    year = Year(engine)
    year.founded.found(protected=ProtectedGroup.SURVIVORS)
    year.meet_often(attendance(total, {"woman": total}, {"from_18": total}))
    found = year.frozen()
    assert found.total == (200 if total == 40 else None)
    assert (found.counts("gender"), found.counts("age_band")) == ({}, {})
    with reading(engine) as connection:
        content = connection.execute(select(forum_year.c.content)).scalar_one()
    assert "woman" not in content and "from_18" not in content  # noqa: PT018 - one thing


@pytest.mark.parametrize("meetings", [[40], [40, 30], [40, 30, 0]])
def test_of_a_protected_forum_that_hardly_met_there_is_nothing(
    engine: Engine, meetings: list[int]
) -> None:
    year = Year(engine)
    year.founded.found(protected=ProtectedGroup.SURVIVORS)
    for month, total in zip(MONTHS, meetings, strict=False):
        year.meet(attendance(total), date(YEAR, month, 3))
    assert year.figures.freeze_due() == [f"old-town {YEAR}"]
    assert year.figures.of("old-town") == []
    assert year.figures.freeze_due() == []
    with reading(engine) as connection:
        content = connection.execute(select(forum_year.c.content)).scalar_one()
    assert json.loads(content)["tables"] == []


def test_a_forum_that_becomes_protected_is_told_of_as_if_it_had_been(engine: Engine) -> None:
    year = Year(engine)
    forum = year.founded.found()
    year.meet_often(attendance(40, {"woman": 20, "man": 20}, {"from_18": 40}))
    year.meet(attendance(40, {"woman": 20, "man": 20}), date(YEAR - 1, 5, 3))
    assert len(year.figures.freeze_due()) == 2
    latest, _ = year.figures.of("old-town")
    assert latest.counts("gender") == {"woman": 100, "man": 100}

    year.founded.book.set_up(FOUNDER, replace(forum, protected=ProtectedGroup.WOMEN), new=False)

    (latest,) = year.figures.of("old-town")
    assert latest.total == 200
    assert (latest.counts("gender"), latest.counts("age_band")) == ({}, {})
    assert latest.against("gender", PEOPLE) == []


def test_a_year_is_frozen_once_when_it_is_over(year: Year) -> None:
    year.meet(attendance(40))
    year.founded.today = date(YEAR + 1, 1, 31)
    assert year.figures.freeze_due() == []
    assert year.figures.of("old-town") == []
    year.founded.today = date(YEAR + 1, 2, 1)
    before = year.frozen()
    year.meet(attendance(60), date(YEAR, 7, 1))  # written down too late
    assert year.figures.freeze_due() == []
    assert year.figures.of("old-town") == [before]


def test_cancelled_meetings_and_those_nobody_counted_are_not_in(year: Year) -> None:
    off = year.meet(attendance(40))
    year.founded.meetings.cancel(CHAIR, off.id, {"en": "No room."}, after=off.version)
    year.founded.meetings.plan(CHAIR, "old-town", fields(date(YEAR, 5, 1)), past=True)
    assert year.figures.freeze_due() == []


def test_figures_that_were_changed_are_not_shown(year: Year, engine: Engine) -> None:
    year.meet(attendance(40))
    year.frozen()
    with writing(engine) as connection:
        content = json.loads(connection.execute(select(forum_year.c.content)).scalar_one())
        content["tables"] = []
        connection.execute(update(forum_year).values(content=json.dumps(content)))
    assert year.figures.of("old-town") == []


def test_the_forum_stands_beside_the_population(year: Year) -> None:
    year.meet_often(attendance(40, {"woman": 12, "man": 18}, {"from_18": 40}))
    found = year.frozen()
    assert year.figures.against_population(found, "gender") == [
        Compared("woman", 60, 40, 60),
        Compared("man", 90, 60, 40),
    ]
    assert year.figures.against_population(found, "age_band") == [Compared("from_18", 200, 100, 50)]


def test_without_a_population_or_with_something_withheld_no_share_is_made_up(year: Year) -> None:
    year.meet(attendance(38, {"woman": 34, "man": 4}, {"from_30": 38}))
    found = year.frozen()
    assert found.against("gender", {}) == [
        Compared("woman", None, None, None),
        Compared("man", None, None, None),
    ]
    people = {"gender": {"woman": 5, "non_binary": 3, "self_described": 2, "prefer_not": 90}}
    assert [each.population for each in found.against("gender", people)] == [50, None]


def test_groups_stand_in_the_order_of_the_questionnaires(year: Year) -> None:
    year.meet(attendance(600, None, dict.fromkeys(reversed(AGE_BANDS), 100)))
    assert tuple(year.frozen().counts("age_band")) == AGE_BANDS
