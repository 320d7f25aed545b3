"""Who else helps: at once, with what is no matter of the police, or instead of this body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from copfeedback.complaints.promise_model import Operation
from copfeedback.i18n.translations import Translations
from copfeedback.profile.model import Directory, Identity, Need, Partner

_MOST = 8


@dataclass(frozen=True, slots=True)
class Agency:
    """Somebody who can be turned to: what they help with, and one way to reach them."""

    name: Translations
    offer: Translations | None
    reach: str | Translations


def in_danger(directory: Directory, identity: Identity) -> list[Agency]:
    """Whom to call when somebody is in danger: help organisations before everybody else."""
    return [*_listed(directory, frozenset({Need.EMERGENCY})), *_emergencies(identity)][:_MOST]


def for_the_young(directory: Directory) -> list[Agency]:
    """Who helps children and young people."""
    return list(_listed(directory, frozenset({Need.YOUTH})))[:_MOST]


def not_police_matters(directory: Directory, identity: Identity) -> list[Agency]:
    """Who deals with what is not about the police; the operator where nobody is listed."""
    elsewhere = frozenset(Need) - {Need.POLICE_OVERSIGHT, Need.EMERGENCY}
    others = [
        Agency(contact.label, None, contact.address)
        for contact in identity.contacts
        if not contact.emergency
    ]
    return [*_listed(directory, elsewhere), *others][:_MOST]


def instead(operation: Operation, directory: Directory) -> list[Agency]:
    """The outside routes: for complaints about the body itself, and while its door is closed."""
    routes = [Agency(route.name, route.purpose, route.reach) for route in operation.routes]
    return [*routes, *_listed(directory, frozenset({Need.POLICE_OVERSIGHT}))][:_MOST]


def _emergencies(identity: Identity) -> Iterator[Agency]:
    for contact in identity.emergencies:
        yield Agency(contact.label, None, contact.address)


def _listed(directory: Directory, needs: frozenset[Need]) -> Iterator[Agency]:
    for partner in directory.partners:
        if partner.needs & needs:
            yield Agency(partner.name, partner.offer, _reach(partner))


def _reach(partner: Partner) -> str | Translations:
    reach = partner.reach
    found: str | Translations | None = (
        reach.telephone or reach.email or reach.website or reach.address or reach.hours
    )
    return found or ""
