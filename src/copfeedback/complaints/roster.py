"""The roster: whose keys a case may be sealed to, signed with the body's offline key.

Whoever can write to the database can therefore not make the portal seal a case to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Connection

from copfeedback.complaints.casefile import staff_holder
from copfeedback.complaints.roster_exclusion import (
    PlacedUnit,
    is_concerned,
    is_named,
    stored_units,
    tree_of,
    units_meant,
)
from copfeedback.complaints.vault import PublicKeys
from copfeedback.people.model import CASE_ROLES, Role

ON_ROSTER = CASE_ROLES | {Role.AGENCY_OFFICER}
"""Who has keys: those who come near cases, and the police liaisons that are asked about some."""


class NoRoster(Exception):  # noqa: N818 - named for what happened
    """No roster was imported, or there is no key to check one with."""


class RosterRejected(Exception):  # noqa: N818 - named for what happened
    """The roster does not count; the message says why, in a few English words."""


@dataclass(frozen=True, slots=True)
class RosterHolder:
    """Somebody on the roster. Who left stays on it, inactive: what they signed is still checked."""

    staff_id: int
    name: str
    role: Role
    public: PublicKeys
    active: bool
    excluded_units: frozenset[int] = frozenset()
    also_known_as: tuple[str, ...] = ()

    @property
    def holder(self) -> str:
        """As the keyring names them."""
        return staff_holder(self.staff_id)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody outside, for cases that name everybody in the body."""

    name: str
    reach: str
    public: PublicKeys


@dataclass(frozen=True, slots=True)
class Recipients:
    """To whom a case is sealed, those it concerns left out.

    ``reviewer`` is set where no caseworker, or no custodian, is left; None besides, and also where
    the roster names no reviewer.
    """

    caseworkers: tuple[RosterHolder, ...]
    custodians: tuple[RosterHolder, ...]
    reviewer: PublicKeys | None

    @property
    def holders(self) -> tuple[RosterHolder, ...]:
        """Caseworkers and custodians."""
        return self.caseworkers + self.custodians


@dataclass(frozen=True)
class Roster:
    """A roster as it was signed. ``organisation`` is the box of the body's offline key.

    ``units`` are those of police and oversight bodies as they were then; earlier rosters have none.
    """

    version: int
    made_on: date
    body: str
    body_id: int
    organisation: bytes
    reviewer: Reviewer | None
    holders: tuple[RosterHolder, ...]
    units: tuple[PlacedUnit, ...] = ()

    @cached_property
    def caseworkers(self) -> tuple[RosterHolder, ...]:
        """Those who are active."""
        return self._active(Role.CASEWORKER)

    @cached_property
    def custodians(self) -> tuple[RosterHolder, ...]:
        """Those who are active."""
        return self._active(Role.CUSTODIAN)

    @cached_property
    def interpreters(self) -> tuple[RosterHolder, ...]:
        """Those who are active."""
        return self._active(Role.INTERPRETER)

    @cached_property
    def liaisons(self) -> tuple[RosterHolder, ...]:
        """Those of the police who are active."""
        return self._active(Role.AGENCY_OFFICER)

    def find(self, staff_id: int) -> RosterHolder | None:
        """Somebody on the roster: as they are active, else as they were."""
        found = [each for each in self.holders if each.staff_id == staff_id]
        return max(found, key=lambda each: each.active, default=None)

    def signed_by(self, verify: bytes) -> RosterHolder | None:
        """Whose verification key this is, active or not."""
        return next((each for each in self.holders if each.public.verify == verify), None)

    def for_case(
        self, connection: Connection, *, named: Iterable[str], units: Iterable[int]
    ) -> Recipients:
        """To whom a new case is sealed.

        Args:
            connection: to the database, whose units count together with those of the roster.
            named: names and numbers of those the complaint is about, and of their units, as they
                were written.
            units: the units that were chosen.
        """
        return self.recipients(named, units, stored_units(connection))

    def recipients(
        self, named: Iterable[str], units: Iterable[int], stored: Iterable[PlacedUnit]
    ) -> Recipients:
        """As ``for_case``, with the units of the database at hand."""
        everybody = self.caseworkers + self.custodians
        concerned = self.concerned(everybody, named, units, stored)
        caseworkers, custodians = (
            tuple(each for each in holders if each.staff_id not in concerned)
            for holders in (self.caseworkers, self.custodians)
        )
        lacks = not caseworkers or not custodians
        reviewer = self.reviewer.public if lacks and self.reviewer else None
        return Recipients(caseworkers, custodians, reviewer)

    def concerned(
        self,
        holders: Iterable[RosterHolder],
        named: Iterable[str],
        units: Iterable[int],
        stored: Iterable[PlacedUnit],
    ) -> frozenset[int]:
        """Whom of these a case concerns, with what it is about as for ``recipients``."""
        texts, now = tuple(named), tuple(stored)
        meant = units_meant(texts, units, self.units, now)
        trees = tree_of(self.units), tree_of(now)
        return frozenset(
            each.staff_id
            for each in holders
            if is_named((each.name, *each.also_known_as), texts)
            or is_concerned(each.excluded_units, meant, *trees)
        )

    def _active(self, role: Role) -> tuple[RosterHolder, ...]:
        return tuple(each for each in self.holders if each.active and each.role is role)
