"""Texts of whole pages, in a little Markdown; what comes with the portal is read from files.

A line that begins with ``## `` is a heading, with ``- `` a point of a list, with ``1. `` (or any
other number) a step; other lines are paragraphs. There is nothing else: no links, no emphasis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

_LINE = re.compile(r"(?P<sign>## |- |\d+\. )?(?P<words>.+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class PageText:
    """A page in one language: a title, and a text in the notation of this module."""

    title: str
    text: str


class BlockKind(StrEnum):
    """What a part of a text is; the names are those of HTML."""

    HEADING = "h2"
    PARAGRAPH = "p"
    POINTS = "ul"
    STEPS = "ol"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or paragraph of one line, or a list of several."""

    kind: BlockKind
    lines: tuple[str, ...]


def read_blocks(text: str) -> tuple[Block, ...]:
    """The parts of a text, in order."""
    blocks: list[Block] = []
    for line in text.splitlines():
        found = _LINE.fullmatch(line.strip())
        if found is None:
            continue
        kind, words = _kind(found["sign"]), found["words"].strip()
        joins = kind in {BlockKind.POINTS, BlockKind.STEPS}
        if joins and blocks and blocks[-1].kind is kind:
            blocks[-1] = Block(kind, (*blocks[-1].lines, words))
        else:
            blocks.append(Block(kind, (words,)))
    return tuple(blocks)


def _kind(sign: str | None) -> BlockKind:
    if sign is None:
        return BlockKind.PARAGRAPH
    if sign == "## ":
        return BlockKind.HEADING
    return BlockKind.POINTS if sign == "- " else BlockKind.STEPS


@lru_cache(maxsize=256)  # files that come with the portal do not change while it runs
def read_shipped(path: Path) -> PageText | None:
    """A page that comes with the portal, from its file; None where there is no such file.

    The first line of a file is the title, behind ``# ``.
    """
    if not path.is_file():
        return None
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    return PageText(title.removeprefix("# ").strip(), text.strip())
