"""Agendas, minutes and posters of forums to print, in every language, and in large print."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.faults import Unknown
from copfeedback.forums.meeting_model import Meeting, MeetingState
from copfeedback.forums.meetings import shown
from copfeedback.forums.model import Forum
from copfeedback.forums.points import agenda_points
from copfeedback.forums.when import when
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.printing.forum_paper import ForumPaper, Labelled, print_forum_paper
from copfeedback.printing.forum_poster import ForumPoster, print_forum_poster
from copfeedback.web.conditional import conditional
from copfeedback.web.forum_meeting import MeetingPages
from copfeedback.web.forum_print_words import PrintWords
from copfeedback.web.kept import Content, Kept
from copfeedback.web.unchanged import Unchanged

_PDF = "application/pdf"
_LARGE = "large"


class ForumPrints:
    """Makes papers when they are asked for first, and keeps them while nothing has changed."""

    def __init__(self, portal: Portal, meetings: MeetingPages) -> None:
        self._portal = portal
        self._meetings = meetings
        self._host = portal.settings.public_address.rstrip("/")
        self._kept = Kept()
        self._unchanged = Unchanged(portal.trail.now)

    async def agenda(self, request: Request) -> Response:
        """GET: the agenda as it stands.

        Raises:
            Unknown: there is no such meeting.
        """
        paper = await asyncio.to_thread(self._agenda, request, self._speech(request))
        return await self._paper(request, paper, "agenda")

    async def minutes(self, request: Request) -> Response:
        """GET: the latest minutes that may be read.

        Raises:
            Unknown: there is no such meeting, or it has none.
        """
        paper = await asyncio.to_thread(self._minutes, request, self._speech(request))
        return await self._paper(request, paper, "minutes")

    async def poster(self, request: Request) -> Response:
        """GET: a poster with the next meeting.

        Raises:
            Unknown: there is no such forum.
        """
        speech, code = self._speech(request), request.path_params["forum"]
        poster = await asyncio.to_thread(self._poster, code, speech)
        content = await self._kept.get(
            (poster, speech.tag), lambda: Content.of(print_forum_poster(poster, speech), _PDF)
        )
        return self._answer(request, content, f"poster-{code}-{speech.tag}.pdf")

    async def _paper(self, request: Request, paper: ForumPaper, name: str) -> Response:
        speech, large = self._speech(request), request.query_params.get(_LARGE) == "1"
        content = await self._kept.get(
            (paper, speech.tag, large),
            lambda: Content.of(print_forum_paper(paper, speech, large=large), _PDF),
        )
        asked = request.path_params
        return self._answer(request, content, f"{name}-{asked['forum']}-{asked['number']}.pdf")

    def _answer(self, request: Request, content: Content, name: str) -> Response:
        changed_at = self._unchanged.since(request.url.path + request.url.query, content.tag)
        headers = {
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Language": request.path_params["lang"],
        }
        return conditional(request, content, changed_at, headers)

    def _agenda(self, request: Request, speech: Speech) -> ForumPaper:
        context, meeting = self._meetings.find(request)
        words = PrintWords(context["forum"], context["forums"], speech)
        _ = speech.gettext
        known = self._meetings.known(meeting, minuted=False)
        notes = list(words.notes(meeting))
        if meeting.final_on is not None:
            day = speech.formatting.date(meeting.final_on)
            notes.append(_("The agenda is final since %(day)s.") % {"day": day})
        else:
            notes.append(_("Draft: the agenda can still change."))
        points = [words.planned(each) for each in agenda_points(known, speech.tag)]
        if not points:
            notes.append(_("Nothing is on it yet."))
        return ForumPaper(
            title=words.title(meeting),
            below_title=context["forum"].name.read_in(speech.tag),
            facts=tuple(words.facts(context["meeting"])),
            notes=tuple(notes),
            heading=_("Agenda"),
            points=tuple(points),
            address=self._address(meeting, speech),
        )

    def _minutes(self, request: Request, speech: Speech) -> ForumPaper:
        context, meeting = self._meetings.find(request)
        versions = self._portal.minutes.versions(meeting.id)
        if not versions:
            raise Unknown
        minutes, tag, _ = versions[0], speech.tag, speech.gettext
        words = PrintWords(context["forum"], context["forums"], speech)
        known = self._meetings.known(meeting, minuted=True)
        version = _("Version %(number)s, approved on %(day)s") % {
            "number": speech.formatting.number(minutes.number),
            "day": speech.formatting.date(minutes.approved_at.date()),
        }
        notes = [version]
        if minutes.reason is not None:
            what_was_corrected_label = _("What was corrected:")
            notes.append(f"{what_was_corrected_label} {minutes.reason.read_in(tag)}")
        notes += words.translated(minutes, self._meetings.around(minutes, tag)["state"])
        facts = (*words.facts(context["meeting"]), words.attendance(minutes))
        points = self._meetings.points_of(minutes, known, tag)
        return ForumPaper(
            title=words.title(meeting),
            below_title=context["forum"].name.read_in(tag),
            facts=facts,
            notes=(*words.notes(meeting), *notes),
            heading=_("Minutes of the meeting"),
            points=tuple(words.minuted(each) for each in points),
            after=tuple(words.reply(each) for each in self._portal.minutes.replies(meeting.id)),
            address=self._address(meeting, speech),
        )

    def _poster(self, code: str, speech: Speech) -> ForumPoster:
        forum, _ = self._portal.forums.find(code), speech.gettext
        path = f"f/{forum.code}"
        scan = _("Scan the square code, or type this address into a browser:")
        return ForumPoster(
            name=forum.name.read_in(speech.tag),
            sentence=self._sentence(forum, speech),
            heading=_("Next meeting"),
            facts=tuple(self._invitation(forum, speech)),
            scan=scan,
            code=f"{self._host}/{path}?lang={speech.tag}",
            address=f"{self._host.partition('://')[2]}/{path}",
        )

    def _sentence(self, forum: Forum, speech: Speech) -> str:
        """What a forum is for; its own words where it is a protected one."""
        if forum.protected is not None and forum.purpose is not None:
            return forum.purpose.read_in(speech.tag).text
        return speech.gettext(
            "In forums, residents, police and other offices meet, decide together, and look at "
            "what became of earlier promises. What was decided stays readable."
        )

    def _invitation(self, forum: Forum, speech: Speech) -> Iterator[str | LocalText]:
        """Of the next meeting that takes place."""
        _ = speech.gettext
        upcoming = self._portal.meetings.upcoming(forum.code)
        planned = [each for each in upcoming if each.state is MeetingState.PLANNED]
        if not planned:
            yield _("No meeting is planned at the moment.")
            return
        meeting = shown(planned[0], forum)
        words = PrintWords(forum, {}, speech)
        yield when(meeting, speech.tag)
        if meeting.title is not None:
            yield meeting.title.read_in(speech.tag)
        facts: list[Labelled] = list(words.facts(meeting))[1:]
        for fact in facts:
            yield fact.text

    def _address(self, meeting: Meeting, speech: Speech) -> str:
        return f"{self._host}/{speech.tag}/forums/{meeting.forum}/{meeting.number}"

    def _speech(self, request: Request) -> Speech:
        return self._portal.catalogues.speech(request.path_params["lang"])
