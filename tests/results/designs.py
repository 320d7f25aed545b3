"""Random waves with strata, clusters, weights and margins, for our estimates and for svy's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import svy
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from copfeedback.results.columns import Coded, Columns, ItemColumn
from tests.factories import a_question

YES_NO_UNSURE = ("yes", "no", "unsure")
DOMAINS = 3
MARGINS: Mapping[str, Mapping[str, int]] = {
    "gender": {"v0": 2000, "v1": 3000, "v2": 1500},
    "age_band": {"v0": 1000, "v1": 2500, "v2": 1500, "v3": 1500},
}


def coded(values: Sequence[Any]) -> Coded:
    """Values as a wave holds them."""
    different = sorted(set(values))
    places = {value: place for place, value in enumerate(different)}
    return Coded(tuple(map(str, different)), np.array([places[v] for v in values], np.int32))


def picks(
    places: ArrayLike, answers: Sequence[str] = YES_NO_UNSURE, favourable: Sequence[str] = ()
) -> ItemColumn:
    """A question with one answer; −1 is not asked."""
    picked = np.asarray(places, np.int16)
    return ItemColumn(
        "item",
        a_question("item", "single", *answers),
        picked >= 0,
        tuple(answers),
        picked,
        None,
        tuple(favourable),
    )


def numbers(values: ArrayLike) -> ItemColumn:
    """A number; NaN is not answered."""
    given = np.asarray(values, np.float64)
    return ItemColumn(
        "item",
        a_question("item", "single", "yes", "no"),
        np.ones(len(given), np.bool_),
        ("no_answer",),
        np.where(np.isnan(given), 0, -1).astype(np.int16),
        None,
        (),
        given,
    )


def open_link(size: int, **dimensions: Coded) -> Columns:
    """A wave in which every response weighs the same."""
    return Columns(size, dimensions, {})


def everyone(columns: Columns) -> NDArray[np.int32]:
    """The domain of everyone."""
    return np.zeros(columns.size, np.int32)


@dataclass(frozen=True)
class RandomWave:
    """The same wave for us and, with its weights fitted, for svy."""

    columns: Columns
    population: Mapping[str, Mapping[str, int]]
    answers: ItemColumn
    values: ItemColumn
    domain: NDArray[np.int32]
    sample: svy.Sample


@st.composite
def random_waves(draw: st.DrawFn) -> RandomWave:
    """Waves with or without strata (one may have a single cluster), clusters, fpc and margins."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    stratified, clustered, finite = (draw(st.booleans()) for _ in range(3))
    margins = draw(st.sampled_from([(), ("gender",), ("gender", "age_band")]))
    size = draw(st.integers(40, 300))
    stratum = random.integers(0, 3, size) if stratified else np.zeros(size, np.int64)
    if stratified and draw(st.booleans()):
        stratum[0] = 3  # a stratum with a single cluster
    cluster = random.integers(0, 8, size) if clustered else np.arange(size)
    weight = random.uniform(0.5, 3, size) if draw(st.booleans()) else np.ones(size)
    dimensions = {"gender": random.integers(0, 3, size), "age_band": random.integers(0, 4, size)}
    # Everybody has some of every category, so that margins fit.
    dimensions["gender"][:12], dimensions["age_band"][:12] = np.divmod(np.arange(12), 4)
    domain = random.integers(0, DOMAINS, size)
    # Some domains are unanimous, or have answers that hardly anybody gave.
    chances = random.dirichlet([0.4, 0.4, 0.4], DOMAINS)
    picked = np.array([random.choice(3, p=chances[place]) for place in domain])
    values = random.normal(5, 2, size)
    sizes = np.array([12.0, 30, 20, 9] if clustered else [400.0, 700, 900, 350])[stratum]
    columns = Columns(
        size,
        {name: coded([f"v{place}" for place in places]) for name, places in dimensions.items()},
        {},
        coded(list(stratum)) if stratified else None,
        coded(list(cluster)) if clustered else None,
        weight,
        sizes if finite else None,
    )
    frame = pl.DataFrame(
        {
            "stratum": [f"s{place}" for place in stratum],
            "cluster": [f"s{place}c{at}" for place, at in zip(stratum, cluster, strict=True)],
            "weight": weight,
            "sizes": sizes,
            "domain": domain,
            "answer": [YES_NO_UNSURE[place] for place in picked],
            "value": values,
            **{name: [f"v{place}" for place in places] for name, places in dimensions.items()},
        }
    )
    design = svy.Design(
        wgt="weight",
        stratum="stratum" if stratified else None,
        psu="cluster" if clustered else None,
        pop_size="sizes" if finite else None,
        singleton="center" if stratified else None,
    )
    population = {name: MARGINS[name] for name in margins}
    sample = _fitted(svy.Sample(frame, design), population)
    return RandomWave(
        columns,
        population,
        picks(picked, favourable=("yes", "unsure")),
        numbers(values),
        domain.astype(np.int32),
        sample,
    )


def _fitted(sample: svy.Sample, population: Mapping[str, Mapping[str, int]]) -> svy.Sample:
    if len(population) == 1:
        ((name, totals),) = population.items()
        return sample.weighting.poststratify(controls=dict(totals), cells=name)
    if population:
        controls = {name: dict(totals) for name, totals in population.items()}
        return sample.weighting.rake(controls=controls, tol=1e-13, max_iter=5_000)
    return sample
