"""Five made-up forums of the demonstration, with two years of meetings, held as real ones are."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from importlib.resources import files
from itertools import count, cycle, islice
from secrets import token_hex
from time import monotonic
from typing import Any

import yaml

from copfeedback.application import Portal
from copfeedback.demo_founding import made_up_forum
from copfeedback.demo_minutes import Speakers
from copfeedback.demo_problem import stages_of_a_problem
from copfeedback.forums.agenda_items import ItemFields
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import OPEN, Commitment, EventKind, Owner
from copfeedback.forums.meeting_model import (
    Aim,
    ItemKind,
    MeetingKind,
)
from copfeedback.forums.meeting_rules import MeetingFields
from copfeedback.forums.minutes_model import Minutes
from copfeedback.forums.model import (
    Topic,
)
from copfeedback.forums.notice_model import NoticeKind
from copfeedback.forums.proposals import NewProposal
from copfeedback.forums.services import build_forum_services
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Trail
from copfeedback.people.model import OPERATOR
from copfeedback.people.pace import ClientPace

SEED = 7_2026
_SOURCE = files("copfeedback").joinpath("demo_forums.yaml")
_PACE = 1_000
_SPOKEN = {"ar": "العربية", "fr": "Français", "uk": "Українська"}
WEEKS = 104
"""For how long the forums have met."""
_MEETS_AT, _LASTS = time(17, 30), timedelta(hours=1, minutes=45)
_NOTICE, _MINUTED_AFTER = timedelta(days=14), timedelta(days=6)
_RECENT = timedelta(weeks=22)
"""What was promised longer ago is settled; of what came later some is late or unanswered."""
_CANCELLED, _SPECIAL = 5, 7
"""Which of the harbour forum's meetings was cancelled, and which came at short notice."""
_WRONG, _RIGHT, _CORRECTED_AFTER = "three visits", "two visits", 9
"""What is corrected in the minutes, and after which meeting."""
_LONG_AGO = cycle(("done", "done", "moved", "done", "declined", "done", "dropped"))
_LATELY = cycle(("done", "late", "running", "silent", "late"))
_PROTECTED_TITLES = frozenset({"The way home from the last tram", "Why people are stopped"})


@dataclass
class _Clock:
    """The calendar of the made-up past."""

    day: date

    def today(self) -> date:
        """The day it is made to be."""
        return self.day

    def now(self) -> datetime:
        """The morning of that day."""
        return datetime.combine(self.day, time(9), UTC)


