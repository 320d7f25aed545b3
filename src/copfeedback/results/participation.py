"""Who answered, compared with who lives there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from copfeedback.results.published import EVERYONE, GENDER_OF, Domain, Group, Release
from copfeedback.surveys.packing import MARGINS, NOT_STATED
from copfeedback.surveys.wave_model import Wave

_UNKNOWN = frozenset({NOT_STATED, Group.ANOTHER_OR_NOT_STATED.value})


@dataclass(frozen=True, slots=True)
class Participants:
    """One group: how many answered (rounded; None: withheld) and how many live there.

    ``people`` is None where the wave knows no number. ``of_answers`` and ``of_people`` are its
    shares, 0 to 1, of all whose group is known.
    """

    value: str
    answered: int | None
    people: int | None
    of_answers: float | None
    of_people: float | None

    @property
    def rate(self) -> float | None:
        """How many answered of those who live there."""
        return self.answered / self.people if self.answered is not None and self.people else None


@dataclass(frozen=True, slots=True)
class Participation:
    """Who answered by one margin.

    ``unknown`` are those who did not say (or whose gender is shown together with those); None if
    they are withheld, 0 if there are none.
    """

    dimension: str
    groups: tuple[Participants, ...]
    unknown: int | None
    unknown_value: str = NOT_STATED

    @property
    def withheld(self) -> tuple[str, ...]:
        """The groups whose number is not shown."""
        return tuple(each.value for each in self.groups if each.answered is None)

    @property
    def lowest_to_highest(self) -> float | None:
        """The lowest participation rate divided by the highest; None for fewer than two rates."""
        rates = [each.rate for each in self.groups if each.rate is not None]
        return min(rates) / max(rates) if len(rates) > 1 and max(rates) > 0 else None


def participation(wave: Wave, release: Release) -> tuple[Participation, ...]:
    """Who answered a wave, by each margin whose groups are told apart."""
    found = (_by_margin(wave, release, dimension) for dimension in MARGINS)
    return tuple(each for each in found if each.groups)


def _by_margin(wave: Wave, release: Release, dimension: str) -> Participation:
    bases = dict(_bases(release, dimension))
    if not bases:
        return Participation(dimension, (), 0)
    people = _population(wave, dimension)
    unknown_value = next((value for value in bases if value in _UNKNOWN), NOT_STATED)
    unknown = bases.get(unknown_value, 0)
    if unknown_value == Group.ANOTHER_OR_NOT_STATED.value:
        people.pop(Group.ANOTHER.value, None)  # counted with those who did not say
    known = {value: base for value, base in bases.items() if value not in _UNKNOWN}
    # A group of whom nobody answered has no base; the population still knows of it.
    known |= {value: 0 for value in people if value not in known}
    everyone = release.bases.get(EVERYONE)
    counted = sum(base or 0 for base in known.values())
    if None in known.values() and everyone is not None and unknown is not None:
        counted = max(counted, everyone - unknown)  # those of withheld groups as well
    living = sum(people.values())
    groups = tuple(
        Participants(
            value,
            base,
            people.get(value),
            base / counted if base is not None and counted else None,
            people[value] / living if value in people and living else None,
        )
        for value, base in known.items()
    )
    return Participation(dimension, groups, unknown, unknown_value)


def _bases(release: Release, dimension: str) -> Iterator[tuple[str, int | None]]:
    for domain, base in release.bases.items():
        value = domain.value(dimension)
        if value is not None and domain == Domain.of({dimension: value}):
            yield value, base


def _population(wave: Wave, dimension: str) -> dict[str, int]:
    """How many people there are by the groups that tables show."""
    people: dict[str, int] = {}
    for value, count in wave.plan.population.get(dimension, {}).items():
        group = value
        if dimension == "gender":
            group = GENDER_OF.get(value, Group.ANOTHER).value
        people[group] = people.get(group, 0) + count
    return people
