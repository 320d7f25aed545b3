"""Made-up cases to be counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from secrets import token_bytes

from sqlalchemy import Engine

from copfeedback.complaints.code import draw_code
from copfeedback.complaints.counters import Counters
from copfeedback.complaints.filing import NewCase
from copfeedback.complaints.model import Channel, Result, Verdict
from copfeedback.storage.engine import writing


def a_new_case(
    *,
    gender: str = "woman",
    age_band: str = "18_29",
    language: str = "en",
    channel: Channel = Channel.LIGHT,
    identity: Mapping[str, str] | None = None,
    **answers: Sequence[str],
) -> NewCase:
    """A case about the use of powers, unless other answers say something else."""
    return NewCase(
        draw_code(),
        token_bytes(16),
        narrative="A canary nobody may count",
        answers={"categories": ["powers"], **answers},
        identity=identity or {},
        language=language,
        channel=channel,
        counted={"gender": gender, "age_band": age_band},
    )


def count_many(engine: Engine, counters: Counters, day: date, cases: int, seed: int = 1) -> None:
    """Let many cases come in and be decided in the three months before a day."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    with writing(engine) as connection:
        for on in sorted(day - timedelta(days=random.randint(1, 88)) for _ in range(cases)):
            new = a_new_case(
                gender=random.choices(["woman", "man", "other", ""], [46, 45, 1, 8])[0],
                language=random.choice(["en", "en", "ar"]),
                identity={"name": "A"} if random.random() < 0.4 else {},
                categories=random.sample(["powers", "service", "sexual"], random.choice([1, 1, 2])),
                motives=["origin"] if random.random() < 0.2 else [],
            )
            counters.count_filing(connection, new, on)
            results, verdicts = [Result.APOLOGY], [random.choice(list(Verdict))]
            counters.count_closing(
                connection, new.answers, results, verdicts, on - timedelta(days=40), on
            )
