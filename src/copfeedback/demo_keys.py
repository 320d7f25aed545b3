"""Keys for the demonstration: everybody who works on complaints, on a roster that nobody can sign.

The private keys of the organisation are thrown away once the roster is signed: the demonstration
can neither be given another roster nor have its keys recovered.
"""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.application import Portal
from copfeedback.complaints.roster_file import sign_roster
from copfeedback.complaints.vault import HolderKey
from copfeedback.people.account_model import NewAccount
from copfeedback.people.model import OPERATOR, Actor, OrganisationKind, Role

SECOND_CASEWORKER, LIAISON = "caseworker-2", "liaison"
_HOLDERS = (
    "caseworker",
    SECOND_CASEWORKER,
    "custodian",
    "interpreter",
    LIAISON,
)


def enrol_demonstration(portal: Portal, password: str) -> Mapping[str, HolderKey]:
    """Give the demonstration's case staff their keys, and put a roster of them in force.

    Needs the organisations and accounts of the demonstration, and adds a second caseworker and
    somebody of the police who answers requests.

    Returns:
        The keys by the name of the account, so that the demonstration can work on cases.
    """
    body = _organisation(portal, OrganisationKind.OVERSIGHT)
    police = _organisation(portal, OrganisationKind.POLICE)
    for account in (
        NewAccount(SECOND_CASEWORKER, Role.CASEWORKER, body),
        NewAccount(LIAISON, Role.AGENCY_OFFICER, police),
    ):
        portal.accounts.add_staff(OPERATOR, account, password, demonstration=True)
    begun = portal.keys.book.begin(anew=True)
    keys = {
        member.name: HolderKey(seed)
        for member in portal.accounts.staff(OPERATOR)
        if member.name in _HOLDERS
        and (
            seed := portal.keys.unlock(
                Actor(member.name, member.role, member.id, member.organisation), password
            )
        )
    }
    organisation = next(each for each in portal.organisations.all() if each.id == body)
    roster = portal.keys.book.next_roster(organisation)
    portal.keys.book.import_roster(sign_roster(roster, begun.signing))
    return keys


def _organisation(portal: Portal, kind: OrganisationKind) -> int:
    return next(each.id for each in portal.organisations.all() if each.kind is kind)
