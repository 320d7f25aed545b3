"""Access codes of closed waves: made in batches, asked for at the door, used once.

Nobody can tell from what is kept which code was whose: digests under a key of the wave are kept in
their own order, and go as the codes are used. The codes themselves are nowhere but in what
``make_codes`` returns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.people.pace import Guesses, WrongGuess
from copfeedback.storage.engine import reading
from copfeedback.surveys import code_store, store
from copfeedback.surveys.access_code import (
    ANYBODY,
    AccessCode,
    CodeForm,
    CodeOrigin,
    draw_codes,
    read_code,
)
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.keys import WaveKeys

AT_MOST = 1_000_000
TELLING = 10
"""Fewer codes that were used are not counted: it would tell when somebody answered."""


class NoCodes(Exception):  # noqa: N818 - named for what happened
    """The wave takes no codes: it is closed, or open to everybody."""


class UnknownOrigin(Exception):  # noqa: N818 - named for what happened
    """The wave names its strata or clusters, and this is none of them."""


class UnknownCode(WrongGuess):
    """The wave has no such code, or it was used before."""


@dataclass(frozen=True, slots=True)
class MadeCodes:
    """Codes as they are to be printed or mailed; they can be had this once."""

    batch: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchCount:
    """How many codes of a batch were used, rounded down to ten; 0 is fewer than ten."""

    number: int
    made_on: date
    form: CodeForm
    origin: CodeOrigin
    issued: int
    redeemed: int


class CodeCheck:
    """What the doors ask before they let somebody in with a code."""

    def __init__(self, engine: Engine, guesses: Guesses) -> None:
        self._engine = engine
        self._guesses = guesses

    def check(self, asked: AskedWave, typed: str, client: str) -> AccessCode:
        """The code that was typed, if it can still be used. It is used when answers are sent.

        A slip is noticed at once, without looking the code up, and counts as no guess.

        Raises:
            NotACode: there is a slip in what was typed.
            UnknownCode: the wave has no such code, or it was used before.
            NoCodes: the wave takes none.
            TooFast: this client has guessed too often.
            StorageUnavailable: it cannot be looked up now.
        """
        code, keys = read_code(typed), _keys(asked)
        with self._guesses.judging(asked.wave.id, client), reading(self._engine) as connection:
            if not code_store.is_there(connection, asked.wave.id, keys.code_digest(code.content)):
                raise UnknownCode
        return code


def make_codes(
    trail: Trail,
    actor: Actor,
    asked: AskedWave,
    count: int,
    today: date,
    form: CodeForm = CodeForm.DIGITS,
    origin: CodeOrigin = ANYBODY,
) -> MadeCodes:
    """Make codes for a wave; the trail says how many.

    Raises:
        NotPermitted: the actor may not.
        NoCodes: the wave takes none.
        UnknownOrigin: the wave has no such stratum or cluster.
        ValueError: none, or more than a million at once.
        StorageUnavailable: the database cannot be written now; no code was made.
    """
    about = f"{count} codes of wave {asked.wave.id}"
    trail.require(actor, Action.MAKE_CODES, Permission.MANAGE_WAVES, about)
    keys, wave_id, plan = _keys(asked), asked.wave.id, asked.wave.plan
    for named, known in ((origin.stratum, plan.strata), (origin.cluster, plan.clusters)):
        if named and known and named not in known:
            raise UnknownOrigin(named)
    if not 0 < count <= AT_MOST:
        raise ValueError(f"between 1 and {AT_MOST} codes can be made at once")
    drawn = _drawn(keys, count)
    with trail.doing(actor, Action.MAKE_CODES, Permission.MANAGE_WAVES, about) as connection:
        if not store.open_for_writing(connection, [wave_id]):
            raise NoCodes(wave_id)
        kept = code_store.digests(connection, wave_id)
        while clashing := drawn.keys() & kept:
            for digest in clashing:
                del drawn[digest]
            while len(drawn) < count:
                drawn |= _drawn(keys, count - len(drawn))
        number = code_store.add_batch(connection, wave_id, today, form, origin, count)
        code_store.add_codes(connection, wave_id, number, drawn)
    return MadeCodes(number, tuple(code.written(form) for code in drawn.values()))


def _drawn(keys: WaveKeys, count: int) -> dict[bytes, AccessCode]:
    return {keys.code_digest(code.content): code for code in draw_codes(count)}


def count_codes(engine: Engine, actor: Actor, asked: AskedWave) -> list[BatchCount]:
    """How many codes were made and used, by batch.

    Raises:
        NotPermitted: the actor may not.
        StorageUnavailable: the database cannot be read now.
    """
    require(actor, Permission.SEE_FIELDWORK)
    with reading(engine) as connection:
        batches = code_store.batches(connection, asked.wave.id)
    return [
        BatchCount(
            number=batch.number,
            made_on=batch.made_on,
            form=batch.form,
            origin=batch.origin,
            issued=batch.count,
            redeemed=_redeemed(batch),
        )
        for batch in batches
    ]


def end_codes(connection: Connection, wave_id: str) -> None:
    """Delete all codes of a wave that takes no more answers; how many were used stays."""
    for batch in code_store.batches(connection, wave_id):
        if batch.redeemed is None:
            code_store.end_batch(connection, wave_id, batch.number, _redeemed(batch))


def _redeemed(batch: code_store.Batch) -> int:
    if batch.redeemed is not None:
        return batch.redeemed
    return (batch.count - batch.left) // TELLING * TELLING


def _keys(asked: AskedWave) -> WaveKeys:
    if asked.keys is None or not asked.wave.plan.by_code:
        raise NoCodes(asked.wave.id)
    return asked.keys
