"""Pictures and sounds that a questionnaire asks about or shows: kept with its version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, Integer, LargeBinary, String, Table, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading
from copfeedback.storage.schema import metadata
from copfeedback.surveys.model import Survey
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault

MAX_BYTES = 2_000_000
FILES = "files"
"""The folder beside a survey's file."""
DRAFT = 0
"""The version under which the files of a draft are kept."""

survey_file = Table(
    "survey_file",
    metadata,
    Column("survey_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", String(128), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

_BEGINNINGS: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
    b"OggS": "audio/ogg",
}


class UnusableFile(Exception):  # noqa: N818 - named for what happened
    """It is too large, or neither a picture (PNG, JPEG, WebP) nor a sound (MP3, Ogg)."""


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A file and what it is, told by its content and not by its name."""

    kind: str
    content: bytes


class SurveyFiles:
    """Keeps and finds the files of questionnaires."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, survey_id: str, version: int, name: str) -> SurveyFile | None:
        """A file of a version, if there is one of this name."""
        columns = survey_file.c
        with reading(self._engine) as connection:
            found = connection.execute(
                select(columns.kind, columns.content).where(
                    columns.survey_id == survey_id,
                    columns.version == version,
                    columns.name == name,
                )
            ).one_or_none()
        return None if found is None else SurveyFile(found[0], found[1])

    def missing(self, actor: Actor, survey: Survey, version: int) -> list[str]:
        """The files that a questionnaire names and that are not there yet.

        Raises:
            NotPermitted: the actor may not.
        """
        require(actor, Permission.MANAGE_WAVES)
        columns = survey_file.c
        with reading(self._engine) as connection:
            there = connection.execute(
                select(columns.name).where(
                    columns.survey_id == survey.id, columns.version == version
                )
            ).scalars()
            return sorted(files_named(survey) - set(there))

    def add(
        self, trail: Trail, actor: Actor, survey_id: str, version: int, name: str, content: bytes
    ) -> SurveyFile:
        """Keep a file that a questionnaire names; one that is there already stays as it is.

        Raises:
            NotPermitted: the actor may not.
            UnusableFile: it is too large or of no kind that is shown.
            StorageUnavailable: the database cannot be written now; nothing was kept.
        """
        about = f"survey {survey_id} {version}"
        doing = (actor, Action.ADD_SURVEY_FILE, Permission.MANAGE_WAVES, about)
        with trail.doing(*doing) as connection:
            kept = SurveyFile(kind_of(content), content)
            keep_file(connection, survey_id, version, name, kept)
        return kept


def keep_file(
    connection: Connection, survey_id: str, version: int, name: str, file: SurveyFile
) -> None:
    """Keep a file unless one of this name is there: what is published never changes."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    connection.execute(
        insert(survey_file).on_conflict_do_nothing(),
        {
            "survey_id": survey_id,
            "version": version,
            "name": name,
            "kind": file.kind,
            "content": file.content,
        },
    )


def kind_of(content: bytes) -> str:
    """The type of a picture or sound, by how it begins.

    Raises:
        UnusableFile: it is too large or of no kind that is shown.
    """
    if len(content) <= MAX_BYTES:
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return "image/webp"
        for beginning, kind in _BEGINNINGS.items():
            if content.startswith(beginning):
                return kind
    raise UnusableFile


def files_named(survey: Survey) -> set[str]:
    """The names of all files that the questions, choices and rows of a survey show or play."""
    named: list[Translations | None] = []
    for question in survey.questions():
        named += [question.image, question.audio]
        for choice in question.choices:
            named += [choice.image, choice.audio]
        named += [row.audio for row in question.rows]
    return {name for texts in named if texts is not None for name in texts.values()}


def files_beside(path: Path, survey: Survey) -> dict[str, SurveyFile]:
    """The pictures and sounds that a survey names, from the folder ``files`` beside its file.

    Raises:
        DefinitionError: one is not there, or of no kind that is shown.
    """
    found, faults = {}, []
    for name in sorted(files_named(survey)):
        place = path.parent / FILES / name
        try:
            content = place.read_bytes()
            found[name] = SurveyFile(kind_of(content), content)
        except OSError:
            fault, fix = f"the file “{name}” is not there", f"put it into the folder {FILES}"
            faults.append(DefinitionFault(str(path), 0, "file", fault, fix))
        except UnusableFile:
            fault = f"“{name}” is too large or neither a picture nor a sound"
            fix = f"make it a PNG, JPEG, WebP, MP3 or Ogg file of at most {MAX_BYTES} bytes"
            faults.append(DefinitionFault(str(path), 0, "file", fault, fix))
    if faults:
        raise DefinitionError(faults)
    return found
