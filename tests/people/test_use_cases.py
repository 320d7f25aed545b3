"""Every use case of the portal, tried by every role, on what is theirs and what is somebody else's.

The use cases are found in the code: one that is not in the table here fails the test.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

import copfeedback
from copfeedback.application import Portal, build_portal
from copfeedback.complaints.code import draw_code
from copfeedback.complaints.filing import NewCase
from copfeedback.complaints.model import Channel
from copfeedback.complaints.promise_model import Operation, PromisePage
from copfeedback.i18n.translations import Translations
from copfeedback.page_text import PageText
from copfeedback.people import passwords
from copfeedback.people.access import NotPermitted
from copfeedback.people.account_model import NewAccount
from copfeedback.people.model import (
    OPERATOR,
    PUBLIC,
    Actor,
    OrganisationKind,
    Permission,
    Role,
)
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.profile.model import Part
from copfeedback.results.followup_model import Reply, Status
from copfeedback.results.free_text.model import Theme
from copfeedback.results.microdata import FileKind
from copfeedback.settings import Settings
from copfeedback.storage import migrating
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.codes import count_codes, make_codes
from copfeedback.surveys.definition import read_survey
from copfeedback.surveys.draft_texts import write_behind
from copfeedback.surveys.drafts import (
    begin_draft_from,
    discard_draft,
    find_draft,
    list_drafts,
    publish_draft,
    save_draft,
    translate_draft,
)
from copfeedback.surveys.importing import import_survey, published_survey
from copfeedback.surveys.overview import find_edition, list_surveys, sectors_to_ask
from copfeedback.surveys.past.mapping import PastMapping
from copfeedback.surveys.past.service import PastWave, describe_past, import_past
from copfeedback.surveys.past.tables import open_table
from copfeedback.surveys.reviews import approve_language
from copfeedback.surveys.wave_model import Wave
from copfeedback.surveys.waves import (
    add_wave,
    change_wave,
    close_wave,
    count_answered,
    publish_survey,
)
from copfeedback.surveys.yaml_file import read_shape
from copfeedback.surveys.yaml_shape import SurveyShape
from tests.complaints.case_use_cases import CASE_USE_CASES, Who
from tests.complaints.case_use_cases import Attempt as CaseAttempt
from tests.evaluations.answer_use_cases import ANSWER_USE_CASES
from tests.evaluations.kpi_use_cases import KPI_USE_CASES
from tests.evaluations.plan_use_cases import PLAN_USE_CASES
from tests.evaluations.pledge_use_cases import PLEDGE_USE_CASES
from tests.evaluations.report_use_cases import REPORT_USE_CASES
from tests.factories import DEMOGRAPHICS, TINY, a_survey, a_wave_file
from tests.forums.agenda_use_cases import AGENDA_USE_CASES
from tests.forums.minutes_use_cases import MINUTES_USE_CASES, NO_MINUTES_USE_CASES
from tests.forums.use_cases import FORUM_USE_CASES
from tests.forums.use_cases import NO_USE_CASES as NO_FORUM_USE_CASES
from tests.forums.use_cases import Attempt as ForumAttempt
from tests.people.members import a_member
from tests.people.test_roles import ALLOWED, ANYTHING
from tests.profile.contents import a_promise, an_identity

DOORS = ("copfeedback.ui", "copfeedback.web", "copfeedback.demo", "copfeedback.cli")
NO_USE_CASES = {
    "access.require": "the question itself",
    "account_rules.organisations_seen": "a rule that use cases apply",
    "account_rules.require_over": "a rule that use cases apply",
    "changing.changing": "how use cases change accounts",
    "Trail.append": "how use cases are noted",
    "Trail.doing": "how use cases are noted",
    "Trail.require": "how use cases are noted",
    "Again.ask": "names a page of the asker, opens nothing",
    "service.may_read": "a rule that use cases apply",
    "MicrodataExports.is_for": "says whether, opens nothing",
    **NO_FORUM_USE_CASES,
    **NO_MINUTES_USE_CASES,
}
OWN, OTHERS = "own", "others"
MANAGED = {Permission.SEE_STAFF, Permission.MANAGE_STAFF}
NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)


@dataclass
class World:
    """A portal, and two oversight bodies: the actor's own and another one."""

    portal: Portal
    bodies: dict[str, int] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def account(self, whose: str, role: Role) -> NewAccount:
        """Somebody who is not there yet."""
        return NewAccount(f"member {next(self.numbers)}", role, self.bodies[whose])

    def member(self, whose: str, role: Role) -> int:
        """Somebody who works in the actor's own body or in the other one."""
        account = self.account(whose, role)
        return a_member(self.portal, account.name, role, organisation=account.organisation)

    def invitation(self, whose: str, role: Role) -> int:
        """An open invitation to one of the bodies, which the operator made."""
        self.portal.accounts.invite(OPERATOR, self.account(whose, role))
        return max(each.id for each in self.portal.accounts.invitations(OPERATOR))


