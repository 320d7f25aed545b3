"""Figures over time from several sources as if they were one."""

from __future__ import annotations

from typing import Protocol

from copfeedback.results.published_series import Series, SeriesName


class SeriesSource(Protocol):
    """Whoever publishes figures over time."""

    def series(self, name: str) -> Series | None:
        """The series of a name; None where it has none of this name."""

    def names(self) -> list[SeriesName]:
        """The series it has."""


class AllSeries:
    """Asks each source in turn. It is one itself."""

    def __init__(self, *sources: SeriesSource) -> None:
        self._sources = sources

    def series(self, name: str) -> Series | None:
        """The series of a name; None where nobody publishes it.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        found = (source.series(name) for source in self._sources)
        return next((each for each in found if each is not None), None)

    def names(self) -> list[SeriesName]:
        """All of them, in the order of the sources.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        return [each for source in self._sources for each in source.names()]
