"""The officers, as everybody sees them at the light door."""

from __future__ import annotations

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.web.officers import AT_ONCE

ALL = ("en", "ar", "fr", "ru", "es", "uk")


def keep(portal: Portal, code: str, **changes: object) -> None:
    """A public area with an officer, unless told otherwise."""
    facts: dict[str, object] = {
        "code": code,
        "kind": SectorKind.AREA,
        "name": Translations({"en": code.capitalize()}),
        "officer": "Sam Reed",
        "telephone": "+44 1632 960 101",
        "since": date(2024, 5, 3),
        "public": True,
    }
    portal.sectors.set(OPERATOR, Sector(**(facts | changes)))  # type: ignore[arg-type]


def a_city(portal: Portal, size: int) -> None:
    """Districts of nine sectors each, with long names in every language."""
    for number in range(size):
        district = number // 10 * 10
        name = {
            "en": f"Neighbourhood number {number}",
            "ar": f"الحي السكني رقم {number}",
            "fr": f"Le quartier d’habitation {number}",
            "ru": f"Жилой микрорайон {number}",
            "es": f"El barrio residencial {number}",
            "uk": f"Житловий мікрорайон {number}",
        }
        parent = None if number == district else f"sector_{district}"
        keep(
            portal,
            f"sector_{number}",
            name=Translations(name),
            parent=parent,
            officer="Олександра Мельниченко",
        )


def test_an_officer_is_named_with_a_number_to_call(client: TestClient, portal: Portal):
    keep(portal, "harbour")

    page = client.get("/en/officers").text

    assert "<b>Harbour</b>" in page
    assert "Sam Reed" in page
    assert "here since May 3, 2024" in page
    assert 'href="tel:+441632960101" dir="ltr">+44 1632 960 101</a>' in page
    assert "<script" not in page


def test_nothing_is_shown_of_a_sector_that_is_not_public(client: TestClient, portal: Portal):
    keep(portal, "harbour", public=False, officer="Nobody Knows", telephone="555 000 111")
    keep(portal, "docks", parent="harbour")

    page = client.get("/en/officers").text

    assert "Docks" in page
    for secret in ("Harbour", "harbour", "Nobody Knows", "555"):
        assert secret not in page
    assert client.get("/en/officers/harbour").status_code == 404


def test_communities_stand_apart_from_areas(client: TestClient, portal: Portal):
    keep(portal, "students", kind=SectorKind.COMMUNITY)
    keep(portal, "harbour")

    page = client.get("/en/officers").text

    places = [page.index(each) for each in ("By area", "Harbour", "By community", "Students")]
    assert places == sorted(places)


def test_the_page_says_so_when_nobody_is_named(client: TestClient, portal: Portal):
    assert "No officers are named here yet." in client.get("/en/officers").text
    keep(portal, "harbour", officer="", telephone="")
    assert "No officer at the moment" in client.get("/en/officers").text


def test_a_name_in_another_language_is_marked_as_such(client: TestClient, portal: Portal):
    keep(portal, "harbour")
    assert '<span lang="en" dir="auto">Harbour</span>' in client.get("/ar/officers").text


def test_what_staff_wrote_is_shown_and_never_obeyed(client: TestClient, portal: Portal):
    keep(portal, "harbour", officer="<img src=x>", name=Translations({"en": "<b>Bold</b>"}))
    page = client.get("/en/officers").text
    assert "&lt;img src=x&gt;" in page
    assert "&lt;b&gt;Bold" in page


@pytest.mark.parametrize("tag", ALL)
def test_the_page_of_a_usual_city_is_light_in_every_language(
    client: TestClient, portal: Portal, tag: str
):
    a_city(portal, AT_ONCE)

    page = client.get(f"/{tag}/officers")

    assert page.status_code == 200
    assert len(page.content) <= 30_000
    assert page.text.count('href="tel:') == AT_ONCE
    assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in page.text


@pytest.mark.parametrize("tag", ["en", "ru"])
def test_a_large_city_is_shown_step_by_step_and_nobody_is_lost(
    client: TestClient, portal: Portal, tag: str
):
    a_city(portal, 3 * AT_ONCE)
    overview = client.get(f"/{tag}/officers")
    found = re.findall(r"tel:", overview.text)
    ways = re.findall(rf'href="(/{tag}/officers/\w+)"', overview.text)

    assert len(overview.content) <= 30_000
    for way in ways:
        page = client.get(way)
        assert len(page.content) <= 30_000
        found += re.findall(r"<li><b>", page.text)
    assert len(found) == 3 * AT_ONCE


def test_the_page_of_a_sector_leads_back_and_keeps_its_language(client: TestClient, portal: Portal):
    keep(portal, "harbour")
    keep(portal, "docks", parent="harbour", telephone="101")

    page = client.get("/en/officers/harbour").text

    assert "<h1>Harbour</h1>" in page
    assert 'href="tel:101"' in page
    assert 'href="/en/officers"' in page
    assert 'href="/ar/officers/harbour"' in page


def test_an_unknown_sector_leads_to_all_there_are(client: TestClient, portal: Portal):
    keep(portal, "harbour")

    page = client.get("/en/officers/nowhere")

    assert page.status_code == 404
    assert "is not here" in page.text
    assert "Harbour" in page.text


def test_the_home_page_leads_to_the_officers(client: TestClient):
    assert 'href="/uk/officers"' in client.get("/uk/").text
