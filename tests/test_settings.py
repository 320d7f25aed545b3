"""What an operator can set, and what is said where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from copfeedback.settings import Settings, SettingsError, load_settings


@pytest.mark.parametrize(
    ("given", "days"),
    [("sat,sun", {5, 6}), (" Fri , SAT ", {4, 5}), ("", set()), ("sun,sun", {6})],
)
def test_a_weekend_is_days_of_the_week(given: str, days: set[int]):
    assert Settings(weekend=given).weekend_days == days


@pytest.mark.parametrize("given", ["saturday", "sat sun", "5,6", "mon,tue,wed,thu,fri,sat,sun"])
def test_a_weekend_that_cannot_be_is_refused_by_name(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COPFEEDBACK_WEEKEND", given)

    with pytest.raises(SettingsError, match=r"COPFEEDBACK_WEEKEND: .*must be of mon, tue"):
        load_settings()
