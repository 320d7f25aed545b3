"""Equal to R: the numbers of its survey package on the Californian schools, and svy's data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import svy
from svy import datasets

from copfeedback.results.columns import Columns
from copfeedback.results.estimation import Design, Means
from copfeedback.results.published import Weighting
from copfeedback.results.weighting import weigh
from tests.results.designs import coded, everyone, numbers, picks

SCHOOLS = Path(__file__).parents[3] / "shared" / "data" / "api"
TYPES = {"E": 4421, "H": 755, "M": 1018}
WIDE = {"No": 1072, "Yes": 5122}
EQUAL = 1e-9

with_schools = pytest.mark.skipif(
    not SCHOOLS.is_dir(), reason="the data of R's survey package lies beside the project only"
)


def schools(name: str) -> pl.DataFrame:
    return pl.read_csv(SCHOOLS / name, null_values="NA")


def stratified() -> tuple[pl.DataFrame, Columns]:
    frame = schools("apistrat.csv")
    sizes = frame["fpc"].cast(pl.Float64).to_numpy()
    weights = frame["pw"].to_numpy()
    columns = Columns(
        frame.height, {}, {}, coded(frame["stype"]), weight=weights, population_size=sizes
    )
    return frame, columns


def clustered() -> tuple[pl.DataFrame, Columns]:
    frame = schools("apiclus1.csv")
    # The two margins are named as those of a wave.
    dimensions = {"sector": coded(frame["stype"]), "gender": coded(frame["sch.wide"])}
    sizes = frame["fpc"].cast(pl.Float64).to_numpy()
    weights = frame["pw"].to_numpy()
    columns = Columns(
        frame.height, dimensions, {}, None, coded(frame["dnum"]), weights, population_size=sizes
    )
    return frame, columns


def mean_of(
    columns: Columns, values: pl.Series, population: Mapping[str, Mapping[str, int]]
) -> Means:
    design = Design(columns, weigh(columns, population))
    return design.means(numbers(values.cast(pl.Float64)), everyone(columns), 1)


@with_schools
def test_mean_of_a_stratified_sample_is_that_of_r():
    frame, columns = stratified()
    found = mean_of(columns, frame["api00"], {})
    assert found.mean[0] == pytest.approx(662.29, abs=0.005)
    assert found.standard_error[0] == pytest.approx(9.4089, abs=0.00005)
    assert found.degrees[0] == 197


@with_schools
def test_total_of_a_stratified_sample_is_that_of_r():
    frame, columns = stratified()
    split = Design(columns, weigh(columns, {})).split(everyone(columns), 1)
    found = split.totals(numbers(frame["enroll"].cast(pl.Float64)))
    assert found.mean[0] == pytest.approx(3687178, abs=0.5)
    assert found.standard_error[0] == pytest.approx(114642, abs=0.5)


@with_schools
@pytest.mark.parametrize(
    ("population", "weighting", "mean", "error"),
    [
        ({}, Weighting.DESIGN, 644.17, 23.542),
        # R prints 23.921, and svy says 23.92049 as we do.
        ({"sector": TYPES}, Weighting.POST_STRATIFIED, 642.31, 23.9205),
        ({"sector": TYPES, "gender": WIDE}, Weighting.RAKED, 641.23, 23.704),
    ],
)
def test_mean_of_clusters_is_that_of_r_however_weighted(population, weighting, mean, error):
    frame, columns = clustered()
    weights = weigh(columns, population)
    assert weights.weighting is weighting
    assert not weights.remarks
    assert weights.trimmed == 0
    assert weights.values.sum() == pytest.approx(6194, abs=0.001)
    found = mean_of(columns, frame["api00"], population)
    assert found.mean[0] == pytest.approx(mean, abs=0.005)
    assert found.standard_error[0] == pytest.approx(error, abs=0.0005)
    assert found.degrees[0] == 14


def test_households_of_a_census_area_have_the_figures_of_svy():
    """Svy's own data: a stratified sample of households in clusters, weighted to two margins."""
    frame = datasets.load("hld_sample_wb_2023")
    quintiles = ("poorest", "poor", "average", "rich", "richest")
    population = {
        "sector": {"Rural": 30_000, "Urban": 26_000},
        "gender": {"No": 9_000, "Yes": 47_000},
    }
    sample = svy.Sample(frame, svy.Design(wgt="hhweight", stratum="geo1", psu="ea"))
    controls = {"urbrur": population["sector"], "electricity": population["gender"]}
    sample = sample.weighting.rake(controls=controls, tol=1e-13, max_iter=5_000)
    dimensions = {"sector": coded(frame["urbrur"]), "gender": coded(frame["electricity"])}
    columns = Columns(
        frame.height,
        dimensions,
        {},
        coded(frame["geo1"]),
        coded(frame["ea"]),
        frame["hhweight"].to_numpy(),
    )
    design = Design(columns, weigh(columns, population))
    answers = picks([quintiles.index(each) for each in frame["quint_nat"]], quintiles)
    domains = coded(frame["urbrur"])
    shares = design.shares(answers, domains.codes, len(domains.values))
    expected = sample.estimation.prop("quint_nat", by="urbrur", ci_method="korn-graubard")
    assert len(expected.estimates) == 10
    for each in expected.estimates:
        place = domains.values.index(each.by_level[0]), quintiles.index(each.y_level)
        found = [
            getattr(shares, name)[place] for name in ("share", "standard_error", "low", "high")
        ]
        assert found == pytest.approx([each.est, each.se, each.lci, each.uci], abs=EQUAL)
    means = design.means(numbers(frame["hhsize"].cast(pl.Float64)), everyone(columns), 1)
    (mean,) = sample.estimation.mean("hhsize").estimates
    found = [means.mean[0], means.standard_error[0], means.low[0], means.high[0]]
    assert found == pytest.approx([mean.est, mean.se, mean.lci, mean.uci], abs=EQUAL)
    assert np.isclose(means.people[0], 56_000)
