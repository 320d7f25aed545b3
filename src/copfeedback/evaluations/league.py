"""Who keeps their pledges: numbers of evaluations, by whoever commissioned them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.model import Pledge
from copfeedback.evaluations.standing import Standing, Status
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.i18n.translations import Translations

LEAST_FOR_SHARE = 20
"""Of fewer pledges than this that were due, a share in percent would say more than is known."""

_DONE = frozenset({Status.PUBLISHED, Status.PUBLISHED_LATE})


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """The evaluations that an office or organisation commissioned, as they stand.

    ``kept`` were published in time, ``late`` after their day; ``overdue`` are awaited since, and
    ``owed`` were cancelled when data had been gathered. ``to_come`` are not due yet, and
    ``cancelled`` will never be. ``registered_late`` and ``moved``, whose day was moved, count those
    among all of them.
    """

    commissioner: Translations
    organisation: int | None
    kept: int = 0
    late: int = 0
    overdue: int = 0
    owed: int = 0
    to_come: int = 0
    cancelled: int = 0
    registered_late: int = 0
    moved: int = 0

    @property
    def due(self) -> int:
        """How many were to be public by now."""
        return self.kept + self.late + self.overdue + self.owed

    @property
    def share_kept(self) -> float | None:
        """Which part of those was published in time, 0 to 1; None where they are too few."""
        return self.kept / self.due if self.due >= LEAST_FOR_SHARE else None


def league(found: Iterable[tuple[Evaluation, Standing]]) -> list[LeagueRow]:
    """A row for everybody who commissioned evaluations, those who owe most results first.

    It is whoever commissioned them when they were registered, called as in their latest pledge: a
    later change hands no broken word to somebody else.
    """
    together: dict[Hashable, list[tuple[Pledge, Standing]]] = {}
    for evaluation, stands in found:
        pledge = evaluation.first_pledge
        together.setdefault(_who(pledge), []).append((pledge, stands))
    rows = [_row(each) for each in together.values()]
    return sorted(rows, key=lambda row: (-row.overdue - row.owed, _english(row.commissioner)))


def _row(own: list[tuple[Pledge, Standing]]) -> LeagueRow:
    latest, stands = own[-1][0], [each for _, each in own]

    def count(*statuses: Status) -> int:
        return sum(each.status in statuses for each in stands)

    ended = (*_DONE, Status.OVERDUE, Status.CANCELLED_OWED, Status.CANCELLED)
    return LeagueRow(
        latest.commissioner,
        latest.commissioner_organisation,
        kept=count(Status.PUBLISHED),
        late=count(Status.PUBLISHED_LATE),
        overdue=count(Status.OVERDUE),
        owed=count(Status.CANCELLED_OWED),
        to_come=len(stands) - count(*ended),
        cancelled=count(Status.CANCELLED),
        registered_late=sum(each.registered_late for each in stands),
        moved=sum(each.times_moved > 0 for each in stands),
    )


def _who(pledge: Pledge) -> Hashable:
    """One and the same for all that an organisation, or an office of one name, commissions."""
    return pledge.commissioner_organisation or _english(pledge.commissioner)


def _english(text: Translations) -> str:
    """As it is compared: capital letters and spaces make no other office of it."""
    return " ".join(text.read_in(SOURCE_LANGUAGE).text.casefold().split())
