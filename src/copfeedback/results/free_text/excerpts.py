"""Excerpts: one person proposes a short part of an answer, another clears it for everybody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import groupby

from sqlalchemy import Connection

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.employers import NotIndependent, works_for_police
from copfeedback.people.model import Actor, Permission
from copfeedback.results.free_text import excerpt_store, masking, store
from copfeedback.results.free_text.excerpt_store import REASON_MAXIMUM
from copfeedback.results.free_text.masking import Span
from copfeedback.results.free_text.model import (
    EXCERPT_MAXIMUM,
    OMISSION,
    CodedText,
    Excerpt,
    ExcerptState,
    Part,
    PublicExcerpt,
    is_taken_from,
    plain,
)
from copfeedback.results.free_text.service import Coding, TooFewTexts
from copfeedback.results.thresholds import THRESHOLDS
from copfeedback.storage.engine import reading
from copfeedback.surveys.book import WaveBook

IN_WORK = (ExcerptState.PROPOSED, ExcerptState.RETURNED, ExcerptState.CLEARED)
TRANSLATION_MAXIMUM = 2 * EXCERPT_MAXIMUM


class NotTakenFromText(Exception):  # noqa: N818 - named for what happened
    """The excerpt is not a part of the text, word for word, with marked omissions at most."""


class TooLong(Exception):  # noqa: N818 - named for what happened
    """The excerpt or a translation of it is too long, or nothing but masked."""


class OwnProposal(Exception):  # noqa: N818 - named for what happened
    """Whoever proposed an excerpt cannot clear it."""


class PoliceAlone(Exception):  # noqa: N818 - named for what happened
    """Both the one who proposed the excerpt and the one who clears it work for the police."""


class ReasonMissing(Exception):  # noqa: N818 - named for what happened
    """Whoever returns an excerpt or takes it back has to say why."""


class DecidedMeanwhile(Exception):  # noqa: N818 - named for what happened
    """Somebody else has decided on the excerpt, or it is gone."""


def normalised(excerpt: str) -> str:
    """An excerpt as it is kept: its pieces with the mark of an omission between them."""
    whole = plain(excerpt).replace("[...]", OMISSION)
    return f" {OMISSION} ".join(piece.strip() for piece in whole.split(OMISSION)).strip()


class Excerpts:
    """The use cases around excerpts."""

    def __init__(
        self, trail: Trail, book: WaveBook, coding: Coding, is_public: Callable[[str], bool]
    ) -> None:
        self._trail = trail
        self._engine = trail.engine
        self._book = book
        self._coding = coding
        self._is_public = is_public

    def propose_excerpt(
        self,
        actor: Actor,
        text_id: bytes,
        excerpt: str,
        spans: Iterable[Span],
        translations: Translations | None = None,
    ) -> int:
        """Propose a part of a text, with ``spans`` of it (as ``normalised``) masked; its id.

        It takes the place of proposals from the same text that were returned.

        Raises:
            NotPermitted: the actor may not.
            UnknownText: there is no such text.
            WaveNotClosed: its wave still takes answers.
            NotTakenFromText: it is not a part of the text.
            TooLong: it or a translation is too long, or nothing of it is left to read.
            TooFewTexts: fewer than ten people wrote something here: one of them is soon guessed.
            StorageUnavailable: the database cannot be written now; nothing was changed.
        """
        self._trail.require(actor, Action.PROPOSE_EXCERPT, Permission.CODE_FREE_TEXT, "a text")
        source = self._coding.text(actor, text_id)
        self._require_company(source)
        if not is_taken_from(excerpt, source.text):
            raise NotTakenFromText
        whole = normalised(excerpt)
        parts = masking.masked(whole, spans)
        if len(whole) > EXCERPT_MAXIMUM or not any(_has_letters(part) for part in parts):
            raise TooLong
        clean = _clean(translations)
        proposed = Excerpt(
            id=0,
            text_id=text_id,
            wave_id=source.wave_id,
            question_id=source.question_id,
            language=source.language,
            parts=parts,
            translations=clean,
            state=ExcerptState.PROPOSED,
            proposer=actor.name,
        )
        about = f"wave {source.wave_id} {source.question_id}"
        doing = (actor, Action.PROPOSE_EXCERPT, Permission.CODE_FREE_TEXT, about)
        with self._trail.doing(*doing) as connection:
            excerpt_store.remove_returned(connection, text_id)
            by_police = works_for_police(connection, actor)
            return excerpt_store.add_excerpt(connection, proposed, actor.id, by_police=by_police)

    def excerpts(self, actor: Actor, states: Collection[ExcerptState] = IN_WORK) -> list[Excerpt]:
        """The excerpts that stand so, the earliest first.

        Raises:
            NotPermitted: the actor may not.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.CLEAR_EXCERPTS)
        with reading(self._engine) as connection:
            return excerpt_store.excerpts(connection, states)

    def clear(self, actor: Actor, excerpt_id: int) -> None:
        """Let everybody see a proposed excerpt, as soon as the results of its wave are public.

        Raises:
            NotPermitted: the actor may not.
            OwnProposal: it is the actor's own.
            PoliceAlone: only police would have looked at it.
            DecidedMeanwhile: it is no longer waiting.
            StorageUnavailable: the database cannot be written now; nothing was changed.
        """
        with self._trail.doing(
            actor, Action.CLEAR_EXCERPT, Permission.CLEAR_EXCERPTS, f"excerpt {excerpt_id}"
        ) as connection:
            found = excerpt_store.find_excerpt(connection, excerpt_id)
            if found is None:
                raise DecidedMeanwhile
            excerpt, proposer_id, by_police = found
            if actor.name == excerpt.proposer or (actor.id is not None and actor.id == proposer_id):
                raise OwnProposal
            if by_police and works_for_police(connection, actor):
                raise PoliceAlone
            self._decide(connection, actor, excerpt_id, ExcerptState.PROPOSED, ExcerptState.CLEARED)

    def return_excerpt(self, actor: Actor, excerpt_id: int, reason: str) -> None:
        """Send a proposed excerpt back to whoever proposed it.

        Raises:
            NotPermitted: the actor may not.
            ReasonMissing: it is not said why.
            DecidedMeanwhile: it is no longer waiting.
            StorageUnavailable: the database cannot be written now; nothing was changed.
        """
        with self._trail.doing(
            actor, Action.RETURN_EXCERPT, Permission.CLEAR_EXCERPTS, f"excerpt {excerpt_id}"
        ) as connection:
            states = (ExcerptState.PROPOSED, ExcerptState.RETURNED)
            self._decide(connection, actor, excerpt_id, *states, _needed(reason))

    def take_back(self, actor: Actor, excerpt_id: int, reason: str) -> None:
        """Let nobody see a cleared excerpt any more, and erase its words.

        Police accounts may not: the words are about the police.

        Raises:
            NotPermitted: the actor may not.
            ReasonMissing: it is not said why.
            DecidedMeanwhile: it is not public any more.
            StorageUnavailable: the database cannot be written now; nothing was changed.
        """
        with self._trail.doing(
            actor, Action.TAKE_BACK_EXCERPT, Permission.CLEAR_EXCERPTS, f"excerpt {excerpt_id}"
        ) as connection:
            if works_for_police(connection, actor):
                raise NotIndependent(Permission.CLEAR_EXCERPTS)
            states = (ExcerptState.CLEARED, ExcerptState.TAKEN_BACK)
            self._decide(connection, actor, excerpt_id, *states, _needed(reason))

    def published_excerpts(self, wave_id: str) -> dict[str, list[PublicExcerpt]]:
        """For everybody: the cleared excerpts of a wave, by question in its order.

        Nothing before the results of the wave are public, nor after they were withdrawn.

        Raises:
            UnknownWave: there is none of this name.
            StorageUnavailable: the database cannot be read now.
        """
        asked = self._book.find(wave_id)
        if not self._is_public(asked.wave.id):
            return {}
        with reading(self._engine) as connection:
            found = excerpt_store.excerpts(connection, [ExcerptState.CLEARED], asked.wave.id)
        order = list(asked.survey.question_of_item)
        cleared = sorted(
            (each for each in found if each.question_id in order),
            key=lambda each: order.index(each.question_id),
        )
        return {
            question_id: [
                PublicExcerpt(each.question_id, each.language, each.parts, each.translations)
                for each in group
            ]
            for question_id, group in groupby(cleared, key=lambda each: each.question_id)
        }

    def _require_company(self, source: CodedText) -> None:
        with reading(self._engine) as connection:
            texts = sum(
                each.texts
                for each in store.progress(connection, [source.wave_id])
                if each.question_id == source.question_id
            )
        if texts < THRESHOLDS.minimum_base:
            raise TooFewTexts

    def _decide(
        self,
        connection: Connection,
        actor: Actor,
        excerpt_id: int,
        before: ExcerptState,
        after: ExcerptState,
        reason: str = "",
    ) -> None:
        if not excerpt_store.decide(connection, excerpt_id, before, after, actor.name, reason):
            raise DecidedMeanwhile


def left_to_mask(excerpt: Excerpt) -> list[str]:
    """What the search still finds in an excerpt and its translations, to look at twice."""
    texts = [part.words for part in excerpt.parts] + list((excerpt.translations or {}).values())
    return [
        text[span.start : span.end] for text in map(plain, texts) for span in masking.propose(text)
    ]


def _needed(reason: str) -> str:
    cleaned = plain(reason)[:REASON_MAXIMUM]
    if not cleaned:
        raise ReasonMissing
    return cleaned


def _has_letters(part: Part) -> bool:
    return any(each.isalpha() for each in part.words)


def _clean(translations: Translations | None) -> Translations | None:
    kept = {tag: plain(text) for tag, text in (translations or {}).items() if plain(text)}
    if any(len(text) > TRANSLATION_MAXIMUM for text in kept.values()):
        raise TooLong
    return Translations(kept) if kept else None
