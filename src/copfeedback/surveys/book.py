"""All waves with their questionnaires, kept in memory and looked up again every second."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy import Engine

from copfeedback.i18n.translations import Translations
from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys import store, wave_store
from copfeedback.surveys.compression import Compression
from copfeedback.surveys.definition import read_published, with_sectors
from copfeedback.surveys.keys import WaveKeys, derive_keys
from copfeedback.surveys.model import Survey
from copfeedback.surveys.packing import Packing
from copfeedback.surveys.wave_model import BEHIND, NextRound, Wave, next_round

FRESH_SECONDS = 1.0


class UnknownWave(Exception):  # noqa: N818 - named for what happened
    """There is no wave of this name."""


@dataclass(frozen=True)
class AskedWave:
    """A wave, its questionnaire as it is asked there, and its key until it is destroyed.

    The questionnaire has the wave's sectors and languages, and says what the wave says of who is
    behind it.
    """

    wave: Wave
    survey: Survey
    key: bytes | None

    @cached_property
    def keys(self) -> WaveKeys | None:
        """The keys made from the wave's key."""
        return derive_keys(self.wave.id, self.key) if self.key else None

    @cached_property
    def compression(self) -> Compression:
        """How answers to the wave are made small.

        With the words of the first day: whatever was made small with them is still on its way
        when sectors are added.
        """
        return Compression(with_sectors(self.survey, self.wave.first_sectors))

    @cached_property
    def packing(self) -> Packing:
        """How responses to the wave are packed."""
        return Packing(self.survey, self.compression)

    @property
    def is_listed(self) -> bool:
        """Whether everybody is told of it, and not staff alone."""
        return self.wave.is_listed and not self.survey.internal

    @property
    def introduction(self) -> Translations:
        """What it is about."""
        return self._said("introduction")

    @property
    def run_by(self) -> Translations:
        """Who runs it."""
        return self._said("run_by")

    @property
    def paid_by(self) -> Translations:
        """Who pays for it."""
        return self._said("paid_by")

    @property
    def backed_by(self) -> Translations:
        """Who supports it in public."""
        return self._said("backed_by")

    @property
    def independence(self) -> Translations:
        """How it stays independent."""
        return self._said("independence")

    @property
    def contact(self) -> Translations:
        """Whom to ask about it."""
        return self._said("contact")

    def _said(self, name: str) -> Translations:
        texts = getattr(self.survey, name)
        if not isinstance(texts, Translations):
            raise TypeError(f"wave {self.wave.id} was added without {name}")
        return texts


def as_asked(survey: Survey, wave: Wave) -> Survey:
    """A questionnaire as it is asked in a wave."""
    behind = {
        name: said for name in BEHIND if (said := getattr(wave.plan.behind, name)) is not None
    }
    opened = wave.plan.languages or survey.languages
    # Those of the questionnaire in its order; others, which fall back, come after them.
    languages = (
        *(tag for tag in survey.languages if tag in opened),
        *(tag for tag in opened if tag not in survey.languages),
    )
    return with_sectors(replace(survey, languages=languages, **behind), wave.sectors)


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
            stored = wave_store.all_waves(connection)
            for each in stored:
                name = (each.wave.survey_id, each.wave.version)
                if name not in self._surveys:
                    definition = store.find_definition(connection, *name)
                    if definition is None:
                        raise UnknownWave(each.wave.id)
                    _, text, demographics = definition
                    self._surveys[name] = read_published(
                        text, "/".join(map(str, name)), demographics
                    )
        before = self._waves
        fresh: dict[str, AskedWave] = {}
        for each in stored:
            known = before.get(each.wave.id)
            if known is not None and (known.wave, known.key) == (each.wave, each.key):
                fresh[each.wave.id] = known
            else:
                survey = self._surveys[each.wave.survey_id, each.wave.version]
                fresh[each.wave.id] = AskedWave(each.wave, as_asked(survey, each.wave), each.key)
        self._waves = fresh
        self._read_at = time.monotonic()

    def all(self) -> list[AskedWave]:
        """Every wave, the earliest first."""
        self.keep_fresh()
        return list(self._waves.values())

    def published(self, asked: AskedWave) -> Survey:
        """The questionnaire of a wave as it was published, without what the wave adds.

        One that no wave asks yet is as it is.
        """
        return self._surveys.get((asked.wave.survey_id, asked.wave.version), asked.survey)

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

    def next_rounds(self, today: date) -> dict[str, tuple[AskedWave, NextRound]]:
        """When each survey is promised to be asked again, beside its latest wave, by survey.

        Of surveys that everybody is told of; those that promise nothing are left out. Goes by what
        is known and asks no database.
        """
        listed: dict[str, list[AskedWave]] = {}
        for asked in self._waves.values():
            if asked.is_listed:
                listed.setdefault(asked.survey.id, []).append(asked)
        return {
            survey_id: (known[-1], promise)
            for survey_id, known in listed.items()
            if (promise := next_round((asked.wave for asked in known), today)) is not None
        }
