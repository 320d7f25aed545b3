"""Where what residents bring can still come up, and where it cannot any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.forums.meeting_model import Meeting, ProposalState
from tests.forums.founded import CHAIR, FOUNDER
from tests.forums.gathered import FORUM, Gathered

WHY = {"en": "There is more time for it there"}
LIGHT = {"en": "Light"}


@pytest.fixture
def town(engine: Engine) -> Gathered:
    """On SQLite and on PostgreSQL."""
    return Gathered(engine)


def cancelled(town: Gathered) -> Meeting:
    """A meeting that does not take place."""
    planned = town.meets(6, 10)
    return town.meetings.cancel(CHAIR, planned.id, WHY, after=planned.version)


def refusal(do: Any) -> tuple[Problem, ...]:
    """Why something is refused."""
    with pytest.raises(Faulty) as faulty:
        do()
    return faulty.value.problems


def test_nothing_is_put_on_the_agenda_of_a_meeting_that_is_over_or_cancelled(town: Gathered):
    reference, over, never = town.brought(), town.meets(5, 4), cancelled(town)

    for meeting, fault in ((over, Fault.PAST), (never, Fault.UNKNOWN)):
        problems = refusal(
            lambda at=meeting.id: town.proposals.put_on_agenda(CHAIR, reference, at, LIGHT)
        )
        assert problems == (Problem("to", fault),)
        assert town.agendas.of(meeting.id).items == ()
    (waiting,) = town.proposals.waiting(CHAIR, FORUM)
    assert waiting.state is ProposalState.WAITING


def test_nothing_is_moved_to_a_meeting_that_is_over_or_cancelled(town: Gathered):
    reference, over, never = town.brought(), town.meets(5, 4), cancelled(town)

    for meeting, fault in ((over, Fault.PAST), (never, Fault.UNKNOWN)):
        problems = refusal(lambda at=meeting.id: town.proposals.move(CHAIR, reference, at, WHY))
        assert problems == (Problem("where", fault),)
    (waiting,) = town.proposals.waiting(CHAIR, FORUM)
    assert waiting.state is ProposalState.WAITING


def test_nothing_is_moved_to_a_forum_that_has_ended_or_where_it_is(town: Gathered):
    ended = town.found("harbour")
    town.book.set_up(FOUNDER, replace(ended, ended=date(2026, 5, 1)), new=False)
    reference = town.brought()

    for code in ("harbour", FORUM):
        problems = refusal(lambda to=code: town.proposals.move(CHAIR, reference, to, WHY))
        assert problems == (Problem("where", Fault.UNKNOWN),)
    (waiting,) = town.proposals.waiting(CHAIR, FORUM)
    assert waiting.state is ProposalState.WAITING
