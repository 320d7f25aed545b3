"""What is done with results: published whatever they show, in versions that stay, or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection

from copfeedback.evaluations import attachments, store
from copfeedback.evaluations.events import (
    Cancelled,
    Evaluation,
    Event,
    EventKind,
    Withdrawn,
)
from copfeedback.evaluations.model import NotPossibleNow
from copfeedback.evaluations.offices import office_name
from copfeedback.evaluations.pledge_cleaning import clean_words
from copfeedback.evaluations.report_draft import as_report
from copfeedback.evaluations.report_model import Attachment, Report
from copfeedback.evaluations.report_rules import respond_by
from copfeedback.evaluations.report_writing import KIND, ReportWriting
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading


class StillGathering(Exception):  # noqa: N818 - named for what happened
    """Figures are still being gathered; ``until`` is the last day."""

    def __init__(self, until: date) -> None:
        super().__init__(until.isoformat())
        self.until = until


class Reporting(ReportWriting):
    """The use cases of results. Whoever is evaluated has no say in them."""

    def publish(self, actor: Actor, code: str, *, after: int, version: int | None = None) -> Event:
        """Publish what was written, with figures as they are published at this moment.

        An evaluation that was cancelled when data had been gathered owes its results, and can be
        published as well.

        Args:
            actor: of the organisation that evaluates.
            code: the evaluation's.
            after: the number of the last event that the actor had seen.
            version: that of the draft they had seen; None for whichever there is.

        Raises:
            Unknown: there is no such evaluation.
            NotPermitted: it is another organisation's.
            StillGathering: figures are still being gathered.
            NotPossibleNow: it was cancelled before anything was gathered.
            Faulty: with everything that is missing or wrong; nothing was published.
            ChangedMeanwhile: something has happened to it since, or the draft is another one.
            StorageUnavailable: it cannot be published now.
        """
        with self._adding(actor, code, Action.PUBLISH_EVALUATION, after) as (
            connection,
            evaluation,
        ):
            self._require_gathered(evaluation)
            draft = self._drafted(connection, evaluation, version)
            figures = self._judged(evaluation)
            kept, problems = self._checked(connection, draft, evaluation, figures)
            if problems:
                raise Faulty(problems)
            findings = self._found(kept, evaluation, figures)
            number = len(evaluation.publications) + 1
            report = as_report(kept, number, findings, respond_by(self._today()))
            store.drop_draft(connection, code, KIND)
            return self._add(connection, evaluation, actor, EventKind.PUBLISHED, report)

    def withdraw(self, actor: Actor, code: str, reason: Mapping[str, str], *, after: int) -> Event:
        """Say that results must not be used, and why. They are owed again from then on.

        Raises:
            Unknown, NotPermitted, StorageUnavailable: as for ``publish``.
            NotPossibleNow: no results are public.
            Faulty: the reason is missing or wrong.
            ChangedMeanwhile: something has happened to it since event ``after``.
        """
        with self._adding(actor, code, Action.WITHDRAW_EVALUATION, after) as (
            connection,
            evaluation,
        ):
            if evaluation.publication is None:
                raise NotPossibleNow
            problems: list[Problem] = []
            words = clean_words(reason, "reason", self._languages, problems)
            if words is None:
                problems.append(Problem("reason", Fault.MISSING))
            if problems or words is None:
                raise Faulty(problems)
            said = Withdrawn(words)
            return self._add(connection, evaluation, actor, EventKind.WITHDRAWN, said)

    def attachment(self, code: str, sha256: str) -> tuple[Attachment, bytes]:
        """A file of results that are public now, of any version of them.

        Raises:
            Unknown: there is none, or those results were withdrawn.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            evaluation = store.find_evaluation(connection, code)
            file = attachments.published_files(evaluation).get(sha256)
            if file is None:
                raise Unknown
            return file, attachments.find_file(connection, code, sha256)

    def _require_gathered(self, evaluation: Evaluation) -> None:
        cancelled = [each.said for each in evaluation.events if isinstance(each.said, Cancelled)]
        if cancelled:
            if not cancelled[-1].gathered:
                raise NotPossibleNow
            return
        last = max((each.closes for each in self._fieldwork(evaluation)), default=None)
        if last is not None and last >= self._today():
            raise StillGathering(last)

    @contextmanager
    def _adding(
        self, actor: Actor, code: str, action: Action, after: int
    ) -> Iterator[tuple[Connection, Evaluation]]:
        """A transaction of whoever evaluates, if nothing happened since event ``after``."""
        subject = Subject(organisation=self._find(code).pledge.organisation)
        permission, about = Permission.MANAGE_EVALUATIONS, f"evaluation {code}"
        with self._trail.doing(actor, action, permission, about, subject) as connection:
            store.lock(connection)
            evaluation = store.find_evaluation(connection, code)
            if evaluation.last != after:
                raise ChangedMeanwhile
            yield connection, evaluation

    def _add(
        self,
        connection: Connection,
        evaluation: Evaluation,
        actor: Actor,
        kind: EventKind,
        said: Report | Withdrawn,
    ) -> Event:
        """In the name of the actor's organisation; of the evaluator where an operator acts."""
        by = office_name(connection, actor.organisation, evaluation.pledge.evaluator)
        at, on = self._trail.now(), self._today()
        return store.add_event(connection, evaluation.code, kind, said, at=at, on=on, by=by)
