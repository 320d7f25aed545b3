"""What is proven without a linear program is what the program says too."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from copfeedback.results.cycles import Cycles
from copfeedback.results.wondering import Wondering

ROWS, COLUMNS, ANSWERS = 3, 3, 3
SUMS = csr_array(
    [[cell // COLUMNS == row for cell in range(ROWS * COLUMNS)] for row in range(ROWS)]
    + [[cell % COLUMNS == column for cell in range(ROWS * COLUMNS)] for column in range(COLUMNS)],
    dtype=float,
)
COUNTS = st.lists(st.integers(0, 9), min_size=ANSWERS, max_size=ANSWERS)
CELLS = st.lists(COUNTS, min_size=ROWS * COLUMNS, max_size=ROWS * COLUMNS)


@settings(max_examples=60, deadline=None)
@given(cells=CELLS, free=st.integers(0, 2**9 - 1), several=st.booleans(), wide=st.integers(1, 12))
def test_short_proofs_find_what_a_linear_program_finds(cells, free, several, wide):
    """A table of which only the sums of rows and columns are known, with their answers."""
    answers = np.array(cells, float)
    bases = answers.max(axis=1) + 1 if several else answers.sum(axis=1)
    unknown = np.array([bool(free >> at & 1) for at in range(len(cells))])
    needed = np.column_stack([np.where(unknown & (bases > 0), wide, 0), np.minimum(answers, wide)])
    alike = (answers == bases[:, np.newaxis]) & (bases > 0)[:, np.newaxis]

    def told(cycles, exchanged):
        found = Wondering(
            SUMS, unknown, bases, answers, several, needed, alike, cycles, exchanged
        ).too_narrow()
        return found.tolist()

    no_cycles = Cycles(SUMS, np.zeros(len(cells)))
    none_exchanged = (answers, answers)
    of_free = Cycles(SUMS, np.where(unknown, bases, 0.0))
    assert told(of_free, none_exchanged) == told(no_cycles, none_exchanged)
