"""The second factor at the light door: setting it up, using it, doing without it again."""

from __future__ import annotations

import re

import pyotp
import pytest
import segno
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import SESSION_COOKIE, Role
from tests.people.members import PASSWORD, a_member
from tests.web.colleague import Clock, Colleague, Form, Phone, a_client

PAGE = "/staff/second-factor"
WRONG = "000000"
_CODE = re.compile(r'<code dir="ltr">([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>')


@pytest.fixture(autouse=True)
def staff(portal: Portal, cheap_hashing: None) -> None:
    a_member(portal, "root", Role.ADMINISTRATOR)
    a_member(portal, "amina", Role.LEADER)


@pytest.fixture
def root(portal: Portal) -> Colleague:
    """An administrator who has just signed in and has no second factor."""
    return Colleague(a_client(portal)).sign_in("root")


@pytest.fixture
def amina(portal: Portal) -> Colleague:
    return Colleague(a_client(portal)).sign_in("amina")


def set_up(colleague: Colleague, clock: Clock) -> tuple[Phone, list[str]]:
    """A phone that holds the secret, and the recovery codes; its codes count a minute later."""
    phone = Phone(colleague.open(f"{PAGE}?lang=en").values["secret"][0], clock)
    colleague.press("next", code=phone.code())
    codes = _CODE.findall(colleague.page)
    clock.move(minutes=1)
    return phone, codes


def coming_in(portal: Portal, name: str, code: str) -> Colleague:
    """Somebody who tries to sign in from another browser."""
    return Colleague(a_client(portal)).sign_in(name, code=code)


def beside(colleague: Colleague) -> Colleague:
    """Another browser at the same process, which keeps its sealed things under the same key."""
    client = TestClient(colleague.client.app, "http://localhost:8501", follow_redirects=False)
    return Colleague(client)


def is_in(portal: Portal, token: str | None) -> bool:
    """Whether the browser that sends this cookie gets to the account."""
    client = a_client(portal)
    client.cookies.set(SESSION_COOKIE, token or "")
    return Colleague(client).open(PAGE).path == PAGE


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CASEWORKER, Role.CUSTODIAN])
def test_all_else_opens_when_the_role_needs_a_second_factor_and_has_it(
    portal: Portal, clock: Clock, role: Role
):
    a_member(portal, "nina", role)
    nina = Colleague(a_client(portal))
    nina.open("/staff/sign-in?lang=en&next=/staff/sessions").sign_in("nina")
    assert "Your role needs it." in nina.page
    assert portal.people.actor_of(nina.token).restricted
    assert Colleague(a_client(portal)).sign_in("nina").path == PAGE, "nor by signing in once more"

    nina.press("next", code=Phone(nina.values["secret"][0], clock).code())

    assert not portal.people.actor_of(nina.token).restricted
    assert nina.press("next").path == "/staff/sessions", "on to where they were going"
    assert nina.open("/staff/account").path == "/staff/account"


def test_a_phone_gets_the_secret_by_picture_or_by_typing(root: Colleague):
    (secret,) = root.open(f"{PAGE}?lang=en").values["secret"]

    (picture,) = re.findall(r"<svg.*?</svg>", root.page, re.DOTALL)
    uri = pyotp.TOTP(secret).provisioning_uri(name="root", issuer_name="127.0.0.1")
    drawn = segno.make(uri, error="m").svg_inline(border=4, dark="#000", light="#fff")
    assert re.findall(r' d="(.*?)"', picture) == re.findall(r' d="(.*?)"', drawn)
    (spelled,) = re.findall(r'<code class="secret" dir="ltr">(.*?)</code>', root.page)
    assert spelled == " ".join(re.findall("....", secret))
    assert root.response.headers["cache-control"] == "no-store"
    assert secret not in root.open(f"{PAGE}?lang=en").page, "another one each time"


def test_the_same_secret_is_offered_again_when_the_code_was_wrong(
    portal: Portal, root: Colleague, clock: Clock
):
    offered, token = root.values["secret"], root.token

    root.press("next", code=WRONG)
    assert root.status == 422
    assert "The code is wrong, or was used before." in root.page
    assert WRONG not in root.page
    root.press("language:ar", code="12")
    root.press("language:en")

    assert (root.values["secret"], root.token) == (offered, token)
    assert portal.people.actor_of(token).restricted
    root.press("next", code=Phone(offered[0], clock).code())
    assert len(_CODE.findall(root.page)) == 10


