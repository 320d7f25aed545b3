"""Who acts, in which role, and what each role may do."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NAME_MAXIMUM = 64


class Role(StrEnum):
    """What a staff member is here for."""

    LEADER = "leader"
    ANALYST = "analyst"
    SURVEY_MANAGER = "survey_manager"
    FORUM_CHAIR = "forum_chair"
    AGENCY_OFFICER = "agency_officer"
    EVALUATOR = "evaluator"
    CASEWORKER = "caseworker"
    INTERPRETER = "interpreter"
    CUSTODIAN = "custodian"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


CASE_ROLES = frozenset({Role.CASEWORKER, Role.INTERPRETER, Role.CUSTODIAN})
"""Who can come near a complaint: an independent body's own people, whom nobody else adds."""

SECOND_FACTOR_ROLES = frozenset({Role.CASEWORKER, Role.CUSTODIAN, Role.ADMINISTRATOR})
"""Who can do nothing but set up a second factor until they have one."""

NO_SINGLE_SIGN_ON = frozenset({Role.CASEWORKER, Role.CUSTODIAN})
"""Whom an outside directory could impersonate: they sign in with their own password alone."""


class Permission(StrEnum):
    """One thing that needs permission."""

    KEEP_OWN_ACCOUNT = "keep_own_account"
    SEE_TRENDS = "see_trends"
    SEE_FIELDWORK = "see_fieldwork"
    SEE_SECTOR = "see_sector"
    MANAGE_WAVES = "manage_waves"
    MANAGE_RELEASES = "manage_releases"
    ANSWER_RESULTS = "answer_results"
    """To say what came of results, in the name of one's own organisation."""
    SET_UP_FORUMS = "set_up_forums"
    """To found forums, and to say who chairs them."""
    MANAGE_FORUM = "manage_forum"
    REPORT_ON_COMMITMENTS = "report_on_commitments"
    MANAGE_EVALUATIONS = "manage_evaluations"
    """To promise an evaluation and to publish its results, for the organisation that evaluates."""
    SIGN_EVALUATIONS = "sign_evaluations"
    """To commit one's own organisation, or forum, to an evaluation."""
    ANSWER_EVALUATIONS = "answer_evaluations"
    """To answer, for one's own organisation, what an evaluation recommends."""
    MANAGE_PLANS = "manage_plans"
    """To write plans for policing, and the key figures they are judged by."""
    RECORD_ACTIVITIES = "record_activities"
    """To record what one's own organisation does together with communities."""
    ASSESS = "assess"
    """To answer a checklist, about oneself or from outside."""
    HANDLE_COMPLAINTS = "handle_complaints"
    RELEASE_IDENTITY = "release_identity"
    """To tell a caseworker who a complainant is, with a reason."""
    INTERPRET_CASES = "interpret_cases"
    ANSWER_CASE_REQUESTS = "answer_case_requests"
    """To reply, for the police, to what an independent body asks about a complaint."""
    KEEP_KEYS = "keep_keys"
    """To have a pair of keys of one's own, which opens what is sealed to oneself."""
    EDIT_COMPLAINT_PAGES = "edit_complaint_pages"
    SEE_STAFF = "see_staff"
    MANAGE_STAFF = "manage_staff"
    MANAGE_CASE_STAFF = "manage_case_staff"
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_SECTORS = "manage_sectors"
    EDIT_PROFILE = "edit_profile"
    APPROVE_PROMISE = "approve_promise"
    CODE_FREE_TEXT = "code_free_text"
    CLEAR_EXCERPTS = "clear_excerpts"
    EXPORT_MICRODATA = "export_microdata"
    """Single responses without names: for analysts of independent organisations alone."""
    READ_AUDIT_TRAIL = "read_audit_trail"
    SEE_OPERATIONS = "see_operations"


class Reach(StrEnum):
    """How far a permission goes."""

    ALL = "all"
    SECTORS = "own sectors"
    FORUMS = "own forums"
    ORGANISATION = "own organisation"
    SELF = "oneself"


_OWN = {Permission.KEEP_OWN_ACCOUNT: Reach.SELF}

