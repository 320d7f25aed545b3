"""Who may come in at the light door's staff pages, and what happens to what the others typed.

A page of staff never answers somebody without a session: a link leads to the sign-in form and on
from there, and what was written travels along, sealed, until its author is signed in again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.model import SESSION_COOKIE, Actor
from copfeedback.people.service import SessionOver
from copfeedback.people.wording import ROLE_NAMES
from copfeedback.sealing import Seal, new_key
from copfeedback.web import csrf
from copfeedback.web.errors import Handler
from copfeedback.web.forms import ForeignForm, first, read_form
from copfeedback.web.paths import safe_path
from copfeedback.web.public import wanted_language
from copfeedback.web.rendering import Renderer
from copfeedback.web.typed import Typed

NEXT = "next"
SIGN_IN = "/staff/sign-in"
ACCOUNT = "/staff/account"
SECOND_FACTOR = "/staff/second-factor"
PASSWORDS_AT_ONCE = 32
_SHOW = ("language:", "show")
_NOTHING: Mapping[str, list[str]] = {}


@dataclass(frozen=True, slots=True)
class StaffVisit:
    """One request of somebody who is signed in; ``form`` is empty unless they sent one."""

    request: Request
    token: str = field(repr=False)
    actor: Actor
    speech: Speech
    form: Mapping[str, list[str]] = field(default_factory=dict, repr=False)

    @property
    def csrf(self) -> str:
        """What every form of this page carries."""
        return csrf.form_token(self.token, self.actor.id)

    @property
    def next(self) -> str:
        """Where they were going, or the empty text."""
        return safe_path(first(self.form, NEXT) or self.request.query_params.get(NEXT, ""))

    @property
    def is_switching(self) -> bool:
        """Whether they only pressed another language: the page again, with what they typed."""
        return is_switching(self.form)

    def address(self, tag: str) -> str:
        """This page in a language."""
        return in_language(self.request.url.path, tag, self.next)


Handling = Callable[[StaffVisit], Awaitable[Response]]
Answer = TypeVar("Answer", bound=Response)
Computed = TypeVar("Computed")


class StaffDoor:
    """Lets whoever is signed in through to a page, and turns everybody else to the sign-in form."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer
        # Both end with the process: what was typed is kept by nobody but its author's browser.
        self._typed = Seal(new_key(), b"typed")
        self._kept = Seal(new_key(), b"kept")
        # Threads of their own: a storm of sign-ins must not keep residents' pages waiting.
        self._computing = ThreadPoolExecutor(PASSWORDS_AT_ONCE, thread_name_prefix="password")

    async def computing(self, work: Callable[[], Computed]) -> Computed:
        """Do what works on a password."""
        return await asyncio.get_running_loop().run_in_executor(self._computing, work)

    def get(self, handling: Handling, *, restricted: bool = False) -> Handler:
        """A page for whoever is signed in.

        Args:
            restricted: also for whoever has to set up a second factor first.
        """

        async def answer(request: Request) -> Response:
            visit = await self.visit_of(request)
            if visit is None:
                return _redirect(in_language(SIGN_IN, self.tag(request), _path(request)))
            return await self.let_in(visit, handling, restricted=restricted)

        return answer

    def post(self, handling: Handling, *, restricted: bool = False) -> Handler:
        """What a form of such a page does. Its address has a page as well, to come back to."""

        async def answer(request: Request) -> Response:
            csrf.refuse_foreign(request, self._portal.settings.public_address)
            form = await read_form(request)
            visit = await self.visit_of(request, form)
            token = first(form, csrf.FORM_FIELD)
            if visit is None:
                typed = Typed.of(_path(request), form, csrf.claimed_staff_id(token))
                return self._keep(request, typed)
            if not csrf.is_token_of(visit.token, token, visit.actor.id):
                return self._ask_again(visit, csrf.claimed_staff_id(token))
            return await self.let_in(visit, handling, restricted=restricted)

        return answer

    async def visit_of(
        self, request: Request, form: Mapping[str, list[str]] = _NOTHING
    ) -> StaffVisit | None:
        """The request as one of somebody who is signed in; None where nobody is."""
        token = request.cookies.get(SESSION_COOKIE)
        actor = await asyncio.to_thread(self._portal.people.actor_of, token) if token else None
        if token is None or actor is None:
            return None
        return StaffVisit(request, token, actor, self.speech(request), form)

    async def let_in(
        self, visit: StaffVisit, handling: Handling, *, restricted: bool = False
    ) -> Response:
        """What a page answers somebody who is signed in."""
        if visit.actor.restricted and not restricted:
            aim = visit.next or _path(visit.request)
            return _redirect(in_language(SECOND_FACTOR, visit.speech.tag, aim))
        try:
            return _unkept(await handling(visit))
        except SessionOver:
            address = in_language(SIGN_IN, visit.speech.tag, _path(visit.request))
            return _redirect(address)

    def ask_to_sign_in(self, request: Request) -> Response:
        """The sign-in form for somebody who sent what cannot be kept; it leads back to the page."""
        return self._keep(request, Typed(_path(request), {}))

    def _keep(self, request: Request, typed: Typed) -> Response:
        """The sign-in form, with what was typed sealed in it."""
        _ = self.speech(request).gettext
        notice = _("You have been signed out.")
        if typed.fields:
            notice += " " + _("What you wrote is still here: sign in to send it.")
        return self.sign_in_page(
            request, SignInEntry(next=typed.path, typed=typed.sealed(self._typed)), 401, notice
        )

    def _ask_again(self, visit: StaffVisit, author: int | None) -> Response:
        """Signed in, but the form is an older one: nothing is done before they say so again."""
        if not csrf.is_surely_ours(visit.request, self._portal.settings.public_address):
            raise ForeignForm
        typed = Typed.of(_path(visit.request), visit.form, author)
        return self.send_again_page(visit, typed, 403)

    def typed(self, sealed: str) -> Typed | None:
        """What was typed before signing in; None for nothing, or what this process did not seal."""
        return Typed.opened(self._typed, sealed)

    def kept(self, actor: Actor, fields: Mapping[str, Sequence[str]]) -> str:
        """Something for the next page alone, and for this person: nobody else reads or writes it.

        Raises:
            FormTooLarge: more than any form holds.
        """
        return Typed("", fields, actor.id).sealed(self._kept)

    def opened(self, actor: Actor, kept: str) -> Mapping[str, Sequence[str]] | None:
        """What was kept; None for nothing, and for what is somebody else's."""
        found = Typed.opened(self._kept, kept)
        return found.fields if found is not None and found.author == actor.id else None

    def wrong_attempts(self, visit: StaffVisit) -> int:
        """How many tried to sign in before, right after signing in."""
        kept = self.opened(visit.actor, visit.request.query_params.get("notice", "")) or _NOTHING
        return int(kept.get("wrong", ["0"])[0])

    def tag(self, request: Request) -> str:
        """The language a page is asked for in."""
        return wanted_language(self._portal, request).tag

    def speech(self, request: Request) -> Speech:
        """How to speak to whoever asks."""
        return self._portal.catalogues.speech(self.tag(request))

    def page(
        self, visit: StaffVisit, template: str, status: int = 200, /, **context: Any
    ) -> Response:
        """A page for somebody who is signed in."""
        context.setdefault("address", visit.address)
        role = visit.actor.role
        return _unkept(
            self._renderer.page(
                template,
                visit.speech.tag,
                status,
                visit=visit,
                role_name=visit.speech.gettext(ROLE_NAMES[role]) if role else "",
                **context,
            )
        )

    def send_again_page(
        self, visit: StaffVisit, typed: Typed, status: int = 200, *, wrong_attempts: int = 0
    ) -> Response:
        """What was typed, to be sent with one press by whoever typed it."""
        theirs = typed.author in {None, visit.actor.id}
        return self.page(
            visit,
            "staff_send_again.html",
            status,
            typed=typed,
            sealed=typed.sealed(self._typed),
            theirs=theirs,
            wrong_attempts=wrong_attempts,
            address=lambda to: in_language(typed.path, to),
        )

    def sign_in_page(
        self,
        request: Request,
        entry: SignInEntry,
        status: int = 200,
        notice: str = "",
        problem: str = "",
    ) -> Response:
        """The sign-in form, with everything in it but password and code."""
        secret = csrf.form_secret(request)
        response = _unkept(
            self._renderer.page(
                "staff_sign_in.html",
                self.tag(request),
                status,
                entry=entry,
                notice=notice,
                problem=problem,
                csrf=csrf.form_token(secret),
                answering=True,
                address=lambda to: in_language(SIGN_IN, to),
            )
        )
        csrf.keep_form_secret(response, secret, self._portal.settings)
        return response


