"""Where to find help: partner organisations by need and language, and the portal's logo."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.i18n.language_names import language_name
from copfeedback.profile.model import Directory, Need, Part, Partner
from copfeedback.profile.wording import CRITERIA, NEEDS, languages_in_words
from copfeedback.web.rendering import Renderer

NEED, LANGUAGE, PAGE = "need", "language", "page"
_BYTES_A_PAGE = 18_000
_BYTES_A_PARTNER = 900
"""The markup around its words, with room to spare: a page of as many as fit stays below 30 KB."""


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for, and the page of the list they are on (the first is 1)."""

    need: Need | None = None
    language: str = ""
    page: int = 1

    @classmethod
    def of(cls, request: Request, directory: Directory) -> Search:
        """What the address says; whatever it says that is not there is passed over."""
        asked = request.query_params
        need, language, page = (asked.get(name, "") for name in (NEED, LANGUAGE, PAGE))
        return cls(
            Need(need) if need in set(Need) else None,
            language if language in directory.languages else "",
            int(page) if page.isascii() and page.isdecimal() and len(page) < len("1000") else 1,
        )

    def address(self, tag: str, page: int | None = None) -> str:
        """The same search in a language, or another page of it."""
        said = {
            NEED: self.need.value if self.need else "",
            LANGUAGE: self.language,
            PAGE: str(page or self.page),
        }
        query = urlencode({name: value for name, value in said.items() if value not in {"", "1"}})
        return f"/{tag}/help" + (f"?{query}" if query else "")


class HelpPages:
    """The directory of help and partner organisations."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def help(self, request: Request) -> Response:
        """Everybody who helps, or those who help with a need in a language."""
        tag = request.path_params["lang"]
        profile = self._portal.profile
        version = await asyncio.to_thread(profile.in_force, Part.DIRECTORY)
        directory = profile.directory() if version else Directory()
        search = Search.of(request, directory)
        found = directory.matching(search.need, search.language or None)
        pages = pages_of(found)
        at = min(search.page, len(pages))
        speech = self._portal.catalogues.speech(tag)
        spoken = [(each, language_name(each, speech)) for each in directory.languages]
        return self._renderer.page(
            "help.html",
            tag,
            directory=directory,
            changed=version and version.written_at.date(),
            search=search,
            found=found,
            shown=pages[at - 1],
            at=at,
            pages=len(pages),
            needs=NEEDS,
            criteria=CRITERIA,
            spoken=sorted(spoken, key=lambda named: named[1].casefold()),
            in_words=languages_in_words,
            address=search.address,
        )

    async def logo(self, _request: Request) -> Response:
        """The portal's logo. Its address holds its version, so that it can be kept."""
        logo = self._portal.profile.identity().logo
        if logo is None:
            return Response(status_code=404)
        return Response(
            logo.data,
            media_type=f"image/{logo.format}",
            headers={"Cache-Control": "public, max-age=86400"},
        )


def pages_of(partners: Sequence[Partner]) -> list[list[Partner]]:
    """The organisations in as many pages as they need; at least one, which may be empty."""
    pages: list[list[Partner]] = [[]]
    room = _BYTES_A_PAGE
    for partner in partners:
        size = _BYTES_A_PARTNER + _size(partner)
        if pages[-1] and size > room:
            pages.append([])
            room = _BYTES_A_PAGE
        pages[-1].append(partner)
        room -= size
    return pages


def _size(partner: Partner) -> int:
    """How many bytes its words take at most, whichever language they are read in."""
    reach = partner.reach
    texts = [partner.name, partner.offer, partner.audience, reach.address, reach.hours]
    words = (max(len(escape(text).encode()) for text in each.values()) for each in texts if each)
    return sum(words) + 2 * len(reach.website) + 2 * len(reach.email) + 12 * len(partner.languages)
