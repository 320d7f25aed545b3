"""What staff do with surveys: publish a questionnaire, add a wave, change it, close it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Engine

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.people.sector_store import all_sectors
from copfeedback.sealing import new_key
from copfeedback.storage.engine import reading, rewrite, writing
from copfeedback.surveys import paper_store, resume_store, store, wave_store
from copfeedback.surveys.book import AskedWave, UnknownWave, WaveBook
from copfeedback.surveys.codes import end_codes
from copfeedback.surveys.definition import check_survey_file, read_published
from copfeedback.surveys.files import files_beside, keep_file
from copfeedback.surveys.folding import fold
from copfeedback.surveys.model import Choice, Survey
from copfeedback.surveys.wave_file import WaveFile, WaveRefused
from copfeedback.surveys.wave_model import Wave, WaveState
from copfeedback.surveys.wave_rules import changed_while_open, planned
from copfeedback.surveys.yaml_file import read_text

SYLLABLES = 3
_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"
_REWRITTEN = (
    *("pending_response", "wave", "response", "free_text"),
    *("access_code", "resumable", "paper_entry"),
)


class SurveyChanged(Exception):  # noqa: N818 - named for what happened
    """A published version must not change; the file says something else than what is kept."""


class UnknownSurvey(Exception):  # noqa: N818 - named for what happened
    """There is no such published survey version."""


class WaveExists(Exception):  # noqa: N818 - named for what happened
    """There is a wave of this name already."""


class WaveOver(Exception):  # noqa: N818 - named for what happened
    """The wave takes no more answers, so that nothing of it can be changed any more."""


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
    named = files_beside(path, survey)
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
            for name, file in named.items():
                keep_file(connection, survey.id, survey.version, name, file)
            about = f"survey {survey.id} {survey.version}"
            trail.append(connection, actor, Action.PUBLISH_SURVEY, about)
    return survey


def add_wave(
    trail: Trail,
    actor: Actor,
    new: WaveFile,
    *,
    demonstration: bool = False,
    spoken: Collection[str] | None = None,
) -> Wave:
    """Add a wave of a published survey, with a sayable short address and a fresh key.

    ``spoken`` are the languages of the portal: it opens in no other.

    Raises:
        NotPermitted: the actor may not.
        UnknownSurvey: the wave's survey version is not published.
        WaveRefused: something is missing, or does not fit the survey.
        WaveExists: the name is taken, be it as another wave's short address.
        StorageUnavailable: the database cannot be written now; nothing was added.
    """
    doing = (actor, Action.ADD_WAVE, Permission.MANAGE_WAVES, f"wave {new.id}")
    trail.require(*doing)
    described = described_wave(trail.engine, new, spoken)
    with trail.doing(*doing) as connection:
        return keep_wave(connection, replace(described, demonstration=demonstration), new_key())


def keep_wave(connection: Connection, described: Wave, key: bytes | None) -> Wave:
    """Keep a new wave, with a sayable short address.

    Raises:
        WaveExists: the name is taken, be it as another wave's short address.
    """
    waves = [stored.wave for stored in wave_store.all_waves(connection)]
    taken = {name for each in waves for name in (each.id, each.short)}
    if described.id in taken:
        raise WaveExists(described.id)
    wave = replace(described, short=_new_short(taken | {described.id}))
    wave_store.add_wave(connection, wave, key)
    return wave


def change_wave(
    trail: Trail,
    actor: Actor,
    new: WaveFile,
    today: date,
    *,
    spoken: Collection[str] | None = None,
) -> Wave:
    """Put a wave as it is described now in place of the one of this id.

    Until it opens, everything can be changed; while it is open: the last day, the targets, the
    population, and sectors can be added.

    Raises:
        NotPermitted: the actor may not.
        UnknownWave: there is none of this id.
        UnknownSurvey: the wave's survey version is not published.
        WaveRefused: something is missing, does not fit the survey, or cannot be changed any more.
        WaveOver: it is closed.
        StorageUnavailable: the database cannot be written now; nothing was changed.
    """
    doing = (actor, Action.CHANGE_WAVE, Permission.MANAGE_WAVES, f"wave {new.id}")
    trail.require(*doing)
    described = described_wave(trail.engine, new, spoken)
    with trail.doing(*doing) as connection:
        before = _find(connection, new.id)
        kept = replace(described, short=before.short, demonstration=before.demonstration)
        match before.state(today):
            case WaveState.CLOSED:
                raise WaveOver(new.id)
            case WaveState.OPEN:
                kept = changed_while_open(before, _in_its_languages(kept, new, before), today)
            case WaveState.PLANNED if kept.closes < today:
                raise WaveRefused([(("closes",), "this day is over", "name a later day")])
        if not wave_store.change_wave(connection, kept):
            raise WaveOver(new.id)
    return kept


def _find(connection: Connection, wave_id: str) -> Wave:
    for stored in wave_store.all_waves(connection):
        if stored.wave.id == wave_id:
            return stored.wave
    raise UnknownWave(wave_id)


def _in_its_languages(wave: Wave, described: WaveFile, before: Wave) -> Wave:
    """An open wave keeps its languages, unless the description names some."""
    if described.languages or described.fallback_languages:
        return wave
    known = before.plan
    plan = replace(
        wave.plan, languages=known.languages, fallback_languages=known.fallback_languages
    )
    return replace(wave, plan=plan)


def described_wave(engine: Engine, new: WaveFile, spoken: Collection[str] | None) -> Wave:
    """The wave as it is described, without the address that only the portal can give it.

    Raises:
        UnknownSurvey: the wave's survey version is not published.
        WaveRefused: something is missing, or does not fit the survey.
        StorageUnavailable: the database cannot be read now.
    """
    with reading(engine) as connection:
        kept = store.find_definition(connection, new.survey, new.version)
        if kept is None:
            raise UnknownSurvey(f"{new.survey} version {new.version}")
        sectors = _sectors(connection, new)
    _, definition, demographics = kept
    survey = read_published(definition, f"{new.survey}/{new.version}", demographics)
    return Wave(
        id=new.id,
        short="",
        survey_id=new.survey,
        version=new.version,
        name=Translations(new.name),
        opens=new.opens,
        closes=new.closes,
        results_due=new.results_due,
        sectors=sectors,
        plan=planned(new, survey, sectors, spoken),
    )


def _sectors(connection: Connection, new: WaveFile) -> tuple[Choice, ...]:
    """The areas people can pick; those without a text are named as the portal's sectors are."""
    named = {code: sector.name for code, sector in all_sectors(connection).items()}
    sectors = [
        (each.code, Translations(each.text) if each.text else named.get(each.code))
        for each in new.sectors
    ]
    faults = [
        (("sectors", at), f"the portal has no sector “{code}”", "add its text here")
        for at, (code, text) in enumerate(sectors)
        if text is None
    ]
    if faults:
        raise WaveRefused(faults)
    return tuple(Choice(code, text) for code, text in sectors if text is not None)


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
        if wave_store.mark_closed(connection, asked.wave.id, today):
            trail.append(connection, actor, Action.CLOSE_WAVE, f"wave {asked.wave.id}")
    if asked.keys is not None:
        _fold_rest(trail.engine, asked)
    rewrite(trail.engine, *_REWRITTEN)
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
    """Fold what is left and destroy the key, and what cannot be read or used without it."""
    while True:
        fold(engine, asked, closing=True)
        with writing(engine) as connection:
            if asked.wave.id not in store.pending_counts(connection):
                end_codes(connection, asked.wave.id)
                resume_store.forget_wave(connection, asked.wave.id)
                paper_store.forget_wave(connection, asked.wave.id)
                wave_store.destroy_key(connection, asked.wave.id)
                return
