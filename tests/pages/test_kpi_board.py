"""Key figures at the full door: what everybody sees, and where their targets are set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from copfeedback.application import Portal
from copfeedback.evaluations.default_kpis import DEFAULTS
from copfeedback.evaluations.kpis import Kpis
from copfeedback.evaluations.plan_model import ActivityKind
from copfeedback.evaluations.services import in_english
from copfeedback.people.model import OPERATOR, Role
from copfeedback.results.published import Group
from copfeedback.results.published_series import SeriesFigure
from tests.evaluations.figured import a_point, a_series
from tests.evaluations.recorded import an_activity
from tests.factories import in_languages
from tests.pages.reader import Reader
from tests.people.members import an_organisation

PAGE, DESK = "indicators", "plan-desk"
GENDERS = {Group.WOMAN: SeriesFigure(46, 41, 51, 200), Group.MAN: None}


@pytest.fixture
def surveyed(portal: Portal) -> Portal:
    """Two waves that can be compared, and one before them that cannot."""
    points = (
        a_point(2023, 30, 27, 33, 300),
        a_point(2024, 40, 37, 43, 500, breaks=("wording",)),
        a_point(2025, 50, 47, 53, 400, by_gender=GENDERS, source="wave.1", sha256="ab" * 32),
    )
    series = a_series(*points)
    portal.kpis = Kpis(
        portal.trail,
        portal.activities.today,
        published_series=lambda name: (
            series if name == series.name else portal.activities.series(name)
        ),
        series_names=portal.activities.series_names,
        change_between=lambda *_: None,
        in_languages=in_english,
    )
    kpi = portal.kpis.find("satisfaction").kpi
    portal.kpis.set(OPERATOR, replace(kpi, target=60), after=0)
    return portal


def test_the_board_shows_what_comes_of_it_first_and_hides_nothing(
    surveyed: Portal, reader: Reader
) -> None:
    text = reader.open(PAGE).text
    assert text.count("No figures yet.") == len(DEFAULTS) - 1
    assert text.index("What comes of it") < text.index("How well it is done")
    assert text.index("How well it is done") < text.index("What is done<")
    assert "about 400 people asked" in text
    assert "Up by 10 points since 2024." in text
    assert "60% or more · <b>Target not reached</b>" in text
    assert "Women: <bdi>46%</bdi>" in text


def test_a_key_figure_has_a_picture_a_table_and_its_source(
    surveyed: Portal, reader: Reader
) -> None:
    reader.open(PAGE, figure="satisfaction")
    assert "2023 and 2024 cannot be compared" in reader.text
    assert "<caption>Public satisfaction</caption>" in reader.text
    assert "Source: what people answered in the survey" in reader.text
    assert "SHA-256: abababababababab" in reader.text
    assert "no target" in reader.text
    assert len(reader.app.get("plotly_chart")) == 1


def test_counts_have_bars(portal: Portal, reader: Reader) -> None:
    for year in (2024, 2025):
        portal.activities.record(
            OPERATOR,
            an_activity(
                ActivityKind.OPEN_DAY,
                began=date(year, 3, 1),
                organisation=an_organisation(portal),
            ),
        )
    reader.open(PAGE, figure="open-days")
    assert len(reader.app.get("plotly_chart")) == 1
    assert "2026 *" in reader.text
    assert "* Not over yet" in reader.text


def test_what_is_not_there_is_said_so(reader: Reader) -> None:
    assert "This is not there" in reader.open(PAGE, figure="<b>").text


def test_activities_are_listed_without_how_many_took_part(portal: Portal, reader: Reader) -> None:
    assert "Nothing has been recorded yet." in reader.open(PAGE, list="activities").text
    bad = in_languages("<i>Night walks</i>")
    organisation = an_organisation(portal)
    for at in range(26):
        portal.activities.record(
            OPERATOR,
            an_activity(
                name=in_languages(f"Walk {at}") if at else bad,
                partners=bad,
                evidence="https://city.example/a",
                organisation=organisation,
                women=4711,
                began=date(2026, 1, 30 - at),
            ),
        )
    reader.open(PAGE, list="activities")
    assert "&lt;i&gt;Night walks&lt;/i&gt;" in reader.page
    assert "Since January 30, 2026" in reader.text
    assert 'href="https://city.example/a"' in reader.page
    assert "4711" not in reader.page
    assert "Walk 24" in reader.text
    assert "Walk 25" not in reader.text


def test_a_target_is_set(surveyed: Portal, sign_in: Callable[..., Reader]) -> None:
    leader = sign_in(Role.LEADER).open(DESK)
    assert "Public satisfaction" in leader.links
    assert "How well it is done · Target: 60% or more" in leader.text
    leader.open(DESK, figure="satisfaction")
    assert "It was 50% (2025)." in leader.text
    leader.enter(target="45,5", definition__en="In our words").do("save")

    assert "Public satisfaction is saved." in leader.text
    kept = surveyed.kpis.find("satisfaction").kpi
    assert (kept.target, kept.version) == (45.5, 2)
    assert kept.definition == in_languages("In our words")

    leader.do("save")
    assert "Nothing was changed." in leader.text
    assert "is saved" not in leader.text
    assert surveyed.kpis.find("satisfaction").kpi.version == 2


def test_a_key_figure_is_added_and_retired(
    surveyed: Portal, sign_in: Callable[..., Reader]
) -> None:
    leader = sign_in(Role.LEADER).open(DESK, figure="-")
    leader.enter(code="Über", target="much").do("save")
    for told in (
        "Code, which never changes: Please write a code",
        "What it is called: Please fill this in.",
        "What it means: Please fill this in.",
        "Where the figures come from: Please fill this in.",
        "Target: Please write a number",
    ):
        assert told in leader.text

    leader.enter(
        code="walks",
        name__en="Walks",
        definition__en="Walks at night",
        series="activities.initiative",
        target="",
    ).do("save")
    assert "Walks is saved." in leader.text
    assert surveyed.kpis.find("walks").kpi.active

    leader.open(DESK, figure="walks").enter(active=False).do("save")
    assert "walks" not in {each.kpi.code for each in surveyed.kpis.board()}
    assert "Not in use" in leader.open(DESK).text


def test_who_was_slower_is_told(surveyed: Portal, sign_in: Callable[..., Reader]) -> None:
    leader = sign_in(Role.LEADER).open(DESK, figure="satisfaction").enter(target="45")
    kpi = surveyed.kpis.find("satisfaction").kpi
    surveyed.kpis.set(OPERATOR, replace(kpi, target=50), after=1)
    leader.do("save")

    assert "Somebody else has changed this since you opened it." in leader.text
    assert leader.entry("target").value == "45"
    assert surveyed.kpis.find("satisfaction").kpi.target == 50


def test_only_who_plans_gets_there(reader: Reader, sign_in: Callable[..., Reader]) -> None:
    for each in (reader, sign_in(Role.AGENCY_OFFICER)):
        assert "Public satisfaction" not in each.open(DESK).links
