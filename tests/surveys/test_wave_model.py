"""What a wave promises: the rhythm its survey is asked in."""

from __future__ import annotations

from datetime import date

import pytest

from copfeedback.surveys.model import Choice
from copfeedback.surveys.wave_model import Arm, NextRound, Wave, WavePlan, next_round
from tests.factories import in_languages

MAY, NOVEMBER = date(2026, 5, 1), date(2026, 11, 1)


def a_wave(
    opens: date, every_months: int | None = None, id_: str = "spring", **plan: object
) -> Wave:
    name = in_languages(id_)
    days = (opens, opens, opens)
    return Wave(
        id_, id_, "tiny", 1, name, *days, (), plan=WavePlan(every_months=every_months, **plan)
    )


@pytest.mark.parametrize(
    ("opens", "months", "promised"),
    [
        (date(2026, 5, 1), 6, date(2026, 11, 1)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 31), 24, date(2028, 1, 31)),
    ],
)
def test_the_next_round_is_so_many_months_after_the_last_one_opened(opens, months, promised):
    assert next_round([a_wave(opens, months)], opens) == NextRound(promised, is_overdue=False)


def test_a_round_is_overdue_when_its_day_is_over_and_no_other_has_opened():
    waves = [a_wave(MAY, 6), a_wave(date(2027, 3, 1), 6, "later")]

    assert next_round(waves, NOVEMBER) == NextRound(NOVEMBER, is_overdue=False)
    assert next_round(waves, date(2026, 11, 2)) == NextRound(NOVEMBER, is_overdue=True)
    assert next_round(waves, date(2027, 3, 1)) == NextRound(date(2027, 9, 1), is_overdue=False)


def test_nothing_is_promised_when_the_latest_wave_names_no_rhythm_or_none_has_opened():
    assert next_round([], MAY) is None
    assert next_round([a_wave(NOVEMBER, 6)], MAY) is None
    assert next_round([a_wave(MAY, 6), a_wave(NOVEMBER, None, "last")], NOVEMBER) is None


def test_a_sector_has_the_arm_of_its_wave_unless_it_has_its_own():
    assert WavePlan(arm=Arm.PILOT).arm_of("harbour") is Arm.PILOT
    assert WavePlan(arms={"harbour": Arm.CONTROL}).arm_of("harbour") is Arm.CONTROL
    assert WavePlan(arms={"harbour": Arm.CONTROL}).arm_of("hills") is None


def test_the_first_sectors_are_those_that_were_not_added_later():
    harbour, hills = (Choice(code, in_languages(code)) for code in ("harbour", "hills"))
    days = (MAY, MAY, MAY)
    plan = WavePlan(sectors_added=1)

    wave = Wave("spring", "s", "tiny", 1, in_languages("s"), *days, (harbour, hills), plan=plan)

    assert wave.first_sectors == (harbour,)
