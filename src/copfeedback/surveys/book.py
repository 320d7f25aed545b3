"""All waves with their questionnaires, kept in memory and looked up again every second."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Engine

from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys import store
from copfeedback.surveys.compression import Compression
from copfeedback.surveys.definition import read_survey, with_sectors
from copfeedback.surveys.keys import WaveKeys, derive_keys
from copfeedback.surveys.model import Survey, Wave
from copfeedback.surveys.packing import Packing

FRESH_SECONDS = 1.0


class UnknownWave(Exception):  # noqa: N818 - named for what happened
    """There is no wave of this name."""


@dataclass(frozen=True)
class AskedWave:
    """A wave, its questionnaire with the wave's sectors, and its key until it is destroyed."""

    wave: Wave
    survey: Survey
    key: bytes | None

    @cached_property
    def keys(self) -> WaveKeys | None:
        """The keys made from the wave's key."""
        return derive_keys(self.wave.id, self.key) if self.key else None

    @cached_property
    def compression(self) -> Compression:
        """How answers to the wave are made small."""
        return Compression(self.survey)

    @cached_property
    def packing(self) -> Packing:
        """How responses to the wave are packed."""
        return Packing(self.survey, self.compression)


class WaveBook:
    """Looks waves up.

    A wave that closes is noticed within a second here, and at once where it counts: whoever
    writes a submission asks the database again (``intake``).
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._surveys: dict[tuple[str, int], Survey] = {}
        self._waves: Mapping[str, AskedWave] = {}
        self._read_at = float("-inf")
        self._failed_at = float("-inf")

    @property
    def is_fresh(self) -> bool:
        """Whether a look-up needs no database."""
        return time.monotonic() - self._read_at < FRESH_SECONDS

    def keep_fresh(self) -> None:
        """Read all waves from the database when it is time to.

        A database that has just failed is not asked again for a second: whoever comes meanwhile
        is told at once, instead of waiting for it as well.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        if self.is_fresh:
            return
        if time.monotonic() - self._failed_at < FRESH_SECONDS:
            raise StorageUnavailable("waves could not be read a moment ago")
        try:
            self.refresh()
        except StorageUnavailable:
            self._failed_at = time.monotonic()
            raise

    def refresh(self) -> None:
        """Read all waves from the database.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._engine) as connection:
            stored = store.all_waves(connection)
            for each in stored:
                name = (each.wave.survey_id, each.wave.version)
                if name not in self._surveys:
                    definition = store.find_definition(connection, *name)
                    if definition is None:
                        raise UnknownWave(each.wave.id)
                    _, text, demographics = definition
                    self._surveys[name] = read_survey(text, "/".join(map(str, name)), demographics)
        before = self._waves
        fresh: dict[str, AskedWave] = {}
        for each in stored:
            known = before.get(each.wave.id)
            if known is not None and (known.wave, known.key) == (each.wave, each.key):
                fresh[each.wave.id] = known
            else:
                survey = self._surveys[each.wave.survey_id, each.wave.version]
                fresh[each.wave.id] = AskedWave(
                    each.wave, with_sectors(survey, each.wave.sectors), each.key
                )
        self._waves = fresh
        self._read_at = time.monotonic()

    def all(self) -> list[AskedWave]:
        """Every wave, the earliest first."""
        self.keep_fresh()
        return list(self._waves.values())

    def last_known(self) -> list[AskedWave]:
        """Every wave as it was when the database last answered."""
        return list(self._waves.values())

    def find(self, name: str) -> AskedWave:
        """A wave by its id or its short address.

        Raises:
            UnknownWave: there is none.
            StorageUnavailable: the database cannot be read now.
        """
        self.keep_fresh()
        found = self._waves.get(name)
        if found is None:
            found = next((w for w in self._waves.values() if w.wave.short == name.lower()), None)
        if found is None:
            raise UnknownWave(name)
        return found
