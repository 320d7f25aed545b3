"""The life of a release: two people, no delay, nothing edited, nothing gone without a notice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from copfeedback.people import organisation_store
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Trail
from copfeedback.people.employers import NotIndependent
from copfeedback.people.model import OPERATOR, PORTAL, Actor, OrganisationKind, Role
from copfeedback.results import disclosure
from copfeedback.results.building import NotClosed
from copfeedback.results.canonical import fingerprint
from copfeedback.results.life import Refusal, ReleaseRefused, Step
from copfeedback.results.releases import UnknownRelease
from copfeedback.results.service import Results
from copfeedback.storage.engine import writing
from copfeedback.surveys.book import WaveBook
from copfeedback.surveys.wave_file import WaveRefused
from copfeedback.surveys.waves import change_wave, close_wave
from tests.breakage import PowerFailure, failing_at
from tests.factories import TODAY, WAVE, Fieldwork, a_wave_file, full_answers
from tests.people.racing import at_once

AMINA = Actor("amina", Role.SURVEY_MANAGER, id=1)
BASHIR = Actor("bashir", Role.ANALYST, id=2)
LEADER = Actor("leader", Role.LEADER, id=3)
FIRST, SECOND = f"{WAVE}.1", f"{WAVE}.2"
BEFORE_DUE = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
ON_DUE = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
WHY = {"en": "Two areas were mixed up."}
NOTICE = {"en": "The answers were not real."}


@dataclass
class House:
    """A closed wave, and a clock that can be turned."""

    fieldwork: Fieldwork
    now: datetime = BEFORE_DUE

    def another(self) -> Results:
        """A portal on the same database."""
        engine: Engine = self.fieldwork.engine
        trail = Trail(engine, lambda: self.now)
        return Results(trail, WaveBook(engine), self.today)

    def today(self) -> date:
        return self.now.date()

    def __post_init__(self) -> None:
        self.results = self.another()
        self.releases = self.results.releases

    def build(self, actor: Actor = AMINA, **changes: object) -> str:
        return self.results.build_release(actor, WAVE, **changes).id

    def publish_first(self) -> None:
        self.build()
        self.releases.approve(BASHIR, FIRST)
        self.releases.publish(AMINA, FIRST)

    def step(self, release_id: str = FIRST) -> Step:
        return self.releases.preview(OPERATOR, release_id).step

    def public(self) -> str | None:
        found = self.results.publication_of(WAVE)
        return found and found.release.id

    def employ(self, kind: OrganisationKind) -> Actor:
        with writing(self.fieldwork.engine) as connection:
            body = organisation_store.add_organisation(connection, kind, kind.value)
        return Actor("clara", Role.ANALYST, id=4, organisation=body)


def closed_house(fieldwork: Fieldwork) -> House:
    fieldwork.send_many(30, lambda at: full_answers(gender=["woman" if at % 2 else "man"]))
    close_wave(fieldwork.trail, fieldwork.book, OPERATOR, WAVE, TODAY)
    return House(fieldwork)


@pytest.fixture
def house(sqlite_fieldwork: Fieldwork) -> House:
    return closed_house(sqlite_fieldwork)


@pytest.fixture
def on_both(fieldwork: Fieldwork) -> House:
    return closed_house(fieldwork)


def refused(why: Refusal):
    return pytest.raises(ReleaseRefused, match=f"^{why.value}$")


def test_a_release_is_public_early_when_a_second_person_approved_it(on_both: House):
    house = on_both
    assert house.build() == FIRST
    assert (house.step(), house.public()) == (Step.BUILT, None)

    house.releases.approve(BASHIR, FIRST)
    assert (house.step(), house.public()) == (Step.APPROVED, None)

    moment = house.releases.publish(AMINA, FIRST)
    assert (house.step(), house.public()) == (Step.PUBLIC, FIRST)
    publication = house.results.find_publication(FIRST)
    assert publication.published_at == moment == BEFORE_DUE
    assert publication.asked.wave.id == WAVE
    assert fingerprint(publication.canonical) == publication.release.sha256
    (listed,) = house.results.public_releases()
    assert listed == publication


def test_whoever_built_it_does_not_approve_it(house: House):
    house.build(AMINA)
    with refused(Refusal.SAME_PERSON):
        house.releases.approve(AMINA, FIRST)
    house.releases.approve(BASHIR, FIRST)


def test_two_people_are_needed_when_the_portal_built_it(house: House):
    house.build(PORTAL)
    house.releases.approve(BASHIR, FIRST)
    with refused(Refusal.SAME_PUBLISHER):
        house.releases.publish(BASHIR, FIRST)
    house.releases.publish(AMINA, FIRST)
    assert house.public() == FIRST


def test_an_operator_is_recorded_and_not_asked_for_a_second_person(house: House):
    house.build(OPERATOR)
    house.releases.approve(OPERATOR, FIRST)
    house.releases.publish(OPERATOR, FIRST)
    life = house.releases.preview(OPERATOR, FIRST).life
    assert {life.built_by, life.approved_by, life.published_by} == {"operator"}


def test_nothing_is_published_that_nobody_approved(house: House):
    house.build()
    with refused(Refusal.NOT_APPROVED):
        house.releases.publish(AMINA, FIRST)


def test_a_release_is_public_by_itself_on_the_promised_day_and_never_before(on_both: House):
    house = on_both
    house.build()
    house.now = datetime(2026, 6, 29, 23, 59, tzinfo=UTC)
    assert house.public() is None
    house.now = datetime(2026, 6, 30, 0, 0, tzinfo=UTC)
    assert house.public() == FIRST
    assert house.results.find_publication(FIRST).published_at == house.now


def test_the_promised_day_begins_where_the_portal_is(sqlite_fieldwork: Fieldwork):
    house = closed_house(sqlite_fieldwork)
    house.build()
    trail, zone = Trail(sqlite_fieldwork.engine, lambda: house.now), ZoneInfo("Asia/Karachi")
    there = Results(trail, sqlite_fieldwork.book, lambda: house.now.astimezone(zone).date(), zone)
    house.now = datetime(2026, 6, 29, 19, 0, tzinfo=UTC)
    assert there.find_publication(FIRST).published_at == house.now


def test_a_release_is_public_at_its_set_time(house: House):
    house.build()
    house.releases.approve(BASHIR, FIRST)
    at = BEFORE_DUE + timedelta(days=2)
    house.releases.publish(AMINA, FIRST, at)
    assert (house.step(), house.public()) == (Step.PLANNED, None)
    house.now = at
    assert (house.step(), house.public()) == (Step.PUBLIC, FIRST)


def test_nobody_sets_a_time_after_the_promised_day(house: House):
    house.build()
    house.releases.approve(BASHIR, FIRST)
    with refused(Refusal.TOO_LATE):
        house.releases.publish(AMINA, FIRST, ON_DUE)
    house.now = ON_DUE
    assert house.public() == FIRST


def test_the_promised_day_stays_when_the_wave_is_open(sqlite_fieldwork: Fieldwork):
    later = a_wave_file(results_due=date(2026, 7, 30))
    with pytest.raises(WaveRefused, match="results_due"):
        change_wave(sqlite_fieldwork.trail, OPERATOR, later, TODAY)


def test_a_draft_is_never_public_when_another_one_was_built(house: House):
    house.build()
    house.releases.approve(BASHIR, FIRST)
    assert house.build(anew=True) == SECOND
    assert (house.step(FIRST), house.step(SECOND)) == (Step.SUPERSEDED, Step.BUILT)
    for change in (house.releases.approve, house.releases.publish):
        with refused(Refusal.SUPERSEDED):
            change(BASHIR, FIRST)
    house.now = ON_DUE
    assert house.public() == SECOND
    with pytest.raises(UnknownRelease):
        house.results.find_publication(FIRST)


def test_a_public_release_is_corrected_by_another_one_that_says_why(house: House):
    house.publish_first()
    before = house.results.find_publication(FIRST)
    for reason in ({}, {"ar": "خطأ"}, {"en": " \x00 "}):
        with refused(Refusal.NO_REASON):
            house.build(anew=True, reason=reason)

    assert house.build(anew=True, reason=WHY) == SECOND
    assert house.public() == FIRST, "a correction is not public by itself"
    house.now = ON_DUE
    assert house.public() == FIRST
    with refused(Refusal.TOO_LATE):
        house.releases.approve(BASHIR, SECOND)
        house.releases.publish(AMINA, SECOND, ON_DUE + timedelta(hours=1))
    house.releases.publish(AMINA, SECOND)

    assert house.public() == SECOND
    replaced = house.results.find_publication(FIRST)
    assert (replaced.replaced_by, replaced.canonical) == (SECOND, before.canonical)
    correction = house.results.find_publication(SECOND)
    assert (correction.replaced_by, correction.reason["en"]) == (None, WHY["en"])
    assert [each.release.id for each in house.results.public_releases()] == [SECOND, FIRST]
    assert (house.step(FIRST), house.step(SECOND)) == (Step.REPLACED, Step.PUBLIC)


def test_the_differences_to_all_earlier_releases_are_protected_when_another_is_built(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    seen = []
    build = disclosure.build

    def watched(*given: object) -> object:
        seen.append([json.loads(each.canonical)["number"] for each in given[5]])
        return build(*given)

    monkeypatch.setattr(disclosure, "build", watched)
    house.publish_first()
    for _ in range(2):
        house.build(anew=True, reason=WHY)
    assert seen == [[], [1], [1, 2]]


def test_a_release_is_withdrawn_with_a_notice_that_stays(on_both: House):
    house = on_both
    house.publish_first()
    clara = house.employ(OrganisationKind.OVERSIGHT)
    for notice in ({}, {"ar": "خطأ"}):
        with refused(Refusal.NO_NOTICE):
            house.releases.withdraw(clara, FIRST, notice)
    with refused(Refusal.TOO_LONG):
        house.releases.withdraw(clara, FIRST, {"en": "a" * 2_001})

    house.releases.withdraw(clara, FIRST, NOTICE)

    assert (house.public(), house.step()) == (None, Step.WITHDRAWN)
    (publication,) = house.results.public_releases()
    assert (publication.notice["en"], publication.withdrawn_at) == (NOTICE["en"], house.now)
    assert house.results.find_publication(FIRST) == publication
    assert not house.results.trend(LEADER, "tiny", "victim").points
    with pytest.raises(UnknownRelease):
        house.releases.preview(clara, FIRST)
    with refused(Refusal.WITHDRAWN):
        house.releases.withdraw(clara, FIRST, NOTICE)

    house.build(anew=True, reason=WHY)
    assert house.releases.preview(clara, SECOND).previous is None
    house.releases.approve(BASHIR, SECOND)
    house.releases.publish(AMINA, SECOND)
    assert house.public() == SECOND
    assert house.results.find_publication(FIRST).notice == publication.notice


def test_an_earlier_release_is_not_shown_again_when_its_correction_is_withdrawn(house: House):
    house.publish_first()
    house.build(anew=True, reason=WHY)
    house.releases.approve(BASHIR, SECOND)
    house.releases.publish(AMINA, SECOND)
    house.releases.withdraw(OPERATOR, SECOND, NOTICE)
    assert house.public() is None
    assert not house.results.trend(LEADER, "tiny", "victim").points


def test_police_do_not_withdraw_results_about_police(house: House):
    house.publish_first()
    for actor in (house.employ(OrganisationKind.POLICE), BASHIR):
        with pytest.raises(NotIndependent):
            house.releases.withdraw(actor, FIRST, NOTICE)
    assert house.public() == FIRST
    latest, *_ = house.fieldwork.trail.entries(OPERATOR)
    assert (latest.action, latest.outcome) == ("withdraw_release", "refused")


def test_police_do_not_put_another_release_in_place_of_an_approved_one(house: House):
    police = house.employ(OrganisationKind.POLICE)
    house.publish_first()
    assert house.build(police, anew=True, reason=WHY) == SECOND
    house.releases.approve(BASHIR, SECOND)

    with refused(Refusal.POLICE):
        house.build(police, anew=True, reason=WHY)

    assert house.step(SECOND) is Step.APPROVED
    assert house.build(AMINA, anew=True, reason=WHY) == f"{WAVE}.3"


def test_leaders_see_the_latest_release_before_everybody_does(house: House):
    house.build()
    (point,) = house.results.trend(LEADER, "tiny", "victim").points
    assert (point.release.id, point.public) == (FIRST, False)
    house.now = ON_DUE
    (point,) = house.results.trend(LEADER, "tiny", "victim").points
    assert point.public


def test_a_wave_is_overdue_when_it_has_no_release_after_its_day(house: House):
    (standing,) = house.releases.all(AMINA)
    assert not standing.is_overdue
    house.now = ON_DUE + timedelta(days=1)
    (standing,) = house.releases.all(AMINA)
    assert (standing.is_overdue, standing.latest, standing.public) == (True, None, None)
    house.build()
    (standing,) = house.releases.all(AMINA)
    assert (standing.is_overdue, standing.public.id) == (False, FIRST), "public at once"
    assert house.results.find_publication(FIRST).published_at == house.now


def test_a_preview_has_what_to_compare_a_release_with(house: House):
    house.build()
    house.build(anew=True)
    preview = house.releases.preview(BASHIR, SECOND)
    assert preview.release.id == SECOND
    assert (preview.previous.id, preview.wave_before) == (FIRST, None)
    assert house.releases.preview(BASHIR, FIRST).previous is None


def test_exactly_one_of_two_is_first(on_both: House):
    house = on_both
    one, other = house.results, house.another()
    assert at_once(
        lambda: one.build_release(AMINA, WAVE), lambda: other.build_release(BASHIR, WAVE)
    ) == ["done", "done"]
    (standing,) = house.releases.all(AMINA)
    assert [life.number for life in standing.lives] == [1], "the second got what the first built"

    chiefs = [Actor(name, Role.ANALYST, id=at) for at, name in enumerate(("x", "y"), 10)]
    assert at_once(
        lambda: one.releases.approve(chiefs[0], FIRST),
        lambda: other.releases.approve(chiefs[1], FIRST),
    ) == ["ReleaseRefused", "done"]
    actions = [entry.action for entry in house.fieldwork.trail.entries(OPERATOR)]
    assert (actions.count("build_release"), actions.count("approve_release")) == (1, 1)


def test_one_is_told_when_two_build_anew_at_once(house: House, monkeypatch: pytest.MonkeyPatch):
    house.build()
    build, other = disclosure.build, house.another()

    def overtaken(*given: object) -> object:
        monkeypatch.setattr(disclosure, "build", build)
        other.build_release(BASHIR, WAVE, anew=True)
        return build(*given)

    monkeypatch.setattr(disclosure, "build", overtaken)
    with refused(Refusal.BUILT_MEANWHILE):
        house.build(anew=True)


def test_nothing_is_half_made_when_building_is_killed(house: House):
    for moment in range(1, 30):
        try:
            with failing_at(house.fieldwork.engine, moment):
                house.another().build_release(AMINA, WAVE)
        except PowerFailure:
            (standing,) = house.releases.all(AMINA)
            assert not standing.lives
        else:
            break
    assert moment > 5
    house.now = ON_DUE
    assert house.public() == FIRST


def test_how_far_building_has_come_is_told(house: House):
    told: list[float] = []
    house.build(progress=told.append)
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)


def test_a_release_says_that_nobody_answered(sqlite_fieldwork: Fieldwork):
    close_wave(sqlite_fieldwork.trail, sqlite_fieldwork.book, OPERATOR, WAVE, TODAY)
    house = House(sqlite_fieldwork)
    house.publish_first()
    release = house.results.release_of(WAVE)
    assert all(row.withheld for table in release.tables.values() for row in table.rows)


@pytest.mark.parametrize("unknown", ["", "1", WAVE, f"{WAVE}.2", f"{WAVE}.x", "no-wave.1"])
def test_an_id_is_refused_when_there_is_no_such_release(house: House, unknown: str):
    house.publish_first()
    with pytest.raises(UnknownRelease):
        house.results.find_publication(unknown)
    with pytest.raises(UnknownRelease):
        house.releases.preview(AMINA, unknown)
    with pytest.raises(UnknownRelease):
        house.releases.approve(AMINA, unknown)


def test_releases_are_refused_when_the_role_does_not_include_them(house: House):
    house.build()
    for act in (
        house.releases.all,
        lambda actor: house.releases.preview(actor, FIRST),
        lambda actor: house.releases.approve(actor, FIRST),
        lambda actor: house.releases.publish(actor, FIRST),
        lambda actor: house.releases.withdraw(actor, FIRST, NOTICE),
        lambda actor: house.results.build_release(actor, WAVE),
    ):
        with pytest.raises(NotPermitted):
            act(LEADER)


def test_nothing_is_built_anew_when_the_wave_still_takes_answers(sqlite_fieldwork: Fieldwork):
    with pytest.raises(NotClosed):
        House(sqlite_fieldwork).build(anew=True)
