"""The picture of changes: it has a scale, and says in words what it shows."""

from __future__ import annotations

import re

import pytest

from copfeedback.application import PROJECT
from copfeedback.evaluations.report_model import Figure, Verdict
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.web.evaluation_chart import Bar, changes

CATALOGUES = Catalogues(PROJECT / "locales")
BARS = [
    Bar("Trust", Figure(11, 5, 17), Verdict.IMPROVED),
    Bar("Fear", Figure(-3, -9, 3), Verdict.INCONCLUSIVE),
]


def ticks(picture: str) -> dict[str, str]:
    """Where each end of the scale stands, and its middle."""
    found = re.findall(r'<text x="([^"]+)"[^>]*text-anchor="middle">([^<]+)</text>', picture)
    return {re.sub("[\u2066\u2069\u200e\u200f\u061c]", "", words): at for at, words in found}


@pytest.mark.parametrize(("tag", "places"), [("en", "4% 38% 72%"), ("ar", "96% 62% 28%")])
def test_the_scale_says_where_no_change_is_and_how_far_it_goes(tag: str, places: str) -> None:
    picture = str(changes("Change", BARS, CATALOGUES.speech(tag)))

    at = ticks(picture)
    assert list(at) == ["-20", "0", "+20"]
    assert " ".join(at.values()) == places
    assert "<script" not in picture


def test_whoever_does_not_see_it_is_told_every_change_with_its_range() -> None:
    picture = str(changes("Change", BARS, CATALOGUES.speech("en")))

    assert 'role="img"' in picture
    assert "<title>Change</title>" in picture
    assert "Trust: +11 points (+5 to +17). Fear: -3 points (-9 to +3)." in picture
