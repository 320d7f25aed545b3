"""A roster as lines on a terminal, for those who are about to sign it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from copfeedback.complaints.recovery import fingerprint
from copfeedback.complaints.roster import Roster, RosterHolder
from copfeedback.complaints.roster_exclusion import PlacedUnit


def lines_of(roster: Roster) -> Iterator[str]:
    """Whose keys are on it, and how many units."""
    yield f"the body's recovery key: {fingerprint(roster.organisation, b'')}"
    if roster.reviewer is not None:
        public = roster.reviewer.public
        digits = fingerprint(public.box, public.verify)
        yield f"external reviewer: {roster.reviewer.name}\t{digits}"
    yield from map(line_of, roster.holders)
    yield f"units: {len(roster.units)}"


def line_of(each: RosterHolder) -> str:
    """Somebody on it, with the characters that they read on their page “My key”."""
    words = [each.name, each.role.value, fingerprint(each.public.box, each.public.verify)]
    return "\t".join([*words, *([] if each.active else ["not active"])])


def unit_changes(before: Roster, following: Roster) -> Iterator[str]:
    """Which units the next roster has differently; nothing where it has the same.

    Whoever can write to the database could have moved or renamed them to get somebody a case.
    """
    if before.units == following.units:
        return
    if not before.units:
        yield f"Roster {before.version} has no units; the next one has {len(following.units)}."
        return
    yield (
        f"Units have changed since roster {before.version}. Until the next one is in force both "
        "count. Sign it only if the body knows of these changes:"
    )
    was, now = ({each.id: each for each in roster.units} for roster in (before, following))
    for one in sorted(was.keys() | now.keys()):
        if one not in was:
            yield f"unit not on it yet: {_placed(now[one], now)}"
        elif one not in now:
            yield f"unit on it, but gone: {_placed(was[one], was)}"
        elif was[one] != now[one]:
            yield f"unit changed: {_placed(was[one], was)} → {_placed(now[one], now)}"


def _placed(unit: PlacedUnit, units: Mapping[int, PlacedUnit]) -> str:
    own = f"{unit.id} {_printable(unit.name)}"
    if unit.parent is None:
        return f"{own}, at the top"
    above = units.get(unit.parent)
    return f"{own}, below {unit.parent}{f' {_printable(above.name)}' if above else ''}"


def _printable(name: str) -> str:
    """Without what could hide a line from whoever reads it on a terminal."""
    return "".join(each if each.isprintable() else "?" for each in name)
