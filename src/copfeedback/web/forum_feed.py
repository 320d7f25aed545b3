"""What is new in forums, for feed readers: agendas, minutes, late commitments, notices."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.forums.calendars import changed_at
from copfeedback.forums.commitment_model import Status
from copfeedback.forums.meeting_model import Meeting, MeetingState
from copfeedback.forums.meetings import shown
from copfeedback.forums.minutes_model import Minutes
from copfeedback.forums.model import Forum
from copfeedback.forums.when import when
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.profile.wording import portal_name
from copfeedback.web.atom import MOST_ENTRIES, Entry, Feed, own_id, write_feed
from copfeedback.web.conditional import conditional
from copfeedback.web.kept import Content
from copfeedback.web.unchanged import Unchanged

_BACK = timedelta(days=366)
"""So far back are agendas and minutes looked for: feeds tell what is new."""
_MEETINGS = 2 * MOST_ENTRIES
_LATE = frozenset({Status.LATE, Status.NO_ANSWER})
_SHORT = 500


class ForumFeeds:
    """The feed of all forums, and that of each, in every language."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._zone = ZoneInfo(portal.settings.time_zone)
        self._unchanged = Unchanged(portal.trail.now)

    async def all(self, request: Request) -> Response:
        """GET: what is new in all forums; the latest first."""
        return await self._feed(request, None)

    async def one(self, request: Request) -> Response:
        """GET: what is new in one.

        Raises:
            Unknown: there is no such forum.
        """
        return await self._feed(request, request.path_params["forum"])

    async def _feed(self, request: Request, code: str | None) -> Response:
        tag = request.path_params["lang"]
        content = await asyncio.to_thread(self._make, code, tag)
        return conditional(request, content, self._unchanged.since((code, tag), content.tag))

    def _make(self, code: str | None, tag: str) -> Content:
        portal, speech = self._portal, self._portal.catalogues.speech(tag)
        _ = speech.gettext
        forums = {each.code: each for each in portal.forums.all()}
        name = self._plain(portal.forums.find(code).name, speech) if code else _("Forums")
        brand = portal_name(portal.profile.identity(), speech).text
        path = f"/{tag}/forums" + (f"/{code}" if code else "")
        feed = Feed(
            name=f"forums {code or ''}",
            title=f"{name} – {brand}",
            author=brand,
            language=tag,
            host=portal.settings.public_address.rstrip("/"),
            path=f"{path}.atom",
            page=path,
        )
        news = _News(portal, forums, speech, self._zone)
        content, _updated = write_feed(feed, news.entries(code))
        return content

    def _plain(self, text: Translations, speech: Speech) -> str:
        return self._portal.catalogues.plain(text.read_in(speech.tag))


