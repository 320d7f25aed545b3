"""Setting up, exchanging and removing the second factor, and its recovery codes: a plain page."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import segno
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.people.second_factor import Offer
from copfeedback.people.service import NoSecondFactor, SecondFactorRequired, SlowDown, WrongCode
from copfeedback.web.forms import first
from copfeedback.web.new_password import Problem, slow_down_sentence
from copfeedback.web.staff_door import (
    ACCOUNT,
    SECOND_FACTOR,
    StaffDoor,
    StaffVisit,
    in_language,
    set_session_cookie,
)

_ANOTHER = "another"
"""The field and parameter of whoever has a second factor and wants one on another phone."""

_BORDER_MODULES = 4  # the quiet zone that ISO/IEC 18004 asks for
_WIDEST_PIXELS = 280  # fits the narrowest phones


class SecondFactorPages:
    """The pages of the second factor."""

    def __init__(self, portal: Portal, door: StaffDoor) -> None:
        self._portal = portal
        self._own = portal.people.own_account
        self._door = door

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the offer of a secret, or what can be done with the one there is."""
        if _ANOTHER in visit.request.query_params:
            return await self._offer_page(visit)
        state = await asyncio.to_thread(self._own.state, visit.actor)
        if state.has_second_factor:
            return await self._set_page(visit)
        return await self._offer_page(visit)

    async def change(self, visit: StaffVisit) -> Response:
        """POST: whatever button was pressed."""
        form = visit.form
        if "shown" in form:
            return self._codes_again(visit)
        if "secret" in form:
            return await self._confirm(visit)
        try:
            if first(form, "go") == "remove":
                return await self._remove(visit)
            codes = await asyncio.to_thread(
                self._own.renew_recovery_codes, visit.actor, first(form, "code")
            )
        except NoSecondFactor:  # removed in another window meanwhile
            return await self._offer_page(visit)
        except (WrongCode, SlowDown, SecondFactorRequired) as error:
            return await self._set_page(visit, _problem(visit, error))
        return self._codes_page(visit, codes)

    async def _confirm(self, visit: StaffVisit) -> Response:
        form = visit.form
        if visit.is_switching:
            return await self._offer_page(visit)
        try:
            done = await asyncio.to_thread(
                self._own.confirm_second_factor,
                visit.actor,
                visit.token,
                first(form, "secret"),
                first(form, "code"),
                first(form, "current"),
            )
        except (WrongCode, SlowDown) as error:
            return await self._offer_page(visit, _problem(visit, error))
        renewed = replace(visit, token=done.token, actor=replace(visit.actor, restricted=False))
        response = self._codes_page(renewed, done.recovery_codes)
        set_session_cookie(response, self._portal, done.token)
        return response

    async def _remove(self, visit: StaffVisit) -> Response:
        token = await asyncio.to_thread(
            self._own.remove_second_factor, visit.actor, visit.token, first(visit.form, "code")
        )
        response = RedirectResponse(in_language(ACCOUNT, visit.speech.tag, said="removed"), 303)
        set_session_cookie(response, self._portal, token)
        return response

    async def _offer_page(self, visit: StaffVisit, problem: Problem | None = None) -> Response:
        state = await asyncio.to_thread(self._own.state, visit.actor)
        offer = self._own.offer_second_factor(visit.actor, first(visit.form, "secret"))
        another = {_ANOTHER: "yes"} if state.has_second_factor else {}
        return self._door.page(
            visit,
            "staff_second_factor.html",
            problem.status if problem else 200,
            problem=problem,
            wrong_attempts=self._door.wrong_attempts(visit),
            secret=offer.secret,
            spelled=_spelled(offer),
            picture=_picture(offer),
            another=bool(another),
            answering=True,
            address=lambda to: in_language(SECOND_FACTOR, to, visit.next, **another),
        )

    async def _set_page(self, visit: StaffVisit, problem: Problem | None = None) -> Response:
        state = await asyncio.to_thread(self._own.state, visit.actor)
        return self._door.page(
            visit,
            "staff_second_factor_set.html",
            problem.status if problem else 200,
            problem=problem,
            may_remove=not state.needs_second_factor,
            left=state.recovery_codes,
        )

    def _codes_again(self, visit: StaffVisit) -> Response:
        """From the page of the codes: on, or the same in another language."""
        shown = self._door.opened(visit.actor, first(visit.form, "shown")) or {}
        if "codes" in shown and visit.is_switching:
            return self._codes_page(visit, list(shown["codes"]))
        return RedirectResponse(in_language(visit.next or ACCOUNT, visit.speech.tag), 303)

    def _codes_page(self, visit: StaffVisit, codes: list[str]) -> Response:
        """The codes, this once: the page itself holds them, sealed, for another language."""
        return self._door.page(
            visit,
            "staff_recovery_codes.html",
            codes=codes,
            shown=self._door.kept(visit.actor, {"codes": codes}),
            answering=True,
        )


def _problem(visit: StaffVisit, error: WrongCode | SlowDown | SecondFactorRequired) -> Problem:
    _ = visit.speech.gettext
    if isinstance(error, SlowDown):
        return Problem(slow_down_sentence(error, visit.speech), status=429)
    if isinstance(error, SecondFactorRequired):
        return Problem(_("Your role cannot do without a second factor."), status=403)
    return Problem(
        _("The code is wrong, or was used before."),
        (
            _("Wait for the next code and type it while the app shows it."),
            _("See that the clock of your phone is right."),
        ),
    )


def _spelled(offer: Offer) -> str:
    """The secret in groups of four, as it is read aloud and typed."""
    return " ".join(offer.secret[start : start + 4] for start in range(0, len(offer.secret), 4))


def _picture(offer: Offer) -> Markup:
    """The QR code, dark on light whatever the page's colours are: many apps read no other."""
    code = segno.make(offer.uri, error="m")
    modules = int(code.symbol_size(border=_BORDER_MODULES)[0])
    drawn = code.svg_inline(
        scale=max(2, _WIDEST_PIXELS // modules), border=_BORDER_MODULES, dark="#000", light="#fff"
    )
    return Markup(drawn)  # noqa: S704 - lines and numbers alone
