"""What is done with results before they are public: they are written by those who evaluate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from copfeedback.evaluations import attachments, store
from copfeedback.evaluations.events import Evaluation, owed_indicators, promised_keys
from copfeedback.evaluations.later_figures import measured_for
from copfeedback.evaluations.measuring import Measuring
from copfeedback.evaluations.report_cleaning import cleaned
from copfeedback.evaluations.report_draft import DraftReport, begun, read_draft, written_draft
from copfeedback.evaluations.report_model import Finding, Report, Verdict
from copfeedback.evaluations.report_rules import (
    ATTACHMENTS_MAXIMUM,
    Around,
    finding_of,
    published_recommendations,
    report_problems,
)
from copfeedback.evaluations.standing import Fieldwork
from copfeedback.evaluations.verdicts import Judged, judged
from copfeedback.faults import (
    NAME_MAXIMUM,
    ChangedMeanwhile,
    Fault,
    Faulty,
    Problem,
    clean,
)
from copfeedback.pdf_files import require_pdf
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.people.organisation_store import organisations
from copfeedback.storage.engine import reading

KIND = "report"
"""Of what is being written, and not yet public."""


class ReportWriting:
    """The use cases of a report that is being written.

    ``fieldwork`` gives when the figures of an evaluation are gathered, ``languages`` are the tags
    of those the portal has.
    """

    def __init__(
        self,
        trail: Trail,
        today: Callable[[], date],
        measuring: Measuring,
        fieldwork: Callable[[Evaluation], Sequence[Fieldwork]],
        languages: Sequence[str],
    ) -> None:
        self._trail = trail
        self._today = today
        self._measuring = measuring
        self._fieldwork = fieldwork
        self._languages = languages

    def draft(self, actor: Actor, code: str) -> DraftReport:
        """What is being written; before that, what was published last, or an empty one.

        Raises:
            Unknown: there is no such evaluation.
            NotPermitted: it is another organisation's.
            StorageUnavailable: the database cannot be read now.
        """
        evaluation = self._find(code)
        about, subject = f"evaluation {code}", _own(evaluation)
        permission = Permission.MANAGE_EVALUATIONS
        self._trail.require(actor, Action.DRAFT_EVALUATION, permission, about, subject)
        with reading(self._trail.engine) as connection:
            return self._drafted(connection, evaluation)

    def measured(self, code: str) -> dict[str, Judged]:
        """What published figures say now of each indicator that has a series, by its key.

        Raises:
            Unknown: there is no such evaluation.
            StorageUnavailable: the database cannot be read now.
        """
        return self._judged(self._find(code))

    def gate(self, draft: DraftReport, evaluation: Evaluation) -> list[Problem]:
        """What is missing or wrong before it can be published.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        figures = self._judged(evaluation)
        with reading(self._trail.engine) as connection:
            return self._checked(connection, draft, evaluation, figures)[1]

    def measures_something(self, draft: DraftReport, evaluation: Evaluation) -> bool:
        """Whether anything would be found; results of which nothing is stay owed.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        found = self.findings(draft, evaluation)
        return any(each.verdict is not Verdict.NOT_MEASURED for each in found if not each.added)

    def findings(self, draft: DraftReport, evaluation: Evaluation) -> list[Finding]:
        """What would be said of each indicator, published at this moment.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        return self._found(draft, evaluation, self._judged(evaluation))

    def save(self, actor: Actor, code: str, draft: DraftReport, *, after: int) -> DraftReport:
        """Keep what was written, on what was read as version ``after``; it need not be whole.

        Files are added and taken away by themselves, and stay as they are.

        Raises:
            Unknown: there is no such evaluation.
            NotPermitted: it is another organisation's.
            Faulty: a text is too long or in a language the portal does not have.
            ChangedMeanwhile: somebody else has kept something since.
            StorageUnavailable: it cannot be kept now.
        """
        with self._writing(actor, code) as (connection, evaluation):
            files = self._drafted(connection, evaluation, after).attachments
            kept, problems = self._cleaned(draft, evaluation)
            if problems:
                raise Faulty(problems)
            return self._keep(connection, evaluation, replace(kept, attachments=files), after)

    def discard(self, actor: Actor, code: str, *, after: int) -> None:
        """Throw away what was written, read as version ``after``. Raises as ``save`` does."""
        with self._writing(actor, code) as (connection, evaluation):
            draft = self._drafted(connection, evaluation, after)
            for each in draft.attachments:
                self._drop_file(connection, evaluation, each.sha256)
            store.drop_draft(connection, code, KIND)

    def attach(
        self, actor: Actor, code: str, title: str, language: str, pdf: bytes, *, after: int
    ) -> DraftReport:
        """Put a PDF to the draft read as version ``after``; the same file again is the same.

        Raises:
            Unknown, NotPermitted, ChangedMeanwhile, StorageUnavailable: as for ``save``.
            Faulty: the title or the language must be mended, or there are too many files.
            NotAPdf, TooLarge: the file cannot be one.
        """
        with self._writing(actor, code) as (connection, evaluation):
            draft = self._drafted(connection, evaluation, after)
            title = self._checked_title(title, language, draft)
            require_pdf(pdf)
            file = attachments.keep_file(connection, code, title, language, pdf)
            others = (each for each in draft.attachments if each.sha256 != file.sha256)
            changed = replace(draft, attachments=(*others, file))
            return self._keep(connection, evaluation, changed, after)

    def detach(self, actor: Actor, code: str, sha256: str, *, after: int) -> DraftReport:
        """Take a file from the draft. What was published stays where it was published.

        Raises:
            Unknown, NotPermitted, ChangedMeanwhile, StorageUnavailable: as for ``save``.
        """
        with self._writing(actor, code) as (connection, evaluation):
            draft = self._drafted(connection, evaluation, after)
            left = tuple(each for each in draft.attachments if each.sha256 != sha256)
            self._drop_file(connection, evaluation, sha256)
            return self._keep(connection, evaluation, replace(draft, attachments=left), after)

    def _find(self, code: str) -> Evaluation:
        with reading(self._trail.engine) as connection:
            return store.find_evaluation(connection, code)

    @contextmanager
    def _writing(self, actor: Actor, code: str) -> Iterator[tuple[Connection, Evaluation]]:
        subject, permission = _own(self._find(code)), Permission.MANAGE_EVALUATIONS
        about = f"evaluation {code}"
        with self._trail.doing(
            actor, Action.DRAFT_EVALUATION, permission, about, subject
        ) as connection:
            yield connection, store.find_evaluation(connection, code)

    def _drafted(
        self, connection: Connection, evaluation: Evaluation, version: int | None = None
    ) -> DraftReport:
        """The draft; with ``version``, only if nobody has touched it since."""
        organisation = evaluation.pledge.organisation
        stored = store.find_draft(connection, evaluation.code, KIND)
        if version is not None and version != (0 if stored is None else stored.version):
            raise ChangedMeanwhile
        if stored is not None:
            return read_draft(evaluation.code, organisation, stored.content, stored.version)
        reports = [each.said for each in evaluation.publications if isinstance(each.said, Report)]
        before = reports[-1] if reports else None
        return begun(evaluation.code, organisation, owed_indicators(evaluation), before)

    def _keep(
        self, connection: Connection, evaluation: Evaluation, draft: DraftReport, after: int
    ) -> DraftReport:
        organisation = evaluation.pledge.organisation
        content = written_draft(draft)
        kept = store.keep_draft(
            connection, store.Draft(evaluation.code, KIND, organisation, content, after)
        )
        return read_draft(evaluation.code, organisation, kept.content, kept.version)

    def _cleaned(
        self, draft: DraftReport, evaluation: Evaluation
    ) -> tuple[DraftReport, list[Problem]]:
        owed, taken = owed_indicators(evaluation), published_recommendations(evaluation)
        return cleaned(draft, owed, self._languages, taken)

    def _judged(self, evaluation: Evaluation) -> dict[str, Judged]:
        """Those promised before data had been seen by themselves: with others added to them, of
        which most show nothing, what got worse would be called unsure.
        """
        promised = promised_keys(evaluation)
        every = [
            (each, measured_for(self._measuring, each, evaluation))
            for each in owed_indicators(evaluation)
            if each.series is not None and not each.qualitative
        ]
        return judged(every) | judged(each for each in every if each[0].key in promised)

    def _found(
        self, draft: DraftReport, evaluation: Evaluation, figures: Mapping[str, Judged]
    ) -> list[Finding]:
        promised = promised_keys(evaluation)
        found = (
            finding_of(each, draft.finding(each.key), figures.get(each.key))
            for each in owed_indicators(evaluation)
        )
        return [replace(each, added=each.indicator not in promised) for each in found]

    def _checked(
        self,
        connection: Connection,
        draft: DraftReport,
        evaluation: Evaluation,
        figures: dict[str, Judged],
    ) -> tuple[DraftReport, list[Problem]]:
        """A report as it is kept, and what is wrong with it."""
        kept, problems = self._cleaned(draft, evaluation)
        known = {each.id for each in organisations(connection) if each.active}
        around = Around(self._today(), figures, known)
        return kept, problems + report_problems(kept, evaluation, around)

    def _checked_title(self, title: str, language: str, draft: DraftReport) -> str:
        cleaned_title, problems = clean(title), []
        if not cleaned_title:
            problems.append(Problem("title", Fault.MISSING))
        if len(cleaned_title) > NAME_MAXIMUM:
            problems.append(Problem("title", Fault.TOO_LONG, NAME_MAXIMUM))
        if language not in self._languages:
            problems.append(Problem("language", Fault.LANGUAGE))
        if len(draft.attachments) >= ATTACHMENTS_MAXIMUM:
            problems.append(Problem("attachments", Fault.NUMBER, ATTACHMENTS_MAXIMUM))
        if problems:
            raise Faulty(problems)
        return cleaned_title

    def _drop_file(self, connection: Connection, evaluation: Evaluation, sha256: str) -> None:
        if sha256 not in attachments.ever_published(evaluation):
            attachments.drop_file(connection, evaluation.code, sha256)


def _own(evaluation: Evaluation) -> Subject:
    return Subject(organisation=evaluation.pledge.organisation)
