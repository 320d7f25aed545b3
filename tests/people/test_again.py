"""A page whose session ended goes on when its reader signs in again."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.people.access import NotPermitted
from copfeedback.people.again import AT_MOST_EACH, TICKET_SECONDS, Again
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from tests.people.members import a_member
from tests.people.signing_in import AMINA, guess, sign_in

OLENA = Actor("olena", Role.ANALYST, id=2, organisation=1)


@pytest.fixture
def again(clock):
    return Again(clock.monotonic)


def test_a_page_goes_on_when_its_reader_signed_in_with_its_ticket(amina, clock):
    token = sign_in(amina).token
    clock.move(minutes=20)
    assert amina.actor_of(token) is None
    ticket = amina.again.ask(AMINA)
    assert amina.again.token_of(ticket) is None

    signed_in = sign_in(amina, ticket=ticket)

    renewed = amina.again.token_of(ticket)
    assert renewed == signed_in.token != token
    assert amina.actor_of(renewed) == AMINA


def test_a_page_does_not_go_on_when_somebody_else_signed_in_with_its_ticket(amina, accounts):
    a_member(accounts, "olena", Role.LEADER)
    ticket = amina.again.ask(AMINA)

    sign_in(amina, "olena", ticket=ticket)

    assert amina.again.token_of(ticket) is None


def test_a_page_does_not_go_on_when_the_sign_in_failed(amina):
    ticket = amina.again.ask(AMINA)

    guess(amina, ticket=ticket)

    assert amina.again.token_of(ticket) is None


def test_a_page_goes_on_as_restricted_as_its_reader_is_now(amina, accounts):
    member = a_member(accounts, "root", Role.ADMINISTRATOR)
    ticket = amina.again.ask(Actor("root", Role.ADMINISTRATOR, id=member))

    sign_in(amina, "root", ticket=ticket)

    assert amina.actor_of(amina.again.token_of(ticket)).restricted


def test_a_ticket_gives_its_token_once(again):
    ticket = again.ask(AMINA)
    again.bind(ticket, AMINA.id, "token")

    assert [again.token_of(ticket), again.token_of(ticket)] == ["token", None]


def test_the_last_sign_in_counts_when_there_are_two_with_one_ticket(again):
    ticket = again.ask(AMINA)
    again.bind(ticket, AMINA.id, "first")
    again.bind(ticket, AMINA.id, "second")

    assert again.token_of(ticket) == "second"


def test_a_ticket_is_over_when_an_hour_went_by(again, clock):
    early, late = again.ask(AMINA), again.ask(AMINA)
    clock.move(seconds=TICKET_SECONDS - 1)
    again.bind(early, AMINA.id, "early")
    assert again.token_of(early) == "early"
    again.bind(late, AMINA.id, "late")
    clock.move(seconds=1)

    assert again.token_of(late) is None
    assert not again._tickets


@pytest.mark.parametrize("rubbish", ["", None, 7, "x" * 1_000_000, "\ud800", [], b"x"])
def test_rubbish_is_no_ticket_and_breaks_nothing(amina, rubbish):
    signed_in = sign_in(amina, ticket=rubbish)

    assert amina.actor_of(signed_in.token) == AMINA


@pytest.mark.parametrize("actor", [PUBLIC, OPERATOR, Actor("x", Role.LEADER)])
def test_nobody_gets_a_ticket_without_an_account(again, actor):
    with pytest.raises(NotPermitted):
        again.ask(actor)


def test_memory_stays_bounded_and_others_keep_theirs_when_one_asks_without_end(again):
    kept = again.ask(OLENA)
    asked = [again.ask(AMINA) for _ in range(100)]

    assert len(again._tickets) == AT_MOST_EACH + 1
    again.bind(kept, OLENA.id, "token")
    assert again.token_of(kept) == "token"
    again.bind(asked[0], AMINA.id, "token")
    assert again.token_of(asked[0]) is None
    again.bind(asked[-1], AMINA.id, "token")
    assert again.token_of(asked[-1]) == "token"


def test_tickets_are_not_mixed_up_when_many_threads_ask_and_bind(again):
    got = []

    def go_on(staff_id):
        ticket = again.ask(Actor("x", Role.LEADER, id=staff_id))
        again.bind(ticket, staff_id, f"token of {staff_id}")
        got.append((staff_id, again.token_of(ticket)))

    threads = [threading.Thread(target=go_on, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(got) == [(number, f"token of {number}") for number in range(40)]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3))))
def test_a_page_only_ever_gets_a_session_of_its_own_reader(events):
    again = Again(lambda: 0.0)
    for asking, signing_in in events:
        ticket = again.ask(Actor("x", Role.LEADER, id=asking))
        again.bind(ticket, signing_in, f"{signing_in}")
        assert again.token_of(ticket) == (f"{asking}" if asking == signing_in else None)
