"""The staff side of complaints as one thing, for the doors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from copfeedback.complaints.case_desk import CaseDesk
from copfeedback.complaints.case_export import Exports
from copfeedback.complaints.decisions import CountClosing, Decisions
from copfeedback.complaints.handling import Handling
from copfeedback.complaints.identity_releases import IdentityReleases
from copfeedback.complaints.inbox import Inbox
from copfeedback.complaints.interpreting import Interpreting
from copfeedback.complaints.membership import Membership
from copfeedback.complaints.mergers import Mergers
from copfeedback.complaints.model import Clocks
from copfeedback.complaints.originals import Originals
from copfeedback.complaints.police_requests import PoliceRequests
from copfeedback.complaints.recommendations import Recommendations
from copfeedback.complaints.redaction import Copies
from copfeedback.complaints.register import Register
from copfeedback.complaints.roster import Roster
from copfeedback.people.audit import Trail


@dataclass(frozen=True, slots=True)
class Casework:
    """Everything staff do with cases, part by part.

    Each use case takes the actor and the key of their session first, which is None where there is
    none. What all of them raise stands at ``CaseDesk.working``.
    """

    inbox: Inbox
    cases: Handling
    members: Membership
    identities: IdentityReleases
    originals: Originals
    decisions: Decisions
    recommendations: Recommendations
    requests: PoliceRequests
    copies: Copies
    register: Register
    mergers: Mergers
    exports: Exports
    interpreting: Interpreting


def build_casework(
    trail: Trail,
    roster: Callable[[], Roster],
    clocks: Clocks,
    today: Callable[[], date],
    count_closing: CountClosing,
) -> Casework:
    """Wire the parts.

    Args:
        trail: where what is done is noted.
        roster: gives the verified roster, or raises NoRoster or RosterRejected.
        clocks: by when what is due.
        today: the day.
        count_closing: counts the first decision on a case.
    """
    desk = CaseDesk(trail, roster, clocks, today)
    return Casework(
        inbox=Inbox(desk),
        cases=Handling(desk),
        members=Membership(desk),
        identities=IdentityReleases(desk),
        originals=Originals(desk),
        decisions=Decisions(desk, count_closing),
        recommendations=Recommendations(desk),
        requests=PoliceRequests(desk),
        copies=Copies(desk),
        register=Register(desk),
        mergers=Mergers(desk),
        exports=Exports(desk),
        interpreting=Interpreting(desk),
    )