Attempt = Callable[[World, Actor, str], object]


@dataclass(frozen=True)
class UseCase:
    """What is tried, and the permissions of which one suffices; none: it concerns oneself."""

    attempt: Attempt
    permissions: frozenset[Permission]


def needs(*permissions: Permission) -> Callable[[Attempt], UseCase]:
    return lambda attempt: UseCase(attempt, frozenset(permissions))


def of_case(permission: Permission, attempt: CaseAttempt) -> UseCase:
    """What is done with cases: those of one's own body; who belongs to none has no cases."""

    def tried(world: World, actor: Actor, whose: str) -> object:
        who = actor if whose == OWN else replace(actor, organisation=None)
        return attempt(world.portal.casework, Who(who, None), "nosuchcase", "nosuchid")

    return UseCase(tried, frozenset({permission}))


def of_forum(permission: Permission, attempt: ForumAttempt) -> UseCase:
    """What is done in one's own forum, or for one's own organisation in any."""
    return needs(permission)(lambda world, actor, whose: attempt(world.portal, actor, whose))


def of_body(do: Callable[[World, Actor], object]) -> list[UseCase]:
    """What an independent body does as a whole; who belongs to none does nothing in its name."""

    def tried(world: World, actor: Actor, whose: str) -> object:
        return do(world, actor if whose == OWN else replace(actor, organisation=None))

    return [needs(Permission.HANDLE_COMPLAINTS)(tried)]


def staff_and_case_staff(do: Callable[[World, Actor, str, Role], object]) -> list[UseCase]:
    """What is done with accounts, for those near complaints and for all others."""
    return [
        needs(Permission.MANAGE_STAFF)(lambda w, a, whose: do(w, a, whose, Role.ANALYST)),
        needs(Permission.MANAGE_CASE_STAFF)(lambda w, a, whose: do(w, a, whose, Role.CASEWORKER)),
    ]


def own_keys(do: Callable[[World, Actor], object]) -> UseCase:
    """What one does with one's own keys; there is no way to say that others' are meant."""

    def attempt(world: World, actor: Actor, whose: str) -> object:
        if whose == OTHERS:
            raise NotPermitted(Permission.KEEP_KEYS)
        return do(world, actor)

    return needs(Permission.KEEP_KEYS)(attempt)


def see_staff(world: World, actor: Actor, whose: str) -> None:
    wanted = world.member(whose, Role.ANALYST)
    if wanted not in {each.id for each in world.portal.accounts.staff(actor)}:
        raise NotPermitted(Permission.SEE_STAFF)


def see_invitations(world: World, actor: Actor, whose: str) -> None:
    wanted = world.invitation(whose, Role.ANALYST)
    if wanted not in {each.id for each in world.portal.accounts.invitations(actor)}:
        raise NotPermitted(Permission.SEE_STAFF)


