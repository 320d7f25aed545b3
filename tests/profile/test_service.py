"""The profile is written in versions, approved by the oversight body, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Trail
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from copfeedback.people.tables import organisation, staff
from copfeedback.profile.faults import Fault, FaultKind
from copfeedback.profile.model import DEFAULTS, Content, Part
from copfeedback.profile.service import (
    ApprovedAlready,
    NeedsNoApproval,
    NothingChanged,
    Profile,
    ProfileFaulty,
    UnknownVersion,
    WrittenMeanwhile,
)
from copfeedback.storage.engine import StorageUnavailable, writing
from tests.profile.contents import a_directory, a_partner, a_promise, an_identity

NOW = datetime(2026, 5, 6, 9, 30, tzinfo=UTC)
AMINA = Actor("amina", Role.ADMINISTRATOR, id=1, organisation=1)
CARLA = Actor("carla", Role.CASEWORKER, id=2, organisation=1)
LEO = Actor("leo", Role.LEADER, id=3, organisation=1)
FIRST: dict[Part, Content] = {
    Part.IDENTITY: an_identity(),
    Part.DIRECTORY: a_directory(),
    Part.PROMISE: a_promise(),
    Part.COMPLAINT_PROMISE: a_promise("No police officer reads it."),
}


@dataclass
class Stopwatch:
    """Seconds that a test lets pass."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def trail(engine: Engine) -> Trail:
    with writing(engine) as connection:
        facts = {"kind": "oversight", "name": "Body", "active": True}
        connection.execute(insert(organisation), {"id": 1, **facts})
        for actor in (AMINA, CARLA, LEO):
            connection.execute(insert(staff), a_row(actor))
    return Trail(engine, lambda: NOW)


def a_row(actor: Actor) -> dict[str, Any]:
    assert actor.role is not None
    return {
        "id": actor.id,
        "name": actor.name,
        "role": actor.role.value,
        "password_hash": "",
        "active": True,
        "demonstration": False,
        "organisation_id": actor.organisation,
        "heads_unit": False,
        "manager": False,
        "email": "",
        "last_step": 0,
        "wrong_attempts": 0,
    }


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def profile(trail: Trail, stopwatch: Stopwatch) -> Profile:
    return Profile(trail, monotonic=stopwatch)


@pytest.fixture
def statements(engine: Engine) -> list[str]:
    run: list[str] = []
    event.listen(
        engine, "before_cursor_execute", lambda _c, _u, statement, *_: run.append(statement)
    )
    return run


@pytest.fixture
def take_away(engine: Engine) -> Callable[[], None]:
    """Lets the database be there no more."""

    def take() -> None:
        with writing(engine) as connection:
            connection.exec_driver_sql("ALTER TABLE profile_version RENAME TO elsewhere")

    return take


def entries(trail: Trail) -> list[tuple[str, str, str, str]]:
    found = reversed(trail.entries(OPERATOR))
    return [(entry.actor, entry.action, entry.about, entry.outcome) for entry in found]


@pytest.mark.parametrize("part", Part)
def test_an_empty_portal_has_a_default_for_everything(profile: Profile, part: Part):
    assert profile.current(part) == DEFAULTS[part]
    assert profile.in_force(part) is None


@pytest.mark.parametrize("part", [Part.IDENTITY, Part.DIRECTORY, Part.PROMISE])
def test_what_is_written_is_shown_at_once(profile: Profile, trail: Trail, part: Part):
    profile.current(part)
    assert profile.write(AMINA, part, FIRST[part]) == 1
    assert profile.current(part) == FIRST[part]
    assert entries(trail) == [("amina", "write_profile", f"profile {part}", "done")]


def test_every_version_stays_with_its_writer_and_its_time(profile: Profile):
    profile.write(AMINA, Part.PROMISE, a_promise("One."))
    profile.write(OPERATOR, Part.PROMISE, a_promise("Two."))
    later, earlier = profile.versions(AMINA, Part.PROMISE)
    assert (later.number, later.written_by, later.content) == (2, None, a_promise("Two."))
    assert (earlier.number, earlier.written_by, earlier.written_at) == (1, "amina", NOW)
    assert earlier.content == a_promise("One.")


def test_what_the_oversight_body_promises_is_shown_when_one_of_them_said_yes(
    profile: Profile, trail: Trail
):
    part = Part.COMPLAINT_PROMISE
    profile.write(AMINA, part, FIRST[part])
    assert profile.current(part) == DEFAULTS[part]

    profile.approve(CARLA, part, 1)

    assert profile.current(part) == FIRST[part]
    (version,) = profile.versions(CARLA, part)
    assert (version.approved_by, version.approved_at) == ("carla", NOW)
    assert entries(trail)[-1] == ("carla", "approve_promise", f"profile {part} 1", "done")


def test_the_approved_version_stays_when_a_later_one_waits(profile: Profile):
    part = Part.COMPLAINT_PROMISE
    profile.write(AMINA, part, a_promise("One."))
    profile.approve(CARLA, part, 1)
    profile.write(AMINA, part, a_promise("Two."))
    profile.write(AMINA, part, a_promise("Three."))
    assert profile.current(part) == a_promise("One.")

    profile.approve(CARLA, part, 2)

    assert profile.current(part) == a_promise("Two.")


def test_nobody_approves_what_is_approved_or_overtaken_or_not_there(profile: Profile):
    part = Part.COMPLAINT_PROMISE
    profile.write(AMINA, part, a_promise("One."))
    profile.write(AMINA, part, a_promise("Two."))
    profile.approve(CARLA, part, 2)
    for number, refusal in ((1, ApprovedAlready), (2, ApprovedAlready), (3, UnknownVersion)):
        with pytest.raises(refusal):
            profile.approve(CARLA, part, number)
    profile.write(AMINA, Part.PROMISE, a_promise())
    with pytest.raises(NeedsNoApproval):
        profile.approve(CARLA, Part.PROMISE, 1)


