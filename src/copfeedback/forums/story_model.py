"""What a story is: what people said, what was made of it, and what was not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from copfeedback.forums.commitment_model import Commitment, Status
from copfeedback.forums.meeting_model import (
    AgendaItem,
    Finding,
    Meeting,
    Proposal,
    ProposalState,
)
from copfeedback.forums.problem_model import Problem
from copfeedback.i18n.translations import Translations

_NOT_DONE = frozenset({Status.DECLINED, Status.DROPPED, Status.LATE, Status.NO_ANSWER})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a meeting decided on an item, as its public minutes say."""

    meeting: Meeting
    text: Translations


@dataclass(frozen=True, slots=True)
class Story:
    """What began with a resident's proposal, or with a finding of a survey.

    ``on`` is the day of the latest of it.
    """

    on: date
    proposal: Proposal | None = None
    finding: Finding | None = None
    items: tuple[tuple[AgendaItem, Meeting], ...] = ()
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    commitments: tuple[Commitment, ...] = ()

    @property
    def was_declined(self) -> bool:
        """Whether what was brought was declined."""
        return self.proposal is not None and self.proposal.state is ProposalState.DECLINED

    def did(self, today: date) -> list[Commitment]:
        """What was promised and done."""
        return [each for each in self.commitments if each.status(today) is Status.DONE]

    def doing(self, today: date) -> list[Commitment]:
        """What was promised and still has time."""
        still = {Status.PROPOSED, Status.ACCEPTED}
        return [each for each in self.commitments if each.status(today) in still]

    def did_not(self, today: date) -> list[Commitment]:
        """What was declined or dropped, is late, or was not even answered."""
        return [each for each in self.commitments if each.status(today) in _NOT_DONE]


def told(
    commitments: Iterable[Commitment], items: Iterable[tuple[AgendaItem, Meeting]], first: date
) -> date:
    """The day of the latest that happened."""
    days = [meeting.starts.date() for _, meeting in items]
    for each in commitments:
        days += [each.proposed_on, *(event.on for event in each.events)]
    return max([first, *days])
