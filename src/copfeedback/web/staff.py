"""Staff sign-in and sign-out: plain pages, one cookie, the session on the server."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.people.model import SESSION_COOKIE
from copfeedback.people.service import DemonstrationNotLocal, SlowDown, WrongCredentials
from copfeedback.settings import Settings, is_loopback
from copfeedback.web.forms import ForeignForm, first, read_form
from copfeedback.web.origins import is_foreign
from copfeedback.web.public import wanted_language
from copfeedback.web.rendering import Renderer

AFTER_SIGN_IN = "/trends"
SIGN_INS_AT_ONCE = 32


class StaffPages:
    """The door for staff."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer
        # Threads of their own: a storm of sign-ins must not keep residents' pages waiting.
        self._signing_in = ThreadPoolExecutor(SIGN_INS_AT_ONCE, thread_name_prefix="sign-in")

    async def show_sign_in(self, request: Request) -> Response:
        """GET: the form."""
        return self._form(wanted_language(self._portal, request).tag)

    async def sign_in(self, request: Request) -> Response:
        """POST: check name and password; a new session, or the reason why not."""
        _refuse_foreign(request, self._portal.settings.public_address)
        form = await read_form(request)
        tag = self._language(first(form, "lang"), request)
        _ = self._portal.catalogues.speech(tag).gettext
        name = first(form, "name")
        try:
            signed_in = await asyncio.get_running_loop().run_in_executor(
                self._signing_in,
                partial(
                    self._portal.people.sign_in,
                    name,
                    first(form, "password"),
                    client=request.client.host if request.client else "",
                    local=_is_local(request, self._portal.settings),
                ),
            )
            await self._end_session(request)
        except WrongCredentials:
            return self._form(tag, 401, _("Name or password is wrong. Please try again."), name)
        except SlowDown as error:
            speech = self._portal.catalogues.speech(tag)
            problem = speech.ngettext(
                "Too many attempts. Please try again in %(seconds)s second.",
                "Too many attempts. Please try again in %(seconds)s seconds.",
                error.seconds,
            ) % {"seconds": speech.formatting.number(error.seconds)}
            response = self._form(tag, 429, problem, name)
            response.headers["Retry-After"] = str(error.seconds)
            return response
        except DemonstrationNotLocal:
            problem = _(
                "The demonstration account works only on the computer the portal runs on. "
                "Create a real account with “copfeedback staff add”."
            )
            return self._form(tag, 403, problem, name)
        response = RedirectResponse(f"{AFTER_SIGN_IN}?lang={tag}", 303)
        response.set_cookie(
            SESSION_COOKIE,
            signed_in.token,
            httponly=True,
            samesite="strict",
            secure=self._portal.settings.public_address.startswith("https://"),
        )
        return response

    async def show_sign_out(self, request: Request) -> Response:
        """GET: the button; a link alone must not end a session."""
        tag = wanted_language(self._portal, request).tag
        return self._renderer.page(
            "staff_sign_out.html", tag, address=lambda to: f"/staff/sign-out?lang={to}"
        )

    async def sign_out(self, request: Request) -> Response:
        """POST: end the session here and in the database."""
        _refuse_foreign(request, self._portal.settings.public_address)
        form = await read_form(request)
        await self._end_session(request)
        response = RedirectResponse(f"/{self._language(first(form, 'lang'), request)}/", 303)
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
        return response

    async def _end_session(self, request: Request) -> None:
        token = request.cookies.get(SESSION_COOKIE)
        if token:
            await asyncio.to_thread(self._portal.people.sign_out, token)

    def _language(self, tag: str, request: Request) -> str:
        known = tag in self._portal.catalogues.languages
        return tag if known else wanted_language(self._portal, request).tag

    def _form(self, tag: str, status: int = 200, problem: str = "", name: str = "") -> Response:
        return self._renderer.page(
            "staff_sign_in.html",
            tag,
            status,
            problem=problem,
            name=name[:200],
            address=lambda to: f"/staff/sign-in?lang={to}",
        )


def _refuse_foreign(request: Request, public_address: str) -> None:
    """Only our own pages may send these forms (the cookie does not exist yet at sign-in)."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ForeignForm
    if is_foreign(request.headers, public_address):
        raise ForeignForm


def _is_local(request: Request, settings: Settings) -> bool:
    """Whether person and portal are on one machine, with no proxy between them.

    A proxy on the same machine need not say that it is one. So nobody is local once the portal is
    set up to be asked from elsewhere.
    """
    public = urlsplit(settings.public_address).hostname or ""
    if settings.trusted_proxies or not is_loopback(public):
        return False
    if any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via")):
        return False
    server = request.scope.get("server") or ("",)
    client = request.client.host if request.client else ""
    return all(map(is_loopback, (client, str(server[0]), request.url.hostname or "")))
