"""Sectors from a shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copfeedback.application import Portal, build_portal
from copfeedback.cli import main
from copfeedback.i18n.translations import Translations
from copfeedback.people.boundaries import MAX_BYTES
from copfeedback.people.model import OPERATOR
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.settings import Settings

SQUARE = [[30.0, 50.0], [30.1, 50.0], [30.1, 50.1], [30.0, 50.0]]


@pytest.fixture(autouse=True)
def data_dir(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(migrated))
    monkeypatch.delenv("COPFEEDBACK_DATABASE_URL", raising=False)
    portal = build_portal(Settings(data_dir=migrated))
    keep(portal, "harbour", officer="Sam Reed", public=True)
    keep(portal, "docks", parent="harbour")
    portal.stop()
    return tmp_path


def keep(portal: Portal, code: str, **changes: object) -> None:
    name = Translations({"fr": code.capitalize()})
    portal.sectors.set(OPERATOR, Sector(code, SectorKind.AREA, name, **changes))  # type: ignore[arg-type]


def a_file(folder: Path, *codes: str) -> str:
    path = folder / "boundaries.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        }
        for code in codes
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return str(path)


def test_all_sectors_are_listed_with_their_officers(capsys: pytest.CaptureFixture[str]):
    capsys.readouterr()
    assert main(["sector", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "harbour\tarea\tHarbour [Français]\tSam Reed\tpublic",
        "docks\tarea\tDocks [Français]\tno officer\tnot public",
    ]


def test_boundaries_are_imported_and_what_is_missing_is_named(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["sector", "import", a_file(data_dir, "harbour")]) == 0
    said = capsys.readouterr().out
    assert said.endswith("1 boundary is imported. These areas have none yet: docks\n")


def test_every_faulty_feature_is_named_with_what_to_do(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
):
    path = a_file(data_dir, "nowhere", "harbour", "harbour")
    assert main(["sector", "import", path]) == 1
    unknown, twice = capsys.readouterr().err.splitlines()
    assert unknown.startswith(f"{path}: Feature 1: No sector has this code. Add the sector first")
    assert twice.startswith(f"{path}: Feature 3: An earlier feature has the same code. Join")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "the file cannot be read"),
        (b"no JSON", "This is no GeoJSON file. Export the boundaries as GeoJSON in UTF-8."),
        (b" " * (MAX_BYTES + 1), "The file is larger than 5 MB."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(
    data_dir: Path, content: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
):
    path = data_dir / "file.geojson"
    if content is not None:
        path.write_bytes(content)
    assert main(["sector", "import", str(path)]) == 1
    assert said in capsys.readouterr().err
