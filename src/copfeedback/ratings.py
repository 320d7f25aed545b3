"""How complaints were handled, as a survey wave: a score, its language, and no link to a case."""

from __future__ import annotations

import logging
import secrets

from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.service import NotOpen, Submission, Surveys

SURVEY = "complaint-handling"
ITEM = "handling"
_CHOICES = ("very_badly", "badly", "neither", "well", "very_well")
_NONCE_BYTES = 16

_log = logging.getLogger(__name__)


class Ratings:
    """Sends scores to the wave of ``SURVEY`` that is open, if one is."""

    def __init__(self, surveys: Surveys) -> None:
        self._surveys = surveys

    def rate(self, score: int, language: str) -> None:
        """Count a score from 1 (very badly) to 5 (very well). Never fails: the case has it too."""
        answer = {ITEM: [_CHOICES[score - 1]]}
        for asked in self._surveys.open_waves():
            if asked.survey.id == SURVEY:
                submission = Submission(
                    answer,
                    secrets.token_bytes(_NONCE_BYTES),
                    Circumstances(language, Mode.LIGHT),
                    admitted=True,
                )
                try:
                    self._surveys.send(asked, submission)
                except (NotOpen, StorageUnavailable) as error:
                    _log.warning("a rating was not counted: %s", type(error).__name__)
