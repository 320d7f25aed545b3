"""How a figure changed between two waves, from what is published alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from copfeedback.results.measuring import Unmeasured, compared, compared_by_arm
from copfeedback.results.model import Break, Publication
from copfeedback.results.published import (
    EVERYONE,
    MARK_OF_DISCLOSURE,
    Domain,
    Group,
    Mean,
    PublishedRow,
    PublishedTable,
    Release,
    Withheld,
)
from copfeedback.results.published_series import SeriesFigure
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.model import Choice
from copfeedback.surveys.wave_model import Arm
from tests.factories import a_question, a_survey, an_asked_wave, in_languages
from tests.results.trend_points import CONTROL, MEN, PILOT, WOMEN, Shares, a_row

SURVEY = a_survey(
    [
        a_question("trust", "single", "yes", "no", favourable=("yes",)),
        a_question("years", "number", maximum=100),
    ]
)
ARMS = {"harbour": Arm.PILOT, "hills": Arm.CONTROL}
SITES = {"harbour": "pilot", "hills": "control"}
PILOT_WOMEN = Domain.of({"gender": "woman", "arm": "pilot"})
CONTROL_WOMEN = Domain.of({"gender": "woman", "arm": "control"})


def a_wave(number: int, **plan: Any) -> AskedWave:
    """A wave in two areas."""
    asked = an_asked_wave(SURVEY, arms=ARMS, **plan)
    sectors = tuple(Choice(each, in_languages(each)) for each in ARMS)
    return replace(asked, wave=replace(asked.wave, id=f"made-{number}", sectors=sectors))


def a_publication(
    number: int,
    rows: Shares | tuple[PublishedRow, ...],
    item: str = "trust",
    **plan: Any,
) -> Publication:
    """Public results of an item: of these rows, or these shares of good answers."""
    asked = a_wave(number, **plan)
    if isinstance(rows, Mapping):
        rows = tuple(a_row(domain, share, "yes") for domain, share in rows.items())
    release = Release(
        wave_id=asked.wave.id,
        number=1,
        survey_id="made",
        version=1,
        built_on=asked.wave.closes,
        sha256=f"{number}f" * 32,
        indicative=True,
        tables={item: PublishedTable(asked.wave.id, item, rows, MARK_OF_DISCLOSURE)},
        bases={},
    )
    return Publication(release, "{}", asked, datetime(2026, 7, 1, tzinfo=UTC))


def test_a_share_is_compared_for_everybody_and_for_each_gender():
    before = a_publication(1, {EVERYONE: 40, WOMEN: 38, MEN: 42})
    after = a_publication(2, {EVERYONE: 52, WOMEN: 55, MEN: 49})
    found = compared(before, after, "trust")
    assert found.missing is None
    assert found.releases == (("made-1.1", "1f" * 32), ("made-2.1", "2f" * 32))
    assert [each.group for each in found.differences] == [Group.ALL, Group.WOMAN, Group.MAN]
    assert found.differences[0].before == SeriesFigure(40, 36, 44, 600)
    assert found.differences[0].after == SeriesFigure(52, 48, 56, 600)
    changes = [each.change for each in found.differences]
    assert [each.value for each in changes if each] == [12, 17, 7]
    everybody = changes[0]
    assert everybody is not None
    assert everybody.low is not None
    assert everybody.high is not None
    assert 0 < everybody.low < 12 < everybody.high


def test_a_mean_is_compared_by_adding_up_what_is_unsure():
    def mean(value: float) -> tuple[PublishedRow, ...]:
        return (PublishedRow(EVERYONE, 100, {}, mean=Mean(value, value - 3, value + 3, 1.5)),)

    before, after = a_publication(1, mean(10.0), "years"), a_publication(2, mean(14.0), "years")
    assert compared(before, after, "years").differences[0].change == SeriesFigure(4.0, -0.2, 8.2)


def test_pilot_sites_are_held_against_control_sites():
    before = a_publication(
        1, {EVERYONE: 40, PILOT: 40, CONTROL: 40, PILOT_WOMEN: 30, CONTROL_WOMEN: 30}
    )
    after = a_publication(
        2, {EVERYONE: 60, PILOT: 60, CONTROL: 45, PILOT_WOMEN: 40, CONTROL_WOMEN: 50}
    )
    found = compared_by_arm(before, after, "trust", SITES)
    (double,), (control,) = found.differences, found.control
    assert double.before == SeriesFigure(40, 36, 44, 600)
    assert double.after == SeriesFigure(60, 56, 64, 600)
    assert double.change is not None
    assert (double.change.value, control.change and control.change.value) == (15, 5)


def test_genders_are_told_apart_by_arm_where_that_is_published():
    women = {WOMEN: 40, PILOT_WOMEN: 40, CONTROL_WOMEN: 40}
    before = a_publication(1, {PILOT: 40, CONTROL: 40, **women})
    after = a_publication(2, {PILOT: 60, CONTROL: 45, **women, PILOT_WOMEN: 70})
    found = compared_by_arm(before, after, "trust", SITES)
    assert [each.group for each in found.differences] == [Group.ALL, Group.WOMAN]
    assert found.differences[1].change is not None
    assert found.differences[1].change.value == 30


@pytest.mark.parametrize("missing", [Withheld.TOO_FEW, None])
def test_what_is_not_shown_is_not_compared(missing: Withheld | None):
    before = a_publication(1, {EVERYONE: missing, WOMEN: 40})
    found = compared(before, a_publication(2, {EVERYONE: 50, WOMEN: 50}), "trust")
    assert found.missing is Unmeasured.WITHHELD
    assert found.differences[0].before is None
    assert found.differences[0].change is None
    assert found.differences[1].change is not None


def test_without_both_waves_nothing_is_compared():
    published = a_publication(1, {EVERYONE: 40})
    found = compared(published, None, "trust")
    assert (found.missing, found.differences) == (Unmeasured.NOT_PUBLISHED, ())
    assert found.releases == (("made-1.1", "1f" * 32),)
    other = compared(published, a_publication(2, {EVERYONE: 50}, item="years"), "trust")
    assert other.missing is Unmeasured.NOT_ASKED


def test_figures_that_cannot_be_compared_are_shown_without_a_change():
    before = a_publication(1, {EVERYONE: 40}, modes=frozenset({Mode.LIGHT}))
    found = compared(before, a_publication(2, {EVERYONE: 50}), "trust")
    assert (found.missing, found.breaks) == (Unmeasured.NOT_COMPARABLE, (Break.MODES,))
    (everybody,) = found.differences
    assert everybody.before is not None
    assert everybody.after is not None
    assert everybody.change is None


def test_a_question_in_other_words_is_another_question():
    before = a_publication(1, {EVERYONE: 40})
    asked = a_question("trust", "single", "yes", "no", favourable=("yes",))
    reworded = replace(a_survey([replace(asked, text=in_languages("Other words"))]), version=2)
    after = a_publication(2, {EVERYONE: 50})
    wave = replace(after.asked.wave, version=2)
    after = replace(after, asked=replace(after.asked, survey=reworded, wave=wave))
    found = compared(before, after, "trust")
    assert (found.missing, found.breaks) == (Unmeasured.NOT_COMPARABLE, (Break.WORDING,))


def test_sites_that_are_not_those_promised_are_not_compared():
    shares = {EVERYONE: 40, PILOT: 40, CONTROL: 40}
    before, after = a_publication(1, shares), a_publication(2, shares)
    other = compared_by_arm(before, after, "trust", {"harbour": "control", "hills": "pilot"})
    assert (other.missing, other.breaks) == (Unmeasured.NOT_COMPARABLE, (Break.SITES,))
    moved = a_wave(2)
    plan = replace(moved.wave.plan, arms={"harbour": Arm.PILOT, "hills": Arm.PILOT})
    after = replace(after, asked=replace(moved, wave=replace(moved.wave, plan=plan)))
    assert compared_by_arm(before, after, "trust").breaks == (Break.SITES,)
