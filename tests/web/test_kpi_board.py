"""Key figures and activities, as everybody sees them at the light door."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
import schemathesis
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.evaluations.default_kpis import DEFAULTS
from copfeedback.evaluations.kpis import NEW, Kpis
from copfeedback.evaluations.plan_model import Activity, ActivityKind, Kpi, KpiKind
from copfeedback.evaluations.services import in_english
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.results.published import Group
from copfeedback.results.published_series import Series, SeriesFigure, Unit
from copfeedback.web.api import ROOT
from copfeedback.web.routes import light_door_routes
from tests.evaluations.figured import SATISFACTION, a_point, a_series
from tests.evaluations.recorded import an_activity
from tests.factories import in_languages
from tests.people.members import an_organisation
from tests.web.conftest import TODAY

LIGHT = 30 * 1024
BOARD = "/en/indicators"
GENDERS = {Group.WOMAN: SeriesFigure(46, 41, 51, 200), Group.MAN: None}


def publish(portal: Portal, *series: Series) -> None:
    """Let these be published beside what is counted of activities."""
    found = {each.name: each for each in series}
    portal.kpis = Kpis(
        portal.trail,
        portal.activities.today,
        published_series=lambda name: found.get(name) or portal.activities.series(name),
        series_names=portal.activities.series_names,
        change_between=lambda *_: None,
        in_languages=in_english,
    )


@pytest.fixture
def surveyed(portal: Portal) -> Portal:
    """Two waves and a break before the first."""
    items = ("safe_dark", "coop_report", "last_crime_reported", "manner_respect", "satisfaction")
    points = (
        a_point(2024, 30, 27, 33, 300),
        a_point(2025, 40, 37, 43, 500, breaks=("wording",)),
        a_point(2026, 50, 47, 53, 400, by_gender=GENDERS, source="wave.1", sha256="ab" * 32),
    )
    names = [f"survey.neighbourhood-safety.{item}" for item in items]
    publish(portal, *(a_series(*points, name=name) for name in names))
    kpi = portal.kpis.find("satisfaction").kpi
    first = portal.kpis.set(OPERATOR, replace(kpi, target=60), after=0)
    portal.kpis.set(OPERATOR, replace(first, target=45), after=1)
    return portal


def record(portal: Portal, kind: ActivityKind = ActivityKind.PROJECT, **changes: Any) -> Activity:
    """Something the police recorded."""
    given = {"began": date(TODAY.year, 1, 10), "organisation": an_organisation(portal)} | changes
    return portal.activities.record(OPERATOR, an_activity(kind, **given))


def seen(client: TestClient, path: str, status: int = 200) -> str:
    """A page's words without its tags."""
    response = client.get(path)
    assert response.status_code == status
    assert len(response.content) <= LIGHT
    body = response.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_before_anything_is_published_every_key_figure_says_so(client: TestClient):
    text = seen(client, BOARD)
    assert text.count("No figures yet.") == len(DEFAULTS)
    assert text.index("What comes of it") < text.index("How well it is done")
    assert text.index("How well it is done") < text.index("What is done")


def test_more_key_figures_than_fit_have_pages(portal: Portal, client: TestClient):
    for at in range(9):
        long = in_languages(f"{at} " + "ш" * 1_900)
        own = Kpi(f"own-{at}", in_languages(f"{at}"), long, KpiKind.OUTCOME, "activities.meeting")
        portal.kpis.set(OPERATOR, own, after=NEW)
    first, second = seen(client, BOARD), seen(client, f"{BOARD}?page=2")
    assert "0 ш" in first
    assert "5 ш" in second


def test_a_key_figure_is_told_with_interval_base_genders_target_and_change(
    surveyed: Portal, client: TestClient
):
    text = seen(client, BOARD)
    assert "Public satisfaction Of all who answered the survey" in text
    assert "50% (47% to 53%; about 400 people asked) · 2026" in text
    assert "Women: 46% (41% to 51%; about 200 people asked)" in text
    assert "Men: –" in text
    assert "Up by 10 points since 2025. (+6 to +14)" in text
    assert "Target: 45% or more · Target reached" in text


