"""Who has typed their code: the cookie, the proof that a form is ours, and pages nobody keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.complaints.follow_wording import ENDED, STILL_HERE, refusal
from copfeedback.complaints.following import COMPLAINT_COOKIE, SESSION_MINUTES
from copfeedback.complaints.own_case import OwnCase
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.throttle import SlowDown
from copfeedback.web import csrf
from copfeedback.web.forms import first
from copfeedback.web.rendering import Renderer
from copfeedback.web.typed import Typed

FOLLOW = "complaints/follow"
CODE_FIELD, WAITING = "code", "waiting"
CODES_AT_ONCE = 16
"""Fewer than can wait for their turn: in a storm of them, a complaint can still be lodged."""
_COME_BACK_SECONDS = 2
_LANGUAGE = "language:"
_NOTHING: Mapping[str, list[str]] = {}
Computed = TypeVar("Computed")


class FollowDoor:
    """What all pages of somebody who follows their case have in common."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self.portal = portal
        self._renderer = renderer
        self._seal = portal.server_seal("follow")
        self._encrypted = portal.settings.public_address.startswith("https://")
        # Threads of their own: a storm of codes must not keep other pages waiting.
        self._computing = ThreadPoolExecutor(CODES_AT_ONCE, thread_name_prefix="code")
        self._codes = 0

    def speech(self, tag: str) -> Speech:
        """How to speak to whoever asks."""
        return self.portal.catalogues.speech(tag)

    def refuse_foreign(self, request: Request) -> None:
        """Let only our own pages send a form.

        Raises:
            ForeignForm: a page of another site sent it.
        """
        csrf.refuse_foreign(request, self.portal.settings.public_address)

    async def own_case(self, request: Request) -> tuple[str, OwnCase | None]:
        """The token of a request, and the case it opens; None when it opens none."""
        token = request.cookies.get(COMPLAINT_COOKIE, "")
        if not token:
            return "", None
        return token, await asyncio.to_thread(self.portal.following.own_case, token)

    def is_ours(self, token: str, form: Mapping[str, list[str]]) -> bool:
        """Whether a form was made for this session."""
        return csrf.is_token_of(token, first(form, csrf.FORM_FIELD))

    def language(self, request: Request, form: Mapping[str, list[str]]) -> tuple[str, bool]:
        """The language to answer in, and whether it was only switched."""
        pressed = first(form, "go").removeprefix(_LANGUAGE)
        if pressed in self.portal.catalogues.languages:
            return pressed, True
        return str(request.path_params["lang"]), False

    async def sign_in(self, request: Request, typed: str) -> str:
        """The token of a new session; the one before ends.

        Raises:
            NotACode, UnknownComplaintCode, TooFast, SlowDown, StorageUnavailable.
        """
        client = request.client.host if request.client else ""
        self.portal.following.look_at(client)
        token = await self._compute(lambda: self.portal.following.sign_in(typed, client))
        await self.sign_out(request)
        return token

    async def _compute(self, work: Callable[[], Computed]) -> Computed:
        if self._codes >= CODES_AT_ONCE:
            raise SlowDown(_COME_BACK_SECONDS)
        self._codes += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._computing, work)
        finally:
            self._codes -= 1

    async def sign_out(self, request: Request) -> None:
        """End the session of a request, if it has one."""
        token = request.cookies.get(COMPLAINT_COOKIE)
        if token:
            await asyncio.to_thread(self.portal.following.sign_out, token)

    def onward(self, tag: str, said: str = "", *, step: str = "", token: str = "") -> Response:
        """On to a page by its address, so that going back sends nothing again."""
        address = step_address(tag, step) + (f"?said={said}" if said else "")
        response = RedirectResponse(address, 303)
        if token:
            response.set_cookie(COMPLAINT_COOKIE, token, max_age=SESSION_MINUTES * 60, **self._kind)
        return unkept(response)

    def forget(self, response: Response) -> Response:
        """Let the browser forget the session, and every page it may have put aside."""
        response.delete_cookie(COMPLAINT_COOKIE, **self._kind)
        response.headers["Clear-Site-Data"] = '"cache"'
        return unkept(response)

    @property
    def _kind(self) -> dict[str, Any]:
        return {"path": "/", "httponly": True, "samesite": "strict", "secure": self._encrypted}

    def page(
        self, template: str, tag: str, token: str = "", status: int = 200, /, **context: Any
    ) -> Response:
        """A page that no browser keeps. ``step`` in the context is the last part of its address."""
        step, own = context.pop("step", ""), context.get("own")
        context.setdefault("problem", "")
        context.setdefault("said", "")
        page = self._renderer.page_text(
            template,
            tag,
            address=lambda to: step_address(to, step),
            exit_address=f"/{tag}/{FOLLOW}/exit" if token else "",
            csrf=csrf.form_token(token) if token else "",
            of=self.mark(own) if own else "",
            entered=context.pop("entered", _NOTHING),
            first=first,
            **context,
        )
        return self._renderer.respond(page, tag, status, keep=False)

    def code_page(
        self,
        tag: str,
        *,
        typed: str = "",
        error: Exception | None = None,
        waiting: str = "",
        notice: str = "",
    ) -> Response:
        """The field for the code; ``waiting`` is what is sent once it has been typed."""
        speech, status, problem = self.speech(tag), 200, ""
        if error is not None:
            problem, status = refusal(error, speech)
        response = self.page(
            "follow_code.html",
            tag,
            "",
            status,
            answering=True,
            typed=typed,
            waiting=waiting,
            notice=notice,
            problem=problem,
        )
        seconds = getattr(error, "seconds", None)
        if seconds is not None:
            response.headers["Retry-After"] = str(seconds)
        return response

    def ended(self, tag: str, step: str, form: Mapping[str, list[str]]) -> Response:
        """The field for the code again, with what was written, sealed, so that nothing is lost."""
        speech, typed = self.speech(tag), Typed.of(step, form, None)
        kept = {name: values for name, values in typed.fields.items() if name not in _OF_FORM}
        has_words = any(value.strip() for values in kept.values() for value in values)
        notice = speech.gettext(ENDED)
        if has_words:
            notice += " " + speech.gettext(STILL_HERE)
        sealed = Typed(step, kept).sealed(self._seal) if has_words else ""
        response = self.code_page(tag, waiting=sealed, notice=notice)
        response.status_code = 403
        return response

    def mark(self, own: OwnCase) -> str:
        """What a form says of the case it was written in: only we can tell which one it is."""
        return self.portal.secret.derived(f"form of case {own.case_id}").hex()

    def waiting(self, sealed: str) -> Typed | None:
        """What was written before the session ended."""
        return Typed.opened(self._seal, sealed)


_OF_FORM = frozenset({"go", "language"})


def step_address(tag: str, step: str = "") -> str:
    """The address of a page, in a language."""
    return f"/{tag}/{FOLLOW}" + (f"/{step}" if step else "")


def unkept(response: Response) -> Response:
    """A response that no browser keeps."""
    response.headers["Cache-Control"] = "no-store"
    return response
