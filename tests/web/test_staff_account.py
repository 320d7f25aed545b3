"""What staff do with their own account at the light door: password, and where they are in."""

from __future__ import annotations

import re
from html import escape, unescape

import pytest

from copfeedback.application import Portal
from copfeedback.people.model import SESSION_COOKIE, Role
from copfeedback.people.wording import ROLE_NAMES
from tests.people.members import ODD_NAMES, PASSWORD, a_member
from tests.web.colleague import NEW_PASSWORD, Clock, Colleague, Form, a_client

WRONG = "four quiet words there"
EASY = "aminaaminaamina"
LANGUAGES = ("en", "ar", "es", "fr", "ru", "uk")
RAW_TIME = re.compile(r"\d{4}-\d\d-\d\d|\+00:00|UTC|\d\d:\d\d:\d\d\.\d")


@pytest.fixture(autouse=True)
def staff(portal: Portal, cheap_hashing: None) -> None:
    a_member(portal, "amina", Role.LEADER)
    a_member(portal, "boris", Role.ANALYST)


@pytest.fixture
def amina(portal: Portal) -> Colleague:
    return Colleague(a_client(portal)).sign_in("amina")


def in_elsewhere(portal: Portal, name: str = "amina", password: str = PASSWORD) -> str | None:
    """The session of another browser."""
    return Colleague(a_client(portal)).sign_in(name, password).token


def holding(portal: Portal, token: str | None) -> Colleague:
    """Somebody whose browser sends this session's cookie."""
    client = a_client(portal)
    client.cookies.set(SESSION_COOKIE, token or "")
    return Colleague(client)


def handle_of(portal: Portal, token: str | None) -> str:
    """What the sessions page calls a session."""
    own = portal.people.own_account
    kept = own.own_sessions(portal.people.actor_of(token), token)
    (handle,) = (each.handle for each in kept if each.current)
    return handle


def change(colleague: Colleague, current: str = PASSWORD, new: str = NEW_PASSWORD, **more: str):
    """Fill in the form for another password."""
    entries = {"current": current, "password": new, "again": new, **more}
    return colleague.press(**entries)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_page_says_who_one_is_here_and_leads_on(portal: Portal, amina: Colleague, tag: str):
    amina.open(f"/staff/account?lang={tag}")

    speech = portal.catalogues.speech(tag)
    facts = re.findall(r"<dd>(.*?)</dd>", amina.page)
    assert facts == ["amina", escape(speech.gettext(ROLE_NAMES[Role.LEADER])), "City police"]
    links = re.findall(rf'<li><a href="(/staff/[a-z-]+)\?lang={tag}">', amina.page)
    assert len(links) == 4
    for path in links:
        assert amina.open(f"{path}?lang={tag}").path == path
        assert Form(amina.page).lang == tag


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_is_nothing_but_text_when_it_looks_like_more(portal: Portal, name: str):
    a_member(portal, name, Role.ANALYST)
    colleague = Colleague(a_client(portal)).sign_in(name).open("/staff/account?lang=en")

    (shown, *_) = re.findall(r"<dd>(.*?)</dd>", colleague.page)
    assert (unescape(shown), "<" in shown) == (name, False)
    (kept,) = re.findall(r'id="name" value="(.*?)"', colleague.open("/staff/password").page)
    assert (unescape(kept), "<" in kept) == (name, False)


@pytest.mark.parametrize(
    ("aim", "button"),
    [
        ("/trends?wave=w-1", 'href="/trends?wave=w-1&amp;lang=ar"'),
        ("https://evil.example", None),
        ("//evil.example", None),
        ("javascript:alert(1)", None),
    ],
)
def test_one_goes_on_in_the_language_one_reads_and_never_to_another_site(
    amina: Colleague, aim: str, button: str | None
):
    page = amina.open(f"/staff/account?lang=ar&next={aim.replace('&', '%26')}").page

    assert "evil.example" not in page
    assert "javascript:" not in page
    assert (button in page) if button else ('class="button"' not in page)


