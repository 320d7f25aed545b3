"""What staff say came of results: in whose name, with which reason, and never silently changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, Actor, OrganisationKind, Role
from copfeedback.results.followup import FollowUpChanged, FollowUps, UnknownFollowUp
from copfeedback.results.followup_model import (
    TEXT_MAXIMUM,
    BadFollowUp,
    FollowUpFault,
    Reply,
    Status,
)
from copfeedback.surveys.book import UnknownWave
from tests.factories import WAVE, Fieldwork
from tests.people.members import an_organisation

DAY = date(2026, 7, 1)


def a_reply(**changes: object) -> Reply:
    reply = Reply(
        WAVE,
        "trust",
        Status.DONE,
        Translations({"en": "More patrols at night."}),
        Translations({"en": "Two more teams walk the harbour.", "ar": "فريقان إضافيان."}),
    )
    return replace(reply, **changes)


@pytest.fixture
def police(fieldwork: Fieldwork) -> int:
    return an_organisation(fieldwork.trail)


def a_leader(organisation: int) -> Actor:
    return Actor("leader", Role.LEADER, organisation=organisation)


def follow_ups(fieldwork: Fieldwork, day: date = DAY) -> FollowUps:
    return FollowUps(fieldwork.trail, fieldwork.book, lambda: day)


def test_an_entry_says_who_answers_and_when_and_is_in_the_audit_trail(
    fieldwork: Fieldwork, police: int
):
    follow_ups(fieldwork).write(a_leader(police), police, a_reply())

    (entry,) = follow_ups(fieldwork).of_wave(WAVE)
    assert entry.now.content == a_reply()
    assert (entry.now.organisation, entry.now.written_on) == ("City police", DAY)
    assert entry.earlier == ()
    last = fieldwork.trail.entries(OPERATOR)[0]
    assert (last.action, last.about) == ("answer_results", f"wave {WAVE}")


def test_the_last_written_entry_stands_first(fieldwork: Fieldwork, police: int):
    for day in (DAY, date(2026, 8, 1), date(2026, 7, 15)):
        follow_ups(fieldwork, day).write(a_leader(police), police, a_reply())

    found = follow_ups(fieldwork).of_wave(WAVE)

    assert [each.now.written_on.month for each in found] == [8, 7, 7]
    assert found == follow_ups(fieldwork).own(a_leader(police), police)


def test_what_was_said_before_stays_when_an_entry_is_changed(fieldwork: Fieldwork, police: int):
    leader = a_leader(police)
    entry = follow_ups(fieldwork).write(leader, police, a_reply(status=Status.UNDER_WAY))
    later = follow_ups(fieldwork, date(2026, 9, 1))

    later.change(leader, police, entry, a_reply(), after=1)
    later.change(leader, police, entry, a_reply(), after=2)

    (history,) = later.of_wave(WAVE)
    assert [each.content.status for each in history.versions] == [Status.DONE, Status.UNDER_WAY]
    assert (history.now.written_on, history.first_written_on) == (date(2026, 9, 1), DAY)


def test_a_change_is_refused_when_somebody_else_was_faster(fieldwork: Fieldwork, police: int):
    leader = a_leader(police)
    entry = follow_ups(fieldwork).write(leader, police, a_reply())
    follow_ups(fieldwork).change(leader, police, entry, a_reply(status=Status.WILL_NOT), after=1)

    with pytest.raises(FollowUpChanged):
        follow_ups(fieldwork).change(leader, police, entry, a_reply(item=None), after=1)


def test_nobody_changes_or_writes_what_another_organisation_says(fieldwork: Fieldwork, police: int):
    council = an_organisation(fieldwork.trail, OrganisationKind.MUNICIPALITY)
    entry = follow_ups(fieldwork).write(a_leader(police), police, a_reply())

    with pytest.raises(UnknownFollowUp):
        follow_ups(fieldwork).change(a_leader(council), council, entry, a_reply(), after=1)
    with pytest.raises(NotPermitted):
        follow_ups(fieldwork).change(a_leader(council), police, entry, a_reply(), after=1)
    with pytest.raises(NotPermitted):
        follow_ups(fieldwork).write(a_leader(council), police, a_reply())


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"said": Translations({"en": " "})}, {"said": FollowUpFault.SAID_MISSING}),
        ({"answer": Translations({"en": ""})}, {"answer": FollowUpFault.ANSWER_MISSING}),
        (
            {"answer": Translations({"en": ""}), "status": Status.WILL_NOT},
            {"answer": FollowUpFault.REASON_MISSING},
        ),
        (
            {"answer": Translations({"en": "\u200b\u2060"}), "status": Status.WILL_NOT},
            {"answer": FollowUpFault.REASON_MISSING},
        ),
        (
            {"said": Translations({"en": "x" * (TEXT_MAXIMUM + 1)}), "item": "none"},
            {"said": FollowUpFault.TOO_LONG, "item": FollowUpFault.UNKNOWN_ITEM},
        ),
    ],
    ids=["nothing said", "no answer", "no reason", "invisible reason", "too long about nothing"],
)
def test_an_entry_is_refused_when_something_is_missing(
    fieldwork: Fieldwork, police: int, changes: dict[str, object], faults: object
):
    with pytest.raises(BadFollowUp) as refusal:
        follow_ups(fieldwork).write(a_leader(police), police, a_reply(**changes))

    assert refusal.value.faults == faults
    assert follow_ups(fieldwork).of_wave(WAVE) == []


def test_an_entry_is_refused_when_there_is_no_such_wave(fieldwork: Fieldwork, police: int):
    with pytest.raises(UnknownWave):
        follow_ups(fieldwork).write(a_leader(police), police, a_reply(wave_id="none"))


def test_every_entry_is_kept_when_several_are_written_at_once(fieldwork: Fieldwork, police: int):
    def write(_: int) -> int:
        return follow_ups(fieldwork).write(a_leader(police), police, a_reply())

    with ThreadPoolExecutor(4) as writing:
        numbers = list(writing.map(write, range(8)))

    assert sorted(numbers) == list(range(1, 9))
