"""Figures of several sources are asked for as if they were one."""

from __future__ import annotations

from copfeedback.results.all_series import AllSeries
from copfeedback.results.published_series import Series, SeriesName, Unit
from tests.factories import in_languages


class Source:
    """One series of this name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def series(self, name: str) -> Series | None:
        text = in_languages(self.name)
        return Series(name, text, text, Unit.NUMBER, ()) if name == self.name else None

    def names(self) -> list[SeriesName]:
        return [SeriesName(self.name, in_languages(self.name), Unit.NUMBER)]


def test_whoever_has_a_series_gives_it():
    every = AllSeries(Source("complaints.filed"), AllSeries(Source("forums.meetings")))
    assert [each.name for each in every.names()] == ["complaints.filed", "forums.meetings"]
    for each in every.names():
        found = every.series(each.name)
        assert found is not None
        assert found.name == each.name
    assert every.series("nobody's") is None