@pytest.mark.parametrize("actor", [CARLA, LEO, PUBLIC])
def test_only_administrators_write(profile: Profile, trail: Trail, actor: Actor):
    with pytest.raises(NotPermitted):
        profile.write(actor, Part.PROMISE, a_promise())
    assert profile.current(Part.PROMISE) == DEFAULTS[Part.PROMISE]
    refused = (
        [] if actor is PUBLIC else [(actor.name, "write_profile", "profile promise", "refused")]
    )
    assert entries(trail) == refused


@pytest.mark.parametrize("actor", [AMINA, LEO, PUBLIC])
def test_only_the_oversight_body_approves(profile: Profile, actor: Actor):
    profile.write(AMINA, Part.COMPLAINT_PROMISE, a_promise())
    with pytest.raises(NotPermitted):
        profile.approve(actor, Part.COMPLAINT_PROMISE, 1)
    assert profile.current(Part.COMPLAINT_PROMISE) == DEFAULTS[Part.COMPLAINT_PROMISE]


def test_the_oversight_body_reads_its_own_promise_and_no_notes_on_organisations(profile: Profile):
    assert profile.versions(CARLA, Part.COMPLAINT_PROMISE) == []
    for actor, part in ((CARLA, Part.DIRECTORY), (LEO, Part.COMPLAINT_PROMISE)):
        with pytest.raises(NotPermitted):
            profile.versions(actor, part)


def test_nothing_is_kept_and_the_faults_are_named_when_something_is_wrong(
    profile: Profile, trail: Trail
):
    with pytest.raises(ProfileFaulty) as refused:
        profile.write(AMINA, Part.DIRECTORY, a_directory(a_partner(7, languages=())))
    assert refused.value.faults == [Fault("partners.7.languages", FaultKind.MISSING)]
    assert "Open door" not in str(refused.value)
    assert profile.versions(AMINA, Part.DIRECTORY) == []
    assert entries(trail) == []


def test_a_version_that_says_the_same_is_not_written_again(profile: Profile, trail: Trail):
    profile.write(AMINA, Part.IDENTITY, an_identity())
    with pytest.raises(NothingChanged):
        profile.write(AMINA, Part.IDENTITY, an_identity())
    assert len(entries(trail)) == 1


def test_what_a_colleague_wrote_meanwhile_is_not_lost_from_sight(profile: Profile):
    profile.write(AMINA, Part.PROMISE, a_promise("One."), after=0)
    with pytest.raises(WrittenMeanwhile):
        profile.write(AMINA, Part.PROMISE, a_promise("Mine."), after=0)
    assert profile.write(AMINA, Part.PROMISE, a_promise("Two."), after=1) == 2


def test_every_version_has_a_number_of_its_own_when_several_write_at_once(trail: Trail):
    def write(text: str) -> int:
        try:
            return Profile(trail).write(AMINA, Part.PROMISE, a_promise(text))
        except WrittenMeanwhile:
            return 0

    with ThreadPoolExecutor(4) as writing_together:
        numbers = [n for n in writing_together.map(write, map(str, range(12))) if n]

    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(Profile(trail).versions(AMINA, Part.PROMISE)) == len(numbers)
    assert trail.verify() is None


def test_a_part_never_holds_what_belongs_to_another(profile: Profile):
    with pytest.raises(TypeError):
        profile.write(AMINA, Part.PROMISE, an_identity())


def test_pages_need_no_database_within_a_second(
    profile: Profile, stopwatch: Stopwatch, statements: list[str]
):
    profile.write(AMINA, Part.DIRECTORY, a_directory())
    profile.directory()
    statements.clear()
    for part in Part:
        profile.current(part)
    assert statements == []
    stopwatch.seconds += 1.01
    profile.directory()
    assert len([each for each in statements if each.startswith("SELECT")]) == 1


def test_what_another_process_wrote_is_shown_a_second_later(
    profile: Profile, trail: Trail, stopwatch: Stopwatch
):
    profile.current(Part.PROMISE)
    Profile(trail).write(AMINA, Part.PROMISE, a_promise())
    assert profile.current(Part.PROMISE) == DEFAULTS[Part.PROMISE]
    stopwatch.seconds += 1.01
    assert profile.current(Part.PROMISE) == a_promise()


def test_what_was_known_last_is_shown_when_the_database_is_away(
    profile: Profile, stopwatch: Stopwatch, take_away: Callable[[], None]
):
    profile.write(AMINA, Part.IDENTITY, an_identity())
    profile.refresh()
    take_away()
    stopwatch.seconds += 60
    assert profile.current(Part.IDENTITY) == an_identity()
    assert profile.identity() == an_identity()
    assert profile.is_fresh, "a database that is away is not asked by every page"


def test_nobody_is_told_that_no_help_is_listed_when_the_list_was_never_read(
    profile: Profile, take_away: Callable[[], None]
):
    take_away()
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            profile.directory()
    assert profile.identity() == DEFAULTS[Part.IDENTITY]


def test_the_name_of_the_portal_is_known_by_its_version(profile: Profile):
    assert profile.identity_number == 0
    profile.write(AMINA, Part.IDENTITY, an_identity())
    profile.write(AMINA, Part.IDENTITY, an_identity(name=Translations({"en": "New name"})))
    profile.refresh()
    assert profile.identity_number == 2
