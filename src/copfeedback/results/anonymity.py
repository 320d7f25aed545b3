"""How well single responses hide among others (k-anonymity), and how they are made to.

A class is all responses alike in whatever somebody may know of a person beforehand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

BLANK = -1
"""In place of a value that is not told."""


@dataclass(frozen=True, slots=True)
class Protection:
    """The thresholds; ``smallest_class`` is k."""

    quasi_identifiers: tuple[str, ...]
    smallest_class: int
    reported_sizes: tuple[int, ...]


def _read_protection() -> Protection:
    text = files(__package__).joinpath("microdata.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    return Protection(
        tuple(read["quasi_identifiers"]), read["smallest_class"], tuple(read["reported_sizes"])
    )


PROTECTION = _read_protection()


class TooFewResponses(Exception):  # noqa: N818 - named for what happened
    """There are fewer responses than a class must have: none of them can be told."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Which class each response is in, and how many responses each class has."""

    of: NDArray[np.intp]
    sizes: NDArray[np.intp]

    @property
    def own_size(self) -> NDArray[np.intp]:
        """The size of the class of each response."""
        return self.sizes[self.of]


@dataclass(frozen=True, slots=True)
class AnonymityReport:
    """What is known before an export, of the responses as they are stored.

    ``classes`` is how many there are, ``smallest`` the size of the smallest, ``unique`` how many
    responses are alone in theirs, ``below`` how many are in a class smaller than each size.
    ``left_out`` is how many cannot be told at all, ``blanked`` in how many of the others each
    quasi-identifier is blanked so that no class is smaller than ``smallest_class``, ``withheld`` in
    how many each item is: a sensitive one because everybody in the class gave the same answer.
    """

    wave_id: str
    responses: int
    quasi_identifiers: tuple[str, ...]
    classes: int
    smallest: int
    unique: int
    below: Mapping[int, int]
    smallest_class: int
    left_out: int
    blanked: Mapping[str, int]
    withheld: Mapping[str, int]


def classes_of(codes: NDArray[np.int32]) -> Classes:
    """The classes of responses, given a row of codes for each; ``BLANK`` counts as a value."""
    together = np.zeros(len(codes), np.int64)
    for column in codes.T:
        together = together * (int(column.max(initial=BLANK)) + 2) + (column + 1)
    _, of, sizes = np.unique(together, return_inverse=True, return_counts=True)
    return Classes(of, sizes)


def blank_small_classes(
    codes: NDArray[np.int32], order: Sequence[int], smallest: int
) -> NDArray[np.int32]:
    """Blank values until no class is smaller than ``smallest``, or has any value left.

    In the order given, a column is blanked in all responses whose class is still too small. Those
    in a class that is too small even then, fewer than ``smallest`` in all, cannot be told at all.
    """
    left = codes.copy()
    for column in order:
        left[classes_of(left).own_size < smallest, column] = BLANK
    return left


def is_alike(answers: NDArray[np.int16], classes: Classes) -> NDArray[np.bool_]:
    """The responses in whose class everybody gave the same answer."""
    kinds = int(answers.max(initial=0)) + 2
    table = np.bincount(
        classes.of * kinds + (answers + 1), minlength=len(classes.sizes) * kinds
    ).reshape(-1, kinds)
    alike: NDArray[np.bool_] = ((table > 0).sum(axis=1) == 1)[classes.of]
    return alike
