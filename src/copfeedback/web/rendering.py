"""Turning templates into pages: one Jinja environment a language, one inline stylesheet."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import zlib
from collections.abc import Callable
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.profile.wording import contact_link, portal_name
from copfeedback.results import wording
from copfeedback.surveys import wave_wording
from copfeedback.surveys.wording import freedom


def _stylesheet() -> str:
    source = files("copfeedback.web").joinpath("style.css").read_text(encoding="utf-8")
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    source = re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", source)).strip()
    # A space before a colon is a descendant, as in “.typed :is(p)”; one behind it is nothing.
    return re.sub(r":\s+", ":", source)


def _icon() -> str:
    source = files("copfeedback.web").joinpath("icon.svg").read_text(encoding="utf-8")
    return "data:image/svg+xml," + quote(source.replace("\n", ""), safe=" ='/:")


STYLESHEET = _stylesheet()
ICON = _icon()  # within the page: a browser would ask for it in a request of its own


def source_hash(source: str) -> str:
    """How a policy names a style or script that stands in the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


PAGE_POLICY = (
    f"default-src 'none'; style-src {source_hash(STYLESHEET)}; img-src 'self' data:; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


# Level 3 makes a page 5 % larger than Streamlit’s level 5, in three fifths of the time.
_COMPRESSION_LEVEL = 3
_GZIP = 16 + zlib.MAX_WBITS


class Page(HTMLResponse):
    """A page that compresses itself for a browser that can read it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the page."""
        self.headers["Vary"] = "Accept-Encoding"
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            packer = zlib.compressobj(_COMPRESSION_LEVEL, wbits=_GZIP)
            self.body = packer.compress(self.body) + packer.flush()
            self.headers["Content-Encoding"] = "gzip"
            self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


class _Compiled(BytecodeCache):
    """Templates compiled once for all languages: they differ in what is filled in alone."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled for another language."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._known[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class Renderer:
    """Renders the light door's pages."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._looking_up: asyncio.Future[None] | None = None
        self._environments = {
            tag: self._environment(portal.catalogues.speech(tag))
            for tag in portal.catalogues.languages
        }

    def _environment(self, speech: Speech) -> Environment:
        environment = Environment(
            loader=PackageLoader("copfeedback.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_COMPILED,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by i18n
            speech.gettext, speech.ngettext, newstyle=True
        )
        environment.globals |= {
            "speech": speech,
            "wording": wording,
            "wave_wording": wave_wording,
            "freedom": freedom,
            "contact_link": contact_link,
            "languages": list(self._portal.catalogues.languages.values()),
            "settings": self._portal.settings,
            "stylesheet": Markup(STYLESHEET),  # noqa: S704 - our own file
            "icon": ICON,
        }
        filters: dict[str, Callable[..., Any]] = {
            "local": lambda texts: texts.read_in(speech.tag),
            "plain": lambda texts: self._portal.catalogues.plain(texts.read_in(speech.tag)),
            "day": speech.formatting.date,
            "number": speech.formatting.number,
        }
        environment.filters |= filters
        return environment

    async def look_up(self) -> None:
        """Learn what every page shows, off the event loop, when it is time to: once for all."""
        if not self._portal.profile.is_fresh:
            if self._looking_up is None or self._looking_up.done():
                looking = asyncio.to_thread(self._portal.profile.look_up)
                self._looking_up = asyncio.ensure_future(looking)
            await asyncio.shield(self._looking_up)  # one who hangs up must not end it for the rest

    def text(self, template: str, tag: str, **context: Any) -> Markup:
        """Render a template in a language."""
        rendered = self._environments[tag].get_template(template).render(**context)
        return Markup(rendered)  # noqa: S704 - made by a template that escapes

    def page(self, template: str, tag: str, status: int = 200, **context: Any) -> Page:
        """A whole page with the headers every page of the light door has."""
        return self.respond(self.page_text(template, tag, **context), tag, status)

    def page_text(self, template: str, tag: str, **context: Any) -> Markup:
        """The HTML of a whole page.

        ``address`` in the context gives the page's address in a language, for the language menu;
        ``answering`` wraps the page in a form whose entries the menu carries along.
        """
        context.setdefault("address", home_address)
        context.setdefault("answering", False)
        context.setdefault("kiosk", False)
        context["demonstration"] = self.is_demonstration()
        context["identity"] = self._portal.profile.identity()
        context["brand"] = self.brand(tag)
        return self.text(template, tag, **context)

    def is_demonstration(self) -> bool:
        """Whether every page must say that all is made up."""
        return self._portal.surveys.is_demonstration()

    def brand(self, tag: str) -> LocalText:
        """What the portal is called."""
        speech = self._portal.catalogues.speech(tag)
        return portal_name(self._portal.profile.identity(), speech)

    def surroundings(self) -> tuple[bool, int]:
        """All that every page shows beside its own matter, as far as it can change."""
        return self.is_demonstration(), self._portal.profile.identity_number

    def respond(
        self,
        page: Markup,
        tag: str,
        status: int = 200,
        *,
        policy: str = PAGE_POLICY,
        keep: bool = True,
    ) -> Page:
        """The answer that holds a page; the browser must not ``keep`` one of a shared device."""
        return Page(
            page,
            status,
            {
                "Cache-Control": "private, no-cache" if keep else "no-store",
                "Content-Security-Policy": policy,
                "Content-Language": tag,
            },
        )


def home_address(tag: str) -> str:
    """The home page in a language."""
    return f"/{tag}/"
