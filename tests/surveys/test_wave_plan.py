"""A plan comes back from the database as it was, and from a description as it is described."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.wave_file import describe
from copfeedback.surveys.wave_model import (
    BEHIND,
    Arm,
    Audience,
    Behind,
    Recruitment,
    WaveKind,
    WavePlan,
)
from copfeedback.surveys.wave_plan import plan_as_text, plan_from_text
from copfeedback.surveys.waves import add_wave
from tests.factories import OPERATOR, Fieldwork, a_wave_file, in_languages

NAMES = st.text("abc", min_size=1, max_size=3)
MARGINS = st.dictionaries(NAMES, st.dictionaries(NAMES, st.integers(0, 9)), max_size=2)
PLANS = st.builds(
    WavePlan,
    kind=st.sampled_from(WaveKind),
    every_months=st.none() | st.integers(1, 99),
    behind=st.builds(
        Behind, **dict.fromkeys(BEHIND, st.none() | st.text("سلام", min_size=1).map(in_languages))
    ),
    arm=st.none() | st.sampled_from(Arm),
    arms=st.dictionaries(NAMES, st.sampled_from(Arm), max_size=2),
    population=MARGINS,
    target=st.none() | st.integers(1),
    targets=MARGINS,
    audience=st.sampled_from(Audience),
    modes=st.frozensets(st.sampled_from(Mode), min_size=1),
    by_code=st.booleans(),
    recruitment=st.sampled_from(Recruitment),
    strata=st.lists(NAMES, max_size=2).map(tuple),
    clusters=st.lists(NAMES, max_size=2).map(tuple),
    officer_run=st.booleans(),
    languages=st.lists(NAMES, max_size=2).map(tuple),
    fallback_languages=st.lists(NAMES, max_size=2).map(tuple),
    sectors_added=st.integers(0, 3),
    elsewhere=st.booleans(),
)


@given(PLANS)
def test_a_plan_is_the_same_when_it_was_kept(plan: WavePlan):
    assert plan_from_text(plan_as_text(plan)) == plan


def test_a_wave_that_is_older_than_plans_has_one_that_says_nothing():
    assert plan_from_text(None) == WavePlan()
    assert plan_as_text(WavePlan()) == "{}"


def test_what_is_kept_holds_no_more_than_what_was_said():
    assert json.loads(plan_as_text(WavePlan(target=40))) == {"target": 40}


def test_a_wave_is_described_as_it_was_when_it_is_to_be_changed(sqlite_fieldwork: Fieldwork):
    described = a_wave_file(
        id="other",
        kind="midline",
        every_months=6,
        run_by={"en": "A university"},
        sectors=[{"code": "harbour", "text": {"en": "Harbour"}, "arm": "pilot"}],
        population={"gender": {"woman": 510, "man": 490}},
        target=100,
        targets={"mode": {"paper": 20}},
        audience="internal",
        modes=["light", "paper"],
        by_code=True,
        recruitment="sample",
        strata=["north", "south"],
        clusters=["one"],
        officer_run=True,
        languages=["en", "ar"],
    )

    wave = add_wave(sqlite_fieldwork.trail, OPERATOR, described)
    sqlite_fieldwork.book.refresh()

    assert sqlite_fieldwork.book.find("other").wave == wave
    assert describe(wave) == described
