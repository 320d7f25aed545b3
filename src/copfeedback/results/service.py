"""What people do with results: freeze those of a wave, read them, follow them over waves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection

from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.results import disclosure, store
from copfeedback.results.comparability import trend_points
from copfeedback.results.counting import count_wave, favourable_codes, items_with_shares
from copfeedback.results.model import Fieldwork, Indicator, Progress, Trend
from copfeedback.results.progress import measured
from copfeedback.results.published import Release
from copfeedback.storage.engine import reading, writing
from copfeedback.surveys.book import AskedWave, WaveBook
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.model import Survey
from copfeedback.surveys.packing import MARGINS, NOT_STATED
from copfeedback.surveys.store import count_police_assisted, stored_answers
from copfeedback.surveys.waves import count_answered


class NotClosed(Exception):  # noqa: N818 - named for what happened
    """The wave still takes answers or has some to fold in: close it first."""


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

    def __init__(self, trail: Trail, book: WaveBook, today: Callable[[], date]) -> None:
        self._trail = trail
        self._engine = trail.engine
        self._book = book
        self._today = today
        # Releases never change, so one that was read and verified stays good.
        self._verified: dict[str, Release] = {}

    def build_release(self, actor: Actor, wave_id: str) -> Release:
        """Freeze the results of a closed wave. A release that is there stays as it is.

        Raises:
            NotPermitted: the actor may not.
            UnknownWave: there is none of this name.
            NotClosed: the wave is not closed and folded to the end.
            ReleaseDamaged: the stored release was changed.
            StorageUnavailable: the database cannot be used now.
        """
        about = f"wave {wave_id}"
        self._trail.require(actor, Action.BUILD_RELEASE, Permission.MANAGE_WAVES, about)
        self._book.refresh()
        asked = self._book.find(wave_id)
        if asked.key is not None or asked.wave.closed_on is None:
            raise NotClosed(asked.wave.id)
        return self._find(asked.wave.id) or self._build(actor, asked)

    def _build(self, actor: Actor, asked: AskedWave) -> Release:
        wave, today = asked.wave, self._today()
        with reading(self._engine) as connection:
            counts = count_wave(asked.survey, stored_answers(connection, wave.id))
            police_assisted = count_police_assisted(connection, wave.id)
        # Of a sample too: intervals do not know its strata, clusters and weights yet.
        canonical = disclosure.freeze(
            wave.id,
            asked.survey,
            counts,
            today,
            indicative=True,
            police_assisted=police_assisted,
        )
        sha256 = disclosure.fingerprint(canonical)
        row = {
            "wave_id": wave.id,
            "survey_id": wave.survey_id,
            "built_on": today,
            "sha256": sha256,
            "canonical": canonical,
        }
        with writing(self._engine) as connection:
            if store.add_release(connection, row):
                self._trail.append(connection, actor, Action.BUILD_RELEASE, f"wave {wave.id}")
            # Read back: somebody else may have been first.
            kept = store.find_fingerprint(connection, wave.id)
            return self._verify(connection, wave.id, kept or sha256)

    def release_of(self, wave_id: str) -> Release | None:
        """The results of a wave for everybody; None before the day they are promised for.

        Raises:
            UnknownWave: there is none of this name.
            ReleaseDamaged: the stored release was changed.
            StorageUnavailable: the database cannot be read now.
        """
        wave = self._book.find(wave_id).wave
        return self._find(wave.id) if self._today() >= wave.results_due else None

    def trend(self, actor: Actor, survey_id: str, item: str) -> Trend:
        """One item over all released waves of a survey, whichever version they asked.

        Raises:
            NotPermitted: the actor may not.
            ReleaseDamaged: a stored release was changed.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.SEE_TRENDS)
        waves = [asked for asked in self._book.all() if asked.wave.survey_id == survey_id]
        with reading(self._engine) as connection:
            known = store.fingerprints(connection, survey_id)
            released = [
                (asked, self._verify(connection, asked.wave.id, known[asked.wave.id]))
                for asked in waves
                if asked.wave.id in known
            ]
        awaited = tuple(asked.wave for asked in waves if asked.wave.id not in known)
        return Trend(survey_id, item, trend_points(released, item), awaited)

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
        shown = {key: disclosure.rounded_down(count) for key, count in exact.items()}
        margins = _margins(asked)
        for margin, value in sorted(shown):
            # A language of the portal that the survey is not translated into, say.
            if margin in margins and value not in margins[margin] and shown[margin, value]:
                margins[margin].append(value)
        return Fieldwork(
            asked.wave.id,
            disclosure.THRESHOLDS.fieldwork_rounding,
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

    def _find(self, wave_id: str) -> Release | None:
        with reading(self._engine) as connection:
            sha256 = store.find_fingerprint(connection, wave_id)
            return None if sha256 is None else self._verify(connection, wave_id, sha256)

    def _verify(self, connection: Connection, wave_id: str, sha256: str) -> Release:
        if sha256 not in self._verified:
            canonical = store.find_canonical(connection, wave_id)
            self._verified[sha256] = disclosure.thaw(canonical, sha256)
        return self._verified[sha256]


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
