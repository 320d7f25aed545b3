"""Counts of cases: what is shown of a quarter tells of no fewer than ten."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copfeedback.results import counting
from copfeedback.results.counting import rows_of_counts
from copfeedback.results.disclosure import ReleaseDamaged, build_counts, seal_of, thaw_counts
from copfeedback.results.published import (
    EVERYONE,
    NO_ANSWER,
    PART,
    CountTable,
    Domain,
    PublishedTable,
    Withheld,
)
from copfeedback.results.thresholds import THRESHOLDS
from tests.factories import a_question, a_survey
from tests.results.attacker import WAVE, Attacker, values_of

MONTHS = ("2026-10", "2026-11", "2026-12")
CATEGORIES, LANGUAGES = ("force", "service", "property"), ("en", "ar", "uk")
AGES, SECTORS = ("12_17", "18_29"), ("harbour", "hills")
QUESTIONS = a_survey(
    [
        a_question("gender", "single", "woman", "man", "non_binary"),
        a_question("age_band", "single", *AGES),
        a_question("sector", "single", *SECTORS),
        a_question("categories", "multiple", *CATEGORIES),
        a_question("language", "single", *LANGUAGES),
    ]
)


def random_cases(size, seed):
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    return [
        {
            "mode": random.choice(MONTHS),
            "gender": random.choices(("woman", "man", "non_binary", ""), (40, 50, 2, 8))[0],
            "age_band": random.choices(AGES, (10, 90))[0],
            "sector": random.choices((*SECTORS, "not_stated"), (60, 30, 10))[0],
            "categories": random.sample(CATEGORIES, random.choice((0, 1, 1, 2))),
            "language": random.choices(LANGUAGES, (80, 15, 5))[0],
        }
        for _ in range(size)
    ]


def tables_of(cases):
    """The counts as the counters have them."""
    counts = defaultdict(Counter)
    for case in cases:
        values, month = values_of(case, {}), case["mode"]
        counts["filed"][month, values["age_band"], values["gender"]] += 1
        counts["sector"][month, values["sector"]] += 1
        counts["language"][month, case["language"]] += 1
        for category in case["categories"]:
            counts["categories"][month, category, values["gender"]] += 1
    return [
        CountTable(
            "filed", ("categories", "gender"), counts["categories"], frozenset({"categories"})
        ),
        CountTable("filed", ("age_band", "gender"), counts["filed"]),
        CountTable("filed", ("sector",), counts["sector"]),
        CountTable("filed", ("language",), counts["language"]),
    ]


def domain_of(row, *without):
    """Whom a row is about, as the attacker says it: a month is a mode."""
    parts = dict(row.domain.parts)
    return Domain.of(
        {"mode" if name == PART else name: parts[name] for name in parts if name not in without}
    )


def attacked(cases):
    rows = [row for each in rows_of_counts(tables_of(cases), THRESHOLDS).values() for row in each]
    asked = {"categories", "language"}
    wave = {domain_of(row): row.withheld for row in rows if not asked & {*row.domain.dimensions}}
    attacker = Attacker(QUESTIONS, cases, wave, {})
    targets = [(domain, [WAVE], 10) for domain in wave if 0 < attacker.count(domain) < 10]
    for item in sorted(asked):
        shown = defaultdict(dict)
        for row in rows:
            if (code := row.domain.value(item)) is not None:
                shown[code][domain_of(row, item)] = row.withheld
        if item == "language":
            shown[NO_ANSWER] = {EVERYONE: None}  # everybody has one
        attacker.see_counts(item, shown)
        for code, domains in shown.items():
            for domain in domains:
                count = attacker.count(domain, item, code)
                if 0 < count < 10:
                    targets.append((domain, [(item, code)], 10))
                if item == "categories" and 0 < attacker.count(domain) - count < 10:
                    targets.append((domain, [(item, f"not {code}")], 10))
    return attacker, targets


@example(size=0, seed=1)
@example(size=1, seed=1)
@example(size=9, seed=2)
@example(size=10, seed=3)
@example(size=12, seed=4)
@example(size=21, seed=5)
@example(size=45, seed=6)
@example(size=120, seed=7)
@example(size=400, seed=8)
@settings(max_examples=12, deadline=None)
@given(size=st.sampled_from([5, 11, 15, 30, 60, 90, 200, 600]), seed=st.integers(0, 2**32))
def test_no_count_below_ten_is_narrowed_down_when_all_tables_of_a_quarter_are_known(size, seed):
    attacker, targets = attacked(random_cases(size, seed))
    assert attacker.narrowed(targets) == []


def test_enough_is_shown_to_be_of_use_when_there_are_many():
    rows = rows_of_counts(tables_of(random_cases(2_000, 1)), THRESHOLDS)
    every = [row for each in rows.values() for row in each]
    assert sum(row.withheld is None for row in every) > 0.6 * len(every)
    whole = next(row for row in rows["filed.language"] if row.domain == EVERYONE)
    assert (whole.base, whole.withheld) == (2_000, None)


def test_the_quarter_is_shown_when_its_months_are_too_small():
    cases = [dict(case, categories=[]) for case in random_cases(24, 3)]
    for at, case in enumerate(cases):
        case |= {"mode": MONTHS[at % 3], "gender": "woman", "age_band": "18_29"}
        case |= {"sector": "hills", "language": "en"}
    rows = rows_of_counts(tables_of(cases), THRESHOLDS)["filed.language"]
    shown = {row.domain.id: row.base for row in rows}
    assert shown["all"] == 25
    assert {shown[f"part={month}"] for month in MONTHS} == {None}


def test_counts_are_rounded_and_never_say_which_of_those_withheld_is_small():
    rows = rows_of_counts(tables_of(random_cases(300, 9)), THRESHOLDS)
    every = [row for each in rows.values() for row in each]
    assert all(row.base % 5 == 0 for row in every if row.base is not None)
    assert {row.withheld for row in every} == {None, Withheld.PROTECTS_ANOTHER}


def test_the_rest_of_a_category_is_no_row():
    rows = rows_of_counts(tables_of(random_cases(300, 9)), THRESHOLDS)["filed.categories.gender"]
    assert {row.domain.value("categories") for row in rows} == {None, *CATEGORIES}


def test_tables_that_contradict_each_other_are_refused():
    tables = tables_of(random_cases(50, 1))
    tables[-1].counts["2026-10", "en"] += 1
    with pytest.raises(ValueError, match="do not count the same cases"):
        rows_of_counts(tables, THRESHOLDS)


def test_a_frozen_quarter_comes_back_as_it_was():
    text = build_counts("2026-Q4", date(2027, 1, 3), tables_of(random_cases(300, 9)))
    found = thaw_counts(text, seal_of(text))
    assert (found.period, found.built_on) == ("2026-Q4", date(2027, 1, 3))
    assert set(found.tables) == {
        "filed.categories.gender",
        "filed.age_band.gender",
        "filed.sector",
        "filed.language",
    }
    assert isinstance(found.tables["filed.sector"], PublishedTable)
    assert build_counts("2026-Q4", date(2027, 1, 3), tables_of(random_cases(300, 9))) == text


def test_a_changed_quarter_is_noticed():
    text = build_counts("2026-Q4", date(2027, 1, 3), tables_of(random_cases(300, 9)))
    with pytest.raises(ReleaseDamaged):
        thaw_counts(text.replace("2026-Q4", "2026-Q3"), seal_of(text))


def test_the_attacker_finds_the_small_ones_when_only_they_are_withheld(monkeypatch):
    monkeypatch.setattr(counting, "withhold_until_safe", lambda _c, _r, few, *_: frozenset(few))
    attacker, targets = attacked(random_cases(120, 7))
    assert attacker.narrowed(targets)
