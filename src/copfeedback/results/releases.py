"""What staff do with releases: look at them, approve, publish and withdraw them.

Each step is one transaction that locks the wave: of two people at once, exactly one is first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.employers import NotIndependent, employer_of
from copfeedback.people.model import Actor, OrganisationKind, Permission
from copfeedback.results import life, store
from copfeedback.results.life import Refusal, Step
from copfeedback.results.model import Life
from copfeedback.results.published import Release
from copfeedback.results.shelf import Shelf
from copfeedback.storage.engine import reading
from copfeedback.surveys.book import AskedWave, UnknownWave, WaveBook
from copfeedback.surveys.wave_model import WaveState


class UnknownRelease(Exception):  # noqa: N818 - named for what happened
    """There is no release of this id, or none that may be seen."""


@dataclass(frozen=True)
class Standing:
    """A wave that is over, and its releases, the first one first.

    ``steps`` is where each stands, in the same order, and ``since`` when it became public.
    ``public`` is the one that everybody is shown or told of.
    """

    asked: AskedWave
    lives: tuple[Life, ...]
    steps: tuple[Step, ...]
    since: tuple[datetime | None, ...]
    public: Life | None
    is_overdue: bool

    @property
    def latest(self) -> Life | None:
        """The latest one that was built."""
        return self.lives[-1] if self.lives else None


@dataclass(frozen=True)
class Preview:
    """A release as staff see it, beside the one before it and the one of the wave before."""

    standing: Standing
    life: Life
    step: Step
    public_since: datetime | None
    release: Release
    previous: Release | None
    wave_before: Release | None


class Releases:
    """The use cases of staff around releases."""

    def __init__(self, trail: Trail, book: WaveBook, shelf: Shelf) -> None:
        self._trail = trail
        self._engine = trail.engine
        self._book = book
        self._shelf = shelf
        self._clock = shelf.clock

    def approve(self, actor: Actor, release_id: str) -> None:
        """Say that a release was looked at by a second person and may be public.

        Raises:
            NotPermitted: the actor may not.
            UnknownRelease: there is none of this id.
            ReleaseRefused: it is over with it, was approved already, or by whoever built it.
            StorageUnavailable: the database cannot be used now.
        """
        with self._changing(actor, Action.APPROVE_RELEASE, release_id) as (connection, _, found):
            life.check_approving(found, actor)
            by = {"approved_by": actor.name, "approved_by_id": actor.id}
            changes = {"approved_at": self._clock.now().astimezone(UTC), **by}
            store.change_life(connection, found, changes)

    def publish(self, actor: Actor, release_id: str, at: datetime | None = None) -> datetime:
        """Make an approved release public, now or at a set time; the moment, in UTC.

        Raises:
            NotPermitted: the actor may not.
            UnknownRelease: there is none of this id.
            ReleaseRefused: it is not approved, needs another person, or would be late.
            StorageUnavailable: the database cannot be used now.
        """
        with self._changing(actor, Action.PUBLISH_RELEASE, release_id) as (
            connection,
            asked,
            found,
        ):
            life.check_publishing(found, asked.wave, actor, at, self._clock)
            now = self._clock.now()
            moment = max(at or now, now).astimezone(UTC)
            changes = {"publish_at": moment, "published_by": actor.name}
            store.change_life(connection, found, changes)
        return moment

    def withdraw(self, actor: Actor, release_id: str, notice: Mapping[str, str]) -> None:
        """Take the figures of a release away for good; everybody reads the notice instead.

        Police accounts may not: the results are about the police.

        Raises:
            NotPermitted: the actor may not.
            UnknownRelease: there is none of this id.
            ReleaseRefused: it is over with it, or the notice says nothing in the survey's first
                language.
            StorageUnavailable: the database cannot be used now.
        """
        doing = (actor, Action.WITHDRAW_RELEASE, release_id)
        with self._changing(*doing) as (connection, asked, found):
            _require_independent(connection, actor)
            life.check_withdrawing(found)
            language = asked.survey.languages[0]
            texts = life.clean_texts(notice, language, Refusal.NO_NOTICE)
            changes = {
                "withdrawn_at": self._clock.now().astimezone(UTC),
                "withdrawn_by": actor.name,
                "notice": store.texts_as_json(texts),
            }
            store.change_life(connection, found, changes)

    @contextmanager
    def _changing(
        self, actor: Actor, action: Action, release_id: str
    ) -> Iterator[tuple[Connection, AskedWave, Life]]:
        about = f"release {release_id}"
        doing = self._trail.doing(actor, action, Permission.MANAGE_RELEASES, about)
        with doing as connection:
            asked = self._wave_of(release_id)
            store.lock_wave(connection, asked.wave.id)
            lives = store.lives_of_wave(connection, asked.wave.id)
            yield connection, asked, _find(lives, release_id)

    def all(self, actor: Actor) -> list[Standing]:
        """Every wave that is over and its releases, the latest wave first.

        Raises:
            NotPermitted: the actor may not.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.MANAGE_RELEASES)
        today = self._clock.today()
        over = [one for one in self._book.all() if one.wave.state(today) is WaveState.CLOSED]
        with reading(self._engine) as connection:
            lives = store.by_wave(store.all_lives(connection))
        return [self._standing(asked, lives.get(asked.wave.id, [])) for asked in over[::-1]]

    def preview(self, actor: Actor, release_id: str) -> Preview:
        """A release, public or not, and what to compare it with.

        The figures of one that was withdrawn are for an operator alone.

        Raises:
            NotPermitted: the actor may not.
            UnknownRelease: there is none of this id, or it was withdrawn.
            ReleaseDamaged: a stored release was changed.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.MANAGE_RELEASES)
        asked = self._wave_of(release_id)
        with reading(self._engine) as connection:
            lives = store.by_wave(store.lives_of_survey(connection, asked.wave.survey_id))
            own = lives.get(asked.wave.id, [])
            found = _find(own, release_id)
            if found.withdrawn_at is not None and not actor.operator:
                raise UnknownRelease(release_id)
            place, standing = own.index(found), self._standing(asked, own)
            before = own[place - 1] if place else None
            return Preview(
                standing,
                found,
                standing.steps[place],
                standing.since[place],
                self._shelf.release(connection, found),
                self._shelf.release(connection, before)
                if before is not None and before.withdrawn_at is None
                else None,
                self._wave_before(connection, asked, lives),
            )

    def _wave_before(
        self, connection: Connection, asked: AskedWave, lives: Mapping[str, list[Life]]
    ) -> Release | None:
        names = [one.wave.id for one in self._book.all() if one.wave.survey_id == asked.survey.id]
        for name in reversed(names[: names.index(asked.wave.id)]):
            if (valid := life.latest_valid(lives.get(name, []))) is not None:
                return self._shelf.release(connection, valid)
        return None

    def _standing(self, asked: AskedWave, lives: list[Life]) -> Standing:
        wave, clock = asked.wave, self._clock
        public = life.latest_public(lives, wave, clock)
        return Standing(
            asked,
            tuple(lives),
            tuple(life.step_of(each, lives, wave, clock) for each in lives),
            tuple(life.public_since(each, wave, clock) for each in lives),
            public,
            is_overdue=public is None and clock.today() > wave.results_due,
        )

    def _wave_of(self, release_id: str) -> AskedWave:
        try:
            asked = self._book.find(release_id.rpartition(".")[0])
        except UnknownWave:
            raise UnknownRelease(release_id) from None
        return asked


def _find(lives: list[Life], release_id: str) -> Life:
    for each in lives:
        if each.id == release_id:
            return each
    raise UnknownRelease(release_id)


def _require_independent(connection: Connection, actor: Actor) -> None:
    if actor.operator:
        return
    employer = employer_of(connection, actor)
    if employer is None or employer.kind is OrganisationKind.POLICE:
        raise NotIndependent(Permission.MANAGE_RELEASES)
