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
from copfeedback.forums.model import Forum
from copfeedback.forums.notices import NoticeKind
from copfeedback.forums.problems import NEW
from copfeedback.forums.store import add_forum, find_forum, forums
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, Actor, Permission
from copfeedback.storage.engine import writing
from tests.forums.founded import fields
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


def founded(portal: Portal, code: str) -> Forum:
    """A forum that is there."""
    with writing(portal.engine) as connection:
        if code not in {each.code for each in forums(connection)}:
            add_forum(connection, a_forum(code))
        return find_forum(connection, code)


def in_meeting(do: Callable[[Portal, Actor, int], object]) -> tuple[Permission, Attempt]:
    """What the chair of a forum does with a meeting of it."""

    def attempt(portal: Portal, actor: Actor, code: str) -> object:
        founded(portal, code)
        return do(portal, actor, portal.meetings.plan(OPERATOR, code, fields()).id)

    return as_chair(attempt)


def with_notice(portal: Portal, actor: Actor, code: str) -> None:
    """Take back a notice of a forum."""
    founded(portal, code)
    told = portal.notices.publish(OPERATOR, code, NoticeKind.NEWS, WORDS, WORDS)
    portal.notices.take_back(actor, told.id)


def set_up(portal: Portal, actor: Actor, code: str) -> Forum:
    """Change all there is of a forum."""
    return portal.forums.set_up(actor, founded(portal, code), new=False)


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
    "ForumBook.set_up": [(Permission.SET_UP_FORUMS, set_up)],
    "ForumBook.describe": [
        as_chair(
            lambda portal, actor, code: portal.forums.describe(actor, founded(portal, code)),
        )
    ],
    "Meetings.plan": [
        as_chair(
            lambda portal, actor, code: portal.meetings.plan(
                actor, founded(portal, code).code, fields()
            )
        )
    ],
    "Meetings.change": [
        in_meeting(
            lambda portal, actor, number: portal.meetings.change(actor, number, fields(), after=1)
        )
    ],
    "Meetings.cancel": [
        in_meeting(
            lambda portal, actor, number: portal.meetings.cancel(actor, number, WORDS, after=1)
        )
    ],
    "Meetings.announce": [
        in_meeting(lambda portal, actor, number: portal.meetings.announce(actor, number))
    ],
    "Notices.publish": [
        as_chair(
            lambda portal, actor, code: portal.notices.publish(
                actor, founded(portal, code).code, NoticeKind.NEWS, WORDS, WORDS
            )
        )
    ],
    "Notices.take_back": [as_chair(with_notice)],
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
