"""Shredding cases: when the complainant wants it, and when the time to keep them is over.

First the keys go, and with them every copy of what they open. What stays is a tombstone: that there
was a case, and when.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select

from copfeedback.complaints import store
from copfeedback.complaints.casework_tables import case_request, register_entry
from copfeedback.complaints.model import ENDED_STATES, Clocks, State
from copfeedback.complaints.tables import (
    complaint_case,
    complaint_chunk,
    complaint_file,
    complaint_item,
    keyring,
)
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import PORTAL
from copfeedback.storage.engine import StorageUnavailable, reading, rewrite, writing

_SHREDDED = (
    keyring,
    complaint_item,
    complaint_file,
    complaint_chunk,
    case_request,
    register_entry,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purged:
    """Which cases were shredded, or would be.

    ``held`` are those whose day has come and that a legal hold keeps. ``is_clean`` says that the
    database files were written anew, so that nothing of what was deleted is left in them.
    """

    cases: tuple[str, ...]
    held: tuple[str, ...]
    is_clean: bool = True


class Retention:
    """Shreds what is due. Running it twice does nothing more."""

    def __init__(self, trail: Trail, clocks: Clocks, today: Callable[[], date]) -> None:
        self._trail = trail
        self._clocks = clocks
        self._today = today
        self._is_clean = True

    def due(self) -> Purged:
        """What would be shredded today; nothing is.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            rows = connection.execute(
                select(complaint_case.c.id, complaint_case.c.hold)
                .where(self._is_due())
                .order_by(complaint_case.c.id)
            ).all()
        return Purged(
            tuple(row.id for row in rows if not row.hold),
            tuple(row.id for row in rows if row.hold),
        )

    def erase_due(self) -> Purged:
        """Shred every case whose day has come and that no legal hold keeps, one after the other.

        Sessions of complainants that are over are forgotten as well.

        Raises:
            StorageUnavailable: the database cannot be written now; each case is whole or gone.
        """
        # A session that is over would tell to the minute when somebody came.
        with writing(self._trail.engine) as connection:
            store.end_sessions_before(connection, self._trail.now())
        due = self.due()
        shredded = tuple(case_id for case_id in due.cases if self._shred(case_id))
        if shredded or not self._is_clean:
            self._is_clean = self._wipe()
        return Purged(shredded, due.held, self._is_clean)

    def _shred(self, case_id: str) -> bool:
        with writing(self._trail.engine) as connection:
            still = select(complaint_case.c.id).where(
                complaint_case.c.id == case_id, self._is_due(), ~complaint_case.c.hold
            )
            # Whoever adds to the case, sets a hold or calls the erasure off comes before or after.
            if connection.execute(still.with_for_update()).one_or_none() is None:
                return False
            shred(connection, case_id, self._today())
            self._trail.append(connection, PORTAL, Action.ERASE_CASE, f"case {case_id}")
        return True

    def _wipe(self) -> bool:
        """Write anew what held the rows: deleted ones lie about in files and logs otherwise."""
        try:
            rewrite(self._trail.engine, *(table.name for table in _SHREDDED))
        except StorageUnavailable:
            _log.warning("erased cases are not overwritten yet: the database is in use")
            return False
        return True

    def _is_due(self) -> ColumnElement[bool]:
        today = self._today()
        ended = and_(
            complaint_case.c.state.in_(ENDED_STATES),
            complaint_case.c.ended_on <= today - timedelta(days=self._clocks.keep_days),
        )
        wanted = complaint_case.c.erase_on <= today
        return and_(complaint_case.c.state != State.ERASED, or_(wanted, ended))


def shred(connection: Connection, case_id: str, on: date) -> None:
    """Destroy the keys of a case and all that came of it."""
    for table in (case_request, register_entry):
        connection.execute(delete(table).where(table.c.case_id == case_id))
    store.shred(connection, case_id, on)
