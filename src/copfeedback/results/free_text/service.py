"""Coding: staff say what answers in people's own words are about, one text after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from hashlib import sha256

from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.results.free_text import published, store
from copfeedback.results.free_text.model import (
    CODE_MAXIMUM,
    THEMES_MAXIMUM,
    CodedText,
    CodingProgress,
    Theme,
)
from copfeedback.results.free_text.published import PublishedThemes
from copfeedback.storage.engine import reading
from copfeedback.surveys.book import AskedWave, WaveBook

SHOWN_AT_ONCE = 50
_CODE = re.compile(rf"[a-z][a-z0-9_]{{0,{CODE_MAXIMUM - 1}}}")


class WaveNotClosed(Exception):  # noqa: N818 - named for what happened
    """The wave still takes answers: texts are read once it is closed, never as they arrive."""


class UnknownText(Exception):  # noqa: N818 - named for what happened
    """There is no such text, or not any more."""


class CodedMeanwhile(Exception):  # noqa: N818 - named for what happened
    """Somebody else has coded the text since it was read; ``coder`` is who."""

    def __init__(self, coder: str) -> None:
        super().__init__(coder)
        self.coder = coder


class BadTheme(Exception):  # noqa: N818 - named for what happened
    """The code of a theme is none, is taken, or is not there; or there are too many themes."""


class NotAllCoded(Exception):  # noqa: N818 - named for what happened
    """Themes are published when every text of the question is coded."""


class TooFewTexts(Exception):  # noqa: N818 - named for what happened
    """So few people wrote something that nothing may be told of it."""


class Coding:
    """The use cases of coding.

    ``is_public`` says whether everybody may see the results of a wave.
    """

    def __init__(
        self,
        trail: Trail,
        book: WaveBook,
        is_public: Callable[[str], bool],
        today: Callable[[], date],
    ) -> None:
        self._trail = trail
        self._engine = trail.engine
        self._book = book
        self._is_public = is_public
        self._today = today

    def questions(self, actor: Actor, wave_id: str | None = None) -> list[CodingProgress]:
        """The questions of closed waves that people wrote something at, and how far they are.

        Those of one wave, or of all.

        Raises:
            NotPermitted: the actor may not.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.CODE_FREE_TEXT)
        closed = [
            asked.wave.id
            for asked in self._book.all()
            if is_closed(asked) and wave_id in (None, asked.wave.id)
        ]
        with reading(self._engine) as connection:
            return store.progress(connection, closed)

    def next_text(
        self, actor: Actor, wave_id: str, question_id: str, after: bytes = b""
    ) -> CodedText | None:
        """The next text to code, in an order that is the actor's own; None if all are coded.

        Two people seldom meet at the same text like this. Everybody's order stays the same.
        ``after`` is the text to pass over.

        Raises:
            NotPermitted: the actor may not.
            UnknownWave: there is none of this name.
            WaveNotClosed: the wave still takes answers.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.CODE_FREE_TEXT)
        self._closed(wave_id)

        def place(text_id: bytes) -> bytes:
            return sha256(f"{actor.id} {actor.name} ".encode() + text_id).digest()

        passed = place(after) if after else b""
        with reading(self._engine) as connection:
            ids = store.uncoded(connection, wave_id, question_id)
            chosen = min(ids, key=lambda each: (place(each) <= passed, place(each)), default=None)
            return None if chosen is None else store.find_text(connection, chosen)

    def text(self, actor: Actor, text_id: bytes) -> CodedText:
        """One text of a closed wave, coded or not.

        Raises:
            NotPermitted: the actor may not.
            UnknownText: there is none.
            WaveNotClosed: its wave still takes answers.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.CODE_FREE_TEXT)
        with reading(self._engine) as connection:
            found = store.find_text(connection, text_id)
        if found is None:
            raise UnknownText
        self._closed(found.wave_id)
        return found

    def coded(self, actor: Actor, wave_id: str, question_id: str) -> list[CodedText]:
        """Some texts that are coded already, to look at again.

        Raises:
            NotPermitted: the actor may not.
            UnknownWave: there is none of this name.
            WaveNotClosed: the wave still takes answers.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.CODE_FREE_TEXT)
        self._closed(wave_id)
        with reading(self._engine) as connection:
            return store.coded(connection, wave_id, question_id, SHOWN_AT_ONCE)

    def code(
        self, actor: Actor, text_id: bytes, themes: Collection[str], revision: int
    ) -> CodedText:
        """Give a text its themes, or none: then there was nothing to code. The text stays as it is.

        ``revision`` is that of the text as it was read.

        Raises:
            NotPermitted: the actor may not.
            UnknownText: there is none.
            WaveNotClosed: its wave still takes answers.
            BadTheme: one of the themes is not there, or is retired and new to this text.
            CodedMeanwhile: somebody else coded it since; nothing was changed.
            StorageUnavailable: the database cannot be written now; nothing was changed.
        """
        before = self._find_noting(actor, text_id)
        survey = self._closed(before.wave_id).survey
        about = f"wave {before.wave_id} {before.question_id}"
        doing = (actor, Action.CODE_TEXT, Permission.CODE_FREE_TEXT, about)
        with self._trail.doing(*doing) as connection:
            known = store.themes(connection, survey.id, before.question_id)
            offered = {each.code for each in known if not each.retired} | before.themes
            if not set(themes) <= offered:
                raise BadTheme
            if not store.code_text(connection, text_id, themes, actor.name, revision):
                now = store.find_text(connection, text_id)
                raise CodedMeanwhile(now.coder if now else "")
        return replace(before, themes=frozenset(themes), coder=actor.name, revision=revision + 1)

    def themes(self, actor: Actor, survey_id: str, question_id: str) -> list[Theme]:
        """The themes of a question, which all its waves share; retired ones too.

        Raises:
            NotPermitted: the actor may not.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.CODE_FREE_TEXT)
        with reading(self._engine) as connection:
            return store.themes(connection, survey_id, question_id)

    def set_theme(self, actor: Actor, theme: Theme, *, new: bool) -> None:
        """Add a theme, or change its names and description, or retire it. None is ever removed.

        Raises:
            NotPermitted: the actor may not.
            BadTheme: the code cannot be one, is taken, or is not there; or there are too many.
            StorageUnavailable: the database cannot be written now; nothing was changed.
        """
        about = f"theme {theme.survey_id} {theme.question_id} {theme.code}"
        doing = (actor, Action.SET_THEME, Permission.CODE_FREE_TEXT, about)
        with self._trail.doing(*doing) as connection:
            known = {
                each.code for each in store.themes(connection, theme.survey_id, theme.question_id)
            }
            if (theme.code in known) is new or not _CODE.fullmatch(theme.code):
                raise BadTheme
            if new and len(known) >= THEMES_MAXIMUM:
                raise BadTheme
            store.keep_theme(connection, theme)

    def publish_themes(self, actor: Actor, wave_id: str, question_id: str) -> None:
        """Freeze how often each theme came, for everybody who sees the results of the wave.

        It is done once everything is coded: whoever watched figures grow text by text could tell
        what single texts are about.

        Raises:
            NotPermitted: the actor may not.
            UnknownWave: there is none of this name.
            WaveNotClosed: the wave still takes answers.
            NotAllCoded: some text is not coded yet.
            TooFewTexts: fewer than ten people wrote something.
            StorageUnavailable: the database cannot be written now; nothing was changed.
        """
        about = f"wave {wave_id} {question_id}"
        doing = (actor, Action.PUBLISH_THEMES, Permission.CODE_FREE_TEXT, about)
        self._trail.require(*doing)
        survey = self._closed(wave_id).survey
        with self._trail.doing(*doing) as connection:
            here = store.progress(connection, [wave_id])
            found = next((each for each in here if each.question_id == question_id), None)
            if found is None:
                raise TooFewTexts
            if found.coded < found.texts:
                raise NotAllCoded
            counts = store.theme_counts(connection, wave_id, question_id)
            known = store.themes(connection, survey.id, question_id)
            used = [each for each in known if counts.get(each.code)]
            canonical = published.freeze(found.texts, counts, used)
            if canonical is None:
                raise TooFewTexts
            store.keep_published(connection, wave_id, question_id, self._today(), canonical)

    def published_themes(self, wave_id: str) -> list[PublishedThemes]:
        """For everybody: the themes of a wave; nothing before its results are public.

        Raises:
            UnknownWave: there is none of this name.
            StorageUnavailable: the database cannot be read now.
        """
        asked = self._book.find(wave_id)
        if not self._is_public(asked.wave.id):
            return []
        with reading(self._engine) as connection:
            frozen = store.find_published(connection, asked.wave.id)
        order = list(asked.survey.question_of_item)
        known = (published.thaw(*each) for each in frozen if each[0] in order)
        return sorted(known, key=lambda each: order.index(each.question_id))

    def _find_noting(self, actor: Actor, text_id: bytes) -> CodedText:
        self._trail.require(actor, Action.CODE_TEXT, Permission.CODE_FREE_TEXT, "a text")
        return self.text(actor, text_id)

    def _closed(self, wave_id: str) -> AskedWave:
        asked = self._book.find(wave_id)
        if not is_closed(asked):
            raise WaveNotClosed(asked.wave.id)
        return asked


def is_closed(asked: AskedWave) -> bool:
    """Whether a wave is closed and folded to the end."""
    return asked.wave.closed_on is not None and asked.key is None
