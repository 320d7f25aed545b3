"""Figures of surveys by name: from what everybody can read, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.results import store
from copfeedback.results.published import Group
from copfeedback.results.published_series import Unit
from copfeedback.results.service import Results
from copfeedback.results.survey_series import SurveySeries, split
from copfeedback.storage.engine import writing
from copfeedback.surveys.waves import add_wave, close_wave
from tests.factories import TODAY, WAVE, Fieldwork, a_wave_file, full_answers, in_languages

DUE = date(2026, 6, 30)
NAME = "survey.tiny.trust"


def answers(at: int) -> dict[str, list[str]]:
    """As many women as men, who trust the police as much as can be told from their number."""
    gender = ["woman"] if at % 4 < 2 else ["man"]
    return dict(full_answers(gender=gender, trust=[str(at % 11)]))  # type: ignore[arg-type]


def results(fieldwork: Fieldwork, today: date = DUE) -> Results:
    return Results(fieldwork.trail, fieldwork.book, lambda: today)


def series_of(service: Results) -> SurveySeries:
    return SurveySeries(service.across_waves, in_languages)


@pytest.fixture
def released(sqlite_fieldwork: Fieldwork) -> Fieldwork:
    """A wave whose results are promised for a day."""
    sqlite_fieldwork.send_many(80, answers)
    close_wave(sqlite_fieldwork.trail, sqlite_fieldwork.book, OPERATOR, WAVE, TODAY)
    results(sqlite_fieldwork).build_release(OPERATOR, WAVE)
    return sqlite_fieldwork


def test_a_series_is_what_the_release_of_each_wave_says(released: Fieldwork):
    service = results(released)
    found = series_of(service).series(NAME)
    release = service.release_of(WAVE)
    assert found is not None
    assert release is not None
    (point,) = found.points
    row = release.tables["trust"].row(Group.ALL)
    assert row is not None
    assert row.mean is not None
    assert point.figure is not None
    assert (point.figure.value, point.figure.base) == (row.mean.mean, row.base)
    assert (point.source, point.sha256) == (release.id, release.sha256)
    assert set(point.by_gender) == {Group.WOMAN, Group.MAN}
    assert (found.unit, found.higher_is_better) == (Unit.NUMBER, None)
    assert found.title == Translations(
        {"en": "How much do you trust the police?", "ar": "ما مدى ثقتك بالشرطة؟"}
    )
    assert NAME in [each.name for each in series_of(service).names()]


def test_there_is_nothing_before_the_day_results_are_promised_for(released: Fieldwork):
    early = series_of(results(released, DUE - timedelta(days=1)))
    assert early.series(NAME) is None
    assert early.names() == []


def test_a_wave_of_which_nobody_is_told_is_no_part_of_a_series(sqlite_fieldwork: Fieldwork):
    hidden = a_wave_file(id="tiny-hidden", audience="internal")
    add_wave(sqlite_fieldwork.trail, OPERATOR, hidden)
    close_wave(sqlite_fieldwork.trail, sqlite_fieldwork.book, OPERATOR, hidden.id, TODAY)
    service = results(sqlite_fieldwork)
    service.build_release(OPERATOR, hidden.id)
    assert service.release_of(hidden.id) is not None
    assert series_of(service).series(NAME) is None
    compared = service.across_waves.compare("tiny", "trust", [hidden.id], [hidden.id])
    assert compared.releases == ()


def test_results_that_are_withdrawn_are_no_part_of_a_series(released: Fieldwork):
    service = results(released)
    service.releases.withdraw(OPERATOR, f"{WAVE}.1", {"en": "Wrong"})
    assert series_of(service).series(NAME) is None
    assert service.across_waves.compare("tiny", "trust", [WAVE], [WAVE]).releases == ()


def test_results_that_somebody_changed_are_no_part_of_a_series(released: Fieldwork):
    with writing(released.engine) as connection:
        connection.execute(update(store.release).values(canonical="{}"))
    assert series_of(results(released)).series(NAME) is None


@pytest.mark.parametrize(
    "name", ["survey.tiny.improve", "survey.tiny.gender", "survey.tiny", "survey.other.trust", "x"]
)
def test_what_nobody_publishes_has_no_series(released: Fieldwork, name: str):
    assert series_of(results(released)).series(name) is None


def test_a_wave_without_a_name_is_known_by_its_days(released: Fieldwork):
    waves = results(released).across_waves
    assert waves.wave_in("tiny", date(2026, 5, 20), date(2026, 6, 20)) == WAVE
    assert waves.wave_in("tiny", date(2026, 7, 1), date(2026, 7, 20)) is None
    assert waves.wave_in("other", date(2026, 5, 1), date(2026, 5, 31)) is None


def test_the_name_of_a_series_has_survey_and_item():
    assert split("survey.neighbourhood-safety.safe_dark") == ("neighbourhood-safety", "safe_dark")
    assert split("complaints.filed") == ("", "")
