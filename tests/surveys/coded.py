"""A closed wave, which asks for access codes, and people who have one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from secrets import token_bytes
from typing import Any

from copfeedback.people.model import OPERATOR
from copfeedback.surveys.access_code import AccessCode, CodeForm, CodeOrigin, read_code
from copfeedback.surveys.codes import make_codes
from copfeedback.surveys.intake import Outcome
from copfeedback.surveys.waves import add_wave
from tests.factories import TODAY, Fieldwork, a_wave_file

CLOSED_WAVE = "tiny-by-code"


def open_coded_wave(fieldwork: Fieldwork, **changes: Any) -> Fieldwork:
    """Add a wave that asks for codes beside the one there is."""
    changes = {"id": CLOSED_WAVE, "by_code": True, **changes}
    add_wave(fieldwork.trail, OPERATOR, a_wave_file(**changes))
    return Fieldwork(fieldwork.engine, wave_id=changes["id"])


def issue(
    fieldwork: Fieldwork, count: int, form: CodeForm = CodeForm.DIGITS, **origin: str
) -> list[AccessCode]:
    """Make codes; returns them as they were typed off what was printed."""
    made = make_codes(
        fieldwork.trail, OPERATOR, fieldwork.asked, count, TODAY, form, CodeOrigin(**origin)
    )
    return [read_code(code) for code in made.codes]


def send_with(
    fieldwork: Fieldwork, code: AccessCode | None, nonce: bytes = b"", entered: Any = None
) -> Outcome:
    """Answer with a code."""
    submission = fieldwork.submission(entered, nonce=nonce)
    return fieldwork.surveys.send(fieldwork.asked, replace(submission, code=code))


def send_all_together(
    fieldwork: Fieldwork, codes: Sequence[AccessCode], nonces: Sequence[bytes] = ()
) -> list[Outcome]:
    """Answer with these codes at one moment of one event loop."""
    asked = fieldwork.asked
    nonces = nonces or [token_bytes(16) for _ in codes]

    async def crowd() -> list[Outcome]:
        return await asyncio.gather(
            *(
                fieldwork.surveys.send_together(
                    asked, replace(fieldwork.submission(nonce=nonce), code=code)
                )
                for code, nonce in zip(codes, nonces, strict=True)
            )
        )

    return asyncio.run(crowd())
