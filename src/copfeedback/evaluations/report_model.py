"""Results of an evaluation, what they lead to, and what those who answer for it say to that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from copfeedback.i18n.translations import Translations
from copfeedback.stored import LEFT_OUT


class Verdict(StrEnum):
    """What was found of an indicator."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    NO_CHANGE = "no_change"
    INCONCLUSIVE = "inconclusive"
    """The figures do not tell: the change may be for better or for worse."""
    NOT_MEASURED = "not_measured"


DID_NOT_IMPROVE = frozenset(Verdict) - {Verdict.IMPROVED}


class Missing(StrEnum):
    """Why an indicator of a published series has no figures to compare."""

    NOT_PUBLISHED = "not_published"
    """One of the waves, or periods, is not published."""
    NOT_ASKED = "not_asked"
    """One of the waves did not ask the question."""
    WITHHELD = "withheld"
    """Too few answered, or showing it would give people away."""
    NOT_COMPARABLE = "not_comparable"
    """The question, its answers, or how people were asked changed in between."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, with its 95 % confidence interval where it is an estimate.

    In the unit of its indicator: percent for shares. ``base`` is how many were asked, rounded.
    """

    value: float
    low: float | None = None
    high: float | None = None
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure before and after, of everybody (``group`` "all") or of one gender.

    ``change`` is the difference, or the difference of the differences, in percentage points for
    shares. What is not shown is None.
    """

    group: str
    before: Figure | None
    after: Figure | None
    change: Figure | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures were fetched from: the id of a release or period, and its SHA-256."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of an indicator, as they were published; never typed.

    ``compared`` has everybody first, then genders. ``control`` is the same of the control sites
    in a difference in differences. ``missing`` says why there is nothing to compare.
    ``deviates``: it was measured otherwise than promised before data had been seen.
    """

    compared: tuple[Compared, ...] = ()
    control: tuple[Compared, ...] = ()
    sources: tuple[Source, ...] = ()
    missing: Missing | None = None
    breaks: tuple[str, ...] = ()
    deviates: bool = False

    @property
    def everybody(self) -> Compared | None:
        """The figures of everybody."""
        return next((each for each in self.compared if each.group == "all"), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of an indicator.

    ``text`` explains it. ``reason`` says why it was not measured. ``evidence`` is what a
    qualitative finding, or a figure from outside, rests on; ``outside`` is such a figure, and
    ``outside_by_gender`` the same of women and men where that is known. It decides nothing.
    ``added``: nobody promised it before data had been seen, so it is shown, and counts for nothing.
    """

    indicator: str
    verdict: Verdict
    text: Translations | None = None
    reason: Translations | None = None
    evidence: Translations | None = None
    measured: Measured | None = None
    outside: Compared | None = None
    outside_by_gender: tuple[Compared, ...] = ()
    added: bool = False


class Decision(StrEnum):
    """What is to become of the programme, as those who evaluated it advise."""

    CONTINUE = "continue"
    CHANGE = "change"
    EXPAND = "expand"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What is recommended to an office; ``organisation`` is whose accounts answer for it."""

    key: str
    text: Translations
    office: Translations
    respond_by: date
    organisation: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF that belongs to a report. Its bytes are kept under their SHA-256."""

    title: str
    language: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """A version of the results, numbered from 1. From the second on it says what changed.

    ``answers`` has a text for each criterion that was asked about. ``method`` and ``limits`` say
    how it was found out, and what it cannot tell; ``unintended`` what else changed; ``withheld``
    what is not published, and why; ``resources`` what it cost.
    """

    number: int
    summary: Translations
    easy: Translations
    answers: Mapping[str, Translations]
    findings: tuple[Finding, ...]
    method: Translations
    limits: Translations
    decision: Decision
    decision_why: Translations
    recommendations: tuple[Recommendation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    unintended: Translations | None = None
    withheld: Translations | None = None
    resources: Translations | None = None
    changed: Translations | None = None

    def finding(self, indicator: str) -> Finding | None:
        """The finding of an indicator."""
        return next((each for each in self.findings if each.indicator == indicator), None)

    @property
    def promised(self) -> tuple[Finding, ...]:
        """The findings of what was promised before data had been seen: they alone are counted."""
        return tuple(each for each in self.findings if not each.added)

    def count(self, verdict: Verdict) -> int:
        """How many promised indicators have this verdict."""
        return sum(each.verdict is verdict for each in self.promised)

    @property
    def measured_something(self) -> bool:
        """Whether there is a finding on anything promised; without one, all is owed still."""
        return any(each.verdict is not Verdict.NOT_MEASURED for each in self.promised)

    @property
    def not_improved(self) -> int:
        """How many promised ones did not improve, those not measured included."""
        return sum(each.verdict in DID_NOT_IMPROVE for each in self.promised)


class Answer(StrEnum):
    """What those who answer for the programme say to a recommendation."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Action:
    """What an office will do about a recommendation, and by when.

    ``offered`` is the reference of what was offered to a forum, in ``forum``.
    """

    key: str
    what: Translations
    office: Translations
    due: date
    organisation: int | None = None
    forum: str | None = None
    offered: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to a recommendation. One that is not accepted in full has a ``reason``."""

    recommendation: str
    answer: Answer
    reason: Translations | None = None
    actions: tuple[Action, ...] = ()


class Progress(StrEnum):
    """What became of an action."""

    DONE = "done"
    GOES_ON = "goes_on"
    MOVED = "moved"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Acted:
    """What was done about an action, with evidence or a reason; ``due`` is a new day.

    ``organisation`` is whose account said it; None where it was an operator, and in what was said
    before that was kept.
    """

    action: str
    progress: Progress
    text: Translations
    due: date | None = None
    organisation: int | None = field(default=None, metadata=LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Review:
    """What stakeholders made of the results together, at a forum's meeting where there was one."""

    text: Translations
    forum: str | None = None
    meeting: str | None = None
