"""Searching forums with five thousand entries of minutes, on both databases."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Engine

from bench.databases import KINDS, Place, new_place
from bench.report import Aim, CannotRunError, Row, could_not_run
from copfeedback.forums import minutes_store, store
from copfeedback.forums.meeting_model import AgendaItem, ItemKind, Meeting, MeetingKind
from copfeedback.forums.meeting_model import Aim as Purpose
from copfeedback.forums.minutes_model import EntryText, Minutes, MinutesEntry, MinutesTranslation
from copfeedback.forums.model import Chair, Forum, Level
from copfeedback.forums.searching import Search
from copfeedback.i18n.translations import Translations
from copfeedback.storage.engine import open_database, writing
from copfeedback.storage.migrating import migrate

ENTRIES, A_MEETING = 5_000, 10
SEARCH_AIM = Aim(100, at_most=True)
TIMES = 15
TODAY = date(2027, 5, 3)
NOON = datetime(2027, 5, 3, 12, tzinfo=UTC)
QUERIES = {
    "a word that is everywhere": "police",
    "the beginning of a word": "lam",
    "three words": "police lamps street7",
    "a word of Arabic without its article": "مصابيح",
    "a word that is nowhere": "zebra",
}
_ENGLISH = (
    "The police reported on patrols near the market. Lamps in street{n} are dark since {n} weeks "
    "and residents asked who mends them. The municipality said that its budget is decided in June. "
) * 3
_ARABIC = "أبلغت الشرطة عن الدوريات قرب السوق. المصابيح في الشارع {n} مطفأة منذ أسابيع. " * 3


def measure(quick: bool) -> Iterator[Row]:
    """Each query as both doors ask it, the check for what has changed included."""
    entries = ENTRIES // 10 if quick else ENTRIES
    for kind in KINDS:
        try:
            with new_place(kind) as place:
                yield from _measured(kind, place, entries)
        except CannotRunError as error:
            yield could_not_run(f"search on {kind}", str(error))


def _measured(kind: str, place: Place, entries: int) -> Iterator[Row]:
    engine = open_database(place.database_url or f"sqlite:///{place.data / 'bench.sqlite3'}")
    try:
        migrate(engine)
        _fill(engine, entries)
        search = Search(engine, lambda: TODAY)
        start = time.perf_counter()
        search.refresh()
        yield Row(f"indexing {entries:,} entries, {kind}", time.perf_counter() - start, "s")
        for name, query in QUERIES.items():
            milliseconds, found = [], 0
            for _ in range(TIMES):
                start = time.perf_counter()
                found = search.find(query, "en").total
                milliseconds.append(1000 * (time.perf_counter() - start))
            note = f"{found:,} found; the slowest of {TIMES} took {max(milliseconds):,.0f} ms"
            median = statistics.median(milliseconds)
            yield Row(f"search for {name}, {kind}", median, "ms", SEARCH_AIM, note=note)
    finally:
        engine.dispose()


def _fill(engine: Engine, entries: int) -> None:
    chair = Chair("Chair", Translations({"en": "Office"}))
    name = Translations({"en": "Old town"})
    with writing(engine) as connection:
        store.add_forum(connection, Forum("old-town", Level.NEIGHBOURHOOD, name, chair))
        for number in range(entries // A_MEETING):
            _add_meeting(connection, number)


def _add_meeting(connection: Connection, number: int) -> None:
    day = TODAY - timedelta(days=number + 1)
    starts = datetime(day.year, day.month, day.day, 18)  # noqa: DTZ001 - local
    meeting = store.add_meeting(
        connection,
        Meeting(
            0,
            "old-town",
            day.isoformat(),
            f"{number}@bench",
            MeetingKind.REGULAR,
            Purpose.ACCOUNTABILITY,
            starts,
            starts + timedelta(hours=2),
            "Europe/Kyiv",
        ),
    )
    entries, texts = [], {}
    for at in range(A_MEETING):
        title = Translations({"en": f"Point {at}: lamps and patrols"})
        item = AgendaItem(0, meeting.id, 0, ItemKind.DISCUSSION, title)
        item_id = store.add_item(connection, item).id
        words = EntryText(text=_ENGLISH.format(n=number), decision="Agreed by all.")
        entries.append(MinutesEntry(item_id, title, words))
        texts[f"{item_id}.text"] = _ARABIC.format(n=number)
    minutes = Minutes(meeting.id, 1, "en", tuple(entries), 20, {}, NOON, "Chair", public_on=TODAY)
    minutes_store.add_version(connection, minutes)
    translation = MinutesTranslation(meeting.id, 1, "ar", texts, "Chair", NOON)
    minutes_store.keep_translation(connection, translation)
