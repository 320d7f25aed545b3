"""Long lists are searched by typing; short ones open no keyboard on a phone."""

from __future__ import annotations

from copfeedback.ui.selecting import filter_of


def test_only_long_lists_are_searched_by_typing():
    assert filter_of(12) is None
    assert filter_of(13) == "contains"
