"""Staff sign-in and sign-out: plain pages, one cookie, the session on the server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import SESSION_COOKIE, Actor, Permission
from copfeedback.people.service import DemonstrationNotLocal, SignedIn, SlowDown, WrongCredentials
from copfeedback.settings import Settings, is_loopback
from copfeedback.web import csrf
from copfeedback.web.forms import first, read_form
from copfeedback.web.new_password import slow_down_sentence
from copfeedback.web.paths import safe_path
from copfeedback.web.staff_door import (
    ACCOUNT,
    NEXT,
    SECOND_FACTOR,
    SignInEntry,
    StaffDoor,
    StaffVisit,
    in_language,
    is_switching,
    set_session_cookie,
)

HOME = "/"
TRENDS = "/trends"
FORUMS = "/staff/forums"
_CASEWORK: Mapping[Permission, str] = {
    Permission.HANDLE_COMPLAINTS: "/cases",
    Permission.RELEASE_IDENTITY: "/identities",
    Permission.INTERPRET_CASES: "/interpreting",
}
"""Where those begin who are there for complaints."""
_NOTICES: Mapping[str, str] = {
    "invited": N_("Your account is ready. Sign in with the password you have just chosen."),
    "reset": N_("Your new password is set. Sign in with it."),
}


class StaffPages:
    """The door for staff."""

    def __init__(self, portal: Portal, door: StaffDoor) -> None:
        self._portal = portal
        self._door = door

    async def show_sign_in(self, request: Request) -> Response:
        """GET: the form."""
        asked = request.query_params
        entry = SignInEntry(
            next=safe_path(asked.get(NEXT, "")), ticket=asked.get("ticket", "")[:200]
        )
        said = _NOTICES.get(asked.get("said", ""))
        notice = self._door.speech(request).gettext(said) if said else ""
        return self._door.sign_in_page(request, entry, notice=notice)

    async def sign_in(self, request: Request) -> Response:
        """POST: check name, password and code; a new session, or the reason why not."""
        csrf.refuse_foreign(request, self._portal.settings.public_address)
        form = await read_form(request)
        entry = SignInEntry(
            name=first(form, "name")[:200],
            next=safe_path(first(form, NEXT)),
            ticket=first(form, "ticket")[:200],
            typed=first(form, "typed"),
        )
        if is_switching(form):
            return self._door.sign_in_page(request, entry)
        speech = self._door.speech(request)
        _ = speech.gettext
        if not csrf.is_token_of(csrf.kept_form_secret(request), first(form, csrf.FORM_FIELD)):
            problem = _("This form was too old. Please sign in once more.")
            return self._door.sign_in_page(request, entry, 403, problem=problem)
        if first(form, "go") == "continue":
            return await self._continue(request, entry)
        try:
            signed_in = await self._door.computing(
                partial(
                    self._portal.people.sign_in,
                    first(form, "name"),
                    first(form, "password"),
                    code=first(form, "code"),
                    ticket=entry.ticket,
                    client=request.client.host if request.client else "",
                    local=_is_local(request, self._portal.settings),
                )
            )
            await self.end_session(request)
        except (WrongCredentials, SlowDown, DemonstrationNotLocal) as error:
            return self._refuse(request, entry, error)
        return self.welcome(request, entry, signed_in)

    def _refuse(self, request: Request, entry: SignInEntry, error: Exception) -> Response:
        """The form again, with the reason why not."""
        speech = self._door.speech(request)
        _ = speech.gettext
        if isinstance(error, SlowDown):
            problem = slow_down_sentence(error, speech)
            response = self._door.sign_in_page(request, entry, 429, problem=problem)
            response.headers["Retry-After"] = str(error.seconds)
            return response
        if isinstance(error, DemonstrationNotLocal):
            problem = _(
                "The demonstration account works only on the computer the portal runs on. "
                "Create a real account with “copfeedback staff add”."
            )
            return self._door.sign_in_page(request, entry, 403, problem=problem)
        problem = _("Name, password or code is wrong. Please try again.")
        return self._door.sign_in_page(request, entry, 401, problem=problem)

    async def _continue(self, request: Request, entry: SignInEntry) -> Response:
        """On with what waits, for somebody who has signed in at their organisation meanwhile."""
        token = request.cookies.get(SESSION_COOKIE, "")
        actor = await asyncio.to_thread(self._portal.people.actor_of, token)
        if actor is None:
            problem = self._door.speech(request).gettext("You are not signed in yet.")
            return self._door.sign_in_page(request, entry, 401, problem=problem)
        return self.welcome(request, entry, SignedIn(token, actor))

    def welcome(self, request: Request, entry: SignInEntry, signed_in: SignedIn) -> Response:
        """On to where they were going, by way of whatever they have to see first."""
        actor, tag = signed_in.actor, self._door.tag(request)
        typed = self._door.typed(entry.typed)
        if typed is not None and typed.fields:
            visit = StaffVisit(request, signed_in.token, actor, self._door.speech(request))
            response = self._door.send_again_page(
                visit, typed, wrong_attempts=signed_in.wrong_attempts
            )
        else:
            response = RedirectResponse(self.onward(tag, entry, signed_in), 303)
        set_session_cookie(response, self._portal, signed_in.token)
        return response

    def onward(self, tag: str, entry: SignInEntry, signed_in: SignedIn) -> str:
        """Where somebody goes who has just signed in."""
        actor = signed_in.actor
        aim = entry.next or after_sign_in(actor, self._portal.settings)
        said: dict[str, str] = {}
        if signed_in.wrong_attempts:
            wrong = {"wrong": [str(signed_in.wrong_attempts)]}
            said["notice"] = self._door.kept(actor, wrong)
        if entry.ticket:
            said["said"] = "again"
        if actor.restricted:
            return in_language(SECOND_FACTOR, tag, aim, **said)
        if said:
            return in_language(ACCOUNT, tag, aim, **said)
        return in_language(aim, tag)

    async def show_sign_out(self, visit: StaffVisit) -> Response:
        """GET: the button; a link alone must not end a session."""
        return self._door.page(visit, "staff_sign_out.html")

    async def sign_out(self, visit: StaffVisit) -> Response:
        """POST: end the session here and in the database."""
        await self.end_session(visit.request)
        response = RedirectResponse(f"/{visit.speech.tag}/", 303)
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
        return response

    async def end_session(self, request: Request) -> None:
        """End the session a browser has, before it gets another."""
        token = request.cookies.get(SESSION_COOKIE)
        if token:
            await asyncio.to_thread(self._portal.people.sign_out, token)


def after_sign_in(actor: Actor, settings: Settings) -> str:
    """Where somebody begins who was not on the way to anywhere."""
    if settings.has_complaints:
        for permission, page in _CASEWORK.items():
            if actor.may_somewhere(permission):
                return page
    if settings.has_forums and actor.may_somewhere(Permission.MANAGE_FORUM):
        return FORUMS
    sees_trends = settings.has_surveys and actor.may_somewhere(Permission.SEE_TRENDS)
    return TRENDS if sees_trends else HOME


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
