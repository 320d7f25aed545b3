"""A questionnaire as a wave would ask it, without one: for looking at it before it opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.definition import with_sectors
from copfeedback.surveys.model import Choice, Survey
from copfeedback.surveys.wave_model import BEHIND, Wave

REHEARSAL = "preview"
"""The id of the wave that is none; it stands in the addresses of its pages."""
_NOT_SAID = "…"


def rehearse(
    survey: Survey, version: int, sectors: Sequence[Choice], today: date, key: bytes
) -> AskedWave:
    """The questionnaire with these sectors, as if it were open today.

    What nobody has said yet of who is behind it is left open. ``version`` is that under which its
    pictures and sounds are kept.
    """
    open_texts = {
        name: Translations({survey.languages[0]: _NOT_SAID})
        for name in BEHIND
        if getattr(survey, name) is None
    }
    wave = Wave(
        id=REHEARSAL,
        short=REHEARSAL,
        survey_id=survey.id,
        version=version,
        name=survey.title,
        opens=today,
        closes=today,
        results_due=today,
        sectors=tuple(sectors),
    )
    asked = replace(survey, version=version, **open_texts)  # type: ignore[arg-type]
    return AskedWave(wave, with_sectors(asked, wave.sectors), key)
