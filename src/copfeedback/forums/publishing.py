"""Approving minutes, in versions that all stay, and what is added beside them by others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.forums import minutes_store
from copfeedback.forums.agenda_gate import Gate
from copfeedback.forums.agendas import LeftOver, MeetingCancelled
from copfeedback.forums.approving import as_minutes, fingerprint, needed_reason, says_the_same
from copfeedback.forums.differing import Difference, difference
from copfeedback.forums.drafting import draft_entries
from copfeedback.forums.looking_through import LookedThrough, look_through
from copfeedback.forums.meeting_chairing import chairing_meeting, require_meeting_chair
from copfeedback.forums.meeting_model import Meeting, MeetingState
from copfeedback.forums.minutes_model import (
    EntryText,
    Minutes,
    MinutesTranslation,
    Reply,
    TranslationState,
)
from copfeedback.forums.minutes_po import PoTexts, read_minutes_po, write_minutes_po
from copfeedback.forums.model import Forum
from copfeedback.forums.replying import clean_reply, keep_reply
from copfeedback.forums.store import change_meeting, find_meeting
from copfeedback.forums.translating import ShownEntry, merged, shown, state_of, touched
from copfeedback.forums.translation_store import carry_translations, translated
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.people.tables import in_utc
from copfeedback.storage.engine import reading


class DraftEmpty(Exception):  # noqa: N818 - named for what happened
    """Nothing is written in the draft: there is nothing to publish."""


class NothingChanged(Exception):  # noqa: N818 - named for what happened
    """The draft says what the latest version says."""


class NotBegun(Exception):  # noqa: N818 - named for what happened
    """The day of the meeting is still to come: there is nothing to tell of it."""


class Publishing:
    """The use cases of approved minutes. ``languages`` are the tags of those the portal has."""

    def __init__(self, trail: Trail, today: Callable[[], date], languages: Collection[str]) -> None:
        self._trail = trail
        self._today = today
        self._languages = frozenset(languages)

    def check(self, actor: Actor, meeting_id: int) -> LookedThrough:
        """What would be published now, with what in it could tell who a person is.

        Publishing it stays the chair's decision.

        Raises:
            NotPermitted: the actor does not chair the meeting's forum.
            Unknown: there is no such meeting.
        """
        self._require(actor, Action.PUBLISH_MINUTES, meeting_id)
        with reading(self._trail.engine) as connection:
            return look_through(connection, find_meeting(connection, meeting_id))

    def publish(
        self,
        actor: Actor,
        meeting_id: int,
        *,
        reason: Mapping[str, str] | None = None,
        seen: str | None = None,
    ) -> Minutes:
        """Approve the draft as the next version; translations of what stayed are carried over.

        ``reason`` says what a correction corrects. ``seen`` is the fingerprint of what ``check``
        showed, where only that may be published. What a protected forum publishes first waits as
        many days as it set; a correction waits no longer than that.

        Raises:
            NotPermitted: the actor does not chair the meeting's forum.
            Unknown: there is no such meeting.
            DraftEmpty: nothing is written.
            NotBegun, MeetingCancelled: the meeting has not taken place.
            LeftOver: its agenda was never final, and is silent on what earlier meetings left open.
            NothingChanged: it is what the latest version says.
            ChangedMeanwhile: something would be published that was not there to be looked at.
            Faulty: a correction without a reason, or with one that is too long.
        """
        with self._doing(actor, Action.PUBLISH_MINUTES, meeting_id) as (connection, forum, meeting):
            entries = draft_entries(connection, meeting_id)
            if all(entry.content == EntryText() for entry in entries):
                raise DraftEmpty
            draft = as_minutes(connection, forum, meeting, entries)
            if seen is not None and seen != fingerprint(draft):
                raise ChangedMeanwhile
            earlier = minutes_store.versions(connection, meeting_id)
            if not earlier:
                self._require_held(connection, meeting)
            minutes = replace(
                draft,
                number=len(earlier) + 1,
                approved_at=in_utc(self._trail.now()),
                approved_by=actor.name,
                public_on=self._public_on(forum, earlier),
            )
            if earlier:
                if says_the_same(earlier[0], minutes):
                    raise NothingChanged
                minutes = replace(minutes, reason=needed_reason(reason))
            minutes_store.add_version(connection, minutes)
            if earlier:
                carry_translations(connection, earlier[0], minutes)
            change_meeting(connection, replace(meeting, minutes_number=minutes.number))
        return minutes

    def versions(self, meeting_id: int) -> list[Minutes]:
        """The versions that may be read, the latest first."""
        with reading(self._trail.engine) as connection:
            return self._public(minutes_store.versions(connection, meeting_id))

    def latest(self, meeting_id: int) -> Minutes | None:
        """The latest version that may be read."""
        return next(iter(self.versions(meeting_id)), None)

    def approved(self, actor: Actor, meeting_id: int) -> list[Minutes]:
        """All versions for their chair, those that are not public yet too; the latest first.

        Raises like ``check``.
        """
        self._require(actor, Action.PUBLISH_MINUTES, meeting_id)
        with reading(self._trail.engine) as connection:
            return minutes_store.versions(connection, meeting_id)

    def differences(self, older: Minutes, newer: Minutes) -> Difference:
        """What the newer of two versions says otherwise, word by word."""
        return difference(older, newer)

    def translations(self, meeting_id: int, number: int) -> dict[str, MinutesTranslation]:
        """The translations of a version by language, complete or not."""
        with reading(self._trail.engine) as connection:
            found = minutes_store.translations(connection, meeting_id, number)
        return {each.language: each for each in found}

    def translation_state(self, minutes: Minutes, language: str) -> TranslationState:
        """How far a version can be read in a language."""
        translation = self.translations(minutes.meeting_id, minutes.number).get(language)
        return state_of(minutes, translation, language)

    def shown(
        self, minutes: Minutes, translation: MinutesTranslation | None, language: str
    ) -> tuple[ShownEntry, ...]:
        """The entries of a version for a reader of a language."""
        return shown(minutes, translation, language)

    def translate(
        self,
        actor: Actor,
        meeting_id: int,
        number: int,
        language: str,
        texts: Mapping[str, str],
        *,
        seen: Mapping[str, str] | None = None,
    ) -> MinutesTranslation:
        """Put texts by place (``Minutes.segments``) into a translation; others stay as they are.

        ``seen`` are the texts the translator began from: what they did not touch stays as somebody
        else may have changed it meanwhile.

        Raises:
            NotPermitted: the actor does not chair the meeting's forum.
            Unknown: there is no such version, or it has no such place.
            ChangedMeanwhile: somebody else has changed one of these texts to something else.
            Faulty: a text is too long, or the language is the original's or not the portal's.
        """
        with self._doing(actor, Action.TRANSLATE_MINUTES, meeting_id) as (connection, _, _):
            minutes = _version(connection, meeting_id, number)
            self._require_language(language, not_in=minutes.language)
            before = translated(connection, minutes, language)
            if seen is not None:
                texts = touched(texts, seen, before)
            kept = MinutesTranslation(
                meeting_id=meeting_id,
                number=number,
                language=language,
                texts=merged(minutes, before, texts),
                by=actor.name,
                at=in_utc(self._trail.now()),
            )
            minutes_store.keep_translation(connection, kept)
        return kept

    def po(self, minutes: Minutes, language: str) -> bytes:
        """A PO file of a version with its translation so far."""
        with reading(self._trail.engine) as connection:
            texts = translated(connection, minutes, language)
        return write_minutes_po(minutes, texts, language)

    def read_po(
        self, actor: Actor, meeting_id: int, number: int, language: str, content: bytes
    ) -> PoTexts:
        """Take the translation a PO file brings; places it leaves empty stay as they are.

        Raises:
            BadPo: the file cannot be taken; nothing was stored.
        Raises also like ``translate``.
        """
        self._require(actor, Action.TRANSLATE_MINUTES, meeting_id)
        with reading(self._trail.engine) as connection:
            minutes = _version(connection, meeting_id, number)
        self._require_language(language, not_in=minutes.language)
        found = read_minutes_po(minutes, language, content)
        brought = {key: text for key, text in found.texts.items() if text.strip()}
        self.translate(actor, meeting_id, number, language, brought)
        return found

    def reply(
        self, actor: Actor, meeting_id: int, number: int, office: str, language: str, text: str
    ) -> Reply:
        """Say something to public minutes in the name of the actor's own organisation.

        It stays as it was said; the same text sent twice is one reply.

        Raises:
            NotPermitted: the actor speaks for no organisation.
            Unknown: there are no such minutes, or not yet in public.
            Faulty: the office or the text is missing or too long, or the portal has no such
                language.
        """
        permission, subject = Permission.REPORT_ON_COMMITMENTS, Subject(actor.organisation)
        about = f"minutes {number} of meeting {meeting_id}"
        with self._trail.doing(
            actor, Action.REPLY_TO_MINUTES, permission, about, subject
        ) as connection:
            find_meeting(connection, meeting_id, lock=True)
            if not self._public([_version(connection, meeting_id, number)]):
                raise Unknown
            self._require_language(language)
            now = in_utc(self._trail.now())
            said = clean_reply(Reply(0, meeting_id, number, "", office, language, text, now))
            return keep_reply(connection, said, actor.organisation)

    def replies(self, meeting_id: int) -> list[Reply]:
        """The replies to the minutes of a meeting, in the order they came."""
        with reading(self._trail.engine) as connection:
            return minutes_store.replies(connection, meeting_id)

    def _require_held(self, connection: Connection, meeting: Meeting) -> None:
        """Let the first minutes pass: nobody gets round the gate by leaving an agenda a draft."""
        now, today = self._trail.now(), self._today()
        if meeting.state is MeetingState.CANCELLED:
            raise MeetingCancelled
        if meeting.starts.date() > today:
            raise NotBegun
        if meeting.final_on is not None:
            return
        if left := Gate.read(connection, meeting, now, today).left_over():
            raise LeftOver(left)

    def _require(self, who: Actor, action: Action, meeting_id: int) -> None:
        require_meeting_chair(self._trail, who, action, meeting_id, self._today())

    def _doing(
        self, who: Actor, action: Action, meeting_id: int
    ) -> AbstractContextManager[tuple[Connection, Forum, Meeting]]:
        return chairing_meeting(self._trail, who, action, meeting_id, self._today())

    def _public(self, versions: list[Minutes]) -> list[Minutes]:
        return [each for each in versions if each.public_on <= self._today()]

    def _public_on(self, forum: Forum, earlier: list[Minutes]) -> date:
        today = self._today()
        if earlier:
            return max(today, earlier[-1].public_on)
        return today + timedelta(days=forum.delay_days if forum.protected else 0)

    def _require_language(self, language: str, *, not_in: str = "") -> None:
        if language not in self._languages or language == not_in:
            raise Faulty([Problem("language", Fault.LANGUAGE)])


def _version(connection: Connection, meeting_id: int, number: int) -> Minutes:
    for version in minutes_store.versions(connection, meeting_id):
        if version.number == number:
            return version
    raise Unknown
