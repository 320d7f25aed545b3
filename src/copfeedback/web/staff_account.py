"""What staff do with their own account on plain pages: password and where they are signed in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import Permission
from copfeedback.people.service import SlowDown, WeakPassword, WrongCredentials
from copfeedback.web.forms import first
from copfeedback.web.forum_answers import ANSWERS
from copfeedback.web.new_password import NotTheSame, Problem, new_password, problem_with
from copfeedback.web.staff_door import (
    ACCOUNT,
    StaffDoor,
    StaffVisit,
    in_language,
    set_session_cookie,
)

SESSIONS = "/staff/sessions"
_OTHERS = "others"
_DUTIES = (
    ("/staff/forums", N_("Your forums"), (Permission.MANAGE_FORUM,)),
    (
        ANSWERS,
        N_("Commitments to answer for"),
        (Permission.REPORT_ON_COMMITMENTS, Permission.MANAGE_FORUM),
    ),
)
_NOTICES: Mapping[str, str] = {
    "again": N_(
        "You are signed in again. Go back to the page you came from and press “Continue” there; "
        "you can close this one."
    ),
    "password": N_("Your password is changed. You are signed out everywhere else."),
    "removed": N_("Your second factor is removed. You are signed out everywhere else."),
    "ended": N_("Signed out there."),
}


class AccountPages:
    """The pages of one's own account."""

    def __init__(self, portal: Portal, door: StaffDoor) -> None:
        self._portal = portal
        self._own = portal.people.own_account
        self._door = door
        self._zone = ZoneInfo(portal.settings.time_zone)

    async def show_account(self, visit: StaffVisit) -> Response:
        """GET: who they are here, and what they can do with their account."""
        organisations = await asyncio.to_thread(self._portal.organisations.all)
        names = {organisation.id: organisation.name for organisation in organisations}
        return self._door.page(
            visit,
            "staff_account.html",
            notice=_notice(visit),
            wrong_attempts=self._door.wrong_attempts(visit),
            organisation=names.get(visit.actor.organisation or 0, ""),
            onward=in_language(visit.next, visit.speech.tag) if visit.next else "",
            duties=self._duties(visit),
        )

    def _duties(self, visit: StaffVisit) -> list[tuple[str, str]]:
        """The plain pages of their work: where they lead, and what they are called."""
        if not self._portal.settings.has_forums:
            return []
        return [
            (in_language(path, visit.speech.tag), visit.speech.gettext(name))
            for path, name, permissions in _DUTIES
            if any(map(visit.actor.may_somewhere, permissions))
        ]

    async def show_password(self, visit: StaffVisit) -> Response:
        """GET: the form for another password."""
        return self._password_page(visit)

    async def change_password(self, visit: StaffVisit) -> Response:
        """POST: another password; the session goes on under a new token, all others end."""
        try:
            token = await self._door.computing(
                partial(
                    self._own.change_password,
                    visit.actor,
                    visit.token,
                    first(visit.form, "current"),
                    new_password(visit.form),
                )
            )
        except WrongCredentials:
            sentence = visit.speech.gettext("The current password is wrong.")
            return self._password_page(visit, Problem(sentence))
        except (NotTheSame, WeakPassword, SlowDown) as error:
            return self._password_page(visit, problem_with(error, visit.speech))
        address = in_language(ACCOUNT, visit.speech.tag, said="password")
        response = RedirectResponse(address, 303)
        set_session_cookie(response, self._portal, token)
        return response

    def _password_page(self, visit: StaffVisit, problem: Problem | None = None) -> Response:
        return self._door.page(
            visit, "staff_password.html", problem.status if problem else 200, problem=problem
        )

    async def show_sessions(self, visit: StaffVisit) -> Response:
        """GET: where they are signed in."""
        sessions = await asyncio.to_thread(self._own.own_sessions, visit.actor, visit.token)
        return self._door.page(
            visit,
            "staff_sessions.html",
            sessions=sessions,
            notice=_notice(visit),
            moment=lambda at: visit.speech.formatting.moment(at.astimezone(self._zone)),
        )

    async def end_sessions(self, visit: StaffVisit) -> Response:
        """POST: sign out in one other place, or everywhere else."""
        where = first(visit.form, "end")
        if where == _OTHERS:
            await asyncio.to_thread(self._own.end_other_sessions, visit.actor, visit.token)
        elif where:
            await asyncio.to_thread(self._own.end_own_session, visit.actor, where)
        return RedirectResponse(in_language(SESSIONS, visit.speech.tag, said="ended"), 303)


def _notice(visit: StaffVisit) -> str:
    said = _NOTICES.get(visit.request.query_params.get("said", ""))
    return visit.speech.gettext(said) if said else ""
