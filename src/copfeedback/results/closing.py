"""Closing by itself: a wave whose last day is over takes no more answers and gets its release."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date

from copfeedback.people.audit import Trail
from copfeedback.people.model import PORTAL
from copfeedback.results.service import Results
from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys import paper_store
from copfeedback.surveys.book import AskedWave, WaveBook
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.wave_model import Wave, WaveState
from copfeedback.surveys.waves import close_wave

AGAIN_AFTER_SECONDS = 600

_log = logging.getLogger(__name__)


class Closing:
    """Closes what is over. Several portals may do so at once; each step can be repeated."""

    def __init__(
        self, trail: Trail, book: WaveBook, results: Results, today: Callable[[], date]
    ) -> None:
        self._trail = trail
        self._book = book
        self._results = results
        self._today = today
        self._done: set[str] = set()
        self._again_at: dict[str, float] = {}

    def close_what_is_over(self) -> None:
        """Close every wave whose last day has passed, and freeze the results of what is closed.

        A wave that fails is left as it is, and tried again later; the others go on.

        Raises:
            StorageUnavailable: the database cannot be used now; call it again later.
        """
        for asked in self._book.all():
            name = asked.wave.id
            if name in self._done or not self._is_over(asked):
                continue
            if time.monotonic() < self._again_at.get(name, float("-inf")):
                continue
            try:
                self._close(name)
            except StorageUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - one wave must not keep the others open
                self._again_at[name] = time.monotonic() + AGAIN_AFTER_SECONDS
                _log.error("wave %s could not be closed: %s", name, type(error).__name__)

    def _is_over(self, asked: AskedWave) -> bool:
        if asked.wave.state(self._today()) is not WaveState.CLOSED:
            return False
        return asked.wave.closed_on is not None or not self._waits_for_paper(asked.wave)

    def _waits_for_paper(self, wave: Wave) -> bool:
        """Whether forms were typed once: closing now would lose them before they count.

        Results are not held back for them.
        """
        if Mode.PAPER not in wave.plan.modes or self._today() >= wave.results_due:
            return False
        with reading(self._trail.engine) as connection:
            return bool(paper_store.slips(connection, wave.id))

    def _close(self, name: str) -> None:
        self._book.refresh()  # its last day may have been put off a moment ago
        asked = self._book.find(name)
        if not self._is_over(asked):
            return
        if asked.key is not None or asked.wave.closed_on is None:
            close_wave(self._trail, self._book, PORTAL, name, self._today())
        self._results.build_release(PORTAL, name)
        self._done.add(name)
