"""Queries of how many came to meetings, and of the figures of a year that are made of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from copfeedback.forums.meeting_model import MeetingState
from copfeedback.forums.minutes_model import Attendance
from copfeedback.forums.tables import forum_meeting, forum_year, meeting_attendance
from copfeedback.stored import from_json


@dataclass(frozen=True, slots=True)
class Frozen:
    """The figures of a forum's year, and the SHA-256 they are kept with."""

    content: str
    sha256: str


def attendances(connection: Connection) -> dict[tuple[str, int], list[Attendance]]:
    """How many came to the meetings that took place, by forum and year."""
    wanted = (
        select(forum_meeting.c.forum, forum_meeting.c.starts, meeting_attendance.c.content)
        .join(meeting_attendance, meeting_attendance.c.meeting_id == forum_meeting.c.id)
        .where(forum_meeting.c.state != MeetingState.CANCELLED.value)
        .order_by(forum_meeting.c.starts)
    )
    found: dict[tuple[str, int], list[Attendance]] = {}
    for row in connection.execute(wanted):
        counted = from_json(Attendance, row.content)
        found.setdefault((row.forum, row.starts.year), []).append(counted)
    return found


def frozen_years(connection: Connection) -> set[tuple[str, int]]:
    """The forums and years whose figures are frozen."""
    rows = connection.execute(select(forum_year.c.forum, forum_year.c.year))
    return {(row.forum, row.year) for row in rows}


def frozen_of(connection: Connection, code: str) -> dict[int, Frozen]:
    """The frozen figures of a forum by year, the latest first."""
    wanted = select(forum_year).where(forum_year.c.forum == code).order_by(forum_year.c.year.desc())
    rows = connection.execute(wanted)
    return {row.year: Frozen(row.content, row.sha256) for row in rows}


def keep_year(connection: Connection, code: str, year: int, frozen: Frozen) -> None:
    """Keep the figures of a forum's year; those that are there stay."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {"forum": code, "year": year, "content": frozen.content, "sha256": frozen.sha256}
    connection.execute(dialect.insert(forum_year).on_conflict_do_nothing(), row)
