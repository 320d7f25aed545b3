"""Long lists in pages that stay light, each with an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

PAGE = "page"
_DIGITS = 4

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Thing]):
    """One page of a list: what is on it, which it is (the first is 1), and how many there are.

    ``path`` is the address behind the language, ``query`` what else it says.
    """

    some: Sequence[Thing]
    at: int
    count: int
    path: str
    query: Mapping[str, str] = field(default_factory=dict)

    def address(self, tag: str, page: int | None = None) -> str:
        """This page in a language, or another one of the list."""
        at = self.at if page is None else page
        query = urlencode({**self.query, **({PAGE: str(at)} if at > 1 else {})})
        return f"/{tag}{self.path}" + (f"?{query}" if query else "")


def paged(
    pages: Sequence[Sequence[Thing]], request: Request, path: str, **query: str
) -> Paged[Thing]:
    """The page that an address asks for, the last one where it asks for more."""
    asked = request.query_params.get(PAGE, "")
    known = asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS
    at = min(max(int(asked), 1), max(len(pages), 1)) if known else 1
    some = pages[at - 1] if pages else ()
    return Paged(some, at, len(pages), path, query)


def cut(
    every: Sequence[Thing], room: int, size: Callable[[Thing], int] = lambda _: 1
) -> list[list[Thing]]:
    """A list in pages of no more than ``room``; what is larger than that has one of its own."""
    pages: list[list[Thing]] = []
    left = 0
    for thing in every:
        taken = size(thing)
        if not pages or taken > left:
            pages.append([])
            left = room
        pages[-1].append(thing)
        left -= taken
    return pages


def fitting(
    every: Sequence[Thing], most: int, room: int, size: Callable[[Thing], int]
) -> list[Thing]:
    """The first things of a list: at ``most`` so many, and no more than fit; one in any case."""
    return next(iter(cut(every[:most], room, size)), [])
