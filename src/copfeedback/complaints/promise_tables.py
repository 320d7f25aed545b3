"""Tables of the promise to whoever complains, and of the languages that are open; their queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from copfeedback.complaints.promise_model import Operation, PromisePage, Version
from copfeedback.complaints.promise_notation import operation_from_json, page_from_json, to_json
from copfeedback.page_text import PageText
from copfeedback.people.model import NAME_MAXIMUM
from copfeedback.people.tables import in_utc, staff
from copfeedback.storage.schema import metadata

OPERATION = "operation"
"""In place of a page: who runs the door. It has no language of its own."""

# Every version stays: what was promised on a given day can be looked up.
promise_version = Table(
    "promise_version",
    metadata,
    Column("page", String(16), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("edition", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("written_by", ForeignKey("staff.id")),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", ForeignKey("staff.id")),
    Column("approved_at", DateTime(timezone=True)),
)

language_opening = Table(
    "language_opening",
    metadata,
    Column("language", String(12), primary_key=True),
    Column("reviewer", String(NAME_MAXIMUM), nullable=False),
    Column("reviewed_on", Date, nullable=False),
    # Of the texts that were read over: when they change, nobody has.
    Column("fingerprint", String(64), nullable=False),
    Column("opened_by", ForeignKey("staff.id")),
)

Key = tuple[PromisePage | None, str]
"""A page in a language; None and no language for who runs the door."""

_writer = staff.alias("writer")
_approver = staff.alias("approver")
_page, _language = promise_version.c.page, promise_version.c.language


def numbers_in_force(connection: Connection) -> dict[Key, int]:
    """The version of everything that is shown."""
    shown = (
        select(_page, _language, func.max(promise_version.c.version).label("number"))
        .where(promise_version.c.approved_at.is_not(None))
        .group_by(_page, _language)
    )
    return {_key(row.page, row.language): row.number for row in connection.execute(shown)}


def numbers_waiting(connection: Connection) -> dict[Key, int]:
    """The latest version of everything whose latest version nobody has said yes to."""
    latest = select(_page, _language, func.max(promise_version.c.version).label("number")).group_by(
        _page, _language
    )
    in_force = numbers_in_force(connection)
    found = {_key(row.page, row.language): row.number for row in connection.execute(latest)}
    return {key: number for key, number in found.items() if number > in_force.get(key, 0)}


def newest(connection: Connection, key: Key) -> int:
    """The number of the latest version; 0 before there is one."""
    latest = select(func.max(promise_version.c.version)).where(*_of(key))
    return connection.execute(latest).scalar_one() or 0


def latest_edition(connection: Connection, key: Key) -> int:
    """The latest edition of a page in any language, said yes to or not; 0 as it is shipped."""
    page = _named(key[0])
    latest = select(func.max(promise_version.c.edition)).where(_page == page)
    return connection.execute(latest).scalar_one() or 0


def find_versions(connection: Connection, wanted: Iterable[tuple[Key, int]]) -> list[Version]:
    """These versions."""
    keys = [(_named(page), language, number) for (page, language), number in wanted]
    column = tuple_(_page, _language, promise_version.c.version)
    return [_version(row) for row in connection.execute(_all().where(column.in_(keys)))]


def versions_of(connection: Connection, key: Key, at_most: int | None) -> list[Version]:
    """The versions of something, the latest first; None for all of them."""
    latest = _all().where(*_of(key)).order_by(promise_version.c.version.desc()).limit(at_most)
    return [_version(row) for row in connection.execute(latest)]


def add_version(
    connection: Connection,
    key: Key,
    numbers: tuple[int, int],
    content: PageText | Operation,
    by: int | None,
    at: datetime,
) -> None:
    """Keep a version of this number and edition. The database refuses a second one."""
    number, edition = numbers
    connection.execute(
        insert(promise_version),
        {
            "page": _named(key[0]),
            "language": key[1],
            "version": number,
            "edition": edition,
            "content": to_json(content),
            "written_by": by,
            "written_at": in_utc(at),
        },
    )


def approve(connection: Connection, key: Key, number: int, by: int | None, at: datetime) -> bool:
    """Note that somebody said yes; returns whether that was new."""
    done = connection.execute(
        update(promise_version)
        .where(
            *_of(key),
            promise_version.c.version == number,
            promise_version.c.approved_at.is_(None),
        )
        .values(approved_by=by, approved_at=in_utc(at))
    )
    return done.rowcount > 0


def openings(connection: Connection) -> Mapping[str, Row[tuple[object, ...]]]:
    """Who read over which language, when, and which words, by the language."""
    return {row.language: row for row in connection.execute(select(language_opening))}


def keep_opening(
    connection: Connection, language: str, reviewer: str, on: date, fingerprint: str, by: int | None
) -> None:
    """Note it in place of what was known of this language."""
    connection.execute(delete(language_opening).where(language_opening.c.language == language))
    connection.execute(
        insert(language_opening),
        {
            "language": language,
            "reviewer": reviewer,
            "reviewed_on": on,
            "fingerprint": fingerprint,
            "opened_by": by,
        },
    )


def _named(page: PromisePage | None) -> str:
    return OPERATION if page is None else page.value


def _key(page: str, language: str) -> Key:
    return (None if page == OPERATION else PromisePage(page)), language


def _of(key: Key) -> tuple[ColumnElement[bool], ...]:
    return _page == _named(key[0]), _language == key[1]


def _all() -> Select[tuple[object, ...]]:
    return select(
        promise_version, _writer.c.name.label("writer"), _approver.c.name.label("approver")
    ).select_from(
        promise_version.outerjoin(_writer, _writer.c.id == promise_version.c.written_by).outerjoin(
            _approver, _approver.c.id == promise_version.c.approved_by
        )
    )


def _version(row: Row[tuple[object, ...]]) -> Version:
    page, language = _key(row.page, row.language)
    read = operation_from_json if page is None else page_from_json
    return Version(
        page=page,
        language=language,
        number=row.version,
        edition=row.edition,
        content=read(row.content),
        written_by=row.writer,
        writer=row.written_by,
        written_at=in_utc(row.written_at),
        approved_by=row.approver,
        approved_at=None if row.approved_at is None else in_utc(row.approved_at),
    )
