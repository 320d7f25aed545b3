"""Whoever lost their password begins anew, with a link that somebody else makes for them."""

import pytest
from sqlalchemy import select

from copfeedback.people.access import NotPermitted
from copfeedback.people.account_model import Deactivated, ResetOver
from copfeedback.people.accounts import Accounts, NotByOneself
from copfeedback.people.audit import Wanted
from copfeedback.people.model import OPERATOR, Role
from copfeedback.people.passwords import WeakPassword
from copfeedback.people.tables import password_reset, recovery_code, staff
from copfeedback.settings import Settings
from copfeedback.storage.engine import reading
from tests.people.members import ODD_NAMES, a_member, acting
from tests.people.post import Post
from tests.people.racing import at_once
from tests.people.signing_in import guess, sign_in, with_second_factor

NEW = "another four quiet words"
OTHER = "yet other seven loud words"


@pytest.fixture
def manager(accounts):
    return acting(accounts, a_member(accounts, "maria", Role.LEADER, manager=True))


@pytest.fixture
def amina(accounts, manager):
    return a_member(accounts, "amina", Role.LEADER)


def test_somebody_signs_in_with_a_new_password_when_they_used_the_link(
    people, accounts, manager, amina
):
    issued = accounts.allow_reset(manager, amina)

    assert accounts.open_reset(issued.token) == "amina"
    assert accounts.reset(issued.token, NEW) == "amina"

    assert sign_in(people, password=NEW).actor.id == amina
    guess(people)
    assert issued.address == f"http://127.0.0.1:8501/staff/reset/{issued.token}"
    assert not issued.mailed


def test_nothing_changes_when_a_link_is_made_and_not_used(people, accounts, manager, amina):
    token = sign_in(people).token

    accounts.allow_reset(manager, amina)

    assert people.actor_of(token) is not None
    assert sign_in(people).actor.id == amina


def test_sessions_and_the_second_factor_end_when_a_password_is_reset(
    people, accounts, manager, amina, clock, engine
):
    _, token = with_second_factor(people, sign_in(people), clock)
    others = sign_in(people, "maria").token
    issued = accounts.allow_reset(manager, amina)
    assert people.actor_of(token) is not None

    accounts.reset(issued.token, NEW)

    assert people.actor_of(token) is None
    assert people.actor_of(others) is not None
    assert sign_in(people, password=NEW).actor.id == amina
    with reading(engine) as connection:
        row = connection.execute(select(staff).where(staff.c.id == amina)).one()
        assert (row.second_factor, row.last_step) == (None, 0)
        assert connection.execute(select(recovery_code)).all() == []


def test_a_case_worker_sets_up_a_second_factor_first_when_it_was_removed(people, accounts):
    a_member(accounts, "carla", Role.CASEWORKER)
    custodian = acting(accounts, a_member(accounts, "kim", Role.CUSTODIAN))
    issued = accounts.allow_reset(custodian, 1)

    accounts.reset(issued.token, NEW)

    assert sign_in(people, "carla", NEW).actor.restricted


def test_a_link_works_once_when_it_is_used_twice(people, accounts, manager, amina):
    issued = accounts.allow_reset(manager, amina)
    accounts.reset(issued.token, NEW)

    with pytest.raises(ResetOver):
        accounts.open_reset(issued.token)
    with pytest.raises(ResetOver):
        accounts.reset(issued.token, OTHER)

    assert sign_in(people, password=NEW).actor.id == amina


def test_a_link_works_once_when_two_use_it_at_once(people, accounts, manager, amina, trail):
    token = accounts.allow_reset(manager, amina).token

    outcomes = at_once(
        lambda: accounts.reset(token, NEW),
        lambda: accounts.reset(token, OTHER),
        lambda: accounts.reset(token, NEW),
    )

    assert outcomes == ["ResetOver", "ResetOver", "done"]
    assert len(trail.entries(OPERATOR, Wanted(action="reset_password"))) == 1


def test_a_link_is_over_when_a_day_has_passed(accounts, manager, amina, clock):
    issued = accounts.allow_reset(manager, amina)
    clock.move(hours=23, minutes=59, seconds=59)
    assert accounts.open_reset(issued.token) == "amina"

    clock.move(seconds=1)

    assert clock.now() == issued.expires_at
    with pytest.raises(ResetOver):
        accounts.open_reset(issued.token)
    with pytest.raises(ResetOver):
        accounts.reset(issued.token, NEW)


def test_a_link_is_over_when_a_newer_one_was_made(accounts, manager, amina):
    old = accounts.allow_reset(manager, amina)
    new = accounts.allow_reset(manager, amina)

    with pytest.raises(ResetOver):
        accounts.reset(old.token, NEW)
    assert accounts.reset(new.token, NEW) == "amina"


