"""One-time links: an invitation, or a new password, taken up on a plain page.

The link is the secret, so it goes nowhere else: these pages send no referrer and are not kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.account_model import (
    AwaitingConfirmation,
    InvitationOver,
    NameTaken,
    ResetOver,
)
from copfeedback.people.organisations import UnknownOrganisation
from copfeedback.people.service import SlowDown, WeakPassword
from copfeedback.people.wording import ROLE_NAMES, ROLE_TASKS
from copfeedback.web import csrf
from copfeedback.web.errors import Handler
from copfeedback.web.forms import first, read_form
from copfeedback.web.new_password import NotTheSame, Problem, new_password, problem_with
from copfeedback.web.rendering import Renderer
from copfeedback.web.staff_door import SIGN_IN, StaffDoor, in_language

_ASK = N_("Ask whoever sent you the link for a new one.")
_DEAD: Mapping[type[Exception], tuple[int, str, str]] = {
    InvitationOver: (410, N_("This invitation is over"), _ASK),
    ResetOver: (410, N_("This link is over"), _ASK),
    NameTaken: (409, N_("Somebody else has got this name by now"), _ASK),
    UnknownOrganisation: (409, N_("This organisation takes no part any more"), _ASK),
    AwaitingConfirmation: (
        409,
        N_("This invitation is not open yet"),
        N_("A second person of the organisation has to confirm it first. Try again later."),
    ),
}
"""Why a link leads nowhere: the answer's status, what happened, and what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link asks for: a password for the account of this name."""

    title: str
    paragraphs: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Errand:
    """A kind of link: what it asks for, what the password is for, what is said afterwards."""

    asked: Callable[[str, Speech], Asked]
    done: Callable[[str, str], str]
    said: str


class LinkPages:
    """The pages that one-time links lead to."""

    def __init__(self, portal: Portal, renderer: Renderer, door: StaffDoor) -> None:
        self._portal = portal
        self._renderer = renderer
        self._door = door
        accounts = portal.accounts
        self.invitation = Errand(self._invited, accounts.accept, "invited")
        self.reset = Errand(self._resetting, accounts.reset, "reset")

    def show(self, errand: Errand) -> Handler:
        """GET: what the link is for, and the form for a password of one's own."""

        async def answer(request: Request) -> Response:
            return await self._page(request, errand)

        return self._alive(answer)

    def take(self, errand: Errand) -> Handler:
        """POST: the password is taken and the link used up; on to the sign-in form."""

        async def answer(request: Request) -> Response:
            csrf.refuse_foreign(request, self._portal.settings.public_address, origin_hidden=True)
            form = await read_form(request)
            speech = self._door.speech(request)
            if not csrf.is_token_of(csrf.kept_form_secret(request), first(form, csrf.FORM_FIELD)):
                sentence = speech.gettext("This form was too old. Please fill it in once more.")
                return await self._page(request, errand, Problem(sentence, status=403))
            try:
                password = new_password(form)
                token = request.path_params["token"]
                await self._door.computing(partial(errand.done, token, password))
            except (NotTheSame, WeakPassword, SlowDown) as error:
                return await self._page(request, errand, problem_with(error, speech))
            return RedirectResponse(in_language(SIGN_IN, speech.tag, said=errand.said), 303)

        return self._alive(answer)

    async def _page(
        self, request: Request, errand: Errand, problem: Problem | None = None
    ) -> Response:
        speech = self._door.speech(request)
        asked = await asyncio.to_thread(errand.asked, request.path_params["token"], speech)
        secret = csrf.form_secret(request)
        response = self._renderer.page(
            "staff_link.html",
            speech.tag,
            problem.status if problem else 200,
            asked=asked,
            problem=problem,
            csrf=csrf.form_token(secret),
            address=partial(_address, request),
        )
        csrf.keep_form_secret(response, secret, self._portal.settings)
        return response

    def _alive(self, handler: Handler) -> Handler:
        """Say why a link leads nowhere, and let nothing of it get anywhere."""

        async def answer(request: Request) -> Response:
            try:
                response = await handler(request)
            except tuple(_DEAD) as error:
                status, title, advice = _DEAD[type(error)]
                response = self._renderer.page(
                    "staff_link_over.html",
                    self._door.tag(request),
                    status,
                    title=title,
                    advice=advice,
                    address=partial(_address, request),
                )
            response.headers["Cache-Control"] = "no-store"
            response.headers["Referrer-Policy"] = "no-referrer"
            return response

        return answer

    def _invited(self, token: str, speech: Speech) -> Asked:
        opened, _ = self._portal.accounts.open_invitation(token), speech.gettext
        return Asked(
            _("Welcome"),
            (
                _("You are invited to work here for %(organisation)s, in this role: %(role)s.")
                % {"organisation": opened.organisation, "role": _(ROLE_NAMES[opened.role])},
                _(ROLE_TASKS[opened.role]),
                _("Choose a password to open your account. This link then stops working."),
            ),
            opened.name,
        )

    def _resetting(self, token: str, speech: Speech) -> Asked:
        name, _ = self._portal.accounts.open_reset(token), speech.gettext
        return Asked(
            _("A new password"),
            (
                _("You are signed out everywhere once you have chosen it."),
                _("If you had a second factor, set it up again after signing in."),
            ),
            name,
        )


def _address(request: Request, tag: str) -> str:
    return in_language(request.url.path, tag)