def test_all_of_a_key_figure_is_on_its_own_page(surveyed: Portal, client: TestClient):
    text = seen(client, f"{BOARD}/satisfaction")
    assert "2024 and 2025 cannot be compared: the question was asked in other words" in text
    assert text.index("2026 50%") < text.index("2025 40%") < text.index("2024 30%")
    assert "Source: what people answered in the survey" in text
    assert "wave.1 SHA-256: abababababababab" in text
    assert "Defined like this since May 3, 2027." in text
    assert "60% or more" in text

    page = client.get(f"{BOARD}/satisfaction").text
    assert '<svg class="chart" role="img"' in page
    assert 'href="/en/results/neighbourhood-safety"' in page


def test_numbers_have_bars_and_a_year_that_is_not_over_is_marked(
    portal: Portal, client: TestClient
):
    for year, count in ((2025, 2), (2026, 3), (2027, 1)):
        for at in range(count):
            name = in_languages(f"Open day {at}")
            record(portal, ActivityKind.OPEN_DAY, name=name, began=date(year, 1, 1 + at))
    publish(portal)

    text = seen(client, f"{BOARD}/open-days")
    assert "3 · 2026" in text
    assert "Up by 1 since 2025." in text
    assert "2027 * 1" in text
    assert "* Not over yet: there is more to come." in text
    assert 'href="/en/indicators/activities"' in client.get(f"{BOARD}/open-days").text


def test_of_few_projects_no_percentage_is_said(portal: Portal, client: TestClient):
    for at in range(3):
        ended = date(2024, 6, 1) if at else None
        record(portal, name=in_languages(f"P{at}"), began=date(2024, 2, 1), ended=ended)
    publish(portal)
    text = seen(client, f"{BOARD}/running-12")
    assert "1 of 3" in text
    assert "33" not in text


def test_what_is_not_there_is_said_so(client: TestClient):
    assert client.get(f"{BOARD}/nothing").status_code == 404
    assert client.get(f"{BOARD}/%3Cscript%3E").status_code == 404
    assert client.get("/xx/indicators").status_code == 404


def test_a_retired_key_figure_can_be_read_but_is_not_on_the_board(
    portal: Portal, client: TestClient
):
    kpi = portal.kpis.find("open-days").kpi
    portal.kpis.set(OPERATOR, replace(kpi, active=False), after=0)
    assert "/en/indicators/open-days" not in client.get(BOARD).text
    assert "not in use any more" in seen(client, f"{BOARD}/open-days")


def test_activities_are_listed_with_partners_outcome_and_evidence_but_without_people(
    portal: Portal, client: TestClient
):
    portal.sectors.set(
        OPERATOR, Sector("mill", SectorKind.AREA, in_languages("Mill side"), public=True)
    )
    record(
        portal,
        ActivityKind.PARTNERSHIP,
        name=Translations({"en": "Round table", "ar": "طاولة مستديرة"}),
        partners=in_languages("Women's union"),
        outcome=in_languages("Lights\nby May"),
        evidence="https://city.example/minutes?a=1&b=2",
        sector="mill",
        women=4711,
    )
    ended = date(TODAY.year, 4, 1)
    record(portal, name=in_languages("Night walks"), ended=ended)

    response = client.get("/en/indicators/activities")
    text = seen(client, "/en/indicators/activities")

    assert "Round table Partnership · City police · Mill side Since January 10, 2027" in text
    assert "Partners Women's union What came of it Lights by May Evidence" in text
    assert "January 10, 2027 to April 1, 2027" in text
    assert 'href="https://city.example/minutes?a=1&amp;b=2"' in response.text
    assert "4711" not in response.text + client.get(f"{BOARD}.csv").text
    assert "طاولة مستديرة" in client.get("/ar/indicators/activities").text


def test_what_was_typed_is_never_html(portal: Portal, client: TestClient):
    bad = in_languages("<script>alert(1)</script>")
    record(portal, name=bad, outcome=bad, partners=bad)
    publish(portal)
    kpi = Kpi("own", bad, bad, KpiKind.OUTCOME, "activities.meeting")
    portal.kpis.set(OPERATOR, kpi, after=NEW)
    for path in (BOARD, f"{BOARD}/own", f"{BOARD}/activities"):
        assert "<script>alert" not in client.get(path).text
        assert "&lt;script&gt;alert(1)" in client.get(path).text


