"""Staff in a real browser: at both doors, from the invitation to the end of a session."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    MINUTE,
    Server,
    pick,
    serious_findings,
    settled,
    sign_in_here,
)

pytestmark = pytest.mark.browser
PASSWORD = "seven quiet lamps outside"
BY_ROLE = {
    "administrator": (
        "people",
        "people?staff=1",
        "invitations",
        "organisations",
        "organisations?organisation=1",
        "sectors",
        "sectors?sector=harbour",
        "forum-setup",
        "forum-setup?forum=-",
        "forum-setup?forum=city",
        "profile",
        "profile?part=identity",
        "profile?part=directory",
        "profile?part=directory&organisation=1",
        "profile?part=promise",
        "operations",
        "account",
    ),
    "auditor": ("audit", "people"),
    "custodian": ("invitations", "profile?part=complaint_promise"),
}
PLAIN = ("account", "password", "second-factor", "sessions", "sign-out")
LOOKS = pytest.mark.parametrize(
    ("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)]
)


def address(path: str, tag: str) -> str:
    return f"/{path}{'&' if '?' in path else '?'}lang={tag}"


@LOOKS
@pytest.mark.parametrize("role", BY_ROLE)
def test_pages_for_staff_hold_nothing_serious_and_fit(
    signed_in: Callable[..., Page], role: str, tag: str, scheme: str, width: int
):
    page = signed_in("/staff/account", lang=tag, name=role, width=width, color_scheme=scheme)
    findings = {}
    for path in BY_ROLE[role]:
        page.goto(address(path, tag))
        findings[path] = serious_findings(settled(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if tag == "en":
            assert "This page is for" not in page.locator(".stMain").inner_text(), path

    assert {path: found for path, found in findings.items() if found} == {}


@LOOKS
def test_plain_pages_for_staff_hold_nothing_serious_and_fit(
    signed_in: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = signed_in("/staff/account", lang=tag, name="evaluator", width=width, color_scheme=scheme)
    findings = {}
    for path in PLAIN:
        page.goto(address(f"staff/{path}", tag))
        assert page.url.split("?")[0].endswith(path)
        findings[path] = serious_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

    assert {path: found for path, found in findings.items() if found} == {}


def fill(page: Page, name: str, value: str) -> None:
    """Write into a field of the full door; what is typed counts once the field is left."""
    field = page.locator(f"[class*='{name}-en'] input").first
    field.fill(value, timeout=MINUTE)
    field.press("Tab")
    settled(page)


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click(timeout=MINUTE)


def invite(page: Page, name: str) -> str:
    """Invite somebody as a leader; the path of their link."""
    settled(page)
    fill(page, "name", name)
    press(page, "Invite")
    link = page.locator("#once")
    expect(link).to_be_visible(timeout=MINUTE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link.inner_text()
    return "/staff/" + link.inner_text().split("/staff/")[1]


def test_somebody_invited_comes_in_and_is_out_at_once_when_the_account_is_closed(
    signed_in: Callable[..., Page], open_page: Callable[..., Page], server: Server
):
    administrator = signed_in("/invitations?lang=en", name="administrator")
    path = invite(administrator, "wanda")
    press(administrator, "I have passed it on")
    expect(administrator.locator("#once")).to_have_count(0, timeout=MINUTE)

    wanda = open_page(path, width=360, java_script_enabled=False)
    assert wanda.get_attribute("html", "lang") == "en"
    wanda.fill("input[name=password]", PASSWORD)
    wanda.fill("input[name=again]", PASSWORD)
    wanda.press("input[name=again]", "Enter")
    sign_in_here(wanda, "wanda", PASSWORD)
    wanda.wait_for_url("**/trends*")
    seen = open_page("/staff/sign-in?lang=en")
    sign_in_here(seen, "wanda", PASSWORD)
    seen.wait_for_url("**/trends*")
    expect(settled(seen).locator("table").first).to_be_visible(timeout=MINUTE)

    server.command("staff", "deactivate", "wanda")
    pick(seen, seen.locator("[role=combobox]").first, seen.locator("[role=option]").last)

    expect(seen.locator("h1").first).to_have_text("Your session has ended", timeout=MINUTE)
    assert seen.locator("table").count() == 0
    assert open_page(path).locator("input[name=password]").count() == 0


def test_what_was_typed_is_still_there_after_signing_in_again(signed_in: Callable[..., Page]):
    page = signed_in("/invitations?lang=en", name="administrator")
    settled(page)
    fill(page, "name", "petra")
    fill(page, "email", "petra@example.org")
    other = page.context.new_page()
    other.goto("/staff/sign-out?lang=en")
    other.click("main button")
    press(page, "Invite")
    expect(page.locator("h1").first).to_have_text("Your session has ended", timeout=MINUTE)
    assert "petra" not in page.locator(".stMain").inner_text()

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    again = opened.value
    sign_in_here(again, "administrator")
    again.wait_for_url(lambda address: "/staff/sign-in" not in address)
    press(page, "Continue")

    expect(page.locator("h1").first).to_have_text("Invitations", timeout=MINUTE)
    settled(page)
    assert page.locator("[class*='name-en'] input").first.input_value() == "petra"
    assert page.locator("[class*='email-en'] input").first.input_value() == "petra@example.org"
    press(page, "Invite")
    expect(page.locator("#once")).to_be_visible(timeout=MINUTE)


def test_a_view_stays_when_something_is_chosen_in_it_after_a_link_led_there(
    signed_in: Callable[..., Page],
):
    page = settled(signed_in("/fieldwork?lang=en", name="survey-manager"))
    page.get_by_role("link", name="Add a wave").click()
    page.wait_for_url("**/fieldwork?wave=-")
    settled(page)
    pick(page, page.locator("[role=combobox]").first, page.locator("[role=option]").last)

    expect(page.locator("h1").first).to_have_text("Add a wave")
    page.go_back()
    expect(page.locator("h1").first).to_have_text("Fieldwork", timeout=MINUTE)


def test_somebody_signs_in_and_changes_their_password_page_by_keyboard_alone(
    open_page: Callable[..., Page],
):
    page = open_page("/staff/sign-in?lang=ar", width=360)
    page.focus("#name")
    page.keyboard.type("evaluator")
    page.keyboard.press("Tab")
    page.keyboard.type("demonstration only")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/staff/sign-in" not in address)
    page.goto("/staff/account?lang=ar")
    page.focus("main li a >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/password*")

    assert page.get_attribute("html", "dir") == "rtl"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "BODY"


def test_an_upload_by_a_stranger_reaches_nothing(open_page: Callable[..., Page]):
    page = open_page("/?lang=en")
    status = page.evaluate(
        "async () => (await fetch('/_stcore/upload_file/a/b', {method: 'PUT', body: 'x'})).status"
    )

    assert status in {400, 401, 403, 404}


def test_the_button_for_a_file_speaks_the_readers_language(signed_in: Callable[..., Page]):
    page = signed_in("/fieldwork?wave=-past&lang=fr", lang="fr", name="survey-manager")
    button = settled(page).locator('[data-testid="stFileUploaderDropzone"] button').first

    said = button.evaluate("button => getComputedStyle(button, '::after').content")

    assert said == '"Choisir un fichier"'
    assert button.inner_text() == ""
    expect(page.get_by_role("button", name="Choisir un fichier").first).to_be_visible()
