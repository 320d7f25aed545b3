"""Forums from a shell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from copfeedback.application import PROJECT, build_portal
from copfeedback.cli import main
from copfeedback.forums.model import Level, Side
from copfeedback.people.model import OPERATOR
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.settings import Settings
from tests.factories import in_languages

CITY = """\
code: city
level: municipal
name: {en: City forum}
chair:
  name: A mayor
  affiliation: {en: Town hall}
"""


@pytest.fixture(autouse=True)
def data_dir(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(migrated))
    monkeypatch.delenv("COPFEEDBACK_DATABASE_URL", raising=False)
    return tmp_path


def a_file(folder: Path, text: str) -> str:
    path = folder / "forum.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_file_of_the_documentation_founds_a_forum(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = (PROJECT / "docs" / "forum-file.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", shown, re.DOTALL)
    portal = build_portal(Settings(data_dir=data_dir / "var"))
    portal.sectors.set(OPERATOR, Sector("old_town", SectorKind.AREA, in_languages("Old Town")))

    assert main(["forum", "add", a_file(data_dir, CITY)]) == 0
    assert main(["forum", "add", a_file(data_dir, text)]) == 0

    assert "Forum old-town is founded: " in capsys.readouterr().out
    kept = portal.forums.find("old-town")
    portal.stop()
    assert (kept.level, kept.parent) == (Level.NEIGHBOURHOOD, "city")
    assert [(each.side, each.seats) for each in kept.seats] == [
        (Side.POLICE, 2),
        (Side.RESIDENTS, 5),
    ]
    assert [dict(each.name) for each in kept.without_seat] == [
        {"en": "Fishers"},
        {"en": "Newcomers"},
    ]
    assert main(["forum", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "city\tmunicipal\tCity forum\topen\t-\tactive",
        "old-town\tneighbourhood\tOld Town forum\tprotected\tcity\tactive",
    ]


def test_every_fault_is_named_by_its_line(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = CITY + "parent: nowhere\nseats:\n  - {side: police, holder: A}\n  - {side: faith}\n"

    assert main(["forum", "add", a_file(data_dir, wrong)]) == 1

    said = capsys.readouterr().err
    assert "forum.yaml:7: parent:" in said
    assert "forum.yaml:10: seats number 2 holder:" in said
    assert main(["forum", "list"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("text", ["code: [", "code: a\nlevels: 3\n", ""])
def test_what_is_no_forum_at_all_is_refused(
    data_dir: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert main(["forum", "add", a_file(data_dir, text)]) == 1
    assert "forum.yaml:" in capsys.readouterr().err
