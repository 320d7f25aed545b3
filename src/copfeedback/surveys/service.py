"""What residents do with surveys: find one, answer it, send it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Engine

from copfeedback.people.pace import ClientPace
from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys.access_code import AccessCode, CodeOrigin
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.book import AskedWave, UnknownWave, WaveBook
from copfeedback.surveys.circumstances import Circumstances
from copfeedback.surveys.entries import Problem
from copfeedback.surveys.folding import fold
from copfeedback.surveys.intake import Intake, Outcome, Pending, Spending
from copfeedback.surveys.keys import WaveKeys
from copfeedback.surveys.routing import Route, find_route
from copfeedback.surveys.store import pending_counts
from copfeedback.surveys.wave_model import NextRound, WaveState

__all__ = ["AnotherWay", "CodeNeeded", "NotOpen", "Surveys", "Unfinished", "UnknownWave"]


class NotOpen(Exception):  # noqa: N818 - named for what happened
    """The wave takes no answers: not yet, or no more."""

    def __init__(self, asked: AskedWave, state: WaveState) -> None:
        super().__init__(asked.wave.id)
        self.asked = asked
        self.state = state


class AnotherWay(Exception):  # noqa: N818 - named for what happened
    """The wave is not answered in the way these answers come in."""


class CodeNeeded(Exception):  # noqa: N818 - named for what happened
    """Only who has an access code can answer this wave, and none came with the answers."""


class Unfinished(Exception):  # noqa: N818 - named for what happened
    """Something must be mended before the answers can be sent."""

    def __init__(self, route: Route, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.route = route
        self.problems = problems


@dataclass(frozen=True)
class Submission:
    """What a person sends: everything entered, the form's nonce, and how it comes in.

    ``code`` was asked for at the door (``codes.CodeCheck``), and is used up with the sending.
    Whoever is ``admitted`` has come through another door and needs none.
    """

    entered: Entered
    nonce: bytes
    circumstances: Circumstances
    code: AccessCode | None = None
    admitted: bool = False


class Surveys:
    """The use cases of residents. No permission is needed for any of them."""

    def __init__(
        self,
        engine: Engine,
        book: WaveBook,
        intake: Intake,
        today: Callable[[], date],
        pace: ClientPace | None = None,
    ) -> None:
        """``pace`` is how often a client may send; without it, as often as it likes."""
        self._engine = engine
        self._intake = intake
        self._pace = pace
        self.book = book
        self.today = today

    def open_waves(self) -> list[AskedWave]:
        """The waves that take answers today, of those that everybody is told of."""
        return self._in_state(WaveState.OPEN)

    def planned_waves(self) -> list[AskedWave]:
        """The waves that open later, of those that everybody is told of."""
        return self._in_state(WaveState.PLANNED)

    def closed_waves(self) -> list[AskedWave]:
        """The waves that are over, of those that everybody is told of; the latest first."""
        return self._in_state(WaveState.CLOSED)[::-1]

    def _in_state(self, state: WaveState) -> list[AskedWave]:
        today = self.today()
        return [
            asked
            for asked in self.book.all()
            if asked.is_listed and asked.wave.state(today) is state
        ]

    def next_round(self, asked: AskedWave) -> NextRound | None:
        """When the survey of a wave is promised to be asked again; None if nothing is promised."""
        promised = self.book.next_rounds(self.today()).get(asked.survey.id)
        return promised[1] if promised and asked.is_listed else None

    def next_rounds(self) -> list[tuple[AskedWave, NextRound]]:
        """All surveys that are promised to be asked again."""
        return list(self.book.next_rounds(self.today()).values())

    def is_demonstration(self) -> bool:
        """Whether any wave holds made-up answers, which every page must then say.

        Error pages too, so it never fails and goes by what was last known.
        """
        waves = self.book.last_known()
        with suppress(StorageUnavailable):
            waves = waves or self.book.all()
        return any(asked.wave.demonstration for asked in waves)

    def find_open(self, name: str) -> AskedWave:
        """A wave that takes answers now.

        Raises:
            UnknownWave: there is none of this name.
            NotOpen: it is not open yet, or closed.
        """
        asked = self.book.find(name)
        self._open_keys(asked)
        return asked

    def send(self, asked: AskedWave, submission: Submission, client: str | None = None) -> Outcome:
        """Take a response: check it whole, seal it, write it.

        The same nonce counts once, however often it is sent. ``client`` is the address it comes
        from, if it comes from outside; it is kept nowhere.

        Raises:
            Unfinished: an answer is missing or cannot be taken, or there is none at all.
            AnotherWay: the wave is not answered in this way.
            CodeNeeded: the wave asks for an access code, and there is none.
            NotOpen: it is not open yet, or closed since.
            TooFast: this client sends too much.
            StorageUnavailable: it cannot be stored now.
        """
        return self._intake.take(self._admit(asked, submission, client))

    async def send_together(
        self, asked: AskedWave, submission: Submission, client: str | None = None
    ) -> Outcome:
        """The same for an event loop: what many send at a moment is written in one go."""
        return await self._intake.take_together(self._admit(asked, submission, client))

    def _admit(self, asked: AskedWave, submission: Submission, client: str | None) -> Pending:
        pending = self._seal(asked, submission)
        if self._pace is not None and client is not None:
            self._pace.take(client)
        return pending

    def _seal(self, asked: AskedWave, submission: Submission) -> Pending:
        keys = self._open_keys(asked)
        if submission.circumstances.mode not in asked.wave.plan.modes:
            raise AnotherWay(asked.wave.id)
        route = find_route(asked.survey, submission.entered, today=self.today())
        if route.problems or not route.can_be_sent:
            raise Unfinished(route, route.problems)
        id_, wave_id, day = keys.response_id(submission.nonce), asked.wave.id, self.today()

        def sealed(circumstances: Circumstances) -> bytes:
            return keys.pending.close(asked.packing.pack(route.answers, circumstances, day))

        if submission.admitted or not asked.wave.plan.by_code:
            return Pending(id_, wave_id, sealed(submission.circumstances))
        if submission.code is None:
            raise CodeNeeded(wave_id)

        def sealed_with(origin: CodeOrigin) -> bytes:
            return sealed(_with_origin(submission.circumstances, origin))

        digest = keys.code_digest(submission.code.content)
        return Pending(id_, wave_id, spending=Spending(digest, sealed_with))

    def _open_keys(self, asked: AskedWave) -> WaveKeys:
        state = asked.wave.state(self.today())
        if state is not WaveState.OPEN or asked.keys is None:
            raise NotOpen(asked, WaveState.CLOSED if state is WaveState.OPEN else state)
        return asked.keys

    def fold_all(self) -> int:
        """Fold what is pending of every wave; returns how many responses were counted."""
        with reading(self._engine) as connection:
            waiting = pending_counts(connection)
        counted = 0
        for asked in self.book.all():
            if waiting.get(asked.wave.id):
                counted += fold(self._engine, asked)
        return counted


def _with_origin(circumstances: Circumstances, origin: CodeOrigin) -> Circumstances:
    """What the code says of the person counts: it was drawn before they came."""
    return replace(
        circumstances,
        channel=origin.channel or circumstances.channel,
        stratum=origin.stratum,
        cluster=origin.cluster,
    )
