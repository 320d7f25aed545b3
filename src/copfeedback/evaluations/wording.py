"""What the values of evaluations are called."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from copfeedback.evaluations.checklist_model import Mark, Seen
from copfeedback.evaluations.events import EventKind
from copfeedback.evaluations.model import (
    Criterion,
    DataSeen,
    Degree,
    Design,
    Direction,
    Independence,
    SiteArm,
    Timing,
    WaveRole,
)
from copfeedback.evaluations.plan_model import ActivityKind, KpiKind
from copfeedback.evaluations.pledge_hints import Hint
from copfeedback.evaluations.report_model import Answer, Decision, Missing, Progress, Verdict
from copfeedback.evaluations.standing import Standing, Status
from copfeedback.i18n.catalogues import N_, Speech

_NAMES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Independence: {
        Independence.SELF: N_("No independent evaluation: those who run it evaluate it"),
        Independence.EXTERNAL: N_("External evaluation, commissioned by those who run it"),
        Independence.INDEPENDENT: N_("Independent evaluation"),
    },
    Timing: {
        Timing.INTERIM: N_("Interim evaluation"),
        Timing.FINAL: N_("Final evaluation"),
    },
    Criterion: {
        Criterion.RELEVANCE: N_("Relevance"),
        Criterion.COHERENCE: N_("Coherence"),
        Criterion.EFFECTIVENESS: N_("Effectiveness"),
        Criterion.EFFICIENCY: N_("Efficiency"),
        Criterion.IMPACT: N_("Impact"),
        Criterion.SUSTAINABILITY: N_("Sustainability"),
    },
    Design: {
        Design.CHANGE: N_("Change since the earlier figure"),
        Design.DIFFERENCE_IN_DIFFERENCES: N_("Change in pilot sites, less that in control sites"),
    },
    Direction: {
        Direction.UP: N_("Should rise"),
        Direction.DOWN: N_("Should fall"),
    },
    Degree: {
        Degree.LOW: N_("Low"),
        Degree.MEDIUM: N_("Medium"),
        Degree.HIGH: N_("High"),
    },
    SiteArm: {
        SiteArm.PILOT: N_("Pilot site"),
        SiteArm.CONTROL: N_("Control site"),
    },
    WaveRole: {
        WaveRole.BASELINE: N_("Baseline"),
        WaveRole.MIDLINE: N_("Midline"),
        WaveRole.ENDLINE: N_("Endline"),
    },
    DataSeen: {
        DataSeen.NONE: N_("No data had been seen"),
        DataSeen.SOME: N_("Some data had been seen"),
        DataSeen.ALL: N_("All data had been seen"),
    },
    EventKind: {
        EventKind.REGISTERED: N_("Registered"),
        EventKind.AMENDED: N_("Amended"),
        EventKind.SIGNED: N_("Signed"),
        EventKind.CANCELLED: N_("Cancelled"),
        EventKind.PUBLISHED: N_("Results published"),
        EventKind.WITHDRAWN: N_("Results withdrawn"),
        EventKind.RESPONDED: N_("Recommendation answered"),
        EventKind.ACTED: N_("Action reported"),
        EventKind.REVIEWED: N_("Results discussed"),
    },
    Status: {
        Status.REGISTERED: N_("Registered"),
        Status.IN_FIELD: N_("In the field"),
        Status.DUE: N_("Results awaited"),
        Status.OVERDUE: N_("Overdue"),
        Status.PUBLISHED: N_("Results published"),
        Status.PUBLISHED_LATE: N_("Results published late"),
        Status.CANCELLED_OWED: N_("Cancelled – results still owed"),
        Status.CANCELLED: N_("Cancelled before anything was gathered"),
    },
    Verdict: {
        Verdict.IMPROVED: N_("Improved"),
        Verdict.WORSENED: N_("Worsened"),
        Verdict.NO_CHANGE: N_("No change"),
        Verdict.INCONCLUSIVE: N_("Inconclusive"),
        Verdict.NOT_MEASURED: N_("Not measured"),
    },
    Missing: {
        Missing.NOT_PUBLISHED: N_("The figures it needs are not published."),
        Missing.NOT_ASKED: N_("One of the surveys did not ask this."),
        Missing.WITHHELD: N_("Too few answered to show it without giving people away."),
        Missing.NOT_COMPARABLE: N_(
            "The question, its answers or the way of asking changed in between, so that the "
            "figures cannot be compared."
        ),
    },
    Decision: {
        Decision.CONTINUE: N_("Continue as it is"),
        Decision.CHANGE: N_("Change it"),
        Decision.EXPAND: N_("Expand it to more places"),
        Decision.STOP: N_("Stop it"),
    },
    Answer: {
        Answer.ACCEPTED: N_("Accepted"),
        Answer.PARTLY: N_("Partly accepted"),
        Answer.REJECTED: N_("Rejected"),
    },
    Progress: {
        Progress.DONE: N_("Done"),
        Progress.GOES_ON: N_("Goes on"),
        Progress.MOVED: N_("Put off to another day"),
        Progress.DROPPED: N_("Dropped"),
    },
    KpiKind: {
        KpiKind.ACTIVITY: N_("What is done"),
        KpiKind.QUALITY: N_("How well it is done"),
        KpiKind.OUTCOME: N_("What comes of it"),
    },
    ActivityKind: {
        ActivityKind.PARTNERSHIP: N_("Partnership"),
        ActivityKind.INITIATIVE: N_("Community initiative"),
        ActivityKind.PRESENTATION: N_("Talk to a group"),
        ActivityKind.OPEN_DAY: N_("Open day"),
        ActivityKind.DIVERSITY: N_("Diversity initiative"),
        ActivityKind.PREVENTION: N_("Prevention initiative"),
        ActivityKind.PROJECT: N_("Community project"),
        ActivityKind.MEETING: N_("Meeting with the community or other agencies"),
    },
    Hint: {
        Hint.TOO_EARLY: N_(
            "The programme will be younger than two years: a final evaluation comes too early to "
            "tell what it achieved."
        ),
        Hint.NOT_INDEPENDENT: N_("Nobody independent evaluates it."),
        Hint.ONE_CRITERION: N_(
            "It asks only one of six kinds of questions. Another one is whether it will last."
        ),
        Hint.ONLY_FIGURES: N_("It has figures alone: what people tell explains them."),
        Hint.ONLY_WORDS: N_("It has no figures."),
        Hint.MANY: N_("It looks at very many things: each single change is less sure then."),
        Hint.NO_CONTROL: N_("No control site shows what would have changed anyway."),
        Hint.LATE_BASELINE: N_("The baseline is not over before the programme begins."),
        Hint.FEW_STAKEHOLDERS: N_("An organisation and a forum should both sign it."),
        Hint.NOBODY_CONSULTED: N_("It does not say who was asked beforehand."),
        Hint.NO_RISKS: N_("It does not say what can go wrong."),
        Hint.NO_RESOURCES: N_("It does not say what it costs."),
    },
    Seen: {
        Seen.SELF: N_("Self-assessment"),
        Seen.OUTSIDE: N_("Assessment from outside"),
    },
    Mark: {
        Mark.YES: N_("Yes"),
        Mark.PARTLY: N_("Partly"),
        Mark.NO: N_("No"),
        Mark.UNKNOWN: N_("Don’t know"),
    },
}


def name_of(value: StrEnum, speech: Speech) -> str:
    """What a status, verdict, criterion or another of the feature's values is called."""
    return speech.gettext(_NAMES[type(value)][value])


def status_sentence(standing: Standing, speech: Speech) -> str:
    """How an evaluation stands, with the days it is overdue, and whether nothing was measured."""
    said = _status(standing, speech)
    if not standing.nothing_measured:
        return said
    return speech.gettext("%(status)s – nothing has been measured yet") % {"status": said}


def _status(standing: Standing, speech: Speech) -> str:
    days = standing.days_overdue
    if standing.status is Status.OVERDUE:
        sentence = speech.ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", days)
    elif standing.status is Status.CANCELLED_OWED and days:
        sentence = speech.ngettext(
            "Cancelled – results still owed, for %(days)s day",
            "Cancelled – results still owed, for %(days)s days",
            days,
        )
    else:
        return name_of(standing.status, speech)
    return sentence % {"days": speech.formatting.number(days)}
