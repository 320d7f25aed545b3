"""A language is machine-drafted until somebody by name approves it, and stays approved."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, Actor, BadName, Role
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys import reviews
from copfeedback.surveys.reviews import (
    NotTranslated,
    Review,
    ReviewBook,
    approve_language,
    review_of,
)
from tests.factories import TINY, TODAY, a_trail
from tests.surveys.questionnaires import read


def a_book(engine: Engine) -> ReviewBook:
    """What the doors know a moment after they have looked."""
    book = ReviewBook(engine)
    book.keep_fresh()
    return book


MANAGER = Actor("manager", Role.SURVEY_MANAGER, id=1)
SECOND = TINY.replace("version: 1", "version: 2")


def test_a_language_is_reviewed_when_somebody_has_approved_it(engine: Engine):
    survey = read(TINY)
    assert review_of(engine, survey, "ar") is None
    assert not a_book(engine).is_reviewed(survey, "ar")

    approve_language(a_trail(engine), MANAGER, survey, "ar", "  Amina ")

    assert review_of(engine, survey, "ar") == Review("tiny", 1, "ar", "Amina", TODAY)
    assert a_book(engine).is_reviewed(survey, "ar")
    assert not a_book(engine).is_reviewed(survey, "fr")
    entry = a_trail(engine).export(OPERATOR)[0]
    assert (entry.action, entry.about) == ("approve_language", "survey tiny 1 ar")


def test_a_review_holds_on_when_a_later_version_says_the_same_in_that_language(engine: Engine):
    approve_language(a_trail(engine), MANAGER, read(TINY), "ar", "Amina")
    book = a_book(engine)

    same = read(SECOND.replace("required: true", "required: false"))
    other = read(SECOND.replace("ar: تستمع", "ar: تصغي").replace("version: 2", "version: 3"))
    source = read(SECOND.replace("en: listen", "en: hear").replace("version: 2", "version: 4"))

    assert review_of(engine, same, "ar") == Review("tiny", 1, "ar", "Amina", TODAY)
    assert [book.is_reviewed(each, "ar") for each in (same, other, source)] == [True, False, False]


def test_the_last_reviewer_is_kept_when_the_same_words_are_approved_twice(engine: Engine):
    for name in ("Amina", "Basma"):
        approve_language(a_trail(engine), MANAGER, read(TINY), "ar", name)

    review = review_of(engine, read(TINY), "ar")

    assert review is not None
    assert review.reviewer == "Basma"


def test_the_language_a_survey_was_written_in_needs_no_review(sqlite_engine: Engine):
    assert a_book(sqlite_engine).is_reviewed(read(TINY), "en")


def test_nothing_is_approved_when_there_is_no_translation_or_no_name(sqlite_engine: Engine):
    trail = a_trail(sqlite_engine)
    for language in ("en", "fr", ""):
        with pytest.raises(NotTranslated):
            approve_language(trail, MANAGER, read(TINY), language, "Amina")
    for name in ("", "  ", "a\nb", "x" * 65):
        with pytest.raises(BadName):
            approve_language(trail, MANAGER, read(TINY), "ar", name)
    with pytest.raises(NotPermitted):
        approve_language(trail, Actor("leader", Role.LEADER), read(TINY), "ar", "Amina")

    assert review_of(sqlite_engine, read(TINY), "ar") is None


def test_what_was_known_last_counts_when_the_database_is_gone(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    approve_language(a_trail(sqlite_engine), MANAGER, read(TINY), "ar", "Amina")
    book = a_book(sqlite_engine)

    def fail(_: Engine) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(reviews, "reading", fail)
    monkeypatch.setattr(reviews, "FRESH_SECONDS", 0)
    book.keep_fresh()

    assert book.is_reviewed(read(TINY), "ar")