class DemonstrationForums:
    """Holds the meetings of the past two years, one day after the other."""

    def __init__(self, portal: Portal) -> None:
        self._until = portal.surveys.today()
        self._zone = portal.settings.time_zone
        self._clock = _Clock(self._until - timedelta(weeks=WEEKS))
        self._services = build_forum_services(
            Trail(portal.engine, self._clock.now),
            self._clock.today,
            languages=tuple(portal.catalogues.languages),
            is_release=lambda _: True,
            population=dict,
            pace=ClientPace(monotonic, _PACE, 1),
        )
        self._texts: Mapping[str, Any] = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
        self._matters = {each["title"]["en"]: each for each in self._texts["matters"]}
        self._organisations = {each.name: each.id for each in portal.organisations.all()}
        self._source = random.Random(SEED)  # noqa: S311 - the same forums every time
        self._speakers = Speakers(self._texts, self._matters, self._source)
        self._waiting: list[tuple[date, int, Callable[[], object]]] = []
        self._later = count()

    def hold(self) -> None:
        """Found the forums and let everything happen that has happened until today."""
        for listed in self._texts["forums"]:
            self._found(listed)
            self._plan_all(listed)
        while self._waiting:
            day, _, happen = heappop(self._waiting)
            self._clock.day = day
            happen()
        self._clock.day = self._until
        self._bring_proposals()
        self._tell()
        self._work_on_problem()
        self._services.forum_figures.freeze_due()

    def _on(self, day: date, happen: Callable[[], object]) -> None:
        """Let something happen on a day; nothing if it is still to come."""
        if day <= self._until:
            heappush(self._waiting, (day, next(self._later), happen))

    def _found(self, listed: Mapping[str, Any]) -> None:
        forum = made_up_forum(listed, self._until)
        # Police can be let chair for two years at most, counted from the day that is decided.
        before = timedelta(weeks=1 if forum.chair.police else WEEKS)
        self._clock.day = self._until - before
        self._services.forums.set_up(OPERATOR, forum, new=True)

    def _plan_all(self, listed: Mapping[str, Any]) -> None:
        """The meetings of a forum, up to the next one: it is planned, and its agenda begun."""
        every = timedelta(weeks=listed["every_weeks"])
        weeks = min(WEEKS - 4, listed["founded_weeks_ago"])
        day = self._until - timedelta(weeks=weeks) + timedelta(days=self._source.randrange(5))
        number = 1
        while day <= self._until:
            self._on(day - _NOTICE, partial(self._prepare, listed, day, number))
            day, number = day + every, number + 1
        self._on(self._until, partial(self._prepare, listed, day + timedelta(days=2), number))

    def _prepare(self, listed: Mapping[str, Any], day: date, number: int) -> None:
        code, services = listed["code"], self._services
        starts = datetime.combine(day, time(15) if number % 4 == 0 else _MEETS_AT)
        is_special = (code, number) == ("harbour", _SPECIAL)
        fields = MeetingFields(
            starts=starts,
            ends=starts + _LASTS,
            zone=self._zone,
            kind=MeetingKind.SPECIAL if is_special else MeetingKind.REGULAR,
            aim=Aim.PROBLEM_SOLVING if number % 3 == 0 else Aim.ACCOUNTABILITY,
            place=Translations(self._texts["places"][number % 2]),
            neutral_ground=number % 2 == 1,
            step_free=True,
            interpretation=tuple(_SPOKEN[tag] for tag in listed["languages"] if tag != "en"),
            childcare=number % 2 == 0,
        )
        meeting = services.meetings.plan(OPERATOR, code, fields)
        services.meetings.announce(OPERATOR, meeting.id)
        for matter in self._next_matters(listed, number):
            services.agendas.add_item(
                OPERATOR,
                meeting.id,
                ItemFields(
                    kind=ItemKind(matter["kind"]),
                    title=matter["title"],
                    minutes="15",
                    topic=Topic(matter["topic"]),
                ),
            )
        if day > self._until:
            return
        services.agendas.carry_all(OPERATOR, meeting.id)
        services.agendas.make_final(OPERATOR, meeting.id)
        if code == "harbour" and number == _CANCELLED:
            self._on(day - timedelta(days=1), partial(self._cancel, meeting.id))
            return
        self._on(day, partial(self._promise, listed, meeting.id))
        self._on(day + _MINUTED_AFTER, partial(self._publish, listed, meeting.id, number))

    def _next_matters(self, listed: Mapping[str, Any], number: int) -> list[Mapping[str, Any]]:
        """Three matters, others at each meeting; protected forums talk of what is theirs."""
        pool = list(self._matters.values())
        if "protected" in listed:
            pool = [each for each in pool if each["title"]["en"] in _PROTECTED_TITLES]
        return list(islice(cycle(pool), number * 2, number * 2 + min(3, len(pool))))

    def _cancel(self, meeting_id: int) -> None:
        agenda = self._services.agendas.of(meeting_id)
        reason, after = self._texts["reasons"]["cancelled"], agenda.meeting.version
        self._services.meetings.cancel(OPERATOR, meeting_id, reason, after=after)

    def _promise(self, listed: Mapping[str, Any], meeting_id: int) -> None:
        """What was promised on the day of the meeting, and what is to become of it."""
        waiting = {
            each.what["en"]
            for each in self._services.commitments.all(forum=listed["code"], with_held_back=True)
            if each.status(self._clock.day) in OPEN
        }
        for item in self._services.agendas.of(meeting_id).items:
            matter = self._matters.get(item.title["en"])
            if matter is None or "what" not in matter or matter["what"]["en"] in waiting:
                continue
            office = self._texts["offices"][matter["owner"]]
            made = self._services.commitments.make(
                OPERATOR,
                NewCommitment(
                    forum=listed["code"],
                    owner=Owner(matter["owner"]),
                    office=office["office"],
                    what=matter["what"],
                    due=self._clock.day + timedelta(weeks=matter["weeks"]),
                    organisation=self._organisations.get(office.get("organisation", "")),
                    sector=listed.get("sector"),
                    meeting_id=meeting_id,
                    item_id=item.id,
                    quick_win=matter.get("quick", False),
                ),
            )
            self._let_follow(made, matter)

    def _let_follow(self, made: Commitment, matter: Mapping[str, Any]) -> None:
        reasons, recent = self._texts["reasons"], self._clock.day > self._until - _RECENT
        becomes = next(_LATELY if recent else _LONG_AGO)
        if becomes == "silent":
            return
        answered = made.proposed_on + timedelta(days=self._source.randint(2, 12))
        first = EventKind.DECLINED if becomes == "declined" else EventKind.ACCEPTED
        text = reasons["declined"] if becomes == "declined" else None
        self._on(answered, partial(self._happen, made.id, first, text))
        half = made.proposed_on + (made.first_due - made.proposed_on) / 2
        if becomes == "moved":
            later = made.first_due + timedelta(weeks=4)
            self._on(half, partial(self._happen, made.id, EventKind.MOVED, reasons["moved"], later))
        if becomes == "dropped":
            self._on(half, partial(self._happen, made.id, EventKind.DROPPED, reasons["dropped"]))
        if becomes in ("done", "moved"):
            days = self._source.randint(-14, 2) + (28 if becomes == "moved" else 0)
            done = max(answered + timedelta(days=3), made.first_due + timedelta(days=days))
            self._on(done, partial(self._happen, made.id, EventKind.DONE, matter["evidence"]))

    def _happen(
        self,
        commitment_id: int,
        kind: EventKind,
        text: Mapping[str, str] | None,
        due: date | None = None,
    ) -> None:
        self._services.commitments.happened(OPERATOR, commitment_id, kind, text=text, due=due)

    def _publish(self, listed: Mapping[str, Any], meeting_id: int, number: int) -> None:
        services, texts = self._services, {}
        for item in services.agendas.of(meeting_id).items:
            texts[item.id] = self._speakers.said(item)
        right = next((each for each in texts if _RIGHT in texts[each].text), None)
        if listed["code"] != "harbour" or number <= _CORRECTED_AFTER:
            right = None
        if right is not None:
            content = texts[right]
            self._on(self._clock.day + timedelta(days=8), partial(self._correct, meeting_id, right))
            texts[right] = replace(content, text=content.text.replace(_RIGHT, _WRONG))
        services.drafting.fill(OPERATOR, meeting_id, texts)
        services.drafting.record_attendance(OPERATOR, meeting_id, self._speakers.came(listed))
        minutes = services.minutes.publish(OPERATOR, meeting_id)
        self._translate(minutes)

    def _translate(self, minutes: Minutes) -> None:
        texts = self._speakers.in_arabic(minutes)
        self._services.minutes.translate(OPERATOR, minutes.meeting_id, minutes.number, "ar", texts)

    def _correct(self, meeting_id: int, item_id: int) -> None:
        drafting = self._services.drafting
        entries = {each.item_id: each for each in drafting.entries(OPERATOR, meeting_id)}
        entry = entries[item_id]
        content = replace(entry.content, text=entry.content.text.replace(_WRONG, _RIGHT))
        drafting.save(OPERATOR, meeting_id, item_id, content, base=entry.version)
        reason = self._texts["reasons"]["correction"]
        self._translate(self._services.minutes.publish(OPERATOR, meeting_id, reason=reason))

    def _bring_proposals(self) -> None:
        proposals = self._services.proposals
        meeting = self._services.meetings.upcoming("harbour")[0]
        for listed in self._texts["proposals"]:
            reference = proposals.propose(
                NewProposal(
                    forum="harbour",
                    language=listed["language"],
                    text=listed["text"],
                    topic=Topic(listed["topic"]),
                    is_question=listed["text"].endswith(("?", "؟")),
                    nonce=token_hex(16),
                ),
                "",
            )
            match listed["state"]:
                case "on_agenda":
                    title = listed["title"]
                    proposals.put_on_agenda(OPERATOR, reference, meeting.id, title, show=True)
                case "answered":
                    proposals.answer(OPERATOR, reference, listed["answer"], show=True)
                case "declined":
                    proposals.decline(OPERATOR, reference, listed["answer"])

    def _tell(self) -> None:
        for listed in self._texts["notices"]:
            kind = NoticeKind(listed["kind"])
            pinned = kind is NoticeKind.CORRECTION
            until = self._until + timedelta(days=30) if pinned else None
            self._services.notices.publish(
                OPERATOR, "harbour", kind, listed["title"], listed["text"], until
            )

    def _work_on_problem(self) -> None:
        number = version = 0
        for day, fields in stages_of_a_problem(self._texts["problem"]["texts"], self._until):
            self._clock.day = day
            kept = self._services.problems.write(OPERATOR, "harbour", number, fields, after=version)
            number, version = kept.id, kept.version
        self._clock.day = self._until
