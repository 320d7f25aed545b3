"""What became of published figures since an evaluation cited them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from copfeedback.application import PROJECT
from copfeedback.evaluations.cited import Changed, Cited, Since, changed_sentence
from copfeedback.evaluations.report_model import Finding, Measured, Source, Verdict
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.results.releases import UnknownRelease
from tests.evaluations.figured import a_point, a_series
from tests.evaluations.pledged import an_indicator

SPEECH = Catalogues(PROJECT / "locales").speech("en")
SHA = "ab" * 32
SOURCE = Source("safety-2025.1", SHA)
LATE = datetime(2027, 5, 3, 23, 30, tzinfo=UTC)
THE_DAY = date(2027, 5, 4)


def a_release(**changes: Any) -> Any:
    given = {"withdrawn_at": None, "replaced_by": None, "published_at": LATE, "sha256": SHA}
    given |= changes
    return SimpleNamespace(release=SimpleNamespace(sha256=given.pop("sha256")), **given)


def changes(source: Source = SOURCE, *, series: str = "survey.safety.trust", **known: Any) -> Any:
    """What became of a source, with these releases, or with one figure over time."""

    def find(release_id: str) -> Any:
        if release_id not in known["releases"]:
            raise UnknownRelease(release_id)
        return known["releases"][release_id]

    published = known.get("published")
    cited = Cited(find, lambda _: published, lambda _: THE_DAY).at_once()
    finding = Finding("trust", Verdict.IMPROVED, measured=Measured(sources=(source,)))
    return list(cited.changes(finding, replace(an_indicator("trust"), series=series)))


@pytest.mark.parametrize(
    ("releases", "found"),
    [
        ({SOURCE.id: a_release()}, []),
        (
            {SOURCE.id: a_release(withdrawn_at=LATE)},
            [Changed(SOURCE, Since.WITHDRAWN, THE_DAY)],
        ),
        (
            {SOURCE.id: a_release(replaced_by="safety-2025.2"), "safety-2025.2": a_release()},
            [Changed(SOURCE, Since.CORRECTED, THE_DAY)],
        ),
        ({SOURCE.id: a_release(sha256="cd" * 32)}, [Changed(SOURCE, Since.GONE)]),
        ({}, [Changed(SOURCE, Since.GONE)]),
    ],
)
def test_a_release_that_was_changed_since_is_named(
    releases: dict[str, Any], found: list[Changed]
) -> None:
    assert changes(releases=releases) == found


def test_a_period_of_another_series_is_compared_with_what_is_published_now() -> None:
    source, series = Source("complaints-2025-1", SHA), "complaints.filed"
    same = a_series(a_point(2025, 5, source=source.id, sha256=SHA))
    other = a_series(a_point(2025, 5, source=source.id, sha256="cd" * 32))
    assert changes(source, series=series, published=same) == []
    assert changes(source, series=series, published=other) == [Changed(source, Since.GONE)]
    unfrozen = Source(source.id, "")
    assert changes(unfrozen, series=series, published=other) == []


def test_a_period_that_was_cited_by_its_own_name_is_published_still() -> None:
    known = a_series(a_point(2025, 5, source="activities-2025", sha256=SHA))
    assert changes(Source("2025", SHA), series="activities.people", published=known) == []
    other = Source("2024", SHA)
    assert changes(other, series="activities.people", published=known) == [
        Changed(other, Since.GONE)
    ]


def test_it_is_said_with_the_day() -> None:
    said = {
        since: changed_sentence(Changed(SOURCE, since, THE_DAY), SPEECH).replace("\u2066", "")
        for since in Since
    }
    assert "was withdrawn on May 4, 2027" in said[Since.WITHDRAWN]
    assert "was corrected on May 4, 2027" in said[Since.CORRECTED]
    assert "not published as it was any more" in said[Since.GONE]
