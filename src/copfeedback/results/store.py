"""The table of releases: written once, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Date, ForeignKey, String, Table, Text, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from copfeedback.storage.schema import metadata

release = Table(
    "release",
    metadata,
    Column("wave_id", ForeignKey("wave.id"), primary_key=True),
    Column("survey_id", String(64), nullable=False, index=True),
    Column("built_on", Date, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("canonical", Text, nullable=False),
)


def add_release(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Keep a release; the one a wave already has stays as it is, and False is returned."""
    dialect_insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    statement = dialect_insert(release).on_conflict_do_nothing().returning(release.c.wave_id)
    return connection.execute(statement, row).one_or_none() is not None


def find_fingerprint(connection: Connection, wave_id: str) -> str | None:
    """The SHA-256 of the release of a wave, if it has one."""
    return connection.execute(
        select(release.c.sha256).where(release.c.wave_id == wave_id)
    ).scalar_one_or_none()


def find_canonical(connection: Connection, wave_id: str) -> str:
    """The stored text of the release of a wave, which must have one."""
    text: str = connection.execute(
        select(release.c.canonical).where(release.c.wave_id == wave_id)
    ).scalar_one()
    return text


def fingerprints(connection: Connection, survey_id: str) -> dict[str, str]:
    """The SHA-256 of each release of a survey, by wave."""
    rows = connection.execute(
        select(release.c.wave_id, release.c.sha256).where(release.c.survey_id == survey_id)
    )
    return {wave_id: sha256 for wave_id, sha256 in rows}  # noqa: C416 - a Row is not a pair
