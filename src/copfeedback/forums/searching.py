"""Search over agendas, minutes, commitments, proposals, problems and notices of forums."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from copfeedback.folding import without_article, words
from copfeedback.forums import search_state, search_store
from copfeedback.forums.excerpts import Piece, excerpt
from copfeedback.forums.search_sources import SOURCES, Kind
from copfeedback.forums.search_store import Match, Wanted
from copfeedback.i18n.translations import LocalText
from copfeedback.storage.engine import StorageUnavailable, reading, writing

A_PAGE = 20
LONGEST_QUERY = 200
_MOST_WORDS = 10

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. ``path`` is its address without the language before it."""

    kind: Kind
    title: LocalText
    excerpt: tuple[Piece, ...]
    path: str
    language: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, the latest first; ``total`` is how much there is in all."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // A_PAGE)


class Search:
    """Finds what is public on a day, in every language."""

    def __init__(self, engine: Engine, today: Callable[[], date]) -> None:
        self._engine = engine
        self._today = today
        self._renewing = threading.Lock()
        self._state: object = None

    def find(self, query: str, language: str, page: int = 1) -> Found:
        """A page of what holds all the words; the last word may be the beginning of one.

        What is found in several languages is given once, in the reader's if it is found there.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        wanted = wanted_words(query)
        if not wanted:
            return Found()
        self.refresh()
        asked = Wanted(wanted, self._today())
        with reading(self._engine) as connection:
            at = (max(page, 1) - 1) * A_PAGE
            shown, total = search_store.matches(connection, asked, language, at, A_PAGE)
            texts = search_store.texts(connection, [match.id for match in shown])
        hits = tuple(_hit(match, texts[match.id], wanted, language) for match in shown)
        return Found(hits, total, max(page, 1))

    def refresh(self) -> None:
        """Index what has changed. Cheap where nothing has; what cannot be written is left.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with self._renewing:
            with reading(self._engine) as connection:
                state = search_state.state(connection)
                if state == self._state:
                    return
                changed = search_state.stamps(connection) != search_store.stamps(connection)
            try:
                if changed:
                    self._renew()
            except StorageUnavailable:
                _log.warning("what has changed could not be indexed now: the search is behind")
            else:
                self._state = state

    def _renew(self) -> None:
        with writing(self._engine) as connection:
            search_store.hold_others(connection)
            known = search_store.stamps(connection)
            now = search_state.stamps(connection)
            changed = {thing for thing, stamp in now.items() if known.get(thing) != stamp}
            search_store.forget(connection, (known.keys() - now.keys()) | (changed & known.keys()))
            for kind, ref in sorted(changed):
                parts = SOURCES[Kind(kind)].read(connection, ref)
                search_store.keep(connection, kind, ref, now[kind, ref], parts)


def wanted_words(query: str) -> list[str]:
    """The words of a query as they are looked for."""
    found = [without_article(word.folded) for word in words(query[:LONGEST_QUERY])]
    return found[:_MOST_WORDS]


def _hit(match: Match, text: search_store.Text, wanted: Sequence[str], language: str) -> Hit:
    is_fallback = text.title_language != language
    title = LocalText(text.title, text.title_language, is_fallback=is_fallback)
    return Hit(
        Kind(match.kind),
        title,
        excerpt(text.text, wanted),
        text.path,
        match.language,
        match.on,
    )
