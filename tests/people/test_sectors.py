"""Sectors: who is there for whom, and what everybody may see of it."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from copfeedback.i18n.translations import Translations
from copfeedback.people import sector_model
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Trail
from copfeedback.people.boundaries import MAX_BYTES, BadBoundaries, BoundaryFault, read_boundaries
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from copfeedback.people.sector_model import BadSector, Branch, Sector, SectorFault, SectorKind, grow
from copfeedback.people.sectors import HoldsSectors, Sectors, UnknownSector
from copfeedback.people.tables import audit_entry
from copfeedback.people.tables import sector as table
from copfeedback.storage.engine import reading

TODAY = date(2026, 5, 6)
ADMINISTRATOR = Actor("ada", Role.ADMINISTRATOR, id=1, organisation=1)
LEADER = Actor("amina", Role.LEADER, id=2, organisation=1)
SQUARE = [[30.0, 50.0], [30.1, 50.0], [30.1, 50.1], [30.0, 50.0]]


def a_sector(code: str = "harbour", **changes: object) -> Sector:
    facts: dict[str, object] = {
        "code": code,
        "kind": SectorKind.AREA,
        "name": Translations({"en": code.replace("_", " ").capitalize()}),
        "officer": "Sam Reed",
        "telephone": "+44 1632 960 101",
        "since": date(2024, 5, 3),
        "public": True,
    }
    return Sector(**(facts | changes))  # type: ignore[arg-type]


def a_community(code: str = "students", **changes: object) -> Sector:
    return a_sector(code, kind=SectorKind.COMMUNITY, **changes)


def a_feature(code: object = "harbour", **changes: object) -> dict[str, object]:
    geometry = {"type": "Polygon", "coordinates": [SQUARE]}
    feature = {"type": "Feature", "properties": {"code": code}, "geometry": geometry}
    return feature | changes


def a_file(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def ring(*positions: object) -> dict[str, object]:
    return {"geometry": {"type": "Polygon", "coordinates": [positions]}}


@pytest.fixture
def sectors(engine: Engine) -> Sectors:
    return Sectors(Trail(engine, lambda: datetime(2026, 5, 6, 12, tzinfo=UTC)))


@pytest.fixture
def city(sectors: Sectors) -> Sectors:
    """A district of two areas, and a community."""
    sectors.set(OPERATOR, a_sector("centre"))
    sectors.set(OPERATOR, a_sector("harbour", parent="centre"))
    sectors.set(OPERATOR, a_sector("old_town", parent="centre"))
    sectors.set(OPERATOR, a_community())
    return sectors


def codes(branches: tuple[Branch, ...]) -> list[object]:
    """The tree as nested lists of codes."""
    return [
        [branch.sector.code, codes(branch.parts)] if branch.parts else branch.sector.code
        for branch in branches
    ]


def trail_of(engine: Engine) -> list[tuple[str, str, str]]:
    columns = (audit_entry.c.action, audit_entry.c.subject, audit_entry.c.outcome)
    with reading(engine) as connection:
        return [
            tuple(row)
            for row in connection.execute(select(*columns).order_by(audit_entry.c.number))
        ]


def boundaries_of(engine: Engine) -> dict[str, object]:
    with reading(engine) as connection:
        rows = connection.execute(select(table.c.code, table.c.boundary))
        return {row.code: json.loads(row.boundary) for row in rows if row.boundary}


def faults_of(sectors: Sectors, sector: Sector, **how: bool) -> dict[str, SectorFault]:
    with pytest.raises(BadSector) as refused:
        sectors.set(ADMINISTRATOR, sector, **how)
    return {problem.field: problem.fault for problem in refused.value.problems}


def test_a_sector_is_kept_as_it_was_written(sectors: Sectors):
    written = a_sector(name=Translations({"en": "Harbour", "ar": "الميناء"}))
    sectors.set(ADMINISTRATOR, written)
    assert sectors.all(ADMINISTRATOR) == [written]


def test_a_sector_takes_the_place_of_the_one_with_its_code(city: Sectors):
    city.set(ADMINISTRATOR, a_sector("harbour", parent="centre", officer="Lena Okafor", since=None))
    (harbour,) = (each for each in city.all(ADMINISTRATOR) if each.code == "harbour")
    assert (harbour.officer, harbour.since) == ("Lena Okafor", None)


def test_a_new_sector_does_not_take_the_place_of_another(city: Sectors):
    new = a_sector("harbour", officer="Somebody else")
    assert faults_of(city, new, new=True) == {"code": SectorFault.CODE_TAKEN}
    assert "Somebody else" not in {each.officer for each in city.all(ADMINISTRATOR)}


def test_everybody_sees_the_areas_before_the_communities(city: Sectors):
    assert codes(city.public()) == [["centre", ["harbour", "old_town"]], "students"]


def test_nobody_sees_what_is_not_public(city: Sectors):
    city.set(OPERATOR, a_sector("harbour", parent="centre", public=False))
    assert codes(city.public()) == [["centre", ["old_town"]], "students"]


def test_what_is_public_within_something_that_is_not_moves_up(city: Sectors):
    city.set(OPERATOR, a_sector("centre", public=False))
    assert codes(city.public()) == ["harbour", "old_town", "students"]


def test_sectors_stand_in_the_order_of_the_readers_language(sectors: Sectors):
    names = {
        "a": {"en": "Sector 10", "fr": "Élysée"},
        "b": {"en": "Sector 9", "fr": "Zone"},
        "c": {"en": "Ábaco", "fr": "Entrepôt"},
    }
    for code, texts in names.items():
        sectors.set(OPERATOR, a_sector(code, name=Translations(texts)))
    assert codes(sectors.public("en")) == ["c", "b", "a"]
    assert codes(sectors.public("fr")) == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": "Harbour"}, {"code": SectorFault.CODE}),
        ({"code": "old town"}, {"code": SectorFault.CODE}),
        ({"code": ""}, {"code": SectorFault.CODE}),
        ({"code": "x" * 65}, {"code": SectorFault.CODE}),
        ({"code": "not_stated"}, {"code": SectorFault.CODE_RESERVED}),
        ({"name": Translations({"en": " ", "ar": "\u202e"})}, {"name": SectorFault.NAME_MISSING}),
        ({"name": Translations({"en": "x" * 121})}, {"name.en": SectorFault.NAME_TOO_LONG}),
        ({"officer": "x" * 121}, {"officer": SectorFault.OFFICER_TOO_LONG}),
        ({"telephone": "ask at the desk"}, {"telephone": SectorFault.TELEPHONE}),
        ({"telephone": "12"}, {"telephone": SectorFault.TELEPHONE}),
        ({"telephone": "1" * 41}, {"telephone": SectorFault.TELEPHONE}),
        ({"telephone": "101; 102"}, {"telephone": SectorFault.TELEPHONE}),
        ({"since": date(2026, 5, 8)}, {"since": SectorFault.SINCE}),
        ({"since": date(202, 5, 8)}, {"since": SectorFault.SINCE}),
        ({"parent": "nowhere"}, {"parent": SectorFault.PARENT_UNKNOWN}),
        ({"parent": "harbour"}, {"parent": SectorFault.PARENT_INSIDE}),
        (
            {"code": "A", "telephone": "x", "officer": "x" * 121},
            {
                "code": SectorFault.CODE,
                "telephone": SectorFault.TELEPHONE,
                "officer": SectorFault.OFFICER_TOO_LONG,
            },
        ),
    ],
)
def test_every_fault_is_named_and_nothing_is_kept(
    sectors: Sectors, engine: Engine, change: dict[str, object], fault: dict[str, SectorFault]
):
    assert faults_of(sectors, replace(a_sector(), **change)) == fault
    assert sectors.all(ADMINISTRATOR) == []
    assert trail_of(engine) == []


def test_a_sector_cannot_become_part_of_what_is_part_of_it(city: Sectors):
    assert faults_of(city, a_sector("centre", parent="harbour")) == {
        "parent": SectorFault.PARENT_INSIDE
    }


def test_an_area_cannot_be_part_of_a_community(city: Sectors):
    assert faults_of(city, a_sector("campus", parent="students")) == {
        "parent": SectorFault.PARENT_COMMUNITY
    }
    assert faults_of(city, a_community("centre")) == {"kind": SectorFault.HOLDS_AREAS}


def test_a_community_can_be_part_of_an_area(city: Sectors):
    city.set(ADMINISTRATOR, a_community("dockers", parent="harbour"))
    assert codes(city.public())[0] == ["centre", [["harbour", ["dockers"]], "old_town"]]


def test_the_tree_stays_shallow_enough_to_be_shown(sectors: Sectors):
    levels = [f"level_{number}" for number in range(sector_model.DEPTH_MAXIMUM)]
    for level in levels:
        sectors.set(OPERATOR, a_sector(level))
    for above, below in pairwise(levels):
        sectors.set(OPERATOR, a_sector(below, parent=above))
    deeper = a_sector("deeper", parent=levels[-1])
    assert faults_of(sectors, deeper) == {"parent": SectorFault.TOO_DEEP}
    sectors.set(OPERATOR, a_sector("top"))
    assert faults_of(sectors, a_sector(levels[0], parent="top")) == {"parent": SectorFault.TOO_DEEP}


def test_two_at_once_cannot_make_a_sector_part_of_itself(sectors: Sectors):
    for code in ("a", "b"):
        sectors.set(OPERATOR, a_sector(code))
    start, refused = threading.Barrier(2), []

    def move(code: str, into: str) -> None:
        start.wait()
        try:
            sectors.set(OPERATOR, a_sector(code, parent=into))
        except BadSector:
            refused.append(code)

    threads = [threading.Thread(target=move, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert sum(map(len, sectors.public())) == 2


@pytest.mark.parametrize(
    ("written", "kept", "dialled"),
    [
        ("+44 1632 960 101", "+44 1632 960 101", "+441632960101"),
        (" ١٠١ ", "101", "101"),
        ("+49 (0)30 1234-5", "+49 (0)30 1234-5", "+493012345"),
        ("(044) 123.45/67", "(044) 123.45/67", "0441234567"),
        ("\u202a\u2066+380\u00a044\u00a0123\u2069\u202c", "+380 44 123", "+38044123"),
        ("", "", ""),
    ],
)
def test_a_number_is_dialled_however_it_was_written(
    sectors: Sectors, written: str, kept: str, dialled: str
):
    sector = sectors.set(ADMINISTRATOR, a_sector(telephone=written))
    assert (sector.telephone, sector.dialled) == (kept, dialled)


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_a_kept_line_is_one_line_that_shows_all_there_is_of_it(text: str):
    cleaned = sector_model.clean_text(text)
    assert cleaned == sector_model.clean_text(cleaned)
    assert "\n" not in cleaned
    assert all(sign.isprintable() or sign in "\u200c\u200d" for sign in cleaned)


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.booleans(), st.booleans()), max_size=8, min_size=1
    ).map(
        lambda rows: [
            a_sector(
                f"s{at}",
                parent=None if parent == at else f"s{parent}",
                public=public,
                kind=SectorKind.AREA if area else SectorKind.COMMUNITY,
            )
            for at, (parent, public, area) in enumerate(rows)
        ]
    )
)
def test_a_tree_shows_each_sector_at_most_once_and_only_what_is_public(made: list[Sector]):
    shown = [each.sector for branch in grow(made, public=True) for each in branch]
    assert len(shown) == len({sector.code for sector in shown})
    assert all(sector.public for sector in shown)
    whole = {each.sector.code for branch in grow(made) for each in branch}
    rooted = {
        sector.code
        for sector in made
        if not sector_model.placing_problem(sector, {each.code: each for each in made})
    } & {sector.code for sector in made if sector.parent is None}
    assert rooted <= whole


def test_a_day_that_is_today_somewhere_is_taken(sectors: Sectors):
    sectors.set(ADMINISTRATOR, a_sector(since=date(2026, 5, 7)))
    assert sectors.all(ADMINISTRATOR)[0].since == date(2026, 5, 7)


def test_a_sector_is_gone_when_it_was_removed(city: Sectors):
    city.remove(ADMINISTRATOR, "harbour")
    assert codes(city.public()) == [["centre", ["old_town"]], "students"]


def test_a_sector_stays_while_others_are_part_of_it(city: Sectors):
    with pytest.raises(HoldsSectors):
        city.remove(ADMINISTRATOR, "centre")
    assert len(city.all(ADMINISTRATOR)) == 4


def test_a_sector_that_is_not_there_cannot_be_removed(city: Sectors):
    with pytest.raises(UnknownSector):
        city.remove(ADMINISTRATOR, "nowhere")


def test_every_change_is_in_the_trail_by_its_code(city: Sectors, engine: Engine):
    city.remove(ADMINISTRATOR, "students")
    city.import_boundaries(ADMINISTRATOR, a_file(a_feature()))
    assert trail_of(engine)[-3:] == [
        ("set_sector", "sector students", "done"),
        ("remove_sector", "sector students", "done"),
        ("import_boundaries", "sectors", "done"),
    ]


@pytest.mark.parametrize("actor", [LEADER, PUBLIC], ids=["leader", "public"])
def test_nothing_changes_when_the_role_does_not_include_it(
    city: Sectors, engine: Engine, actor: Actor
):
    before, entries = city.all(OPERATOR), len(trail_of(engine))
    for attempt in (
        lambda: city.set(actor, a_sector("My secret note")),
        lambda: city.remove(actor, "students"),
        lambda: city.import_boundaries(actor, a_file(a_feature())),
        lambda: city.all(actor),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert city.all(OPERATOR) == before
    refused = [
        ("set_sector", "sector", "refused"),
        ("remove_sector", "sector students", "refused"),
        ("import_boundaries", "sectors", "refused"),
    ]
    assert trail_of(engine)[entries:] == (refused if actor is LEADER else [])


def test_boundaries_are_kept_without_anything_else(city: Sectors, engine: Engine):
    high = [[*position, 180.5] for position in SQUARE]
    several = {"type": "MultiPolygon", "coordinates": [[SQUARE], [high]]}
    imported = city.import_boundaries(
        ADMINISTRATOR,
        b"\xef\xbb\xbf"
        + a_file(
            a_feature("harbour", id=7, bbox=[1, 2, 3, 4]),
            a_feature("old_town", geometry=several, properties={"code": "old_town", "by": "me"}),
        ),
    )
    assert imported.codes == ("harbour", "old_town")
    assert imported.missing == ("centre",)
    assert boundaries_of(engine) == {
        "harbour": {"type": "Polygon", "coordinates": [SQUARE]},
        "old_town": {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]},
    }
    assert [each.code for each in city.all(OPERATOR) if each.has_boundary] == [
        "harbour",
        "old_town",
    ]


def test_a_boundary_stays_when_its_sector_changes_and_goes_when_it_is_no_area(
    city: Sectors, engine: Engine
):
    city.import_boundaries(ADMINISTRATOR, a_file(a_feature("harbour")))
    city.set(ADMINISTRATOR, a_sector("harbour", officer="Lena Okafor"))
    assert "harbour" in boundaries_of(engine)
    city.set(ADMINISTRATOR, a_community("harbour"))
    assert boundaries_of(engine) == {}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", BoundaryFault.NOT_JSON),
        (b"\xff\xfe{\x00}\x00", BoundaryFault.NOT_JSON),
        (b"[" * 100_000, BoundaryFault.NOT_JSON),
        (b'{"type": "FeatureCollection", "features": [NaN]}', BoundaryFault.NOT_JSON),
        (b"[]", BoundaryFault.NO_COLLECTION),
        (b'{"type": "FeatureCollection", "features": {}}', BoundaryFault.NO_COLLECTION),
        (json.dumps(a_feature()).encode(), BoundaryFault.NO_COLLECTION),
        (a_file(), BoundaryFault.NO_FEATURE),
        (b" " * (MAX_BYTES + 1), BoundaryFault.TOO_LARGE),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    city: Sectors, content: bytes, fault: BoundaryFault
):
    with pytest.raises(BadBoundaries) as refused:
        city.import_boundaries(ADMINISTRATOR, content)
    assert [(each.feature, each.fault) for each in refused.value.problems] == [(0, fault)]


FAULTY = {
    "no feature": (7, BoundaryFault.NOT_A_FEATURE),
    "no type": ({"properties": {"code": "old_town"}}, BoundaryFault.NOT_A_FEATURE),
    "no properties": (a_feature(properties=None), BoundaryFault.NO_CODE),
    "a number for a code": (a_feature(12), BoundaryFault.NO_CODE),
    "an unknown code": (a_feature("nowhere"), BoundaryFault.UNKNOWN_CODE),
    "the same code": (a_feature("harbour"), BoundaryFault.CODE_TWICE),
    "a community": (a_feature("students"), BoundaryFault.NO_AREA),
    "no geometry": (a_feature("old_town", geometry=None), BoundaryFault.NOT_A_POLYGON),
    "a point": (
        a_feature("old_town", geometry={"type": "Point", "coordinates": [1, 2]}),
        BoundaryFault.NOT_A_POLYGON,
    ),
    "no rings": (
        a_feature("old_town", geometry={"type": "Polygon", "coordinates": []}),
        BoundaryFault.COORDINATES,
    ),
    "rings of a polygon in a multipolygon": (
        a_feature("old_town", geometry={"type": "MultiPolygon", "coordinates": [SQUARE]}),
        BoundaryFault.RING_OPEN,
    ),
    "words": (a_feature("old_town", **ring("a", "b", "c", "a")), BoundaryFault.COORDINATES),
    "booleans": (
        a_feature("old_town", **ring([True, 1], [2, 2], [3, 3], [True, 1])),
        BoundaryFault.COORDINATES,
    ),
    "one coordinate": (
        a_feature("old_town", **ring([1], [2], [3], [1])),
        BoundaryFault.COORDINATES,
    ),
    "metres": (
        a_feature("old_town", **ring([3e6, 6e6], [3e6, 6.1e6], [3.1e6, 6e6], [3e6, 6e6])),
        BoundaryFault.OUT_OF_RANGE,
    ),
    "an open ring": (
        a_feature("old_town", **ring([1, 1], [2, 2], [3, 3], [4, 4])),
        BoundaryFault.RING_OPEN,
    ),
    "a line": (a_feature("old_town", **ring([1, 1], [2, 2], [1, 1])), BoundaryFault.RING_OPEN),
}


@pytest.mark.parametrize(("feature", "fault"), FAULTY.values(), ids=FAULTY)
def test_no_boundary_is_taken_when_one_has_a_fault(
    city: Sectors, engine: Engine, feature: object, fault: BoundaryFault
):
    with pytest.raises(BadBoundaries) as refused:
        city.import_boundaries(ADMINISTRATOR, a_file(a_feature("harbour"), feature))
    assert [(each.feature, each.fault) for each in refused.value.problems] == [(2, fault)]
    assert boundaries_of(engine) == {}
    assert trail_of(engine)[-1][0] == "set_sector"


def test_every_faulty_feature_is_named_by_its_number(city: Sectors):
    with pytest.raises(BadBoundaries) as refused:
        city.import_boundaries(
            ADMINISTRATOR, a_file(a_feature("x"), a_feature("harbour"), a_feature("students"))
        )
    assert [each.feature for each in refused.value.problems] == [1, 3]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@given(JSON, JSON)
def test_a_file_is_taken_or_refused_whatever_it_holds(geometry: object, properties: object):
    for feature in (
        geometry,
        a_feature(geometry=geometry),
        a_feature(geometry={"type": "Polygon", "coordinates": geometry}),
        a_feature(properties=properties),
    ):
        with suppress(BadBoundaries):
            read_boundaries(a_file(feature), {"harbour": SectorKind.AREA})
