"""What can be chosen in the form of a complaint on this portal: sectors, units, grounds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from copfeedback.complaints.form import Known
from copfeedback.complaints.grounds import read_grounds
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OrganisationKind, Unit
from copfeedback.people.organisations import Organisations
from copfeedback.people.sector_model import Branch
from copfeedback.people.sectors import Sectors
from copfeedback.storage.engine import StorageUnavailable

FRESH_SECONDS = 60.0


class Choices:
    """Looked up again every minute; while the database is away, what was known last holds."""

    def __init__(
        self,
        sectors: Sectors,
        organisations: Organisations,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sectors = sectors
        self._organisations = organisations
        self._monotonic = monotonic
        self._known = Known(read_grounds())
        self._looked_up_at = float("-inf")

    def known(self) -> Known:
        """What can be chosen now."""
        now = self._monotonic()
        if now - self._looked_up_at >= FRESH_SECONDS:
            try:
                self._known = self._look_up()
                self._looked_up_at = now
            except StorageUnavailable:
                pass
        return self._known

    def _look_up(self) -> Known:
        units = [
            (unit.id, name)
            for organisation in self._organisations.all()
            if organisation.kind is OrganisationKind.POLICE and organisation.active
            for unit, name in _named(self._organisations.units(organisation.id))
        ]
        sectors = tuple(_sectors(self._sectors.public()))
        return Known(self._known.grounds, sectors, tuple(units))


def _sectors(branches: Sequence[Branch], depth: int = 0) -> Iterator[tuple[str, Translations]]:
    """The sectors as a list; a dash for each that they lie in."""
    for branch in branches:
        names = branch.sector.name
        yield (
            branch.sector.code,
            Translations({tag: "– " * depth + name for tag, name in names.items()}),
        )
        yield from _sectors(branch.parts, depth + 1)


def _named(units: Sequence[Unit]) -> list[tuple[Unit, str]]:
    """Units with the name of the one above, since many are called alike."""
    by_id = {unit.id: unit for unit in units}
    return [
        (unit, f"{unit.name} ({by_id[unit.parent].name})" if unit.parent in by_id else unit.name)
        for unit in units
    ]
