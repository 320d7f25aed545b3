"""Pages that are rendered once, with gaps for what differs from one visitor to the next.

Rendering a page takes five times as long as everything else about it, and nearly all of it is
the same for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from secrets import token_hex
from typing import Any

from markupsafe import Markup

from copfeedback.surveys.book import AskedWave
from copfeedback.web.rendering import Renderer

MOST = 2_000
"""Frames kept of a wave: whoever tries every way through it must not fill the memory."""

_MARK = token_hex(16)  # made anew in every process: no text can hold it


def gap(name: str) -> Markup:
    """What a template is given in place of what is filled in later."""
    return Markup(_MARK + name + _MARK)  # noqa: S704 - hexadecimal digits and our own word


class Frame:
    """Rendered HTML with gaps."""

    def __init__(self, rendered: Markup) -> None:
        self._parts = str(rendered).split(_MARK)
        self._names = self._parts[1::2]

    def filled(self, **pieces: Markup) -> Markup:
        """The HTML with a piece in every gap."""
        parts = self._parts.copy()
        parts[1::2] = [pieces[name] for name in self._names]
        return Markup("".join(parts))  # noqa: S704 - made by templates that escape


class Frames:
    """What was rendered for a wave, kept as long as the wave stays as it is."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._kept: dict[str, tuple[AskedWave, dict[Hashable, Frame]]] = {}

    def page(
        self, asked: AskedWave, template: str, tag: str, /, *key: Hashable, **context: Any
    ) -> Frame:
        """A whole page; ``key`` is everything that ``context`` depends on beside wave and tag."""
        return self.part(
            asked,
            (template, tag, self._renderer.surroundings(), *key),
            lambda: self._renderer.page_text(template, tag, **context),
        )

    def part(self, asked: AskedWave, key: Hashable, render: Callable[[], Markup]) -> Frame:
        """A part of a page; ``key`` is everything that it depends on beside the wave."""
        known, kept = self._kept.get(asked.wave.id, (None, {}))
        if known is not asked:
            kept = {}
            self._kept[asked.wave.id] = (asked, kept)
        if key not in kept:
            if len(kept) >= MOST:
                kept.clear()
            kept[key] = Frame(render())
        return kept[key]