PERMISSIONS: Mapping[Role, Mapping[Permission, Reach]] = {
    Role.LEADER: _OWN | {
        Permission.SEE_TRENDS: Reach.ALL,
        Permission.SEE_FIELDWORK: Reach.ALL,
        Permission.SEE_SECTOR: Reach.SECTORS,
        Permission.ANSWER_RESULTS: Reach.ORGANISATION,
        Permission.MANAGE_EVALUATIONS: Reach.ORGANISATION,
        Permission.SIGN_EVALUATIONS: Reach.ORGANISATION,
        Permission.ANSWER_EVALUATIONS: Reach.ORGANISATION,
        Permission.MANAGE_PLANS: Reach.ALL,
        Permission.RECORD_ACTIVITIES: Reach.ORGANISATION,
        Permission.ASSESS: Reach.ORGANISATION,
    },
    Role.ANALYST: _OWN | {
        Permission.SEE_TRENDS: Reach.ALL,
        Permission.SEE_FIELDWORK: Reach.ALL,
        Permission.SEE_SECTOR: Reach.ALL,
        Permission.EXPORT_MICRODATA: Reach.ALL,
        Permission.CODE_FREE_TEXT: Reach.ALL,
        Permission.CLEAR_EXCERPTS: Reach.ALL,
        Permission.MANAGE_RELEASES: Reach.ALL,
        Permission.MANAGE_EVALUATIONS: Reach.ORGANISATION,
        Permission.ASSESS: Reach.ORGANISATION,
    },
    Role.SURVEY_MANAGER: _OWN | {
        Permission.SEE_FIELDWORK: Reach.ALL,
        Permission.SEE_SECTOR: Reach.ALL,
        Permission.MANAGE_WAVES: Reach.ALL,
        Permission.ANSWER_RESULTS: Reach.ORGANISATION,
        Permission.CODE_FREE_TEXT: Reach.ALL,
        Permission.CLEAR_EXCERPTS: Reach.ALL,
        Permission.MANAGE_RELEASES: Reach.ALL,
    },
    Role.FORUM_CHAIR: _OWN | {
        Permission.MANAGE_FORUM: Reach.FORUMS,
        Permission.SIGN_EVALUATIONS: Reach.FORUMS,
        Permission.ASSESS: Reach.ORGANISATION,
    },
    Role.AGENCY_OFFICER: _OWN | {
        Permission.REPORT_ON_COMMITMENTS: Reach.ORGANISATION,
        Permission.ANSWER_RESULTS: Reach.ORGANISATION,
        Permission.ANSWER_CASE_REQUESTS: Reach.ORGANISATION,
        Permission.KEEP_KEYS: Reach.SELF,
        Permission.SIGN_EVALUATIONS: Reach.ORGANISATION,
        Permission.ANSWER_EVALUATIONS: Reach.ORGANISATION,
        Permission.RECORD_ACTIVITIES: Reach.ORGANISATION,
        Permission.ASSESS: Reach.ORGANISATION,
    },
    Role.EVALUATOR: _OWN | {
        Permission.SEE_TRENDS: Reach.ALL,
        Permission.CLEAR_EXCERPTS: Reach.ALL,
        Permission.MANAGE_EVALUATIONS: Reach.ORGANISATION,
        Permission.SIGN_EVALUATIONS: Reach.ORGANISATION,
        Permission.ASSESS: Reach.ORGANISATION,
    },
    Role.CASEWORKER: _OWN | {
        Permission.HANDLE_COMPLAINTS: Reach.ORGANISATION,
        Permission.MANAGE_CASE_STAFF: Reach.ORGANISATION,
        Permission.APPROVE_PROMISE: Reach.ALL,
        Permission.KEEP_KEYS: Reach.SELF,
        Permission.EDIT_COMPLAINT_PAGES: Reach.ALL,
    },
    Role.INTERPRETER: _OWN | {
        Permission.INTERPRET_CASES: Reach.ORGANISATION,
        Permission.KEEP_KEYS: Reach.SELF,
    },
    Role.CUSTODIAN: _OWN | {
        Permission.RELEASE_IDENTITY: Reach.ORGANISATION,
        Permission.MANAGE_CASE_STAFF: Reach.ORGANISATION,
        Permission.APPROVE_PROMISE: Reach.ALL,
        Permission.KEEP_KEYS: Reach.SELF,
        Permission.EDIT_COMPLAINT_PAGES: Reach.ALL,
    },
    Role.AUDITOR: _OWN | {
        Permission.SEE_STAFF: Reach.ALL,
        Permission.READ_AUDIT_TRAIL: Reach.ALL,
    },
    # Administrators keep the house. What people answered or complain of is not theirs to read,
    # and who handles complaints is not theirs to choose.
    Role.ADMINISTRATOR: _OWN | {
        Permission.SEE_STAFF: Reach.ALL,
        Permission.MANAGE_STAFF: Reach.ALL,
        Permission.MANAGE_ORGANISATIONS: Reach.ALL,
        Permission.MANAGE_SECTORS: Reach.ALL,
        Permission.SET_UP_FORUMS: Reach.ALL,
        Permission.EDIT_PROFILE: Reach.ALL,
        Permission.SEE_OPERATIONS: Reach.ALL,
    },
}  # fmt: skip
"""What each role may do, and for whom or what."""

