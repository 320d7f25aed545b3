"""Notices: dated, pinned for a time, taken back, and only the chair's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from copfeedback.faults import Fault, Faulty, Unknown
from copfeedback.forums.notices import NoticeKind, Notices
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from tests.factories import TODAY
from tests.forums.founded import CHAIR, FOUNDER, Founded
from tests.people.racing import at_once

TITLE = Translations({"en": "No <b>closing</b> of the station", "ar": "لن يُغلق المركز"})
TEXT = Translations({"en": "It stays open.\nEvery day."})


@pytest.fixture
def founded(engine: Engine) -> Founded:
    founded = Founded(engine)
    founded.found()
    founded.found("harbour")
    return founded


@pytest.fixture
def notices(founded: Founded) -> Notices:
    return Notices(founded.trail, lambda: founded.today)


def test_a_pinned_correction_stands_above_later_news_for_its_time(
    founded: Founded, notices: Notices
) -> None:
    until = TODAY + timedelta(days=7)
    rumour = notices.publish(CHAIR, "old-town", NoticeKind.CORRECTION, TITLE, TEXT, until)
    assert (rumour.on, rumour.title, rumour.text) == (TODAY, TITLE, TEXT)
    founded.today = TODAY + timedelta(days=1)
    news = notices.publish(CHAIR, "old-town", NoticeKind.NEWS, TITLE, TEXT)
    assert notices.of("old-town") == [rumour, news]
    assert notices.of("harbour") == []
    founded.today = until + timedelta(days=1)
    assert notices.of() == [news, rumour]


def test_what_is_taken_back_is_not_shown(notices: Notices) -> None:
    kept = notices.publish(CHAIR, "old-town", NoticeKind.WARNING, TITLE, TEXT)
    with pytest.raises(NotPermitted):
        notices.take_back(FOUNDER, kept.id)
    notices.take_back(CHAIR, kept.id)
    assert notices.of("old-town") == []
    with pytest.raises(Unknown):
        notices.take_back(CHAIR, kept.id)


def test_a_notice_that_is_sent_twice_is_one_and_on_top_as_was_said_last(
    founded: Founded, notices: Notices
) -> None:
    def publish(text: Mapping[str, str] = TEXT, until: date | None = None) -> int:
        return notices.publish(CHAIR, "old-town", NoticeKind.NEWS, TITLE, text, until).id

    first = publish()
    assert publish(until=TODAY) == first
    (kept,) = notices.of()
    assert kept.pinned_until == TODAY

    other = publish({"en": "It stays open."})
    notices.take_back(CHAIR, first)
    again = publish()
    founded.today += timedelta(days=1)
    assert len({first, other, again, publish()}) == 4


def test_two_that_send_the_same_notice_at_once_publish_one(notices: Notices) -> None:
    def publish() -> None:
        notices.publish(CHAIR, "old-town", NoticeKind.NEWS, TITLE, TEXT)

    assert at_once(publish, publish, publish) == ["done"] * 3
    assert len(notices.of()) == 1


def test_only_the_forums_own_chair_publishes(notices: Notices) -> None:
    with pytest.raises(NotPermitted):
        notices.publish(CHAIR, "harbour", NoticeKind.NEWS, TITLE, TEXT)
    with pytest.raises(NotPermitted):
        notices.publish(FOUNDER, "old-town", NoticeKind.NEWS, TITLE, TEXT)
    assert notices.of() == []


@pytest.mark.parametrize(
    ("title", "text", "until", "wrong"),
    [
        ({}, {"en": " "}, None, [("title", Fault.MISSING), ("text", Fault.MISSING)]),
        ({"ar": "x" * 201}, TEXT, None, [("title.ar", Fault.TOO_LONG)]),
        (TITLE, TEXT, TODAY - timedelta(days=1), [("pinned_until", Fault.RANGE)]),
        (TITLE, TEXT, TODAY + timedelta(days=400), [("pinned_until", Fault.RANGE)]),
    ],
)
def test_what_is_wrong_is_said_by_field(
    notices: Notices,
    title: Mapping[str, str],
    text: Mapping[str, str],
    until: date | None,
    wrong: list[tuple[str, Fault]],
) -> None:
    with pytest.raises(Faulty) as raised:
        notices.publish(CHAIR, "old-town", NoticeKind.NEWS, title, text, until)
    assert [(each.field, each.fault) for each in raised.value.problems] == wrong
    assert notices.of() == []
