"""Building a release: one pass over all responses of a wave, kept in one transaction at the end.

Whatever stops it in the middle leaves nothing behind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import Connection

from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Action, Trail
from copfeedback.people.employers import works_for_police
from copfeedback.people.model import Actor, Permission
from copfeedback.results import disclosure, life, store
from copfeedback.results.canonical import fingerprint
from copfeedback.results.columns import Columns
from copfeedback.results.life import Refusal, ReleaseRefused
from copfeedback.results.model import Life
from copfeedback.results.published import Release
from copfeedback.results.reading_columns import CHUNK, StoredResponse, read_columns
from copfeedback.results.shelf import Shelf
from copfeedback.storage.engine import reading, writing
from copfeedback.surveys.book import AskedWave, WaveBook
from copfeedback.surveys.store import count_police_assisted, count_responses, stored_responses

_READING = 0.3
"""Which part of building a release is reading the responses."""

Progress = Callable[[float], None]
"""Told how much of the work is done, from 0 to 1."""


class NotClosed(Exception):  # noqa: N818 - named for what happened
    """The wave still takes answers or has some to fold in: close it first."""


def nobody_watches(_done: float) -> None:
    """Progress that is not shown."""


class Building:
    """Makes releases."""

    def __init__(self, trail: Trail, book: WaveBook, shelf: Shelf) -> None:
        self._trail = trail
        self._engine = trail.engine
        self._book = book
        self._shelf = shelf
        self._clock = shelf.clock

    def build(
        self,
        actor: Actor,
        wave_id: str,
        *,
        anew: bool,
        reason: Mapping[str, str] | None,
        progress: Progress,
    ) -> Release:
        """See ``Results.build_release``."""
        about = f"wave {wave_id}"
        self._trail.require(actor, Action.BUILD_RELEASE, Permission.MANAGE_RELEASES, about)
        self._book.refresh()
        asked = self._book.find(wave_id)
        if asked.key is not None or asked.wave.closed_on is None:
            raise NotClosed(asked.wave.id)
        with reading(self._engine) as connection:
            lives = store.lives_of_wave(connection, asked.wave.id)
            if lives and not anew:
                return self._shelf.release(connection, lives[-1])
            self._refuse_police(connection, actor, asked, lives)
            why = self._reason(asked, lives, reason)
            number = lives[-1].number + 1 if lives else 1
            earlier = self._earlier(connection, lives)
            columns = _read(connection, asked, progress)
            police_assisted = count_police_assisted(connection, asked.wave.id)
        built = disclosure.build(
            asked,
            columns,
            number,
            self._clock.today(),
            police_assisted,
            earlier,
            lambda done: progress(_READING + (1 - _READING) * done),
        )
        return self._keep(actor, asked, number, built, why, anew=anew)

    def _keep(
        self,
        actor: Actor,
        asked: AskedWave,
        number: int,
        built: disclosure.Built,
        reason: Translations | None,
        *,
        anew: bool,
    ) -> Release:
        wave = asked.wave
        with writing(self._engine) as connection:
            store.lock_wave(connection, wave.id)
            lives = store.lives_of_wave(connection, wave.id)
            corrected = life.to_correct(lives, wave, self._clock)
            if [each.number for each in lives] != list(range(1, number)):
                if not anew:  # somebody else was first, with the same answers
                    return self._shelf.release(connection, lives[-1])
                raise ReleaseRefused(Refusal.BUILT_MEANWHILE)
            if corrected is not None and reason is None:
                raise ReleaseRefused(Refusal.BUILT_MEANWHILE)
            self._refuse_police(connection, actor, asked, lives)
            now = self._clock.now().astimezone(UTC)
            for each in lives:
                if life.is_draft(each, wave, self._clock):
                    store.change_life(connection, each, {"superseded_at": now})
            row: dict[str, Any] = {
                "wave_id": wave.id,
                "number": number,
                "survey_id": wave.survey_id,
                "built_at": now,
                "built_by_id": actor.id,
                "built_by": actor.name,
                "sha256": fingerprint(built.canonical),
                "canonical": built.canonical,
                "private": built.private,
                "remarks": json.dumps(built.remarks),
                "corrects": None if corrected is None else corrected.number,
                "reason": store.texts_as_json(None if corrected is None else reason),
            }
            store.add_release(connection, row)
            self._trail.append(connection, actor, Action.BUILD_RELEASE, f"wave {wave.id}")
            return self._shelf.release(connection, store.lives_of_wave(connection, wave.id)[-1])

    def _refuse_police(
        self, connection: Connection, actor: Actor, asked: AskedWave, lives: list[Life]
    ) -> None:
        """Building anew takes an approval away: a correction could be put off for ever."""
        approved = [each for each in lives if each.approved_at is not None]
        if not any(life.is_draft(each, asked.wave, self._clock) for each in approved):
            return
        if works_for_police(connection, actor):
            raise ReleaseRefused(Refusal.POLICE)

    def _reason(
        self, asked: AskedWave, lives: list[Life], reason: Mapping[str, str] | None
    ) -> Translations | None:
        if life.to_correct(lives, asked.wave, self._clock) is None:
            return None
        return life.clean_texts(reason or {}, asked.survey.languages[0], Refusal.NO_REASON)

    def _earlier(
        self, connection: Connection, lives: list[Life]
    ) -> list[disclosure.EarlierRelease]:
        """What the difference to the new one must not tell.

        Leaders see drafts, and whoever saw a release that was withdrawn or replaced knows it still.
        """
        return [
            disclosure.EarlierRelease(
                store.find_canonical(connection, each), store.find_private(connection, each)
            )
            for each in lives
        ]


def _read(connection: Connection, asked: AskedWave, progress: Progress) -> Columns:
    total = count_responses(connection, asked.wave.id)

    def responses() -> Iterator[StoredResponse]:
        for at, row in enumerate(stored_responses(connection, asked.wave.id)):
            if at % CHUNK == 0:
                progress(_READING * at / total)
            yield StoredResponse(*row)

    return read_columns(asked.survey, asked.wave, responses())
