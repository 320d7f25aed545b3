"""Organisations and their units: who is whose superior, which complaints depend on."""

from __future__ import annotations

import unicodedata

from sqlalchemy import Connection

from copfeedback.people import organisation_store as store
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.changing import changing
from copfeedback.people.invitation_store import remove_invitations_to
from copfeedback.people.model import Actor, Organisation, OrganisationKind, Permission, Unit
from copfeedback.people.tables import TITLE_MAXIMUM
from copfeedback.storage.engine import reading


class UnknownOrganisation(Exception):  # noqa: N818 - named for what happened
    """There is no such organisation, or it takes no part any more."""


class UnknownUnit(Exception):  # noqa: N818 - named for what happened
    """The organisation has no such unit."""


class TitleTaken(Exception):  # noqa: N818 - named for what happened
    """There is an organisation, or a unit beside it, of this name already."""


class BadTitle(Exception):  # noqa: N818 - named for what happened
    """An organisation or unit has a name of 1 to 120 visible characters."""


class OrganisationInUse(Exception):  # noqa: N818 - named for what happened
    """Somebody who can sign in works there."""


class UnitCycle(Exception):  # noqa: N818 - named for what happened
    """A unit cannot be above itself."""


class Organisations:
    """The use cases of organisations and units."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    def all(self) -> list[Organisation]:
        """All organisations by name; who they are is no secret.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return store.organisations(connection)

    def add(self, actor: Actor, kind: OrganisationKind, name: str) -> int:
        """Add an organisation; its id. What kind it is never changes.

        Raises:
            NotPermitted: the actor may not manage organisations.
            BadTitle: the name has not 1 to 120 visible characters.
            TitleTaken: there is one of this name.
            StorageUnavailable: it cannot be stored now.
        """
        with changing(self._trail, actor, Action.ADD_ORGANISATION, "organisation") as deed:
            require(actor, Permission.MANAGE_ORGANISATIONS)
            title = _free_title(deed.connection, name)
            added = store.add_organisation(deed.connection, kind, title)
            deed.about = f"organisation {added}"
        return added

    def change(self, actor: Actor, organisation_id: int, name: str, *, active: bool) -> None:
        """Rename an organisation, or end or renew its part in the portal.

        One that takes no part gets no new staff. So that nobody can be shut out by way of their
        organisation, it ends only after its last account; open invitations to it are withdrawn.

        Raises:
            NotPermitted: the actor may not manage organisations.
            UnknownOrganisation: there is none.
            BadTitle: the name has not 1 to 120 visible characters.
            TitleTaken: there is another one of this name.
            OrganisationInUse: it has active accounts.
            StorageUnavailable: it cannot be stored now.
        """
        about = f"organisation {organisation_id}"
        with changing(self._trail, actor, Action.CHANGE_ORGANISATION, about) as deed:
            require(actor, Permission.MANAGE_ORGANISATIONS)
            if store.find_organisation(deed.connection, organisation_id) is None:
                raise UnknownOrganisation
            title = _free_title(deed.connection, name, besides=organisation_id)
            if not active:
                if store.has_active_members(deed.connection, organisation_id):
                    raise OrganisationInUse
                remove_invitations_to(deed.connection, organisation_id)
            store.change_organisation(deed.connection, organisation_id, title, active=active)

    def units(self, organisation_id: int) -> list[Unit]:
        """The units of an organisation by name; none if there is no such organisation.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return store.units(connection, organisation_id)

    def add_unit(
        self, actor: Actor, organisation_id: int, name: str, parent: int | None = None
    ) -> int:
        """Add a unit below another one, or at the top; its id.

        Raises:
            NotPermitted: the actor may not manage organisations.
            UnknownOrganisation: there is no such organisation.
            UnknownUnit: the organisation has no such unit to be the parent.
            BadTitle: the name has not 1 to 120 visible characters.
            TitleTaken: there is a unit of this name below the same parent.
            StorageUnavailable: it cannot be stored now.
        """
        about = f"organisation {organisation_id}"
        with changing(self._trail, actor, Action.ADD_UNIT, about) as deed:
            require(actor, Permission.MANAGE_ORGANISATIONS)
            if store.find_organisation(deed.connection, organisation_id) is None:
                raise UnknownOrganisation
            units = store.units(deed.connection, organisation_id)
            _upwards(units, parent)
            title = _free_unit_title(units, name, parent)
            added = store.add_unit(deed.connection, organisation_id, title, parent)
            deed.about = f"unit {added}"
        return added

    def change_unit(self, actor: Actor, unit_id: int, name: str, parent: int | None) -> None:
        """Rename a unit, or move it with all that is below it.

        Raises:
            NotPermitted: the actor may not manage organisations.
            UnknownUnit: there is no such unit, or none in its organisation to be the parent.
            UnitCycle: the parent is the unit itself or below it.
            BadTitle: the name has not 1 to 120 visible characters.
            TitleTaken: there is another unit of this name below the same parent.
            StorageUnavailable: it cannot be stored now.
        """
        with changing(self._trail, actor, Action.CHANGE_UNIT, f"unit {unit_id}") as deed:
            require(actor, Permission.MANAGE_ORGANISATIONS)
            unit = store.find_unit(deed.connection, unit_id)
            if unit is None:
                raise UnknownUnit
            units = store.units(deed.connection, unit.organisation)
            if any(above.id == unit_id for above in _upwards(units, parent)):
                raise UnitCycle
            title = _free_unit_title([one for one in units if one.id != unit_id], name, parent)
            store.change_unit(deed.connection, unit_id, title, parent)

    def unit_and_above(self, unit_id: int) -> list[Unit]:
        """The unit and those above it, upwards; empty if there is none.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return _unit_and_above(connection, unit_id)

    def superiors(self, staff_id: int) -> frozenset[int]:
        """The active heads of somebody's unit and of those above it, without themselves.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            unit_id = store.unit_of(connection, staff_id)
            if unit_id is None:
                return frozenset()
            line = [unit.id for unit in _unit_and_above(connection, unit_id)]
            return store.heads(connection, line) - {staff_id}


def clean_title(title: str) -> str:
    """A title as it is kept: Unicode NFC, without spaces around it.

    Raises:
        BadTitle: it has not 1 to 120 visible characters.
    """
    if len(title) > 4 * TITLE_MAXIMUM:  # before composing, which would be work
        raise BadTitle
    cleaned = unicodedata.normalize("NFC", title).strip()
    if not 0 < len(cleaned) <= TITLE_MAXIMUM or not cleaned.isprintable():
        raise BadTitle
    return cleaned


def _free_title(connection: Connection, name: str, besides: int | None = None) -> str:
    title = clean_title(name)
    others = (known for known in store.organisations(connection) if known.id != besides)
    if any(known.name == title for known in others):
        raise TitleTaken
    return title


def _free_unit_title(others: list[Unit], name: str, parent: int | None) -> str:
    title = clean_title(name)
    if any(unit.name == title and unit.parent == parent for unit in others):
        raise TitleTaken
    return title


def _unit_and_above(connection: Connection, unit_id: int) -> list[Unit]:
    unit = store.find_unit(connection, unit_id)
    return [] if unit is None else _upwards(store.units(connection, unit.organisation), unit_id)


def _upwards(units: list[Unit], start: int | None) -> list[Unit]:
    """From a unit to the top; a circle that is in the database all the same is walked once.

    Raises:
        UnknownUnit: the start is none of them.
    """
    known = {unit.id: unit for unit in units}
    if start is not None and start not in known:
        raise UnknownUnit
    line: list[Unit] = []
    while start is not None and start in known:
        line.append(known.pop(start))
        start = line[-1].parent
    return line
