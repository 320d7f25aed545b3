"""What belongs to the chain of evaluations besides its texts: files, releases, who did what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from sqlalchemy import Connection, func, select

from copfeedback.evaluations.events import Evaluation, EventKind, owed_indicators
from copfeedback.evaluations.report_model import Attachment, Report, Source
from copfeedback.evaluations.tables import evaluation_attachment, evaluation_event
from copfeedback.people.audit import Action, Outcome
from copfeedback.people.tables import audit_entry
from copfeedback.results.published_series import Series

_EVENTS: Mapping[Action, EventKind] = {
    Action.REGISTER_EVALUATION: EventKind.REGISTERED,
    Action.AMEND_EVALUATION: EventKind.AMENDED,
    Action.SIGN_EVALUATION: EventKind.SIGNED,
    Action.CANCEL_EVALUATION: EventKind.CANCELLED,
    Action.PUBLISH_EVALUATION: EventKind.PUBLISHED,
    Action.WITHDRAW_EVALUATION: EventKind.WITHDRAWN,
    Action.REVIEW_EVALUATION: EventKind.REVIEWED,
}
"""What of the audit trail is there once for each event."""
_ABOUT = "evaluation "


@dataclass(frozen=True, slots=True)
class Lost:
    """Events of a kind: as many as the audit trail tells of, and as there are."""

    evaluation: str
    kind: EventKind
    told: int
    there: int


class ToldEvents:
    """How many events of each kind the audit trail tells of; each of its entries is read once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until = 0
        self._told = Counter[tuple[str, str]]()

    def lost(self, connection: Connection, code: str | None = None) -> list[Lost]:
        """What the audit trail has of evaluations, or of one, and the chain has not, by code."""
        found = self.differing(connection, code)
        return [each for each in found if each.there < each.told]

    def differing(self, connection: Connection, code: str | None = None) -> list[Lost]:
        """What one of the two has more of than the other: put in by hand is no better than gone."""
        column = evaluation_event.c
        kinds = [each.value for each in _EVENTS.values()]
        wanted = select(column.evaluation, column.kind).where(column.kind.in_(kinds))
        if code is not None:
            wanted = wanted.where(column.evaluation == code)
        told = self._counted(connection)
        there = Counter(map(tuple, connection.execute(wanted)))
        return [
            Lost(of, EventKind(kind), told[of, kind], there[of, kind])
            for of, kind in sorted({*told, *there})
            if told[of, kind] != there[of, kind] and code in (None, of)
        ]

    def _counted(self, connection: Connection) -> Counter[tuple[str, str]]:
        column = audit_entry.c
        with self._lock:
            last = connection.execute(select(func.max(column.number))).scalar() or 0
            if last < self._until:  # a trail that is shorter is another one
                self._until, self._told = 0, Counter()
            wanted = select(column.subject, column.action).where(
                column.number > self._until,
                column.number <= last,
                column.action.in_([each.value for each in _EVENTS]),
                column.outcome == Outcome.DONE.value,
                column.subject.startswith(_ABOUT),
            )
            self._told.update(
                (row.subject.removeprefix(_ABOUT), _EVENTS[Action(row.action)].value)
                for row in connection.execute(wanted)
            )
            self._until = last
            return self._told.copy()


def damaged_files(
    connection: Connection, found: list[Evaluation]
) -> Iterator[tuple[Evaluation, Attachment]]:
    """The attachments of published results that are gone, or not what their SHA-256 says."""
    column = evaluation_attachment.c
    for evaluation in found:
        wanted = select(column.sha256, column.pdf).where(column.evaluation == evaluation.code)
        there = {row.sha256: row.pdf for row in connection.execute(wanted)}
        for each in _attachments(evaluation):
            pdf = there.get(each.sha256)
            if pdf is None or sha256(pdf).hexdigest() != each.sha256:
                yield evaluation, each


def cited_sources(evaluation: Evaluation) -> list[tuple[str, Source]]:
    """The releases and periods that its published results cite, each once, and their series.

    What has no SHA-256 is not frozen anywhere: its figures are those of the day they were fetched.
    """
    series = {each.key: each.series or "" for each in owed_indicators(evaluation)}
    return list(
        dict.fromkeys(
            (series.get(finding.indicator, ""), source)
            for report in _reports(evaluation)
            for finding in report.findings
            if finding.measured is not None
            for source in finding.measured.sources
            if source.sha256
        )
    )


def is_published(source: Source, series: Series | None) -> bool:
    """Whether a period of a series, not of a survey, is published as it was when it was cited.

    Of a series that the portal does not have now nobody can tell, and it passes. Results that were
    published earlier may call a period by its own name alone.
    """
    if series is None:
        return True
    return any(
        each.sha256 == source.sha256 and source.id in (each.source, each.period)
        for each in series.points
    )


def _attachments(evaluation: Evaluation) -> list[Attachment]:
    return list(
        dict.fromkeys(each for report in _reports(evaluation) for each in report.attachments)
    )


def _reports(evaluation: Evaluation) -> Iterator[Report]:
    return (each.said for each in evaluation.events if isinstance(each.said, Report))
