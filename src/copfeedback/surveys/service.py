"""What residents do with surveys: find one, answer it, send it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys.answers import Entered, Problem
from copfeedback.surveys.book import AskedWave, UnknownWave, WaveBook
from copfeedback.surveys.folding import fold
from copfeedback.surveys.intake import Intake, Outcome, Pending
from copfeedback.surveys.keys import WaveKeys
from copfeedback.surveys.model import Mode, WaveState
from copfeedback.surveys.routing import Route, find_route
from copfeedback.surveys.store import pending_counts

__all__ = ["NotOpen", "Surveys", "Unfinished", "UnknownWave"]


class NotOpen(Exception):  # noqa: N818 - named for what happened
    """The wave takes no answers: not yet, or no more."""

    def __init__(self, asked: AskedWave, state: WaveState) -> None:
        super().__init__(asked.wave.id)
        self.asked = asked
        self.state = state


class Unfinished(Exception):  # noqa: N818 - named for what happened
    """Something must be mended before the answers can be sent."""

    def __init__(self, route: Route, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.route = route
        self.problems = problems


@dataclass(frozen=True)
class Submission:
    """What a person sends: everything entered, the form's nonce, language and door."""

    entered: Entered
    nonce: bytes
    language: str
    mode: Mode


class Surveys:
    """The use cases of residents. No permission is needed for any of them."""

    def __init__(
        self, engine: Engine, book: WaveBook, intake: Intake, today: Callable[[], date]
    ) -> None:
        self._engine = engine
        self._intake = intake
        self.book = book
        self.today = today

    def open_waves(self) -> list[AskedWave]:
        """The waves that take answers today."""
        return self._in_state(WaveState.OPEN)

    def planned_waves(self) -> list[AskedWave]:
        """The waves that open later."""
        return self._in_state(WaveState.PLANNED)

    def closed_waves(self) -> list[AskedWave]:
        """The waves that are over, the latest first."""
        return self._in_state(WaveState.CLOSED)[::-1]

    def _in_state(self, state: WaveState) -> list[AskedWave]:
        today = self.today()
        return [asked for asked in self.book.all() if asked.wave.state(today) is state]

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

    def send(self, asked: AskedWave, submission: Submission) -> Outcome:
        """Take a response: check it whole, seal it, write it.

        The same nonce counts once, however often it is sent.

        Raises:
            Unfinished: an answer is missing or cannot be taken, or there is none at all.
            NotOpen: it is not open yet, or closed since.
            StorageUnavailable: it cannot be stored now.
        """
        return self._intake.take(self._seal(asked, submission))

    async def send_together(self, asked: AskedWave, submission: Submission) -> Outcome:
        """The same for an event loop: what many send at a moment is written in one go."""
        return await self._intake.take_together(self._seal(asked, submission))

    def _seal(self, asked: AskedWave, submission: Submission) -> Pending:
        keys = self._open_keys(asked)
        route = find_route(asked.survey, submission.entered)
        if route.problems or not route.answers:
            raise Unfinished(route, route.problems)
        record = asked.packing.pack(
            route.answers, submission.language, submission.mode, self.today()
        )
        return Pending(
            keys.response_id(submission.nonce), asked.wave.id, keys.pending.close(record)
        )

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
