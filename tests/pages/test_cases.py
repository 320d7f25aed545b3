"""The inbox, the register, and the pages of interpreters and identity custodians."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from copfeedback.application import Portal
from copfeedback.complaints.tables import complaint_item
from copfeedback.people.model import Role
from copfeedback.storage.engine import writing
from tests.pages.casework import STORY, Commission
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader

PAGES = ("cases", "case", "register", "interpreting", "identities", "case-requests")
FOR = {
    Role.CASEWORKER: {"cases", "case", "register"},
    Role.INTERPRETER: {"interpreting"},
    Role.CUSTODIAN: {"identities"},
    Role.AGENCY_OFFICER: {"case-requests"},
    Role.ADMINISTRATOR: set(),
    Role.LEADER: set(),
    Role.AUDITOR: set(),
}
LOCKED = "Your key is not open in this session"


@pytest.mark.parametrize("role", FOR)
def test_each_page_is_refused_to_those_it_is_not_for(
    role: Role, commission: Commission, sign_in: Callable[..., Reader]
):
    case_id = commission.a_case()
    reader = sign_in(role, "somebody")
    for page in PAGES:
        shown = reader.open(page, case=case_id)
        assert ("This page is for" in shown.text) is (page not in FOR[role])
        assert "Karl Weber" not in shown.page


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_asked_to_sign_in(page: str, commission: Commission, reader: Reader):
    case_id = commission.a_case()
    shown = reader.open(page, case=case_id)
    assert "This page is for" in shown.text
    assert "Staff sign-in" in shown.text
    assert "Karl Weber" not in shown.page


def test_the_menu_offers_each_role_its_own_pages(commission: Commission):
    names = (
        "Cases",
        "Register of officers",
        "Interpreting",
        "Who complains",
        "Requests about complaints",
    )
    offered = {
        name: {each for each in names if each in commission.readers[name].open("home").links}
        for name in ("amal", "clara", "dina", "erik")
    }
    assert offered == {
        "amal": {"Cases", "Register of officers"},
        "clara": {"Who complains"},
        "dina": {"Interpreting"},
        "erik": {"Requests about complaints"},
    }


@pytest.mark.parametrize(
    ("page", "role"),
    [
        ("cases", Role.CASEWORKER),
        ("case", Role.CASEWORKER),
        ("register", Role.CASEWORKER),
        ("interpreting", Role.INTERPRETER),
        ("identities", Role.CUSTODIAN),
        ("case-requests", Role.AGENCY_OFFICER),
    ],
)
def test_whose_key_is_locked_is_told_what_to_do(
    page: str, role: Role, commission: Commission, monkeypatch: pytest.MonkeyPatch
):
    case_id = commission.a_case()
    name = {"caseworker": "amal", "interpreter": "dina", "custodian": "clara"}.get(role, "erik")
    monkeypatch.setattr(commission.portal.keys, "key_of", lambda token, who: None)
    shown = commission.readers[name].open(page, case=case_id)
    assert LOCKED in shown.text
    assert 'href="./keys?lang=en"' in shown.page
    assert "Karl Weber" not in shown.page


def test_without_a_roster_nothing_is_shown(portal: Portal, sign_in: Callable[..., Reader]):
    reader = sign_in(Role.CASEWORKER)
    for page in ("cases", "case", "register"):
        assert "There is no roster that counts" in reader.open(page).text


def cases_of(inbox: Reader) -> list[str]:
    """The links to cases."""
    return [label for label in inbox.links if " – " in label]


def test_the_inbox_shows_what_is_due_first(commission: Commission, calendar: Calendar):
    danger = commission.a_case("They wait outside.", answers={"danger": ["yes"]})
    calendar.today -= timedelta(days=10)
    late = commission.a_case()
    calendar.today += timedelta(days=10)
    inbox = commission.amal.open("cases")
    assert "In danger now" in inbox.text
    assert "Officer Karl Weber shouted at my mother" in inbox.text
    assert any(late in label and "How they spoke or behaved" in label for label in inbox.links)

    inbox.open("cases", wanted="danger")
    assert [danger in label for label in cases_of(inbox)] == [True]

    inbox.open("cases", wanted="overdue")
    assert "Overdue by 3 days" in inbox.text
    assert [late in label for label in cases_of(inbox)] == [True]
    assert "There are no such cases." in inbox.open("cases", wanted="ended").text


def test_the_inbox_says_who_wrote_last(commission: Commission):
    case_id = commission.a_case()
    commission.amal.open("case", case=case_id, part="messages")
    commission.amal.enter(text0="We have it.").do("send")
    token = commission.complainant(case_id)
    commission.portal.following.send_message(token, "Is anybody there?", "en")
    assert "New message" in commission.amal.open("cases", wanted="waiting").text


def test_the_inbox_goes_on_with_the_next_page(commission: Commission):
    for _ in range(26):
        commission.a_case()
    first = commission.amal.open("cases")
    assert "Next page" in first.links
    second = commission.amal.open("cases", number="2")
    assert "Earlier page" in second.links
    assert "Next page" not in second.links
    assert second.page.count("Officer Karl Weber") == 1


@pytest.mark.parametrize(
    "query", [{"wanted": "x"}, {"number": "x"}, {"number": "0"}, {"number": "999"}]
)
def test_something_is_shown_when_an_address_is_wrong(query: dict[str, str], commission: Commission):
    commission.a_case()
    assert "Open" in commission.amal.open("cases", **query).text


def test_a_case_that_was_tampered_with_is_named_and_not_shown(commission: Commission):
    case_id = commission.a_case()
    with writing(commission.portal.engine) as connection:
        connection.execute(update(complaint_item).values(sealed=b"x" * 400))
    inbox = commission.amal.open("cases")
    assert case_id in inbox.links
    assert "something in the database was changed" in inbox.text
    case = commission.amal.open("case", case=case_id)
    assert "something in the database was changed" in case.text
    assert STORY.splitlines()[1] not in case.text


def test_the_register_shows_who_comes_up_again(commission: Commission):
    first, second = commission.a_case(), commission.a_case()
    for case_id in (first, second):
        commission.amal.open("case", case=case_id, part="more")
        commission.amal.enter(officer="Karl Weber", unit="Harbour").do("register")
        assert "It is in the register." in commission.amal.text
        assert commission.amal.entry("officer").value == ""
    register = commission.amal.open("register")
    assert "Karl Weber" in register.text
    assert "2 cases" in register.text
    assert {first, second} <= set(register.links)
    assert "Nothing comes up." in register.enter(words="Somebody else").text


def asked(custodian: Reader) -> str:
    """The number of the one question that waits for a custodian."""
    (found,) = (each.key for each in custodian.app.button if ".look-" in (each.key or ""))
    return str(found).rpartition(".look-")[2]


def test_a_custodian_releases_a_name_with_a_reason(commission: Commission):
    case_id = commission.a_case(identity={"name": "Leila Nasser", "consent": "not_asked"})
    commission.amal.open("case", case=case_id, part="people")
    assert "Leila" not in commission.amal.text
    commission.amal.do("ask-now")
    assert "Please write something" in commission.amal.text
    commission.amal.enter(ask="To find the witness.").do("ask-now")
    assert "The custodians see your question." in commission.amal.text

    clara = commission.clara.open("identities")
    assert "To find the witness." in clara.text
    assert "Leila" not in clara.text
    assert "Leila Nasser" in clara.do(f"look-{asked(clara)}").text
    assert "Leila" not in clara.do(f"release-{asked(clara)}").text, "a look is for once"
    assert "Please write something" in clara.text
    clara.enter(**{f"reason-{asked(clara)}": "The witness is in danger."})
    clara.do(f"release-{asked(clara)}")
    assert "The caseworkers of the case know who it is now." in clara.text
    assert "Nobody asks at the moment." in clara.text

    told = commission.amal.open("case", case=case_id, part="people")
    assert "Leila Nasser" in told.text
    assert "They could not be asked" in told.text
    assert "The witness is in danger." in told.text


def test_caseworkers_are_told_that_there_is_no_name(commission: Commission):
    case_id = commission.a_case()
    commission.amal.open("case", case=case_id, part="people").enter(ask="To write.").do("ask-now")
    assert "gave no name" not in commission.amal.text
    clara = commission.clara.open("identities")
    clara.enter(**{f"reason-{asked(clara)}": "Nothing to hide."}).do(f"release-{asked(clara)}")
    told = commission.amal.open("case", case=case_id, part="people")
    assert "The complainant gave no name." in told.text


def test_a_custodian_refuses(commission: Commission):
    case_id = commission.a_case(identity={"name": "Leila Nasser"})
    commission.amal.open("case", case=case_id, part="people")
    commission.amal.enter(ask="Curious.").do("ask-now")
    clara = commission.clara.open("identities")
    clara.enter(**{f"reason-{asked(clara)}": "Not needed."}).do(f"refuse-{asked(clara)}")
    told = commission.amal.open("case", case=case_id, part="people")
    assert "Not needed." in told.text
    assert "Leila" not in told.text


def test_an_interpreter_translates_only_where_called(commission: Commission):
    case_id = commission.a_case("صرخوا في وجه أمي.", language="ar")
    dina = commission.dina.open("interpreting")
    assert "You have not been called to a case." in dina.text
    assert "not for you to open" in dina.open("interpreting", case=case_id).text

    commission.amal.open("case", case=case_id, part="people")
    who = commission.staff_id("dina")
    commission.amal.enter(joins=who, joins_why="Arabic.").do("join")
    assert "They can open the case now." in commission.amal.text

    assert case_id in dina.open("interpreting").links
    dina.open("interpreting", case=case_id)
    assert "صرخوا" in dina.text
    dina.do("translate")
    assert "Please write something" in dina.text
    dina.enter(translation="They shouted at my mother.").do("translate")
    assert "The translation is in the case." in dina.text
    case = commission.amal.open("case", case=case_id)
    assert "They shouted at my mother." in case.text
    assert "Translated by dina" in case.text
