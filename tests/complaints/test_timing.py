"""How long a code is looked up says nothing about whether there is such a case."""

from __future__ import annotations

import time

from copfeedback.complaints.code import ComplaintCode, draw_code
from copfeedback.complaints.following import UnknownComplaintCode
from copfeedback.complaints.stretching import Stretching
from tests.complaints.body import Body

ROUNDS, MOST_ROUNDS = 15, 60
"""A busy machine needs more rounds until the least of them is what the code itself takes."""
AS_IT_IS = {"operations": 3, "memory": 64 * 1024 * 1024}
"""RFC 9106, section 4, where memory is limited; elsewhere in the tests it costs nothing."""
LARGEST_DIFFERENCE = 0.1
"""Of the time that Argon2id takes. On a machine that does nothing else it is about 0.01, on a busy
one it was up to 0.08; a code that were not stretched would differ by nearly all of it."""


def seconds(body: Body, code: ComplaintCode, client: str) -> float:
    """The time of the processor that one wrong code takes."""
    began = time.thread_time()
    try:
        body.following.sign_in(code.written, client)
    except UnknownComplaintCode:
        return time.thread_time() - began
    raise AssertionError("this code opens something")


def test_a_wrong_secret_takes_as_long_as_an_unknown_number(sqlite_engine):
    body = Body(sqlite_engine)
    lodged = body.a_case()
    body.following._stretching = Stretching(1, **AS_IT_IS)
    taken: dict[str, list[float]] = {"known": [], "unknown": []}

    def apart() -> float:
        # The least, not the middle: whatever else the machine does only ever adds to it.
        known, unknown = (min(taken[which]) for which in ("known", "unknown"))
        return abs(known - unknown) / max(known, unknown)

    for number in range(MOST_ROUNDS):
        wrong = draw_code()
        codes = {"known": ComplaintCode(lodged.code.lookup, wrong.secret), "unknown": wrong}
        for which in sorted(codes, reverse=bool(number % 2)):
            taken[which].append(seconds(body, codes[which], f"198.51.{number}.{len(which)}"))
        if number >= ROUNDS and apart() < LARGEST_DIFFERENCE:
            break
    assert apart() < LARGEST_DIFFERENCE
