"""Releases as they are read: verified by their SHA-256 once, then kept in memory."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from copfeedback.results import disclosure, store
from copfeedback.results.life import Clock, latest_public, public_since
from copfeedback.results.model import Life, Publication
from copfeedback.results.published import Release
from copfeedback.surveys.book import AskedWave


class Shelf:
    """Takes releases out of the database. They never change: what was verified stays good."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._verified: dict[str, tuple[Release, str]] = {}

    def release(self, connection: Connection, life: Life) -> Release:
        """The figures of a release.

        Raises:
            ReleaseDamaged: the stored text was changed.
        """
        return self._take(connection, life)[0]

    def publications(
        self, connection: Connection, asked: AskedWave, lives: Sequence[Life]
    ) -> list[Publication]:
        """What is or was public of a wave, given all its releases; the first one first.

        Raises:
            ReleaseDamaged: a stored text was changed.
        """
        latest = latest_public(lives, asked.wave, self.clock)
        found = []
        for life in lives:
            since = public_since(life, asked.wave, self.clock)
            if since is None:
                continue
            release, canonical = self._take(connection, life)
            is_latest = latest is None or life.number == latest.number
            found.append(
                Publication(
                    release,
                    canonical,
                    asked,
                    published_at=since,
                    withdrawn_at=life.withdrawn_at,
                    notice=life.notice,
                    replaced_by=None if is_latest or latest is None else latest.id,
                    reason=life.reason,
                )
            )
        return found

    def _take(self, connection: Connection, life: Life) -> tuple[Release, str]:
        if life.sha256 not in self._verified:
            canonical = store.find_canonical(connection, life)
            self._verified[life.sha256] = disclosure.thaw(canonical, life.sha256), canonical
        return self._verified[life.sha256]
