"""Data folders with a database: made once, and copied for each test that needs one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from copfeedback.application import PROJECT
from copfeedback.cli import main


@pytest.fixture(scope="session")
def published_folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder to copy: a survey is published in it."""
    folder = tmp_path_factory.mktemp("published")
    shutil.copy(sqlite_template, folder / "copfeedback.sqlite3")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPFEEDBACK_DATA_DIR", str(folder))
        patch.delenv("COPFEEDBACK_DATABASE_URL", raising=False)
        assert main(["survey", "publish", f"{PROJECT}/surveys/police-contact/v1.yaml"]) == 0
    return folder


@pytest.fixture
def migrated(sqlite_template: Path, tmp_path: Path) -> Path:
    """A data folder of this test's own, ``var``, as after ``copfeedback migrate``."""
    folder = tmp_path / "var"
    folder.mkdir(mode=0o700)
    shutil.copy(sqlite_template, folder / "copfeedback.sqlite3")
    return folder


@pytest.fixture
def published(published_folder: Path, tmp_path: Path) -> Path:
    """A data folder of this test's own, ``var``, in which police-contact is published."""
    return Path(shutil.copytree(published_folder, tmp_path / "var"))
