"""The one thing a chair has to do next, which every page of the chair's desk shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from copfeedback.forums.agendas import Agendas
from copfeedback.forums.drafting import Drafting
from copfeedback.forums.meeting_model import Meeting, MeetingState
from copfeedback.forums.meetings import Meetings
from copfeedback.forums.minutes_model import GENERAL, EntryText, TranslationState
from copfeedback.forums.model import Forum
from copfeedback.forums.proposals import Proposals
from copfeedback.forums.publishing import Publishing
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor

REMEMBERED = timedelta(days=180)
"""Nobody is asked for the minutes of a meeting that is longer ago."""


class Step(StrEnum):
    """What is to be done, in the order in which it comes."""

    PLAN = "plan"
    ANNOUNCE = "announce"
    ANSWER = "answer"
    SETTLE = "settle"
    FILL = "fill"
    FINALISE = "finalise"
    HOLD = "hold"
    FINISH = "finish"
    COUNT = "count"
    PUBLISH = "publish"
    TRANSLATE = "translate"
    WAIT = "wait"


_NAMES: Mapping[Step, str] = {
    Step.PLAN: N_("Plan the next meeting"),
    Step.ANNOUNCE: N_("Let the notice of the meeting go out"),
    Step.ANSWER: N_("Answer what residents brought"),
    Step.SETTLE: N_("Settle what is left over from earlier meetings"),
    Step.FILL: N_("Put something on the agenda"),
    Step.FINALISE: N_("Make the agenda final"),
    Step.HOLD: N_("Hold the meeting and write the minutes"),
    Step.FINISH: N_("Finish the minutes"),
    Step.COUNT: N_("Say how many came"),
    Step.PUBLISH: N_("Check the minutes and publish them"),
    Step.TRANSLATE: N_("Translate the minutes"),
    Step.WAIT: N_("Look at the agenda: all is ready for the meeting"),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step of a forum; ``meeting`` is the one it is about, ``language`` the missing one.

    ``count`` is how many matters wait, where the step is about some.
    """

    step: Step
    meeting: Meeting | None = None
    count: int = 0
    language: str = ""

    def name(self, speech: Speech) -> str:
        """What the button says."""
        return speech.gettext(_NAMES[self.step])


class NextSteps:
    """Finds the next step of each forum."""

    def __init__(
        self,
        now: Callable[[], datetime],
        meetings: Meetings,
        agendas: Agendas,
        proposals: Proposals,
        drafting: Drafting,
        publishing: Publishing,
    ) -> None:
        self._now = now
        self._meetings = meetings
        self._agendas = agendas
        self._proposals = proposals
        self._drafting = drafting
        self._publishing = publishing

    def of(self, who: Actor, forum: Forum) -> NextStep | None:
        """What the chair of a forum has to do next; nothing where the forum has ended.

        Raises:
            NotPermitted: they do not chair it.
        """
        if forum.ended is not None:
            return None
        since = self._now().date() - REMEMBERED
        planned = [
            each
            for each in reversed(self._meetings.public(forum.code, since=since))
            if each.state is MeetingState.PLANNED
        ]
        for meeting in planned:
            if not meeting.minutes_number and self._is_over(meeting):
                return self._after(who, meeting)
        # Minutes can be published before the end that was planned: then it was over before.
        to_come = (each for each in planned if not each.minutes_number and not self._is_over(each))
        coming = next(to_come, None)
        if coming is None:
            return NextStep(Step.PLAN)
        if coming.begins_at > self._now() and (step := self._before(who, forum, coming)):
            return step
        if self._is_today(coming):
            return self._after(who, coming, during=True)
        return self._untranslated(who, forum, planned) or NextStep(Step.WAIT, coming)

    def _before(self, who: Actor, forum: Forum, coming: Meeting) -> NextStep | None:
        """What has to be done before a meeting; None when all is ready."""
        if coming.announced_on is None:
            return NextStep(Step.ANNOUNCE, coming)
        if waiting := len(self._proposals.waiting(who, forum.code)):
            return NextStep(Step.ANSWER, coming, waiting)
        agenda = self._agendas.of(coming.id)
        if agenda.left_over:
            return NextStep(Step.SETTLE, coming, len(agenda.left_over))
        if coming.final_on is not None:
            return None
        return NextStep(Step.FINALISE if agenda.items else Step.FILL, coming)

    def _after(self, who: Actor, meeting: Meeting, *, during: bool = False) -> NextStep:
        """What has to be done from the meeting's day on, until the minutes are published."""
        if unwritten := self.unwritten(who, meeting.id):
            return NextStep(Step.HOLD if during else Step.FINISH, meeting, len(unwritten))
        if self._drafting.attendance(who, meeting.id) is None:
            return NextStep(Step.COUNT, meeting)
        if left := self._agendas.of(meeting.id).left_over:
            return NextStep(Step.SETTLE, meeting, len(left))
        return NextStep(Step.PUBLISH, meeting)

    def unwritten(self, who: Actor, meeting_id: int) -> Sequence[int]:
        """The items of which nothing is written yet; without any item, what belongs to none.

        Raises:
            NotPermitted: they do not chair the meeting's forum.
        """
        entries = self._drafting.entries(who, meeting_id)
        asked = [each for each in entries if each.item_id != GENERAL] or entries
        return [each.item_id for each in asked if each.content == EntryText()]

    def _untranslated(
        self, who: Actor, forum: Forum, planned: Sequence[Meeting]
    ) -> NextStep | None:
        """The latest minutes, where a language of the forum is missing."""
        meeting = next((each for each in reversed(planned) if each.minutes_number), None)
        if meeting is None:
            return None
        minutes = self._publishing.approved(who, meeting.id)[0]
        for language in forum.languages:
            state = self._publishing.translation_state(minutes, language)
            if state in (TranslationState.MISSING, TranslationState.PARTIAL):
                return NextStep(Step.TRANSLATE, meeting, language=language)
        return None

    def _is_over(self, meeting: Meeting) -> bool:
        return meeting.ends_at <= self._now()

    def _is_today(self, meeting: Meeting) -> bool:
        return self._local_day(meeting) >= meeting.starts.date()

    def _local_day(self, meeting: Meeting) -> date:
        return self._now().astimezone(ZoneInfo(meeting.zone)).date()
