"""Many answers at once: a bulk of pending records, as if a whole town had sent theirs."""

from __future__ import annotations

from random import Random
from secrets import token_bytes

from bench.fieldwork import keys_of, random_answers
from copfeedback.application import Portal
from copfeedback.people.account_model import NewAccount
from copfeedback.people.model import OPERATOR, SESSION_COOKIE, OrganisationKind, Role
from copfeedback.storage.engine import writing
from copfeedback.surveys import store
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.circumstances import Circumstances, Mode

SEED = 13
DISTINCT = 2_000
CHUNK = 5_000
ID_BYTES = 16


def fill(portal: Portal, asked: AskedWave, count: int) -> None:
    """Let so many records wait to be folded.

    Some two thousand different ones, each sealed anew under an id of its own.
    """
    source = Random(SEED)
    today = portal.surveys.today()
    packed = [
        asked.packing.pack(random_answers(asked, source), Circumstances("en", Mode.LIGHT), today)
        for _ in range(min(count, DISTINCT))
    ]
    seal = keys_of(asked).pending.close
    for start in range(0, count, CHUNK):
        rows = [
            (asked.wave.id, token_bytes(ID_BYTES), seal(source.choice(packed)))
            for _ in range(min(CHUNK, count - start))
        ]
        with writing(portal.engine) as connection:
            store.add_pending(connection, rows)


def leader_cookie(portal: Portal) -> str:
    """The cookie of a leader who has signed in."""
    name, password = "leader", token_bytes(12).hex()
    police = portal.organisations.add(OPERATOR, OrganisationKind.POLICE, "Police")
    portal.accounts.add_staff(OPERATOR, NewAccount(name, Role.LEADER, police), password)
    signed_in = portal.people.sign_in(name, password, client="127.0.0.1", local=True)
    return f"{SESSION_COOKIE}={signed_in.token}"
