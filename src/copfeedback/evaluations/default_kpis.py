"""The key figures a portal begins with. Whoever plans changes them, and adds others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from copfeedback.evaluations.activity_series import PREFIX
from copfeedback.evaluations.model import Direction
from copfeedback.evaluations.plan_model import Kpi, KpiKind
from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.translations import Translations

_SURVEY = "survey.neighbourhood-safety."


@dataclass(frozen=True, slots=True)
class _Default:
    """A key figure in the portal's own words, which are still to be translated."""

    code: str
    kind: KpiKind
    series: str
    name: str
    definition: str
    direction: Direction = Direction.UP


DEFAULTS = (
    _Default(
        "satisfaction",
        KpiKind.QUALITY,
        f"{_SURVEY}satisfaction",
        N_("Public satisfaction"),
        N_("Of all who answered the survey, those who are satisfied with the work of the police."),
    ),
    _Default(
        "respect",
        KpiKind.QUALITY,
        f"{_SURVEY}manner_respect",
        N_("Respect"),
        N_("Of all who answered the survey, those who say that police speak with respect."),
    ),
    _Default(
        "safe-dark",
        KpiKind.OUTCOME,
        f"{_SURVEY}safe_dark",
        N_("Feeling safe after dark"),
        N_("Of all who answered the survey, those who feel safe outside alone after dark."),
    ),
    _Default(
        "cooperation",
        KpiKind.OUTCOME,
        f"{_SURVEY}coop_report",
        N_("Would report a crime"),
        N_("Of all who answered the survey, those who would report a crime to the police."),
    ),
    _Default(
        "reporting",
        KpiKind.OUTCOME,
        f"{_SURVEY}last_crime_reported",
        N_("Crimes reported to the police"),
        N_(
            "Of those to whom a crime happened, those whose last one was reported. When more "
            "people report, it can mean that they trust the police more. It need not mean more "
            "crime."
        ),
    ),
    _Default(
        "commitments-kept",
        KpiKind.QUALITY,
        "forums.commitments_kept",
        N_("Commitments kept in time"),
        N_("Of what was promised at forums and has come due, what was done by the first day."),
    ),
    _Default(
        "meetings-outcome",
        KpiKind.QUALITY,
        f"{PREFIX}meeting_with_outcome",
        N_("Meetings that had an outcome"),
        N_("Of the meetings of the year, those of which it is recorded what came of them."),
    ),
    _Default(
        "running-12",
        KpiKind.OUTCOME,
        f"{PREFIX}running_12",
        N_("Projects still running after 12 months"),
        N_("Of what was meant to last and began in a year, what still ran 12 months later."),
    ),
    _Default(
        "running-24",
        KpiKind.OUTCOME,
        f"{PREFIX}running_24",
        N_("Projects still running after 24 months"),
        N_("Of what was meant to last and began in a year, what still ran 24 months later."),
    ),
    _Default(
        "complaints-in-time",
        KpiKind.QUALITY,
        "complaints.closed_in_three_months",
        N_("Complaints decided within three months"),
        N_("Of the complaints that were decided, those that took three months at most."),
    ),
    _Default(
        "complaints-closed",
        KpiKind.ACTIVITY,
        "complaints.closed",
        N_("Complaints closed"),
        N_("How many complaints about the police were looked into and decided, rounded to 5."),
    ),
    _Default(
        "partnerships",
        KpiKind.ACTIVITY,
        f"{PREFIX}partnership",
        N_("Active partnerships with the community"),
        N_("How many partnerships of the police with groups or agencies are running."),
    ),
    _Default(
        "meetings",
        KpiKind.ACTIVITY,
        f"{PREFIX}meeting",
        N_("Meetings with the community"),
        N_("How many meetings with communities or other agencies were held."),
    ),
    _Default(
        "attendance",
        KpiKind.ACTIVITY,
        "forums.attendance",
        N_("Women and men at forums"),
        N_("How many people came to the meetings of forums in a year, rounded to 5."),
    ),
    _Default(
        "people",
        KpiKind.ACTIVITY,
        f"{PREFIX}people",
        N_("People who took part"),
        N_("How many people took part in activities with the police in a year, rounded to 5."),
    ),
    _Default(
        "initiatives",
        KpiKind.ACTIVITY,
        f"{PREFIX}initiative",
        N_("Community initiatives"),
        N_("How many initiatives began that police and residents carry together."),
    ),
    _Default(
        "presentations",
        KpiKind.ACTIVITY,
        f"{PREFIX}presentation",
        N_("Talks to groups"),
        N_("How often police spoke to a school, a club or another group."),
    ),
    _Default(
        "open-days",
        KpiKind.ACTIVITY,
        f"{PREFIX}open_day",
        N_("Open days"),
        N_("How often a police station opened its doors to everybody."),
    ),
    _Default(
        "diversity",
        KpiKind.ACTIVITY,
        f"{PREFIX}diversity",
        N_("Diversity initiatives"),
        N_("How many initiatives began for groups that are easily overlooked."),
    ),
    _Default(
        "prevention",
        KpiKind.ACTIVITY,
        f"{PREFIX}prevention",
        N_("Prevention initiatives"),
        N_("How many initiatives began that are to prevent crime and harm."),
    ),
)


def default_kpis(in_languages: Callable[[str], Translations]) -> dict[str, Kpi]:
    """The key figures as the portal comes with them, by code, in their order on the board."""
    return {
        each.code: Kpi(
            each.code,
            in_languages(each.name),
            in_languages(each.definition),
            each.kind,
            each.series,
            each.direction,
        )
        for each in DEFAULTS
    }
