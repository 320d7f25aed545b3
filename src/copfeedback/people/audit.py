"""The audit trail: who did what to whom, when and how it ended, and nothing of what it said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, insert, select, text

from copfeedback.people.access import NotPermitted, require
from copfeedback.people.chain import BEGINNING, Broken, Entry, Fault, Head, first_fault
from copfeedback.people.model import EVERYTHING, NAME_MAXIMUM, Actor, Permission, Subject
from copfeedback.people.tables import audit_entry, in_utc
from copfeedback.storage.engine import reading, writing

__all__ = ["Action", "Broken", "Entry", "Fault", "Head", "Outcome", "Trail", "Wanted"]

ABOUT_MAXIMUM = 80
_LOCK = 0x636F_7061  # of PostgreSQL; any number nobody else in the database uses
_BATCH = 1_000


class Action(StrEnum):
    """What was done."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    END_SESSION = "end_session"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - a name
    SET_SECOND_FACTOR = "set_second_factor"
    REMOVE_SECOND_FACTOR = "remove_second_factor"
    RENEW_RECOVERY_CODES = "renew_recovery_codes"
    ADD_STAFF = "add_staff"
    INVITE = "invite"
    CONFIRM_INVITATION = "confirm_invitation"
    WITHDRAW_INVITATION = "withdraw_invitation"
    ACCEPT_INVITATION = "accept_invitation"
    CHANGE_STAFF = "change_staff"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    ALLOW_RESET = "allow_reset"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a name
    ADD_ORGANISATION = "add_organisation"
    CHANGE_ORGANISATION = "change_organisation"
    ADD_UNIT = "add_unit"
    CHANGE_UNIT = "change_unit"
    SET_SECTOR = "set_sector"
    REMOVE_SECTOR = "remove_sector"
    IMPORT_BOUNDARIES = "import_boundaries"
    WRITE_PROFILE = "write_profile"
    APPROVE_PROMISE = "approve_promise"
    EXPORT_AUDIT_TRAIL = "export_audit_trail"
    SAVE_DRAFT = "save_draft"
    DISCARD_DRAFT = "discard_draft"
    APPROVE_LANGUAGE = "approve_language"
    PUBLISH_SURVEY = "publish_survey"
    ADD_SURVEY_FILE = "add_survey_file"
    ADD_WAVE = "add_wave"
    CHANGE_WAVE = "change_wave"
    CLOSE_WAVE = "close_wave"
    IMPORT_WAVE = "import_wave"
    MAKE_CODES = "make_codes"
    BUILD_RELEASE = "build_release"
    ANSWER_RESULTS = "answer_results"
    APPROVE_RELEASE = "approve_release"
    PUBLISH_RELEASE = "publish_release"
    WITHDRAW_RELEASE = "withdraw_release"
    EXPORT_MICRODATA = "export_microdata"
    WRITE_COMPLAINT_PAGE = "write_complaint_page"
    OPEN_LANGUAGE = "open_language"
    SET_THEME = "set_theme"
    CODE_TEXT = "code_text"
    PUBLISH_THEMES = "publish_themes"
    PROPOSE_EXCERPT = "propose_excerpt"
    CLEAR_EXCERPT = "clear_excerpt"
    RETURN_EXCERPT = "return_excerpt"
    TAKE_BACK_EXCERPT = "take_back_excerpt"
    OPEN_CASE = "open_case"
    WRITE_IN_CASE = "write_in_case"
    WRITE_TO_COMPLAINANT = "write_to_complainant"
    MOVE_CASE = "move_case"
    DECIDE_CASE = "decide_case"
    HOLD_CASE = "hold_case"
    CHANGE_CASE_STAFF = "change_case_staff"
    GIVE_UP_CASE = "give_up_case"
    ASK_FOR_IDENTITY = "ask_for_identity"
    SEE_IDENTITY = "see_identity"
    ANSWER_FOR_IDENTITY = "answer_for_identity"
    ASK_POLICE = "ask_police"
    READ_CASE_REQUESTS = "read_case_requests"
    ANSWER_CASE_REQUEST = "answer_case_request"
    USE_CASE_REGISTER = "use_case_register"
    EXPORT_CASE = "export_case"
    MAKE_KEYS = "make_keys"
    MAKE_RECOVERY_KEY = "make_recovery_key"
    RECOVER_KEYS = "recover_keys"
    IMPORT_ROSTER = "import_roster"
    RECORD_COMPLAINT = "record_complaint"
    NOTE_CASE = "note_case"
    ERASE_CASE = "erase_case"
    LOOK_AT_SIGNAL = "look_at_signal"
    PUBLISH_COMPLAINT_REPORT = "publish_complaint_report"
    SET_FORUM = "set_forum"
    SET_MEETING = "set_meeting"
    SET_AGENDA = "set_agenda"
    MAKE_AGENDA_FINAL = "make_agenda_final"
    DECIDE_PROPOSAL = "decide_proposal"
    DRAFT_MINUTES = "draft_minutes"
    RECORD_ATTENDANCE = "record_attendance"
    PUBLISH_MINUTES = "publish_minutes"
    TRANSLATE_MINUTES = "translate_minutes"
    REPLY_TO_MINUTES = "reply_to_minutes"
    MAKE_COMMITMENT = "make_commitment"
    REPORT_ON_COMMITMENT = "report_on_commitment"
    SET_PROBLEM = "set_problem"
    PUBLISH_NOTICE = "publish_notice"
    DRAFT_EVALUATION = "draft_evaluation"
    REGISTER_EVALUATION = "register_evaluation"
    AMEND_EVALUATION = "amend_evaluation"
    SIGN_EVALUATION = "sign_evaluation"
    CANCEL_EVALUATION = "cancel_evaluation"
    PUBLISH_EVALUATION = "publish_evaluation"
    WITHDRAW_EVALUATION = "withdraw_evaluation"
    ANSWER_EVALUATION = "answer_evaluation"
    REVIEW_EVALUATION = "review_evaluation"
    SET_PLAN = "set_plan"
    SET_KPI = "set_kpi"
    SET_ACTIVITY = "set_activity"
    ASSESS_CHECKLIST = "assess_checklist"


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries to show; None where any will do. ``until`` is not included."""

    action: str | None = None
    person: str | None = None
    outcome: str | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERY = Wanted()


class Trail:
    """Writes and reads the audit trail."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self.now = now

    @property
    def engine(self) -> Engine:
        """The database the trail is in; what is done is written in the same transaction."""
        return self._engine

    @contextmanager
    def doing(
        self,
        actor: Actor,
        action: Action,
        permission: Permission,
        about: str,
        subject: Subject = EVERYTHING,
    ) -> Iterator[Connection]:
        """Check permission, then do something in one transaction with its entry.

        What fails leaves no trace, what is not permitted an entry that says so; also when the
        permission turns out to be missing in the middle of it.

        Raises:
            NotPermitted: the actor may not do this to this subject.
            StorageUnavailable: the database cannot be written now; nothing was done.
        """
        with self._noting_refusal(actor, action, about):
            require(actor, permission, subject)
            with writing(self._engine) as connection:
                yield connection
                self.append(connection, actor, action, about)

    def require(
        self,
        actor: Actor,
        action: Action,
        permission: Permission,
        about: str,
        subject: Subject = EVERYTHING,
    ) -> None:
        """Let pass, or refuse and leave an entry that says so.

        Raises:
            NotPermitted: the actor may not do this to this subject.
            StorageUnavailable: they may not, and that cannot be written down now.
        """
        with self._noting_refusal(actor, action, about):
            require(actor, permission, subject)

    @contextmanager
    def _noting_refusal(self, actor: Actor, action: Action, about: str) -> Iterator[None]:
        try:
            yield
        except NotPermitted:
            if actor.role is not None:  # strangers leave no trace, and cannot fill the trail
                with writing(self._engine) as connection:
                    self.append(connection, actor, action, about, Outcome.REFUSED)
            raise

    def append(
        self,
        connection: Connection,
        actor: Actor,
        action: Action,
        about: str,
        outcome: Outcome = Outcome.DONE,
    ) -> None:
        """Add an entry within a write transaction; it is there exactly if the rest of it is."""
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        last = _head(connection)
        entry = Entry(
            number=last.number + 1,
            at=in_utc(self.now()),
            actor_id=actor.id,
            actor=actor.name[:NAME_MAXIMUM],
            organisation=actor.organisation,
            action=action.value,
            about=_printable(about),
            outcome=outcome.value,
            previous_hash=last.hash,
            hash=b"",
        )
        connection.execute(
            insert(audit_entry),
            {
                "number": entry.number,
                "at": entry.at,
                "actor_id": entry.actor_id,
                "actor": entry.actor,
                "organisation_id": entry.organisation,
                "action": entry.action,
                "subject": entry.about,
                "outcome": entry.outcome,
                "previous_hash": entry.previous_hash,
                "hash": entry.expected_hash,
            },
        )

    def head(self) -> Head:
        """The last entry; number 0 and zeros before there is one. Holds nothing confidential."""
        with reading(self._engine) as connection:
            return _head(connection)

    def entries(self, actor: Actor, wanted: Wanted = EVERY, *, at_most: int = 500) -> list[Entry]:
        """Entries that match, the latest first.

        Raises:
            NotPermitted: the actor may not read the trail.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.READ_AUDIT_TRAIL)
        latest = _matching(wanted).order_by(audit_entry.c.number.desc()).limit(at_most)
        with reading(self._engine) as connection:
            return [_entry(row) for row in connection.execute(latest)]

    def export(self, actor: Actor, wanted: Wanted = EVERY) -> list[Entry]:
        """All entries that match, the earliest first; that they were exported is one of them.

        Raises:
            NotPermitted: the actor may not read the trail.
            StorageUnavailable: the database cannot be used now; nothing was exported.
        """
        with self.doing(
            actor, Action.EXPORT_AUDIT_TRAIL, Permission.READ_AUDIT_TRAIL, about="audit trail"
        ):
            pass  # noted first: nobody holds an export that the trail does not know of
        with reading(self._engine) as connection:
            rows = connection.execute(_matching(wanted).order_by(audit_entry.c.number))
            return [_entry(row) for row in rows]

    def people(self, actor: Actor) -> list[str]:
        """The names of all who did something, in the order of the alphabet.

        Raises:
            NotPermitted: the actor may not read the trail.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.READ_AUDIT_TRAIL)
        with reading(self._engine) as connection:
            return sorted(connection.execute(select(audit_entry.c.actor).distinct()).scalars())

    def verify(self, noted: Head | None = None) -> Fault | None:
        """Follow the whole chain; None when everything holds.

        Args:
            noted: a head noted earlier, which the chain must still contain.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._engine) as connection:
            streaming = connection.execution_options(yield_per=_BATCH)
            with streaming.execute(_AS_STORED) as rows:  # closed even where a fault ends it
                return first_fault(map(_entry_if_any, rows), noted)


# Without SQLAlchemy's types: they fail at what cannot be a moment or a hash, and whoever changes an
# entry in SQLite can put anything there.
_AS_STORED = text(
    f"SELECT {', '.join(audit_entry.columns.keys())} FROM audit_entry ORDER BY number"  # noqa: S608
)


def _matching(wanted: Wanted) -> Select[Any]:
    column = audit_entry.c
    exact = ((column.action, wanted.action), (column.outcome, wanted.outcome))
    found = select(audit_entry)
    for each, value in (*exact, (column.actor, wanted.person)):
        if value is not None:
            found = found.where(each == value)
    if wanted.since is not None:
        found = found.where(column.at >= in_utc(wanted.since))
    if wanted.until is not None:
        found = found.where(column.at < in_utc(wanted.until))
    return found


def _head(connection: Connection) -> Head:
    last = connection.execute(
        select(audit_entry.c.number, audit_entry.c.hash)
        .order_by(audit_entry.c.number.desc())
        .limit(1)
    ).one_or_none()
    return BEGINNING if last is None else Head(last.number, last.hash)


def _entry(row: Row[Any]) -> Entry:
    at = row.at if isinstance(row.at, datetime) else datetime.fromisoformat(row.at)
    return Entry(
        number=row.number,
        at=in_utc(at),
        actor_id=row.actor_id,
        actor=row.actor,
        organisation=row.organisation_id,
        action=row.action,
        about=row.subject,
        outcome=row.outcome,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )


def _entry_if_any(row: Row[Any]) -> Entry | None:
    try:
        return _entry(row)
    except (TypeError, ValueError, OverflowError):
        return None


def _printable(about: str) -> str:
    """An id as it was given, without what would spoil a line or what no database keeps."""
    return "".join(each if each.isprintable() else "\ufffd" for each in about[:ABOUT_MAXIMUM])