def test_a_link_is_over_when_the_account_was_deactivated(accounts, manager, amina):
    issued = accounts.allow_reset(manager, amina)
    accounts.deactivate(manager, amina)

    with pytest.raises(ResetOver):
        accounts.reset(issued.token, NEW)
    with pytest.raises(Deactivated):
        accounts.allow_reset(manager, amina)
    accounts.reactivate(manager, amina)
    with pytest.raises(ResetOver):
        accounts.reset(issued.token, NEW)


@pytest.mark.parametrize("token", [None, "", "x", "a" * 43, "\ud800" * 43, b"a" * 43, "é" * 43, 7])
def test_nothing_opens_when_the_token_is_rubbish(accounts, amina, token):
    with pytest.raises(ResetOver):
        accounts.open_reset(token)
    with pytest.raises(ResetOver):
        accounts.reset(token, NEW)


@pytest.mark.parametrize("password", ["", "short", None, "x" * 1_000_000, "amina amina amina"])
def test_the_link_can_be_used_again_when_the_password_was_too_weak(
    people, accounts, manager, amina, password
):
    token = sign_in(people).token
    issued = accounts.allow_reset(manager, amina)

    with pytest.raises(WeakPassword):
        accounts.reset(issued.token, password)

    assert people.actor_of(token) is not None
    assert accounts.reset(issued.token, NEW) == "amina"


def test_nobody_makes_a_link_for_themselves(accounts, manager, trail):
    ada = acting(accounts, a_member(accounts, "ada", Role.ADMINISTRATOR))
    carla = acting(accounts, a_member(accounts, "carla", Role.CASEWORKER))

    for actor in (manager, ada, carla):
        with pytest.raises(NotByOneself):
            accounts.allow_reset(actor, actor.id)

    refused = trail.entries(OPERATOR, Wanted(action="allow_reset", outcome="refused"))
    assert len(refused) == 3


def test_only_the_same_body_resets_those_who_handle_complaints(accounts, manager, engine):
    ada = acting(accounts, a_member(accounts, "ada", Role.ADMINISTRATOR))
    interpreter = a_member(accounts, "ivan", Role.INTERPRETER)
    carla = a_member(accounts, "carla", Role.CASEWORKER)
    body = accounts.staff(OPERATOR)[1].organisation
    colleague = acting(accounts, a_member(accounts, "kim", Role.CUSTODIAN))
    head = acting(
        accounts, a_member(accounts, "eva", Role.EVALUATOR, organisation=body, manager=True)
    )

    for member in (interpreter, carla):
        for actor in (ada, manager, head, acting(accounts, interpreter)):
            with pytest.raises(NotPermitted):
                accounts.allow_reset(actor, member)
        assert accounts.allow_reset(colleague, member).token


def test_the_database_and_the_trail_hold_no_token_when_a_link_was_made(
    accounts, manager, amina, engine, trail
):
    issued = accounts.allow_reset(manager, amina)

    with reading(engine) as connection:
        kept = repr(connection.execute(select(password_reset)).all())
    assert issued.token not in kept + repr(trail.entries(OPERATOR)) + repr(issued)
    accounts.reset(issued.token, NEW)
    entry, *_ = trail.entries(OPERATOR)
    assert (entry.actor_id, entry.action, entry.about) == (
        amina,
        "reset_password",
        f"staff {amina}",
    )


@pytest.mark.parametrize("name", ODD_NAMES)
def test_the_link_comes_by_mail_when_there_is_a_server_and_an_address(
    trail, cheap_hashing, accounts, manager, name
):
    post = Post()
    accounts = Accounts(trail, Settings(public_address="https://portal.example.org/"), post)
    member = a_member(accounts, name, Role.LEADER, email="amina@example.org")

    issued = accounts.allow_reset(manager, member, gettext=lambda text: f"«{text}»")

    ((to, subject, text),) = post.letters
    assert issued.mailed
    assert to == "amina@example.org"
    assert subject == "«A new password for the feedback portal»"
    assert text.startswith("«Open this link within one day")
    assert f"\n\nhttps://portal.example.org/staff/reset/{issued.token}\n\n" in text
    assert f"name: {name}\n" in text


def test_the_link_is_shown_all_the_same_when_the_mail_server_fails(trail, accounts, manager):
    accounts = Accounts(trail, Settings(), Post(fails=True))
    member = a_member(accounts, "amina", Role.LEADER, email="amina@example.org")

    issued = accounts.allow_reset(manager, member)

    assert not issued.mailed
    assert accounts.reset(issued.token, NEW) == "amina"
