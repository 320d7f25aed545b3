"""Pictures and sounds beside a survey's file: kept when it is published, never changed after."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from copfeedback.people.model import OPERATOR
from copfeedback.surveys.files import MAX_BYTES, SurveyFiles
from copfeedback.surveys.waves import publish_survey
from copfeedback.surveys.yaml_file import DefinitionError
from tests.factories import DEMOGRAPHICS, TINY, a_survey_file, a_trail

WITH_PICTURE = TINY.replace(
    "      - id: trust\n", "      - id: trust\n        image: {en: street.png, ar: street-ar.png}\n"
)
PNG = b"\x89PNG\r\n\x1a\n and more"


def publish(engine: Engine, folder: Path) -> None:
    publish_survey(a_trail(engine), OPERATOR, a_survey_file(folder, WITH_PICTURE), DEMOGRAPHICS)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "surveys" / "tiny" / "files"
    folder.mkdir(parents=True)
    for name in ("street.png", "street-ar.png"):
        (folder / name).write_bytes(PNG)
    return folder


def test_files_are_kept_with_the_version_that_names_them(
    engine: Engine, tmp_path: Path, files: Path
):
    publish(engine, tmp_path)
    (files / "street.png").write_bytes(PNG + b"changed")
    publish(engine, tmp_path)

    found = SurveyFiles(engine).find("tiny", 1, "street.png")

    assert found is not None
    assert (found.kind, found.content) == ("image/png", PNG)
    assert SurveyFiles(engine).find("tiny", 2, "street.png") is None


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "the file “street.png” is not there"),
        (b"<svg onload='alert(1)'/>", "neither a picture nor a sound"),
        (PNG + bytes(MAX_BYTES), "too large"),
    ],
)
def test_nothing_is_published_when_a_file_is_missing_or_no_picture(
    sqlite_engine: Engine, tmp_path: Path, files: Path, content: bytes | None, fault: str
):
    if content is None:
        (files / "street.png").unlink()
    else:
        (files / "street.png").write_bytes(content)

    with pytest.raises(DefinitionError) as caught:
        publish(sqlite_engine, tmp_path)

    assert [fault in each.fault for each in caught.value.faults] == [True]
    assert SurveyFiles(sqlite_engine).find("tiny", 1, "street-ar.png") is None
