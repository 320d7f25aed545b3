"""Protecting a release: as many tables and questions as a large survey has."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from bench.report import Aim, Row
from copfeedback.i18n.translations import Translations
from copfeedback.results.columns import Coded, Columns, ItemColumn
from copfeedback.results.cube import Cube, tables_of
from copfeedback.results.protection import Protection
from copfeedback.results.published import NO_ANSWER
from copfeedback.results.thresholds import THRESHOLDS
from copfeedback.surveys.model import Choice, Question, QuestionType, Section, Survey

AIM = Aim(60, at_most=True)
QUESTIONS = 40
SHARES = {
    "gender": {"woman": 0.5, "man": 0.46, "another": 0.02, "not_stated": 0.02},
    "age_band": {f"band_{at}": share for at, share in enumerate((1, 4, 5, 5, 3, 1))},
    "sector": {f"sector_{at}": 1 / (1 + at / 4) for at in range(20)},
}
"""With the merged gender, five genders × six ages × twenty sectors."""
ANSWERS = {"very_good": 0.2, "good": 0.4, "bad": 0.2, "very_bad": 0.1, NO_ANSWER: 0.1}


def measure(quick: bool) -> Iterator[Row]:
    """A wave by gender, age and sector at once, with every sum of that."""
    for size in (2_000,) if quick else (2_000, 20_000, 1_000_000):
        survey, columns = _survey(), _columns(size)
        start = time.monotonic()
        cube = Cube(columns, tables_of(survey, columns))
        protection = Protection(survey, columns, cube, THRESHOLDS)
        seconds = time.monotonic() - start
        rows = protection.bases()
        shown = sum(why is None for why in rows.values())
        yield Row(
            f"protecting {QUESTIONS} questions by gender × age × sector, {size:,} answers",
            seconds,
            "s",
            AIM,
            note=f"{len(cube.domains)} cells; {shown} of {len(rows)} rows shown",
        )


def _survey() -> Survey:
    text = Translations({"en": "text"})
    choices = tuple(Choice(code, text) for code in ANSWERS if code != NO_ANSWER)
    asked = tuple(
        Question(f"q{at}", QuestionType.SINGLE, text, choices=choices) for at in range(QUESTIONS)
    )
    section = Section("all", text, asked)
    return Survey("bench", 1, ("en",), text, (section,), crossings=(tuple(SHARES),))


def _columns(size: int) -> Columns:
    random = np.random.default_rng(size)
    dimensions = {name: _drawn(random, shares, size) for name, shares in SHARES.items()}
    dimensions["mode"] = Coded(("light",), np.zeros(size, np.int32))
    items = {}
    for question in _survey().questions():
        picked = _drawn(random, ANSWERS, size)
        items[question.id] = ItemColumn(
            question.id,
            question,
            np.ones(size, np.bool_),
            picked.values,
            picked.codes.astype(np.int16),
            None,
            (),
        )
    return Columns(size, dimensions, items)


def _drawn(random: np.random.Generator, shares: dict[str, float], size: int) -> Coded:
    weights = np.array(list(shares.values()))
    codes = random.choice(len(weights), size, p=weights / weights.sum())
    return Coded(tuple(shares), codes.astype(np.int32))
