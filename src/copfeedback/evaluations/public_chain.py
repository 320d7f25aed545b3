"""The chain of events as everybody may fetch it, to check it with programs of their own."""

from __future__ import annotations

from sqlalchemy import Engine

from copfeedback.evaluations import store
from copfeedback.evaluations.chain import StoredEvent
from copfeedback.evaluations.events import EventKind
from copfeedback.storage.engine import reading

TAB = "\t"
HEAD = ("number", "evaluation", "sha256", "previous_hash", "hash")


class PublicChain:
    """Every event as it is stored, also one that was altered. Raises ``StorageUnavailable``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rows(self) -> list[StoredEvent]:
        """All events by number."""
        with reading(self._engine) as connection:
            return list(store.stored_events(connection))

    def of(self, evaluation: str) -> list[StoredEvent]:
        """Those of one evaluation."""
        with reading(self._engine) as connection:
            return list(store.stored_events(connection, evaluation))

    def row(self, number: int) -> StoredEvent:
        """One event.

        Raises:
            Unknown: there is none.
        """
        with reading(self._engine) as connection:
            return store.find_stored(connection, number)

    def is_withdrawn(self, event: StoredEvent) -> bool:
        """Whether an event published results that were withdrawn since."""
        return event.kind == EventKind.PUBLISHED and any(
            each.kind == EventKind.WITHDRAWN and each.number > event.number
            for each in self.of(event.evaluation)
        )


def as_text(rows: list[StoredEvent]) -> str:
    """The fingerprints of events, one a line, with tabs between them; no words."""
    lines = [HEAD]
    lines += [
        (str(each.number), each.evaluation, each.sha256, each.previous_hash, each.hash)
        for each in rows
    ]
    return "".join(f"{TAB.join(line)}\n" for line in lines)
