"""Results that are made up, in place of a portal's own: what doors ask for is all there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from copfeedback.application import Portal
from copfeedback.results.model import Publication
from copfeedback.results.published import Release
from copfeedback.results.releases import UnknownRelease
from copfeedback.surveys.book import AskedWave

PUBLISHED = datetime(2027, 6, 2, 9, tzinfo=UTC)


def a_publication(asked: AskedWave, release: Release, **changes: Any) -> Publication:
    return Publication(release, "{}", asked, **{"published_at": PUBLISHED} | changes)


class MadeUpResults:
    """Answers what the doors ask of results from a list of publications, the latest first."""

    def __init__(self, *publications: Publication) -> None:
        self._all = publications

    def public_releases(self) -> tuple[Publication, ...]:
        return tuple(each for each in self._all if each.asked.is_listed)

    def publications_of(self, wave_id: str) -> tuple[Publication, ...]:
        return tuple(each for each in self._all if each.asked.wave.id == wave_id)

    def find_publication(self, release_id: str) -> Publication:
        for each in self._all:
            if each.release.id == release_id:
                return each
        raise UnknownRelease(release_id)

    def publication_of(self, wave_id: str) -> Publication | None:
        known = self.publications_of(wave_id)
        return known[0] if known and known[0].withdrawn_at is None else None

    def release_of(self, wave_id: str) -> Release | None:
        found = self.publication_of(wave_id)
        return found.release if found else None


def put_in_place(portal: Portal, publications: Sequence[Publication]) -> None:
    """Let the portal have these results and no others."""
    portal.results = MadeUpResults(*publications)  # type: ignore[assignment]  # what doors ask for
