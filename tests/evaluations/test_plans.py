"""Plans: drafts, versions that stay, benchmarks that nobody types, and one plan for a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from copfeedback.evaluations.events import EventKind, Registered
from copfeedback.evaluations.model import Risk
from copfeedback.evaluations.plan_model import Kpi, KpiKind, Plan, PlanKpi
from copfeedback.evaluations.plan_rules import ROWS_MAXIMUM, TEXT_MAXIMUM
from copfeedback.evaluations.plans import Plans
from copfeedback.evaluations.store import add_event
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Trail
from copfeedback.people.model import OPERATOR, Actor, Role
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.people.sectors import Sectors
from copfeedback.results.published_series import Series, SeriesFigure, SeriesPoint, Unit
from copfeedback.storage.engine import writing
from tests.evaluations.pledged import CODE, a_pledge
from tests.factories import in_languages

FIRST_DAY = date(2026, 3, 2)
LEADER = Actor("lea", Role.LEADER, id=1, organisation=1)
SAFE = Kpi(
    "safe-dark",
    in_languages("Safe after dark"),
    in_languages("Those who feel safe"),
    KpiKind.OUTCOME,
    "survey.safety.dark",
)
OPEN_DAYS = replace(SAFE, code="open-days", series="activities.open_day")


def a_point(period: str = "spring", value: float | None = 48.5, release: str = "") -> SeriesPoint:
    """A figure as it was published."""
    figure = None if value is None else SeriesFigure(value, value - 2, value + 2, 400)
    day = date(2026, 1, 31)
    return SeriesPoint(period, day, day, figure, source=release or f"{period}.1", sha256="ab" * 32)


def a_series(name: str, unit: Unit, *points: SeriesPoint) -> Series:
    """What is published under a name."""
    words = in_languages("Safe after dark")
    return Series(name, words, words, unit, points, page="results/spring/dark")


def a_plan(code: str = "city", **changes: Any) -> Plan:
    """A plan that can be published as it is."""
    given: dict[str, Any] = {
        "title": in_languages("Plan for policing the city"),
        "begins": date(2026, 1, 1),
        "ends": date(2027, 12, 31),
        "aims": in_languages("People feel safe."),
        "outcomes": in_languages("More people feel safe after dark."),
        "priorities": in_languages("The harbour first."),
        "office": in_languages("City police"),
        "consulted": in_languages("Five forums. Cameras were taken out."),
        "kpis": (PlanKpi("safe-dark", 55.0, period="spring"),),
        "next_due": date(2028, 2, 1),
        "forum": "old-town",
        "risks": (
            Risk(in_languages("Too few"), in_languages("Train more"), in_languages("Staff")),
        ),
    }
    return Plan(code, **given | changes)


@dataclass
class Office:
    """Where plans are made: what is published beside them can be changed."""

    engine: Engine
    day: date = FIRST_DAY
    kpis: list[Kpi] = field(default_factory=lambda: [SAFE, OPEN_DAYS])
    series: dict[str, Series] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.publish(SAFE.series, Unit.PERCENT, a_point(), a_point("hidden", None))
        self.publish(OPEN_DAYS.series, Unit.NUMBER, a_point("2025", 4))
        self.trail = Trail(self.engine, lambda: datetime.combine(self.day, time(9), UTC))
        self.plans = Plans(
            self.trail,
            lambda: self.day,
            kpis=lambda: self.kpis,
            published_series=self.series.get,
            forums=lambda: {"old-town"},
        )

    def publish(self, name: str, unit: Unit, *points: SeriesPoint) -> None:
        self.series[name] = a_series(name, unit, *points)

    def published(self, plan: Plan) -> Plan:
        """The plan as everybody can read it."""
        kept = self.plans.save(LEADER, plan, 0)
        return self.plans.publish(LEADER, plan.code, after=kept.version)

    def faults(self, plan: Plan) -> set[tuple[str, Fault]]:
        """What is wrong with a plan that is to be kept."""
        with pytest.raises(Faulty) as caught:
            self.plans.save(LEADER, plan, 0)
        return {(each.field, each.fault) for each in caught.value.problems}


@pytest.fixture
def office(engine: Engine) -> Office:
    """An office on SQLite and on PostgreSQL."""
    return Office(engine)


@pytest.fixture
def one_office(sqlite_engine: Engine) -> Office:
    """An office where the database does not matter."""
    return Office(sqlite_engine)


def test_a_draft_becomes_versions_that_all_stay(office: Office):
    kept = office.plans.save(LEADER, a_plan(), 0)
    assert (kept.number, kept.version) == (0, 1)
    with pytest.raises(Unknown):
        office.plans.find("city")

    first = office.plans.publish(LEADER, "city", after=1)
    draft = office.plans.draft(LEADER, "city")
    office.day = date(2026, 9, 1)
    office.plans.save(LEADER, replace(draft, aims=in_languages("All feel safe.")), draft.version)
    second = office.plans.publish(LEADER, "city", {"en": "The aim is wider."}, after=3)

    assert (first.number, first.published_on) == (1, FIRST_DAY)
    assert (second.number, second.published_on) == (2, office.day)
    assert office.plans.versions("city") == [second, first]
    assert office.plans.title("city") == second.title
    assert office.plans.title("none") is None
    assert office.plans.public() == [second]
    assert office.plans.find("city", 1) == first
    assert second.changed == Translations({"en": "The aim is wider."})
    with pytest.raises(Unknown):
        office.plans.find("city", 3)


def test_a_benchmark_is_read_from_the_release_and_never_typed(office: Office):
    typed = PlanKpi("safe-dark", 55.0, "my own", 99.0, "spring", "made up")
    plan = office.published(a_plan(kpis=(typed, PlanKpi("open-days", 4, "typed", 3.0))))

    assert plan.kpis == (
        PlanKpi("safe-dark", 55.0, "spring.1", 48.5, "spring", "ab" * 32),
        PlanKpi("open-days", 4),
    )


def test_a_benchmark_stays_as_it_was_when_it_set_the_target(one_office: Office):
    one_office.published(a_plan())
    one_office.publish(SAFE.series, Unit.PERCENT, a_point("spring", 40, "spring.2"))
    one_office.kpis = []
    draft = one_office.plans.draft(LEADER, "city")
    one_office.plans.save(LEADER, draft, draft.version)
    again = one_office.plans.publish(LEADER, "city", {"en": "Spelling."}, after=3)

    assert (again.kpis[0].release, again.kpis[0].benchmark) == ("spring.1", 48.5)


def test_the_figure_of_a_draft_is_read_anew_when_it_is_published(one_office: Office):
    one_office.plans.save(LEADER, a_plan(), 0)
    one_office.publish(SAFE.series, Unit.PERCENT, a_point("spring", 40, "spring.2"))
    plan = one_office.plans.publish(LEADER, "city", after=1)
    assert (plan.kpis[0].release, plan.kpis[0].benchmark) == ("spring.2", 40)

    one_office.plans.save(
        LEADER, a_plan("hills", begins=date(2028, 1, 1), ends=date(2028, 2, 1)), 0
    )
    del one_office.series[SAFE.series]
    with pytest.raises(Faulty) as caught:
        one_office.plans.publish(LEADER, "hills", after=1)
    assert [each.field for each in caught.value.problems] == ["kpis.0.period"]


def test_of_two_who_write_or_publish_at_once_the_second_is_told(office: Office):
    office.plans.save(LEADER, a_plan(), 0)
    with pytest.raises(ChangedMeanwhile):
        office.plans.save(LEADER, a_plan(), 0)
    office.plans.publish(LEADER, "city", after=1)
    with pytest.raises(ChangedMeanwhile):
        office.plans.publish(LEADER, "city", {"en": "Twice."}, after=1)
    with pytest.raises(ChangedMeanwhile):
        office.plans.save(LEADER, a_plan(), 1)

    assert len(office.plans.versions("city")) == 1


def test_only_those_who_manage_plans_see_and_change_drafts(one_office: Office):
    evaluator = Actor("eva", Role.EVALUATOR, id=2, organisation=1)
    one_office.plans.save(OPERATOR, a_plan(), 0)
    attempts: list[Callable[[], object]] = [
        lambda: one_office.plans.drafts(evaluator),
        lambda: one_office.plans.draft(evaluator, "city"),
        lambda: one_office.plans.save(evaluator, a_plan(), 1),
        lambda: one_office.plans.publish(evaluator, "city", after=1),
    ]
    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()
    assert one_office.plans.public() == []
    assert [each.code for each in one_office.plans.drafts(LEADER)] == ["city"]


def test_every_fault_is_found_at_once_with_its_field(one_office: Office):
    wrong = a_plan(
        "Not A Code",
        begins=date(2027, 1, 1),
        ends=date(2026, 1, 1),
        area="nowhere",
        forum="nowhere",
        predecessor="never",
        cycle=0,
        title=in_languages("x" * 201),
        aims=in_languages("x" * (TEXT_MAXIMUM + 1)),
        kpis=(
            PlanKpi("unheard-of", 1),
            PlanKpi("safe-dark", 101),
            PlanKpi("safe-dark", float("nan"), period="hidden"),
        ),
        risks=(Risk(*(in_languages("x" * 201),) * 3),),
    )

    assert one_office.faults(wrong) == {
        ("code", Fault.CODE),
        ("ends", Fault.END_BEFORE_START),
        ("area", Fault.UNKNOWN),
        ("forum", Fault.UNKNOWN),
        ("predecessor", Fault.UNKNOWN),
        ("cycle", Fault.NUMBER),
        ("title.en", Fault.TOO_LONG),
        ("aims.en", Fault.TOO_LONG),
        ("kpis.0.kpi", Fault.UNKNOWN),
        ("kpis.1.target", Fault.AMOUNT),
        ("kpis.2.kpi", Fault.TAKEN),
        ("kpis.2.target", Fault.AMOUNT),
        ("kpis.2.period", Fault.UNKNOWN),
        *((f"risks.0.{name}.en", Fault.TOO_LONG) for name in ("what", "answer", "owner")),
    }


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"begins": date(1980, 1, 1)}, ("begins", Fault.RANGE)),
        ({"ends": date(2099, 1, 1), "next_due": None}, ("ends", Fault.RANGE)),
        ({"next_due": date(2027, 12, 30)}, ("next_due", Fault.RANGE)),
        ({"next_due": date(2031, 1, 1)}, ("next_due", Fault.RANGE)),
        (
            {"risks": (Risk(*(in_languages("x"),) * 3),) * (ROWS_MAXIMUM + 1)},
            ("risks", Fault.NUMBER),
        ),
    ],
)
def test_times_and_lengths_have_limits(
    one_office: Office, changes: dict[str, Any], fault: tuple[str, Fault]
):
    assert one_office.faults(a_plan(**changes)) == {fault}


def test_what_a_public_plan_cannot_lack_is_named(one_office: Office):
    bare = Plan(
        "city",
        *(in_languages("x"), date(2026, 1, 1), date(2026, 12, 31)),
        *(Translations({"en": " "}),) * 4,
        kpis=(PlanKpi("safe-dark"),),
        risks=(Risk(in_languages("x"), in_languages("x"), Translations({"en": ""})),),
    )
    kept = one_office.plans.save(LEADER, bare, 0)

    missing = {
        "aims",
        "outcomes",
        "priorities",
        "office",
        "consulted",
        "kpis.0.target",
        "risks.0.owner",
        "next_due",
    }
    assert {each.field for each in one_office.plans.missing(kept)} == missing
    with pytest.raises(Faulty) as caught:
        one_office.plans.publish(LEADER, "city", after=1)
    assert {each.field for each in caught.value.problems} == missing
    assert [each.field for each in one_office.plans.missing(a_plan(kpis=()))] == ["kpis"]


def test_a_later_version_says_what_changed(one_office: Office):
    one_office.published(a_plan())

    with pytest.raises(Faulty) as caught:
        one_office.plans.publish(LEADER, "city", {"en": " "}, after=2)

    assert [each.field for each in caught.value.problems] == ["changed"]


def test_an_area_has_one_plan_at_a_time_and_keeps_it(one_office: Office):
    for code in ("harbour", "hills"):
        sector = Sector(code, SectorKind.AREA, in_languages(code))
        Sectors(one_office.trail).set(OPERATOR, sector, new=True)
    one_office.published(a_plan())
    one_office.published(a_plan("harbour", area="harbour"))

    overlapping = a_plan("other", begins=date(2027, 12, 30), ends=date(2028, 1, 1))
    with pytest.raises(Faulty) as overlaps:
        one_office.plans.save(LEADER, overlapping, 0)
    assert overlaps.value.problems == (
        Problem("begins", Fault.OVERLAPS, name=one_office.plans.find("city").title),
    )
    one_office.plans.save(LEADER, a_plan("hills", area="hills"), 0)
    draft = one_office.plans.draft(LEADER, "harbour")
    with pytest.raises(Faulty) as caught:
        one_office.plans.save(LEADER, replace(draft, area="hills"), draft.version)
    assert [(each.field, each.fault) for each in caught.value.problems] == [("area", Fault.STAYS)]


def test_of_two_drafts_for_the_same_time_one_is_published(one_office: Office):
    for code in ("one", "two"):
        one_office.plans.save(LEADER, a_plan(code), 0)
    one_office.plans.publish(LEADER, "one", after=1)

    with pytest.raises(Faulty):
        one_office.plans.publish(LEADER, "two", after=1)


def test_a_key_figure_that_is_no_longer_used_is_none_for_a_new_plan(one_office: Office):
    one_office.kpis = [replace(SAFE, active=False)]

    assert one_office.faults(a_plan()) == {
        ("kpis.0.kpi", Fault.UNKNOWN),
        ("kpis.0.period", Fault.UNKNOWN),
    }


def test_a_plan_follows_the_one_before_it(office: Office):
    first = office.published(a_plan(cycle=3))
    assert office.plans.place(first).successor is None
    following = a_plan(
        "city-next",
        begins=date(2027, 12, 31),
        ends=date(2029, 12, 31),
        next_due=date(2030, 1, 1),
        predecessor="city",
    )
    for changes, fault in (
        ({"predecessor": "city-next"}, Fault.UNKNOWN),
        ({"begins": date(2025, 1, 1), "ends": date(2025, 2, 1), "next_due": None}, None),
    ):
        wrong = office.faults(replace(following, **changes))
        assert ("predecessor", fault or Fault.END_BEFORE_START) in wrong
    second = office.published(following)

    assert second.cycle == 4
    assert office.plans.place(first).successor == second
    assert office.plans.place(second).predecessor == first
    later = replace(following, begins=date(2030, 1, 1), ends=date(2031, 1, 1), next_due=None)
    assert office.faults(replace(later, code="third")) == {("predecessor", Fault.TAKEN)}


def test_the_predecessor_is_of_the_same_area(one_office: Office):
    Sectors(one_office.trail).set(
        OPERATOR, Sector("harbour", SectorKind.AREA, in_languages("Harbour")), new=True
    )
    one_office.published(a_plan())

    elsewhere = a_plan("harbour", area="harbour", predecessor="city")
    assert ("predecessor", Fault.UNKNOWN) in one_office.faults(elsewhere)


def test_a_plan_whose_successor_is_not_there_in_time_is_late(one_office: Office):
    plan = one_office.published(a_plan())

    one_office.day = date(2028, 2, 1)
    assert not one_office.plans.place(plan).is_next_late
    one_office.day += timedelta(days=1)
    assert one_office.plans.place(plan).is_next_late
    one_office.published(
        a_plan(
            "next",
            begins=date(2028, 1, 1),
            ends=date(2028, 12, 31),
            next_due=date(2029, 1, 1),
            predecessor="city",
        )
    )
    assert not one_office.plans.place(plan).is_next_late


def test_evaluations_name_the_plan_they_belong_to(one_office: Office):
    with writing(one_office.engine) as connection:
        for code, plan in ((CODE, "city"), ("other", None)):
            add_event(
                connection,
                code,
                EventKind.REGISTERED,
                Registered(a_pledge(plan=plan)),
                at=one_office.trail.now(),
                on=one_office.day,
                by="City police",
            )

    assert [each.code for each in one_office.plans.evaluations("city")] == [CODE]
