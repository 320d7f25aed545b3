"""The answers of a wave as columns, one number a response: what estimates are made from.

A million responses to forty questions take some hundred megabytes like this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copfeedback.surveys.model import Question

NOBODY = -1
"""The code of those who were not asked."""


@dataclass(frozen=True)
class Coded:
    """A value for each response: ``codes`` are places in ``values``."""

    values: tuple[str, ...]
    codes: NDArray[np.int32]


@dataclass(frozen=True)
class ItemColumn:
    """How each response answered an item.

    Of a multiple choice, ``ticks`` has a column of true and false for each answer. Of everything
    else, ``picked`` is the place of the answer in ``answers``. Those who were not asked have false
    in every column, or ``NOBODY``. ``answers`` ends with ``no_answer``.
    ``numbers`` are the values of a scale or number, NaN where there is none.
    """

    item: str
    question: Question
    asked: NDArray[np.bool_]
    answers: tuple[str, ...]
    picked: NDArray[np.int16]
    ticks: NDArray[np.bool_] | None
    favourable: tuple[str, ...]
    numbers: NDArray[np.float64] | None = None

    def gave(self, *codes: str) -> NDArray[np.bool_]:
        """Who gave one of these answers."""
        places = [self.answers.index(code) for code in codes]
        who: NDArray[np.bool_] = (
            np.isin(self.picked, places)
            if self.ticks is None
            else np.any(self.ticks[:, places], axis=1)
        )
        return who


@dataclass(frozen=True)
class Columns:
    """The responses of a wave.

    ``dimensions`` has those of ``published.DIMENSIONS`` that the wave tells people apart by. The
    design has None for what the wave does not have: ``weight`` is by the chance of being asked,
    ``population_size`` how many units there are in the response's stratum (the first stage's).
    """

    size: int
    dimensions: Mapping[str, Coded]
    items: Mapping[str, ItemColumn]
    stratum: Coded | None = None
    cluster: Coded | None = None
    weight: NDArray[np.float64] | None = None
    population_size: NDArray[np.float64] | None = None