class _News:
    """Collects what is new, in one language."""

    def __init__(
        self, portal: Portal, forums: Mapping[str, Forum], speech: Speech, zone: ZoneInfo
    ) -> None:
        self._portal = portal
        self._forums = forums
        self._speech = speech
        self._zone = zone

    def entries(self, code: str | None) -> Iterator[Entry]:
        """All that is new."""
        today = self._portal.surveys.today()
        for meeting in self._portal.meetings.public(code, since=today - _BACK)[:_MEETINGS]:
            if meeting.announced_on is not None or meeting.final_on is not None:
                yield self._agenda(meeting)
            if meeting.minutes_number:
                yield from self._minutes(meeting)
        yield from self._late(code, today)
        for notice in self._portal.notices.of(code)[:MOST_ENTRIES]:
            at = self._midnight(notice.on)
            yield Entry(
                own_id(f"forum notice {notice.id}"),
                f"{name_of(notice.kind, self._speech)}: {self._plain(notice.title)}",
                self._plain(notice.text),
                f"/{self._speech.tag}/forums/{notice.forum}",
                at,
                at,
            )

    def _agenda(self, meeting: Meeting) -> Entry:
        _ = self._speech.gettext
        seen = shown(meeting, self._forums[meeting.forum])
        said = [when(seen, self._speech.tag)]
        if seen.place is not None:
            said.append(self._plain(seen.place))
        if meeting.state is MeetingState.CANCELLED:
            said.insert(0, _("This meeting is cancelled."))
        items = self._portal.agendas.shown(meeting.id).items
        said += [
            f"{self._speech.formatting.number(number)}. {self._plain(item.title)}"
            for number, item in enumerate(items, 1)
        ]
        first = min(each for each in (meeting.announced_on, meeting.final_on) if each is not None)
        agenda_label = _("Agenda")
        title = f"{agenda_label}: {self._name(meeting)}"
        cancelled = meeting.state is MeetingState.CANCELLED
        cancelled_label = _("Cancelled")
        return Entry(
            own_id(f"forum agenda {meeting.uid}"),
            f"{cancelled_label} – {title}" if cancelled else title,
            "\n".join(said),
            self._path(meeting),
            self._midnight(first),
            max(changed_at(meeting), self._midnight(first)),
        )

    def _minutes(self, meeting: Meeting) -> Iterator[Entry]:
        for minutes in self._portal.minutes.versions(meeting.id):
            at = max(minutes.approved_at, self._midnight(minutes.public_on))
            minutes_of_the_label = self._speech.gettext("Minutes of the meeting")
            title = f"{minutes_of_the_label}: {self._name(meeting)}"
            if minutes.number > 1:
                title += f" ({self._speech.formatting.number(minutes.number)})"
            yield Entry(
                own_id(f"forum minutes {meeting.uid} {minutes.number}"),
                title,
                self._said(minutes),
                f"{self._path(meeting)}/minutes/{minutes.number}",
                at,
                at,
            )

    def _said(self, minutes: Minutes) -> str:
        """Why there is a new version, and what was decided."""
        _, tag = self._speech.gettext, self._speech.tag
        said = []
        if minutes.reason is not None:
            what_was_corrected_label = _("What was corrected:")
            said.append(f"{what_was_corrected_label} {self._plain(minutes.reason)}")
        translation = self._portal.minutes.translations(minutes.meeting_id, minutes.number)
        decision_label = _("Decision")
        said += [
            f"{decision_label}: {self._text(entry.decision)[:_SHORT]}"
            for entry in self._portal.minutes.shown(minutes, translation.get(tag), tag)
            if entry.decision is not None
        ]
        return "\n".join(said)

    def _late(self, code: str | None, today: date) -> Iterator[Entry]:
        for commitment in self._portal.commitments.all(forum=code):
            status = commitment.status(today)
            if status not in _LATE:
                continue
            due = commitment.due if status is Status.LATE else commitment.decide_by
            at = self._midnight(due + timedelta(days=1))
            promised = self._speech.gettext("Due on %(day)s") % {
                "day": self._speech.formatting.date(commitment.due)
            }
            owner = name_of(commitment.owner, self._speech)
            yield Entry(
                own_id(f"forum commitment {commitment.id} {status} {due}"),
                f"{name_of(status, self._speech)}: {self._plain(commitment.what)}",
                f"{owner}, {self._plain(commitment.office)} · {promised}",
                f"/{self._speech.tag}/commitments/{commitment.id}",
                at,
                at,
            )

    def _name(self, meeting: Meeting) -> str:
        forum = self._plain(self._forums[meeting.forum].name)
        return f"{forum}, {self._speech.formatting.date(meeting.starts.date())}"

    def _path(self, meeting: Meeting) -> str:
        return f"/{self._speech.tag}/forums/{meeting.forum}/{meeting.number}"

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self._zone)

    def _plain(self, text: Translations) -> str:
        return self._text(text.read_in(self._speech.tag))

    def _text(self, text: LocalText) -> str:
        return self._portal.catalogues.plain(text)