HARBOUR = Sector("harbour", SectorKind.AREA, Translations({"en": "Harbour"}))
NOWHERE = 999_999
A_WAVE = AskedWave(
    Wave(
        id="none",
        short="none",
        survey_id="made",
        version=1,
        name=Translations({"en": "None"}),
        opens=date(2026, 5, 1),
        closes=date(2026, 5, 31),
        results_due=date(2026, 6, 30),
        sectors=(),
    ),
    a_survey(),
    None,
)
_RELEASES = needs(Permission.MANAGE_RELEASES)
_WAVES, _PLACES = needs(Permission.MANAGE_WAVES), needs(Permission.MANAGE_ORGANISATIONS)
_SECTORS, _TRAIL = needs(Permission.MANAGE_SECTORS), needs(Permission.READ_AUDIT_TRAIL)
_WRITES, _ONESELF = needs(Permission.EDIT_PROFILE), needs()
_CODES, _CLEARS = needs(Permission.CODE_FREE_TEXT), needs(Permission.CLEAR_EXCERPTS)
A_THEME = Theme("none", "none", "light", Translations({"en": "Light"}))
_FIELDWORK, _REPLIES = needs(Permission.SEE_FIELDWORK), needs(Permission.ANSWER_RESULTS)
A_REPLY = Reply("none", None, Status.DONE, Translations({"en": "x"}), Translations({"en": "x"}))

TEXTS = (Translations({"en": "x"}), Translations({"en": "x"}))
_MICRODATA = needs(Permission.EXPORT_MICRODATA)


def a_told_complaint() -> NewCase:
    """What somebody has told a caseworker on the telephone."""
    return NewCase(draw_code(), b"n" * 16, "Told", {}, {}, "en", Channel.TELEPHONE)


