"""Coming back with the code in a real browser: without scripts, by keyboard, and leaving it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from copfeedback.demo_complaints import CODE
from tests.browser.conftest import Server, serious_findings, settled
from tests.complaints import sent_files as sent

pytestmark = pytest.mark.browser
STEPS = ("", "/file", "/identity", "/erase", "/proof")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.fixture
def inside(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the case of the demonstration by its code, at the light door."""
    return lambda tag="en", **options: enter(
        open_page(f"/{tag}/complaints/follow", **{"width": 360, **options})
    )


def enter(page: Page, code: str = CODE.written) -> Page:
    page.fill("#code", code)
    page.press("#code", "Enter")
    expect(page.locator("#text")).to_be_visible()
    return page


@pytest.mark.parametrize(
    ("tag", "scheme", "width"),
    [("en", "light", 360), ("en", "dark", 1280), ("ar", "light", 1280), ("ar", "dark", 360)],
)
def test_nothing_serious_is_found_by_axe_and_everything_fits(
    inside: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = inside(tag, width=width, color_scheme=scheme)
    findings = {}
    for step in STEPS:
        page.goto(f"/{tag}/complaints/follow{step}")
        findings[step] = serious_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, step
        assert page.title().count(" – ") == 1
    page.goto(f"/{tag}/complaints/receipt")
    findings["receipt"] = serious_findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.clear_cookies()
    page.goto(f"/{tag}/complaints/follow")
    page.fill("#code", "12")
    page.press("#code", "Enter")
    expect(page.locator(".summary")).to_be_visible()
    findings["a slip"] = serious_findings(page)

    assert {step: found for step, found in findings.items() if found} == {}


def test_without_scripts_a_message_and_a_file_are_sent(inside: Callable[..., Page]):
    page = inside("ar", java_script_enabled=False)
    page.fill("#text", "كان يوم الاثنين.")
    page.click("main .actions .button >> nth=0")
    expect(page.locator("[role=status]")).to_be_visible()
    assert "كان يوم الاثنين." in page.inner_text("article >> nth=0")
    page.click("main .actions a")
    picture = {"name": "صورة.jpg", "mimeType": "image/jpeg", "buffer": sent.a_picture()}
    page.set_input_files("#file", [picture])
    page.click("main form .button >> nth=0")
    expect(page.locator("[role=status]")).to_be_visible()
    assert "صورة.jpg" in page.inner_text("main ul")
    archive = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": sent.an_archive({"a": b"b"})}
    page.set_input_files("#file", [archive])
    page.click("main form .button >> nth=0")
    expect(page.locator(".summary[role=alert]")).to_be_visible()


def test_a_file_far_too_large_is_told_and_breaks_nothing(inside: Callable[..., Page]):
    page = inside()
    page.goto("/en/complaints/follow/file")
    large = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a" * (11 * 1024 * 1024)}
    page.set_input_files("#file", [large])
    page.click("main form .button >> nth=0")
    expect(page.locator(".summary")).to_contain_text("too large", timeout=60_000)


def test_everything_can_be_done_by_keyboard(open_page: Callable[..., Page]):
    page = open_page("/en/complaints/follow", width=360)
    page.focus("#code")
    page.keyboard.type(CODE.written.translate(ARABIC))
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_visible()
    page.focus("#text")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Tab")  # the language
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Send the message"
    page.keyboard.press("Enter")
    expect(page.locator("[role=status]")).to_be_visible()
    assert "By keyboard" in page.inner_text("article >> nth=0")


@pytest.mark.parametrize("way", ["leave", "quick exit"])
def test_after_leaving_going_back_shows_nothing(
    inside: Callable[..., Page], server: Server, way: str
):
    page = inside()
    page.goto("/en/complaints/follow/erase")
    page.goto("/en/complaints/follow")
    if way == "leave":
        page.click("button[value=leave]")
        expect(page.locator("#code")).to_be_visible()
    else:
        # Not pressed: it leads to another site, and none is asked in a test.
        leaving = page.context.request.get(
            f"{server.address}/en/complaints/follow/exit", max_redirects=0
        )
        assert leaving.status == 303
        page.goto("/en/")
    for _ in range(3):
        page.go_back()
        assert page.locator("#text").count() == 0
        assert "Where it stands" not in page.content()
    assert all(each["name"] != "copfeedback_case" for each in page.context.cookies())


def test_no_code_ever_stands_in_an_address(inside: Callable[..., Page]):
    page = inside()
    addresses = [page.url]
    page.on("request", lambda request: addresses.append(request.url))
    page.fill("#text", "Once more")
    page.click("main .actions .button >> nth=0")
    page.goto("/en/complaints/follow/proof")
    for address in addresses:
        assert CODE.secret not in address
        assert CODE.written.replace(" ", "") not in address


def test_the_full_door_shows_the_case_after_the_code_was_typed(inside: Callable[..., Page]):
    page = inside(width=1280)
    page.click("footer a >> nth=0")
    settled(page)
    expect(page.locator("h1", has_text="Where it stands")).to_be_visible(timeout=60_000)
    assert page.title().startswith("Form – ")
    findings = serious_findings(page)
    page.locator("[data-testid=stFormSubmitButton] button").first.scroll_into_view_if_needed()
    page.get_by_label("Your message").fill("From the full door")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("Your message is there.")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Leave", exact=True).click()
    expect(page.get_by_text("You have left.")).to_be_visible(timeout=60_000)
    assert findings == []
