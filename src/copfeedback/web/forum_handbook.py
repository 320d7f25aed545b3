"""The handbook of forums, for members and for chairs, without scripts."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.faults import Unknown
from copfeedback.forums.handbook import HandbookPage, shipped
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.i18n.translations import LocalText
from copfeedback.page_text import PageText, read_blocks
from copfeedback.web.rendering import Renderer


class ForumHandbook:
    """The pages of the handbook that comes with the portal."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def contents(self, request: Request) -> Response:
        """All pages by their titles."""
        tag = request.path_params["lang"]
        return self._renderer.page(
            "forum_handbook_contents.html",
            tag,
            titles=_titles(tag),
            address=lambda to: f"/{to}/forums/handbook",
        )

    async def page(self, request: Request) -> Response:
        """One page.

        Raises:
            Unknown: there is none of this name.
        """
        tag, name = request.path_params["lang"], request.path_params["page"]
        if name not in set(HandbookPage):
            raise Unknown
        title, text = _read(HandbookPage(name), tag)
        return self._renderer.page(
            "forum_handbook.html",
            tag,
            title=title,
            direction=self._portal.catalogues.languages[title.language].direction,
            blocks=read_blocks(text.text),
            titles=[each for each in _titles(tag) if each[0] != name],
            address=lambda to: f"/{to}/forums/handbook/{name}",
        )


def _titles(tag: str) -> list[tuple[HandbookPage, LocalText]]:
    return [(page, _read(page, tag)[0]) for page in HandbookPage]


def _read(page: HandbookPage, tag: str) -> tuple[LocalText, PageText]:
    """A page for a reader of a language, and its title, which says in which language it is."""
    found, language = shipped(page, tag), tag
    if found is None:
        found, language = shipped(page, SOURCE_LANGUAGE), SOURCE_LANGUAGE
    if found is None:
        raise Unknown
    return LocalText(found.title, language, is_fallback=language != tag), found
