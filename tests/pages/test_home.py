"""What the home page promises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.surveys.waves import add_wave
from tests.factories import a_wave_file
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader


def test_home_offers_the_survey_when_it_is_open(reader: Reader):
    reader.open("home")
    assert "Tiny survey" in reader.text
    assert "Spring. About 2 minutes. Open until May 31, 2026." in reader.text
    assert "Answer: Tiny survey" in reader.links


def test_home_says_so_when_no_survey_is_open(reader: Reader, calendar: Calendar):
    calendar.today = date(2026, 4, 1)
    reader.open("home")
    assert "No survey is open at the moment." in reader.text
    assert "Tiny survey – Spring. Opens on May 1, 2026." in reader.text


def test_home_tells_what_is_kept_and_what_is_not(reader: Reader):
    reader.open("home")
    assert "We keep no name, no address, no phone or device details" in reader.text
    assert "never where a group is so small" in reader.text


def test_home_names_the_day_of_the_results_when_a_wave_is_over(reader: Reader, calendar: Calendar):
    calendar.today = date(2026, 6, 1)
    assert "Results promised for June 30, 2026." in reader.open("home").text


def test_home_does_not_call_results_published_when_they_are_overdue(
    reader: Reader, calendar: Calendar
):
    calendar.today = date(2026, 7, 1)
    reader.open("home")
    assert "The results were promised for June 30, 2026 and are overdue." in reader.text
    assert "Results published" not in reader.text


def test_home_names_the_day_the_results_came(
    reader: Reader, close_with: Callable[..., None], calendar: Calendar
):
    close_with()
    calendar.today = date(2026, 7, 1)
    assert "Results published on June 30, 2026." in reader.open("home").text


def test_home_speaks_the_browsers_language_when_nothing_was_chosen(reader: Reader):
    reader.accept_language = "ar,en;q=0.5"
    reader.open("home")
    assert "استطلاع صغير" in reader.text
    assert 'data-tag="ar" data-direction="rtl"' in reader.page


def test_home_keeps_the_chosen_language_when_the_browser_wants_another(reader: Reader):
    reader.cookies["lang"] = "ar"
    assert 'data-tag="ar"' in reader.open("home").page


def test_every_page_links_to_all_languages_in_their_own_names(reader: Reader):
    reader.open("home")
    for tag, name in (("ar", "العربية"), ("fr", "Français"), ("uk", "Українська")):
        assert f'<a href="?lang={tag}" hreflang="{tag}">{name}</a>' in reader.page
    assert "machine-drafted, not yet reviewed by a native speaker" in reader.text


def test_every_page_offers_a_quick_way_out_and_the_simple_site(reader: Reader):
    reader.open("home")
    assert 'class="exit" href="https://www.wikipedia.org/"' in reader.page
    assert '<a href="./en/">Go to the simple site</a>' in reader.page


def test_pages_for_staff_are_not_offered_when_nobody_is_signed_in(reader: Reader):
    assert reader.open("home").links[:3] == ["Home", "Surveys", "Results"]


def test_no_page_speaks_of_a_demonstration_when_the_data_are_real(reader: Reader):
    assert "Demonstration" not in reader.open("home").text


def test_every_page_says_so_when_the_data_are_made_up(reader: Reader, portal: Portal):
    add_wave(portal.trail, OPERATOR, a_wave_file(id="tiny-made-up"), demonstration=True)
    portal.surveys.book.refresh()
    for page in ("home", "survey", "results", "trends"):
        banner = "Demonstration: all surveys and answers on this site are made up."
        assert banner in reader.open(page).text
