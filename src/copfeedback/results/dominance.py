"""Which tables have means: none where a mean would give one person's number away."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.base_cells import BaseCells, Protected
from copfeedback.results.cube import Table
from copfeedback.results.suppression import Mask


def tables_with_means(
    on: BaseCells, numbers: NDArray[np.float64], protected: Protected
) -> frozenset[Table]:
    """The tables in whose rows the mean of a number may be shown.

    A mean is one person's secret where few gave a number, where all gave the same one, or where
    one number is most of the sum. What is withheld together in a sum with a shown total is told
    by it together, so the same holds of that.
    """
    given = ~np.isnan(numbers)
    shown = ~protected.unknown & protected.listed
    refused: set[Table] = set()
    for table in on.cube.tables:
        place = on.cube.place(table)[given]
        inside = _cells_of_rows(on, table, protected)
        values = np.abs(numbers[given])
        rows = inside[place]
        groups = _fit(rows, values, numbers[given], len(on.cube.domains), on)
        present = np.unique(rows)
        hidden = present[~shown[present]]
        bad = not groups[present[shown[present]]].all()
        if len(hidden) and not protected.unknown[on.places(())].any() and table:
            together = np.where(shown[rows], 0, 1)
            bad = bad or not _fit(together, values, numbers[given], 2, on)[1]
        if bad:
            refused.update(on.finer(table))
    return frozenset(on.cube.tables) - refused


def _cells_of_rows(on: BaseCells, table: Table, protected: Protected) -> NDArray[np.intp]:
    """For each plain cell of a table, the cell that has its row: of merged genders, theirs."""
    cells = on.places(table).copy()
    for at in on.places(table):
        for part in on.cube.members(on.cube.domains[at]):
            place = on.cube.index[part]
            if place != at and protected.listed[at]:
                cells[np.flatnonzero(on.places(table) == place)] = at
    return cells


def _fit(
    rows: NDArray[np.intp],
    values: NDArray[np.float64],
    numbers: NDArray[np.float64],
    size: int,
    on: BaseCells,
) -> Mask:
    """For each row, whether enough gave a number, not all the same, and none dominates."""
    count = np.bincount(rows, minlength=size)
    total = np.bincount(rows, values, minlength=size)
    largest, least, most = np.zeros(size), np.full(size, np.inf), np.full(size, -np.inf)
    np.maximum.at(largest, rows, values)
    np.minimum.at(least, rows, numbers)
    np.maximum.at(most, rows, numbers)
    mask: Mask = (
        (count >= on.thresholds.minimum_base)
        & (least < most)
        & (largest * 100 <= total * on.thresholds.largest_part)
    )
    return mask