@pytest.mark.parametrize("secret", ["", "A" * 31, "a" * 32, "0" * 32, "<b>", "A" * 64])
def test_another_secret_is_offered_when_the_one_sent_can_be_none(
    portal: Portal, root: Colleague, secret: str
):
    root.press("next", secret=secret, code=WRONG)

    assert root.status == 422
    assert re.fullmatch("[A-Z2-7]{32}", root.values["secret"][0])
    assert portal.people.actor_of(root.token).restricted


def test_ten_recovery_codes_are_shown_once(root: Colleague, clock: Clock):
    _, codes = set_up(root, clock)
    assert len(set(codes)) == 10
    assert root.response.headers["cache-control"] == "no-store"
    root.press("language:ar")
    assert (Form(root.page).lang, _CODE.findall(root.page)) == ("ar", codes), "still this once"
    shown = root.values["shown"][0]
    root.press("next")
    assert root.path == "/staff/account"

    root.open(f"{PAGE}?lang=en")

    assert "You have 10 recovery codes left." in root.page
    assert not any(code in root.page for code in codes)
    assert shown not in root.page


def test_the_kept_codes_open_for_nobody_else(root: Colleague, clock: Clock):
    set_up(root, clock)
    shown = root.values["shown"]
    amina = beside(root).sign_in("amina")

    csrf = amina.open(PAGE).values["csrf"][0]
    amina.response = amina.client.post(
        PAGE, data={"csrf": csrf, "shown": shown, "go": "language:ar"}, follow_redirects=True
    )

    assert amina.path == "/staff/account"
    assert not _CODE.findall(amina.page)


def test_one_goes_on_in_the_language_one_reads_when_the_codes_are_kept(
    portal: Portal, clock: Clock
):
    root = Colleague(a_client(portal)).open("/staff/sign-in?lang=fr&next=/staff/sessions")
    root.press(name="root", password=PASSWORD)
    root.press("next", code=Phone(root.values["secret"][0], clock).code())

    assert (Form(root.page).lang, Form(root.press("next").page).lang) == ("fr", "fr")
    assert root.path == "/staff/sessions"


def test_what_is_kept_for_one_page_is_nothing_to_another(root: Colleague, clock: Clock):
    beside(root).sign_in("root", "four quiet words there")
    notice = beside(root).sign_in("root").response.url.params["notice"]
    set_up(root, clock)
    codes = root.values["shown"][0]

    assert root.press("language:ar", shown=notice).path == "/staff/account"
    assert root.open(f"/staff/account?notice={codes}").status == 200
    assert 'role="alert"' not in root.page


def test_the_session_goes_on_under_another_token_when_it_may_do_more(
    portal: Portal, root: Colleague, clock: Clock
):
    before, elsewhere = root.token, coming_in(portal, "root", "").token

    set_up(root, clock)

    assert root.token not in {before, elsewhere}
    assert is_in(portal, root.token)
    assert not is_in(portal, before)
    assert not is_in(portal, elsewhere)


def test_a_code_opens_once_when_somebody_saw_it(portal: Portal, root: Colleague, clock: Clock):
    phone = Phone(root.values["secret"][0], clock)
    root.press("next", code=phone.code())
    assert coming_in(portal, "root", phone.code()).token is None, "it has set up the phone"

    clock.move(minutes=1)
    seen = phone.code()
    assert coming_in(portal, "root", seen).token is not None
    again = coming_in(portal, "root", seen)

    assert (again.status, again.token) == (401, None)
    assert "Name, password or code is wrong." in again.page


