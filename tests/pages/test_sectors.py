"""What an administrator sees of sectors and their officers."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, Role
from copfeedback.people.sector_model import Sector, SectorKind
from tests.pages.reader import Reader

REFUSAL = "This page is for administrators."


@pytest.fixture
def administrator(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.ADMINISTRATOR)


@pytest.fixture
def harbour(portal: Portal) -> Sector:
    sector = Sector("harbour", SectorKind.AREA, Translations({"en": "Harbour", "ar": "الميناء"}))
    portal.sectors.set(OPERATOR, sector, new=True)
    return sector


def kept(portal: Portal) -> dict[str, Sector]:
    return {each.code: each for each in portal.sectors.all(OPERATOR)}


def test_the_page_is_refused_to_everybody_else(reader: Reader, sign_in: Callable[..., Reader]):
    assert REFUSAL in reader.open("sectors").text
    assert REFUSAL in sign_in(Role.LEADER).open("sectors").text


def test_a_sector_is_made_with_its_officer_and_everybody_sees_it(
    administrator: Reader, portal: Portal
):
    administrator.open("sectors", sector="-")
    administrator.enter(
        code="harbour",
        name__en="Harbour",
        name__ar="الميناء",
        officer="Nadia Haddad",
        telephone="+380 44 000 00 00",
        since="2026-02-28",
        public=True,
    ).do("save")

    assert "The sector “harbour” is saved." in administrator.text
    sector = kept(portal)["harbour"]
    assert (sector.officer, sector.public) == ("Nadia Haddad", True)
    assert dict(sector.name) == {"en": "Harbour", "ar": "الميناء"}
    assert portal.sectors.public("en")[0].sector.code == "harbour"


def test_every_fault_is_named_and_nothing_typed_is_lost(administrator: Reader, portal: Portal):
    administrator.open("sectors", sector="-")
    administrator.enter(code="Not a code", officer="Nadia", since="30.2.2026").do("save")

    assert administrator.text.count('class="problem"') == 3
    assert administrator.entry("officer").value == "Nadia"
    assert kept(portal) == {}


def test_a_sector_is_changed_and_removed_after_a_question(
    administrator: Reader, portal: Portal, harbour: Sector
):
    administrator.open("sectors", sector="harbour").enter(officer="Omar").do("save")
    assert kept(portal)["harbour"].officer == "Omar"

    administrator.do("remove")
    assert "harbour" in kept(portal)
    administrator.do("remove-yes")

    assert kept(portal) == {}
    assert "The sector “harbour” is removed." in administrator.text


def test_a_sector_that_holds_others_stays(administrator: Reader, portal: Portal, harbour: Sector):
    docks = Sector("docks", SectorKind.AREA, Translations({"en": "Docks"}), parent="harbour")
    portal.sectors.set(OPERATOR, docks, new=True)

    administrator.open("sectors", sector="harbour").do("remove").do("remove-yes")

    assert "Others are part of this sector." in administrator.text
    assert set(kept(portal)) == {"harbour", "docks"}


@pytest.mark.parametrize("asked", ["nowhere", "", "<b>", "x" * 300])
def test_a_sector_that_is_not_there_is_said_to_be_missing(asked: str, administrator: Reader):
    assert "There is no such sector" in administrator.open("sectors", sector=asked).text


def square(code: str, side: float = 0.1) -> dict[str, object]:
    corners = [[0, 0], [side, 0], [side, side], [0, side], [0, 0]]
    shape = {"type": "Polygon", "coordinates": [corners]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": shape}


def upload(reader: Reader, *features: object) -> Reader:
    file = json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()
    reader.app.file_uploader[0].set_value(("city.geojson", file, "application/geo+json"))
    reader.reload()
    return reader.do("import")


def test_boundaries_are_imported(administrator: Reader, portal: Portal, harbour: Sector):
    administrator.open("sectors").do("import")
    assert "Please choose a file first." in administrator.text

    upload(administrator, square("harbour"))

    assert kept(portal)["harbour"].has_boundary
    assert "with a boundary" in administrator.text


def test_a_boundary_of_nothing_known_is_refused_by_its_number(
    administrator: Reader, portal: Portal, harbour: Sector
):
    upload(administrator.open("sectors"), square("harbour"), square("elsewhere"))

    assert "Feature 2: No sector has this code." in administrator.text
    assert not kept(portal)["harbour"].has_boundary
