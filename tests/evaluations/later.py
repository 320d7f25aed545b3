"""A pledge whose figures are those of meetings, and the meetings that bring them."""

from __future__ import annotations

from datetime import date
from typing import Any

from copfeedback.application import Portal
from copfeedback.evaluations.model import Design, PlannedWave, WaveRole
from copfeedback.evaluations.plan_model import ActivityKind
from copfeedback.evaluations.report_model import Finding, Measured, Missing, Verdict
from copfeedback.people.model import OPERATOR
from tests.evaluations.pledged import an_indicator
from tests.evaluations.recorded import an_activity

MEETINGS: dict[str, Any] = {
    "began": date(2024, 1, 1),
    "waves": (
        PlannedWave(WaveRole.BASELINE, date(2023, 6, 1), date(2023, 6, 30)),
        PlannedWave(WaveRole.ENDLINE, date(2025, 1, 1), date(2025, 1, 31)),
    ),
    "indicators": (an_indicator("meetings", series="activities.meeting", design=Design.CHANGE),),
    "due": date(2026, 4, 1),
}
"""What such a pledge says: 2023 is compared with 2025."""
NO_FIGURES = Finding(
    "meetings", Verdict.NOT_MEASURED, measured=Measured(missing=Missing.NOT_PUBLISHED)
)
OWED = "Figures that were missing are published now: a new version is owed."


def meet(portal: Portal, organisation: int, *years: int) -> None:
    """Meetings in these years: the figures of each of them are there from then on."""
    for year in years:
        held = an_activity(ActivityKind.MEETING, began=date(year, 3, 1), organisation=organisation)
        portal.activities.record(OPERATOR, held)