_PAGES = needs(Permission.EDIT_COMPLAINT_PAGES)
USE_CASES: dict[str, list[UseCase]] = {
    **{name: [of_case(*each)] for name, each in CASE_USE_CASES.items()},
    **{name: [of_forum(*each) for each in tried] for name, tried in FORUM_USE_CASES.items()},
    **{name: [of_forum(*each) for each in tried] for name, tried in MINUTES_USE_CASES.items()},
    **{name: [of_forum(*each) for each in tried] for name, tried in AGENDA_USE_CASES.items()},
    **{name: [of_forum(*each) for each in tried] for name, tried in ANSWER_USE_CASES.items()},
    **{name: [of_forum(*each) for each in tried] for name, tried in PLEDGE_USE_CASES.items()},
    **{name: [of_forum(*each) for each in tried] for name, tried in REPORT_USE_CASES.items()},
    **{name: [of_forum(*each) for each in tried] for name, tried in KPI_USE_CASES.items()},
    **{name: [of_forum(*each) for each in tried] for name, tried in PLAN_USE_CASES.items()},
    "Filing.file_for": of_body(lambda w, a: w.portal.filing.file_for(a, a_told_complaint())),
    "Reports.periods": of_body(lambda w, a: w.portal.complaint_reports.periods(a)),
    "Reports.publish": of_body(lambda w, a: w.portal.complaint_reports.publish(a, [], *TEXTS)),
    "EarlyWarning.signals": of_body(lambda w, a: w.portal.early_warning.signals(a)),
    "EarlyWarning.motives": of_body(lambda w, a: w.portal.early_warning.motives(a)),
    "EarlyWarning.people": of_body(lambda w, a: w.portal.early_warning.people(a)),
    "EarlyWarning.look": of_body(
        lambda w, a: w.portal.early_warning.look(a, ("2026-W45", "week_sector", "x"), 1, "")
    ),
    "Promises.write": [
        _PAGES(
            lambda w, a, _: w.portal.promises.write(a, PromisePage.CALLS, "en", PageText("a", "b"))
        )
    ],
    "Promises.write_operation": [
        _PAGES(lambda w, a, _: w.portal.promises.write_operation(a, Operation()))
    ],
    "Promises.approve": [_PAGES(lambda w, a, _: w.portal.promises.approve(a, (None, ""), 1))],
    "Promises.versions": [_PAGES(lambda w, a, _: w.portal.promises.versions(a, (None, "")))],
    "Promises.waiting": [_PAGES(lambda w, a, _: w.portal.promises.waiting(a))],
    "Openings.open": [_PAGES(lambda w, a, _: w.portal.openings.open(a, "en", "Amina"))],
    "MicrodataExports.waves": [_MICRODATA(lambda w, a, _: w.portal.microdata.waves(a))],
    "MicrodataExports.report": [_MICRODATA(lambda w, a, _: w.portal.microdata.report(a, "none"))],
    "MicrodataExports.export": [
        _MICRODATA(
            lambda w, a, _: w.portal.microdata.export(
                a, "none", "to find something out", FileKind.CSV, w.portal.catalogues.speech("en")
            )
        )
    ],
    "Accounts.add_staff": [
        # For the operator's shell alone, so no permission of any role suffices.
        needs(Permission.KEEP_OWN_ACCOUNT)(
            lambda w, a, whose: w.portal.accounts.add_staff(a, w.account(whose, Role.LEADER), "x")
        )
    ],
    "Accounts.staff": [needs(Permission.SEE_STAFF, Permission.MANAGE_CASE_STAFF)(see_staff)],
    "Accounts.change": staff_and_case_staff(
        lambda w, a, whose, role: w.portal.accounts.change(
            a, w.member(whose, role), w.account(whose, role)
        )
    ),
    "Accounts.deactivate": staff_and_case_staff(
        lambda w, a, whose, role: w.portal.accounts.deactivate(a, w.member(whose, role))
    ),
    "Accounts.reactivate": staff_and_case_staff(
        lambda w, a, whose, role: w.portal.accounts.reactivate(a, w.member(whose, role))
    ),
    "Accounts.allow_reset": staff_and_case_staff(
        lambda w, a, whose, role: w.portal.accounts.allow_reset(a, w.member(whose, role))
    ),
    "Invitations.invite": staff_and_case_staff(
        lambda w, a, whose, role: w.portal.accounts.invite(a, w.account(whose, role))
    ),
    "Invitations.invitations": [
        needs(Permission.SEE_STAFF, Permission.MANAGE_CASE_STAFF)(see_invitations)
    ],
    "Invitations.confirm": staff_and_case_staff(
        lambda w, a, whose, role: w.portal.accounts.confirm(a, w.invitation(whose, role))
    ),
    "Invitations.withdraw": staff_and_case_staff(
        lambda w, a, whose, role: w.portal.accounts.withdraw(a, w.invitation(whose, role))
    ),
    "Organisations.add": [
        _PLACES(lambda w, a, _: w.portal.organisations.add(a, OrganisationKind.NGO, ""))
    ],
    "Organisations.change": [
        _PLACES(
            lambda w, a, whose: w.portal.organisations.change(a, w.bodies[whose], "", active=True)
        )
    ],
    "Organisations.add_unit": [
        _PLACES(lambda w, a, whose: w.portal.organisations.add_unit(a, w.bodies[whose], ""))
    ],
    "Organisations.change_unit": [
        _PLACES(lambda w, a, _: w.portal.organisations.change_unit(a, NOWHERE, "", None))
    ],
    "Sectors.all": [_SECTORS(lambda w, a, _: w.portal.sectors.all(a))],
    "Sectors.set": [_SECTORS(lambda w, a, _: w.portal.sectors.set(a, HARBOUR))],
    "Sectors.remove": [_SECTORS(lambda w, a, _: w.portal.sectors.remove(a, "nowhere"))],
    "Sectors.import_boundaries": [
        _SECTORS(lambda w, a, _: w.portal.sectors.import_boundaries(a, b"nothing"))
    ],
    "Profile.write": [
        _WRITES(lambda w, a, _: w.portal.profile.write(a, Part.IDENTITY, an_identity())),
        _WRITES(lambda w, a, _: w.portal.profile.write(a, Part.COMPLAINT_PROMISE, a_promise())),
    ],
    "Profile.approve": [
        needs(Permission.APPROVE_PROMISE)(
            lambda w, a, _: w.portal.profile.approve(a, Part.COMPLAINT_PROMISE, NOWHERE)
        )
    ],
    "Profile.versions": [
        _WRITES(lambda w, a, _: w.portal.profile.versions(a, Part.IDENTITY)),
        needs(Permission.EDIT_PROFILE, Permission.APPROVE_PROMISE)(
            lambda w, a, _: w.portal.profile.versions(a, Part.COMPLAINT_PROMISE)
        ),
    ],
    "Trail.entries": [_TRAIL(lambda w, a, _: w.portal.trail.entries(a))],
    "Trail.export": [_TRAIL(lambda w, a, _: w.portal.trail.export(a))],
    "Trail.people": [_TRAIL(lambda w, a, _: w.portal.trail.people(a))],
    "Operations.report": [
        needs(Permission.SEE_OPERATIONS)(lambda w, a, _: w.portal.operations.report(a))
    ],
    "Results.build_release": [_RELEASES(lambda w, a, _: w.portal.results.build_release(a, "none"))],
    "Building.build": [_RELEASES(lambda w, a, _: w.portal.results.build_release(a, "none"))],
    "Releases.all": [_RELEASES(lambda w, a, _: w.portal.results.releases.all(a))],
    "Releases.preview": [_RELEASES(lambda w, a, _: w.portal.results.releases.preview(a, "none.1"))],
    "Releases.approve": [_RELEASES(lambda w, a, _: w.portal.results.releases.approve(a, "none.1"))],
    "Releases.publish": [_RELEASES(lambda w, a, _: w.portal.results.releases.publish(a, "none.1"))],
    "Releases.withdraw": [
        _RELEASES(lambda w, a, _: w.portal.results.releases.withdraw(a, "none.1", {}))
    ],
    "Results.trend": [
        needs(Permission.SEE_TRENDS)(lambda w, a, _: w.portal.results.trend(a, "none", "none"))
    ],
    "Results.progress": [_FIELDWORK(lambda w, a, _: w.portal.results.progress(a, "none"))],
    "Results.fieldwork": [_FIELDWORK(lambda w, a, _: w.portal.results.fieldwork(a, "none"))],
    "FollowUps.own": [_REPLIES(lambda w, a, whose: w.portal.follow_ups.own(a, w.bodies[whose]))],
    "FollowUps.write": [
        _REPLIES(lambda w, a, whose: w.portal.follow_ups.write(a, w.bodies[whose], A_REPLY))
    ],
    "FollowUps.change": [
        _REPLIES(
            lambda w, a, whose: w.portal.follow_ups.change(a, w.bodies[whose], 1, A_REPLY, after=1)
        )
    ],
    "Coding.questions": [_CODES(lambda w, a, _: w.portal.coding.questions(a))],
    "Coding.next_text": [_CODES(lambda w, a, _: w.portal.coding.next_text(a, "none", "none"))],
    "Coding.text": [_CODES(lambda w, a, _: w.portal.coding.text(a, b"none"))],
    "Coding.coded": [_CODES(lambda w, a, _: w.portal.coding.coded(a, "none", "none"))],
    "Coding.code": [_CODES(lambda w, a, _: w.portal.coding.code(a, b"none", [], 0))],
    "Coding.themes": [_CODES(lambda w, a, _: w.portal.coding.themes(a, "none", "none"))],
    "Coding.set_theme": [_CODES(lambda w, a, _: w.portal.coding.set_theme(a, A_THEME, new=False))],
    "Coding.publish_themes": [
        _CODES(lambda w, a, _: w.portal.coding.publish_themes(a, "none", "none"))
    ],
    "Excerpts.propose_excerpt": [
        _CODES(lambda w, a, _: w.portal.excerpts.propose_excerpt(a, b"none", "", ()))
    ],
    "Excerpts.excerpts": [_CLEARS(lambda w, a, _: w.portal.excerpts.excerpts(a))],
    "Excerpts.clear": [_CLEARS(lambda w, a, _: w.portal.excerpts.clear(a, NOWHERE))],
    "Excerpts.return_excerpt": [
        _CLEARS(lambda w, a, _: w.portal.excerpts.return_excerpt(a, NOWHERE, "x"))
    ],
    "Excerpts.take_back": [_CLEARS(lambda w, a, _: w.portal.excerpts.take_back(a, NOWHERE, "x"))],
    "waves.publish_survey": [
        _WAVES(lambda w, a, _: publish_survey(w.portal.trail, a, Path("none"), DEMOGRAPHICS))
    ],
    "waves.add_wave": [_WAVES(lambda w, a, _: add_wave(w.portal.trail, a, a_wave_file()))],
    "waves.change_wave": [
        _WAVES(
            lambda w, a, _: change_wave(w.portal.trail, a, a_wave_file(id="none"), date(2026, 5, 6))
        )
    ],
    "waves.close_wave": [
        _WAVES(
            lambda w, a, _: close_wave(
                w.portal.trail, w.portal.surveys.book, a, "none", date(2026, 5, 6)
            )
        )
    ],
    "waves.count_answered": [
        _FIELDWORK(lambda w, a, _: count_answered(w.portal.engine, a, "none"))
    ],
    "drafts.save_draft": [_WAVES(lambda w, a, _: save_draft(w.portal.trail, a, TINY))],
    "drafts.find_draft": [_WAVES(lambda w, a, _: find_draft(w.portal.trail, a, "none"))],
    "drafts.list_drafts": [_WAVES(lambda w, a, _: list_drafts(w.portal.trail, a))],
    "drafts.begin_draft_from": [
        _WAVES(lambda w, a, _: begin_draft_from(w.portal.trail, a, "none", 1))
    ],
    "drafts.discard_draft": [_WAVES(lambda w, a, _: discard_draft(w.portal.trail, a, "none"))],
    "drafts.publish_draft": [
        _WAVES(lambda w, a, _: publish_draft(w.portal.trail, a, "none", DEMOGRAPHICS))
    ],
    "drafts.translate_draft": [
        _WAVES(lambda w, a, _: translate_draft(w.portal.trail, a, "none", "fr", b"", "fr.po"))
    ],
    "SurveyFiles.missing": [
        _WAVES(
            lambda w, a, _: w.portal.survey_files.missing(
                a, read_survey(TINY, "tiny", DEMOGRAPHICS), 1
            )
        )
    ],
    "SurveyFiles.add": [
        _WAVES(
            lambda w, a, _: w.portal.survey_files.add(
                w.portal.trail, a, "none", 1, "a.png", b"\x89PNG\r\n\x1a\n"
            )
        )
    ],
    "draft_texts.write_behind": [
        _WAVES(lambda w, a, _: write_behind(w.portal.trail, a, "none", {}, ""))
    ],
    "overview.list_surveys": [_WAVES(lambda w, a, _: list_surveys(w.portal.trail, a))],
    "overview.find_edition": [
        _WAVES(lambda w, a, _: find_edition(w.portal.trail, a, "none", 1, DEMOGRAPHICS))
    ],
    "overview.sectors_to_ask": [_WAVES(lambda w, a, _: sectors_to_ask(w.portal.trail, a))],
    "importing.import_survey": [
        _WAVES(
            lambda w, a, _: import_survey(
                w.portal.trail, a, read_shape(SurveyShape, TINY, "v1.yaml")[0], DEMOGRAPHICS
            )
        )
    ],
    "importing.published_survey": [
        _WAVES(lambda w, a, _: published_survey(w.portal.trail, a, "none"))
    ],
    "service.describe_past": [
        _WAVES(lambda w, a, _: describe_past(w.portal.trail, a, a_wave_file(), date(2026, 5, 6)))
    ],
    "service.import_past": [
        _WAVES(
            lambda w, a, _: import_past(
                w.portal.trail,
                a,
                PastWave(A_WAVE.wave, A_WAVE.survey),
                open_table(b"q", "q.csv"),
                PastMapping({}, {}),
            )
        )
    ],
    "reviews.approve_language": [
        _WAVES(lambda w, a, _: approve_language(w.portal.trail, a, a_survey(), "fr", "Amina"))
    ],
    "codes.make_codes": [
        _WAVES(lambda w, a, _: make_codes(w.portal.trail, a, A_WAVE, 1, date(2026, 5, 6)))
    ],
    "codes.count_codes": [_FIELDWORK(lambda w, a, _: count_codes(w.portal.engine, a, A_WAVE))],
    "Paper.enter_first": [
        _WAVES(
            lambda w, a, _: w.portal.paper.enter_first(
                a, A_WAVE, "1", {}, Circumstances("en", Mode.PAPER), date(2026, 5, 6)
            )
        )
    ],
    "Paper.enter_second": [
        _WAVES(
            lambda w, a, _: w.portal.paper.enter_second(
                a, A_WAVE, "1", {}, Circumstances("en", Mode.PAPER), date(2026, 5, 6)
            )
        )
    ],
    "Paper.waiting": [_WAVES(lambda w, a, _: w.portal.paper.waiting(a, A_WAVE))],
    "Paper.discard": [_WAVES(lambda w, a, _: w.portal.paper.discard(a, A_WAVE, "1"))],
    "Keys.state_of": [own_keys(lambda w, a: w.portal.keys.state_of(a, "x"))],
    "Keys.show_recovery_key": [own_keys(lambda w, a: w.portal.keys.show_recovery_key(a, "x"))],
    "Keys.recover": [own_keys(lambda w, a: w.portal.keys.recover(a, "x", "x", "x"))],
    "OwnAccount.state": [_ONESELF(lambda w, a, _: w.portal.people.own_account.state(a))],
    "OwnAccount.own_sessions": [
        _ONESELF(lambda w, a, _: w.portal.people.own_account.own_sessions(a, "x"))
    ],
    "OwnAccount.end_own_session": [
        _ONESELF(lambda w, a, _: w.portal.people.own_account.end_own_session(a, "x"))
    ],
    "OwnAccount.end_other_sessions": [
        _ONESELF(lambda w, a, _: w.portal.people.own_account.end_other_sessions(a, "x"))
    ],
    "OwnAccount.change_password": [
        _ONESELF(lambda w, a, _: w.portal.people.own_account.change_password(a, "x", "x", "x"))
    ],
    "OwnAccount.offer_second_factor": [
        _ONESELF(lambda w, a, _: w.portal.people.own_account.offer_second_factor(a))
    ],
    "OwnAccount.confirm_second_factor": [
        _ONESELF(
            lambda w, a, _: w.portal.people.own_account.confirm_second_factor(a, "x", "x", "x")
        )
    ],
    "OwnAccount.renew_recovery_codes": [
        _ONESELF(lambda w, a, _: w.portal.people.own_account.renew_recovery_codes(a, "x"))
    ],
    "OwnAccount.remove_second_factor": [
        _ONESELF(lambda w, a, _: w.portal.people.own_account.remove_second_factor(a, "x", "x"))
    ],
}


