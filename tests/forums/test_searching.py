"""What is public is found in every language, on both databases alike; nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, select, update

from copfeedback.forums import minutes_store, problem_store, searching, store
from copfeedback.forums.commitment_model import Commitment, Event, EventKind, Owner
from copfeedback.forums.commitment_store import add_commitment, add_event
from copfeedback.forums.meeting_model import AgendaItem, ItemKind, MeetingKind
from copfeedback.forums.minutes_model import MinutesTranslation
from copfeedback.forums.model import ProtectedGroup
from copfeedback.forums.problem_model import Problem, Stage
from copfeedback.forums.search_sources import Kind
from copfeedback.forums.search_tables import forum_search
from copfeedback.forums.searching import A_PAGE, Found, Search
from copfeedback.forums.tables import forum_notice, forum_proposal
from copfeedback.i18n.translations import LocalText
from copfeedback.storage.engine import StorageUnavailable, reading, writing
from tests.forums.searched import (
    DAY,
    NOON,
    a_forum,
    a_meeting,
    keep_meeting,
    keep_minutes,
    said,
)


@pytest.fixture
def search(engine: Engine) -> Search:
    with writing(engine) as connection:
        store.add_forum(connection, a_forum())
    return Search(engine, lambda: DAY)


def titles(found: Found) -> list[str]:
    return [hit.title.text for hit in found.hits]


def test_agendas_are_found_when_a_word_is_typed_differently(search: Search, engine: Engine):
    with writing(engine) as connection:
        lights = said(en="Street lights", ar="إنارة الشوارع", fr="Éclairage")
        keep_meeting(connection, a_meeting(), lights)

    for query, language in [
        ("STREET", "en"),
        ("street lig", "en"),
        ("انارة", "ar"),
        ("شوارع", "ar"),
        ("الشوارع", "ar"),
        ("eclair", "fr"),
    ]:
        (hit,) = search.find(query, "en").hits
        assert (hit.kind, hit.language, hit.path) == (
            Kind.AGENDA,
            language,
            "/forums/old-town/2026-05-06",
        )
        assert hit.title.is_fallback == (language != "en")

    assert search.find("street dark", "en") == Found()
    assert search.find("treet", "en").total == 0


@pytest.mark.parametrize("query", ["", " ", "'\"*()&|!:", "* OR 1", "\x00", "NOT", "a" * 10_000])
def test_nothing_breaks_when_the_query_is_none(search: Search, query: str):
    assert search.find(query, "en").total == 0


def test_only_public_minutes_are_found_and_only_the_latest(search: Search, engine: Engine):
    with writing(engine) as connection:
        meeting = keep_meeting(connection, a_meeting())
        keep_minutes(connection, meeting, "A new lamp at the school.")
        tomorrow = DAY + timedelta(days=1)
        keep_minutes(connection, meeting, "No lamp, a bench.", number=2, public_on=tomorrow)

    later = Search(engine, lambda: tomorrow)

    assert search.find("school", "en").total == 1
    assert search.find("bench", "en").total == 0
    assert later.find("school", "en").total == 0
    assert later.find("bench", "en").total == 1


def test_the_translation_is_found_when_it_comes_after_the_minutes(search: Search, engine: Engine):
    with writing(engine) as connection:
        meeting = keep_meeting(connection, a_meeting())
        keep_minutes(connection, meeting, "A new lamp at the school.")
    assert search.find("مدرسه", "ar").total == 0

    with writing(engine) as connection:
        words = {"0.text": "مصباح جديد عند المدرسة."}
        translated = MinutesTranslation(meeting.id, 1, "ar", words, "Amina", NOON)
        minutes_store.keep_translation(connection, translated)

    (hit,) = search.find("مدرسه", "ar").hits
    assert [piece.text for piece in hit.excerpt if piece.found] == ["المدرسة"]
    assert hit.language == "ar"


def test_places_are_not_found_where_they_are_told_on_request(search: Search, engine: Engine):
    with writing(engine) as connection:
        store.add_forum(connection, a_forum("safe", protected=ProtectedGroup.WOMEN))
        keep_meeting(connection, a_meeting("safe", place=said(en="Clinic")))
        keep_meeting(connection, a_meeting(kind=MeetingKind.CLOSED, place=said(en="Barracks")))
        open_one = a_meeting(number="2026-05-06-2", place=said(en="Library"))
        keep_meeting(connection, open_one)

    assert [search.find(word, "en").total for word in ("clinic", "barracks", "library")] == [
        0,
        0,
        1,
    ]


def test_commitments_are_found_with_what_was_said_of_them(search: Search, engine: Engine):
    with writing(engine) as connection:
        made = Commitment(
            0,
            "old-town",
            Owner.POLICE,
            said(en="Traffic division"),
            said(en="Slow down the ring road"),
            DAY,
            DAY,
            DAY,
        )
        made = add_commitment(connection, made)
    assert search.find("ring traffic", "en").total == 1

    with writing(engine) as connection:
        add_event(connection, made, Event(1, EventKind.DONE, DAY, "Police", text=said(en="Bumps")))

    (hit,) = search.find("bump", "en").hits
    assert (hit.kind, hit.path) == (Kind.COMMITMENT, f"/commitments/{made.id}")


def test_what_a_protected_forum_holds_back_is_found_later(search: Search, engine: Engine):
    with writing(engine) as connection:
        safe = a_forum("safe", protected=ProtectedGroup.WOMEN, delay_days=14)
        store.add_forum(connection, safe)
        texts = said(en="Office"), said(en="Shelter")
        made = Commitment(0, "safe", Owner.AGENCY, *texts, DAY, DAY, DAY)
        add_commitment(connection, made)
        first = Problem(
            0, "safe", Stage.SCANNING, {"en": {"title": "Stalking"}}, "en", written_on=DAY
        )
        kept = problem_store.add_version(connection, first, NOON)
        changed = replace(kept, texts={"en": {"title": "Threats"}})
        changed = replace(changed, written_on=DAY + timedelta(days=1))
        problem_store.add_version(connection, changed, NOON)

    def found(after_days: int) -> list[int]:
        on_the_day = Search(engine, lambda: DAY + timedelta(days=after_days))
        return [on_the_day.find(word, "en").total for word in ("shelter", "stalking", "threats")]

    assert [found(days) for days in (13, 14, 15)] == [[0, 0, 0], [1, 1, 0], [1, 0, 1]]


def test_an_agenda_gives_no_promise_away_that_is_held_back(search: Search, engine: Engine):
    with writing(engine) as connection:
        store.add_forum(connection, a_forum("safe", protected=ProtectedGroup.WOMEN, delay_days=14))
        texts = said(en="Office"), said(en="Shelter")
        made = add_commitment(
            connection, Commitment(0, "safe", Owner.AGENCY, *texts, DAY, DAY, DAY)
        )
        meeting = keep_meeting(connection, a_meeting("safe"), said(en="Welcome"))
        about = AgendaItem(
            0, meeting.id, 0, ItemKind.INFORMATION, said(en="Beds"), commitment=made.id
        )
        store.add_item(connection, about)

    def found(after_days: int) -> list[int]:
        on_the_day = Search(engine, lambda: DAY + timedelta(days=after_days))
        return [on_the_day.find(word, "en").total for word in ("welcome", "beds")]

    assert [found(days) for days in (0, 13, 14)] == [[1, 0], [1, 0], [1, 1]]

    with writing(engine) as connection:
        safe = store.find_forum(connection, "safe")
        store.change_forum(connection, replace(safe, delay_days=20))
    assert [found(days) for days in (14, 19, 20)] == [[1, 0], [1, 0], [1, 1]]


def test_a_proposal_is_found_while_it_may_be_shown(search: Search, engine: Engine):
    row = {
        "reference": "12345678",
        "forum": "old-town",
        "language": "en",
        "text": "Dogs",
        "is_question": False,
        "received_on": DAY,
        "state": "waiting",
        "shown": True,
    }
    with writing(engine) as connection:
        connection.execute(insert(forum_proposal), row)
    assert search.find("dogs", "en").total == 0

    for state, shown, total in [
        ("declined", True, 1),
        ("declined", False, 0),
        ("on_agenda", True, 1),
        ("complaint", True, 0),
    ]:
        with writing(engine) as connection:
            connection.execute(update(forum_proposal).values(state=state, shown=shown))
        assert search.find("dogs", "en").total == total

    with reading(engine) as connection:
        assert connection.execute(select(forum_search)).all() == []


@pytest.mark.parametrize("of", ["forum", "moved_to"])
def test_words_brought_to_a_protected_forum_are_found_no_more(
    search: Search, engine: Engine, of: str
):
    row = {"reference": "12345678", "language": "en", "text": "Dogs", "received_on": DAY}
    row |= {"forum": "old-town", "is_question": False, "state": "declined", "shown": True}
    with writing(engine) as connection:
        store.add_forum(connection, a_forum("safe"))
        connection.execute(insert(forum_proposal), row | {of: "safe"})
    assert search.find("dogs", "en").total == 1

    with writing(engine) as connection:
        safe = store.find_forum(connection, "safe")
        store.change_forum(connection, replace(safe, protected=ProtectedGroup.WOMEN))

    assert search.find("dogs", "en").total == 0
    with reading(engine) as connection:
        assert connection.execute(select(forum_search)).all() == []


def test_a_notice_is_not_found_any_more_when_it_was_taken_back(search: Search, engine: Engine):
    with writing(engine) as connection:
        row = {"forum": "old-town", "kind": "correction", "on_day": DAY}
        texts = {"title": '{"en": "No curfew"}', "text": '{"en": "It is a rumour."}'}
        connection.execute(insert(forum_notice), row | texts)
    assert titles(search.find("rumour", "en")) == ["No curfew"]

    with writing(engine) as connection:
        connection.execute(update(forum_notice).values(taken_back_on=DAY))

    assert search.find("rumour", "en").total == 0


def test_a_title_that_is_not_translated_is_shown_and_marked(search: Search, engine: Engine):
    with writing(engine) as connection:
        meeting = keep_meeting(connection, a_meeting())
        keep_minutes(connection, meeting, "A new lamp.")
        words = {"0.text": "مصباح جديد"}
        translated = MinutesTranslation(meeting.id, 1, "ar", words, "Amina", NOON)
        minutes_store.keep_translation(connection, translated)

    (hit,) = search.find("مصباح", "ar").hits
    assert hit.title == LocalText("Lights", "en", is_fallback=True)
    assert hit.language == "ar"
    assert search.find("lights", "ar").hits[0].language == "en"


def test_a_thing_is_given_once_and_in_the_readers_language_first(search: Search, engine: Engine):
    with writing(engine) as connection:
        keep_meeting(connection, a_meeting(), said(en="Radar", es="Radar", fr="Radar"))

    assert [search.find("radar", tag).hits[0].language for tag in ("es", "ar")] == ["es", "en"]
    assert search.find("radar", "es").total == 1


def test_the_latest_come_first_page_by_page(search: Search, engine: Engine):
    count = A_PAGE + 3
    with writing(engine) as connection:
        for number in range(count):
            day = DAY - timedelta(days=number)
            keep_meeting(connection, a_meeting(day=day), said(en=f"Radar {number:02}"))

    first, second = search.find("radar", "en"), search.find("radar", "en", 2)

    assert (first.total, first.pages, len(first.hits), len(second.hits)) == (count, 2, A_PAGE, 3)
    assert titles(first)[0] == "Radar 00"
    assert titles(second)[-1] == f"Radar {count - 1}"
    assert search.find("radar", "en", 99).hits == ()


def test_nothing_is_written_when_nothing_has_changed(
    search: Search, engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    with writing(engine) as connection:
        keep_meeting(connection, a_meeting(), said(en="Radar"))
    search.find("radar", "en")

    monkeypatch.delattr(searching, "writing")

    assert search.find("radar", "en").total == 1


def test_the_search_goes_on_with_what_it_knows_when_nothing_can_be_written(
    search: Search, engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    with writing(engine) as connection:
        keep_meeting(connection, a_meeting(), said(en="Radar"))
    search.find("radar", "en")
    with writing(engine) as connection:
        keep_meeting(connection, a_meeting(number="2026-05-06-2"), said(en="Radar again"))

    def refuse(*_: object) -> None:
        raise StorageUnavailable("read only")

    with monkeypatch.context() as patch:
        patch.setattr(searching, "writing", refuse)
        assert search.find("radar", "en").total == 1
    assert search.find("radar", "en").total == 2


def test_both_databases_find_the_same_in_the_same_order(
    sqlite_engine: Engine, postgresql_engine: Engine
):
    texts = [
        said(en="It's 12abc, 1e5 or 3.5 at http://example.org/a_b-c?d=e"),
        said(ar="الشُّرْطَة في المدينة", en="Police"),
        said(ru="ещё раз о дороге", uk="п’ять ґанків"),
        said(fr="L'école Saint-Étienne d'à côté"),
        said(en="x" * 5000),
        said(hi="हिन्दी भाषा", zh="警察和居民"),
        said(en="wi-fi e-mail@host.org 100% #1 'quoted' back\\slash"),
    ]
    found = []
    for engine in (sqlite_engine, postgresql_engine):
        with writing(engine) as connection:
            store.add_forum(connection, a_forum())
            keep_meeting(connection, a_meeting(), *texts)
        search = Search(engine, lambda: DAY)
        queries = ["12abc", "1e5", "3", "5", "example", "a", "شرطة", "مدين", "еще", "пять", "ганк"]
        queries += ["ecole", "etien", "l", "x" * 60, "हिन्दी", "हि", "警", "wi fi", "mail host", "1"]
        queries += ["slash", "d cote", "i", "on", "and", "the"]
        found.append({query: search.find(query, "en") for query in queries})

    assert found[0] == found[1]
    assert {query for query, result in found[0].items() if not result.total} == {"and", "on", "the"}