@pytest.mark.parametrize(
    ("seconds", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_code_opens_when_the_clocks_differ_by_one_step_at_most(
    portal: Portal, root: Colleague, clock: Clock, seconds: float, right: bool
):
    phone, _ = set_up(root, clock)
    clock.move(minutes=5)

    assert (coming_in(portal, "root", phone.code(later=seconds)).token is not None) is right


@pytest.mark.parametrize("code", ["", WRONG, "aaaa-aaaa-aaaa-aaaa", "٠" * 6, "x" * 10_000])
def test_the_password_alone_opens_nothing_when_there_is_a_second_factor(
    portal: Portal, root: Colleague, clock: Clock, code: str
):
    set_up(root, clock)

    tried = coming_in(portal, "root", code)

    assert (tried.status, tried.token) == (401, None)
    assert "Name, password or code is wrong." in tried.page, "it never says which"
    assert tried.values["code"] == [""]


def test_a_recovery_code_opens_once(portal: Portal, root: Colleague, clock: Clock):
    _, codes = set_up(root, clock)

    lost = coming_in(portal, "root", codes[0].upper().replace("-", " "))
    assert "You have 9 recovery codes left." in lost.open(f"{PAGE}?lang=en").page

    assert coming_in(portal, "root", codes[0]).status == 401
    assert coming_in(portal, "root", codes[1]).token is not None


def test_the_old_recovery_codes_are_useless_when_there_are_new_ones(
    portal: Portal, root: Colleague, clock: Clock
):
    phone, old = set_up(root, clock)
    root.open(f"{PAGE}?lang=en").press("codes", code=WRONG)
    assert (root.status, _CODE.findall(root.page)) == (422, [])
    root.press("codes", code=phone.code())
    new = _CODE.findall(root.page)

    assert len(set(new) - set(old)) == 10
    assert coming_in(portal, "root", old[0]).token is None
    assert coming_in(portal, "root", new[0]).token is not None


def test_the_password_alone_opens_again_when_the_second_factor_was_removed(
    portal: Portal, amina: Colleague, clock: Clock
):
    phone, codes = set_up(amina, clock)
    elsewhere, before = coming_in(portal, "amina", codes[0]).token, amina.token
    assert amina.open(f"{PAGE}?lang=en").press("remove", code=WRONG).status == 422
    assert coming_in(portal, "amina", "").token is None

    amina.press("remove", code=phone.code())

    assert (amina.path, "Your second factor is removed." in amina.page) == ("/staff/account", True)
    assert amina.token != before
    assert not is_in(portal, before)
    assert not is_in(portal, elsewhere)
    assert coming_in(portal, "amina", "").token is not None


def test_the_second_factor_stays_when_the_role_cannot_do_without(
    portal: Portal, root: Colleague, clock: Clock
):
    phone, _ = set_up(root, clock)
    root.open(f"{PAGE}?lang=en")
    assert "remove" not in Form(root.page).buttons

    root.press("remove", code=phone.code())

    assert root.status == 403
    assert "Your role cannot do without a second factor." in root.page
    assert coming_in(portal, "root", "").token is None
    assert coming_in(portal, "root", phone.code()).token is not None


def test_another_phone_takes_its_place_when_a_code_of_the_first_one_is_given(
    portal: Portal, amina: Colleague, clock: Clock
):
    old, codes = set_up(amina, clock)
    amina.open(f"{PAGE}?lang=en&another=yes")
    new = Phone(amina.values["secret"][0], clock)
    for current in ("", new.code()):
        amina.press("next", code=new.code(), current=current)
        assert amina.status == 422, "whoever finds an open session has no code of hers"
        assert amina.values["secret"] == [new.secret]

    before = amina.token
    amina.press("next", code=new.code(), current=codes[0])

    assert len(_CODE.findall(amina.page)) == 10
    assert not is_in(portal, before)
    clock.move(minutes=1)
    assert coming_in(portal, "amina", old.code()).token is None
    assert coming_in(portal, "amina", codes[1]).token is None
    assert coming_in(portal, "amina", new.code()).token is not None


def test_a_new_secret_is_offered_when_the_factor_was_removed_in_another_window(
    amina: Colleague, clock: Clock
):
    phone, codes = set_up(amina, clock)
    window = Colleague(amina.client).open(f"{PAGE}?lang=en")
    amina.open(PAGE).press("remove", code=phone.code())
    csrf = amina.open("/staff/sessions").values["csrf"][0]

    window.press("codes", code=codes[0], csrf=csrf)

    assert window.status == 200
    assert window.values["secret"]
