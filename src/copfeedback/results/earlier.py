"""What the difference to an earlier release of the same wave must not tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.cube import MERGED, Cube
from copfeedback.results.published import Domain
from copfeedback.results.reach import Reach
from copfeedback.results.suppression import FAR_BEYOND, Mask, Places, Sums, Suppression


@dataclass(frozen=True)
class Earlier:
    """What an earlier release of the same wave showed.

    Attributes:
        bases: how many were in every cell of its cube, exactly.
        shown: the domains of which it showed figures.
        items: the same for questions that not everybody was asked.
    """

    bases: Mapping[Domain, int]
    shown: frozenset[Domain]
    items: Mapping[str, Earlier] = field(default_factory=dict)

    @property
    def tells_nothing(self) -> bool:
        """Whether it is known to have shown no figures, so that nothing differs from them."""
        return bool(self.bases) and not self.shown

    def of_item(self, item: str) -> Earlier:
        """What it showed of an item; as if nothing had been counted where that is not known."""
        return self.items.get(item, Earlier({}, frozenset()))


class Difference:
    """The table of those who came in between two releases of a wave.

    Attributes:
        withheld_before: what an earlier release did not tell. It stays withheld, so that whatever
            could be thought of the earlier counts can still be thought of them.
        small: the cells that differ by so few that one of the two must be withheld.
    """

    def __init__(
        self,
        cube: Cube,
        sums: Sums,
        counts: NDArray[np.int64],
        earlier: Earlier,
        smallest: tuple[int, int],
        cost: Callable[[Places], NDArray[np.float64]],
    ) -> None:
        """``smallest`` are the smallest base that is shown, and the smallest safe range."""
        self._counts = counts
        self._cost = cost
        minimum, self._safe_range = smallest
        before = np.zeros(len(counts), np.int64)
        known_table = np.zeros(len(counts), np.bool_)
        known_dimensions = {domain.dimensions for domain in earlier.bases}
        shown_dimensions = {domain.dimensions for domain in earlier.shown}
        no_table = np.zeros(len(counts), np.bool_)
        for at, domain in enumerate(cube.domains):
            before[at] = sum(earlier.bases.get(each, 0) for each in cube.members(domain))
            known_table[at] = domain.dimensions in known_dimensions
            no_table[at] = domain.dimensions not in shown_dimensions
        shown = np.array([domain in earlier.shown for domain in cube.domains])
        # Without a row, there was nobody.
        self._known = known_table & (shown | (before == 0))
        self._difference = np.where(known_table, counts - before, 0)
        self._sums = sums.without(~known_table)
        distance = np.abs(self._difference)
        self._little = (distance > 0) & (distance < minimum)
        self.withheld_before = no_table | (~shown & (before > 0))
        both = [cube.index[each] for each in cube.domains if each.value("gender") == MERGED]
        for at in both:  # shown under their own names, both are known together
            parts = [cube.index[each] for each in cube.members(cube.domains[at])]
            if self._known[parts].all():
                self.withheld_before[at] = no_table[at]
                self._known[at] = True
        self.small = self._little & self._known & (counts > 0)

    def more(self, unknown: Mask) -> Mask:
        """What must be withheld besides, given what the new release does not tell."""
        withheld = unknown | ~self._known
        only_more = not (self._difference < 0).any()
        far = FAR_BEYOND + 2 * float(np.abs(self._difference).sum())
        suppression = Suppression(
            self._sums,
            self._difference,
            withheld=withheld.copy(),
            guarded=self._little.copy(),
            fixed=(self._counts == 0) | unknown,
            cost=lambda cells, _: self._cost(cells),
            safe_range=self._safe_range,
            reach=Reach(self._sums.matrix),
            dear=np.zeros_like(unknown),
            least=0.0 if only_more else -far,
        )
        suppression.run()
        more: Mask = suppression.withheld & ~withheld
        return more