def test_the_new_password_alone_opens_when_it_was_changed(portal: Portal, amina: Colleague):
    change(amina.open("/staff/password?lang=fr"))

    assert (amina.status, amina.path) == (200, "/staff/account")
    speech = portal.catalogues.speech("fr")
    notice = speech.gettext("Your password is changed. You are signed out everywhere else.")
    assert escape(notice) in amina.page
    assert in_elsewhere(portal) is None
    assert in_elsewhere(portal, password=NEW_PASSWORD) is not None


def test_the_session_goes_on_under_another_token_when_the_password_changed(
    portal: Portal, amina: Colleague
):
    before, elsewhere = amina.token, in_elsewhere(portal)
    other = in_elsewhere(portal, "boris")

    change(amina.open("/staff/password"))

    assert amina.token != before
    assert portal.people.actor_of(amina.token).name == "amina"
    assert portal.people.actor_of(other).name == "boris"
    for ended in (before, elsewhere):
        assert holding(portal, ended).open("/staff/account").path == "/staff/sign-in", "replayed"


@pytest.mark.parametrize(("address", "secure"), [("http", False), ("https", True)])
def test_no_script_and_no_other_site_gets_the_new_cookie(portal: Portal, address: str, secure):
    changes = {"public_address": f"{address}://localhost:8501"}
    portal.settings = portal.settings.model_copy(update=changes)
    colleague = Colleague(a_client(portal, base=f"{address}://localhost:8501")).sign_in("amina")
    colleague.open("/staff/password")

    colleague.press(current=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD, follow=False)

    cookie = colleague.response.headers["set-cookie"].lower()
    assert cookie.startswith(SESSION_COOKIE)
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert ("secure" in cookie) is secure


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"current": WRONG}, "The current password is wrong."),
        ({"current": ""}, "The current password is wrong."),
        ({"again": WRONG}, "The two new passwords are not the same."),
        ({"new": "too short", "again": "too short"}, "has fewer than 12 characters"),
        ({"new": EASY, "again": EASY}, "The new password is easy to guess."),
        ({"new": "x" * 1025, "again": "x" * 1025}, "The new password is too long."),
    ],
)
def test_nothing_is_lost_when_the_new_password_is_not_taken(
    portal: Portal, amina: Colleague, entries: dict[str, str], sentence: str
):
    token, elsewhere = amina.token, in_elsewhere(portal)

    change(amina.open("/staff/password?lang=en"), **entries)

    assert (amina.status, amina.path, amina.token) == (422, "/staff/password", token)
    assert sentence in amina.page
    assert 'role="alert"' in amina.page
    for typed in (PASSWORD, NEW_PASSWORD, *filter(None, entries.values())):
        assert typed not in amina.page, "no password is ever written back"
    assert portal.people.actor_of(elsewhere) is not None
    assert in_elsewhere(portal) is not None, "the old one still opens"
    assert change(amina).path == "/staff/account", "and the form can be sent again"


def test_what_to_do_better_is_said_in_the_readers_language(
    portal: Portal, amina: Colleague, monkeypatch: pytest.MonkeyPatch
):
    said = {
        "The new password is easy to guess.": "كلمة المرور سهلة.",
        "Avoid repeating letters, digits or words.": "تجنّب التكرار.",
    }
    for english, arabic in said.items():
        catalogue = portal.catalogues.speech("ar").catalogue
        monkeypatch.setitem(catalogue._catalog, english, arabic)

    change(amina.open("/staff/password?lang=ar"), new=EASY)

    for english, arabic in said.items():
        assert arabic in amina.page
        assert english not in amina.page
    assert Form(amina.page).dir == "rtl"


def test_the_current_password_is_not_guessed_fast_by_whoever_finds_a_session(
    portal: Portal, amina: Colleague
):
    amina.open("/staff/password?lang=en")
    answers = [change(amina, WRONG).status for _ in range(4)]

    assert answers == [422, 422, 422, 429]
    assert "Too many attempts" in amina.page
    assert change(amina).status == 429, "not even the right one, for a while"
    assert in_elsewhere(portal, password=NEW_PASSWORD) is None


