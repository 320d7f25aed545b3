"""The use cases of forums, for the table of all: who gets beyond the question of permission.

``whose`` is the actor's own forum or organisation, or somebody else's; the code of the forum is the
same word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from copfeedback.application import Portal
from copfeedback.forums import commitment_store
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Commitment, EventKind, Owner
from copfeedback.forums.problems import NEW
from copfeedback.forums.store import add_forum, forums
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import writing
from tests.forums.promised import a_forum, a_record

Attempt = Callable[[Portal, Actor, str], object]
OWN = "own"
WORDS = {"en": "words"}
A_DAY = date(2026, 12, 31)


def as_chair(attempt: Attempt) -> tuple[Permission, Attempt]:
    """What the chair of a forum does there."""

    def tried(portal: Portal, actor: Actor, whose: str) -> object:
        return attempt(portal, replace(actor, forums=frozenset({OWN})), whose)

    return Permission.MANAGE_FORUM, tried


def as_officer(attempt: Attempt) -> tuple[Permission, Attempt]:
    """What an officer does for an organisation."""
    return Permission.REPORT_ON_COMMITMENTS, attempt


def a_promise(portal: Portal, actor: Actor, whose: str) -> Commitment:
    """Something a forum was promised by the actor's own organisation or another one."""
    known = [each.id for each in portal.organisations.all()]
    own = actor.organisation
    organisation = own if whose == OWN else next(each for each in known if each != own)
    texts = Translations(WORDS)
    made = Commitment(0, whose, Owner.AGENCY, texts, texts, A_DAY, A_DAY, A_DAY, organisation)
    with writing(portal.engine) as connection:
        if whose not in {each.code for each in forums(connection)}:
            add_forum(connection, a_forum(whose))
        return commitment_store.add_commitment(connection, made)


def happened(kind: EventKind) -> Attempt:
    """Say something of what was promised."""

    def attempt(portal: Portal, actor: Actor, whose: str) -> object:
        made = a_promise(portal, actor, whose)
        return portal.commitments.happened(actor, made.id, kind, text=WORDS)

    return attempt


FORUM_USE_CASES: Mapping[str, list[tuple[Permission, Attempt]]] = {
    "Commitments.make": [
        as_chair(
            lambda portal, actor, code: portal.commitments.make(
                actor, NewCommitment(code, Owner.COMMUNITY, WORDS, WORDS, A_DAY)
            )
        )
    ],
    "Commitments.happened": [
        as_officer(happened(EventKind.ACCEPTED)),
        as_chair(happened(EventKind.REOPENED)),
    ],
    "Problems.write": [
        as_chair(
            lambda portal, actor, code: portal.problems.write(actor, code, NEW, a_record(), after=0)
        )
    ],
}
NO_USE_CASES = {
    "chairing.chairing": "how chairs do something",
    "chairing.require_chair": "a rule that use cases apply",
}
