"""The recovery key at the light door: printed once, and typed after a new password."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from copfeedback.application import Portal
from copfeedback.complaints.vault import HolderKey
from copfeedback.people.model import OPERATOR, Role
from tests.people.members import PASSWORD, a_member
from tests.web.colleague import NEW_PASSWORD, Colleague, Form, a_client

PAGE = "/staff/recovery-key"
_KEY = re.compile(r'<code class="secret" dir="ltr">([0-9a-f ]+)</code>')


@pytest.fixture(autouse=True)
def amal_id(portal: Portal, cheap_hashing: None) -> int:
    return a_member(portal, "amal", Role.CASEWORKER, demonstration=True)


@pytest.fixture
def amal(portal: Portal) -> Colleague:
    return Colleague(a_client(portal)).sign_in("amal")


def key_of(portal: Portal, colleague: Colleague) -> HolderKey | None:
    return portal.keys.key_of(colleague.token, portal.people.actor_of(colleague.token))


def printed(colleague: Colleague) -> str:
    (key,) = _KEY.findall(colleague.page)
    return key


def reset(portal: Portal, staff_id: int) -> Colleague:
    """A colleague who has got another password by a link, and signed in with it."""
    link = urlsplit(portal.accounts.allow_reset(OPERATOR, staff_id).address).path
    colleague = Colleague(a_client(portal)).open(link)
    colleague.press(password=NEW_PASSWORD, again=NEW_PASSWORD)
    return colleague.press(name="amal", password=NEW_PASSWORD)


def test_a_recovery_key_is_shown_once(amal: Colleague):
    assert "It is shown once." in amal.open(PAGE).page
    amal.press("make")
    key = printed(amal)

    assert amal.response.headers["Cache-Control"] == "no-store"
    assert "Print or copy it now" in amal.page
    assert amal.press("next").path == "/keys"
    assert key not in amal.open(PAGE).page
    assert "You have one already." in amal.page


def test_it_is_shown_in_another_language_as_well(amal: Colleague):
    amal.open(f"{PAGE}?lang=en").press("make")
    key = printed(amal)

    amal.press("language:ar")

    assert Form(amal.page).lang == "ar"
    assert printed(amal) == key
    assert key.replace(" ", "") not in str(amal.response.url)


def test_it_opens_the_key_again_after_a_new_password(portal: Portal, amal: Colleague, amal_id: int):
    key = key_of(portal, amal)
    amal.open(PAGE).press("make")
    paper = printed(amal)
    again = reset(portal, amal_id)
    assert key_of(portal, again) is None

    again.open(f"{PAGE}?lang=en")
    assert "Your key is locked." in again.page
    again.press("open", key=paper, password=NEW_PASSWORD)

    assert again.path == "/keys"
    assert key_of(portal, again) == key


def test_slips_and_wrong_passwords_are_told_and_nothing_typed_comes_back(
    portal: Portal, amal: Colleague, amal_id: int
):
    amal.open(PAGE).press("make")
    paper = printed(amal)
    again = reset(portal, amal_id).open(f"{PAGE}?lang=en")

    again.press("open", key=paper[1:], password=NEW_PASSWORD)
    assert (again.status, "There is a slip" in again.page) == (422, True)
    again.press("open", key=paper, password=PASSWORD)
    assert "The current password is wrong." in again.page
    assert paper not in again.page
    assert NEW_PASSWORD not in again.page
    amal_before = "0" * 64
    again.press("open", key=amal_before, password=NEW_PASSWORD)
    assert again.status == 422
    assert key_of(portal, again) is None


def test_nobody_else_gets_there(portal: Portal):
    a_member(portal, "leader", Role.LEADER)
    leader = Colleague(a_client(portal)).sign_in("leader")

    assert leader.open(PAGE).path == "/staff/account"
    assert Colleague(a_client(portal)).open(PAGE).path == "/staff/sign-in"


def test_the_page_is_small_and_its_title_says_nothing_of_complaints(amal: Colleague):
    page = amal.open(PAGE).page

    assert len(page.encode()) < 30_000
    assert "complaint" not in page.split("</title>")[0].lower()
