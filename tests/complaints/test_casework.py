"""Handling a case: what is written, what moves, what is noted, and what stands now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from copfeedback.application import PROJECT
from copfeedback.complaints import store
from copfeedback.complaints.case_errors import BadWords, KeyLocked, UnknownItem, UnknownPerson
from copfeedback.complaints.case_parts import HateCrime, Words
from copfeedback.complaints.casefile import ChangedMeanwhile, add_item
from copfeedback.complaints.file_store import attach
from copfeedback.complaints.files import check_file
from copfeedback.complaints.model import (
    Category,
    Channel,
    Danger,
    ItemKind,
    Kind,
    NotAllowedNow,
    Side,
    State,
    UnknownCase,
)
from copfeedback.complaints.templates_of_messages import Template, suggested, write
from copfeedback.complaints.vault import HolderKey, Tampered, new_seed
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Role
from copfeedback.storage.engine import writing
from tests.complaints.body import Body
from tests.complaints.room import AMAL, BORIS, CLARA, DINA, ERIK, Room

ANSWERS = {
    "kind": ["concern"],
    "danger": ["yes"],
    "categories": ["powers", "discrimination"],
    "officer_name": ["Officer Grey"],
}


@pytest.fixture
def room(body: Body) -> Room:
    return Room(body)


@pytest.fixture
def sqlite_room(sqlite_body: Body) -> Room:
    return Room(sqlite_body)


def test_a_case_is_read_as_it_was_filed(room: Room):
    lodged = room.body.a_case("They hit my son.", answers=ANSWERS, channel=Channel.TELEPHONE)

    view = room.view(lodged.id)

    assert view.narrative.text == "They hit my son."
    assert not view.narrative.recorded
    assert (view.kind, view.channel, view.language) == (Kind.CONCERN, Channel.TELEPHONE, "en")
    assert view.categories == (Category.POWERS, Category.DISCRIMINATION)
    assert view.danger is Danger.YES
    assert view.answers["officer_name"] == ("Officer Grey",)
    assert view.head == lodged.filed.head.hex()
    assert view.state is State.RECEIVED
    assert State.ACKNOWLEDGED in view.next_states
    assert State.WITHDRAWN not in view.next_states
    assert {each.name for each in view.holders} >= {"Amal Haddad", "Boris Lin"}
    assert "hit" not in repr(view)


def test_messages_go_both_ways_and_restart_the_time(room: Room):
    lodged = room.body.a_case()
    room.body.day.passes(3)
    room.casework.cases.acknowledge(*room.who(AMAL), lodged.id, Words("We read it.", "en"))
    token = room.body.following.sign_in(lodged.code.written, "198.51.100.7")
    room.body.following.send_message(token, "Thank you", "en")

    view = room.view(lodged.id)

    assert [(each.side, each.text, each.author) for each in view.messages] == [
        (Side.BODY, "We read it.", "Amal Haddad"),
        (Side.COMPLAINANT, "Thank you", ""),
    ]
    assert view.state is State.ACKNOWLEDGED
    assert view.waiting
    assert view.due_on == room.body.day.today + timedelta(days=28)

    room.body.day.passes(20)
    room.casework.cases.send_message(*room.who(BORIS), lodged.id, Words("Soon", "en", "Dina"))

    view = room.view(lodged.id)
    assert not view.waiting
    assert view.messages[-1].translated_by == "Dina"
    assert view.due_on == room.body.day.today + timedelta(days=28)
    assert not view.overdue

    room.body.day.passes(29)
    assert room.view(lodged.id).overdue


def test_notes_tasks_and_a_hold_are_kept_with_who_and_when(room: Room):
    case_id = room.acknowledged()
    cases, amal, today = room.casework.cases, room.who(AMAL), room.body.day.today

    cases.add_note(*amal, case_id, " look at the camera ")
    task = cases.add_task(*amal, case_id, "call the doctor", BORIS, today + timedelta(days=2))
    room.body.day.passes(3)
    assert room.view(case_id).tasks[0].overdue
    cases.finish_task(*room.who(BORIS), case_id, task, "done")
    cases.set_hold(*amal, case_id, "a court asked", on=True)

    view = room.view(case_id)
    (found,) = view.tasks
    assert (found.who, found.finished_by, found.said, found.overdue) == (
        BORIS,
        "Boris Lin",
        "done",
        False,
    )
    assert [each.text for each in view.notes] == ["look at the camera", "a court asked"]
    assert view.hold
    with pytest.raises(UnknownItem):
        cases.finish_task(*amal, case_id, task)
    with pytest.raises(UnknownPerson):
        cases.add_task(*amal, case_id, "interpret", DINA, today)
    with pytest.raises(BadWords):
        cases.add_note(*amal, case_id, "  ")
    cases.set_hold(*amal, case_id, "it is over", on=False)
    assert not room.view(case_id).hold


def test_a_hate_crime_is_recorded_as_offence_and_bias(sqlite_room: Room):
    case_id, amal = sqlite_room.acknowledged(), sqlite_room.who(AMAL)
    crime = HateCrime(True, "bodily harm", ("origin", "religion"), "what was shouted")

    sqlite_room.casework.cases.classify(*amal, case_id, crime)

    assert sqlite_room.view(case_id).classification == crime
    with pytest.raises(BadWords):
        sqlite_room.casework.cases.classify(*amal, case_id, replace(crime, motives=()))
    with pytest.raises(BadWords):
        sqlite_room.casework.cases.classify(*amal, case_id, replace(crime, offence=" "))


def test_a_case_is_referred_and_closed(sqlite_room: Room):
    case_id, amal = sqlite_room.acknowledged(), sqlite_room.who(AMAL)
    sqlite_room.casework.cases.refer(
        *amal, case_id, "Data protection commission", "theirs", Words("They have it now.", "en")
    )

    view = sqlite_room.view(case_id)
    assert view.state is State.REFERRED
    assert view.referral is not None
    assert view.referral.to == "Data protection commission"
    assert view.ended_on == sqlite_room.body.day.today
    sqlite_room.casework.cases.close(*amal, case_id)
    history = [(each.before, each.after) for each in sqlite_room.view(case_id).history]
    assert history[-1] == (State.REFERRED, State.CLOSED)


def test_a_decision_is_closed_only_after_the_time_for_a_review(sqlite_room: Room):
    case_id, amal = sqlite_room.decided(), sqlite_room.who(AMAL)
    sqlite_room.body.day.passes(28)
    with pytest.raises(NotAllowedNow):
        sqlite_room.casework.cases.close(*amal, case_id)

    sqlite_room.body.day.passes(1)
    sqlite_room.casework.cases.close(*amal, case_id)

    assert sqlite_room.view(case_id).state is State.CLOSED


def test_a_file_is_read_and_one_that_is_not_there_is_not(sqlite_room: Room):
    lodged = sqlite_room.body.a_case()
    checked = check_file("note.txt", b"What I saw.", 1_000)
    token = sqlite_room.body.following.sign_in(lodged.code.written, "198.51.100.7")
    with sqlite_room.body.following.writing_own(token) as (connection, opened, key):
        today = sqlite_room.body.day.today
        attach(connection, opened, Side.COMPLAINANT, key, checked, today, at_most=10)

    (listed,) = sqlite_room.view(lodged.id).files
    file, content = sqlite_room.casework.cases.file(
        *sqlite_room.who(AMAL), lodged.id, listed.number
    )

    assert (file.name, content) == ("note.txt", b"What I saw.")
    with pytest.raises(UnknownItem):
        sqlite_room.casework.cases.file(*sqlite_room.who(AMAL), lodged.id, 1)


def test_opening_is_noted_once_a_day_with_nothing_of_what_it_said(room: Room):
    case_id = room.body.a_case("a canary in words").id
    for _ in range(3):
        room.view(case_id)
    room.view(case_id, BORIS)
    room.body.day.passes(1)
    room.view(case_id)

    opened = [each for each in room.entries() if each.action == Action.OPEN_CASE]
    assert [each.actor for each in opened] == ["Amal Haddad", "Boris Lin", "Amal Haddad"]
    head = room.view(case_id).head[:16]
    assert {each.about for each in opened} == {f"case {case_id} {head}"}
    assert "canary" not in repr(room.entries())


def test_what_staff_do_enters_the_trail_with_the_new_head(room: Room):
    case_id = room.acknowledged()

    (entry, *_) = room.entries()

    assert entry.action == Action.MOVE_CASE
    view = room.view(case_id)
    assert entry.about == f"case {case_id} {view.head[:16]}"
    assert case_id not in {each for each, _ in _unnoted(room)}


def _unnoted(room: Room) -> list[tuple[str, bytes]]:
    with writing(room.body.engine) as connection:
        return store.unnoted(connection)


def test_without_a_key_or_with_another_nothing_opens(sqlite_room: Room):
    case_id = sqlite_room.body.a_case().id
    actor, _ = sqlite_room.who(AMAL)
    for key in (None, HolderKey(new_seed()), sqlite_room.body.keys[BORIS]):
        with pytest.raises(KeyLocked):
            sqlite_room.casework.cases.case(actor, key, case_id)


def test_who_left_the_roster_opens_nothing(sqlite_room: Room):
    case_id = sqlite_room.body.a_case().id
    sqlite_room.body.without(AMAL)
    with pytest.raises(KeyLocked):
        sqlite_room.view(case_id)


def test_no_other_role_opens_a_case(sqlite_room: Room):
    case_id = sqlite_room.body.a_case().id
    for staff_id in (CLARA, DINA, ERIK):
        with pytest.raises(NotPermitted):
            sqlite_room.view(case_id, staff_id)
    with pytest.raises(NotPermitted):
        sqlite_room.casework.cases.case(
            Actor("root", Role.ADMINISTRATOR, id=AMAL, organisation=1),
            sqlite_room.body.keys[AMAL],
            case_id,
        )


def test_an_unknown_case_and_one_that_is_not_theirs_look_alike(sqlite_room: Room):
    hidden = sqlite_room.body.a_case(answers={"officer_name": ["Boris Lin"]}).id
    for case_id in ("nosuchcase", hidden):
        with pytest.raises(UnknownCase):
            sqlite_room.view(case_id, BORIS)


def test_what_changed_since_it_was_seen_is_not_decided(sqlite_room: Room):
    case_id = sqlite_room.ready()
    seen = sqlite_room.view(case_id).head
    sqlite_room.casework.cases.add_note(*sqlite_room.who(BORIS), case_id, "wait")
    with pytest.raises(ChangedMeanwhile):
        sqlite_room.casework.decisions.decide(*sqlite_room.who(AMAL), case_id, seen=seen)


def test_nobody_writes_in_the_name_of_another_side(sqlite_room: Room):
    case_id = sqlite_room.acknowledged()

    opened = sqlite_room.body.opened(case_id)
    with writing(sqlite_room.body.engine) as connection:
        add_item(
            connection,
            opened,
            ItemKind.MESSAGE,
            Side.COMPLAINANT,
            {"text": "I take it all back", "language": "en"},
            sqlite_room.body.keys[AMAL],
            sqlite_room.body.day.today,
        )
    with pytest.raises(Tampered):
        sqlite_room.view(case_id)


def test_every_template_is_filled(sqlite_room: Room):
    speech = Catalogues(PROJECT / "locales").speech("en")
    view, today = sqlite_room.view(sqlite_room.decided()), sqlite_room.body.day.today
    for template in Template:
        day = suggested(template, view, sqlite_room.body.clocks, today)
        text = write(template, speech, by=day, name="the ombudsman")
        assert text
        assert "%" not in text
        assert (day is not None) == any(each.isdigit() for each in text)
