"""The chain of evaluations for whoever wants to check it, and how that is done without us."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations.chain import Broken, StoredEvent, faults
from copfeedback.evaluations.public_chain import PublicChain, as_text
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.web.conditional import FOR_EVERYBODY, conditional
from copfeedback.web.kept import Content
from copfeedback.web.rendering import Renderer
from copfeedback.web.unchanged import Unchanged

JSON = "application/json; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_SPACE = re.compile(r"[\s\u200b-\u200f\u2066-\u2069:.-]+")
_DIGITS = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DIGITS_IN_LINE = re.compile(r"\b[0-9a-f]{64}\b", re.ASCII)
_LONGEST_SHOWN = 200
_MOST_FAULTS = 20
_BROKEN: Mapping[Broken, str] = {
    Broken.CHANGED: N_("its text is not what it was"),
    Broken.MISSING: N_("it is missing"),
    Broken.OUT_OF_ORDER: N_("it does not follow the one before it"),
    Broken.NOT_AS_NOTED: N_("its hash is not the one that was noted"),
}


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was typed, and what it turned out to be."""

    typed: str = ""
    digits_typed: str = ""
    problem: str = ""
    found: StoredEvent | None = None


class ChainPages:
    """The exact texts, their fingerprints, and the page that explains them."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer
        self._chain = PublicChain(portal.engine)
        self._unchanged = Unchanged(portal.trail.now)

    async def event(self, request: Request) -> Response:
        """The exact text of an event: its SHA-256 is the one that is printed.

        Of withdrawn results nothing but that they were: their figures must not be used.

        Raises:
            Unknown: there is no such event.
        """
        number = request.path_params["number"]
        row, gone = await asyncio.to_thread(self._row, number)
        if gone:
            told = {"number": row.number, "sha256": row.sha256, "withdrawn": True}
            return Response(orjson.dumps(told), 410, FOR_EVERYBODY, JSON)
        content = Content.of(row.text.encode(), JSON)
        since = self._unchanged.since(number, content.tag)
        return conditional(request, content, since, {"X-Content-Type-Options": "nosniff"})

    async def text(self, request: Request) -> Response:
        """Number, evaluation, SHA-256, hash before and hash of every event, a line each."""
        rows = await asyncio.to_thread(self._chain.rows)
        content = Content.of(as_text(rows).encode(), _TEXT)
        return conditional(request, content, self._unchanged.since("chain", content.tag))

    async def check(self, request: Request) -> Response:
        """How to check a fingerprint, and which event one is of."""
        tag, typed = request.path_params["lang"], request.query_params.get("hash", "")
        context = await asyncio.to_thread(self._checked, typed, tag)
        return self._renderer.page(
            "evaluation_check.html",
            tag,
            **context,
            address=lambda to: f"/{to}/evaluations/check",
        )

    def _row(self, number: int) -> tuple[StoredEvent, bool]:
        row = self._chain.row(number)
        return row, self._chain.is_withdrawn(row)

    def _checked(self, typed: str, tag: str) -> dict[str, Any]:
        speech, rows = self._portal.catalogues.speech(tag), self._chain.rows()
        broken = [
            (each.number, speech.gettext(_BROKEN[each.broken]), each.evaluation)
            for each in faults(rows)[:_MOST_FAULTS]
        ]
        looked = _look_up(typed, rows, speech)
        head = rows[-1] if rows else None
        return {
            "faults": broken,
            "typed": looked.typed,
            "digits_typed": looked.digits_typed,
            "problem": looked.problem,
            "found": looked.found,
            "head": head,
            "file": f"{head.number if head else 1}.json",
        }


def _look_up(typed: str, rows: list[StoredEvent], speech: Speech) -> _Looked:
    """Which event a fingerprint is of; spaces and capital letters do not matter."""
    shown = typed[:_LONGEST_SHOWN]
    # The line that a page asks to be noted holds more than the fingerprint.
    whole = _DIGITS_IN_LINE.search(shown.lower())
    bare = whole.group() if whole else _SPACE.sub("", shown).lower()
    if not bare:
        return _Looked(shown)
    if not _DIGITS.fullmatch(bare):
        problem = speech.gettext("A fingerprint has 64 digits and letters from a to f.")
        return _Looked(shown, problem=problem)
    found = next((each for each in rows if bare in (each.sha256, each.hash)), None)
    if found is None:
        problem = speech.gettext(
            "Nothing here has this fingerprint. Look whether you typed all of it; if you did, "
            "what you noted was changed since. Please tell others."
        )
        return _Looked(shown, bare, problem)
    return _Looked(shown, bare, found=found)
