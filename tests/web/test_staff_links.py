"""One-time links at the light door: an invitation, or a new password, taken up once."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit

import pytest

from copfeedback.application import Portal
from copfeedback.people import accounts, invitations
from copfeedback.people.account_model import NewAccount
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from copfeedback.people.wording import ROLE_NAMES, ROLE_TASKS
from copfeedback.storage.engine import writing
from tests.people.members import PASSWORD, a_member, acting, an_organisation
from tests.web.colleague import NEW_PASSWORD, Clock, Colleague, Form, Phone, a_client

BOTH = pytest.mark.parametrize("kind", ["invitation", "reset"])
LASTS_HOURS = {"invitation": 72, "reset": 24}
NAMES = {"invitation": "nina", "reset": "amina"}
TOO_EASY = "passwordpassword"


@pytest.fixture(autouse=True)
def staff(portal: Portal, cheap_hashing: None) -> None:
    a_member(portal, "amina", Role.LEADER)


def id_of(portal: Portal, name: str) -> int:
    (found,) = (each.id for each in portal.accounts.staff(OPERATOR) if each.name == name)
    return found


def a_link(portal: Portal, kind: str) -> str:
    """The path of a link for nina, who is invited, or amina, who wants another password."""
    if kind == "reset":
        return urlsplit(portal.accounts.allow_reset(OPERATOR, id_of(portal, "amina")).address).path
    account = NewAccount("nina", Role.ANALYST, an_organisation(portal))
    return urlsplit(portal.accounts.invite(OPERATOR, account).address).path


def opening(portal: Portal, path: str, tag: str = "en") -> Colleague:
    return Colleague(a_client(portal)).open(f"{path}?lang={tag}")


def choose(colleague: Colleague, password: str = NEW_PASSWORD, **entries: str) -> Colleague:
    return colleague.press(**{"password": password, "again": password, **entries})


def can_sign_in(portal: Portal, kind: str, password: str = NEW_PASSWORD) -> bool:
    return Colleague(a_client(portal)).sign_in(NAMES[kind], password).token is not None


@pytest.mark.parametrize("tag", ["en", "ar", "ru"])
def test_an_invitation_says_who_one_will_be_where(portal: Portal, tag: str):
    page = opening(portal, a_link(portal, "invitation"), tag).page

    _ = portal.catalogues.speech(tag).gettext
    sentence = _("You are invited to work here for %(organisation)s, in this role: %(role)s.")
    said = {"organisation": "City police", "role": _(ROLE_NAMES[Role.ANALYST])}
    assert f"<p>{escape(sentence % said)}</p>" in page
    assert f"<p>{escape(_(ROLE_TASKS[Role.ANALYST]))}</p>" in page
    assert 'value="nina" autocomplete="username" readonly' in page
    assert Form(page).lang == tag


def test_whoever_took_up_an_invitation_signs_in_with_the_password_they_chose(portal: Portal):
    nina = choose(opening(portal, a_link(portal, "invitation")))

    assert nina.path == "/staff/sign-in"
    assert "Your account is ready." in nina.page
    nina.press(name="nina", password=NEW_PASSWORD)
    assert nina.path == "/trends"
    assert portal.people.actor_of(nina.token).role is Role.ANALYST


def test_only_the_new_password_is_left_when_a_link_to_another_one_was_used(
    portal: Portal, clock: Clock
):
    amina = Colleague(a_client(portal)).sign_in("amina").open("/staff/second-factor")
    amina.press("next", code=Phone(amina.values["secret"][0], clock).code())
    assert portal.people.actor_of(amina.token) is not None

    lost = choose(opening(portal, a_link(portal, "reset")))

    assert "Your new password is set." in lost.page
    assert portal.people.actor_of(amina.token) is None, "signed out everywhere"
    assert not can_sign_in(portal, "reset", PASSWORD)
    assert can_sign_in(portal, "reset"), "without a code, too"


@BOTH
@pytest.mark.parametrize(
    ("password", "entries", "status", "sentence"),
    [
        ("short", {}, 422, "The new password has fewer than 12 characters."),
        ("", {}, 422, "The new password has fewer than 12 characters."),
        (TOO_EASY, {}, 422, "<li>Avoid repeating letters, digits or words.</li>"),
        (NEW_PASSWORD, {"again": PASSWORD}, 422, "The two new passwords are not the same."),
        (NEW_PASSWORD, {"csrf": ""}, 403, "This form was too old. Please fill it in once more."),
        (NEW_PASSWORD, {"csrf": "." + "0" * 64}, 403, "This form was too old."),
    ],
)
def test_nothing_is_spent_when_the_password_is_not_taken(
    portal: Portal, kind: str, password: str, entries: dict[str, str], status: int, sentence: str
):
    link = opening(portal, a_link(portal, kind))

    choose(link, password, **entries)

    assert (link.status, sentence in link.page) == (status, True)
    assert link.values.get("password") == link.values.get("again") == [""], "never written back"
    for typed in (TOO_EASY, NEW_PASSWORD, PASSWORD):
        assert typed not in link.page
    assert choose(link).path == "/staff/sign-in", "the same form can be sent again"
    assert can_sign_in(portal, kind)


@BOTH
def test_a_link_is_not_used_up_when_it_is_only_looked_at(portal: Portal, kind: str):
    path = a_link(portal, kind)
    for _ in range(3):  # mail servers and chat programs open links before people do
        assert opening(portal, path).status == a_client(portal).head(path).status_code == 200

    assert choose(opening(portal, path)).path == "/staff/sign-in"


def expired(portal: Portal, kind: str, path: str, clock: Clock) -> None:
    clock.move(hours=LASTS_HOURS[kind])


def used(portal: Portal, kind: str, path: str, clock: Clock) -> None:
    assert choose(opening(portal, path)).path == "/staff/sign-in"


def withdrawn(portal: Portal, kind: str, path: str, clock: Clock) -> None:
    (invitation,) = portal.accounts.invitations(OPERATOR)
    portal.accounts.withdraw(OPERATOR, invitation.id)


def replaced(portal: Portal, kind: str, path: str, clock: Clock) -> None:
    assert a_link(portal, kind) != path


def closed(portal: Portal, kind: str, path: str, clock: Clock) -> None:
    portal.accounts.deactivate(OPERATOR, id_of(portal, "amina"))


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        ("invitation", expired),
        ("invitation", used),
        ("invitation", withdrawn),
        ("reset", expired),
        ("reset", used),
        ("reset", replaced),
        ("reset", closed),
    ],
)
def test_a_link_that_is_over_opens_nothing_and_says_whom_to_ask(
    portal: Portal, clock: Clock, kind: str, end: Callable[..., None]
):
    path = a_link(portal, kind)
    already_open = opening(portal, path)
    end(portal, kind, path, clock)
    staff = portal.accounts.staff(OPERATOR)

    late = choose(already_open, "nine other birds nowhere")
    for answer in (late, opening(portal, path)):
        assert answer.status == 410
        assert f"This {'invitation' if kind == 'invitation' else 'link'} is over" in answer.page
        assert "Ask whoever sent you the link for a new one." in answer.page
        assert NAMES[kind] not in answer.page, "nothing is said of whom it was for"
        assert 'name="password"' not in answer.page
    assert portal.accounts.staff(OPERATOR) == staff
    assert not can_sign_in(portal, kind, "nine other birds nowhere")


@BOTH
def test_a_link_works_to_its_last_minute(portal: Portal, clock: Clock, kind: str):
    path = a_link(portal, kind)
    clock.move(hours=LASTS_HOURS[kind], minutes=-1)

    assert choose(opening(portal, path)).path == "/staff/sign-in"


def test_an_invitation_to_complaints_says_that_a_second_person_has_to_confirm_it(portal: Portal):
    body = an_organisation(portal, OrganisationKind.OVERSIGHT)
    maryam = acting(portal.accounts, a_member(portal, "maryam", Role.CASEWORKER))
    issued = portal.accounts.invite(OPERATOR, NewAccount("nina", Role.CASEWORKER, body))
    path = urlsplit(issued.address).path

    early = opening(portal, path)
    assert early.status == 409
    assert "This invitation is not open yet" in early.page
    assert "A second person of the organisation has to confirm it first." in early.page
    assert 'name="password"' not in early.page
    (invitation,) = portal.accounts.invitations(OPERATOR)
    portal.accounts.confirm(maryam, invitation.id)

    assert choose(opening(portal, path)).path == "/staff/sign-in"


def test_the_reason_is_said_when_somebody_else_got_the_name_meanwhile(portal: Portal):
    nina = opening(portal, a_link(portal, "invitation"))
    a_member(portal, "nina", Role.LEADER)

    assert choose(nina).status == 409
    assert "Somebody else has got this name by now" in nina.page


@BOTH
@pytest.mark.parametrize(
    "token", ["rubbish", "A" * 43, "A" * 5000, "%3Cscript%3E", "%00", "%D8%A3", "..", "a%3Fb%23c"]
)
def test_rubbish_opens_nothing(portal: Portal, kind: str, token: str):
    a_link(portal, kind)

    answer = Colleague(a_client(portal)).open(f"/staff/{kind}/{token}")

    assert answer.status in {404, 410}
    assert "<script" not in answer.page
    assert 'name="password"' not in answer.page


@BOTH
def test_nothing_of_a_link_gets_anywhere_whatever_the_answer(
    portal: Portal, clock: Clock, kind: str, monkeypatch: pytest.MonkeyPatch
):
    path = a_link(portal, kind)
    link = opening(portal, path)
    send = link.client.post
    answers = {200: link.response}
    answers[422] = choose(link, "short").response
    answers[403] = send(path, data={"password": NEW_PASSWORD, "again": NEW_PASSWORD})
    answers[-403] = send(path, data={}, headers={"origin": "https://evil.example"})
    answers[400] = send(path, content=b"x", headers={"content-type": "text/plain"})
    answers[413] = send(path, data={"password": "x" * 600_000})
    with monkeypatch.context() as broken:
        broken.setattr(accounts if kind == "reset" else invitations, "hash_password", failing)
        answers[500] = choose(link).response
    answers[303] = choose(link.open(f"{path}?lang=en"), follow=False).response
    answers[410] = link.open(f"{path}?lang=en").response
    without_table(portal, {"invitation": "invitation", "reset": "password_reset"}[kind])
    answers[503] = link.open(f"{path}?lang=en").response

    token = path.rsplit("/", 1)[1]
    for status, answer in answers.items():
        assert answer.status_code == abs(status)
        assert answer.headers["referrer-policy"] == "no-referrer", status
        assert answer.headers["cache-control"] == "no-store", status
        assert token not in str(answer.headers), status
        assert token not in answer.text.replace(f"{path}?lang=", ""), "but to this page itself"
        assert NEW_PASSWORD not in answer.text, status
    links = re.findall(r"<a [^>]*>", answers[200].text)
    assert all("noreferrer" in each for each in links if 'href="http' in each)


@BOTH
def test_no_other_site_can_send_the_form_of_a_link(portal: Portal, kind: str):
    link = opening(portal, a_link(portal, kind))
    for headers in (
        {"sec-fetch-site": "cross-site", "origin": "null"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
    ):
        link.client.headers = headers
        assert choose(link.open(link.path)).status == 403, headers
    # Browsers call the origin of a page that sends no referrer “null”.
    link.client.headers = {"sec-fetch-site": "same-origin", "origin": "null"}

    assert choose(link.open(link.path), follow=False).status == 303


@BOTH
def test_no_secret_is_logged_or_shown_when_things_go_wrong(
    portal: Portal,
    clock: Clock,
    kind: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    caplog.set_level(logging.WARNING, logger="httpx2")  # the test's own browser
    for name in (None, "sqlalchemy.engine", "sqlalchemy.pool", "copfeedback"):
        caplog.set_level(logging.DEBUG, logger=name)
    path = a_link(portal, kind)
    link = opening(portal, path)
    pages = [choose(link, "short").page]
    with monkeypatch.context() as broken:
        broken.setattr(accounts if kind == "reset" else invitations, "hash_password", failing)
        pages.append(choose(link).page)
    choose(link.open(f"{path}?lang=en"))
    link.press(name=NAMES[kind], password=NEW_PASSWORD).open("/staff/second-factor?lang=en")
    (secret,) = link.values["secret"]
    code = Phone(secret, clock).code()
    link.press("next", code=code)
    session = link.token or ""
    tried = Colleague(a_client(portal)).sign_in(NAMES[kind], NEW_PASSWORD, code=code)
    pages.append(tried.page)
    link.open("/staff/password?lang=en")
    without_table(portal, "staff")
    pages += [link.press(current=NEW_PASSWORD, password=PASSWORD, again=PASSWORD).page]
    pages += [link.open(f"{path}?lang=en").page, tried.press(password=PASSWORD, code=code).page]

    assert "incident" in caplog.text
    assert "BEGIN" in caplog.text, "the database tells what it can"
    token = path.rsplit("/", 1)[1]
    for each in (token, NEW_PASSWORD, PASSWORD, code, secret, session):
        assert each not in caplog.text
        assert not any(each in page.replace(f"{path}?lang=", "") for page in pages)


def failing(password: object, words: object) -> str:
    raise RuntimeError(password)


def without_table(portal: Portal, table: str) -> None:
    with writing(portal.engine) as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO lost_{table}")
