"""Figures of forums by name are what their pages show, of years that are over."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, insert

from copfeedback.forums.attendance_figures import ForumFigures, frozen_on
from copfeedback.forums.commitment_model import FEW, Commitment, Event, EventKind, Owner
from copfeedback.forums.commitment_store import add_commitment, add_event
from copfeedback.forums.commitments import Commitments
from copfeedback.forums.minutes_model import Attendance
from copfeedback.forums.model import ProtectedGroup
from copfeedback.forums.published_series import ForumSeries
from copfeedback.forums.tables import meeting_attendance
from copfeedback.people.model import Actor, Role
from copfeedback.results.published import Group
from copfeedback.results.published_series import SeriesFigure, SeriesPoint
from copfeedback.storage.engine import writing
from copfeedback.stored import to_json
from tests.factories import in_languages
from tests.forums.founded import Founded, fields

YEAR = 2025
MONTHS = (2, 4, 6, 9, 12)
GENDERS = {"woman": 14, "man": 11}


class Forums:
    """Forums that met in a year that is over."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.founded = Founded(engine)
        self.founded.today = frozen_on(YEAR)
        trail, today = self.founded.trail, lambda: self.founded.today
        self.figures = ForumFigures(trail, today, dict)
        self.series = ForumSeries(
            self.founded.book,
            Commitments(trail, today, {"spring"}.__contains__),
            self.figures,
            today,
            in_languages,
        )

    def meet(
        self, code: str, genders: dict[str, int], protected: ProtectedGroup | None = None
    ) -> None:
        """A forum that meets five times in the year, with the same people."""
        self.founded.found(code, protected=protected)
        chair = Actor("c", Role.FORUM_CHAIR, id=2, forums=frozenset({code}))
        for month in MONTHS:
            met = self.founded.meetings.plan(chair, code, fields(date(YEAR, month, 3)), past=True)
            counted = Attendance(sum(genders.values()), {}, genders, {})
            row = {"meeting_id": met.id, "content": to_json(counted)}
            with writing(self.engine) as connection:
                connection.execute(insert(meeting_attendance), row)

    def promised(self, count: int, kept: int, due: date = date(YEAR, 6, 1)) -> None:
        """So many promises for a day, of which so many were kept in time."""
        words = in_languages("words")
        with writing(self.engine) as connection:
            for at in range(count):
                made = add_commitment(
                    connection,
                    Commitment(0, "old-town", Owner.POLICE, words, words, due, due, due),
                )
                kinds = [EventKind.ACCEPTED, *([EventKind.DONE] if at < kept else [])]
                for kind in kinds:
                    event = Event(0, kind, due, "City police", text=words)
                    made = add_event(connection, made, event)

    def points(self, name: str) -> tuple[SeriesPoint, ...]:
        found = self.series.series(name)
        assert found is not None
        return found.points


@pytest.fixture
def forums(sqlite_engine: Engine) -> Forums:
    """Where the database does not matter."""
    return Forums(sqlite_engine)


def test_meetings_are_counted_by_year_over_all_forums(engine: Engine):
    forums = Forums(engine)
    forums.meet("old-town", GENDERS)
    forums.meet("harbour", GENDERS)
    (point,) = forums.points("forums.meetings")
    assert (point.period, point.begins, point.ends) == (
        "2025",
        date(2025, 1, 1),
        date(2025, 12, 31),
    )
    assert point.figure == SeriesFigure(10)
    forums.founded.today = date(YEAR, 12, 31)
    assert forums.points("forums.meetings") == ()


def test_people_are_added_up_as_far_as_they_are_published(engine: Engine):
    forums = Forums(engine)
    forums.meet("old-town", GENDERS)
    forums.meet("harbour", {"woman": 20, "man": 1})
    forums.figures.freeze_due()
    (point,) = forums.points("forums.attendance")
    assert point.figure == SeriesFigure(125 + 105)
    assert point.by_gender == {Group.WOMAN: None, Group.MAN: None}
    assert len(point.sha256) == 64


def test_genders_are_added_up_where_every_forum_shows_them(forums: Forums):
    forums.meet("old-town", GENDERS)
    forums.meet("harbour", {"woman": 10, "man": 10})
    forums.figures.freeze_due()
    (point,) = forums.points("forums.attendance")
    assert point.by_gender == {Group.WOMAN: SeriesFigure(120), Group.MAN: SeriesFigure(105)}


def test_of_a_protected_forum_nobody_learns_more_than_its_total(forums: Forums):
    forums.meet("old-town", GENDERS)
    forums.meet("shelter", {"woman": 40}, ProtectedGroup.SURVIVORS)
    forums.figures.freeze_due()
    (point,) = forums.points("forums.attendance")
    assert point.figure == SeriesFigure(125 + 200)
    assert point.by_gender == {Group.WOMAN: SeriesFigure(70), Group.MAN: SeriesFigure(55)}


@pytest.mark.parametrize(("count", "figure"), [(FEW, SeriesFigure(75, base=FEW)), (FEW - 1, None)])
def test_of_few_promises_no_share_is_told(forums: Forums, count: int, figure: SeriesFigure | None):
    forums.founded.found()
    forums.promised(count, 15)
    forums.promised(30, 30, due=date(YEAR + 1, 1, 31))
    (point,) = forums.points("forums.commitments_kept")
    assert (point.period, point.figure) == ("2025", figure)


def test_there_is_no_other_series(forums: Forums):
    assert forums.series.series("forums.secrets") is None
    assert [each.name for each in forums.series.names()] == [
        "forums.meetings",
        "forums.commitments_kept",
        "forums.attendance",
    ]
    assert forums.points("forums.attendance") == ()
