"""A language is open for complaints while a person has read over what it says of safety."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from copfeedback.complaints.model import Clocks
from copfeedback.complaints.openings import NotReadable, Openings
from copfeedback.complaints.promise_model import SAFETY_PAGES, PromisePage
from copfeedback.complaints.promise_notation import shipped
from copfeedback.complaints.promises import Promises
from copfeedback.i18n.translations import Translations
from copfeedback.page_text import PageText
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Trail
from copfeedback.people.model import OPERATOR, Actor, BadName, Role
from tests.complaints.promise_pages import LANGUAGES, an_operation, run_by

TODAY = date(2026, 5, 6)


@pytest.fixture
def trail(engine: Engine) -> Trail:
    return Trail(engine, lambda: datetime(2026, 5, 6, 9, tzinfo=UTC))


@pytest.fixture
def promises(trail: Trail) -> Promises:
    return Promises(trail, Clocks(), (*LANGUAGES, "pl"))


@pytest.fixture
def openings(trail: Trail, promises: Promises) -> Openings:
    return Openings(trail, promises, lambda: TODAY, lambda: False)


def rewrite(promises: Promises, page: PromisePage, tag: str, *, renews: bool = False) -> None:
    """Change a word of a page."""
    text = shipped(page, tag)
    assert text is not None
    changed = PageText(text.title + ".", text.text)
    number = promises.write(OPERATOR, page, tag, changed, renews=renews)
    promises.approve(OPERATOR, (page, tag), number)


def test_no_language_is_open_before_somebody_has_read_it_over(openings: Openings):
    assert openings.open_languages() == frozenset()
    assert openings.all() == {}


def test_a_language_is_open_once_it_was_read_over_by_somebody_who_is_named(openings: Openings):
    openings.open(OPERATOR, "ar", " Amina Hassan ")

    assert openings.open_languages() == {"ar"}
    opening = openings.all()["ar"]
    assert (opening.reviewer, opening.reviewed_on) == ("Amina Hassan", TODAY)


@pytest.mark.parametrize("page", SAFETY_PAGES)
def test_a_language_closes_when_one_of_its_safety_texts_changes(
    openings: Openings, promises: Promises, page: PromisePage
):
    for tag in ("ar", "uk"):
        openings.open(OPERATOR, tag, "Amina Hassan")
    rewrite(promises, page, "ar")

    assert openings.open_languages() == {"uk"}
    assert openings.all()["ar"].has_lapsed
    openings.open(OPERATOR, "ar", "Omar Said")
    assert openings.open_languages() == {"ar", "uk"}


def test_a_language_stays_open_when_another_page_changes(openings: Openings, promises: Promises):
    openings.open(OPERATOR, "ar", "Amina Hassan")
    rewrite(promises, PromisePage.CONDUCT, "ar")

    assert openings.open_languages() == {"ar"}


def test_a_language_closes_when_another_one_promises_something_new(
    openings: Openings, promises: Promises
):
    for tag in ("ar", "en"):
        openings.open(OPERATOR, tag, "Amina Hassan")
    rewrite(promises, PromisePage.SAFETY, "en", renews=True)

    assert openings.open_languages() == frozenset()
    with pytest.raises(NotReadable):
        openings.open(OPERATOR, "ar", "Amina Hassan")
    openings.open(OPERATOR, "en", "Amina Hassan")
    assert openings.open_languages() == {"en"}


def test_a_language_closes_when_what_is_said_of_immigration_changes(
    openings: Openings, promises: Promises
):
    for tag in ("ar", "uk"):
        openings.open(OPERATOR, tag, "Amina Hassan")
    run_by(promises, an_operation(firewall=Translations({"uk": "Закон"})))

    assert openings.open_languages() == {"ar"}


@pytest.mark.parametrize("tag", ["pl", "xx", "", "x" * 500])
def test_a_language_without_safety_texts_cannot_be_opened(openings: Openings, tag: str):
    with pytest.raises(NotReadable):
        openings.open(OPERATOR, tag, "Amina Hassan")


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\u202eb"])
def test_whoever_read_it_over_has_a_name(openings: Openings, name: str):
    with pytest.raises(BadName):
        openings.open(OPERATOR, "ar", name)
    assert openings.open_languages() == frozenset()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CASEWORKER, Role.CUSTODIAN}))
def test_nobody_but_the_body_opens_a_language(openings: Openings, role: Role):
    with pytest.raises(NotPermitted):
        openings.open(Actor("somebody", role, id=None, organisation=1), "ar", "Amina Hassan")


def test_the_demonstration_is_open_in_every_language(trail: Trail, promises: Promises):
    openings = Openings(trail, promises, lambda: TODAY, lambda: True)

    assert openings.open_languages() == {*LANGUAGES, "pl"}
