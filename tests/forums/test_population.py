"""With which population a forum is compared: that of the latest wave which knows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copfeedback.application import Portal, build_portal
from copfeedback.forums.attendance_figures import Compared, YearFigures, figures_of
from copfeedback.forums.minutes_model import Attendance
from copfeedback.people.model import OPERATOR
from copfeedback.results.disclosure import seal_of, thaw_counts
from copfeedback.settings import Settings
from copfeedback.surveys.waves import add_wave, publish_survey
from tests.factories import DEMOGRAPHICS, TODAY, a_survey_file, a_wave_file


@pytest.fixture
def portal(sqlite_address: str, tmp_path: Path) -> Iterator[Portal]:
    settings = Settings(data_dir=tmp_path, database_url=sqlite_address)
    portal = build_portal(settings, today=lambda: TODAY)
    publish_survey(portal.trail, OPERATOR, a_survey_file(tmp_path), DEMOGRAPHICS)
    yield portal
    portal.stop()


def add(portal: Portal, opens: date, women: int, **changes: Any) -> None:
    people = {"gender": {"woman": women, "man": 100 - women}} if women else {}
    days = {"opens": opens, "closes": date(2027, 1, 1), "results_due": date(2027, 2, 1)}
    file = a_wave_file(id=f"wave-{opens}", population=people, **days, **changes)
    add_wave(portal.trail, OPERATOR, file)
    portal.surveys.book.refresh()


def test_the_latest_wave_that_knows_the_population_is_taken(portal: Portal) -> None:
    content = figures_of(
        "old-town", 2025, TODAY, [Attendance(100, {}, {"woman": 40, "man": 60})], protected=False
    )
    year = YearFigures(2025, thaw_counts(content, seal_of(content)))

    def women() -> Compared:
        return portal.forum_figures.against_population(year, "gender")[0]

    assert women() == Compared("woman", 40, 40, None)
    add(portal, date(2026, 3, 1), 51)
    add(portal, date(2026, 4, 1), 53)
    add(portal, date(2026, 4, 2), 0)
    add(portal, date(2026, 4, 3), 20, audience="internal")
    assert women() == Compared("woman", 40, 40, 53)
