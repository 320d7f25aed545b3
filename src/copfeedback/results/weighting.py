"""Weights that make the answers of a wave stand for the population.

One margin of the population is met by post-stratification, several by raking: each in turn, until
all fit (W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11, 1940, 427–444).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.columns import Columns
from copfeedback.results.published import DIMENSIONS, GENDER_OF, Weighting

RULES: Mapping[str, Any] = tomllib.loads(
    files(__package__).joinpath("weighting.toml").read_text(encoding="utf-8")
)


class Remark(StrEnum):
    """What was done because the population and the responses do not fit together."""

    NO_TARGET = "no_target"
    """Categories of the wave without a number of people keep their weighted share."""
    EMPTY_CATEGORY = "empty_category"
    """Categories of the population in which nobody answered are left out."""
    UNKNOWN_MARGIN = "unknown_margin"
    """The wave does not tell people apart by this, or nobody fits it: it is left out."""
    DIFFERENT_TOTALS = "different_totals"
    """Margins that add up to different totals are taken as proportions."""
    NOT_CONVERGED = "not_converged"
    """A margin that does not fit together with those before it is left out."""
    OVER_LIMIT = "over_limit"
    """Cutting stopped with some weights still above the limit."""
    UNUSABLE_WEIGHTS = "unusable_weights"
    """Some weights of the design are not above zero: all responses start alike."""


class Note(NamedTuple):
    """A remark, which margin it is about, and which of its categories (or which margins)."""

    remark: Remark
    margin: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weights:
    """A weight for each response.

    ``values`` add up to the number of people in the categories of the population that somebody
    answered for (the smallest margin's); without a population, they are the design's, or 1.
    ``base`` are the weights before a population was looked at, ``categories`` each response's
    category of each margin, both as estimates need them. ``design_effect`` is what unequal weights
    do to a variance: Kish's 1 + cv² (Survey Sampling, 1965), None if unweighted. ``trimmed`` is
    how many weights were cut.
    """

    values: NDArray[np.float64]
    base: NDArray[np.float64]
    weighting: Weighting = Weighting.NONE
    margins: tuple[str, ...] = ()
    categories: tuple[NDArray[np.int32], ...] = ()
    design_effect: float | None = None
    trimmed: int = 0
    remarks: tuple[Note, ...] = ()


def weigh(columns: Columns, population: Mapping[str, Mapping[str, int]]) -> Weights:
    """Weigh the responses of a wave to the margins of its population.

    Nothing here fails because of a population that does not fit: see ``Remark``.

    Args:
        columns: the responses.
        population: how many people there are, by dimension (``gender``, ``age_band``, ``sector``)
            and choice code; nothing if the wave has no population.
    """
    notes: list[Note] = []
    base = _base(columns, notes)
    margins = _margins(columns, population, base, notes)
    if not margins:
        designed = bool((base != 1).any())
        weighting = Weighting.DESIGN if designed else Weighting.NONE
        effect = _kish(base) if designed else None
        return Weights(base, base, weighting, design_effect=effect, remarks=tuple(notes))
    margins = _that_fit(margins, base, notes)
    values, trimmed = _fitted(margins, base, notes)
    return Weights(
        values * min(margin.people for margin in margins) / values.sum(),
        base,
        Weighting.POST_STRATIFIED if len(margins) == 1 else Weighting.RAKED,
        tuple(margin.name for margin in margins),
        tuple(margin.codes for margin in margins),
        _kish(values),
        trimmed,
        tuple(notes),
    )


class _Margin(NamedTuple):
    """Each response's category, the fraction of each, and how many people these are."""

    name: str
    codes: NDArray[np.int32]
    targets: NDArray[np.float64]
    people: int


def _base(columns: Columns, notes: list[Note]) -> NDArray[np.float64]:
    if columns.weight is None:
        return np.ones(columns.size)
    if not (np.isfinite(columns.weight) & (columns.weight > 0)).all():
        notes.append(Note(Remark.UNUSABLE_WEIGHTS))
        return np.ones(columns.size)
    return columns.weight


def _kish(weights: NDArray[np.float64]) -> float:
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def _margins(
    columns: Columns,
    population: Mapping[str, Mapping[str, int]],
    base: NDArray[np.float64],
    notes: list[Note],
) -> list[_Margin]:
    """The margins that somebody fits, in the order of the dimensions."""
    known = [name for name in DIMENSIONS if name in population]
    margins, totals = [], set()
    for name in (*known, *sorted(population.keys() - set(known))):
        people = _by_value(name, population[name])
        margin = _margin(name, columns, people, base, notes)
        if margin is None:
            notes.append(Note(Remark.UNKNOWN_MARGIN, name))
        else:
            margins.append(margin)
            totals.add(sum(people.values()))
    if len(totals) > 1:
        notes.append(Note(Remark.DIFFERENT_TOTALS, "", tuple(each.name for each in margins)))
    return margins


def _by_value(name: str, population: Mapping[str, int]) -> dict[str, int]:
    """How many people there are of each value of a dimension, without those of none."""
    people: dict[str, int] = {}
    for code, count in population.items():
        value = str(GENDER_OF.get(code, code)) if name == "gender" else code
        if count > 0:
            people[value] = people.get(value, 0) + count
    return people


def _margin(
    name: str,
    columns: Columns,
    people: Mapping[str, int],
    base: NDArray[np.float64],
    notes: list[Note],
) -> _Margin | None:
    """A margin of the categories that somebody is in.

    Those without a target keep their weighted share, and the other targets are scaled to what
    remains.
    """
    dimension = columns.dimensions.get(name)
    if dimension is None or not columns.size:
        return None
    observed = np.bincount(dimension.codes, base, len(dimension.values)) / base.sum()
    wanted = np.array([people.get(str(value), 0) for value in dimension.values], np.float64)
    there = observed > 0
    fixed = there & (wanted > 0)
    if not fixed.any():
        return None
    values = [str(value) for value in dimension.values]
    seen = {value for value, is_there in zip(values, there, strict=True) if is_there}
    if empty := tuple(value for value in people if value not in seen):
        notes.append(Note(Remark.EMPTY_CATEGORY, name, empty))
    pinned = there & ~fixed
    if pinned.any():
        without = tuple(value for value, is_so in zip(values, pinned, strict=True) if is_so)
        notes.append(Note(Remark.NO_TARGET, name, without))
    remainder = 1 - observed[pinned].sum()
    targets = np.where(fixed, wanted / wanted[fixed].sum() * remainder, observed)
    # Categories that nobody is in have no place in the margin.
    places = np.cumsum(there, dtype=np.int32) - 1
    codes = places[dimension.codes].astype(np.int32)
    return _Margin(name, codes, targets[there], int(wanted[fixed].sum()))


class _Cells:
    """Responses by their categories in all margins at once: what raking goes over."""

    def __init__(self, margins: Sequence[_Margin]) -> None:
        shape = tuple(len(margin.targets) for margin in margins)
        joint = np.ravel_multi_index(tuple(margin.codes for margin in margins), shape)
        cells, self.of_response = np.unique(joint, return_inverse=True)
        self._categories = np.unravel_index(cells, shape)
        self._targets = [margin.targets for margin in margins]
        self._count = len(cells)

    def fit(self, weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], bool]:
        """Weights as fractions that fit the margins one after the other, and whether all fit."""
        before = np.bincount(self.of_response, weights, self._count)
        sums = before / before.sum()
        for _ in range(RULES["raking"]["rounds"]):
            worst = 0.0
            for categories, targets in zip(self._categories, self._targets, strict=True):
                found = np.bincount(categories, sums, len(targets))
                worst = max(worst, float(np.abs(found / targets - 1).max()))
                # What another margin has pressed to nothing can no longer be lifted.
                factors = np.divide(targets, found, out=np.zeros_like(found), where=found > 0)
                sums = sums * factors[categories]
            if worst <= RULES["raking"]["tolerance"]:
                break
        fits = worst <= RULES["raking"]["tolerance"] and bool((sums > 0).all())
        return weights * (sums / before)[self.of_response], fits


