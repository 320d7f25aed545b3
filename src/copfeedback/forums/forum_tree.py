"""Forums as trees, and what of each is read together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from copfeedback.forums.model import Forum, Side


@dataclass(frozen=True, slots=True)
class Branch:
    """A forum with the forums below it."""

    forum: Forum
    below: tuple[Branch, ...]

    def __len__(self) -> int:
        """How many forums there are, this one included."""
        return 1 + sum(map(len, self.below))


def grow(forums: Iterable[Forum]) -> tuple[Branch, ...]:
    """Forums as trees, in the order in which they come."""
    by_code = {each.code: each for each in forums}
    below: dict[str | None, list[Forum]] = {}
    for each in by_code.values():
        below.setdefault(each.parent if each.parent in by_code else None, []).append(each)

    def branches(code: str | None) -> tuple[Branch, ...]:
        return tuple(Branch(each, branches(each.code)) for each in below.get(code, ()))

    return branches(None)


def above(forum: Forum, forums: Mapping[str, Forum]) -> list[Forum]:
    """The forums to which topics are passed up, the highest first."""
    found: list[Forum] = []
    code = forum.parent
    while code is not None and code in forums and forums[code] not in found:
        found.append(forums[code])
        code = forums[code].parent
    return found[::-1]


def sides(forum: Forum) -> list[tuple[Side, int, list[str]]]:
    """Each side at the table: how many seats it has, and which organisations hold them."""
    found = []
    for side in Side:
        seats = [each for each in forum.seats if each.side is side]
        if seats:
            holders = [each.holder for each in seats if each.holder]
            found.append((side, sum(each.seats for each in seats), holders))
    return found