MANAGER_PERMISSIONS: Mapping[Permission, Reach] = {
    Permission.SEE_STAFF: Reach.ORGANISATION,
    Permission.MANAGE_STAFF: Reach.ORGANISATION,
}
"""What whoever manages an organisation may do besides: look after its accounts."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a permission is asked for; None where it does not matter or is not known."""

    organisation: int | None = None
    sector: str | None = None
    forum: str | None = None
    staff: int | None = None


EVERYTHING = Subject()


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks for something to be done.

    ``role`` is None for the public. ``sectors`` are those a leader is there for, None for all.
    ``restricted`` is whoever has to set up a second factor first. ``operator`` is whoever has a
    shell on the machine and so the database itself: asking them for a permission would only
    pretend to protect it.
    """

    name: str
    role: Role | None = None
    id: int | None = None
    organisation: int | None = None
    manager: bool = False
    sectors: frozenset[str] | None = None
    forums: frozenset[str] = frozenset()
    restricted: bool = False
    operator: bool = False

    def may(self, permission: Permission, subject: Subject = EVERYTHING) -> bool:
        """Whether this actor has the permission for this subject."""
        if self.operator:
            return True
        if self.role is None or (self.restricted and permission is not Permission.KEEP_OWN_ACCOUNT):
            return False
        reaches = [PERMISSIONS[self.role].get(permission)]
        if self.manager:
            reaches.append(MANAGER_PERMISSIONS.get(permission))
        return any(reach is not None and self._reaches(reach, subject) for reach in reaches)

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether there can be a subject for which this actor has the permission."""
        sector, forum = (next(iter(own or ()), None) for own in (self.sectors, self.forums))
        return self.may(permission, Subject(self.organisation, sector, forum, self.id))

    def _reaches(self, reach: Reach, subject: Subject) -> bool:
        match reach:
            case Reach.ALL:
                return True
            case Reach.SECTORS:
                return self.sectors is None or subject.sector in self.sectors
            case Reach.FORUMS:
                return subject.forum in self.forums
            case Reach.ORGANISATION:
                return self.organisation is not None and subject.organisation == self.organisation
            case Reach.SELF:
                return self.id is not None and subject.staff == self.id


class OrganisationKind(StrEnum):
    """What an organisation is; case roles exist in oversight bodies alone."""

    POLICE = "police"
    OVERSIGHT = "oversight"
    MUNICIPALITY = "municipality"
    NGO = "ngo"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Somebody's employer."""

    id: int
    kind: OrganisationKind
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of an organisation; its superiors are the heads of the units above it."""

    id: int
    organisation: int
    name: str
    parent: int | None = None


PUBLIC = Actor("public")
OPERATOR = Actor("operator", operator=True)
PORTAL = Actor("portal", operator=True)
"""The portal itself, doing what nobody has to ask it for."""

SESSION_COOKIE = "copfeedback_session"


class BadName(Exception):  # noqa: N818 - named for what happened
    """The name cannot be an account's: it must have 1 to 64 characters, all of them visible."""

    def __init__(self) -> None:
        super().__init__(f"a name has 1 to {NAME_MAXIMUM} visible characters")


def clean_name(name: object) -> str:
    """The name as accounts keep it: Unicode NFC, without spaces around it.

    However a keyboard composes an accent, it is the same name. Control and invisible characters
    are refused, because two names that look alike must be alike. Takes anything a form can hold.

    Raises:
        BadName: it cannot be an account's name.
    """
    if not isinstance(name, str) or len(name) > 4 * NAME_MAXIMUM:
        raise BadName  # before composing, which would be work; no letter needs more than 4 parts
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not 0 < len(cleaned) <= NAME_MAXIMUM or not cleaned.isprintable():
        raise BadName
    return cleaned
