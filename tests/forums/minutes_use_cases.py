"""The use cases of minutes, for the table of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from copfeedback.application import Portal
from copfeedback.forums.minutes_model import Attendance, EntryText
from copfeedback.people.model import Actor, Permission
from tests.forums.use_cases import OWN, WORDS, Attempt, as_officer, in_meeting

_SAID = EntryText("Said.")


def reply(portal: Portal, actor: Actor, whose: str) -> object:
    """Reply to minutes for one's own organisation; nobody can say that another's is meant."""
    who = actor if whose == OWN else replace(actor, organisation=None)
    return portal.minutes.reply(who, 999, 1, "Office", "en", "Said.")


MINUTES_USE_CASES: Mapping[str, list[tuple[Permission, Attempt]]] = {
    "Drafting.entries": [in_meeting(lambda p, actor, at: p.drafting.entries(actor, at))],
    "Drafting.save": [
        in_meeting(lambda p, actor, at: p.drafting.save(actor, at, 0, _SAID, base=0))
    ],
    "Drafting.fill": [in_meeting(lambda p, actor, at: p.drafting.fill(actor, at, {0: _SAID}))],
    "Drafting.set_aside": [in_meeting(lambda p, actor, at: p.drafting.set_aside(actor, at))],
    "Drafting.drop_aside": [in_meeting(lambda p, actor, at: p.drafting.drop_aside(actor, at, 1))],
    "Drafting.attendance": [in_meeting(lambda p, actor, at: p.drafting.attendance(actor, at))],
    "Drafting.record_attendance": [
        in_meeting(lambda p, actor, at: p.drafting.record_attendance(actor, at, Attendance(1)))
    ],
    "Publishing.check": [in_meeting(lambda p, actor, at: p.minutes.check(actor, at))],
    "Publishing.publish": [in_meeting(lambda p, actor, at: p.minutes.publish(actor, at))],
    "Publishing.approved": [in_meeting(lambda p, actor, at: p.minutes.approved(actor, at))],
    "Publishing.translate": [
        in_meeting(lambda p, actor, at: p.minutes.translate(actor, at, 1, "fr", WORDS))
    ],
    "Publishing.read_po": [
        in_meeting(lambda p, actor, at: p.minutes.read_po(actor, at, 1, "fr", b""))
    ],
    "Publishing.reply": [as_officer(reply)],
}
NO_MINUTES_USE_CASES = {
    "meeting_chairing.chairing_meeting": "how chairs do something with a meeting",
    "meeting_chairing.require_meeting_chair": "a rule that use cases apply",
}
