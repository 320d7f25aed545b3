"""How both doors say what forums consist of: the same word for the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from copfeedback.forums.commitment_model import EventKind, Owner, Status
from copfeedback.forums.meeting_model import (
    Aim,
    ItemKind,
    MatterKind,
    MeetingKind,
    ProposalState,
    Settlement,
)
from copfeedback.forums.minutes_model import Manner, TranslationState
from copfeedback.forums.model import Level, ProtectedGroup, Side, Topic
from copfeedback.forums.notice_model import NoticeKind
from copfeedback.forums.problem_model import Stage
from copfeedback.i18n.catalogues import N_, Speech

_NAMES: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Level: {
        Level.NEIGHBOURHOOD: N_("Neighbourhood"),
        Level.MUNICIPAL: N_("Municipal"),
        Level.NATIONAL: N_("National"),
    },
    Topic: {
        Topic.ROAD_SAFETY: N_("Road safety"),
        Topic.CRIME: N_("Crime"),
        Topic.VIOLENCE: N_("Violence"),
        Topic.HEALTH_AND_ENVIRONMENT: N_("Health and environment"),
        Topic.UTILITIES: N_("Streets, lighting, water and other services"),
        Topic.POLICE_WORK: N_("Work and conduct of the police"),
        Topic.OTHER: N_("Something else"),
    },
    ProtectedGroup: {
        ProtectedGroup.WOMEN: N_("Women"),
        ProtectedGroup.YOUTH: N_("Young people"),
        ProtectedGroup.MINORITIES: N_("Minorities"),
        ProtectedGroup.SURVIVORS: N_("Survivors of violence"),
    },
    Side: {
        Side.POLICE: N_("Police"),
        Side.JUSTICE: N_("Courts and prosecutors"),
        Side.MUNICIPALITY: N_("Municipality"),
        Side.AGENCY: N_("Other agencies"),
        Side.CIVIL_SOCIETY: N_("Civil society"),
        Side.FAITH: N_("Religious communities"),
        Side.BUSINESS: N_("Businesses"),
        Side.MEDIA: N_("Media, sport and culture"),
        Side.RESIDENTS: N_("Residents"),
    },
    Owner: {
        Owner.POLICE: N_("Police"),
        Owner.MUNICIPALITY: N_("Municipality"),
        Owner.AGENCY: N_("Other agencies"),
        Owner.COMMUNITY: N_("Community"),
    },
    Status: {
        Status.PROPOSED: N_("Waits for an answer"),
        Status.NO_ANSWER: N_("No answer in time"),
        Status.ACCEPTED: N_("Accepted, still to be done"),
        Status.LATE: N_("Late"),
        Status.DONE: N_("Done"),
        Status.DECLINED: N_("Declined"),
        Status.DROPPED: N_("Dropped"),
    },
    EventKind: {
        EventKind.ACCEPTED: N_("The office accepted it"),
        EventKind.DECLINED: N_("Declined"),
        EventKind.MOVED: N_("Put off to another day"),
        EventKind.CONTINUED: N_("Goes on"),
        EventKind.DONE: N_("Done"),
        EventKind.REOPENED: N_("Opened again: it was not done"),
        EventKind.DROPPED: N_("Dropped"),
    },
    MeetingKind: {
        MeetingKind.REGULAR: N_("Regular meeting"),
        MeetingKind.SPECIAL: N_("Special meeting at short notice"),
        MeetingKind.CLOSED: N_("Closed meeting"),
    },
    Aim: {
        Aim.ACCOUNTABILITY: N_("To give account"),
        Aim.PROBLEM_SOLVING: N_("To solve problems together"),
    },
    ItemKind: {
        ItemKind.INFORMATION: N_("Information"),
        ItemKind.DISCUSSION: N_("Discussion"),
        ItemKind.DECISION: N_("Decision"),
        ItemKind.POLICE_REPORT: N_("Report by the police"),
        ItemKind.QUESTION_TIME: N_("Question time"),
    },
    ProposalState: {
        ProposalState.WAITING: N_("Waits for an answer"),
        ProposalState.ON_AGENDA: N_("On the agenda"),
        ProposalState.ANSWERED: N_("Answered in writing"),
        ProposalState.MOVED: N_("Moved"),
        ProposalState.DECLINED: N_("Declined"),
        ProposalState.COMPLAINT: N_("For the complaints"),
    },
    NoticeKind: {
        NoticeKind.CORRECTION: N_("Correction"),
        NoticeKind.NEWS: N_("News"),
        NoticeKind.WARNING: N_("Warning"),
    },
    MatterKind: {
        MatterKind.COMMITMENT: N_("Commitment"),
        MatterKind.QUESTION: N_("Unanswered question"),
    },
    Settlement: {
        Settlement.DONE: N_("Done"),
        Settlement.CONTINUES: N_("Goes on"),
        Settlement.DROPPED: N_("Dropped"),
    },
    Manner: {
        Manner.NONE: N_("Nothing was decided"),
        Manner.CONSENSUS: N_("Everybody agreed"),
        Manner.WITH_DISSENT: N_("Decided, but not everybody agreed"),
        Manner.NO_AGREEMENT: N_("No agreement"),
    },
    TranslationState: {
        TranslationState.ORIGINAL: N_("Original"),
        TranslationState.COMPLETE: N_("Translated"),
        TranslationState.PARTIAL: N_("Partly translated"),
        TranslationState.MISSING: N_("Not yet translated"),
    },
    Stage: {
        Stage.SCANNING: N_("Scanning: what is going on?"),
        Stage.ANALYSIS: N_("Analysis: why does it happen?"),
        Stage.RESPONSE: N_("Response: the community safety plan"),
        Stage.ASSESSMENT: N_("Assessment: did it work?"),
        Stage.CLOSED: N_("The work on it has ended"),
    },
}

PART_NAMES: Mapping[str, str] = {
    "title": N_("Title"),
    "what": N_("What happens again and again"),
    "where": N_("Where"),
    "who_says": N_("Who says so"),
    "strengths": N_("Strengths to build on"),
    "offender": N_("Who does it"),
    "handler": N_("Who could influence them"),
    "target": N_("Who or what is harmed"),
    "guardian": N_("Who could protect"),
    "place": N_("Place and time"),
    "manager": N_("Who looks after the place"),
    "causes": N_("Causes"),
    "statement": N_("The problem in one sentence"),
    "steps": N_("Agreed steps"),
    "tasks": N_("Who does what"),
    "aims": N_("Aims, and how to tell that they are reached"),
    "measured": N_("What was measured"),
    "displacement": N_("Did it only move elsewhere?"),
    "lessons": N_("Lessons"),
}
"""The parts of a problem's record, by their names in ``problem_model.PARTS``."""

FIELD_NAMES: Mapping[str, str] = {
    "text": N_("What was said"),
    "decision": N_("Decision"),
    "manner": N_("How it was decided"),
    "dissent": N_("Who disagreed, and why"),
    "affected": N_("Who is affected"),
    "cannot": N_("What cannot be done, and why"),
    "answered": N_("Was the question answered?"),
    "title": N_("Title"),
    "commitment": N_("Commitment"),
}
"""The fields of an entry of the minutes, and what is published with it."""


def name_of(value: StrEnum, speech: Speech) -> str:
    """What a level, topic, side, status or another of the feature's values is called."""
    return speech.gettext(_NAMES[type(value)][value])


def field_name(name: str, speech: Speech) -> str:
    """What a field of an entry of the minutes is called."""
    return speech.gettext(FIELD_NAMES[name])
