"""The table of the profile's versions, and its queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from copfeedback.people.tables import in_utc, staff
from copfeedback.profile.model import NEED_APPROVAL, Content, Part, Version
from copfeedback.profile.notation import from_json, to_json
from copfeedback.storage.schema import metadata

# Every version stays: what the portal promised on a given day can be looked up.
profile_version = Table(
    "profile_version",
    metadata,
    Column("part", String(24), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("written_by", ForeignKey("staff.id")),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", ForeignKey("staff.id")),
    Column("approved_at", DateTime(timezone=True)),
)

_writer = staff.alias("writer")
_approver = staff.alias("approver")


def newest(connection: Connection, part: Part) -> int:
    """The number of the latest version of a part; 0 before there is one."""
    latest = select(func.max(profile_version.c.version)).where(profile_version.c.part == part.value)
    return connection.execute(latest).scalar_one() or 0


def numbers_in_force(connection: Connection) -> dict[Part, int]:
    """The version of each part that is shown."""
    needs_none = profile_version.c.part.not_in([part.value for part in NEED_APPROVAL])
    shown = (
        select(profile_version.c.part, func.max(profile_version.c.version).label("number"))
        .where(or_(needs_none, profile_version.c.approved_at.is_not(None)))
        .group_by(profile_version.c.part)
    )
    return {Part(row.part): row.number for row in connection.execute(shown)}


def find_versions(connection: Connection, wanted: Iterable[tuple[Part, int]]) -> list[Version]:
    """These versions."""
    keys = [(part.value, number) for part, number in wanted]
    key = tuple_(profile_version.c.part, profile_version.c.version)
    return [_version(row) for row in connection.execute(_all().where(key.in_(keys)))]


def versions_of(connection: Connection, part: Part, at_most: int | None) -> list[Version]:
    """The versions of a part, the latest first; None for all of them."""
    of_part = _all().where(profile_version.c.part == part.value)
    latest = of_part.order_by(profile_version.c.version.desc()).limit(at_most)
    return [_version(row) for row in connection.execute(latest)]


def add_version(
    connection: Connection, part: Part, number: int, content: Content, by: int | None, at: datetime
) -> None:
    """Keep a version. The database refuses a second one of the same number."""
    connection.execute(
        insert(profile_version),
        {
            "part": part.value,
            "version": number,
            "content": to_json(content),
            "written_by": by,
            "written_at": in_utc(at),
        },
    )


def approve(connection: Connection, part: Part, number: int, by: int | None, at: datetime) -> bool:
    """Note that somebody said yes; returns whether that was new."""
    done = connection.execute(
        update(profile_version)
        .where(
            profile_version.c.part == part.value,
            profile_version.c.version == number,
            profile_version.c.approved_at.is_(None),
        )
        .values(approved_by=by, approved_at=in_utc(at))
    )
    return done.rowcount > 0


def _all() -> Select[tuple[object, ...]]:
    return select(
        profile_version, _writer.c.name.label("writer"), _approver.c.name.label("approver")
    ).select_from(
        profile_version.outerjoin(_writer, _writer.c.id == profile_version.c.written_by).outerjoin(
            _approver, _approver.c.id == profile_version.c.approved_by
        )
    )


def _version(row: Row[tuple[object, ...]]) -> Version:
    part = Part(row.part)
    return Version(
        part=part,
        number=row.version,
        content=from_json(part, row.content),
        written_by=row.writer,
        written_at=in_utc(row.written_at),
        approved_by=row.approver,
        approved_at=None if row.approved_at is None else in_utc(row.approved_at),
    )
