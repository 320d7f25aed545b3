"""The one place that builds real things and wires them together."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from copfeedback.i18n.catalogues import Catalogues
from copfeedback.people.service import People
from copfeedback.results.service import Results
from copfeedback.settings import Settings, load_settings
from copfeedback.storage.engine import StorageUnavailable, open_database
from copfeedback.surveys.book import WaveBook
from copfeedback.surveys.intake import Intake
from copfeedback.surveys.service import Surveys

PROJECT = Path(__file__).resolve().parents[2]
"""The checkout: pages, surveys and locales lie beside ``src``."""

_log = logging.getLogger(__name__)


@dataclass
class Portal:
    """Everything the doors call."""

    settings: Settings
    engine: Engine
    catalogues: Catalogues
    surveys: Surveys
    results: Results
    people: People
    intake: Intake
    _stopping: threading.Event = field(default_factory=threading.Event)
    _folder: threading.Thread | None = None

    def start_folding(self) -> None:
        """Fold pending answers on a timer until ``stop``."""
        if self._folder is None:
            self._folder = threading.Thread(target=self._fold_on_timer, name="fold", daemon=True)
            self._folder.start()

    def stop(self) -> None:
        """End the thread and let go of the database."""
        self._stopping.set()
        if self._folder is not None:
            self._folder.join()
        self.engine.dispose()

    def _fold_on_timer(self) -> None:
        while not self._stopping.wait(self.settings.fold_every_seconds):
            try:
                self.surveys.fold_all()
            except StorageUnavailable:
                _log.warning("folding waits: the database cannot be written now")
            except Exception as error:  # noqa: BLE001 - the timer must outlive any one failure
                _log.error("folding failed: %s", type(error).__name__)


def build_portal(
    settings: Settings,
    *,
    today: Callable[[], date] | None = None,
    now: Callable[[], datetime] | None = None,
    locales: Path = PROJECT / "locales",
) -> Portal:
    """Build the portal for these settings; the clock can be exchanged."""
    now = now or (lambda: datetime.now(UTC))
    clock = now
    engine = open_database(settings.database)
    book = WaveBook(engine)
    intake = Intake(engine)
    zone = ZoneInfo(settings.time_zone)
    today = today or (lambda: clock().astimezone(zone).date())
    return Portal(
        settings=settings,
        engine=engine,
        catalogues=Catalogues(locales),
        surveys=Surveys(engine, book, intake, today),
        results=Results(engine, book, today),
        people=People(engine, settings, now),
        intake=intake,
    )


@cache
def portal() -> Portal:
    """The portal of this process, built from the environment at first use."""
    return build_portal(load_settings())