@dataclass(frozen=True, slots=True)
class SignInEntry:
    """What the sign-in form carries besides password and code.

    ``next`` is where to go, ``typed`` what waits, sealed, to be sent, ``ticket`` what a page of
    the full door waits for.
    """

    name: str = ""
    next: str = ""
    ticket: str = ""
    typed: str = field(default="", repr=False)


def set_session_cookie(response: Response, portal: Portal, token: str) -> None:
    """Let the browser hold a session; it forgets when it is closed."""
    response.set_cookie(
        SESSION_COOKIE,
        token,
        httponly=True,
        samesite="strict",
        secure=portal.settings.public_address.startswith("https://"),
    )


def in_language(path: str, tag: str, aim: str = "", **query: str) -> str:
    """An address of ours in a language; ``aim`` is where to go from there."""
    parts = urlsplit(path)
    said = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"]
    said += [("lang", tag), *([(NEXT, aim)] if aim else []), *query.items()]
    return f"{parts.path}?{urlencode(said)}"


def is_switching(form: Mapping[str, Sequence[str]]) -> bool:
    """Whether the page is only to be shown, in another language maybe, with what was typed."""
    return any(value.startswith(_SHOW) for value in form.get("go", ()))


def _path(request: Request) -> str:
    query = urlencode([(k, v) for k, v in request.query_params.multi_items() if k != "lang"])
    return safe_path(request.url.path + (f"?{query}" if query else ""))


def _redirect(address: str) -> Response:
    return _unkept(RedirectResponse(address, 303))


def _unkept(response: Answer) -> Answer:
    response.headers["Cache-Control"] = "no-store"
    return response
