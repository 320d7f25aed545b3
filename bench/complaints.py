"""The inbox of a caseworker who holds the keys of a hundred thousand cases."""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, text
from tests.complaints.body import Body
from tests.complaints.room import AMAL, Room

from bench import fieldwork
from bench.databases import KINDS, new_place
from bench.report import Aim, CannotRunError, Row, could_not_run
from copfeedback.complaints.inbox import Wanted
from copfeedback.complaints.model import Clocks, ItemKind, Side, State
from copfeedback.complaints.tables import complaint_case, complaint_item, keyring
from copfeedback.complaints.vault import (
    BEGINNING,
    HolderKey,
    Place,
    PublicKeys,
    Purpose,
    new_key,
    new_seed,
    seal_heading,
    seal_key,
    write_item,
)
from copfeedback.storage.engine import writing

CASES, QUICK_CASES = 100_000, 10_000
AIM = Aim(300, at_most=True)
_TOGETHER = 1_000
_REPEATED = 15
_MESSAGES_WHERE_SHOWN = 15
_STATES = (State.RECEIVED, State.ACKNOWLEDGED, State.EXAMINED, State.CLOSED)
_WEIGHTS = (2, 28, 20, 50)
"""Of a hundred: half of them go on, and two have not been answered."""


def measure(quick: bool) -> Iterator[Row]:
    """On both databases."""
    count = QUICK_CASES if quick else CASES
    for kind in KINDS:
        try:
            with new_place(kind) as place:
                yield from _inbox(fieldwork.open_portal(place).engine, count, kind)
        except CannotRunError as error:
            yield could_not_run(f"inbox, {kind}", str(error))


def _inbox(engine: Any, count: int, kind: str) -> Iterator[Row]:
    room = Room(Body(engine))
    _fill(room.body, count)
    for wanted, page in (*((each, 1) for each in Wanted), (Wanted.OPEN, 40)):
        room.casework.inbox.page(*room.who(AMAL), wanted, page)
        taken = []
        for _ in range(_REPEATED):
            start = time.perf_counter()
            found = room.casework.inbox.page(*room.who(AMAL), wanted, page)
            taken.append((time.perf_counter() - start) * 1_000)
        unreadable = sum(not row.readable for row in found.rows)
        yield Row(
            f"inbox of {count:,} cases, {wanted}, page {page}, {kind}",
            statistics.median(taken),
            "ms",
            AIM,
            faults=f"{unreadable} cannot be read" if unreadable else "",
        )
    engine.dispose()


def _fill(body: Body, count: int) -> None:
    chosen = secrets.SystemRandom()
    author = HolderKey(new_seed())
    for first in range(0, count, _TOGETHER):
        rows: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
        for number in range(first, min(first + _TOGETHER, count)):
            (state,) = chosen.choices(_STATES, _WEIGHTS)
            age = chosen.randrange(7 if state is State.RECEIVED else 40)
            messages = _MESSAGES_WHERE_SHOWN if age > 38 and state is not State.CLOSED else 1
            filed_on = body.day.today - timedelta(days=age)
            _case(body.public(AMAL), author, f"c{number:09}", state, filed_on, messages, rows)
        with writing(body.engine) as connection:
            for table, those in zip((complaint_case, keyring, complaint_item), rows, strict=True):
                connection.execute(insert(table), those)
    with writing(body.engine) as connection:
        connection.execute(text("ANALYZE"))


def _case(
    public: PublicKeys,
    author: HolderKey,
    case_id: str,
    state: State,
    filed_on: date,
    messages: int,
    rows: tuple[list[Any], list[Any], list[Any]],
) -> None:
    cases, keys, items = rows
    key, previous = new_key(), BEGINNING
    said = {"text": "They stopped me at the harbour and would not say why. " * 10, "language": "en"}
    contents: list[tuple[ItemKind, dict[str, Any]]] = [
        (ItemKind.NARRATIVE, said),
        (ItemKind.ANSWERS, {"language": "en", "channel": "light", "categories": ["powers"]}),
        *[(ItemKind.MESSAGE, said)] * messages,
    ]
    for number, (kind, content) in enumerate(contents, 1):
        place = Place(case_id, secrets.token_hex(8), kind, number, Side.COMPLAINANT)
        item = write_item(place, content, previous, author)
        previous = item.hash
        items.append(
            {
                "case_id": case_id,
                "number": number,
                "item_id": place.item_id,
                "on": filed_on,
                "heading": seal_heading(place, key),
                "sealed": item.sealed(key),
            }
        )
    sealed = seal_key(key, case_id, Purpose.CONTENT, public.box)
    for holder in (f"staff:{AMAL}", "staff:12", "organisation", "complainant"):
        keys.append(  # those of the others are not opened here
            {"case_id": case_id, "holder": holder, "purpose": Purpose.CONTENT, "sealed": sealed}
        )
    cases.append(
        {
            "id": case_id,
            "lookup": case_id[-7:],
            "state": state,
            "filed_on": filed_on,
            "updated_on": filed_on,
            "due_on": Clocks().due_on(state, filed_on=filed_on, updated_on=filed_on),
            "hold": False,
            "waiting": state is State.RECEIVED,
            "item_count": len(contents),
            "head": previous,
            "noted_head": previous,
            "box": author.public.box,
            "verify": author.public.verify,
            "salt": bytes(16),
            "roster": 1,
        }
    )
