"""How a response travels into the results store: all that is kept of it, and small.

Pending records are kept by their random ids, each on a page of its own, so their size decides how
many a second the database takes.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson

from copfeedback.surveys.circumstances import Circumstances
from copfeedback.surveys.compression import Compression
from copfeedback.surveys.expressions import Answers
from copfeedback.surveys.model import Survey

NOT_STATED = "not_stated"
MARGINS = ("gender", "age_band", "sector")
SELDOM_KNOWN = ("helper", "interpreter", "channel", "stratum", "cluster")
_USUALLY_KNOWN = 5
_NOTHING_MORE = [None, *[""] * (len(SELDOM_KNOWN) - 1)]
_LARGEST = 16 * 1024 * 1024


class Packing:
    """Packs the responses of one survey."""

    def __init__(self, survey: Survey, compression: Compression) -> None:
        self._text_items = survey.text_items
        known = {
            item for question in survey.questions() for item in (question.id, *question.item_ids)
        }
        self._coded_items = known - survey.text_items - survey.never_kept
        self._compression = compression

    def pack(self, answers: Answers, circumstances: Circumstances, day: date) -> bytes:
        """What is kept of a response, before sealing. Nothing finer than the week of the year."""
        texts = {item: answers[item] for item in self._text_items & answers.keys()}
        coded = {item: answer for item, answer in answers.items() if item in self._coded_items}
        year, week, _ = day.isocalendar()
        about: list[Any] = [
            f"{year}-W{week:02}",
            circumstances.language,
            circumstances.mode.value,
            [answers.get(margin, NOT_STATED) for margin in MARGINS],
            texts,
        ]
        seldom = [getattr(circumstances, name) for name in SELDOM_KNOWN]
        if any(seldom):
            about.append(seldom)
        # Two lines, so that folding a million of them need not read the longer one.
        return self._compression.compress(orjson.dumps(about) + b"\n" + orjson.dumps(coded))

    def unpack(self, packed: bytes) -> tuple[list[Any], str]:
        """What was packed: what is known of the response, and its answers as they are stored.

        Known are its week, language and mode, the value of each margin, its texts by item, and
        in the order of ``SELDOM_KNOWN`` what few responses have.

        Raises:
            ValueError: this was never packed, or with the words of another questionnaire.
        """
        about, answers = self._compression.expand(packed, _LARGEST).split(b"\n")
        known = orjson.loads(about)
        return known if len(known) > _USUALLY_KNOWN else [*known, _NOTHING_MORE], answers.decode()
