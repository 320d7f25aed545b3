"""Cases that no caseworker can open: what the external reviewer, or the body's last key, is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from copfeedback.complaints import store
from copfeedback.complaints.casefile import ORGANISATION, REVIEWER, open_case, seal_to
from copfeedback.complaints.heads import about_case
from copfeedback.complaints.model import ENDED_STATES, ItemKind, State
from copfeedback.complaints.recovery import PaperKey
from copfeedback.complaints.roster import Roster, RosterHolder
from copfeedback.complaints.tables import complaint_case, keyring
from copfeedback.complaints.vault import HolderKey, Purpose
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import OPERATOR
from copfeedback.storage.engine import reading, writing

HOLDERS = {PaperKey.REVIEWER: REVIEWER, PaperKey.ORGANISATION: ORGANISATION}
"""Whose keys are on paper, as the keyring names them."""


class NotACaseworker(Exception):  # noqa: N818 - named for what happened
    """There is no active caseworker of this name on the roster."""


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that waits for somebody who can open it."""

    case_id: str
    filed_on: date
    state: State
    has_reviewer: bool


class PaperHolders:
    """The use cases of keys on paper, from the shell of the machine alone."""

    def __init__(self, trail: Trail, roster: Callable[[], Roster]) -> None:
        self._trail = trail
        self._roster = roster

    def waiting(self) -> list[WaitingCase]:
        """The cases that are not over and that no active caseworker holds, the oldest first.

        Raises:
            NoRoster, RosterRejected: nobody is known to be a caseworker.
            StorageUnavailable: the database cannot be read now.
        """
        holding = {each.holder for each in self._roster().caseworkers}
        case = complaint_case.c
        query = (
            select(case.id, case.filed_on, case.state, keyring.c.holder)
            .join(keyring, keyring.c.case_id == case.id)
            .where(
                keyring.c.purpose == Purpose.CONTENT,
                case.state.not_in([*ENDED_STATES, State.ERASED]),
            )
            .order_by(case.filed_on, case.id)
        )
        found: dict[str, list[str]] = {}
        about = {}
        with reading(self._trail.engine) as connection:
            for row in connection.execute(query):
                found.setdefault(row.id, []).append(row.holder)
                about[row.id] = (row.filed_on, State(row.state))
        return [
            WaitingCase(case_id, *about[case_id], has_reviewer=REVIEWER in holders)
            for case_id, holders in found.items()
            if not holding.intersection(holders)
        ]

    def hand_over(self, case_id: str, kind: PaperKey, key: HolderKey, name: str) -> RosterHolder:
        """Let a caseworker open a case, by the word of whoever holds a key on paper.

        Whom the case concerns is for them to see: they read it before they choose.

        Raises:
            NotACaseworker: nobody of this name.
            UnknownCase: there is no such case, or this key does not open it.
            Tampered: the case is not what its authors wrote.
            StorageUnavailable: it cannot be stored now.
        """
        to = next((each for each in self._roster().caseworkers if each.name == name), None)
        if to is None:
            raise NotACaseworker
        with writing(self._trail.engine) as connection:
            opened = open_case(connection, case_id, HOLDERS[kind], key, lock=True)
            seal_to(
                connection,
                case_id,
                to.holder,
                Purpose.CONTENT,
                opened.content_key,
                to.public.box,
            )
            about = about_case(case_id, opened.row.head)
            store.change_case(connection, case_id, {"noted_head": opened.row.head})
            self._trail.append(connection, OPERATOR, Action.CHANGE_CASE_STAFF, about)
        return to

    def read(self, case_id: str, kind: PaperKey, key: HolderKey) -> list[str]:
        """What stands in a case that somebody with a key on paper can read, item by item.

        Raises:
            UnknownCase: there is no such case, or this key does not open it.
            Tampered: the case is not what its authors wrote.
            StorageUnavailable: it cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            opened = open_case(connection, case_id, HOLDERS[kind], key)
        return [
            f"{opened.dated[item.place.number]} {item.place.kind}: {item.body.decode()}"
            for item in opened.of_kind(*ItemKind)
        ]
