"""What a chair enters of a new commitment, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from copfeedback.faults import (
    NAME_MAXIMUM,
    Fault,
    Faulty,
    Problem,
    Unknown,
    clean_texts,
)
from copfeedback.forums.commitment_model import Commitment, Owner
from copfeedback.forums.commitment_store import is_problem, is_proposal
from copfeedback.forums.meeting_model import Finding
from copfeedback.forums.model import Forum
from copfeedback.forums.store import find_item, find_meeting
from copfeedback.people.model import Organisation, OrganisationKind
from copfeedback.people.organisation_store import find_organisation
from copfeedback.people.sector_store import kinds

WHAT_MAXIMUM = 2_000
DAYS_TO_ANSWER = 14
"""So long an office has to accept or decline, unless something else is agreed."""
LONGEST = timedelta(days=10 * 366)
"""What is promised for a later day is a slip of the pen."""

_AGENCIES = frozenset(OrganisationKind) - {OrganisationKind.POLICE}
ANSWERS_FOR: Mapping[Owner, frozenset[OrganisationKind]] = {
    Owner.POLICE: frozenset({OrganisationKind.POLICE}),
    Owner.MUNICIPALITY: frozenset({OrganisationKind.MUNICIPALITY}),
    Owner.AGENCY: _AGENCIES,
    Owner.COMMUNITY: frozenset({OrganisationKind.NGO}),
}
"""Whose officers can answer for a side."""


@dataclass(frozen=True, slots=True)
class NewCommitment:
    """What a form gives; fields as those of ``Commitment``.

    ``due`` is None where it could not be read. ``decide_by`` is two weeks from today where it is
    None, and never after ``due``.
    """

    forum: str
    owner: Owner
    office: Mapping[str, str]
    what: Mapping[str, str]
    due: date | None
    decide_by: date | None = None
    organisation: int | None = None
    sector: str | None = None
    meeting_id: int | None = None
    item_id: int | None = None
    problem: int | None = None
    proposal: str | None = None
    finding: Finding | None = None
    quick_win: bool = False


def checked(
    connection: Connection,
    forum: Forum,
    new: NewCommitment,
    today: date,
    is_release: Callable[[str], bool],
) -> Commitment:
    """The commitment as it is to be kept, its id still 0.

    What its agenda item works on, comes from or goes back to, it does too.

    Raises:
        Faulty: with every fault that was found.
    """
    problems: list[Problem] = []
    new = _with_item(connection, new)
    office = clean_texts(new.office, "office", problems, most=NAME_MAXIMUM, needed=True)
    what = clean_texts(new.what, "what", problems, most=WHAT_MAXIMUM, needed=True)
    organisation = _organisation_problem(connection, new)
    due = day_problem(new.due, "due", today)
    decide = day_problem(new.decide_by, "decide_by", today) if new.decide_by else None
    problems += [each for each in (organisation, due, decide) if each is not None]
    problems += _places(connection, forum, new)
    if new.finding is not None and not is_release(new.finding.release):
        problems.append(Problem("finding", Fault.UNKNOWN))
    if problems or office is None or what is None or new.due is None:
        raise Faulty(problems)
    return Commitment(
        id=0,
        forum=forum.code,
        owner=new.owner,
        office=office,
        what=what,
        first_due=new.due,
        proposed_on=today,
        decide_by=new.decide_by or min(today + timedelta(days=DAYS_TO_ANSWER), new.due),
        organisation=new.organisation,
        sector=new.sector or forum.sector,
        meeting_id=new.meeting_id,
        item_id=new.item_id,
        problem=new.problem,
        proposal=new.proposal,
        finding=new.finding,
        quick_win=new.quick_win,
    )


def day_problem(day: date | None, field: str, today: date) -> Problem | None:
    """What is wrong with a day on which something is to be done."""
    if day is None:
        return Problem(field, Fault.MISSING)
    if day < today:
        return Problem(field, Fault.PAST)
    return Problem(field, Fault.RANGE) if day > today + LONGEST else None


def can_answer(owner: Owner, organisation: Organisation) -> bool:
    """Whether officers of an organisation can answer for a side."""
    return organisation.active and organisation.kind in ANSWERS_FOR[owner]


def _organisation_problem(connection: Connection, new: NewCommitment) -> Problem | None:
    if new.organisation is None:
        # What the police owe is answered by the police, or by their silence.
        return Problem("organisation", Fault.MISSING) if new.owner is Owner.POLICE else None
    found = find_organisation(connection, new.organisation)
    if found is None or not found.active:
        return Problem("organisation", Fault.UNKNOWN)
    is_of_side = can_answer(new.owner, found)
    return None if is_of_side else Problem("organisation", Fault.OTHER_SIDE)


def _with_item(connection: Connection, new: NewCommitment) -> NewCommitment:
    if new.item_id is None:
        return new
    try:
        item = find_item(connection, new.item_id)
    except Unknown:
        return new
    return replace(
        new,
        problem=new.problem or item.problem,
        proposal=new.proposal or item.proposal,
        finding=new.finding or item.finding,
    )


def _places(connection: Connection, forum: Forum, new: NewCommitment) -> list[Problem]:
    known = {
        "sector": new.sector is None or new.sector in kinds(connection),
        "problem": new.problem is None or is_problem(connection, new.problem),
        "proposal": new.proposal is None or is_proposal(connection, new.proposal),
        "meeting": new.meeting_id is None or _is_meeting(connection, forum, new.meeting_id),
        "item": new.item_id is None or _is_item(connection, new.meeting_id, new.item_id),
    }
    return [Problem(field, Fault.UNKNOWN) for field, is_there in known.items() if not is_there]


def _is_meeting(connection: Connection, forum: Forum, meeting_id: int) -> bool:
    try:
        return find_meeting(connection, meeting_id).forum == forum.code
    except Unknown:
        return False


def _is_item(connection: Connection, meeting_id: int | None, item_id: int) -> bool:
    try:
        return find_item(connection, item_id).meeting_id == meeting_id
    except Unknown:
        return False
