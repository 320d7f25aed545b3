"""What evaluations need of surveys, put together where both are known."""

from __future__ import annotations

from copfeedback.evaluations.fieldwork import KnownWave, WavesNearby
from copfeedback.results.items import items_with_figures
from copfeedback.results.survey_series import PREFIX, split
from copfeedback.surveys.book import WaveBook
from copfeedback.surveys.wave_model import Wave


def waves_nearby(book: WaveBook) -> WavesNearby:
    """The days of waves, and what surveys ask."""

    def find(wave_id: str) -> KnownWave | None:
        found = next((each.wave for each in book.all() if each.wave.id == wave_id), None)
        if found is None:
            return None
        return _known(found)

    def of_survey(survey_id: str) -> list[KnownWave]:
        return [_known(each.wave) for each in book.all() if each.wave.survey_id == survey_id]

    def is_asked(name: str) -> bool:
        if not name.startswith(PREFIX):
            return False
        survey_id, item = split(name)
        own = (each for each in book.all() if each.survey.id == survey_id)
        return any(item in items_with_figures(each.survey) for each in own)

    return WavesNearby(find, is_asked, of_survey)


def _known(wave: Wave) -> KnownWave:
    return KnownWave(wave.survey_id, wave.opens, wave.closed_on or wave.closes)
