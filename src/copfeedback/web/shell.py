"""The page that Streamlit starts in, rendered here in the reader's language.

Streamlit's own ``index.html`` is fixed to English and left to right, and Streamlit answers every
unknown address with it. What is taken from it are the tags that load its scripts and styles.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files

from markupsafe import Markup
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_
from copfeedback.web.assets import streamlit_static
from copfeedback.web.public import LANGUAGE_COOKIE, wanted_language
from copfeedback.web.rendering import Renderer

# Says where the server is, so that Streamlit does not look for it below the page's own address
# first (two requests that can only fail). Pages lie directly under the portal's address.
START_SCRIPT = 'window.__streamlit={BACKEND_BASE_URL:new URL("./",location.href).href}'
_START_HASH = base64.b64encode(hashlib.sha256(START_SCRIPT.encode()).digest()).decode()

# Streamlit builds its styles in the page, and Plotly sets styles on what it draws: hence
# 'unsafe-inline' for styles. Scripts come from our own addresses, and the one above.
SHELL_POLICY = (
    f"default-src 'none'; script-src 'self' 'sha256-{_START_HASH}'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self'; font-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# What pages of both doors load besides Streamlit's assets: address, file and type. Browsers ask for
# the icon under this name, whatever kind of picture it is.
FILES = (
    ("/page.js", "page.js", "text/javascript"),
    ("/favicon.ico", "icon.svg", "image/svg+xml"),
)

# Addresses that Streamlit answers itself. Everything else that is no page of ours is unknown.
_STREAMLIT = r"(?:_stcore|static|media|component)(?:/|$)"
_ASSET_TAGS = re.compile(
    r"<script\b[^>]*\bsrc=[^>]*></script>|<link\b[^>]*\brel=\"(?:modulepreload|stylesheet)\"[^>]*>"
)


def streamlit_asset_tags() -> list[str]:
    """The tags of the installed Streamlit's page that load its scripts and styles.

    Raises:
        ValueError: the page looks like none that is known; this Streamlit needs a look.
    """
    index = (streamlit_static() / "index.html").read_text(encoding="utf-8")
    tags = _ASSET_TAGS.findall(index)
    if not any(tag.startswith("<script") and 'type="module"' in tag for tag in tags):
        raise ValueError("Streamlit's index.html loads no script of the kind expected")
    return tags


def full_door_routes(portal: Portal, titles: Mapping[str, str]) -> list[Route]:
    """The full door's pages by their address and untranslated title, and the page for no page.

    To be put behind all other routes: the last one takes whatever is left.
    """

    class UnknownConvertor(PathConvertor):
        regex = rf"(?!{_STREAMLIT}).+"

    register_url_convertor("unknown", UnknownConvertor())
    shell = Shell(portal, titles)
    return [
        *(Route(path, shell.page, methods=["GET"]) for path in titles),
        *(Route(path, _file(name, kind), methods=["GET"]) for path, name, kind in FILES),
        Route("/{page:unknown}", shell.unknown, methods=["GET"]),
    ]


class Shell:
    """Renders the pages Streamlit starts in, each once for every language."""

    def __init__(self, portal: Portal, titles: Mapping[str, str]) -> None:
        self._portal = portal
        self._titles = titles
        self._renderer = Renderer(portal)
        self._assets = [Markup(tag) for tag in streamlit_asset_tags()]  # noqa: S704 - Streamlit's own
        self._style = files("copfeedback.web").joinpath("full_door.css").read_text("utf-8")
        self._rendered: dict[tuple[str, str], bytes] = {}
        self._named = 0

    async def page(self, request: Request) -> Response:
        """A page of the full door. ``?lang=`` is remembered until the browser is closed."""
        tag = wanted_language(self._portal, request).tag
        await self._renderer.look_up()
        response = Response(
            self._page(request.url.path, tag),
            headers={
                "Cache-Control": "private, no-cache",
                "Content-Language": tag,
                "Content-Security-Policy": SHELL_POLICY,
                "Vary": "Cookie, Accept-Language",
            },
            media_type="text/html",
        )
        if request.query_params.get("lang") == tag:
            response.set_cookie(
                LANGUAGE_COOKIE,
                tag,
                samesite="lax",
                secure=self._portal.settings.public_address.startswith("https://"),
            )
        return response

    def _page(self, path: str, tag: str) -> bytes:
        """The page, rendered once as long as the portal keeps its name."""
        if self._named != self._portal.profile.identity_number:
            self._rendered, self._named = {}, self._portal.profile.identity_number
        if (path, tag) not in self._rendered:
            self._rendered[path, tag] = self._renderer.text(
                "shell.html",
                tag,
                title=self._titles[path],
                brand=self._renderer.brand(tag),
                assets=self._assets,
                style=Markup(self._style),  # noqa: S704 - our own file
                start=Markup(START_SCRIPT),  # noqa: S704 - our own
            ).encode()
        return self._rendered[path, tag]

    async def unknown(self, request: Request) -> Response:
        """No page has this address."""
        if meant := self._meant(request.url.path):
            return RedirectResponse(meant, 308)
        await self._renderer.look_up()
        return self._renderer.page(
            "message.html",
            wanted_language(self._portal, request).tag,
            404,
            title=N_("There is no such page"),
            advice=N_("Please check the address, or go on from the list of surveys.")
            if self._portal.settings.has_surveys
            else N_("Please check the address."),
            incident=None,
        )

    def _meant(self, path: str) -> str | None:
        """The address of whoever wrote a slash too many or the language in capitals."""
        page = path.rstrip("/")
        if page in self._titles:
            return page
        tag, _, rest = page.lstrip("/").partition("/")
        if tag.lower() not in self._portal.catalogues.languages:
            return None
        meant = f"/{tag.lower()}/{rest}"
        return meant if meant != path else None


def _file(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    content = files("copfeedback.web").joinpath(name).read_bytes()

    async def answer(_request: Request) -> Response:
        return Response(content, headers={"Cache-Control": "max-age=3600"}, media_type=kind)

    return answer
