"""The recovery key of one's private key: making one, and typing it: a plain page."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.complaints.holder_model import KeyLocked, NoKey, WrongKey
from copfeedback.complaints.recovery import NotAKey
from copfeedback.people.access import NotPermitted
from copfeedback.people.service import SlowDown, WrongCredentials
from copfeedback.web.forms import first
from copfeedback.web.new_password import Problem, slow_down_sentence
from copfeedback.web.staff_door import ACCOUNT, StaffDoor, StaffVisit, in_language

RECOVERY_KEY = "/staff/recovery-key"
MY_KEY = "/keys"


class KeyPages:
    """The pages of one's recovery key."""

    def __init__(self, portal: Portal, door: StaffDoor) -> None:
        self._keys = portal.keys
        self._door = door

    async def show(self, visit: StaffVisit) -> Response:
        """GET: to make a recovery key, or to type it where the private key is locked."""
        return await self._page(visit)

    async def change(self, visit: StaffVisit) -> Response:
        """POST: whatever button was pressed."""
        form = visit.form
        if "shown" in form:
            return self._shown_again(visit)
        if visit.is_switching:
            return await self._page(visit)
        try:
            if first(form, "go") == "make":
                key = await asyncio.to_thread(
                    self._keys.show_recovery_key, visit.actor, visit.token
                )
                return self._shown_page(visit, key)
            await self._door.computing(
                partial(
                    self._keys.recover,
                    visit.actor,
                    visit.token,
                    first(form, "key"),
                    first(form, "password"),
                )
            )
        except (KeyLocked, NotAKey, WrongKey, NoKey, WrongCredentials, SlowDown) as error:
            return await self._page(visit, _problem(visit, error))
        except NotPermitted:
            return RedirectResponse(in_language(ACCOUNT, visit.speech.tag), 303)
        return RedirectResponse(in_language(MY_KEY, visit.speech.tag), 303)

    async def _page(self, visit: StaffVisit, problem: Problem | None = None) -> Response:
        try:
            state = await asyncio.to_thread(self._keys.state_of, visit.actor, visit.token)
        except NotPermitted:
            return RedirectResponse(in_language(ACCOUNT, visit.speech.tag), 303)
        if not state.fingerprint:
            return RedirectResponse(in_language(MY_KEY, visit.speech.tag), 303)
        return self._door.page(
            visit,
            "staff_recovery_key.html",
            problem.status if problem else 200,
            problem=problem,
            state=state,
            answering=True,
        )

    def _shown_again(self, visit: StaffVisit) -> Response:
        """From the page of the key: on, or the same in another language."""
        shown = self._door.opened(visit.actor, first(visit.form, "shown")) or {}
        if "key" in shown and visit.is_switching:
            return self._shown_page(visit, shown["key"][0])
        return RedirectResponse(in_language(MY_KEY, visit.speech.tag), 303)

    def _shown_page(self, visit: StaffVisit, key: str) -> Response:
        """The key, this once: the page itself holds it, sealed, for another language."""
        return self._door.page(
            visit,
            "staff_recovery_key_shown.html",
            key=key,
            shown=self._door.kept(visit.actor, {"key": [key]}),
            answering=True,
        )


def _problem(
    visit: StaffVisit, error: KeyLocked | NotAKey | WrongKey | NoKey | WrongCredentials | SlowDown
) -> Problem:
    _ = visit.speech.gettext
    if isinstance(error, SlowDown):
        return Problem(slow_down_sentence(error, visit.speech), status=429)
    if isinstance(error, WrongCredentials):
        return Problem(_("The current password is wrong."))
    if isinstance(error, NotAKey):
        return Problem(_("There is a slip in the recovery key. Compare it with the paper."))
    if isinstance(error, KeyLocked):
        return Problem(_("Your key is locked. Type your recovery key to open it."), status=409)
    return Problem(_("This recovery key does not open your key."))
