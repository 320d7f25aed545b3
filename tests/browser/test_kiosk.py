"""A device that many share, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.answering import answer_by_keyboard, answer_by_touch, offered
from tests.browser.conftest import Server, serious_findings

pytestmark = pytest.mark.browser
ASKED_AFTER, WAITS, FINISHED, TRIES_AGAIN = 91_000, 31_000, 21_000, 11_000
LEFT_BEHIND = """async () => [
  localStorage.length, sessionStorage.length, (await caches.keys()).length,
  (await indexedDB.databases()).length, document.cookie,
]"""
SMALL = """() => [...document.querySelectorAll(
  "main :is(.choice, button, input[type=text], textarea, select), .languages :is(a, button), .exit"
)].filter((each) => {
  const { width, height } = each.getBoundingClientRect();
  return each.checkVisibility() && (width < 44 || height < 44);
}).map((each) => each.outerHTML.slice(0, 80))"""
NEXT_FRAME = """() => new Promise((done) => {
  new IntersectionObserver((_seen, observer) => {
    observer.disconnect();
    done();
  }).observe(document.documentElement);
})"""
REMEMBERED = """() => [...document.querySelectorAll("main :is(input[type=text], textarea)")]
  .filter((each) => each.autocomplete !== "off").map((each) => each.name)"""


@pytest.fixture
def kiosk(open_page: Callable[..., Page], server: Server) -> Iterator[Callable[..., Page]]:
    """Opens the kiosk of a wave with a clock that tests turn; nothing may be in the console."""
    said: list[str] = []

    def opened(tag: str = "en", wave: str = "", **options: object) -> Page:
        page = open_page("/healthz", width=1024, **options)
        page.on("console", lambda each: said.append(each.text) if each.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.clock.install()
        page.goto(f"/{tag}/kiosk/{wave or offered(server).varied}")
        return page

    yield opened
    # The browser itself tells of requests that fail, and of answers that ask to mend something.
    assert [each for each in said if not each.startswith("Failed to load resource")] == []


def pass_by(page: Page, milliseconds: int) -> None:
    """Let time pass, once what the last touch set off has come, such as scrolling."""
    page.evaluate(NEXT_FRAME)
    page.clock.fast_forward(milliseconds)


def heading(page: Page, text: str) -> None:
    expect(page.locator("h1")).to_have_text(text)


def start(page: Page) -> None:
    page.click("main .actions button")
    heading(page, "Before we begin")


def reach_details(page: Page) -> None:
    """Go to the page on which something can be typed."""
    start(page)
    answer_by_touch(page)
    heading(page, "Your visits")
    page.click("main .actions .button >> nth=0")
    heading(page, "Details")


def at_the_start(page: Page) -> None:
    heading(page, "The park and the police")
    expect(page.locator("html")).to_have_attribute("data-start", "yes")


def test_a_whole_survey_is_answered_in_arabic_and_leaves_nothing_in_the_browser(
    kiosk: Callable[..., Page], server: Server
):
    page = kiosk("ar", has_touch=True)
    taken, length = server.taken(offered(server).varied), page.evaluate("history.length")
    titles = ["قبل أن نبدأ", "زياراتك", "تفاصيل"]
    findings = serious_findings(page)
    assert page.evaluate(SMALL) == []
    page.tap("main .actions button")
    for number in range(5):
        if number < len(titles):
            heading(page, titles[number])
        expect(page.locator("h1")).to_be_focused()
        findings += serious_findings(page)
        assert page.evaluate(SMALL) == []
        assert page.evaluate(REMEMBERED) == []
        assert page.get_attribute("html", "dir") == "rtl"
        before = page.inner_text("h1")
        answer_by_touch(page)
        expect(page.locator("h1")).not_to_have_text(before)
    page.wait_for_selector("[data-finished]")
    findings += serious_findings(page)

    assert findings == []
    assert server.taken(offered(server).varied) == taken + 1
    assert page.evaluate("history.length") == length
    assert page.evaluate(LEFT_BEHIND) == [0, 0, 0, 0, ""]
    assert page.context.cookies() == []
    pass_by(page, FINISHED)
    heading(page, "الحديقة والشرطة")
    page.go_back()
    assert page.url.endswith("/healthz")
    page.go_forward()
    heading(page, "الحديقة والشرطة")
    assert page.evaluate("history.length") == length


def test_it_is_answered_by_keyboard_alone(kiosk: Callable[..., Page]):
    page = kiosk()
    answer_by_keyboard(page)
    for title in ("Before we begin", "Your visits", "Details", "About you", "Check your answers"):
        heading(page, title)
        answer_by_keyboard(page)

    heading(page, "Thank you")


def test_back_shows_no_answer_in_the_middle_of_a_survey(kiosk: Callable[..., Page]):
    page = kiosk()
    reach_details(page)
    page.fill("[name='q.place']", "under the old oak")
    page.go_back()
    page.go_forward()

    at_the_start(page)
    assert "under the old oak" not in page.content()


def test_it_asks_and_then_starts_over_when_nobody_touches_it(kiosk: Callable[..., Page]):
    page = kiosk()
    reach_details(page)
    page.fill("[name='q.place']", "under the old oak")
    pass_by(page, ASKED_AFTER)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    assert serious_findings(page) == []
    pass_by(page, WAITS)

    at_the_start(page)
    assert "under the old oak" not in page.content()


def test_somebody_who_is_still_there_goes_on_where_they_were(kiosk: Callable[..., Page]):
    page = kiosk()
    start(page)
    pass_by(page, ASKED_AFTER)
    page.mouse.move(*centre(page, "I am still here"))
    page.mouse.down()
    expect(page.locator("dialog")).to_be_visible()  # or the rest of the press meets what is below
    page.mouse.up()
    expect(page.locator("dialog")).to_be_hidden()
    pass_by(page, WAITS)
    heading(page, "Before we begin")
    assert page.locator("main input:checked").count() == 0

    pass_by(page, ASKED_AFTER)
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    pass_by(page, ASKED_AFTER)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    at_the_start(page)


def centre(page: Page, button: str) -> tuple[float, float]:
    box = page.get_by_role("button", name=button).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_it_waits_as_long_as_a_sound_plays(kiosk: Callable[..., Page], server: Server):
    page = kiosk(wave=offered(server).spoken)
    page.click("main .actions button")
    page.wait_for_selector("html[data-start=no]")
    sound = page.locator("main audio").first
    sound.evaluate("async (sound) => { sound.loop = true; await sound.play(); }")
    pass_by(page, ASKED_AFTER)
    expect(page.locator("dialog")).to_be_hidden()
    assert sound.evaluate("(sound) => !sound.paused && sound.duration > 0")

    sound.evaluate("(sound) => sound.pause()")
    pass_by(page, ASKED_AFTER)
    expect(page.locator("dialog")).to_be_visible()


def test_what_was_entered_stays_when_the_language_changes(kiosk: Callable[..., Page]):
    page = kiosk()
    reach_details(page)
    page.fill("[name='q.place']", "The lake")
    length = page.evaluate("history.length")
    page.get_by_role("button", name="العربية").click()

    heading(page, "تفاصيل")
    assert page.get_attribute("html", "dir") == "rtl"
    assert page.input_value("[name='q.place']") == "The lake"
    assert page.evaluate("history.length") == length


def test_everything_entered_stays_when_the_connection_is_lost(kiosk: Callable[..., Page]):
    page = kiosk()
    reach_details(page)
    page.fill("[name='q.place']", "The lake")
    page.context.set_offline(True)
    page.click("main .actions .button >> nth=0")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    assert page.input_value("[name='q.place']") == "The lake"
    assert serious_findings(page) == []

    page.context.set_offline(False)
    page.click("main .actions .button >> nth=0")
    heading(page, "About you")


def test_nothing_is_left_to_see_when_somebody_goes_while_there_is_no_connection(
    kiosk: Callable[..., Page],
):
    page = kiosk()
    reach_details(page)
    page.fill("[name='q.place']", "under the old oak")
    page.context.set_offline(True)
    pass_by(page, ASKED_AFTER)
    expect(page.get_by_role("dialog")).to_be_visible()
    pass_by(page, WAITS)
    expect(page.get_by_role("alert")).to_contain_text("as soon as there is one")
    assert page.locator("main :is(input, textarea)").count() == 0

    page.context.set_offline(False)
    pass_by(page, TRIES_AGAIN)
    at_the_start(page)


def test_answers_stay_when_what_stands_before_the_portal_fails(kiosk: Callable[..., Page]):
    page = kiosk()
    start(page)

    def fail(route: Route) -> None:
        route.fulfill(status=502, body="<h1>Bad gateway</h1>")

    page.route("**/surveys/*", fail)
    page.check("main input[type=radio] >> nth=0")
    page.click("main .actions .button >> nth=0")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    page.unroute("**/surveys/*")
    page.click("main .actions .button >> nth=0")
    heading(page, "Your visits")


def test_what_must_be_mended_is_looked_at_without_another_entry_in_the_history(
    kiosk: Callable[..., Page],
):
    page = kiosk()
    start(page)
    length = page.evaluate("history.length")
    page.click("main .actions .button >> nth=0")
    expect(page.locator("main .summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("main input[type=radio]").first).to_be_focused()
    assert page.evaluate("history.length") == length


def test_a_device_that_waits_for_the_next_person_gets_a_fresh_page(kiosk: Callable[..., Page]):
    page = kiosk()
    carried = page.input_value("[name=carried]")
    pass_by(page, ASKED_AFTER)

    expect(page.locator("[name=carried]")).not_to_have_value(carried)
    at_the_start(page)


def test_it_works_as_plain_pages_when_scripts_are_off(
    open_page: Callable[..., Page], server: Server
):
    wave = offered(server).varied
    page = open_page(f"/en/kiosk/{wave}", width=1024, java_script_enabled=False)
    page.click("main .actions button")
    for _ in range(5):
        answer_by_touch(page)
    assert page.inner_text("h1") == "Thank you"
    page.get_by_role("link", name="العربية").click()
    assert page.url.endswith(f"/ar/kiosk/{wave}")
    assert page.query_selector("[name=resume]") is None
