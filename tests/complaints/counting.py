"""Made-up cases to be counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import token_bytes

from copfeedback.complaints.code import draw_code
from copfeedback.complaints.filing import NewCase
from copfeedback.complaints.model import Channel


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
