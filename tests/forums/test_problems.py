"""Problems: scanning, analysis, response and assessment, in versions that all stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Unknown
from copfeedback.forums.meeting_model import Finding
from copfeedback.forums.model import Topic
from copfeedback.forums.problem_entry import fields_of
from copfeedback.forums.problem_model import Measure, Stage
from copfeedback.forums.problems import NEW
from copfeedback.forums.store import add_forum
from copfeedback.people.access import NotPermitted
from copfeedback.storage.engine import writing
from tests.forums.promised import FORUM, Town, a_forum, a_record


@pytest.fixture
def town(engine: Engine) -> Town:
    """A town on SQLite and on PostgreSQL."""
    return Town(engine)


@pytest.fixture
def one_town(sqlite_engine: Engine) -> Town:
    """A town where the database does not matter."""
    return Town(sqlite_engine)


def test_a_problem_is_worked_on_in_versions_that_all_stay(town: Town):
    measure = Measure("Broken lamps", "a month", 12, town.day, 6)
    first = town.problems.write(
        town.chair,
        FORUM,
        NEW,
        a_record(
            topic=Topic.UTILITIES,
            since=date(2025, 11, 1),
            findings=(Finding("spring", "safety"),),
        ),
        after=0,
    )
    town.after(10)
    later = replace(
        fields_of(first),
        stage=Stage.RESPONSE,
        measures=(measure,),
        reviews=(town.day + timedelta(days=60), town.day + timedelta(days=30)),
    )
    second = town.problems.write(town.chair, FORUM, first.id, later, after=1)

    assert town.problems.versions(first.id) == [second, first]
    assert town.problems.all() == [second]
    assert (second.version, second.opened_on) == (2, first.opened_on)
    assert second.measures == (measure,)
    assert second.findings == (Finding("spring", "safety"),)
    assert second.next_review(town.day) == town.day + timedelta(days=30)
    assert str(second.read("title", "ar")) == "Broken lamps"


def test_numbers_of_problems_follow_each_other(town: Town):
    numbers = [
        town.problems.write(town.chair, FORUM, NEW, a_record(), after=0).id for _ in range(3)
    ]

    assert numbers == [1, 2, 3]
    assert [each.id for each in town.problems.all(FORUM)] == [3, 2, 1]
    assert town.problems.all("elsewhere") == []


def test_of_two_who_write_at_once_the_second_is_told(one_town: Town):
    first = one_town.problems.write(one_town.chair, FORUM, NEW, a_record(), after=0)
    one_town.problems.write(one_town.chair, FORUM, first.id, a_record(), after=1)

    with pytest.raises(ChangedMeanwhile):
        one_town.problems.write(one_town.chair, FORUM, first.id, a_record(), after=1)


def test_only_the_chair_writes(one_town: Town):
    with pytest.raises(NotPermitted):
        one_town.problems.write(one_town.police, FORUM, NEW, a_record(), after=0)


def test_the_problem_of_another_forum_is_none_of_this_one(one_town: Town):
    with writing(one_town.engine) as connection:
        add_forum(connection, a_forum("harbour"))
    mine = one_town.problems.write(one_town.chair, FORUM, NEW, a_record(), after=0)
    other = replace(one_town.chair, forums=frozenset({"harbour"}))

    with pytest.raises(Unknown):
        one_town.problems.write(other, "harbour", mine.id, a_record(), after=1)


def test_what_it_is_judged_by_is_agreed_before_it_is_judged(one_town: Town):
    fields = replace(a_record(), stage=Stage.ASSESSMENT)

    with pytest.raises(Faulty) as caught:
        one_town.problems.write(one_town.chair, FORUM, NEW, fields, after=0)

    assert {(each.field, each.fault) for each in caught.value.problems} == {
        (f"{name}.en", Fault.MISSING) for name in ("statement", "steps", "aims")
    }
    for stage in (Stage.ASSESSMENT, Stage.CLOSED):
        one_town.problems.write(one_town.chair, FORUM, NEW, a_record(stage), after=0)


def test_every_fault_is_found_at_once(one_town: Town):
    wrong = a_record(
        texts={"en": {"title": "x" * 201, "what": " ", "unheard_of": "x"}, "ar": {"place": ""}},
        sector="nowhere",
        since=one_town.day + timedelta(days=1),
        reviews=(date(2099, 1, 1),),
        findings=(Finding("never"),),
        measures=(Measure("", before=float("nan")),),
    )

    with pytest.raises(Faulty) as caught:
        one_town.problems.write(one_town.chair, FORUM, NEW, wrong, after=0)

    assert {(each.field, each.fault) for each in caught.value.problems} == {
        ("title.en", Fault.TOO_LONG),
        ("what.en", Fault.MISSING),
        ("sector", Fault.UNKNOWN),
        ("since", Fault.RANGE),
        ("reviews", Fault.RANGE),
        ("findings", Fault.UNKNOWN),
        ("measure.0.name", Fault.MISSING),
        ("measure.0.before", Fault.NUMBER),
    }
    with pytest.raises(Faulty):
        one_town.problems.write(one_town.chair, FORUM, NEW, a_record(language="fr"), after=0)


def test_a_review_is_due_until_something_is_written(one_town: Town):
    due = one_town.day + timedelta(days=5)
    opened = one_town.problems.write(one_town.chair, FORUM, NEW, a_record(reviews=(due,)), after=0)
    assert not opened.is_review_due(one_town.day)
    one_town.after(5)
    assert opened.is_review_due(one_town.day)
    again = one_town.problems.write(one_town.chair, FORUM, opened.id, fields_of(opened), after=1)

    assert not again.is_review_due(one_town.day)


def test_a_protected_forum_holds_back_what_it_wrote(town: Town):
    with writing(town.engine) as connection:
        add_forum(connection, a_forum("quiet", delay_days=7))
    chair = replace(town.chair, forums=frozenset({"quiet"}))
    first = town.problems.write(chair, "quiet", NEW, a_record(), after=0)
    assert town.problems.all() == []
    with pytest.raises(Unknown):
        town.problems.find(first.id)
    town.after(7)
    second = town.problems.write(chair, "quiet", first.id, a_record(quick_win=True), after=1)

    assert town.problems.all() == [first]
    assert town.problems.find(first.id) == first
    assert town.problems.find(first.id, with_held_back=True) == second
    assert town.problems.all("quiet", with_held_back=True) == [second]


def test_a_commitment_belongs_to_a_problem(one_town: Town):
    opened = one_town.problems.write(one_town.chair, FORUM, NEW, a_record(), after=0)

    made = one_town.promised(problem=opened.id)

    assert one_town.commitments.all(problem=opened.id) == [made]
