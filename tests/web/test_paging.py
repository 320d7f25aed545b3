"""Long lists in pages: nothing is lost, nothing comes twice, no page is too large."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from copfeedback.web.paging import Paged, cut, fitting, paged

SIZES = st.lists(st.integers(min_value=0, max_value=50), max_size=60)


def asking(query: str) -> Request:
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


@given(SIZES, st.integers(min_value=1, max_value=100))
def test_pages_hold_everything_in_order_and_are_no_larger_than_they_may_be(
    sizes: list[int], room: int
):
    pages = cut(sizes, room, lambda size: size)

    assert [size for page in pages for size in page] == sizes
    assert all(page and (sum(page) <= room or len(page) == 1) for page in pages)


@given(SIZES, st.integers(min_value=1, max_value=10))
def test_the_first_things_that_fit_are_at_most_so_many(sizes: list[int], most: int):
    first = fitting(sizes, most, 60, lambda size: size)

    assert first == sizes[: len(first)]
    assert len(first) <= most
    assert bool(first) == bool(sizes)


@pytest.mark.parametrize(
    ("asked", "at"),
    [("", 1), ("2", 2), ("3", 3), ("4", 3), ("0", 1), ("-1", 1), ("²", 1)],
)
def test_an_address_asks_for_a_page_that_is_there(asked: str, at: int):
    page: Paged[int] = paged([[1], [2], [3]], asking(f"page={asked}"), "/forums/a", all="x")

    assert (page.at, list(page.some)) == (at, [at])
    assert page.address("en", 2) == "/en/forums/a?all=x&page=2"
    assert page.address("ar", 1) == "/ar/forums/a?all=x"


def test_an_empty_list_has_one_page_with_nothing_on_it():
    page: Paged[int] = paged([], asking("page=7"), "/forums/a")

    assert (page.at, page.count, list(page.some)) == (1, 0, [])
    assert page.address("en") == "/en/forums/a"
