"""What staff do with surveys: publish a questionnaire, add a wave, close it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError
from sqlalchemy import Connection, Engine, text

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import require
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading, writing
from copfeedback.surveys import store
from copfeedback.surveys.book import AskedWave, WaveBook
from copfeedback.surveys.definition import (
    DefinitionError,
    DefinitionFault,
    Identifier,
    Texts,
    check_survey_file,
)
from copfeedback.surveys.folding import fold
from copfeedback.surveys.keys import new_key
from copfeedback.surveys.model import Choice, Survey, Wave
from copfeedback.surveys.yaml_source import SourceError, read_source

SYLLABLES = 3
_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"


class SurveyChanged(Exception):  # noqa: N818 - named for what happened
    """A published version must not change; the file says something else than what is kept."""


class WaveExists(Exception):  # noqa: N818 - named for what happened
    """There is a wave of this name already."""


class _Sector(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: Identifier
    text: Texts


class WaveFile(BaseModel):
    """A wave as it is written down in YAML."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
    survey: StrictStr
    version: int
    name: Texts
    opens: date
    closes: date
    results_due: date
    sectors: list[_Sector] = []


def read_wave_file(path: Path) -> WaveFile:
    """Read the description of a wave.

    Raises:
        DefinitionError: with every fault that was found.
    """
    try:
        source = read_source(path.read_text(encoding="utf-8"))
        wave = WaveFile.model_validate(source.data)
    except (OSError, UnicodeDecodeError):
        fault = DefinitionFault(str(path), 0, "file", "the file cannot be read", "check its path")
        raise DefinitionError([fault]) from None
    except SourceError as error:
        fault = DefinitionFault(str(path), error.line, "file", error.fault, error.fix)
        raise DefinitionError([fault]) from None
    except ValidationError as error:
        raise DefinitionError(
            [
                DefinitionFault(
                    str(path),
                    source.line(fault["loc"]),
                    source.place(fault["loc"]),
                    fault["msg"][0].lower() + fault["msg"][1:],
                    "see the example in CONTRIBUTING.md",
                )
                for fault in error.errors()
            ]
        ) from None
    if not wave.opens <= wave.closes < wave.results_due:
        raise DefinitionError(
            [
                DefinitionFault(
                    str(path),
                    source.line(("closes",)),
                    "closes",
                    "the days are out of order",
                    "let opens come before closes, and closes before results_due",
                )
            ]
        )
    return wave


def publish_survey(engine: Engine, actor: Actor, path: Path, demographics: str) -> Survey:
    """Keep a survey version for ever. Publishing the same text again changes nothing.

    Raises:
        NotPermitted: the actor may not.
        DefinitionError: the file has faults.
        SurveyChanged: this version is published with another text.
    """
    require(actor, Permission.MANAGE_WAVES)
    survey = check_survey_file(path, demographics)
    definition = path.read_text(encoding="utf-8")
    fingerprint = hashlib.sha256((definition + demographics).encode()).hexdigest()
    with writing(engine) as connection:
        kept = store.find_definition(connection, survey.id, survey.version)
        if kept is not None and kept[0] != fingerprint:
            raise SurveyChanged(f"{survey.id} version {survey.version}")
        if kept is None:
            store.add_definition(
                connection,
                {
                    "survey_id": survey.id,
                    "version": survey.version,
                    "sha256": fingerprint,
                    "definition": definition,
                    "demographics": demographics,
                },
            )
    return survey


def add_wave(engine: Engine, actor: Actor, new: WaveFile, *, demonstration: bool = False) -> Wave:
    """Add a wave of a published survey, with a sayable short address and a fresh key.

    Raises:
        NotPermitted: the actor may not.
        WaveExists: the name is taken.
    """
    require(actor, Permission.MANAGE_WAVES)
    with writing(engine) as connection:
        existing = {stored.wave.id for stored in store.all_waves(connection)}
        shorts = {stored.wave.short for stored in store.all_waves(connection)}
        if new.id in existing:
            raise WaveExists(new.id)
        wave = Wave(
            id=new.id,
            short=_new_short(shorts),
            survey_id=new.survey,
            version=new.version,
            name=Translations(new.name),
            opens=new.opens,
            closes=new.closes,
            results_due=new.results_due,
            sectors=tuple(Choice(s.code, Translations(s.text)) for s in new.sectors),
            demonstration=demonstration,
        )
        store.add_wave(connection, wave, new_key())
    return wave


def close_wave(engine: Engine, book: WaveBook, actor: Actor, name: str, today: date) -> AskedWave:
    """Close a wave for good: no more answers, fold what is left, destroy the key, vacuum.

    Can be called again after a crash and goes on where it stopped.

    Raises:
        NotPermitted: the actor may not.
        UnknownWave: there is none of this name.
    """
    require(actor, Permission.MANAGE_WAVES)
    asked = book.find(name)
    with writing(engine) as connection:
        store.mark_closed(connection, asked.wave.id, today)
    if asked.keys is not None:
        fold(engine, asked.wave.id, asked.keys, closing=True)
        with writing(engine) as connection:
            store.destroy_key(connection, asked.wave.id)
        _vacuum(engine)
    book.refresh()
    return book.find(name)


def count_answered(engine: Engine, actor: Actor, wave_id: str) -> dict[tuple[str, str], int]:
    """How many answered, in all and by single margins; exact, so for ``results`` alone to show.

    Raises:
        NotPermitted: the actor may not.
    """
    require(actor, Permission.SEE_FIELDWORK)
    with reading(engine) as connection:
        return store.tallies(connection, wave_id)


def _new_short(taken: set[str]) -> str:
    while True:
        short = "".join(
            secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(SYLLABLES)
        )
        if short not in taken:
            return short


def _vacuum(engine: Engine) -> None:
    """Rewrite what held pending records, so that nothing of them is left in the files."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            _run(connection, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            _run(connection, "VACUUM FULL pending_response", "VACUUM FULL wave")


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))
