"""What police and community do together: recorded, corrected, ended, and counted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from copfeedback.evaluations.activity_figures import figures_of, frozen_on
from copfeedback.evaluations.activity_rules import checked, is_link
from copfeedback.evaluations.activity_series import later, series_of
from copfeedback.evaluations.kpi_rules import UNFINISHED
from copfeedback.evaluations.plan_model import LASTING, Activity, ActivityKind
from copfeedback.evaluations.services import in_english
from copfeedback.evaluations.tables import activity, activity_figures
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.people.sectors import Sectors
from copfeedback.results.published import Group
from copfeedback.results.published_series import Series, SeriesPoint, Unit
from copfeedback.storage.engine import reading, writing
from tests.evaluations.recorded import Recorded, an_activity
from tests.factories import TODAY, in_languages

YEAR = TODAY.year
LAST = YEAR - 1


@pytest.fixture
def recorded(engine: Engine) -> Recorded:
    return Recorded(engine)


def told(name: str, *activities: Activity, today: date = TODAY) -> list[SeriesPoint]:
    """The points of a series of these activities."""
    return list(series_of(f"activities.{name}", activities, [], today, in_english).points)


def values(name: str, *activities: Activity, today: date = TODAY) -> dict[str, float | None]:
    points = told(name, *activities, today=today)
    return {each.period: each.figure.value if each.figure else None for each in points}


def test_what_is_recorded_can_be_read_by_everybody_without_the_people(recorded: Recorded) -> None:
    sector = Sector("harbour", SectorKind.AREA, in_languages("Harbour"))
    Sectors(recorded.trail).set(OPERATOR, sector)
    kept = recorded.record(
        ActivityKind.MEETING,
        name=Translations({"en": " Round table ", "ar": "طاولة مستديرة"}),
        sector="harbour",
        partners=in_languages("Women's union"),
        outcome=in_languages("Lights by May"),
        evidence="https://city.example/minutes",
        women=12,
        men=9,
    )
    assert (kept.id, kept.version, kept.name["en"]) == (1, 1, "Round table")

    (public,) = recorded.activities.all()
    assert public == replace(kept, women=0, men=0)
    assert recorded.activities.of(recorded.leader) == [kept]


def test_the_same_thing_recorded_twice_is_one(recorded: Recorded) -> None:
    assert recorded.record() == recorded.record()
    assert len(recorded.activities.all()) == 1


def test_an_activity_is_ended_and_corrected_but_stays_whose_it_is(recorded: Recorded) -> None:
    kept = recorded.record()
    ended = replace(kept, ended=TODAY, organisation=recorded.city, men=4)
    changed = recorded.activities.change(recorded.leader, ended, after=1)
    assert changed == replace(kept, ended=TODAY, men=4, version=2)
    assert recorded.activities.of(recorded.leader) == [changed]


def test_of_two_who_change_at_once_the_second_is_told(recorded: Recorded) -> None:
    kept = recorded.record()
    recorded.activities.change(recorded.leader, replace(kept, men=4), after=1)
    with pytest.raises(ChangedMeanwhile):
        recorded.activities.change(recorded.leader, replace(kept, men=5), after=1)
    assert recorded.activities.of(recorded.leader)[0].men == 4


def test_nobody_records_for_another_organisation(recorded: Recorded) -> None:
    kept = recorded.record()
    with pytest.raises(NotPermitted):
        recorded.activities.record(recorded.officer, an_activity(organisation=recorded.police))
    with pytest.raises(NotPermitted):
        recorded.activities.record(recorded.leader, an_activity(organisation=recorded.city))
    theirs = replace(kept, organisation=recorded.city)
    with pytest.raises(NotPermitted):
        recorded.activities.change(recorded.officer, theirs, after=1)
    with pytest.raises(NotPermitted):
        recorded.activities.record(recorded.leader, an_activity(organisation=None))
    assert recorded.activities.all() == [kept]


def test_officers_see_their_own_in_full_and_who_plans_sees_all(recorded: Recorded) -> None:
    kept = recorded.record(men=9)
    theirs = recorded.activities.record(
        recorded.officer, an_activity(organisation=recorded.city, name=in_languages("Youth club"))
    )
    assert recorded.activities.of(recorded.officer) == [theirs]
    assert recorded.activities.of(recorded.leader) == [theirs, kept]


def test_what_is_not_there_cannot_be_changed(recorded: Recorded) -> None:
    with pytest.raises(Unknown):
        recorded.activities.change(recorded.leader, an_activity(), after=1)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": Translations({"en": " "})}, Problem("name", Fault.MISSING)),
        ({"name": in_languages("a" * 20_000)}, Problem("name.en", Fault.TOO_LONG, 200)),
        ({"outcome": in_languages("a" * 20_000)}, Problem("outcome.en", Fault.TOO_LONG, 2_000)),
        ({"partners": Translations({"<b>": "x"})}, Problem("partners", Fault.LANGUAGE)),
        ({"office": Translations({"en": ""})}, Problem("office", Fault.MISSING)),
        ({"began": date.min}, Problem("began", Fault.DATE)),
        ({"began": date(YEAR, 12, 31)}, Problem("began", Fault.RANGE)),
        ({"began": date(1015, 1, 1)}, Problem("began", Fault.RANGE)),
        ({"ended": date(YEAR, 12, 31)}, Problem("ended", Fault.RANGE)),
        ({"ended": date(YEAR, 1, 9)}, Problem("ended", Fault.END_BEFORE_START)),
        ({"women": -1}, Problem("women", Fault.NUMBER, 100_000)),
        ({"not_stated": 10**9}, Problem("not_stated", Fault.NUMBER, 100_000)),
        ({"sector": "nowhere"}, Problem("sector", Fault.UNKNOWN)),
        ({"evidence": "javascript:alert(1)"}, Problem("evidence", Fault.LINK)),
    ],
)
def test_what_cannot_be_is_refused_by_name(changes: dict[str, Any], problem: Problem) -> None:
    with pytest.raises(Faulty) as faulty:
        checked(an_activity(**changes), {"harbour"}, TODAY)
    assert faulty.value.problems == (problem,)


def test_all_faults_are_told_at_once() -> None:
    bad = an_activity(began=date.min, women=-1, men=10**9, evidence="http://x.example")
    with pytest.raises(Faulty) as faulty:
        checked(bad, (), TODAY)
    assert [each.field for each in faulty.value.problems] == ["evidence", "began", "women", "men"]


def test_html_is_kept_as_the_text_it_is() -> None:
    name = in_languages("<script>alert(1)</script>")
    assert checked(an_activity(name=name), (), TODAY).name == name


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("https://city.example/a?b=c#d", True),
        ("https://city.example:8443/", True),
        ("http://city.example/", False),
        ("https://", False),
        ("https://user:secret@city.example/", False),
        ("https://[", False),
        ("https://city.example/a b", False),
        ("https://city.example/" + "a" * 500, False),
        ("https://city.example/\n", False),
    ],
)
def test_evidence_is_an_address_that_everybody_can_follow(text: str, follows: bool) -> None:
    assert is_link(text) is follows


def test_an_organisation_that_is_not_there_records_nothing(recorded: Recorded) -> None:
    with pytest.raises(Faulty):
        recorded.activities.record(OPERATOR, an_activity(organisation=999))


def test_partnerships_are_those_that_run_at_the_end_of_the_year() -> None:
    kind = ActivityKind.PARTNERSHIP
    ended = an_activity(kind, began=date(LAST - 1, 5, 1), ended=date(LAST, 12, 30))
    lasting = an_activity(kind, began=date(LAST, 5, 1), ended=date(LAST, 12, 31))
    today = an_activity(kind, began=TODAY)
    found = values("partnership", ended, lasting, today, an_activity())
    assert found == {str(LAST - 1): 1, str(LAST): 1, str(YEAR): 1}
    assert not any(each.breaks for each in told("partnership", ended, lasting, today))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("initiative", ActivityKind.INITIATIVE),
        ("presentation", ActivityKind.PRESENTATION),
        ("open_day", ActivityKind.OPEN_DAY),
        ("diversity", ActivityKind.DIVERSITY),
        ("prevention", ActivityKind.PREVENTION),
        ("meeting", ActivityKind.MEETING),
    ],
)
def test_others_are_counted_in_the_year_in_which_they_began(name: str, kind: ActivityKind) -> None:
    before = an_activity(kind, began=date(LAST, 5, 1))
    found = told(name, before, an_activity(kind), an_activity(kind), an_activity())
    assert [(each.period, each.figure and each.figure.value) for each in found] == [
        (str(LAST), 1),
        (str(YEAR), 2),
    ]
    assert [each.breaks for each in found] == [(), (UNFINISHED,)]
    assert found[1].ends == TODAY


def test_a_year_without_any_counts_as_none() -> None:
    open_day = an_activity(ActivityKind.OPEN_DAY, began=date(LAST - 1, 5, 1))
    assert values("open_day", open_day) == {str(LAST - 1): 1, str(LAST): 0, str(YEAR): 0}


def test_of_meetings_it_is_told_how_many_had_an_outcome() -> None:
    kind = ActivityKind.MEETING
    outcome = in_languages("Lights by May")
    meetings = [an_activity(kind, outcome=outcome if at < 3 else None) for at in range(4)]
    (point,) = told("meeting_with_outcome", *meetings)
    assert point.figure is not None
    assert (point.figure.value, point.figure.base, point.figure.low) == (75, 4, None)
    assert values("meeting_with_outcome", an_activity()) == {str(YEAR): None}


def test_what_was_meant_to_last_is_asked_after_12_and_24_months() -> None:
    began = date(YEAR - 3, 5, 1)
    forever = an_activity(began=began)
    a_year = an_activity(began=began, ended=later(began, 12))
    short = an_activity(began=began, ended=date(YEAR - 2, 4, 30))
    one_off = an_activity(ActivityKind.OPEN_DAY, began=began, ended=began)
    young = an_activity(began=date(LAST, 5, 7))  # a day less than a year ago
    cohort = [forever, a_year, short, one_off, young]

    (after_12,) = told("running_12", *cohort)
    (after_24,) = told("running_24", *cohort)

    assert after_12.figure is not None and after_24.figure is not None  # noqa: PT018
    assert (after_12.period, after_12.figure.base) == (str(YEAR - 3), 3)
    assert after_12.figure.value == pytest.approx(200 / 3)
    assert after_24.figure.value == pytest.approx(100 / 3)
    assert after_12.breaks == ()


def test_of_a_year_in_which_some_are_too_young_what_is_told_is_not_the_end() -> None:
    old, young = an_activity(began=date(LAST, 2, 1)), an_activity(began=date(LAST, 8, 1))
    (point,) = told("running_12", old, young)
    assert point.figure is not None
    assert (point.figure.value, point.figure.base, point.breaks) == (100, 1, (UNFINISHED,))


@pytest.mark.parametrize("kind", ActivityKind)
def test_only_what_is_meant_to_last_is_asked_whether_it_does(kind: ActivityKind) -> None:
    found = told("running_12", an_activity(kind, began=date(YEAR - 3, 5, 1)))
    assert bool(found) is (kind in LASTING)


def test_months_are_counted_to_a_day_that_exists() -> None:
    assert later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert later(date(2024, 12, 31), 24) == date(2026, 12, 31)
    assert later(date(2025, 10, 31), 4) == date(2026, 2, 28)


def series(recorded: Recorded, name: str) -> Series:
    found = recorded.activities.series(f"activities.{name}")
    assert found is not None
    return found


def test_every_series_has_a_name_and_others_are_not_ours(recorded: Recorded) -> None:
    names = recorded.activities.series_names()
    assert len(names) == 11
    for each in names:
        found = recorded.activities.series(each.name)
        assert found is not None
        assert (found.title, found.unit, found.points) == (each.title, each.unit, ())
    assert recorded.activities.series("activities.nothing") is None
    assert series(recorded, "running_12").unit is Unit.PERCENT


def take_part(recorded: Recorded, times: int, **people: Any) -> None:
    for at in range(times):
        name = in_languages(f"Walk {at}")
        recorded.record(name=name, began=date(LAST, 1, 1 + at), **people)


def test_who_takes_part_is_told_by_year_and_gender_when_it_is_over(recorded: Recorded) -> None:
    take_part(recorded, 4, women=31, men=22)
    assert recorded.activities.freeze_due() == [str(LAST)]
    (point,) = series(recorded, "people").points
    assert point.figure is not None
    assert (point.period, point.figure.value, len(point.sha256)) == (str(LAST), 210, 64)
    found = {group: figure and figure.value for group, figure in point.by_gender.items()}
    assert found == {Group.WOMAN: 125, Group.MAN: 90}


def test_a_year_is_frozen_once(recorded: Recorded) -> None:
    take_part(recorded, 4, women=31, men=22)
    recorded.today = date(YEAR, 1, 31)
    assert recorded.activities.freeze_due() == []
    recorded.today = frozen_on(LAST)
    assert recorded.activities.freeze_due() == [str(LAST)]
    before = series(recorded, "people")
    recorded.record(began=date(LAST, 7, 1), women=500)  # recorded too late
    assert recorded.activities.freeze_due() == []
    assert series(recorded, "people").points == before.points


def test_of_few_activities_nothing_is_told_of_people(recorded: Recorded) -> None:
    take_part(recorded, 2, women=300, men=220)
    assert recorded.activities.freeze_due() == [str(LAST)]
    (point,) = series(recorded, "people").points
    assert (point.figure, point.by_gender) == (None, {})


def test_few_of_a_group_are_withheld_and_cannot_be_worked_out() -> None:
    several = [an_activity(women=50, men=2) for _ in range(4)]
    rows = json.loads(figures_of(LAST, TODAY, several))["tables"][0]["rows"]
    genders = {dict(each["domain"]).get("gender"): each.get("base") for each in rows}
    assert genders["woman"] is None
    assert genders["man"] is None


def test_few_of_another_gender_are_told_with_those_not_recorded() -> None:
    several = [an_activity(women=50, men=40, another=1, not_stated=20) for _ in range(4)]
    told = figures_of(LAST, TODAY, several)
    assert '"another_or_not_stated"' in told
    assert '"another"' not in told


def test_nothing_of_a_single_activity_is_in_what_is_frozen(recorded: Recorded) -> None:
    take_part(recorded, 4, women=31, men=22)
    recorded.activities.freeze_due()
    with reading(recorded.trail.engine) as connection:
        content = connection.execute(select(activity_figures.c.content)).scalar_one()
    assert "Walk" not in content
    assert [each["item"] for each in json.loads(content)["tables"]] == ["activities.gender"]


def test_figures_that_were_changed_are_not_shown(recorded: Recorded) -> None:
    take_part(recorded, 4, women=31, men=22)
    recorded.activities.freeze_due()
    with writing(recorded.trail.engine) as connection:
        connection.execute(update(activity_figures).values(content='{"tables": []}'))
    assert series(recorded, "people").points == ()


def test_what_has_columns_is_not_kept_twice(recorded: Recorded) -> None:
    recorded.record()
    with reading(recorded.trail.engine) as connection:
        content = json.loads(connection.execute(select(activity.c.content)).scalar_one())
    assert content.keys().isdisjoint({"id", "kind", "organisation", "began", "ended", "version"})
