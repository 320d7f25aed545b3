"""What people do with results: read those of a wave, follow them over waves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, tzinfo

from copfeedback.people.access import require
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.results import store
from copfeedback.results.across_waves import AcrossWaves
from copfeedback.results.building import Building, nobody_watches
from copfeedback.results.comparability import trend_points
from copfeedback.results.items import favourable_codes, items_with_shares
from copfeedback.results.life import Clock, latest_valid, public_since
from copfeedback.results.model import Fieldwork, Indicator, Progress, Publication, Trend
from copfeedback.results.progress import measured
from copfeedback.results.published import Release
from copfeedback.results.releases import Releases, UnknownRelease
from copfeedback.results.shelf import Shelf
from copfeedback.results.thresholds import THRESHOLDS, rounded_down
from copfeedback.storage.engine import reading
from copfeedback.surveys.book import AskedWave, UnknownWave, WaveBook
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.model import Survey
from copfeedback.surveys.packing import MARGINS, NOT_STATED
from copfeedback.surveys.waves import count_answered


class FieldworkOver(Exception):  # noqa: N818 - named for what happened
    """The wave is closed: how many answered is in its release, and there alone.

    Next to the release, the last counts of the fieldwork could give a withheld base away.
    """


def indicators(survey: Survey) -> tuple[Indicator, ...]:
    """The key indicators of a survey: its headline, then the order of the questionnaire."""
    found = [
        Indicator(item, question, favourable)
        for item, question in items_with_shares(survey).items()
        if (favourable := favourable_codes(question, item))
    ]
    return tuple(sorted(found, key=lambda indicator: indicator.item != survey.headline))


class Results:
    """The use cases around results. Figures leave it only as published tables."""

    def __init__(
        self, trail: Trail, book: WaveBook, today: Callable[[], date], zone: tzinfo = UTC
    ) -> None:
        self._engine = trail.engine
        self._book = book
        self._clock = Clock(trail.now, today, zone)
        self._shelf = Shelf(self._clock)
        self._building = Building(trail, book, self._shelf)
        self.releases = Releases(trail, book, self._shelf)
        self.across_waves = AcrossWaves(book, self.publication_of)

    def build_release(
        self,
        actor: Actor,
        wave_id: str,
        *,
        anew: bool = False,
        reason: Mapping[str, str] | None = None,
        progress: Callable[[float], None] = nobody_watches,
    ) -> Release:
        """Freeze the results of a closed wave. A release that is there stays, unless ``anew``.

        Another one replaces one that nobody was told of, with its approval. Otherwise it is a
        correction, which says why in a ``reason`` by language. ``progress`` is told how much of
        the work is done, from 0 to 1.

        Raises:
            NotPermitted: the actor may not.
            UnknownWave: there is none of this name.
            NotClosed: the wave is not closed and folded to the end.
            ReleaseRefused: a correction has no reason, somebody else was first, or a police account
                would undo an approval.
            ReleaseDamaged: a stored release was changed.
            StorageUnavailable: the database cannot be used now; nothing was built.
        """
        return self._building.build(actor, wave_id, anew=anew, reason=reason, progress=progress)

    def public_releases(self) -> tuple[Publication, ...]:
        """What is or was public of every wave that everybody is told of, the latest first.

        Raises:
            ReleaseDamaged: a stored release was changed.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._engine) as connection:
            lives = store.by_wave(store.all_lives(connection))
            found = [
                publication
                for asked in self._book.all()
                if asked.is_listed
                for publication in self._shelf.publications(
                    connection, asked, lives.get(asked.wave.id, [])
                )
            ]
        found.sort(key=lambda each: (each.published_at, each.asked.wave.opens), reverse=True)
        return tuple(found)

    def publication_of(self, wave_id: str) -> Publication | None:
        """The latest public release of a wave; None before there is one.

        None as well when the latest one is withdrawn: one that it replaced was wrong before it.

        Raises:
            UnknownWave: there is none of this name.
            ReleaseDamaged: the stored release was changed.
            StorageUnavailable: the database cannot be read now.
        """
        public = self._public(self._book.find(wave_id))
        return public[-1] if public and public[-1].withdrawn_at is None else None

    def publications_of(self, wave_id: str) -> tuple[Publication, ...]:
        """All that is or was public of a wave, also of one that is in no list; the latest first.

        Raises:
            UnknownWave: there is none of this name.
            ReleaseDamaged: a stored release was changed.
            StorageUnavailable: the database cannot be read now.
        """
        return tuple(reversed(self._public(self._book.find(wave_id))))

    def find_publication(self, release_id: str) -> Publication:
        """A release that is or was public, also when it is replaced or withdrawn.

        Raises:
            UnknownRelease: there is none of this id.
            ReleaseDamaged: the stored release was changed.
            StorageUnavailable: the database cannot be read now.
        """
        try:
            asked = self._book.find(release_id.rpartition(".")[0])
        except UnknownWave:
            raise UnknownRelease(release_id) from None
        for publication in self._public(asked):
            if publication.release.id == release_id:
                return publication
        raise UnknownRelease(release_id)

    def release_of(self, wave_id: str) -> Release | None:
        """The results of a wave for everybody; None before the day they are promised for.

        Raises:
            UnknownWave: there is none of this name.
            ReleaseDamaged: the stored release was changed.
            StorageUnavailable: the database cannot be read now.
        """
        publication = self.publication_of(wave_id)
        return None if publication is None else publication.release

    def trend(self, actor: Actor, survey_id: str, item: str) -> Trend:
        """One item over all released waves of a survey, whichever version they asked.

        Of each wave its latest release, whether it is public already or not.

        Raises:
            NotPermitted: the actor may not.
            ReleaseDamaged: a stored release was changed.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.SEE_TRENDS)
        waves = [asked for asked in self._book.all() if asked.wave.survey_id == survey_id]
        with reading(self._engine) as connection:
            lives = store.by_wave(store.lives_of_survey(connection, survey_id))
            valid = {name: latest_valid(of_wave) for name, of_wave in lives.items()}
            released = [
                (asked, self._shelf.release(connection, life))
                for asked in waves
                if (life := valid.get(asked.wave.id)) is not None
            ]
        points = [
            replace(point, public=public_since(life, point.wave, self._clock) is not None)
            for point in trend_points(released, item)
            if (life := valid[point.wave.id]) is not None
        ]
        awaited = tuple(asked.wave for asked in waves if asked.wave.id not in lives)
        return Trend(survey_id, item, tuple(points), awaited)

    def fieldwork(self, actor: Actor, wave_id: str) -> Fieldwork:
        """How many have answered a wave that is not closed yet.

        By sector, a leader of some sees those alone.

        Raises:
            NotPermitted: the actor may not.
            UnknownWave: there is none of this name.
            FieldworkOver: the wave is closed.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.SEE_FIELDWORK)
        asked = self._book.find(wave_id)
        if asked.wave.closed_on is not None:
            raise FieldworkOver(asked.wave.id)
        exact = count_answered(self._engine, actor, asked.wave.id)
        shown = {key: rounded_down(count) for key, count in exact.items()}
        margins = _margins(asked)
        for margin, value in sorted(shown):
            # A language of the portal that the survey is not translated into, say.
            if margin in margins and value not in margins[margin] and shown[margin, value]:
                margins[margin].append(value)
        return Fieldwork(
            asked.wave.id,
            THRESHOLDS.fieldwork_rounding,
            shown.get(("all", ""), 0),
            {
                margin: {value: shown.get((margin, value), 0) for value in values}
                for margin, values in _seen_by(actor, margins).items()
                if values
            },
        )

    def progress(self, actor: Actor, wave_id: str) -> Progress:
        """How far a wave has come that is not closed yet: its fieldwork beside its targets.

        Raises:
            NotPermitted: the actor may not.
            UnknownWave: there is none of this name.
            FieldworkOver: the wave is closed.
            StorageUnavailable: the database cannot be read now.
        """
        fieldwork = self.fieldwork(actor, wave_id)
        return measured(fieldwork, self._book.find(wave_id).wave.plan)

    def _public(self, asked: AskedWave) -> list[Publication]:
        with reading(self._engine) as connection:
            lives = store.lives_of_wave(connection, asked.wave.id)
            return self._shelf.publications(connection, asked, lives)


def _margins(asked: AskedWave) -> dict[str, list[str]]:
    """The margins of the fieldwork, and every value each can have as far as that is known."""
    questions = asked.survey.question_of_item
    return {
        margin: [*(choice.code for choice in questions[margin].choices), NOT_STATED]
        for margin in MARGINS
        if margin in questions
    } | {
        "mode": [mode.value for mode in Mode if mode in asked.wave.plan.modes],
        "language": list(asked.survey.languages),
        "channel": [],
    }


def _seen_by(actor: Actor, margins: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same without the sectors the actor is not there for."""
    sectors = [
        sector
        for sector in margins.get("sector", ())
        if actor.may(Permission.SEE_SECTOR, Subject(sector=sector))
    ]
    return {
        margin: sectors if margin == "sector" else values
        for margin, values in margins.items()
        if margin != "sector" or sectors
    }
