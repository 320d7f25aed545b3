"""The use cases of pledges, for the table of all: who gets beyond the question of permission.

``whose`` is the actor's own organisation or forum, or somebody else's; the code of a forum is the
same word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from copfeedback.application import Portal
from copfeedback.evaluations import store
from copfeedback.evaluations.events import Evaluation, EventKind, Registered
from copfeedback.evaluations.model import DataSeen, Stakeholder
from copfeedback.evaluations.pledge_draft import DraftPledge, as_draft
from copfeedback.people.model import OPERATOR, Actor, Permission
from copfeedback.storage.engine import reading, writing
from tests.evaluations.pledged import a_pledge
from tests.factories import TODAY, in_languages

Attempt = Callable[[Portal, Actor, str], object]
Tried = list[tuple[Permission, Attempt]]
OWN = "own"
TEXT = in_languages("words")
_numbers = count(1)


def _organisation(portal: Portal, actor: Actor, whose: str) -> int | None:
    if whose == OWN:
        return actor.organisation
    return next(each.id for each in portal.organisations.all() if each.id != actor.organisation)


def _registered(portal: Portal, **changes: Any) -> Evaluation:
    code, said = f"pledged-{next(_numbers)}", Registered(a_pledge(**changes))
    kind, at = EventKind.REGISTERED, portal.trail.now()
    with writing(portal.engine) as connection:
        store.add_event(connection, code, kind, said, at=at, on=TODAY, by="Institute")
    with reading(portal.engine) as connection:
        return store.find_evaluation(connection, code)


def _drafted(
    do: Callable[[Portal, Actor, DraftPledge], object],
) -> Tried:
    """What whoever evaluates does with a draft."""

    def tried(portal: Portal, actor: Actor, whose: str) -> object:
        code, organisation = f"pledged-{next(_numbers)}", _organisation(portal, actor, whose)
        return do(portal, actor, portal.pledging.begin(OPERATOR, code, organisation=organisation))

    return [(Permission.MANAGE_EVALUATIONS, tried)]


def _pledged(do: Callable[[Portal, Actor, Evaluation], object]) -> Tried:
    """What whoever evaluates does with a pledge."""

    def tried(portal: Portal, actor: Actor, whose: str) -> object:
        return do(
            portal, actor, _registered(portal, organisation=_organisation(portal, actor, whose))
        )

    return [(Permission.MANAGE_EVALUATIONS, tried)]


def _begin(portal: Portal, actor: Actor, whose: str) -> object:
    organisation = _organisation(portal, actor, whose)
    return portal.pledging.begin(actor, f"pledged-{next(_numbers)}", organisation=organisation)


def _amend(portal: Portal, actor: Actor, of: Evaluation) -> object:
    changed = replace(of.pledge, about=TEXT)
    return portal.pledging.amend(actor, of.code, changed, TEXT, DataSeen.NONE, after=of.last)


def _sign(portal: Portal, actor: Actor, whose: str) -> object:
    """For an organisation, or for a forum."""
    signer = Stakeholder("s", TEXT, _organisation(portal, actor, whose), whose)
    found = _registered(portal, stakeholders=(signer,))
    signing = replace(actor, forums=frozenset({OWN}))
    return portal.pledging.sign(signing, found.code, "s", after=found.last)


PLEDGE_USE_CASES: Mapping[str, Tried] = {
    "PledgeWriting.begin": [(Permission.MANAGE_EVALUATIONS, _begin)],
    "PledgeWriting.draft": _drafted(
        lambda portal, actor, draft: portal.pledging.draft(actor, draft.code)
    ),
    "PledgeWriting.save": _drafted(
        lambda portal, actor, draft: portal.pledging.save(actor, draft, after=draft.version)
    ),
    "PledgeWriting.discard": _drafted(
        lambda portal, actor, draft: portal.pledging.discard(actor, draft.code, after=draft.version)
    ),
    "PledgeChanging.change": _pledged(
        lambda portal, actor, of: portal.pledging.change(actor, of.code)
    ),
    "PledgeChanging.save_change": _pledged(
        lambda portal, actor, of: portal.pledging.save_change(
            actor, as_draft(of.code, of.pledge), after=0
        )
    ),
    "PledgeChanging.drop_change": _pledged(
        lambda portal, actor, of: portal.pledging.drop_change(actor, of.code, after=0)
    ),
    "Pledging.register": _drafted(
        lambda portal, actor, draft: portal.pledging.register(actor, draft.code)
    ),
    "Pledging.amend": _pledged(_amend),
    "Pledging.cancel": _pledged(
        lambda portal, actor, of: portal.pledging.cancel(actor, of.code, TEXT, after=of.last)
    ),
    "Pledging.sign": [(Permission.SIGN_EVALUATIONS, _sign)],
}
