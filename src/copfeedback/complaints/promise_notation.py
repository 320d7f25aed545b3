"""How pages of the promise are written down: a little Markdown for texts, JSON in the database.

A line that begins with ``## `` is a heading, with ``- `` a point of a list, with ``1. `` (or any
other number) a step; other lines are paragraphs. There is nothing else: no links, no emphasis.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from copfeedback.complaints.promise_model import Operation, OutsideRoute, PageText, PromisePage
from copfeedback.i18n.translations import Translations

_SHIPPED = Path(__file__).with_name("promise_texts")
_LINE = re.compile(r"(?P<sign>## |- |\d+\. )?(?P<words>.+)", re.ASCII)


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


@lru_cache(maxsize=128)  # they do not change while the process runs
def shipped(page: PromisePage, language: str) -> PageText | None:
    """The text that comes with the portal; None where it comes without this language.

    The first line of a file is the title, behind ``# ``.
    """
    path = _SHIPPED / language / f"{page}.md"
    if not path.is_file():
        return None
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    return PageText(title.removeprefix("# ").strip(), text.strip())


def to_json(content: PageText | Operation) -> str:
    """Canonical JSON: the same content is always the same text."""
    noted: Mapping[str, Any]
    if isinstance(content, PageText):
        noted = {"title": content.title, "text": content.text}
    else:
        noted = _note_operation(content)
    return json.dumps(noted, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def page_from_json(text: str) -> PageText:
    """A page as it was written."""
    noted = json.loads(text)
    return PageText(noted["title"], noted["text"])


def operation_from_json(text: str) -> Operation:
    """Who runs the door, as it was written."""
    return read_operation(json.loads(text))


def read_operation(noted: Mapping[str, Any]) -> Operation:
    """Who runs the door, from its notation; the demonstration's file has the same."""

    def texts(name: str) -> Translations | None:
        return Translations(noted[name]) if noted.get(name) else None

    return Operation(
        body=texts("body"),
        independence=texts("independence"),
        host=texts("host"),
        operator=texts("operator"),
        run_by_police=noted.get("run_by_police", False),
        routes=tuple(
            OutsideRoute(
                Translations(route["name"]), Translations(route["purpose"]), route["reach"]
            )
            for route in noted.get("routes", ())
        ),
        firewall=texts("firewall"),
    )


def _note_operation(operation: Operation) -> Mapping[str, Any]:
    noted: dict[str, Any] = {
        name: dict(texts)
        for name in ("body", "independence", "host", "operator", "firewall")
        if (texts := getattr(operation, name))
    }
    if operation.run_by_police:
        noted["run_by_police"] = True
    if operation.routes:
        noted["routes"] = [
            {"name": dict(each.name), "purpose": dict(each.purpose), "reach": each.reach}
            for each in operation.routes
        ]
    return noted
