"""Every use case of staff on cases and the permission it needs, for the tables of who may what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from copfeedback.complaints.case_parts import (
    Accepted,
    HateCrime,
    NewAllegation,
    NewRecommendation,
    PoliceAnswer,
    Words,
)
from copfeedback.complaints.casework import Casework
from copfeedback.complaints.model import Category, Result, Verdict
from copfeedback.complaints.police_requests import NewRequest
from copfeedback.complaints.register_model import RegisterEntry
from copfeedback.complaints.vault import HolderKey
from copfeedback.people.model import Actor, Permission

HANDLES, RELEASES = Permission.HANDLE_COMPLAINTS, Permission.RELEASE_IDENTITY
INTERPRETS, ANSWERS = Permission.INTERPRET_CASES, Permission.ANSWER_CASE_REQUESTS
DAY = date(2026, 3, 2)
SAID = Words("They did.", "en")
OTHER = "another00x"


@dataclass(frozen=True)
class Who:
    """Whoever tries: the first two arguments of every use case."""

    actor: Actor
    key: HolderKey | None

    def __iter__(self):
        return iter((self.actor, self.key))


Attempt = Callable[[Casework, Who, str, str], object]
"""Tries a use case as somebody, on a case and a request."""

CASE_USE_CASES: dict[str, tuple[Permission, Attempt]] = {
    "Inbox.page": (HANDLES, lambda c, w, case, _: c.inbox.page(*w)),
    "Handling.case": (HANDLES, lambda c, w, case, _: c.cases.case(*w, case)),
    "Handling.file": (HANDLES, lambda c, w, case, _: c.cases.file(*w, case, 4)),
    "Handling.acknowledge": (HANDLES, lambda c, w, case, _: c.cases.acknowledge(*w, case, SAID)),
    "Handling.begin_examination": (
        HANDLES,
        lambda c, w, case, _: c.cases.begin_examination(*w, case),
    ),
    "Handling.send_message": (HANDLES, lambda c, w, case, _: c.cases.send_message(*w, case, SAID)),
    "Handling.add_note": (HANDLES, lambda c, w, case, _: c.cases.add_note(*w, case, "note")),
    "Handling.add_task": (
        HANDLES,
        lambda c, w, case, _: c.cases.add_task(*w, case, "task", 11, DAY),
    ),
    "Handling.finish_task": (HANDLES, lambda c, w, case, _: c.cases.finish_task(*w, case, 4)),
    "Handling.classify": (
        HANDLES,
        lambda c, w, case, _: c.cases.classify(*w, case, HateCrime(False, "", (), "no bias")),
    ),
    "Handling.set_hold": (
        HANDLES,
        lambda c, w, case, _: c.cases.set_hold(*w, case, "a court", on=True),
    ),
    "Handling.refer": (
        HANDLES,
        lambda c, w, case, _: c.cases.refer(*w, case, "the ombudsman", "theirs", SAID),
    ),
    "Handling.close": (HANDLES, lambda c, w, case, _: c.cases.close(*w, case)),
    "Membership.of": (HANDLES, lambda c, w, case, _: c.members.of(*w, case)),
    "Membership.may_join": (HANDLES, lambda c, w, case, _: c.members.may_join(*w, case)),
    "Membership.add": (HANDLES, lambda c, w, case, _: c.members.add(*w, case, 14, "Arabic")),
    "Membership.remove": (HANDLES, lambda c, w, case, _: c.members.remove(*w, case, 12, "out")),
    "Membership.recuse": (HANDLES, lambda c, w, case, _: c.members.recuse(*w, case, "a cousin")),
    "IdentityReleases.ask": (HANDLES, lambda c, w, case, _: c.identities.ask(*w, case, "why")),
    "IdentityReleases.asked": (RELEASES, lambda c, w, case, _: c.identities.asked(*w)),
    "IdentityReleases.see": (RELEASES, lambda c, w, _, request: c.identities.see(*w, request)),
    "Originals.all": (RELEASES, lambda c, w, _, request: c.originals.all(*w, request)),
    "Originals.file": (RELEASES, lambda c, w, _, request: c.originals.file(*w, request, 1)),
    "IdentityReleases.release": (
        RELEASES,
        lambda c, w, _, request: c.identities.release(*w, request, "why"),
    ),
    "IdentityReleases.refuse": (
        RELEASES,
        lambda c, w, _, request: c.identities.refuse(*w, request, "why"),
    ),
    "Decisions.add_allegation": (
        HANDLES,
        lambda c, w, case, _: c.decisions.add_allegation(
            *w, case, NewAllegation("They hit him.", "en", Category.POWERS)
        ),
    ),
    "Decisions.record_account": (
        HANDLES,
        lambda c, w, case, _: c.decisions.record_account(*w, case, "He fell."),
    ),
    "Decisions.find": (
        HANDLES,
        lambda c, w, case, _: c.decisions.find(*w, case, 5, Verdict.UPHELD, SAID),
    ),
    "Decisions.set_outcome": (
        HANDLES,
        lambda c, w, case, _: c.decisions.set_outcome(*w, case, frozenset({Result.APOLOGY}), SAID),
    ),
    "Decisions.decide": (HANDLES, lambda c, w, case, _: c.decisions.decide(*w, case)),
    "Decisions.tell": (HANDLES, lambda c, w, case, _: c.decisions.tell(*w, case, SAID)),
    "Recommendations.add": (
        HANDLES,
        lambda c, w, case, _: c.recommendations.add(
            *w, case, NewRecommendation(SAID, "City police", DAY)
        ),
    ),
    "Recommendations.record_answer": (
        HANDLES,
        lambda c, w, case, _: c.recommendations.record_answer(
            *w, case, 5, PoliceAnswer(Accepted.REJECTED, "No.", DAY)
        ),
    ),
    "PoliceRequests.plan_disclosure": (
        HANDLES,
        lambda c, w, case, _: c.requests.plan_disclosure(*w, case, "none", "it", DAY),
    ),
    "PoliceRequests.liaisons": (HANDLES, lambda c, w, case, _: c.requests.liaisons(*w, case)),
    "PoliceRequests.send": (
        HANDLES,
        lambda c, w, case, _: c.requests.send(*w, case, NewRequest(21, "Who?", DAY)),
    ),
    "PoliceRequests.withdraw": (
        HANDLES,
        lambda c, w, case, request: c.requests.withdraw(*w, case, request),
    ),
    "PoliceRequests.own": (ANSWERS, lambda c, w, case, _: c.requests.own(*w)),
    "PoliceRequests.answer": (
        ANSWERS,
        lambda c, w, _, request: c.requests.answer(*w, request, "He was."),
    ),
    "Copies.keep": (HANDLES, lambda c, w, case, _: c.copies.keep(*w, case, "It was dark.", 1)),
    "Register.add": (
        HANDLES,
        lambda c, w, case, _: c.register.add(*w, case, RegisterEntry(unit="Harbour patrol")),
    ),
    "Register.look_up": (HANDLES, lambda c, w, case, _: c.register.look_up(*w, "harbour")),
    "Register.of_case": (HANDLES, lambda c, w, case, _: c.register.of_case(*w, case)),
    "Mergers.merge": (HANDLES, lambda c, w, case, _: c.mergers.merge(*w, case, OTHER, SAID)),
    "Exports.export": (
        HANDLES,
        lambda c, w, case, _: c.exports.export(*w, case, "four quiet words here"),
    ),
    "Interpreting.cases": (INTERPRETS, lambda c, w, case, _: c.interpreting.cases(*w)),
    "Interpreting.case": (INTERPRETS, lambda c, w, case, _: c.interpreting.case(*w, case)),
    "Interpreting.translate": (
        INTERPRETS,
        lambda c, w, case, _: c.interpreting.translate(*w, case, 1, SAID),
    ),
}
