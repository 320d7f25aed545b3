"""Long pages of evaluations in parts, so that each page that is sent stays light."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from copfeedback.evaluations.pledge_wording import Line, Shown
from copfeedback.i18n.translations import LocalText
from copfeedback.web.paging import cut, paged
from copfeedback.web.rendering import Renderer

ROOM = 12_500
"""Bytes of parts on a page; the rest of the 30 KB is the frame, which every page has."""
EASY = "easy"
"""The anchor of what is so easy to read that it stands before the contents."""
_CHUNK = 4_000
_LONGEST = 3_000
"""Letters of a text that stay together."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a page that is never torn apart. ``anchor`` is its section's."""

    anchor: str
    heading: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: where a section begins."""

    heading: str
    address: str


def respond(
    renderer: Renderer,
    template: str,
    request: Request,
    path: str,
    blocks: Sequence[Block],
    context: Mapping[str, Any],
    *,
    query: Mapping[str, str] | None = None,
) -> Response:
    """A page that shows as many parts as fit, and leads to the others."""
    tag = request.path_params["lang"]
    pages = cut(blocks, ROOM, lambda each: len(each.html.encode()))
    page = paged(pages, request, path, **(query or {}))
    contents: dict[str, Entry] = {}
    for number, some in enumerate(pages, 1):
        for each in some:
            if each.heading and each.anchor not in (*contents, EASY):
                address = f"{page.address(tag, number)}#{each.anchor}"
                contents[each.anchor] = Entry(each.heading, address)
    return renderer.page(
        template,
        tag,
        **context,
        page=page,
        contents=list(contents.values()),
        address=page.address,
    )


def words(anchor: str, heading: str, text: LocalText) -> list[Block]:
    """A text on its own, in as many parts as it needs."""
    shown = (Markup('<p class="words" dir="auto">{}</p>').format(each) for each in pieces(text))
    return [Block(anchor, heading, each) for each in shown]


def facts(anchor: str, heading: str, lines: Iterable[tuple[str, Shown]]) -> list[Block]:
    """Labels with what is said under them; those that say nothing are left out."""
    parts = [
        Markup('<dt>{}</dt><dd dir="auto">{}</dd>').format(label, piece)
        for label, value in lines
        if value and str(value)
        for piece in pieces(value)
    ]
    return [
        Block(anchor, heading, Markup("<dl>{}</dl>").format(Markup("").join(some)))
        for some in cut(parts, _CHUNK, lambda each: len(each.encode()))
    ]


def told(lines: Sequence[Line]) -> list[Block]:
    """Lines of a pledge, below the headings that they have."""
    found: list[Block] = []
    for at, (section, thing, own) in enumerate(_together(lines)):
        anchor = f"s{_place(lines, section)}"
        blocks = facts(anchor, section, [(each.label, each.value) for each in own])
        if str(thing):
            head = Markup('<h3 id="t{}">{}</h3>').format(at, thing)
            blocks[0] = Block(anchor, section, head + blocks[0].html)
        found += blocks
    return found


def joined(anchor: str, heading: str, parts: Iterable[Markup], begin: str, end: str) -> list[Block]:
    """Many small parts of one kind, such as the lines of a list, in blocks between two tags."""
    tags = Markup(begin), Markup(end)  # noqa: S704 - our own
    return [
        Block(anchor, heading, tags[0] + Markup("").join(some) + tags[1])
        for some in cut(list(parts), _CHUNK, lambda each: len(each.encode()))
    ]


def pieces(text: Shown) -> list[Shown]:
    """A text in pieces that a page can hold; most are short and stay as they are."""
    if len(str(text)) <= _LONGEST:
        return [text]
    found = list(_cut_text(str(text)))
    if isinstance(text, LocalText):
        return [LocalText(each, text.language, text.is_fallback) for each in found]
    return list(found)


def _cut_text(text: str) -> Iterator[str]:
    while len(text) > _LONGEST:
        at = max(text.rfind(mark, 1, _LONGEST) for mark in ("\n", " "))
        at = at if at > 0 else _LONGEST
        yield text[:at]
        text = text[at:].lstrip()
    yield text


def _together(lines: Sequence[Line]) -> Iterator[tuple[str, Shown, list[Line]]]:
    own: list[Line] = []
    for line in lines:
        if own and (own[-1].section, str(own[-1].thing)) != (line.section, str(line.thing)):
            yield own[0].section, own[0].thing, own
            own = []
        own.append(line)
    if own:
        yield own[0].section, own[0].thing, own


def _place(lines: Sequence[Line], section: str) -> int:
    return list(dict.fromkeys(each.section for each in lines)).index(section)
