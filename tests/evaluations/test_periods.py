"""Which periods count for indicators that rest on no survey, and when their figures are there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from copfeedback.complaints.figures import Quarter
from copfeedback.evaluations import activity_figures
from copfeedback.evaluations.fieldwork import KnownWave
from copfeedback.evaluations.model import Design
from copfeedback.evaluations.periods import Awaited, awaited_too_late
from copfeedback.evaluations.pledge_draft import as_draft
from copfeedback.forums import attendance_figures
from tests.evaluations.pledged import BASELINE, CODE, ENDLINE, a_pledge, an_indicator

NAME = an_indicator().name


def awaited(
    series: str | None, opens: date, due: date | None = None, **changes: Any
) -> list[Awaited]:
    """What has to be waited for, in a week without weekend unless another one is given."""
    indicator = an_indicator(series=series, design=Design.CHANGE)
    waves = (BASELINE, replace(ENDLINE, opens=opens, closes=opens + timedelta(days=9)))
    draft = as_draft(CODE, a_pledge(indicators=(indicator,), waves=waves))
    weekend = changes.pop("weekend", frozenset())
    find_wave = changes.pop("find_wave", lambda _wave: None)
    return awaited_too_late(replace(draft, due=due, **changes), find_wave, weekend)


@pytest.mark.parametrize(
    ("series", "opens", "begins", "ends"),
    [
        ("complaints.filed", date(2027, 4, 1), date(2027, 4, 1), date(2027, 6, 30)),
        ("complaints.filed", date(2027, 4, 2), date(2027, 7, 1), date(2027, 9, 30)),
        ("complaints.filed", date(2027, 11, 5), date(2028, 1, 1), date(2028, 3, 31)),
        ("forums.meetings", date(2027, 1, 1), date(2027, 1, 1), date(2027, 12, 31)),
        ("activities.meetings", date(2027, 1, 2), date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_the_first_period_that_begins_with_the_endline_counts(
    series: str, opens: date, begins: date, ends: date
):
    (found,) = awaited(series, opens)

    assert (found.names, found.begins, found.ends) == ((NAME,), begins, ends)


def test_figures_are_there_when_those_who_publish_them_say_so():
    (quarter,) = awaited("complaints.filed", date(2027, 4, 1))
    (of_forums,) = awaited("forums.attendance", date(2027, 1, 1))
    (of_activities,) = awaited("activities.people", date(2027, 1, 1))

    assert quarter.due == Quarter.of(date(2027, 4, 1)).frozen_on
    assert of_forums.due == attendance_figures.frozen_on(2027)
    assert of_activities.due == activity_figures.frozen_on(2027)


def test_results_that_are_due_once_the_figures_are_there_fit():
    opens, weekend = date(2027, 4, 1), frozenset({5, 6})
    (found,) = awaited("complaints.filed", opens, date(2027, 7, 2), weekend=weekend)

    assert found.due == date(2027, 7, 5)  # the third is a Saturday
    assert awaited("complaints.filed", opens, date(2027, 7, 5), weekend=weekend) == []


def test_the_days_of_a_wave_that_there_is_count_and_surveys_have_no_periods():
    named = replace(ENDLINE, wave="late")
    late = KnownWave("tiny", date(2027, 8, 1), date(2027, 8, 31))

    (found,) = awaited(
        "complaints.filed", ENDLINE.opens, waves=(BASELINE, named), find_wave={"late": late}.get
    )

    assert found.begins == date(2027, 10, 1)
    assert awaited("survey.tiny.trust", ENDLINE.opens) == []
    assert awaited(None, ENDLINE.opens) == []
    assert awaited("complaints.filed", ENDLINE.opens, waves=()) == []
