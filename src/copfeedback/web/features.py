"""What of the light door is there, as the settings say."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import Route

from copfeedback.settings import Settings

SURVEYS = (
    "/{lang:lang}/surveys",
    "/{lang:lang}/results",
    "/{lang:lang}/kiosk",
    "/{lang:lang}/assisted",
    "/sounds/",
    "/pictograms/",
    "/files/",
    "/s/",
    "/api/v1/results",
    "/staff/brief",
    "/staff/paper",
    "/staff/preview",
    "/staff/surveys",
    "/staff/waves",
)
COMPLAINTS = ("/{lang:lang}/complaints",)
FORUMS = (
    "/{lang:lang}/forums",
    "/{lang:lang}/commitments",
    "/{lang:lang}/problems",
    "/api/v1/forums",
    "/api/v1/commitments",
    "/forums",
    "/f/",
    "/staff/forums",
    "/staff/commitments",
)
EVALUATIONS = (
    "/{lang:lang}/evaluations",
    "/{lang:lang}/indicators",
    "/{lang:lang}/plan",
    "/{lang:lang}/checklists",
    "/evaluations",
    "/api/v1/evaluations",
    "/api/v1/indicators",
    "/staff/evaluations",
)


def offered(routes: Iterable[Route], settings: Settings) -> list[Route]:
    """The routes without those of a feature that the settings leave out."""
    left_out: tuple[str, ...] = ()
    if not settings.has_surveys:
        left_out += SURVEYS
    if not settings.has_complaints:
        left_out += COMPLAINTS
    if not settings.has_forums:
        left_out += FORUMS
    if not settings.has_evaluations:
        left_out += EVALUATIONS
    return [route for route in routes if not route.path.startswith(left_out)]