@pytest.mark.parametrize("tag", ["en", "ar", "uk", "fr", "es", "ru"])
def test_pages_stay_light_in_every_language(surveyed: Portal, tag: str, client: TestClient):
    for at in range(15):
        long = in_languages(f"{at}" + "ш" * 1_900)
        record(surveyed, name=in_languages(f"{at}"), partners=long, outcome=long)
    assert "=2" not in client.get(f"/{tag}/indicators").text
    for path in ("", "/satisfaction", "/activities", "/activities?page=3"):
        seen(client, f"/{tag}/indicators{path}")


def test_the_table_has_a_row_a_figure(surveyed: Portal, client: TestClient):
    response = client.get(f"{BOARD}.csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))

    assert response.headers["Content-Type"].startswith("text/csv")
    assert 'filename="indicators.en.csv"' in response.headers["Content-Disposition"]
    satisfied = [each for each in rows if each["code"] == "satisfaction"]
    assert len(satisfied) == 9
    women = next(e for e in satisfied if (e["period"], e["group"]) == ("2026", "woman"))
    assert (women["value"], women["low"], women["high"], women["base"]) == ("46", "41", "51", "200")
    assert (women["target"], women["reached"], women["unit"]) == ("45", "yes", "percent")
    assert {each["code"] for each in rows} == {each.code for each in DEFAULTS}
    known = {"If-None-Match": response.headers["ETag"]}
    assert client.get(f"{BOARD}.csv", headers=known).status_code == 304


def test_tables_programs_and_pages_have_the_same_digits(portal: Portal, client: TestClient):
    for at in range(3):
        outcome = in_languages("A new lamp") if at else None
        named = in_languages(f"Meeting {at}")
        record(portal, ActivityKind.MEETING, name=named, outcome=outcome)
    name = "activities.meeting_with_outcome"
    own = Kpi("own", in_languages("Own"), in_languages("x"), KpiKind.QUALITY, name, target=67)
    portal.kpis.set(OPERATOR, own, after=NEW)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{BOARD}.csv").text)))
    assert next(each["value"] for each in rows if each["code"] == "own") == "67"
    told = {e["code"]: e for e in client.get(f"{ROOT}/indicators").json()["indicators"]}
    assert told["own"]["points"][-1]["figure"]["value"] == 67
    series = portal.published_series(name)
    assert series is not None
    assert series.points[-1].figure == SeriesFigure(67, base=3)


def test_a_spreadsheet_takes_no_name_for_a_formula(portal: Portal, client: TestClient):
    own = Kpi("own", in_languages("=1+1"), in_languages("x"), KpiKind.OUTCOME, "activities.meeting")
    portal.kpis.set(OPERATOR, own, after=NEW)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{BOARD}.csv").text)))
    assert next(each["name"] for each in rows if each["code"] == "own") == "'=1+1"


def test_programs_are_told_as_it_is_described(surveyed: Portal, client: TestClient):
    record(surveyed)
    app = Starlette(routes=light_door_routes(surveyed))
    schema: OpenApiSchema = schemathesis.openapi.from_asgi(f"{ROOT}/openapi.json", app)

    answer = client.get(f"{ROOT}/indicators")

    assert answer.status_code == 200
    schema[f"{ROOT}/indicators"]["GET"].validate_response(answer)
    told = {each["code"]: each for each in answer.json()["indicators"]}
    satisfied = told["satisfaction"]
    assert (satisfied["reached"], satisfied["target"], satisfied["version"]) == ("yes", 45, 2)
    assert satisfied["points"][2]["by_gender"]["woman"]["value"] == 46
    assert satisfied["points"][1]["breaks"] == ["wording"]
    assert told["commitments-kept"]["points"] == []
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"{ROOT}/indicators", headers=known).status_code == 304


def test_the_series_that_is_read_by_default_is_that_of_the_survey():
    assert SATISFACTION in {each.series for each in DEFAULTS}
    assert a_series(a_point(2025, 1)).unit is Unit.PERCENT