def found_use_cases() -> set[str]:
    """Everything public outside the doors that is told who acts."""
    found = set()
    for module in pkgutil.walk_packages(copfeedback.__path__, "copfeedback."):
        if module.name.startswith(DOORS) or ".migrations" in module.name:
            continue
        inside = vars(importlib.import_module(module.name))
        for name, thing in inside.items():
            if getattr(thing, "__module__", "") != module.name or not callable(thing):
                continue
            where = module.name.rpartition(".")[2] if inspect.isfunction(thing) else name
            functions = {name: thing} if inspect.isfunction(thing) else vars(thing)
            found |= {
                f"{where}.{each}"
                for each, function in functions.items()
                if inspect.isfunction(function)
                and not each.startswith("_")
                and "actor" in inspect.signature(function).parameters
            }
    return found


def test_every_use_case_is_tried_below():
    found = found_use_cases()

    assert found - NO_USE_CASES.keys() == set(USE_CASES)
    assert set(NO_USE_CASES) <= found


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the two bodies and nothing else, to copy."""
    folder = tmp_path_factory.mktemp("matrix")
    portal = build_portal(Settings(data_dir=folder), now=lambda: NOW)
    migrating.migrate(portal.engine)
    for whose in (OWN, OTHERS):
        body = portal.organisations.add(OPERATOR, OrganisationKind.OVERSIGHT, whose)
    for number in range(2):  # nobody is kept because they are the last
        a_member(portal, f"keeper {number}", Role.ADMINISTRATOR, organisation=body)
    portal.stop()
    portal.engine.dispose()
    return folder / "copfeedback.sqlite3"


@pytest.fixture
def world(prepared: Path, tmp_path: Path) -> Iterator[World]:
    """A portal of this test's own: the more others have left there, the longer all takes."""
    shutil.copy(prepared, tmp_path)
    portal = build_portal(Settings(data_dir=tmp_path), now=lambda: NOW)
    yield World(portal, {each.name: each.id for each in portal.organisations.all()})
    portal.stop()
    portal.engine.dispose()


