"""Who has read over a language of a questionnaire; until somebody has, it is machine-drafted."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Connection, Date, Engine, Integer, Row, String, Table, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import NAME_MAXIMUM, Actor, Permission, clean_name
from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.storage.schema import metadata
from copfeedback.surveys.completeness import wording_sha256
from copfeedback.surveys.files import DRAFT
from copfeedback.surveys.model import Survey

FRESH_SECONDS = 30.0

# A review is of words: it holds for every version that says the same.
survey_review = Table(
    "survey_review",
    metadata,
    Column("survey_id", String(64), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("wording_sha256", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("reviewer", String(NAME_MAXIMUM), nullable=False),
    Column("reviewed_on", Date, nullable=False),
)


class NotTranslated(Exception):  # noqa: N818 - named for what happened
    """The survey has no such language, or was written in it."""


@dataclass(frozen=True, slots=True)
class Review:
    """Who read over a language, when, and in which version first."""

    survey_id: str
    version: int
    language: str
    reviewer: str
    reviewed_on: date


def approve_language(
    trail: Trail, actor: Actor, survey: Survey, language: str, reviewer: str
) -> Review:
    """Note that somebody who speaks a language has read it over and found it good.

    Raises:
        NotPermitted: the actor may not.
        NotTranslated: there is nothing to read over.
        BadName: the reviewer's name has not 1 to 64 visible characters.
        StorageUnavailable: the database cannot be written now; nothing was noted.
    """
    about = f"survey {survey.id} {survey.version} {language}"
    doing = (actor, Action.APPROVE_LANGUAGE, Permission.MANAGE_WAVES, about)
    with trail.doing(*doing) as connection:
        if language not in survey.languages[1:]:
            raise NotTranslated(language)
        review = Review(
            survey.id, survey.version, language, clean_name(reviewer), trail.now().date()
        )
        _keep(connection, review, wording_sha256(survey, language))
    return review


def review_of(engine: Engine, survey: Survey, language: str) -> Review | None:
    """The review of a language as it is worded in this survey, if somebody has approved it.

    Raises:
        StorageUnavailable: the database cannot be read now.
    """
    columns = survey_review.c
    with reading(engine) as connection:
        found = connection.execute(
            select(survey_review).where(
                columns.survey_id == survey.id,
                columns.language == language,
                columns.wording_sha256 == wording_sha256(survey, language),
            )
        ).one_or_none()
    return None if found is None else _review(found)


class ReviewBook:
    """Tells the doors which languages of published surveys are reviewed; kept in memory."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reviewed: frozenset[tuple[str, str, str]] = frozenset()
        self._wordings: dict[tuple[str, int, str], str] = {}
        self._read_at = float("-inf")

    def is_reviewed(self, survey: Survey, language: str) -> bool:
        """Whether a language needs no mark; true of the one the survey was written in.

        Goes by what is known and asks no database: see ``keep_fresh``.
        """
        if language == survey.languages[0]:
            return True
        name = (survey.id, survey.version, language)
        if name not in self._wordings or survey.version == DRAFT:
            self._wordings[name] = wording_sha256(survey, language)
        return (survey.id, language, self._wordings[name]) in self._reviewed

    def refresh(self) -> None:
        """Read all reviews from the database.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        columns = survey_review.c
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(columns.survey_id, columns.language, columns.wording_sha256)
            )
            self._reviewed = frozenset((row[0], row[1], row[2]) for row in rows)

    @property
    def is_fresh(self) -> bool:
        """Whether looking reviews up needs no database."""
        return time.monotonic() - self._read_at < FRESH_SECONDS

    def keep_fresh(self) -> None:
        """Read all reviews when it is time to; while they cannot be read, the last known count."""
        if self.is_fresh:
            return
        self._read_at = time.monotonic()
        with suppress(StorageUnavailable):  # better a page without the newest reviews than none
            self.refresh()


def _keep(connection: Connection, review: Review, wording: str) -> None:
    dialect_insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    row = {
        "survey_id": review.survey_id,
        "language": review.language,
        "wording_sha256": wording,
        "version": review.version,
        "reviewer": review.reviewer,
        "reviewed_on": review.reviewed_on,
    }
    connection.execute(
        dialect_insert(survey_review).on_conflict_do_update(
            index_elements=["survey_id", "language", "wording_sha256"], set_=row
        ),
        row,
    )


def _review(row: Row[tuple[str, str, str, int, str, date]]) -> Review:
    return Review(row.survey_id, row.version, row.language, row.reviewer, row.reviewed_on)
