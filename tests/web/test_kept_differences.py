"""Differences of minutes that are found out once."""

from __future__ import annotations

from dataclasses import replace

from copfeedback.forums.differing import Difference, difference
from copfeedback.forums.minutes_model import EntryText, Minutes
from copfeedback.web.kept_differences import KeptDifferences
from tests.forums.test_differing import a_version

OLDER, NEWER = (a_version((1, EntryText(text)), number=at) for at, text in ((1, "a"), (2, "b")))


def kept_and_asked(most: int = 1_000) -> tuple[KeptDifferences, list[int]]:
    """What is tried, and the numbers of the newer versions it has compared."""
    asked: list[int] = []

    def find(older: Minutes, newer: Minutes) -> Difference:
        asked.append(newer.number)
        return difference(older, newer)

    return KeptDifferences(find, most), asked


def test_the_same_versions_are_compared_once():
    kept, asked = kept_and_asked()

    first = kept.of(OLDER, NEWER)

    assert kept.of(OLDER, NEWER) is first
    assert first == difference(OLDER, NEWER)
    assert asked == [2]
    assert kept.of(*(replace(each, meeting_id=9) for each in (OLDER, NEWER))) == first
    assert asked == [2, 2]


def test_what_was_erased_from_a_version_is_not_told_any_longer():
    kept, _ = kept_and_asked()
    kept.of(OLDER, NEWER)
    erased = a_version((1, EntryText("-")), number=2)

    assert kept.of(OLDER, erased) == difference(OLDER, erased)


def test_those_asked_for_last_are_kept_while_there_is_room():
    kept, asked = kept_and_asked(most=12)  # three differences of four characters
    versions = [replace(NEWER, number=at) for at in range(2, 6)]
    for version in (*versions[:3], versions[0], versions[3]):
        kept.of(OLDER, version)
    assert asked == [2, 3, 4, 5]

    kept.of(OLDER, versions[0])
    kept.of(OLDER, versions[1])

    assert asked == [2, 3, 4, 5, 3]
