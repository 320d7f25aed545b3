"""Published results in a real browser: accessible, readable on a phone, drawn without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MINUTE, Server, serious_findings

pytestmark = pytest.mark.browser
SURVEY = "neighbourhood-safety"


def wave_with_results(server: Server) -> str:
    """The latest wave whose results are public."""
    with server.portal() as portal:
        waves = [asked.wave.id for asked in portal.surveys.book.all()]
        return max(
            each for each in waves if each.startswith(SURVEY) and portal.results.release_of(each)
        )


@pytest.mark.parametrize(("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_nothing_serious_is_found_by_axe_on_results(
    open_page: Callable[..., Page], server: Server, tag: str, scheme: str, width: int
):
    wave = wave_with_results(server)
    page = open_page(f"/{tag}/results/{wave}", width=width, color_scheme=scheme)
    findings = {}
    for path in ("", "/safe_dark", "/services_wanted", "/services_wanted?by=gender-sector"):
        page.goto(f"/{tag}/results/{wave}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        findings[path] = serious_findings(page)
    for path in ("", "/policy"):
        page.goto(f"/{tag}/results{path}")
        findings[f"/results{path}"] = serious_findings(page)
    assert not any(findings.values()), findings


def test_charts_fit_a_phone_and_their_words_are_words(
    open_page: Callable[..., Page], server: Server
):
    wave = wave_with_results(server)
    page = open_page(f"/ar/results/{wave}", width=320, java_script_enabled=False)

    chart = page.locator("svg.chart").first
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    for words in chart.locator("text").all()[:40]:
        place = words.bounding_box()
        assert place
        assert place["x"] >= 0, words.text_content()
        assert place["x"] + place["width"] <= 320, words.text_content()


def test_the_full_door_shows_a_release_and_a_question_of_it(
    open_page: Callable[..., Page], server: Server
):
    wave = wave_with_results(server)
    page = open_page(f"/results?lang=en&wave={wave}&question=safe_dark")

    expect(page.get_by_role("heading", name="Key findings")).to_be_visible(timeout=MINUTE)
    chart = page.locator("[class*=st-key-chart-answers] .js-plotly-plot")
    expect(chart).to_be_visible(timeout=MINUTE)
    expect(page.get_by_text("People asked").first).to_be_visible()
    assert serious_findings(page) == []
