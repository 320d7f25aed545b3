"""Signing in through the OpenID Connect provider: there, back, and on.

The browser leaves with a sealed cookie that comes back with it from the other site
(``SameSite=Lax``). The session's own cookie would not (``Strict``), not even right after it was
set, while the browser still follows a link of the other site. So the callback answers with a page
of ours that goes on by itself; what it leads to is then asked for from our own page.

The provider stands in for the password, never for the second factor: whoever has one here is asked
for its code before there is a session.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, field
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.people.identity_provider import Attempt, NotVouchedFor, ProviderUnavailable
from copfeedback.people.model import SESSION_COOKIE
from copfeedback.people.service import NotAdmitted, SlowDown, WrongCode
from copfeedback.people.single_sign_on import NotKnownHere
from copfeedback.sealing import new_key
from copfeedback.web import csrf
from copfeedback.web.errors import Handler
from copfeedback.web.forms import first, read_form
from copfeedback.web.new_password import slow_down_sentence
from copfeedback.web.paths import safe_path
from copfeedback.web.rendering import Renderer
from copfeedback.web.sealed_cookie import SealedCookie
from copfeedback.web.single_sign_on_wording import (
    NOT_HERE,
    NOT_VOUCHED_FOR,
    STRANGERS,
    TOO_OLD,
    UNAVAILABLE,
    Saying,
)
from copfeedback.web.staff import StaffPages
from copfeedback.web.staff_door import (
    NEXT,
    SIGN_IN,
    SignInEntry,
    StaffDoor,
    in_language,
    is_switching,
    set_session_cookie,
)

SINGLE_SIGN_ON = "/staff/single-sign-on"
CODE = f"{SINGLE_SIGN_ON}/code"
STARTED_SECONDS = 10 * 60
VOUCHED_FOR_SECONDS = 5 * 60
# The provider is asked in threads of their own, for so many people at once: when it is slow, those
# who sign in through it wait or come back, and nobody else.
ASKING_AT_ONCE = 8
MAY_WAIT = 32
PATIENCE_SECONDS = 20.0

Answer = TypeVar("Answer")
_NOWHERE = SignInEntry()


@dataclass(frozen=True, slots=True)
class Started:
    """What waits for somebody to come back: the attempt's secrets, and where they were going.

    ``session`` is the one they have now. It ends when they are back, and the browser will not send
    its cookie then.
    """

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    tag: str
    next: str
    ticket: str
    session: str = field(repr=False)

    @property
    def attempt(self) -> Attempt:
        """The attempt that the provider knows."""
        return Attempt(self.state, self.nonce, self.verifier)

    @property
    def entry(self) -> SignInEntry:
        """Where they were going, as the sign-in form has it."""
        return SignInEntry(next=self.next, ticket=self.ticket)


class SingleSignOnPages:
    """The way through the provider; without one, all of it says so."""

    def __init__(
        self, portal: Portal, renderer: Renderer, door: StaffDoor, staff: StaffPages
    ) -> None:
        self._portal = portal
        self._renderer = renderer
        self._door = door
        self._staff = staff
        self._sso = portal.single_sign_on
        self._asking = ThreadPoolExecutor(ASKING_AT_ONCE, thread_name_prefix="single-sign-on")
        self._waiting = 0
        cookie = partial(
            SealedCookie,
            path=SINGLE_SIGN_ON,
            encrypted_only=portal.settings.public_address.startswith("https://"),
            now=portal.trail.now,
            # Ends with the process. Nothing lasting can stand in for it: whoever could write these
            # cookies could say who has been vouched for.
            key=new_key(),
        )
        self._started = cookie(
            "copfeedback_single_sign_on", seconds=STARTED_SECONDS, same_site="lax"
        )
        self._vouched_for = cookie(
            "copfeedback_vouched_for", seconds=VOUCHED_FOR_SECONDS, same_site="strict"
        )

    def where_configured(self, handler: Handler) -> Handler:
        """The handler; where the settings name no provider, a page that says so."""

        async def say_so(request: Request) -> Response:
            return self._say(self._door.tag(request), NOT_HERE)

        return handler if self._sso.is_configured else say_so

    async def begin(self, request: Request) -> Response:
        """GET: off to the provider."""
        tag, asked = self._door.tag(request), request.query_params
        aim, ticket = safe_path(asked.get(NEXT, "")), asked.get("ticket", "")[:200]
        attempt = Attempt.fresh()
        try:
            address = await self._ask(partial(self._sso.provider.sign_in_address, attempt))
        except ProviderUnavailable:
            return self._say(tag, UNAVAILABLE, SignInEntry(next=aim, ticket=ticket))
        response = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
        session = request.cookies.get(SESSION_COOKIE, "")[:200]
        self._started.keep(response, *astuple(attempt), tag, aim, ticket, session)
        return response

    async def callback(self, request: Request) -> Response:
        """GET: back from the provider, with a code or without."""
        kept = self._started.read(request)
        started = Started(*kept) if kept is not None else None
        tag = started.tag if started is not None else self._door.tag(request)
        if started is None or not _is_same(started.state, request.query_params.get("state", "")):
            response = self._say(tag, TOO_OLD)
        else:
            try:
                response = await self._sign_in(request, started)
            except ProviderUnavailable:
                response = self._say(tag, UNAVAILABLE, started.entry)
            except NotKnownHere as error:
                response = self._say(tag, STRANGERS[error.why], started.entry)
            except (NotVouchedFor, NotAdmitted, WrongCode, SlowDown):
                response = self._say(tag, NOT_VOUCHED_FOR, started.entry)
        self._started.drop(response)  # an attempt counts once
        response.headers["Referrer-Policy"] = "no-referrer"  # the address holds the code
        return response

    async def _sign_in(self, request: Request, started: Started) -> Response:
        said = request.query_params
        identify = partial(
            self._sso.provider.identify, started.attempt, said.get("code"), said.get("iss")
        )
        known = await asyncio.to_thread(self._sso.recognise, await self._ask(identify))
        if known.second_factor:
            response = self._go_on(started.tag, in_language(CODE, started.tag))
            self._vouched_for.keep(response, str(known.staff_id), started.next, started.ticket)
            return response
        signed_in = await asyncio.to_thread(
            self._portal.people.admit, known.staff_id, ticket=started.ticket
        )
        await asyncio.to_thread(self._portal.people.sign_out, started.session)
        onward = self._staff.onward(started.tag, started.entry, signed_in)
        response = self._go_on(started.tag, onward)
        set_session_cookie(response, self._portal, signed_in.token)
        return response

    async def show_code(self, request: Request) -> Response:
        """GET: the form for the code of the second factor."""
        if self._vouched_for.read(request) is None:
            return RedirectResponse(in_language(SIGN_IN, self._door.tag(request)), 303)
        return self._code_page(request)

    async def check_code(self, request: Request) -> Response:
        """POST: check the code; a new session, or the reason why not."""
        csrf.refuse_foreign(request, self._portal.settings.public_address)
        form = await read_form(request)
        vouched_for = self._vouched_for.read(request)
        if vouched_for is None:
            return self._say(self._door.tag(request), TOO_OLD)
        if is_switching(form):
            return self._code_page(request)
        speech = self._door.speech(request)
        if not csrf.is_token_of(csrf.kept_form_secret(request), first(form, csrf.FORM_FIELD)):
            problem = speech.gettext("This form was too old. Please sign in once more.")
            return self._code_page(request, 403, problem)
        staff_id, aim, ticket = vouched_for
        entry = SignInEntry(next=aim, ticket=ticket)
        admit = partial(self._portal.people.admit, code=first(form, "code"), ticket=ticket)
        try:
            signed_in = await self._door.computing(partial(admit, int(staff_id)))
        except (WrongCode, SlowDown) as error:
            return self._refuse_code(request, error)
        except NotAdmitted:
            return self._say(speech.tag, NOT_VOUCHED_FOR, entry)
        await self._staff.end_session(request)
        response = self._staff.welcome(request, entry, signed_in)
        self._vouched_for.drop(response)
        return response

    def _refuse_code(self, request: Request, error: WrongCode | SlowDown) -> Response:
        speech = self._door.speech(request)
        if isinstance(error, SlowDown):
            response = self._code_page(request, 429, slow_down_sentence(error, speech))
            response.headers["Retry-After"] = str(error.seconds)
            return response
        problem = speech.gettext("The code is wrong, or was used before.")
        return self._code_page(request, 401, problem)

    def _code_page(self, request: Request, status: int = 200, problem: str = "") -> Response:
        secret = csrf.form_secret(request)
        response = self._page(
            "single_sign_on_code.html",
            self._door.tag(request),
            status,
            problem=problem,
            csrf=csrf.form_token(secret),
            answering=True,
            address=lambda to: in_language(CODE, to),
        )
        csrf.keep_form_secret(response, secret, self._portal.settings)
        return response

    def _go_on(self, tag: str, address: str) -> Response:
        """A page of ours that leads on by itself, and by a link where that is switched off."""
        response = self._page(
            "single_sign_on_done.html",
            tag,
            onward=address,
            address=lambda to: in_language(address, to),
        )
        response.headers["Refresh"] = f"0; url={address}"
        return response

    def _say(self, tag: str, saying: Saying, entry: SignInEntry = _NOWHERE) -> Response:
        """A page that says so, and leads back to the sign-in form with where they were going."""
        waits = {"ticket": entry.ticket} if entry.ticket else {}
        return self._page(
            "single_sign_on_problem.html",
            tag,
            saying.status,
            saying=saying,
            address=lambda to: in_language(SIGN_IN, to, entry.next, **waits),
        )

    def _page(self, template: str, tag: str, status: int = 200, **context: object) -> Response:
        response = self._renderer.page(template, tag, status, **context)
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _ask(self, question: Callable[[], Answer]) -> Answer:
        if self._waiting >= ASKING_AT_ONCE + MAY_WAIT:
            raise ProviderUnavailable("too many ask it")
        self._waiting += 1
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.get_running_loop().run_in_executor(self._asking, question)
        except TimeoutError:
            raise ProviderUnavailable("it is slow") from None
        finally:
            self._waiting -= 1


def _is_same(state: str, said: str) -> bool:
    return hmac.compare_digest(state.encode(), said.encode())
