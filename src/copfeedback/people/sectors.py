"""What is done with sectors: they are shown, set, removed, and given their boundaries."""

from __future__ import annotations

from dataclasses import dataclass

from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.people import sector_store as store
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.boundaries import BadBoundaries, BoundaryProblem, read_boundaries
from copfeedback.people.model import Actor, Permission
from copfeedback.people.sector_model import (
    BadSector,
    Branch,
    Sector,
    SectorFault,
    SectorKind,
    SectorProblem,
    clean_sector,
    grow,
    is_code,
    placing_problem,
)
from copfeedback.storage.engine import reading

__all__ = [
    "BadBoundaries",
    "BadSector",
    "BoundaryProblem",
    "HoldsSectors",
    "Imported",
    "Sectors",
    "UnknownSector",
]


class UnknownSector(Exception):  # noqa: N818 - named for what happened
    """There is no such sector."""


class HoldsSectors(Exception):  # noqa: N818 - named for what happened
    """Other sectors are part of this one."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the sectors that got a boundary, and the areas still without one."""

    codes: tuple[str, ...]
    missing: tuple[str, ...]


class Sectors:
    """The use cases of sectors."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    def public(self, language: str = SOURCE_LANGUAGE) -> tuple[Branch, ...]:
        """What everybody may see, as trees in the order of the names in a language.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return grow(store.all_sectors(connection).values(), language, public=True)

    def all(self, actor: Actor) -> list[Sector]:
        """All sectors by code.

        Raises:
            NotPermitted: the actor may not manage sectors.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.MANAGE_SECTORS)
        with reading(self._trail.engine) as connection:
            return list(store.all_sectors(connection).values())

    def set(self, actor: Actor, sector: Sector, *, new: bool = False) -> Sector:
        """Add a sector, or put it in place of the one with its code; returns it as it is kept.

        ``new`` when it must not take the place of another.

        Raises:
            NotPermitted: the actor may not manage sectors.
            BadSector: with every fault that was found; nothing was changed.
            StorageUnavailable: it cannot be stored now.
        """
        with self._trail.doing(
            actor, Action.SET_SECTOR, Permission.MANAGE_SECTORS, _about(sector.code)
        ) as connection:
            cleaned = clean_sector(sector, self._trail.now().date())
            store.take_turn(connection)
            others = store.all_sectors(connection)
            if new and cleaned.code in others:
                raise BadSector([SectorProblem("code", SectorFault.CODE_TAKEN)])
            if problem := placing_problem(cleaned, others):
                raise BadSector([problem])
            store.keep(connection, cleaned, new=cleaned.code not in others)
        return cleaned

    def remove(self, actor: Actor, code: str) -> None:
        """Forget a sector and its officer.

        Whoever is there for it alone stays so, and does not become somebody for all sectors.

        Raises:
            NotPermitted: the actor may not manage sectors.
            UnknownSector: there is none of this code.
            HoldsSectors: others are part of it; move or remove those first.
            StorageUnavailable: it cannot be removed now.
        """
        with self._trail.doing(
            actor, Action.REMOVE_SECTOR, Permission.MANAGE_SECTORS, _about(code)
        ) as connection:
            store.take_turn(connection)
            sectors = store.all_sectors(connection)
            if code not in sectors:
                raise UnknownSector
            if any(each.parent == code for each in sectors.values()):
                raise HoldsSectors
            store.remove(connection, code)

    def import_boundaries(self, actor: Actor, geojson: bytes) -> Imported:
        """Take the boundaries of sectors from a GeoJSON file: all of them, or none.

        Features name their sectors in the property ``code``; sectors that none names keep the
        boundary they have.

        Raises:
            NotPermitted: the actor may not manage sectors.
            BadBoundaries: with a fault for every feature that has one; nothing was changed.
            StorageUnavailable: they cannot be stored now.
        """
        doing = (actor, Action.IMPORT_BOUNDARIES, Permission.MANAGE_SECTORS, "sectors")
        self._trail.require(*doing)
        with reading(self._trail.engine) as connection:
            known = store.kinds(connection)
        boundaries = read_boundaries(geojson, known)  # takes its time: nobody waits for the lock
        with self._trail.doing(*doing) as connection:
            store.take_turn(connection)
            if (kinds := store.kinds(connection)) != known:
                boundaries = read_boundaries(geojson, kinds)
            store.keep_boundaries(connection, boundaries)
            sectors = store.all_sectors(connection).values()
        missing = (
            each.code for each in sectors if each.kind is SectorKind.AREA and not each.has_boundary
        )
        return Imported(tuple(boundaries), tuple(missing))


def _about(code: str) -> str:
    """A sector's place in the audit trail, which holds no typing errors."""
    return f"sector {code}" if is_code(code) else "sector"
