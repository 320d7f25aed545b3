"""Coming back with the code: what a complainant sees of their case, and what they can do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b

from sqlalchemy import Connection

from copfeedback.complaints import store
from copfeedback.complaints.casefile import (
    COMPLAINANT,
    PRIVATE,
    OpenCase,
    add_item,
    change_row,
    move,
    open_case,
)
from copfeedback.complaints.code import ComplaintCode, read_code
from copfeedback.complaints.filing import private_label
from copfeedback.complaints.head_check import require_noted_end
from copfeedback.complaints.model import (
    Clocks,
    ItemKind,
    NotAllowedNow,
    Side,
    State,
    UnknownCase,
)
from copfeedback.complaints.own_case import OwnCase, consent_of, own_case
from copfeedback.complaints.questions import IDENTITY_FIELDS
from copfeedback.complaints.stretching import Stretching, new_salt
from copfeedback.complaints.vault import HolderKey, Unreadable, new_seed
from copfeedback.people.audit import Trail
from copfeedback.people.pace import Guesses, WrongGuess
from copfeedback.people.sessions import hash_if_token, hash_token, new_token
from copfeedback.people.tables import in_utc
from copfeedback.sealing import KEY_BYTES, Seal
from copfeedback.storage.engine import reading, writing

COMPLAINT_COOKIE = "copfeedback_case"
SESSION_MINUTES = 15
LONGEST_MESSAGE = 20_000
BEST_SCORE = 5
_GUESSED_AT = "complaints"


class UnknownComplaintCode(WrongGuess):
    """No case is opened by this code."""


class SessionEnded(Exception):  # noqa: N818 - named for what happened
    """The fifteen minutes are over, or the case is no more; the code has to be typed again."""


class BadText(Exception):  # noqa: N818 - named for what happened
    """There are no words in it, or too many."""


@dataclass(frozen=True)
class _Visitor:
    """Whoever has typed a code, for one request."""

    case_id: str
    key: HolderKey = field(repr=False)


class Following:
    """The use cases of a complainant. Everything but ``sign_in`` takes the token of a session.

    There is no use case of staff here. Whatever is written raises:
        SessionEnded: there is no such session, or it is over.
        Tampered: the case is not what its authors wrote, or an older state of it was put back.
        StorageUnavailable: it cannot be stored now; nothing was.
    """

    def __init__(
        self,
        trail: Trail,
        stretching: Stretching,
        clocks: Clocks,
        today: Callable[[], date],
        guesses: Guesses,
        *,
        rated: Callable[[int, str], None],
    ) -> None:
        """``rated`` is told each score and its language, and nothing of whose it is."""
        self._rated = rated
        self._trail = trail
        self._stretching = stretching
        self._clocks = clocks
        self._today = today
        self._guesses = guesses

    def look_at(self, client: str) -> None:
        """Turn away a client that has guessed too often, before it takes a place in the queue.

        Raises:
            TooFast: not now.
        """
        self._guesses.look_at(client)

    def sign_in(self, typed: str, client: str) -> str:
        """The token of a session of fifteen minutes for whoever has the code.

        Whether the look-up number is known takes the same time.

        Raises:
            NotACode: there is a slip in what was typed; said at once and counted nowhere.
            UnknownComplaintCode: it opens nothing.
            TooFast: this client has guessed too often.
            SlowDown: too many codes are being worked on.
            StorageUnavailable: the database cannot be used now.
        """
        code = read_code(typed)
        with self._guesses.judging(_GUESSED_AT, client):
            case_id, seed = self._opened(code)
        token = new_token()
        ends_at = self._trail.now() + timedelta(minutes=SESSION_MINUTES)
        session = store.Session(case_id, ends_at, _session_seal(token).close(seed))
        with writing(self._trail.engine) as connection:
            store.end_sessions_before(connection, self._trail.now())
            store.add_session(connection, hash_token(token), session)
        return token

    def _opened(self, code: ComplaintCode) -> tuple[str, bytes]:
        with reading(self._trail.engine) as connection:
            row = store.find_by_lookup(connection, code.lookup)
            kept = row and store.sealed_key(connection, row.id, COMPLAINANT, PRIVATE)
        # Without a case the same work is done, with nobody's salt and seed.
        case_id, salt = (row.id, row.salt) if row and kept else ("", new_salt())
        seal = self._stretching.seal(code.secret, salt, private_label(case_id))
        try:
            return case_id, seal.open(kept or new_seed() * 2)
        except Unreadable:
            raise UnknownComplaintCode from None

    def sign_out(self, token: object) -> None:
        """End a session, if there is one."""
        token_hash = hash_if_token(token)
        if token_hash is not None:
            with writing(self._trail.engine) as connection:
                store.end_session(connection, token_hash)

    def own_case(self, token: object) -> OwnCase | None:
        """The case of this session as its complainant sees it; None when the session is over.

        The narrative is not part of it: whoever holds the telephone must not read it.

        Raises:
            Tampered: the case is not what its authors wrote.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            try:
                visitor = self._visitor(connection, token)
                opened = open_case(connection, visitor.case_id, COMPLAINANT, visitor.key)
            except (SessionEnded, UnknownCase):
                return None
        return own_case(opened, self._clocks, self._today())

    def send_message(self, token: object, text: str, language: str) -> None:
        """Write to those who handle the case.

        Raises:
            BadText: empty, or over 20,000 characters.
        """
        content = {"text": _clean(text), "language": language, "translated_by": ""}
        with self._writing(token) as (connection, opened, key):
            added = add_item(
                connection, opened, ItemKind.MESSAGE, Side.COMPLAINANT, content, key, self._today()
            )
            change_row(connection, added, waiting=True)

    def set_identity(self, token: object, identity: Mapping[str, str]) -> None:
        """Say who one is, or take it back with nothing in it. What was said before goes.

        Raises:
            BadText: a field is longer than it may be.
        """
        given = {
            field.name: _clean(identity[field.name], field.maximum)
            for field in IDENTITY_FIELDS
            if identity.get(field.name, "").strip()
        }
        with self._writing(token) as (connection, opened, key):
            on, content = self._today(), consent_of(opened) | given
            added = add_item(
                connection, opened, ItemKind.IDENTITY, Side.COMPLAINANT, content, key, on
            )
            change_row(connection, added, waiting=True)

    def ask_review(self, token: object, text: str, language: str) -> None:
        """Ask somebody else to look at the decision, with a reason.

        Raises:
            BadText: empty or too long.
            NotAllowedNow: nothing was decided and told, or the time to ask is over.
        """
        reason, on = _clean(text), self._today()
        with self._writing(token) as (connection, opened, key):
            told_on = opened.row.told_on
            if told_on is None or on > self._clocks.review_until(told_on):
                raise NotAllowedNow(opened.row.state, State.REVIEW)
            moved = move(connection, opened, State.REVIEW, Side.COMPLAINANT, key, on, self._clocks)
            content = {"text": reason, "language": language, "translated_by": ""}
            said = add_item(connection, moved, ItemKind.MESSAGE, Side.COMPLAINANT, content, key, on)
            change_row(connection, said, waiting=True)

    def withdraw(self, token: object) -> None:
        """Take the complaint back: it is followed no further.

        Raises:
            NotAllowedNow: it has ended already.
        """
        on = self._today()
        with self._writing(token) as (connection, opened, key):
            moved = move(
                connection, opened, State.WITHDRAWN, Side.COMPLAINANT, key, on, self._clocks
            )
            change_row(connection, moved, waiting=True)

    def ask_erasure(self, token: object) -> date:
        """Have everything destroyed, after so many days that it can be called off; the day.

        Whoever only holds the telephone must not be able to destroy the case at once.
        """
        with self._writing(token) as (connection, opened, _):
            on = opened.row.erase_on or self._today() + timedelta(days=self._clocks.erase_days)
            change_row(connection, opened, erase_on=on)
        return on

    def call_off_erasure(self, token: object) -> None:
        """Let the case stay."""
        with self._writing(token) as (connection, opened, _):
            change_row(connection, opened, erase_on=None)

    def rate(self, token: object, score: int, text: str, language: str) -> None:
        """Say how it was handled, from 1 (badly) to 5 (well), with words or without; once.

        Raises:
            BadText: no such score, or too many words.
            NotAllowedNow: nothing was decided yet, or it was rated before.
        """
        if not 1 <= score <= BEST_SCORE:
            raise BadText
        words = _clean(text) if text.strip() else ""
        content = {"score": score, "text": words, "language": language}
        with self._writing(token) as (connection, opened, key):
            own = own_case(opened, self._clocks, self._today())
            if not own.may_rate:
                raise NotAllowedNow(opened.row.state, opened.row.state)
            add_item(
                connection, opened, ItemKind.RATING, Side.COMPLAINANT, content, key, self._today()
            )
        self._rated(score, language)

    @contextmanager
    def writing_own(self, token: object) -> Iterator[tuple[Connection, OpenCase, HolderKey]]:
        """One transaction of a complainant in their own case, as for adding a file."""
        with self._writing(token) as found:
            yield found

    @contextmanager
    def _writing(self, token: object) -> Iterator[tuple[Connection, OpenCase, HolderKey]]:
        with writing(self._trail.engine) as connection:
            visitor = self._visitor(connection, token)
            try:
                opened = open_case(connection, visitor.case_id, COMPLAINANT, visitor.key, lock=True)
            except UnknownCase:
                raise SessionEnded from None
            # An older state that was put back brings an older key with it: whoever was taken off
            # the case could read what is written now.
            require_noted_end(connection, opened)
            yield connection, opened, visitor.key

    def _visitor(self, connection: Connection, token: object) -> _Visitor:
        token_hash = hash_if_token(token)
        session = token_hash and store.find_session(connection, token_hash)
        if not session or in_utc(session.ends_at) <= self._trail.now():
            raise SessionEnded
        try:
            seed = _session_seal(str(token)).open(session.sealed_seed)
        except Unreadable:
            raise SessionEnded from None
        return _Visitor(session.case_id, HolderKey(seed))


def _session_seal(token: str) -> Seal:
    """What seals the complainant's seed for as long as their cookie lives."""
    key = blake2b(token.encode(), person=b"cop case cookie", digest_size=KEY_BYTES).digest()
    return Seal(key, b"complaint session")


def _clean(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """The words without control characters, in one way of composing letters.

    Raises:
        BadText: there are none, or too many.
    """
    if len(text) > 2 * longest:
        raise BadText
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    kept = "".join(each for each in plain if each == "\n" or unicodedata.category(each) != "Cc")
    if not 0 < len(kept) <= longest:
        raise BadText
    return kept