def test_nothing_changes_when_the_password_was_changed_elsewhere_meanwhile(
    portal: Portal, amina: Colleague
):
    elsewhere = Colleague(a_client(portal)).sign_in("amina").open("/staff/password")
    change(amina.open("/staff/password"))

    change(elsewhere, new="nine other birds nowhere")

    assert elsewhere.status == 401
    assert in_elsewhere(portal, password=NEW_PASSWORD) is not None


@pytest.mark.parametrize(
    ("zone", "began", "used"),
    [
        ("UTC", "May 3, 2027, 9:00:00 AM", "May 3, 2027, 9:15:00 AM"),
        ("Europe/Kyiv", "May 3, 2027, 12:00:00 PM", "May 3, 2027, 12:15:00 PM"),
        ("America/Los_Angeles", "May 3, 2027, 2:00:00 AM", "May 3, 2027, 2:15:00 AM"),
        ("Pacific/Kiritimati", "May 3, 2027, 11:00:00 PM", "May 3, 2027, 11:15:00 PM"),
    ],
)
def test_times_are_those_of_the_portals_zone_in_words(
    portal: Portal, clock: Clock, zone: str, began: str, used: str
):
    portal.settings = portal.settings.model_copy(update={"time_zone": zone})
    amina = Colleague(a_client(portal)).sign_in("amina")
    clock.move(minutes=15)

    text = amina.open("/staff/sessions?lang=en").page.replace("\u202f", " ")

    assert f"Signed in: {began}" in text
    assert f"Last used: {used}" in text


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_time_is_written_as_machines_do(portal: Portal, amina: Colleague, clock: Clock, tag):
    clock.move(minutes=3, seconds=7.5)

    page = amina.open(f"/staff/sessions?lang={tag}").page

    zoned = portal.catalogues.speech(tag).formatting.moment(clock.now())
    assert escape(zoned) in page
    (main,) = re.findall(r"<main.*</main>", page, re.DOTALL)
    assert not RAW_TIME.search(main)


def test_one_place_is_signed_out_and_no_other_when_its_button_is_pressed(
    portal: Portal, amina: Colleague
):
    phone, library = in_elsewhere(portal), in_elsewhere(portal)
    amina.open("/staff/sessions?lang=en")
    assert amina.page.count("Sign out there") == 2, "none for where one is"
    assert amina.page.count("This is where you are now.") == 1

    amina.press(end=handle_of(portal, phone))

    assert "Signed out there." in amina.page
    assert amina.page.count("Sign out there") == 1
    assert holding(portal, phone).open("/staff/account").path == "/staff/sign-in"
    assert portal.people.actor_of(library) is not None
    assert amina.open("/staff/account").path == "/staff/account"


def test_one_is_in_here_alone_when_everywhere_else_is_signed_out(portal: Portal, amina: Colleague):
    others = [in_elsewhere(portal) for _ in range(3)]
    boris = in_elsewhere(portal, "boris")

    amina.open("/staff/sessions?lang=en").press(end="others")

    assert [portal.people.actor_of(other) for other in others] == [None] * 3
    assert portal.people.actor_of(boris) is not None
    assert amina.path == "/staff/sessions"
    assert "Sign out everywhere else" not in amina.page, "there is nowhere else"


def test_nobody_signs_out_somebody_else_when_sending_their_handle(portal: Portal, amina: Colleague):
    boris, elsewhere = in_elsewhere(portal, "boris"), in_elsewhere(portal)
    foreign = handle_of(portal, boris)
    assert foreign not in amina.open("/staff/sessions?lang=en").page

    for handle in (foreign, foreign.upper(), "", "zz", "é", "0" * 64, "0" * 100_000):
        assert amina.press(end=handle).status == 200, handle[:9]

    for token in (boris, elsewhere, amina.token):
        assert portal.people.actor_of(token) is not None


def test_one_is_out_when_sending_the_handle_of_where_one_is(portal: Portal, amina: Colleague):
    amina.open("/staff/sessions").press(end=handle_of(portal, amina.token))

    assert amina.path == "/staff/sign-in"
    assert portal.people.actor_of(amina.token) is None
