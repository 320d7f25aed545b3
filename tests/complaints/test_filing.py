"""Lodging: sealed to those who may read it, all or nothing, and the same form counts once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from copfeedback.complaints import filing as filing_module
from copfeedback.complaints import store
from copfeedback.complaints.casefile import open_case, open_identity, staff_holder
from copfeedback.complaints.filing import CodeTaken, DoorClosed, WhyClosed
from copfeedback.complaints.model import Channel, ItemKind, State, UnknownCase
from copfeedback.complaints.own_files import proof_of
from copfeedback.complaints.roster import NoRoster
from copfeedback.complaints.tables import complaint_case, complaint_item, keyring
from copfeedback.complaints.vault import HolderKey, Tampered, Unreadable, new_seed
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, Actor, OrganisationKind, Role
from copfeedback.people.organisations import Organisations
from copfeedback.people.pace import TooFast
from copfeedback.storage.engine import reading, writing
from tests.complaints.body import CLIENT, Body

CASEWORKER = Actor("amal", Role.CASEWORKER, 11, organisation=1)
OFFICER = Actor("erik", Role.AGENCY_OFFICER, 21, organisation=2)


def counts(body: Body) -> list[int]:
    """How many cases, items and keys there are."""
    with reading(body.engine) as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (complaint_case, complaint_item, keyring)
        ]


def holders(body: Body, case_id: str, purpose: str) -> frozenset[str]:
    """Who holds a key of a case."""
    with reading(body.engine) as connection:
        return store.holders_of(connection, case_id, purpose)


def test_a_complaint_is_read_by_each_caseworker(body):
    lodged = body.a_case(answers={"danger": ["no"], "unit": [""]}, language="ar")
    for staff_id in (11, 12):
        opened = body.opened(lodged.id, staff_id)
        (narrative,) = opened.of_kind(ItemKind.NARRATIVE)
        told = {"text": "They shouted at my mother.", "language": "ar"}
        signed = {"box": opened.row.box.hex(), "on": body.day.today.isoformat()}
        assert narrative.content == {**told, **signed}
        assert opened.answers == {"danger": ["no"], "language": "ar", "channel": "light"}


@pytest.mark.parametrize("staff_id", [13, 14, 21])
def test_nobody_else_opens_it(body, staff_id):
    lodged = body.a_case()
    with pytest.raises(UnknownCase):
        body.opened(lodged.id, staff_id)


def test_the_identity_is_for_custodians_and_the_complainant_alone(body):
    lodged = body.a_case(identity={"name": "Leila", "contact": "a friend"})
    assert not body.opened(lodged.id).of_kind(ItemKind.IDENTITY)
    with reading(body.engine) as connection:
        (found,) = open_identity(connection, lodged.id, staff_holder(13), body.keys[13])
        with pytest.raises(UnknownCase):
            open_identity(connection, lodged.id, staff_holder(11), body.keys[11])
    assert found.content == {"name": "Leila", "contact": "a friend"}


def test_who_gave_a_name_cannot_be_told_from_what_is_stored(body):
    named = body.a_case(identity={"name": "Leila"})
    anonymous = body.a_case()
    with reading(body.engine) as connection:
        shapes = [
            [(item.number, len(item.heading), len(item.sealed)) for item in found]
            for found in (store.items_of(connection, each.id) for each in (named, anonymous))
        ]
    assert shapes[0] == shapes[1]
    for purpose in ("content", "identity"):
        assert holders(body, named.id, purpose) == holders(body, anonymous.id, purpose)


@pytest.mark.parametrize(
    "answers",
    [
        {"officer_name": ["It was amal HADDAD of the second floor"]},
        {"officer_description": ["a woman called Amal  Haddad"]},
    ],
)
def test_whoever_is_named_is_left_out_before_anything_is_sealed(body, answers):
    lodged = body.a_case(answers=answers)
    assert "staff:11" not in holders(body, lodged.id, "content")
    assert "staff:12" in holders(body, lodged.id, "content")
    with pytest.raises(UnknownCase):
        body.opened(lodged.id, 11)


def test_a_complaint_about_everybody_goes_to_the_reviewer_outside(body):
    lodged = body.a_case(answers={"officer_name": ["Amal Haddad and Boris Lin"]})
    assert holders(body, lodged.id, "content") == {"reviewer", "organisation", "complainant"}
    with reading(body.engine) as connection:
        opened = open_case(connection, lodged.id, "reviewer", body.reviewer)
    assert opened.of_kind(ItemKind.NARRATIVE)


def test_a_complaint_about_everybody_is_not_taken_when_nobody_outside_could_read_it(body):
    body.roster = replace(body.roster, reviewer=None)
    with pytest.raises(DoorClosed) as closed:
        body.a_case(answers={"officer_name": ["Amal Haddad and Boris Lin"]})
    assert closed.value.reason is WhyClosed.NOBODY_LEFT
    assert counts(body) == [0, 0, 0]


def test_the_offline_key_of_the_organisation_opens_every_case(body):
    lodged = body.a_case()
    with reading(body.engine) as connection:
        assert open_case(connection, lodged.id, "organisation", body.organisation).items


def test_the_same_form_sent_twice_is_one_case(body):
    new = body.new()
    first, again = body.filing.file(new, CLIENT), body.filing.file(new, CLIENT)
    assert first == again
    assert counts(body)[0] == 1
    assert len(body.counted) == 1


def test_the_same_form_sent_at_once_is_one_case(body):
    new, filed = body.new(), []
    senders = [
        threading.Thread(target=lambda: filed.append(body.filing.file(new, CLIENT)))
        for _ in range(4)
    ]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert len({each.case_id for each in filed}) == 1
    assert len(filed) == 4
    assert counts(body)[0] == 1


def test_a_code_that_begins_like_anothers_is_drawn_anew(body):
    first = body.new()
    body.filing.file(first, CLIENT)
    second = replace(body.new(), code=replace(body.new().code, lookup=first.code.lookup))
    with pytest.raises(CodeTaken):
        body.filing.file(second, CLIENT)
    assert counts(body)[0] == 1


def test_a_drawn_code_does_not_begin_like_another(body, monkeypatch):
    taken = body.new()
    body.filing.file(taken, CLIENT)
    free = body.new().code
    drawn = iter([taken.code, taken.code, free])
    monkeypatch.setattr(filing_module, "draw_code", lambda: next(drawn))
    assert body.filing.draw()[0] == free


def test_nothing_is_stored_when_it_fails_in_the_middle(body):
    def fail(_connection):
        raise ConnectionAbortedError

    body.before_commit = fail
    with pytest.raises(ConnectionAbortedError):
        body.a_case()
    assert counts(body) == [0, 0, 0]


def test_the_door_is_closed_without_a_roster(sqlite_body):
    body = sqlite_body

    def no_roster():
        raise NoRoster

    body.filing._roster = no_roster
    assert body.filing.door("en").reason is WhyClosed.NO_ROSTER


def test_the_door_is_closed_while_there_are_fewer_than_two_caseworkers(sqlite_body):
    body = sqlite_body
    new = body.new()
    body.without(12)
    assert body.filing.door("en").reason is WhyClosed.TOO_FEW_CASEWORKERS
    with pytest.raises(DoorClosed):
        body.filing.file(new, CLIENT)


def test_the_door_is_closed_in_a_language_that_nobody_has_reviewed(sqlite_body):
    body = sqlite_body
    assert body.filing.door("ar").is_open
    assert body.filing.door("fr").reason is WhyClosed.LANGUAGE
    with pytest.raises(DoorClosed):
        body.a_case(language="fr")


def test_whoever_is_in_danger_is_answered_within_a_day(body):
    calm, danger = body.a_case(), body.a_case(answers={"danger": ["yes"]})
    assert (calm.filed.look_again_on - body.day.today).days == 7
    assert (danger.filed.look_again_on - body.day.today).days == 1


def test_one_client_cannot_fill_the_store(sqlite_body):
    body = sqlite_body
    body.filing._pace._at_once = 3
    for _ in range(3):
        body.a_case()
    with pytest.raises(TooFast):
        body.a_case()


@pytest.mark.parametrize("channel", ["telephone", "in_person", "paper", "letter"])
def test_a_caseworker_records_what_somebody_told(body, channel):
    new = body.new(channel=Channel(channel))
    filed = body.filing.file_for(CASEWORKER, new)
    assert body.opened(filed.case_id).answers["channel"] == channel
    assert body.following.sign_in(new.code.written, CLIENT)


def test_an_officer_passes_on_and_can_read_nothing_of_it(body):
    new = body.new(channel=Channel.PASSED_ON)
    filed = body.filing.file_for(OFFICER, new)
    with pytest.raises(UnknownCase):
        body.opened(filed.case_id, 21)
    (entry,) = body.trail.entries(Actor("auditor", Role.AUDITOR))
    assert (entry.actor, entry.about) == ("erik", "complaint")


@pytest.mark.parametrize("channel", [Channel.TELEPHONE, Channel.PAPER])
def test_an_officer_records_nothing_in_the_name_of_the_body(sqlite_body, channel):
    with pytest.raises(NotPermitted):
        sqlite_body.filing.file_for(OFFICER, sqlite_body.new(channel=channel))
    assert counts(sqlite_body) == [0, 0, 0]


def test_a_resident_is_no_member_of_staff(sqlite_body):
    with pytest.raises(ValueError, match="light"):
        sqlite_body.filing.file_for(CASEWORKER, sqlite_body.new())


def test_a_case_says_without_a_key_only_that_it_is_there(body):
    lodged = body.a_case(answers={"danger": ["yes"]})
    with reading(body.engine) as connection:
        row = store.find_case(connection, lodged.id)
    assert row.state is State.RECEIVED
    with reading(body.engine) as connection, pytest.raises(UnknownCase):
        open_case(connection, lodged.id, staff_holder(11), HolderKey(new_seed()))


def test_a_key_moved_to_another_case_opens_nothing(body):
    first, second = body.a_case(), body.a_case()
    body.without(11)
    body.roster = replace(body.roster, holders=body.roster.holders)
    with body.engine.begin() as connection:
        stolen = store.sealed_key(connection, first.id, "staff:11", "content")
        store.keep_key(connection, second.id, "staff:11", "content", stolen)
    with pytest.raises(UnknownCase):
        body.opened(second.id, 11)
    assert body.opened(first.id, 11)


def test_an_anonymous_reader_has_no_identity_key(body):
    with pytest.raises(Unreadable):
        body.opened(body.a_case().id).key_for(ItemKind.IDENTITY)


@pytest.mark.parametrize("field", ["unit_words", "officer_description"])
def test_a_unit_that_is_written_in_words_is_left_out_as_well(body, field):
    organisations = Organisations(body.trail)
    police = organisations.add(OPERATOR, OrganisationKind.POLICE, "Police")
    unit = organisations.add_unit(OPERATOR, police, "Harbour patrol")
    body.roster = replace(
        body.roster,
        holders=tuple(
            replace(each, excluded_units=frozenset({unit})) if each.staff_id in {12, 21} else each
            for each in body.roster.holders
        ),
    )
    lodged = body.a_case(answers={field: ["somebody of the harbour  PATROL"]})
    assert holders(body, lodged.id, "content") == {"staff:11", "complainant", "organisation"}
    lodged = body.a_case(answers={field: ["somebody at the harbour"]})
    assert "staff:12" in holders(body, lodged.id, "content")


def test_the_size_of_what_is_stored_does_not_tell_whether_a_name_was_given(body):
    identity = {"name": "Amina " * 12, "reach": "اسأل في المخبز " * 12, "safe_time": "evenings"}
    cases = [body.a_case(identity=said).id for said in ({}, identity)]
    with reading(body.engine) as connection:
        sizes = [[len(item.sealed) for item in store.items_of(connection, case)] for case in cases]
    assert sizes[0] == sizes[1]


def test_nothing_is_proved_of_a_day_that_was_changed(body):
    lodged = body.a_case()
    token = body.following.sign_in(lodged.code.written, CLIENT)
    with body.following.writing_own(token) as (_, opened, _key):
        assert proof_of(opened).filed_on == body.day.today
    with writing(body.engine) as connection:
        earlier = body.day.today - timedelta(days=400)
        store.change_case(connection, lodged.id, {"filed_on": earlier})
    with body.following.writing_own(token) as (_, opened, _key), pytest.raises(Tampered):
        proof_of(opened)
