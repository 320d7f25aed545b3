"""When a meeting is, in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from copfeedback.forums.meeting_model import Aim, Meeting, MeetingKind
from copfeedback.forums.when import how_long, moment, when


def a_meeting(starts: datetime, *, hours: int = 2, zone: str = "Europe/Kyiv") -> Meeting:
    ends = starts + timedelta(hours=hours)
    return Meeting(
        1, "old-town", "x", "x", MeetingKind.REGULAR, Aim.ACCOUNTABILITY, starts, ends, zone
    )


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en", "Thursday, December 3, 2026, 6:30 PM – 8:30 PM (Kyiv, GMT+02:00)"),
        ("uk", "четвер, 3 грудня 2026 р., 18:30 – 20:30 (Kyiv, GMT+02:00)"),
        ("fr", "jeudi 3 décembre 2026, 18:30 – 20:30 (Kyiv, UTC+02:00)"),
    ],
)
def test_day_hours_and_zone_are_said(tag: str, words: str):
    said = when(a_meeting(datetime.fromisoformat("2026-12-03T18:30")), tag)

    assert said.replace("\u202f", " ") == words


def test_the_zone_is_that_of_the_day_itself():
    assert "GMT+02:00" in when(a_meeting(datetime.fromisoformat("2027-03-27T18:00")), "en")
    assert "GMT+03:00" in when(a_meeting(datetime.fromisoformat("2027-03-28T18:00")), "en")


def test_a_zone_without_a_city_is_only_named():
    assert when(a_meeting(datetime.fromisoformat("2026-12-03T18:00"), zone="UTC"), "en").endswith(
        "(UTC)"
    )


def test_a_night_says_both_days():
    said = when(a_meeting(datetime.fromisoformat("2026-12-03T23:00"), hours=3), "en")

    assert "December 3" in said
    assert "Friday, December 4, 2026, 2:00" in said


def test_every_digit_and_sign_is_the_languages_own():
    assert moment(datetime.fromisoformat("2026-12-03T18:30"), "ar").startswith(
        "الخميس، 3 ديسمبر 2026"
    )


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2020, 5, 1), "6 years"),
        (date(2025, 12, 4), "11 months"),
        (date(2025, 12, 3), "1 year"),
        (date(2026, 12, 1), "0 months"),
        (date(1926, 12, 3), "100 years"),
    ],
)
def test_how_long_something_has_lasted_is_never_rounded_up(since: date, words: str):
    assert how_long(since, date(2026, 12, 3), "en") == words
