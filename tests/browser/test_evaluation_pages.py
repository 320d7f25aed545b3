"""The public pages of evaluations in a real browser: on a phone, in the dark, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serious_findings

pytestmark = pytest.mark.browser
_EVERY_LINK = "links => links.map(each => each.pathname + each.search)"


def addresses(page: Page, tag: str) -> list[str]:
    """The pages of all evaluations, every part of them, with their pledges and reports."""
    root = f"/{tag}/evaluations"
    page.goto(root)
    listed = page.locator("main li a").evaluate_all(_EVERY_LINK)
    own = [each for each in dict.fromkeys(listed) if each.startswith(f"{root}/")]
    found = [root, *own]
    for address in own:
        page.goto(address)
        links = page.locator("main a").evaluate_all(_EVERY_LINK)
        found += [each for each in links if each.startswith((f"{address}/", f"{address}?page="))]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_nothing_serious_is_found_by_axe_in_evaluations(
    open_page: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = open_page(f"/{tag}/evaluations", width=width, color_scheme=scheme)
    found = addresses(page, tag)
    assert len(found) > 8
    findings = {}
    for address in found:
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        findings[address] = serious_findings(page)
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) == 0, address
        weight = "performance.getEntriesByType('navigation')[0].decodedBodySize"
        assert page.evaluate(weight) <= 30_000, address
    assert not any(findings.values()), findings


def test_somebody_checks_a_hash_from_the_home_page_without_scripts(
    open_page: Callable[..., Page],
):
    page = open_page("/en/", width=360, java_script_enabled=False)
    main = page.get_by_role("main")
    main.locator('a[href="/en/evaluations"]').click()
    main.get_by_role("link", name="Check that nothing was changed").click()
    noted = main.locator("code.digits").nth(1).inner_text()
    main.get_by_label("The 64 digits and letters that you noted").fill(noted.upper())
    main.get_by_role("button", name="Check").click()
    expect(main.get_by_role("status")).to_contain_text("It is the fingerprint of the text.")
