"""You said, we did, we did not: what became of proposals and of what surveys found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from copfeedback.forums.commitment_model import Commitment
from copfeedback.forums.commitments import Commitments
from copfeedback.forums.holding_back import items_shown
from copfeedback.forums.meeting_model import AgendaItem, Finding, Meeting, MeetingState, Proposal
from copfeedback.forums.minutes_model import Minutes
from copfeedback.forums.model import Forum
from copfeedback.forums.problem_model import Problem
from copfeedback.forums.problems import Problems
from copfeedback.forums.proposals import Proposals
from copfeedback.forums.publishing import Publishing
from copfeedback.forums.store import forums, items, meetings
from copfeedback.forums.story_model import Decision, Story, told
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Trail
from copfeedback.storage.engine import reading

Placed = tuple[AgendaItem, Meeting]


class Stories:
    """Puts together what everybody may see of a sector anyway, from what people said onwards."""

    def __init__(
        self,
        trail: Trail,
        today: Callable[[], date],
        *,
        commitments: Commitments,
        problems: Problems,
        proposals: Proposals,
        minutes: Publishing,
    ) -> None:
        self._trail = trail
        self._commitments = commitments
        self._problems = problems
        self._proposals = proposals
        self._minutes = minutes
        self.today = today

    def of_sector(self, sector: str | None = None) -> list[Story]:
        """The stories of a sector, or of all; what moved last comes first.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            every = forums(connection)
            held = {each.id: each for each in meetings(connection)}
            placed = [
                (each, held[each.meeting_id])
                for each in items_shown(connection, items(connection, list(held)), self.today())
                if held[each.meeting_id].state is MeetingState.PLANNED
            ]
        here = [each for each in every if sector in (None, each.sector)]
        codes = {each.code for each in here}
        commitments = [
            each
            for each in self._commitments.all()
            if sector is None or each.sector == sector or each.forum in codes
        ]
        problems = [
            each
            for each in self._problems.all()
            if sector is None or each.sector == sector or each.forum in codes
        ]
        own = [pair for pair in placed if pair[1].forum in codes]
        stories = [
            *self._of_proposals(here, placed, commitments),
            *self._of_findings(own, commitments, problems),
        ]
        return sorted(stories, key=lambda each: each.on, reverse=True)

    def _of_proposals(
        self, here: Iterable[Forum], placed: list[Placed], commitments: list[Commitment]
    ) -> list[Story]:
        brought: dict[str, Proposal] = {}
        for forum in here:
            for each in self._proposals.public(forum.code):
                brought.setdefault(each.reference, each)
        stories = []
        for reference, proposal in brought.items():
            own = [pair for pair in placed if pair[0].proposal == reference]
            made = _made(commitments, own, _from(reference))
            stories.append(
                Story(
                    told(made, own, proposal.decided_on or proposal.received_on),
                    proposal=proposal,
                    items=tuple(own),
                    decisions=self._decisions(own),
                    commitments=tuple(made),
                )
            )
        return stories

    def _of_findings(
        self, placed: list[Placed], commitments: list[Commitment], problems: list[Problem]
    ) -> list[Story]:
        found = {
            *(item.finding for item, _ in placed if item.finding),
            *(each.finding for each in commitments if each.finding),
            *(finding for each in problems for finding in each.findings),
        }
        stories = []
        for finding in found:
            worked_on = [each for each in problems if finding in each.findings]
            numbers = {each.id for each in worked_on}
            own = [
                pair for pair in placed if pair[0].finding == finding or pair[0].problem in numbers
            ]
            made = _made(commitments, own, _about(finding, numbers))
            first = min((each.opened_on for each in worked_on), default=date.min)
            stories.append(
                Story(
                    told(made, own, first),
                    finding=finding,
                    items=tuple(own),
                    decisions=self._decisions(own),
                    problems=tuple(worked_on),
                    commitments=tuple(made),
                )
            )
        return stories

    def _decisions(self, placed: Iterable[Placed]) -> tuple[Decision, ...]:
        made = []
        for item, meeting in placed:
            minutes = self._minutes.latest(meeting.id) if meeting.minutes_number else None
            text = self._decision(minutes, item.id) if minutes else None
            if text is not None:
                made.append(Decision(meeting, text))
        return tuple(made)

    def _decision(self, minutes: Minutes, item_id: int) -> Translations | None:
        segment = f"{item_id}.decision"
        original = minutes.segments().get(segment)
        if original is None:
            return None
        translated = self._minutes.translations(minutes.meeting_id, minutes.number)
        texts: Mapping[str, str] = {
            tag: each.texts[segment] for tag, each in translated.items() if each.texts.get(segment)
        }
        return Translations({**texts, minutes.language: original})


def _from(proposal: str) -> Callable[[Commitment], bool]:
    return lambda each: each.proposal == proposal


def _about(finding: Finding, problems: set[int]) -> Callable[[Commitment], bool]:
    return lambda each: each.finding == finding or each.problem in problems


def _made(
    commitments: Iterable[Commitment],
    placed: Iterable[Placed],
    is_about: Callable[[Commitment], bool],
) -> list[Commitment]:
    """What was promised about something, or under an item about it."""
    own = {item.id for item, _ in placed}
    again = {item.commitment for item, _ in placed if item.commitment}
    return [
        each for each in commitments if is_about(each) or each.item_id in own or each.id in again
    ]
