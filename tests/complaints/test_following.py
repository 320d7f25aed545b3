"""Coming back with the code: fifteen minutes, no narrative, and every step in its time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from copfeedback.complaints.casefile import (
    add_item,
    change_row,
    move,
    open_case,
    open_identity,
    staff_holder,
)
from copfeedback.complaints.code import NotACode, draw_code
from copfeedback.complaints.following import BadText, SessionEnded, UnknownComplaintCode
from copfeedback.complaints.model import ItemKind, NotAllowedNow, Result, Side, State, Verdict
from copfeedback.complaints.vault import Tampered
from copfeedback.people.pace import TooFast
from copfeedback.storage.engine import reading, writing
from tests.complaints.body import CLIENT, Body, Lodged

NARRATIVE = "They shouted at my mother."


def come_back(body: Body, lodged: Lodged) -> str:
    """The token of somebody who has typed their code."""
    return body.following.sign_in(lodged.code.written, CLIENT)


def decide(body: Body, lodged: Lodged, *, told: bool = True) -> None:
    """Decide a case, and tell it."""
    key, on = body.keys[11], body.day.today
    with writing(body.engine) as connection:
        opened = open_case(connection, lodged.id, staff_holder(11), key)
        for kind, content in (
            (
                ItemKind.ALLEGATION,
                {"text": "They shouted", "language": "en", "category": "service"},
            ),
            (
                ItemKind.FINDING,
                {
                    "allegation": opened.row.item_count + 1,
                    "verdict": Verdict.UPHELD,
                    "reason": "Two people heard it.",
                    "language": "en",
                },
            ),
            (
                ItemKind.OUTCOME,
                {"results": [Result.APOLOGY], "text": "They say sorry.", "language": "en"},
            ),
        ):
            opened = add_item(connection, opened, kind, Side.BODY, content, key, on)
        for state in (State.ACKNOWLEDGED, State.DECIDED):
            opened = move(connection, opened, state, Side.BODY, key, on, body.clocks)
        if told:
            change_row(connection, opened, told_on=on)


def test_the_code_opens_the_case_and_shows_no_narrative(body):
    lodged = body.a_case(identity={"name": "Leila"})
    own = body.following.own_case(come_back(body, lodged))
    assert (own.case_id, own.state) == (lodged.id, State.RECEIVED)
    assert own.next_on == lodged.filed.look_again_on
    assert own.has_identity
    assert own.head == lodged.filed.head.hex()
    assert NARRATIVE not in str(own)
    assert NARRATIVE not in repr(own)


def test_a_wrong_code_opens_nothing(body):
    body.a_case()
    with pytest.raises(UnknownComplaintCode):
        body.following.sign_in(draw_code().written, CLIENT)


def test_a_right_beginning_with_a_wrong_secret_opens_nothing(body):
    lodged, other = body.a_case(), draw_code()
    mixed = type(other)(lodged.code.lookup, other.secret)
    with pytest.raises(UnknownComplaintCode):
        body.following.sign_in(mixed.written, CLIENT)


def test_a_slip_is_said_at_once_and_counts_for_nothing(body):
    lodged = body.a_case()
    wrong = lodged.code.written[:-1] + str((int(lodged.code.written[-1]) + 1) % 10)
    for _ in range(100):
        with pytest.raises(NotACode):
            body.following.sign_in(wrong, CLIENT)
    assert come_back(body, lodged)


def test_guessing_slows_down_the_guesser_and_nobody_else(sqlite_body):
    body = sqlite_body
    lodged = body.a_case()
    with pytest.raises(TooFast):  # noqa: PT012 - one of many
        for _ in range(100):
            try:
                body.following.sign_in(draw_code().written, "203.0.113.9")
            except UnknownComplaintCode:
                continue
    assert come_back(body, lodged)


def test_fifty_guesses_a_second_for_a_minute_cost_next_to_nothing(sqlite_body):
    body = sqlite_body
    lodged, worked = body.a_case(), []
    seal = body.following._stretching.seal

    def counted(*arguments):
        worked.append(arguments)
        return seal(*arguments)

    body.following._stretching.seal = counted
    for number in range(50 * 60):
        body.day.seconds = number / 50
        with pytest.raises((UnknownComplaintCode, TooFast)):
            body.following.sign_in(draw_code().written, "203.0.113.9")
    assert len(worked) < 15, "the rest is turned away before any work is done"
    assert come_back(body, lodged), "and nobody else waits"


def test_a_session_ends_after_fifteen_minutes(body):
    token = come_back(body, body.a_case())
    body.day.seconds += 14 * 60
    assert body.following.own_case(token)
    body.day.seconds += 60
    assert body.following.own_case(token) is None
    with pytest.raises(SessionEnded):
        body.following.send_message(token, "Hello?", "en")


def test_leaving_ends_the_session(body):
    token = come_back(body, body.a_case())
    body.following.sign_out(token)
    assert body.following.own_case(token) is None


@pytest.mark.parametrize("token", [None, "", "x" * 43, 7, "é" * 43])
def test_rubbish_is_no_session(sqlite_body, token):
    assert sqlite_body.following.own_case(token) is None
    sqlite_body.following.sign_out(token)


def test_a_message_reaches_the_caseworkers_and_waits_for_them(body):
    lodged = body.a_case()
    body.following.send_message(come_back(body, lodged), "  أين أنتم؟ ", "ar")
    opened = body.opened(lodged.id)
    (message,) = opened.of_kind(ItemKind.MESSAGE)
    assert message.content == {"text": "أين أنتم؟", "language": "ar", "translated_by": ""}
    assert message.place.side is Side.COMPLAINANT
    assert message.author == opened.row.verify
    assert opened.row.waiting


def test_whose_consent_there_is_stays_when_a_name_is_taken_away(body):
    consent = {"consent": "agreed"}
    lodged = body.a_case(identity=consent)
    token = come_back(body, lodged)
    assert not body.following.own_case(token).has_identity
    body.following.set_identity(token, {"name": "Leila"})
    body.following.set_identity(token, {})
    assert not body.following.own_case(token).has_identity
    with reading(body.engine) as connection:
        found = open_identity(connection, lodged.id, staff_holder(13), body.keys[13])
    assert [item.content for item in found] == [consent, consent | {"name": "Leila"}, consent]


@pytest.mark.parametrize("text", ["", "  \n", "x" * 20_001, "\x00\x07"])
def test_no_words_and_too_many_are_refused(sqlite_body, text):
    token = come_back(sqlite_body, sqlite_body.a_case())
    with pytest.raises(BadText):
        sqlite_body.following.send_message(token, text, "en")


def test_a_name_can_be_given_later_and_taken_away(body):
    lodged = body.a_case()
    token = come_back(body, lodged)
    body.following.set_identity(token, {"name": "Leila", "reach": "", "status": "x"})
    with reading(body.engine) as connection:
        found = open_identity(connection, lodged.id, staff_holder(13), body.keys[13])
    assert found[-1].content == {"name": "Leila"}
    assert body.following.own_case(token).has_identity
    body.following.set_identity(token, {})
    assert not body.following.own_case(token).has_identity


def test_a_decision_is_shown_once_it_was_told(body):
    lodged = body.a_case()
    decide(body, lodged, told=False)
    token = come_back(body, lodged)
    assert body.following.own_case(token).decision is None
    with pytest.raises(NotAllowedNow):
        body.following.rate(token, 5, "", "en")
    with writing(body.engine) as connection:
        opened = open_case(connection, lodged.id, staff_holder(11), body.keys[11])
        change_row(connection, opened, told_on=body.day.today)
    decision = body.following.own_case(token).decision
    (finding,) = decision.findings
    assert (finding.allegation, finding.verdict) == ("They shouted", Verdict.UPHELD)
    assert decision.results == (Result.APOLOGY,)


def test_a_review_is_asked_for_with_a_reason_while_there_is_time(body):
    lodged = body.a_case()
    decide(body, lodged)
    body.day.passes(28)
    body.following.ask_review(come_back(body, lodged), "Nobody asked my mother.", "en")
    own = body.following.own_case(come_back(body, lodged))
    assert own.state is State.REVIEW
    assert own.messages[-1].text == "Nobody asked my mother."


def test_what_is_found_in_a_review_shows_once_it_is_decided(body):
    lodged = body.a_case()
    decide(body, lodged)
    token = come_back(body, lodged)
    body.following.ask_review(token, "Nobody asked my mother.", "en")
    key, on = body.keys[12], body.day.today
    with writing(body.engine) as connection:
        opened = open_case(connection, lodged.id, staff_holder(12), key)
        (allegation,) = opened.of_kind(ItemKind.ALLEGATION)
        found = {
            "allegation": allegation.place.number,
            "verdict": Verdict.NOT_UPHELD,
            "reason": "Not yet to be told.",
            "language": "en",
        }
        add_item(connection, opened, ItemKind.FINDING, Side.BODY, found, key, on)
    decision = body.following.own_case(token).decision
    assert [finding.verdict for finding in decision.findings] == [Verdict.UPHELD]


def test_a_review_comes_too_late_after_its_time(body):
    lodged = body.a_case()
    decide(body, lodged)
    body.day.passes(29)
    token = come_back(body, lodged)
    assert not body.following.own_case(token).may_review
    with pytest.raises(NotAllowedNow):
        body.following.ask_review(token, "Too late", "en")


def test_a_review_is_not_asked_for_before_a_decision(sqlite_body):
    token = come_back(sqlite_body, sqlite_body.a_case())
    with pytest.raises(NotAllowedNow):
        sqlite_body.following.ask_review(token, "Why?", "en")


def test_a_complaint_is_taken_back_once(body):
    lodged = body.a_case()
    token = come_back(body, lodged)
    body.following.withdraw(token)
    assert body.following.own_case(token).state is State.WITHDRAWN
    with pytest.raises(NotAllowedNow):
        body.following.withdraw(token)


def test_erasure_waits_and_can_be_called_off(body):
    lodged = body.a_case()
    token = come_back(body, lodged)
    on = body.following.ask_erasure(token)
    assert on == body.day.today + timedelta(days=14)
    body.day.passes(3)
    again = come_back(body, lodged)
    assert body.following.ask_erasure(again) == on, "asked twice, the day stays"
    assert body.following.own_case(again).erase_on == on
    body.following.call_off_erasure(again)
    assert body.following.own_case(again).erase_on is None


def test_how_it_was_handled_is_rated_once(body):
    lodged = body.a_case()
    decide(body, lodged)
    token = come_back(body, lodged)
    body.following.rate(token, 4, "Slow, but fair.", "en")
    assert body.rated == [(4, "en")]
    assert not body.following.own_case(token).may_rate
    with pytest.raises(NotAllowedNow):
        body.following.rate(token, 5, "", "en")


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_from_one_to_five(sqlite_body, score):
    token = come_back(sqlite_body, sqlite_body.a_case())
    with pytest.raises(BadText):
        sqlite_body.following.rate(token, score, "", "en")


def test_a_complainant_notices_when_something_of_theirs_was_taken_away(body):
    lodged = body.a_case()
    token = come_back(body, lodged)
    body.following.send_message(token, "Important.", "en")
    with body.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM complaint_item WHERE number = 4")
    with pytest.raises(Tampered):
        body.following.own_case(token)


def test_an_erased_case_opens_for_nobody(body):
    from copfeedback.complaints import store

    lodged = body.a_case()
    token = come_back(body, lodged)
    with writing(body.engine) as connection:
        store.shred(connection, lodged.id, body.day.today)
    assert body.following.own_case(token) is None
    with pytest.raises(UnknownComplaintCode):
        come_back(body, lodged)
