"""Approved minutes: every version stays, corrections say why, and replies stand beside them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Unknown
from copfeedback.forums.agendas import LeftOver, MeetingCancelled
from copfeedback.forums.minutes_model import GENERAL, Attendance, EntryText, Manner
from copfeedback.forums.model import ProtectedGroup, Side
from copfeedback.forums.publishing import DraftEmpty, NotBegun, NothingChanged
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action, Wanted
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, OrganisationKind, Role
from copfeedback.people.organisation_store import change_organisation
from copfeedback.storage.engine import StorageUnavailable, writing
from copfeedback.telling.patterns import Telling
from tests.breakage import PowerFailure, failing_at
from tests.forums.founded import CHAIR
from tests.forums.minuted import OTHER_CHAIR, Minuted
from tests.people.racing import at_once

WHY = {"en": "The date was wrong", "ar": "كان التاريخ خاطئا"}


@pytest.fixture
def hall(engine: Engine) -> Minuted:
    return Minuted(engine)


@pytest.fixture
def one_hall(sqlite_engine: Engine) -> Minuted:
    """Where the database does not matter."""
    return Minuted(sqlite_engine)


def numbers(hall: Minuted) -> list[int]:
    return [each.number for each in hall.minutes.versions(hall.meeting.id)]


def test_the_draft_is_what_can_be_read_once_the_chair_has_approved_it(hall):
    promise = hall.promised(hall.meeting, item_id=hall.roads.id)
    hall.drafting.record_attendance(
        CHAIR, hall.meeting.id, Attendance(31, {Side.POLICE: 3}, {"woman": 14})
    )
    content = EntryText("Long talk.", "Lamps by June.", Manner.CONSENSUS, answered=True)
    hall.drafting.save(CHAIR, hall.meeting.id, hall.lights.id, content, base=0)

    made = hall.minutes.publish(CHAIR, hall.meeting.id)

    assert hall.minutes.versions(hall.meeting.id) == [made]
    assert hall.minutes.latest(hall.meeting.id) == made
    assert (made.number, made.total, made.sides, made.reason) == (1, 31, {Side.POLICE: 3}, None)
    assert (made.approved_by, made.approved_at) == ("c", hall.trail.now())
    lights, roads = made.entries
    assert (lights.content, lights.title) == (content, hall.lights.title)
    assert (roads.content, roads.commitments) == (EntryText(), (promise.id,))
    assert hall.meetings.find(hall.meeting.forum, hall.meeting.number).minutes_number == 1


def test_an_empty_draft_is_not_published(one_hall):
    with pytest.raises(DraftEmpty):
        one_hall.minutes.publish(CHAIR, one_hall.meeting.id)
    assert numbers(one_hall) == []


def test_nothing_is_told_of_a_meeting_before_its_day(hall: Minuted):
    coming = hall.meets(5, 20)
    hall.drafting.fill(CHAIR, coming.id, {hall.item(coming).id: EntryText("Said.")})
    hall.today = date(2026, 5, 19)

    with pytest.raises(NotBegun):
        hall.minutes.publish(CHAIR, coming.id)

    hall.today = date(2026, 5, 20)
    assert hall.minutes.publish(CHAIR, coming.id).number == 1


def test_nothing_is_told_of_a_meeting_that_was_cancelled(hall: Minuted):
    cancelled = hall.meets(5, 4)
    hall.drafting.fill(CHAIR, cancelled.id, {hall.item(cancelled).id: EntryText("Said.")})
    hall.meetings.cancel(CHAIR, cancelled.id, WHY, after=cancelled.version)

    with pytest.raises(MeetingCancelled):
        hall.minutes.publish(CHAIR, cancelled.id)


def test_minutes_of_an_agenda_that_was_never_final_wait_for_what_is_left_over(hall: Minuted):
    later = hall.meets(5, 20)
    hall.drafting.fill(CHAIR, later.id, {hall.item(later).id: EntryText("Said.")})
    made = hall.promised(hall.meeting)
    hall.today = date(2026, 5, 21)

    with pytest.raises(LeftOver) as left:
        hall.minutes.publish(CHAIR, later.id)

    assert [each.id for each in left.value.matters] == [made.id]
    assert hall.meetings.find(later.forum, later.number).minutes_number == 0
    hall.agendas.carry_all(CHAIR, later.id)
    assert hall.minutes.publish(CHAIR, later.id).number == 1


def test_minutes_of_an_agenda_that_was_final_wait_for_nothing(one_hall: Minuted):
    later = one_hall.meets(5, 20)
    one_hall.drafting.fill(CHAIR, later.id, {one_hall.item(later).id: EntryText("Said.")})
    one_hall.agendas.make_final(CHAIR, later.id)
    one_hall.promised(one_hall.meeting)
    one_hall.today = date(2026, 5, 21)

    assert one_hall.minutes.publish(CHAIR, later.id).number == 1


def test_every_version_stays_as_it_was_when_it_is_corrected(hall):
    first = hall.published("The lamps come in June.")
    second = hall.published("The lamps come in July.", reason=WHY)

    assert hall.minutes.versions(hall.meeting.id) == [second, first]
    assert second.reason is not None
    assert dict(second.reason) == WHY
    (changed,) = hall.minutes.differences(first, second).entries
    assert changed.item_id == hall.lights.id


@pytest.mark.parametrize("reason", [None, {}, {"en": "  "}])
def test_a_correction_needs_a_reason(one_hall, reason):
    one_hall.published("June.")

    with pytest.raises(Faulty) as refused:
        one_hall.published("July.", reason=reason)

    (problem,) = refused.value.problems
    assert (problem.field, problem.fault) == ("reason", Fault.MISSING)
    assert numbers(one_hall) == [1]


def test_a_version_that_says_the_same_is_none(one_hall):
    one_hall.published("June.")

    with pytest.raises(NothingChanged):
        one_hall.minutes.publish(CHAIR, one_hall.meeting.id, reason=WHY)
    assert numbers(one_hall) == [1]


def test_only_what_was_looked_at_is_published(one_hall):
    one_hall.save("Checked.", 0)
    seen = one_hall.minutes.check(CHAIR, one_hall.meeting.id).fingerprint
    one_hall.save("Not checked.", 1)

    with pytest.raises(ChangedMeanwhile):
        one_hall.minutes.publish(CHAIR, one_hall.meeting.id, seen=seen)

    now = one_hall.minutes.check(CHAIR, one_hall.meeting.id).fingerprint
    assert one_hall.minutes.publish(CHAIR, one_hall.meeting.id, seen=now).number == 1


def test_one_version_is_made_when_two_publish_at_once(hall):
    hall.save("Said.", 0)

    def publish():
        hall.minutes.publish(CHAIR, hall.meeting.id, reason=WHY)

    assert at_once(publish, publish) == ["NothingChanged", "done"]
    assert numbers(hall) == [1]


def test_a_version_is_there_wholly_or_not_at_all_whenever_publishing_stops(hall):
    hall.published("June.")
    hall.minutes.translate(CHAIR, hall.meeting.id, 1, "fr", {f"{hall.lights.id}.text": "Juin."})
    hall.save("On the roads.", 0, item=hall.roads)
    moment = 0
    while True:
        moment += 1
        try:
            with failing_at(hall.engine, moment):
                hall.minutes.publish(CHAIR, hall.meeting.id, reason=WHY)
        except (PowerFailure, StorageUnavailable):
            assert numbers(hall) == [1]
            assert hall.minutes.translations(hall.meeting.id, 2) == {}
        else:
            break
    assert moment > 8
    assert numbers(hall) == [2, 1]
    assert "fr" in hall.minutes.translations(hall.meeting.id, 2)
    meeting = hall.meetings.find(hall.meeting.forum, hall.meeting.number)
    assert meeting.minutes_number == 2


def test_only_the_chair_checks_publishes_and_sees_what_is_not_public(hall):
    hall.save("Said.", 0)
    for who in (PUBLIC, OTHER_CHAIR, hall.officer(), Actor("x", Role.ADMINISTRATOR, id=8)):
        for attempt in (hall.minutes.check, hall.minutes.publish, hall.minutes.approved):
            with pytest.raises(NotPermitted):
                attempt(who, hall.meeting.id)
    assert numbers(hall) == []


def test_the_trail_says_who_published(one_hall):
    one_hall.published()

    (entry,) = one_hall.trail.entries(OPERATOR, Wanted(action=Action.PUBLISH_MINUTES))
    assert (entry.actor, entry.about) == ("c", f"meeting {one_hall.meeting.id}")


def test_a_protected_forum_waits_and_tells_nobody_how_many_came(hall):
    hall.protect(ProtectedGroup.SURVIVORS, delay_days=30)
    hall.drafting.record_attendance(CHAIR, hall.meeting.id, Attendance(7))

    made = hall.published("Said.")

    assert (made.total, made.sides) == (None, {})
    assert made.public_on == hall.today + timedelta(days=30)
    assert numbers(hall) == []
    assert hall.minutes.latest(hall.meeting.id) is None
    assert hall.minutes.approved(CHAIR, hall.meeting.id) == [made]
    hall.pass_days(29)
    assert numbers(hall) == []
    hall.pass_days(1)
    assert numbers(hall) == [1]


def test_a_correction_in_a_protected_forum_waits_no_longer_than_what_it_corrects(one_hall):
    one_hall.protect(ProtectedGroup.WOMEN, delay_days=30)
    first = one_hall.published("Said.")

    second = one_hall.published("Corrected early.", reason=WHY)
    assert second.public_on == first.public_on

    one_hall.pass_days(31)
    one_hall.published("Corrected late.", reason=WHY)
    assert numbers(one_hall) == [3, 2, 1]


def test_a_delay_holds_nothing_back_in_an_open_forum(one_hall):
    assert one_hall.published().public_on == one_hall.today


def test_what_belongs_to_no_item_is_there_only_when_something_was_written(one_hall):
    first = one_hall.published("Said.")
    opened = EntryText("Opened at six.")
    one_hall.drafting.save(CHAIR, one_hall.meeting.id, GENERAL, opened, base=0)
    second = one_hall.minutes.publish(CHAIR, one_hall.meeting.id, reason=WHY)

    assert GENERAL not in [each.item_id for each in first.entries]
    assert second.entries[0].content == opened
    assert second.entries[0].title is None


def test_checking_warns_of_persons_and_not_of_what_is_public(hall):
    hall.save("Salma Idris opened. Boris Lebedev, 555-123-4567, said he saw it.", 0)

    warnings = hall.minutes.check(CHAIR, hall.meeting.id).warnings

    assert [(each.kind, each.words) for each in warnings] == [
        (Telling.NAME, "Boris Lebedev"),
        (Telling.TELEPHONE, "555-123-4567"),
    ]
    assert {each.where.item_id for each in warnings} == {hall.lights.id}


def test_the_chair_of_a_protected_forum_is_warned_of_their_own_name(one_hall):
    one_hall.protect(ProtectedGroup.WOMEN)
    one_hall.save("Salma Idris opened.", 0)

    (warning,) = one_hall.minutes.check(CHAIR, one_hall.meeting.id).warnings
    assert warning.words == "Salma Idris"


def test_a_reply_stands_beside_minutes_signed_by_its_organisation(hall):
    made = hall.published()
    officer = hall.officer()

    reply = hall.minutes.reply(officer, hall.meeting.id, 1, " Street works ", "en", "In July.\n")

    assert hall.minutes.replies(hall.meeting.id) == [reply]
    assert (reply.organisation, reply.office, reply.text) == (
        "City council",
        "Street works",
        "In July.",
    )
    assert hall.minutes.versions(hall.meeting.id) == [made]


def test_a_reply_that_is_sent_twice_is_one(one_hall):
    one_hall.published()
    municipality, police = one_hall.officer(), one_hall.officer(OrganisationKind.POLICE)

    def reply(who: Actor) -> None:
        one_hall.minutes.reply(who, one_hall.meeting.id, 1, "Office", "en", "In July.")

    for who in (municipality, municipality, police):
        reply(who)

    assert len(one_hall.minutes.replies(one_hall.meeting.id)) == 2


def test_a_reply_stays_whatever_happens_to_minutes_and_to_its_organisation(one_hall):
    one_hall.published("June.")
    officer = one_hall.officer()
    reply = one_hall.minutes.reply(officer, one_hall.meeting.id, 1, "Office", "en", "No.")

    one_hall.published("July.", reason=WHY)
    with writing(one_hall.engine) as connection:
        change_organisation(connection, officer.organisation or 0, "City council", active=False)

    assert one_hall.minutes.replies(one_hall.meeting.id) == [reply]


@pytest.mark.parametrize(
    ("office", "language", "text", "fields"),
    [
        ("", "en", "Yes.", ["office"]),
        ("Office", "en", " ", ["text"]),
        ("x" * 201, "en", "x" * 20_001, ["office", "text"]),
        ("Office", "xx", "Yes.", ["language"]),
    ],
)
def test_a_reply_that_is_not_whole_is_refused(one_hall, office, language, text, fields):
    one_hall.published()

    with pytest.raises(Faulty) as refused:
        one_hall.minutes.reply(one_hall.officer(), one_hall.meeting.id, 1, office, language, text)

    assert [each.field for each in refused.value.problems] == fields
    assert one_hall.minutes.replies(one_hall.meeting.id) == []


def test_nobody_replies_to_what_is_not_public(one_hall):
    one_hall.protect(ProtectedGroup.WOMEN, delay_days=10)
    one_hall.published()
    officer = one_hall.officer()

    for meeting, number in ((one_hall.meeting.id, 1), (one_hall.meeting.id, 2), (999, 1)):
        with pytest.raises(Unknown):
            one_hall.minutes.reply(officer, meeting, number, "Office", "en", "Yes.")


@pytest.mark.parametrize("who", [PUBLIC, CHAIR, Actor("x", Role.AGENCY_OFFICER, id=9)])
def test_only_an_officer_of_an_organisation_replies(one_hall, who):
    one_hall.published()

    with pytest.raises(NotPermitted):
        one_hall.minutes.reply(who, one_hall.meeting.id, 1, "Office", "en", "Yes.")
