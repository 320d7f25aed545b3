"""An evaluation whose figures are gathered, and a report that can be published as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Engine

from copfeedback.evaluations.events import Evaluation, Event
from copfeedback.evaluations.measuring import Measuring
from copfeedback.evaluations.model import Design, Indicator, Pledge
from copfeedback.evaluations.report_draft import DraftFinding, DraftReport
from copfeedback.evaluations.report_model import (
    Compared,
    Decision,
    Figure,
    Measured,
    Missing,
    Source,
    Verdict,
)
from copfeedback.evaluations.reporting import Reporting
from tests.evaluations.pledged import CODE, ENDLINE, Pledged, a_qualitative_indicator, an_indicator
from tests.factories import in_languages

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
AFTER = date(2027, 9, 1)
"""Everything is gathered, and the results are not due yet."""
TRUST = an_indicator("trust", design=Design.CHANGE)
VOICES = a_qualitative_indicator("voices")


def figures(change: float, low: float | None = None, high: float | None = None) -> Measured:
    """A figure that was 40 before."""
    return Measured(
        (
            Compared(
                "all",
                Figure(40, base=500),
                Figure(40 + change, base=600),
                Figure(change, low, high),
            ),
        ),
        sources=(Source("tiny-2026.1", "ab" * 32), Source("tiny-2027.1", "cd" * 32)),
    )


class MadeUpMeasuring(Measuring):
    """Figures by hand, by the key of each indicator; those of all others are not published."""

    def __init__(self) -> None:
        self.found: dict[str, Measured] = {}

    def measured(self, indicator: Indicator, _pledge: Pledge) -> Measured:
        return self.found.get(indicator.key, Measured(missing=Missing.NOT_PUBLISHED))


class Reported(Pledged):
    """The services of results, and an evaluation on the day after everything is gathered."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.measuring = MadeUpMeasuring()
        self.measuring.found["trust"] = figures(8, 4, 12)
        self.reporting = Reporting(
            self.trail,
            lambda: self.today,
            self.measuring,
            self.register.fieldwork,
            ("en", "ar"),
        )

    def gathered(self, **changes: Any) -> Evaluation:
        """A registered evaluation whose results are owed from today on."""
        given: dict[str, Any] = {"indicators": (TRUST, VOICES)}
        self.registered(**given | changes)
        self.today = AFTER
        return self.find()

    def written(self, **changes: Any) -> DraftReport:
        """A report on it that can be published."""
        draft = self.reporting.draft(self.evaluator, CODE)
        whole = replace(a_draft(), **changes)
        return self.reporting.save(self.evaluator, CODE, whole, after=draft.version)

    def published(self, **changes: Any) -> Event:
        """Its results, published today."""
        self.written(**changes)
        return self.reporting.publish(self.evaluator, CODE, after=self.find().last)


def a_draft(**changes: Any) -> DraftReport:
    """A report on the evaluation that lacks nothing."""
    words = in_languages("words")
    given: dict[str, Any] = {
        "summary": words,
        "easy": words,
        "answers": {"relevance": words, "effectiveness": words},
        "findings": (
            DraftFinding("trust"),
            DraftFinding("voices", Verdict.NO_CHANGE, words, evidence=words),
        ),
        "method": words,
        "limits": words,
        "decision": Decision.CHANGE,
        "decision_why": words,
    }
    return DraftReport(CODE, **given | changes)


LAST_DAY = ENDLINE.closes
