"""Who did something, in the language of whoever reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from copfeedback.application import PROJECT
from copfeedback.evaluations.events import Evaluation, Event, EventKind, Registered
from copfeedback.evaluations.said_by import offices_of, said_by
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.translations import LocalText, Translations
from tests.evaluations.pledged import a_pledge

ARABIC = Catalogues(PROJECT / "locales").speech("ar")
POLICE = Translations({"en": "City police", "ar": "شرطة المدينة"})
FORUM = Translations({"en": "Old town forum"})


def happened(by: str) -> Event:
    pledge = a_pledge(commissioner=POLICE)
    at, on = datetime(2027, 5, 3, tzinfo=UTC), date(2027, 5, 3)
    return Event(1, "walks", EventKind.REGISTERED, at, on, by, Registered(pledge))


def read(by: str) -> LocalText | str:
    event = happened(by)
    return said_by(event, offices_of(Evaluation("walks", (event,)), [FORUM]), ARABIC)


def test_an_office_is_called_as_the_reader_calls_it() -> None:
    assert read("City police") == LocalText("شرطة المدينة", "ar", is_fallback=False)


def test_a_name_without_the_readers_language_is_marked_as_another() -> None:
    assert read("Old town forum") == LocalText("Old town forum", "en", is_fallback=True)


def test_a_name_that_nobody_translated_stays_as_it_was_stored() -> None:
    assert read("Harbour office") == "Harbour office"


def test_a_name_that_two_offices_have_is_nobodys() -> None:
    guard = Translations({"en": "National guard", "ar": "شرطة المدينة"})
    event = happened("شرطة المدينة")

    offices = offices_of(Evaluation("walks", (event,)), [guard])

    assert said_by(event, offices, Catalogues(PROJECT / "locales").speech("en")) == event.by
