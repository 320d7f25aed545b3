"""The table of drafts, and the queries of drafts and of what they were or will be published as."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Row,
    String,
    Table,
    Text,
    delete,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from copfeedback.storage.schema import metadata
from copfeedback.surveys.files import DRAFT, survey_file
from copfeedback.surveys.store import survey_version

NOTE_MAXIMUM = 200

survey_draft = Table(
    "survey_draft",
    metadata,
    Column("survey_id", String(64), primary_key=True),
    Column("definition", Text, nullable=False),
    Column("changed_on", Date, nullable=False),
    Column("note", String(NOTE_MAXIMUM), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A questionnaire that is being worked on; ``note`` says where it came from."""

    survey_id: str
    definition: str
    changed_on: date
    note: str = ""

    @property
    def fingerprint(self) -> str:
        """Tells this text from what somebody else makes of it meanwhile."""
        return hashlib.sha256(self.definition.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Published:
    """The text of a published version, and of the questions about the person with it."""

    version: int
    definition: str
    demographics: str


def find_draft(connection: Connection, survey_id: str, *, alone: bool = False) -> Draft | None:
    """The draft of a survey; ``alone``: nobody else changes it before the transaction ends."""
    query = select(survey_draft).where(survey_draft.c.survey_id == survey_id)
    found = connection.execute(query.with_for_update() if alone else query).one_or_none()
    return None if found is None else _draft(found)


def all_drafts(connection: Connection) -> list[Draft]:
    """Every draft, in the order of the ids."""
    query = select(survey_draft).order_by(survey_draft.c.survey_id)
    return [_draft(row) for row in connection.execute(query)]


def keep_draft(connection: Connection, draft: Draft) -> None:
    """Keep a draft in place of what there is."""
    dialect_insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    row = {
        "survey_id": draft.survey_id,
        "definition": draft.definition,
        "changed_on": draft.changed_on,
        "note": draft.note,
    }
    connection.execute(
        dialect_insert(survey_draft).on_conflict_do_update(index_elements=["survey_id"], set_=row),
        row,
    )


def remove_draft(connection: Connection, survey_id: str) -> None:
    """Forget a draft and its pictures and sounds."""
    connection.execute(delete(survey_draft).where(survey_draft.c.survey_id == survey_id))
    connection.execute(
        delete(survey_file).where(
            survey_file.c.survey_id == survey_id, survey_file.c.version == DRAFT
        )
    )


def last_published(connection: Connection, survey_id: str) -> Published | None:
    """The newest version of a survey."""
    columns = survey_version.c
    found = connection.execute(
        select(columns.version, columns.definition, columns.demographics)
        .where(columns.survey_id == survey_id)
        .order_by(columns.version.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else Published(*found)


def copy_files(connection: Connection, survey_id: str, source: int, target: int) -> None:
    """Let a version, or the draft, have the pictures and sounds of another one."""
    columns = survey_file.c
    copied = select(
        columns.survey_id, literal(target), columns.name, columns.kind, columns.content
    ).where(columns.survey_id == survey_id, columns.version == source)
    connection.execute(
        insert(survey_file).from_select(["survey_id", "version", "name", "kind", "content"], copied)
    )


def _draft(row: Row[tuple[str, str, date, str]]) -> Draft:
    return Draft(row.survey_id, row.definition, row.changed_on, row.note)
