"""The light door in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import Server, open_wave, serious_findings

pytestmark = pytest.mark.browser
PAGES = (
    "/{}/",
    "/{}/surveys",
    "/{}/results",
    "/{}/help",
    "/{}/officers",
    "/staff/sign-in?lang={}",
)


@pytest.mark.parametrize(("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_nothing_serious_is_found_by_axe_on_any_page(
    open_page: Callable[..., Page], server: Server, tag: str, scheme: str, width: int
):
    wave = open_wave(server, "neighbourhood-safety")
    paths = [path.format(tag) for path in PAGES]
    page = open_page(paths[0], width=width, color_scheme=scheme)
    findings = {}
    for path in paths:
        page.goto(path)
        findings[path] = serious_findings(page)
    page.goto(f"/{tag}/surveys/{wave}")
    for number in range(8):
        findings[f"survey page {number}"] = serious_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if radio := page.query_selector("main input[type=radio]"):
            radio.check()
        page.click("main .actions .button >> nth=0")
    findings["thanks"] = serious_findings(page)

    assert {path: found for path, found in findings.items() if found} == {}


def test_results_hold_nothing_serious_and_fit_a_phone(
    open_page: Callable[..., Page], server: Server
):
    page = open_page("/ar/results", width=360)
    page.click("main a >> nth=0")
    findings = serious_findings(page)
    page.click("main table a >> nth=0")
    findings += serious_findings(page)

    assert findings == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_survey_is_answered_by_keyboard_alone_when_scripts_are_off(
    open_page: Callable[..., Page], server: Server
):
    wave = open_wave(server, "police-contact")
    page = open_page(f"/en/surveys/{wave}", java_script_enabled=False)
    page.focus("main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in range(12):
        radios = page.query_selector_all("main input[type=radio]")
        for name in dict.fromkeys(radio.get_attribute("name") for radio in radios):
            page.focus(f"main input[name='{name}'] >> nth=0")
            page.keyboard.press("Space")
        page.focus("main .actions .button >> nth=0")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if page.url.endswith("/thanks"):
            break

    assert page.url.endswith("/thanks")
    assert page.inner_text("h1") == "Thank you"


def test_pressing_enter_in_a_field_goes_on_and_does_not_change_the_language(
    open_page: Callable[..., Page], server: Server
):
    wave = open_wave(server, "neighbourhood-safety")
    page = open_page(f"/fr/surveys/{wave}", java_script_enabled=False)
    page.click("main form button")
    page.fill("[name='q.years_here']", "4")
    with page.expect_navigation():
        page.press("[name='q.years_here']", "Enter")

    assert page.get_attribute("html", "lang") == "fr"
    assert "2" in page.inner_text("p.step >> nth=1")


def test_the_browsers_back_shows_the_page_before_with_its_answers(
    open_page: Callable[..., Page], server: Server
):
    wave = open_wave(server, "neighbourhood-safety")
    page = open_page(f"/en/surveys/{wave}")
    page.click("main form button")
    page.fill("[name='q.years_here']", "4")
    page.click("main .actions .button >> nth=0")
    second = page.inner_text("h1")

    answer: Response | None = page.go_back()

    assert answer is None or answer.ok
    assert page.inner_text("h1") != second
    page.click("main .actions .button >> nth=0")
    assert page.inner_text("h1") == second


def test_one_request_loads_a_page(open_page: Callable[..., Page], server: Server):
    wave = open_wave(server, "neighbourhood-safety")
    page = open_page("/en/")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    page.goto(f"/ar/surveys/{wave}")
    page.wait_for_load_state("networkidle")

    assert [address for address in requests if "favicon" not in address] == [page.url]