@pytest.fixture(autouse=True)
def _cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "OPERATIONS", 1)
    monkeypatch.setattr(passwords, "MEMORY", 8 * 1024)
    # Which passwords are good is tested elsewhere, and hundreds of accounts are made here.
    monkeypatch.setattr(passwords, "advice_for", lambda *_: ())


def is_let_through(world: World, use_case: UseCase, actor: Actor, whose: str) -> bool:
    """Whether the use case got beyond the question of permission, whatever came then."""
    try:
        use_case.attempt(world, actor, whose)
    except NotPermitted:
        return False
    except Exception:  # noqa: BLE001 - there is nothing to act on, or it is wrong: let through
        return True
    return True


def is_expected(name: str, use_case: UseCase, actor: Actor, whose: str) -> bool:
    if name == "Accounts.add_staff":
        return False
    if not use_case.permissions:
        return True
    assert actor.role is not None
    reaches = {ALLOWED[actor.role].get(each) for each in use_case.permissions}
    managed = actor.manager and bool(use_case.permissions & MANAGED)
    return ANYTHING in reaches or (whose == OWN and (bool(reaches - {None}) or managed))


@pytest.mark.parametrize("manager", [False, True], ids=["", "manager"])
@pytest.mark.parametrize("role", Role)
def test_a_role_gets_through_where_its_row_says_and_nowhere_else(
    world: World, role: Role, manager: bool
):
    wrong = []
    id_ = world.member(OWN, role)
    actor = Actor(f"{role}", role, id=id_, organisation=world.bodies[OWN], manager=manager)
    for name, use_cases in USE_CASES.items():
        for use_case in use_cases:
            for whose in (OWN, OTHERS):
                expected = is_expected(name, use_case, actor, whose)
                if is_let_through(world, use_case, actor, whose) != expected:
                    wrong.append((name, whose, "let through" if not expected else "refused"))
    assert wrong == []


@pytest.mark.parametrize(
    "actor",
    [
        PUBLIC,
        Actor("ada", Role.ADMINISTRATOR, id=1, organisation=1, restricted=True),
        Actor("carla", Role.CASEWORKER, id=1, organisation=1, restricted=True),
    ],
    ids=["public", "administrator without second factor", "caseworker without second factor"],
)
def test_whoever_may_do_nothing_yet_gets_through_nowhere(world: World, actor: Actor):
    for name, use_cases in USE_CASES.items():
        for use_case in use_cases:
            oneself = not use_case.permissions
            if oneself and actor is not PUBLIC:
                continue
            for whose in (OWN, OTHERS):
                assert not is_let_through(world, use_case, actor, whose), name