def _that_fit(
    margins: Sequence[_Margin], base: NDArray[np.float64], notes: list[Note]
) -> list[_Margin]:
    """The margins that fit together, taken in order; one alone always does."""
    fitting = [margins[0]]
    for margin in margins[1:]:
        if _Cells([*fitting, margin]).fit(base)[1]:
            fitting.append(margin)
        else:
            notes.append(Note(Remark.NOT_CONVERGED, margin.name))
    return fitting


def _fitted(
    margins: Sequence[_Margin], base: NDArray[np.float64], notes: list[Note]
) -> tuple[NDArray[np.float64], int]:
    """Weights that fit the margins, large ones cut, and how many were cut."""
    cells = _Cells(margins)
    weights, _ = cells.fit(base)
    # Their sum stays 1, so their mean stays the same.
    limit = RULES["trimming"]["limit"] / len(weights)
    cut = np.zeros(len(weights), np.bool_)
    for _ in range(RULES["trimming"]["rounds"]):
        # Rounding alone makes no weight too large.
        above = weights > limit * (1 + RULES["raking"]["tolerance"])
        if not above.any():
            break
        again, fits = cells.fit(np.minimum(weights, limit))
        if not fits:
            break
        cut |= above
        weights = again
    left = int((weights > limit * (1 + RULES["raking"]["tolerance"])).sum())
    if left:
        notes.append(Note(Remark.OVER_LIMIT, "", (str(left),)))
    return weights, int(cut.sum())
