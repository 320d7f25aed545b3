"""An attack on what anybody can fetch: the figures of a release and no others, none too many."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.results.published import EVERYONE, Domain, PublishedTable, Release, Withheld
from copfeedback.storage.engine import writing
from copfeedback.surveys.store import response
from copfeedback.surveys.waves import close_wave
from tests.results.attacker import WAVE as OF_WAVE
from tests.results.attacker import Attacker
from tests.web.conftest import Calendar

WAVE = "police-contact-1"
FIRST = f"{WAVE}.1"
RESPONSE = ("id", "wave_id", "week", "language", "mode", "helper", "answers")
SHARES = {
    "gender": {"woman": 60, "man": 50, "non_binary": 2, "": 2},
    "age_band": {"from_18": 40, "from_30": 40, "from_60": 3, "": 1},
    "sector": {"harbour": 60, "hills": 5, "": 1},
}


@pytest.fixture
def people(portal: Portal) -> list[dict[str, Any]]:
    random = Random(4)  # noqa: S311 - repeatable on purpose
    asked = portal.surveys.book.find(WAVE)
    headline = asked.survey.question_of_item[asked.survey.headline]
    found = []
    for _ in range(150):
        drawn = {
            name: random.choices(list(shares), list(shares.values()))[0]
            for name, shares in SHARES.items()
        }
        person = {name: value for name, value in drawn.items() if value}
        person[asked.survey.headline] = random.choice(headline.choices).code
        found.append(person)
    return found


@pytest.fixture
def release(portal: Portal, calendar: Calendar, people: list[dict[str, Any]]) -> Release:
    return made_public(portal, calendar, people)


@pytest.fixture
def large_release(portal: Portal, calendar: Calendar, people: list[dict[str, Any]]) -> Release:
    """Of ten times as many, so that there is much to be seen whatever has to be withheld."""
    return made_public(portal, calendar, people * 10)


def made_public(portal: Portal, calendar: Calendar, people: list[dict[str, Any]]) -> Release:
    with writing(portal.engine) as connection:
        for number, given in enumerate(people):
            row = (number.to_bytes(16), WAVE, "2027-W18", "en", "light", None, json.dumps(given))
            connection.execute(insert(response), dict(zip(RESPONSE, row, strict=True)))
    close_wave(portal.trail, portal.surveys.book, OPERATOR, WAVE, calendar.today)
    portal.results.build_release(OPERATOR, WAVE)
    calendar.today = portal.surveys.book.find(WAVE).wave.results_due
    found = portal.results.release_of(WAVE)
    assert found is not None
    return found


def figures_of(table: PublishedTable) -> set[str]:
    """Every whole number that the rows of a table have."""
    numbers: set[float | None] = set()
    for row in table.rows:
        numbers.add(row.base)
        estimates = (*row.answers.values(), row.favourable)
        for each in filter(None, estimates):
            numbers |= {each.share, each.low, each.high, each.effective}
        if row.mean:
            numbers |= {row.mean.mean, row.mean.low, row.mean.high}
    return {f"{number:g}" for number in numbers if number is not None}


def cells_of(page: str) -> Iterator[str]:
    """The numbers in the cells of the tables of a page."""
    for cell in re.findall(r"<td[^>]*>(.*?)(?=<t[dhr]|</t)", page, re.DOTALL):
        yield from re.findall(r"\d+(?:\.\d+)?", re.sub(r"<[^>]*>", " ", cell).replace(",", ""))


def test_what_is_fetched_narrows_down_no_base_below_ten(
    client: TestClient, portal: Portal, people: list[dict[str, Any]], release: Release
):
    body = client.get(f"/api/v1/results/{FIRST}").json()
    told: dict[Domain, Withheld | None] = {}
    for each in (*body["bases"], *(row for item in body["items"] for row in item["rows"])):
        domain = Domain.of(each["values"]) if each["values"] else EVERYONE
        shown = each["base"] is not None
        told[domain] = None if shown or told.get(domain, "") is None else Withheld.PROTECTS_ANOTHER

    assert any(told.values())
    assert not all(told.values())
    survey = portal.surveys.book.find(WAVE).survey
    attacker = Attacker(survey, people, told, {})
    small = [domain for domain in told if 0 < attacker.count(domain) < 10]
    assert small
    assert not attacker.narrowed((domain, [OF_WAVE], 10) for domain in small)


def test_the_interface_and_the_file_have_the_figures_of_the_release_and_no_others(
    client: TestClient, release: Release
):
    body = client.get(f"/api/v1/results/{FIRST}").json()
    text = client.get(f"/en/results/{FIRST}/download/csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))

    assert {each["domain"]: each["base"] for each in body["bases"]} == {
        domain.id: base for domain, base in release.bases.items()
    }
    bases = {
        (item, row.domain.id): row.base
        for item, table in release.tables.items()
        for row in table.rows
    }
    assert {
        (item["item"], row["domain"]): row["base"] for item in body["items"] for row in item["rows"]
    } == bases
    for line in lines:
        base = bases[line["item"], line["domain"]]
        assert line["base"] == ("" if base is None else str(base))
        if base is None:
            assert not line["estimate"]


def test_the_tables_of_pages_have_the_figures_of_the_release_and_no_others(
    client: TestClient, large_release: Release
):
    seen = 0
    for item, table in large_release.tables.items():
        known = figures_of(table)
        crossings = {row.domain.dimensions for row in table.rows if len(row.domain.parts) > 1}
        for query in ("", *(f"?by={'-'.join(names)}" for names in crossings)):
            answer = client.get(f"/en/results/{WAVE}/{item}{query}")
            assert answer.status_code == 200
            found = set(cells_of(answer.text))
            assert found <= known, (item, query)
            seen += len(found)
    assert seen > 20, answer.text  # the last page tells what was shown instead
