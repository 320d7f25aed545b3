"""Tables of themes and coding, and their queries. A text that goes takes its coding with it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from copfeedback.i18n.translations import Translations
from copfeedback.people.model import NAME_MAXIMUM
from copfeedback.results.free_text.model import (
    CODE_MAXIMUM,
    CodedText,
    CodingProgress,
    Theme,
)
from copfeedback.storage.schema import metadata
from copfeedback.surveys.store import free_text

theme = Table(
    "theme",
    metadata,
    Column("survey_id", String(64), primary_key=True),
    Column("question_id", String(64), primary_key=True),
    Column("code", String(CODE_MAXIMUM), primary_key=True),
    Column("names", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
)

# One row for each text that was coded, also if there was nothing to code.
coded_text = Table(
    "coded_text",
    metadata,
    Column("text_id", ForeignKey("free_text.id", ondelete="CASCADE"), primary_key=True),
    Column("coder", String(NAME_MAXIMUM), nullable=False),
    Column("revision", Integer, nullable=False),
)

coded_theme = Table(
    "coded_theme",
    metadata,
    Column("text_id", ForeignKey("coded_text.text_id", ondelete="CASCADE"), primary_key=True),
    Column("code", String(CODE_MAXIMUM), primary_key=True),
)

# Rounded shares alone, frozen: what everybody is shown of the themes of a question.
published_themes = Table(
    "published_themes",
    metadata,
    Column("wave_id", ForeignKey("wave.id"), primary_key=True),
    Column("question_id", String(64), primary_key=True),
    Column("published_on", Date, nullable=False),
    Column("canonical", Text, nullable=False),
)


def themes(connection: Connection, survey_id: str, question_id: str) -> list[Theme]:
    """The themes of a question by code, retired ones too."""
    rows = connection.execute(
        select(theme)
        .where(theme.c.survey_id == survey_id, theme.c.question_id == question_id)
        .order_by(theme.c.code)
    )
    return [
        Theme(
            row.survey_id,
            row.question_id,
            row.code,
            Translations(json.loads(row.names)),
            row.description,
            row.retired,
        )
        for row in rows
    ]


def keep_theme(connection: Connection, kept: Theme) -> None:
    """Keep a theme in place of what there is of this code."""
    row = {
        "survey_id": kept.survey_id,
        "question_id": kept.question_id,
        "code": kept.code,
        "names": json.dumps(dict(kept.names), sort_keys=True),
        "description": kept.description,
        "retired": kept.retired,
    }
    _upsert(connection, theme, ["survey_id", "question_id", "code"], row)


def progress(connection: Connection, wave_ids: Collection[str]) -> list[CodingProgress]:
    """How far each question of these waves is coded that has any text."""
    columns = (free_text.c.wave_id, free_text.c.question_id)
    rows = connection.execute(
        select(*columns, func.count(), func.count(coded_text.c.text_id))
        .select_from(free_text.outerjoin(coded_text))
        .where(free_text.c.wave_id.in_(wave_ids))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [CodingProgress(*row) for row in rows]


def uncoded(connection: Connection, wave_id: str, question_id: str) -> list[bytes]:
    """The ids of the texts that nobody has coded."""
    return list(
        connection.execute(
            select(free_text.c.id)
            .select_from(free_text.outerjoin(coded_text))
            .where(
                free_text.c.wave_id == wave_id,
                free_text.c.question_id == question_id,
                coded_text.c.text_id.is_(None),
            )
        ).scalars()
    )


_TEXTS = select(free_text, coded_text.c.coder, coded_text.c.revision).select_from(
    free_text.outerjoin(coded_text)
)


def find_text(connection: Connection, text_id: bytes) -> CodedText | None:
    """A text with its themes."""
    rows = connection.execute(_TEXTS.where(free_text.c.id == text_id)).all()
    return next(iter(_with_themes(connection, rows)), None)


def coded(connection: Connection, wave_id: str, question_id: str, at_most: int) -> list[CodedText]:
    """Texts that are coded, in the order of their random ids."""
    rows = connection.execute(
        _TEXTS.where(
            free_text.c.wave_id == wave_id,
            free_text.c.question_id == question_id,
            coded_text.c.text_id.is_not(None),
        )
        .order_by(free_text.c.id)
        .limit(at_most)
    ).all()
    return _with_themes(connection, rows)


def _with_themes(connection: Connection, rows: Collection[Row[Any]]) -> list[CodedText]:
    found: dict[bytes, set[str]] = {row.id: set() for row in rows}
    given = select(coded_theme).where(coded_theme.c.text_id.in_(list(found)))
    for text_id, code in connection.execute(given):
        found[text_id].add(code)
    return [
        CodedText(
            row.id,
            row.wave_id,
            row.question_id,
            row.language,
            row.text,
            frozenset(found[row.id]),
            row.coder or "",
            row.revision or 0,
        )
        for row in rows
    ]


def code_text(
    connection: Connection, text_id: bytes, codes: Iterable[str], coder: str, revision: int
) -> bool:
    """Give a text its themes; False if somebody has coded it since ``revision``."""
    if revision == 0:
        row = {"text_id": text_id, "coder": coder, "revision": 1}
        dialect_insert = _dialect_insert(connection)
        added = dialect_insert(coded_text).on_conflict_do_nothing()
        kept = connection.execute(added.returning(coded_text.c.text_id), row).one_or_none()
    else:
        kept = connection.execute(
            update(coded_text)
            .where(coded_text.c.text_id == text_id, coded_text.c.revision == revision)
            .values(coder=coder, revision=revision + 1)
            .returning(coded_text.c.text_id)
        ).one_or_none()
    if kept is None:
        return False
    connection.execute(delete(coded_theme).where(coded_theme.c.text_id == text_id))
    if rows := [{"text_id": text_id, "code": code} for code in sorted(codes)]:
        connection.execute(insert(coded_theme), rows)
    return True


def theme_counts(connection: Connection, wave_id: str, question_id: str) -> dict[str, int]:
    """How many texts of a question have each theme; exact, so for publishing alone."""
    rows = connection.execute(
        select(coded_theme.c.code, func.count())
        .select_from(coded_theme.join(free_text, coded_theme.c.text_id == free_text.c.id))
        .where(free_text.c.wave_id == wave_id, free_text.c.question_id == question_id)
        .group_by(coded_theme.c.code)
    )
    return {code: count for code, count in rows}  # noqa: C416 - a Row is not a pair


def keep_published(
    connection: Connection, wave_id: str, question_id: str, published_on: date, canonical: str
) -> None:
    """Keep the shares of a question in place of what was published before."""
    row = {
        "wave_id": wave_id,
        "question_id": question_id,
        "published_on": published_on,
        "canonical": canonical,
    }
    _upsert(connection, published_themes, ["wave_id", "question_id"], row)


def find_published(connection: Connection, wave_id: str) -> list[tuple[str, str]]:
    """Question and published shares of each question of a wave."""
    rows = connection.execute(
        select(published_themes.c.question_id, published_themes.c.canonical)
        .where(published_themes.c.wave_id == wave_id)
        .order_by(published_themes.c.question_id)
    )
    return [(question_id, canonical) for question_id, canonical in rows]


def _dialect_insert(connection: Connection) -> Any:
    return sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert


def _upsert(connection: Connection, table: Table, key: list[str], row: dict[str, Any]) -> None:
    statement = _dialect_insert(connection)(table)
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=row), row)
