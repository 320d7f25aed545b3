"""What staff do with surveys: publish a questionnaire, add a wave, close it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr
from sqlalchemy import Engine

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading, rewrite, writing
from copfeedback.surveys import store
from copfeedback.surveys.book import AskedWave, WaveBook
from copfeedback.surveys.definition import check_survey_file
from copfeedback.surveys.folding import fold
from copfeedback.surveys.keys import new_key
from copfeedback.surveys.model import Choice, Survey, Wave
from copfeedback.surveys.packing import NOT_STATED
from copfeedback.surveys.yaml_file import (
    DefinitionError,
    DefinitionFault,
    read_shape,
    read_text,
)
from copfeedback.surveys.yaml_shape import Identifier, Texts

SYLLABLES = 3
_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"


class SurveyChanged(Exception):  # noqa: N818 - named for what happened
    """A published version must not change; the file says something else than what is kept."""


class UnknownSurvey(Exception):  # noqa: N818 - named for what happened
    """There is no such published survey version."""


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
    version: StrictInt
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
    wave, source = read_shape(WaveFile, read_text(path), str(path))
    faults = [
        DefinitionFault(str(path), source.line(at), source.place(at), fault, fix)
        for at, fault, fix in _wave_faults(wave)
    ]
    if faults:
        raise DefinitionError(faults)
    return wave


def _wave_faults(wave: WaveFile) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    if not wave.opens <= wave.closes < wave.results_due:
        fix = "let opens come before closes, and closes before results_due"
        yield ("closes",), "the days are out of order", fix
    codes = [sector.code for sector in wave.sectors]
    for at, code in enumerate(codes):
        if code in codes[:at]:
            yield ("sectors", at), f"the code “{code}” is there twice", "use another code"
        if code == NOT_STATED:
            fault = f"the code “{code}” is kept for those who name no sector"
            yield ("sectors", at), fault, "use another code"


def publish_survey(trail: Trail, actor: Actor, path: Path, demographics: str) -> Survey:
    """Keep a survey version for ever. Publishing the same text again changes nothing.

    Raises:
        NotPermitted: the actor may not.
        DefinitionError: the file has faults.
        SurveyChanged: this version is published with another text.
        StorageUnavailable: the database cannot be written now; nothing was published.
    """
    trail.require(actor, Action.PUBLISH_SURVEY, Permission.MANAGE_WAVES, about="survey")
    survey = check_survey_file(path, demographics)
    definition = read_text(path)
    fingerprint = hashlib.sha256((definition + demographics).encode()).hexdigest()
    with writing(trail.engine) as connection:
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
            about = f"survey {survey.id} {survey.version}"
            trail.append(connection, actor, Action.PUBLISH_SURVEY, about)
    return survey


def add_wave(trail: Trail, actor: Actor, new: WaveFile, *, demonstration: bool = False) -> Wave:
    """Add a wave of a published survey, with a sayable short address and a fresh key.

    Raises:
        NotPermitted: the actor may not.
        UnknownSurvey: the wave's survey version is not published.
        WaveExists: the name is taken, be it as another wave's short address.
        StorageUnavailable: the database cannot be written now; nothing was added.
    """
    about = f"wave {new.id}"
    with trail.doing(actor, Action.ADD_WAVE, Permission.MANAGE_WAVES, about) as connection:
        if store.find_definition(connection, new.survey, new.version) is None:
            raise UnknownSurvey(f"{new.survey} version {new.version}")
        waves = [stored.wave for stored in store.all_waves(connection)]
        taken = {name for each in waves for name in (each.id, each.short)}
        if new.id in taken:
            raise WaveExists(new.id)
        wave = Wave(
            id=new.id,
            short=_new_short(taken | {new.id}),
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


def close_wave(trail: Trail, book: WaveBook, actor: Actor, name: str, today: date) -> AskedWave:
    """Close a wave for good: no more answers, fold what is left, destroy the key, vacuum.

    Can be called again after a crash and goes on where it stopped.

    Raises:
        NotPermitted: the actor may not.
        UnknownWave: there is none of this name.
        StorageUnavailable: the database cannot be written now; call it again later.
    """
    trail.require(actor, Action.CLOSE_WAVE, Permission.MANAGE_WAVES, about=f"wave {name}")
    asked = book.find(name)
    with writing(trail.engine) as connection:
        if store.mark_closed(connection, asked.wave.id, today):
            trail.append(connection, actor, Action.CLOSE_WAVE, f"wave {asked.wave.id}")
    if asked.keys is not None:
        _fold_rest(trail.engine, asked)
    rewrite(trail.engine, "pending_response", "wave", "response", "free_text")
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


def _fold_rest(engine: Engine, asked: AskedWave) -> None:
    """Fold what is left and destroy the key, which nothing may still need."""
    while True:
        fold(engine, asked, closing=True)
        with writing(engine) as connection:
            if asked.wave.id not in store.pending_counts(connection):
                store.destroy_key(connection, asked.wave.id)
                return
