"""The meetings of forums for calendars that are subscribed to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.forums.calendars import PAST_DAYS, Listed, write_calendar
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.meetings import shown
from copfeedback.i18n.catalogues import Speech
from copfeedback.profile.wording import portal_name
from copfeedback.web.conditional import conditional
from copfeedback.web.kept import Content, Kept
from copfeedback.web.unchanged import Unchanged

_KIND = "text/calendar; charset=utf-8"


class ForumCalendars:
    """A calendar of all forums, and one of each, in every language."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._host = portal.settings.public_address.rstrip("/")
        self._kept = Kept()
        self._unchanged = Unchanged(portal.trail.now)

    async def all(self, request: Request) -> Response:
        """GET: the meetings of all forums."""
        return await self._calendar(request, None)

    async def one(self, request: Request) -> Response:
        """GET: the meetings of a forum.

        Raises:
            Unknown: there is no such forum.
        """
        return await self._calendar(request, request.path_params["forum"])

    async def _calendar(self, request: Request, code: str | None) -> Response:
        speech = self._portal.catalogues.speech(request.path_params["lang"])
        name, listed = await asyncio.to_thread(self._listed, code, speech)
        content = await self._kept.get(
            (name, speech.tag, tuple(listed)),
            lambda: Content.of(self._write(name, listed, speech), _KIND),
        )
        changed_at = self._unchanged.since((code, speech.tag), content.tag)
        headers = {
            "Content-Disposition": f'inline; filename="{code or "forums"}.ics"',
            "Content-Language": speech.tag,
        }
        return conditional(request, content, changed_at, headers)

    def _listed(self, code: str | None, speech: Speech) -> tuple[str, Sequence[Listed]]:
        """What the calendar is called, and what is in it."""
        portal = self._portal
        if code is None:
            forums = {each.code: each for each in portal.forums.all()}
            brand = portal_name(portal.profile.identity(), speech).text
            forums_label = speech.gettext("Forums")
            name = f"{forums_label} – {brand}"
        else:
            forum = portal.forums.find(code)
            forums, name = {code: forum}, forum.name.read_in(speech.tag).text
        since = portal.surveys.today() - timedelta(days=PAST_DAYS)
        meetings = portal.meetings.public(code, since=since)
        return name, [(shown(each, forums[each.forum]), forums[each.forum]) for each in meetings]

    def _write(self, name: str, listed: Sequence[Listed], speech: Speech) -> bytes:
        def address(meeting: Meeting) -> str:
            return f"{self._host}/{speech.tag}/forums/{meeting.forum}/{meeting.number}"

        return write_calendar(listed, name, address, speech)
