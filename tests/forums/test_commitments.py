"""Commitments: who may say what of them, what stays, and who keeps their word."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

import copfeedback.forums
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.forums.commitment_model import (
    Commitment,
    EventKind,
    NotPossibleNow,
    Owner,
    Record,
    Status,
)
from copfeedback.forums.meeting_model import (
    AgendaItem,
    Aim,
    Finding,
    ItemKind,
    Meeting,
    MeetingKind,
)
from copfeedback.forums.problems import NEW
from copfeedback.forums.store import add_forum, add_item, add_meeting, change_forum, find_forum
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC, Actor, OrganisationKind
from copfeedback.storage.engine import writing
from tests.forums.promised import FORUM, Town, a_forum, a_record
from tests.people.racing import at_once

REASON = {"en": "The lamps have not come"}


@pytest.fixture
def town(engine: Engine) -> Town:
    """A town on SQLite and on PostgreSQL."""
    return Town(engine)


@pytest.fixture
def one_town(sqlite_engine: Engine) -> Town:
    """A town where the database does not matter."""
    return Town(sqlite_engine)


def test_a_promise_is_kept_with_all_that_happens_to_it(town: Town):
    made = town.promised(finding=Finding("spring", "safety"), quick_win=True)
    assert made.status(town.day) is Status.PROPOSED
    assert made.decide_by == town.day + timedelta(days=14)

    town.commitments.happened(town.police, made.id, EventKind.ACCEPTED)
    later = made.first_due + timedelta(days=20)
    town.commitments.happened(town.police, made.id, EventKind.MOVED, text=REASON, due=later)
    town.after(45)
    told = {"en": "See the lamps", "ar": "انظر"}
    town.commitments.happened(town.police, made.id, EventKind.DONE, text=told)

    found = town.commitments.find(made.id)
    assert [each.kind for each in found.events] == ["accepted", "moved", "done"]
    assert [each.number for each in found.events] == [1, 2, 3]
    assert {each.by for each in found.events} == {"City police"}
    assert (found.first_due, found.due, found.times_moved) == (made.first_due, later, 1)
    assert dict(found.events[1].text or {}) == REASON
    assert dict(found.events[2].text or {}) == told
    assert found.finding == Finding("spring", "safety")
    assert found.quick_win
    assert found.status(town.day) is Status.DONE


def test_a_promise_that_is_written_down_twice_is_one(town: Town):
    same = town.a_promise(what={"en": "Mend the lamps"})
    made = town.commitments.make(town.chair, same)

    assert town.commitments.make(town.chair, same) == made
    assert town.commitments.all() == [made]

    for other in (
        replace(same, what={"en": "Mend all lamps"}),
        replace(same, office={"en": "Lamp office"}),
        replace(same, due=town.day + timedelta(days=31)),
        replace(same, owner=Owner.COMMUNITY, organisation=None),
    ):
        assert town.commitments.make(town.chair, other).id != made.id
    town.after(1)
    assert town.commitments.make(town.chair, same).id != made.id


def test_what_was_declined_can_be_promised_after_all_on_the_same_day(one_town: Town):
    promise = one_town.a_promise(what={"en": "Mend the lamps"})
    made = one_town.commitments.make(one_town.chair, promise)
    one_town.commitments.happened(one_town.police, made.id, EventKind.DECLINED, text=REASON)

    assert one_town.commitments.make(one_town.chair, promise).id != made.id


def test_two_that_write_down_the_same_promise_at_once_make_one(town: Town):
    promise = town.a_promise(what={"en": "Mend the lamps"})

    def make() -> None:
        town.commitments.make(town.chair, promise)

    assert at_once(make, make, make) == ["done"] * 3
    assert len(town.commitments.all()) == 1


def test_silence_is_an_answer_that_shows(one_town: Town):
    made = one_town.promised()
    one_town.after(14)
    assert made.status(one_town.day) is Status.PROPOSED
    one_town.after(1)
    assert made.status(one_town.day) is Status.NO_ANSWER

    late = one_town.commitments.happened(one_town.police, made.id, EventKind.ACCEPTED)

    assert late.status(one_town.day) is Status.ACCEPTED


def test_what_is_promised_for_tomorrow_is_answered_by_tomorrow(one_town: Town):
    tomorrow = one_town.day + timedelta(days=1)

    assert one_town.promised(due=tomorrow).decide_by == tomorrow


@pytest.mark.parametrize("kind", [EventKind.ACCEPTED, EventKind.DECLINED, EventKind.MOVED], ids=str)
def test_nobody_answers_for_the_police_but_the_police(one_town: Town, kind: EventKind):
    made = one_town.promised()
    due = one_town.day + timedelta(days=50)
    council = one_town.officer(OrganisationKind.MUNICIPALITY)
    for actor in (one_town.chair, council, PUBLIC):
        with pytest.raises(NotPermitted):
            one_town.commitments.happened(actor, made.id, kind, text=REASON, due=due)

    one_town.commitments.happened(one_town.police, made.id, kind, text=REASON, due=due)


def test_police_say_nothing_for_the_others(one_town: Town):
    for owner in set(Owner) - {Owner.POLICE}:
        made = one_town.promised(owner)
        for kind in EventKind:
            with pytest.raises(NotPermitted):
                one_town.commitments.happened(one_town.police, made.id, kind, text=REASON)


def test_a_chair_records_what_was_said_by_those_who_have_no_account(one_town: Town):
    made = one_town.promised(Owner.COMMUNITY)

    one_town.commitments.happened(one_town.chair, made.id, EventKind.ACCEPTED)

    (accepted,) = one_town.commitments.find(made.id).events
    assert accepted.by_forum
    assert accepted.by == FORUM


def test_what_is_not_done_is_opened_again_by_the_chair_alone(one_town: Town):
    made = one_town.promised()
    one_town.commitments.happened(one_town.police, made.id, EventKind.DONE, text=REASON)
    with pytest.raises(NotPermitted):
        one_town.commitments.happened(one_town.police, made.id, EventKind.REOPENED, text=REASON)

    one_town.commitments.happened(one_town.chair, made.id, EventKind.REOPENED, text=REASON)

    found = one_town.commitments.find(made.id)
    assert found.done_on is None
    assert [each.by_forum for each in found.events] == [False, True]


def test_a_meeting_says_what_became_of_anybodys_promise(town: Town):
    made = town.promised()
    with writing(town.engine) as connection:
        town.commitments.add_event(connection, made.id, EventKind.CONTINUED, text=REASON)
        assert [each.id for each in town.commitments.open_of(connection, FORUM)] == [made.id]
        dropped = town.commitments.add_event(
            connection, made.id, EventKind.DROPPED, text={"en": "Nobody wants it any more"}
        )
        assert town.commitments.open_of(connection, FORUM) == []
    assert dropped.status(town.day) is Status.DROPPED
    assert [each.by_forum for each in town.commitments.find(made.id).events] == [True, True]


@pytest.mark.parametrize("kind", sorted(set(EventKind) - {EventKind.ACCEPTED}))
def test_what_is_not_just_accepted_needs_words(one_town: Town, kind: EventKind):
    made = one_town.promised(Owner.COMMUNITY)
    if kind is EventKind.REOPENED:
        one_town.commitments.happened(one_town.chair, made.id, EventKind.DONE, text=REASON)
    due = one_town.day + timedelta(days=50)

    with pytest.raises(Faulty) as caught:
        one_town.commitments.happened(one_town.chair, made.id, kind, text={"en": " \n"}, due=due)

    assert caught.value.problems == (Problem("text", Fault.MISSING),)


@pytest.mark.parametrize(
    ("days", "fault"),
    [(None, Fault.MISSING), (-1, Fault.PAST), (30, Fault.TAKEN), (4_000, Fault.RANGE)],
)
def test_it_moves_to_another_day_to_come(one_town: Town, days: int | None, fault: Fault):
    made = one_town.promised()
    due = None if days is None else one_town.day + timedelta(days=days)

    with pytest.raises(Faulty) as caught:
        one_town.commitments.happened(
            one_town.police, made.id, EventKind.MOVED, text=REASON, due=due
        )

    assert caught.value.problems == (Problem("due", fault),)
    assert one_town.commitments.find(made.id).events == ()


def test_what_is_over_is_over(one_town: Town):
    made = one_town.promised()
    one_town.commitments.happened(one_town.police, made.id, EventKind.DECLINED, text=REASON)

    with pytest.raises(NotPossibleNow):
        one_town.commitments.happened(one_town.police, made.id, EventKind.ACCEPTED)


def test_a_form_that_is_sent_twice_counts_once(one_town: Town):
    made = one_town.promised()
    due = one_town.day + timedelta(days=50)
    move = {"kind": EventKind.MOVED, "text": REASON, "due": due, "after": 0}
    one_town.commitments.happened(one_town.police, made.id, **move)

    with pytest.raises(ChangedMeanwhile):
        one_town.commitments.happened(one_town.police, made.id, **move)

    assert one_town.commitments.find(made.id).times_moved == 1


def test_of_two_who_answer_at_once_one_is_told(town: Town):
    made = town.promised()

    def answer(kind: EventKind) -> bool:
        try:
            town.commitments.happened(town.police, made.id, kind, text=REASON, after=0)
        except (ChangedMeanwhile, NotPossibleNow):
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(answer, (EventKind.ACCEPTED, EventKind.DECLINED)))

    assert sorted(done) == [False, True]
    assert len(town.commitments.find(made.id).events) == 1


def test_every_fault_of_a_new_promise_is_found_at_once(one_town: Town):
    wrong = one_town.a_promise(
        office={},
        what={"en": "x" * 2_001},
        due=one_town.day - timedelta(days=1),
        organisation=one_town.organisations[OrganisationKind.MUNICIPALITY],
        sector="nowhere",
        problem=77,
        proposal="12345678",
        meeting_id=77,
        item_id=77,
        finding=Finding("never"),
    )

    with pytest.raises(Faulty) as caught:
        one_town.commitments.make(one_town.chair, wrong)

    assert {(each.field, each.fault) for each in caught.value.problems} == {
        ("office", Fault.MISSING),
        ("what.en", Fault.TOO_LONG),
        ("due", Fault.PAST),
        ("organisation", Fault.OTHER_SIDE),
        *((field, Fault.UNKNOWN) for field in ("sector", "problem", "proposal")),
        *((field, Fault.UNKNOWN) for field in ("meeting", "item", "finding")),
    }
    assert one_town.commitments.all() == []


def test_what_the_police_owe_is_answered_by_an_organisation(one_town: Town):
    with pytest.raises(Faulty) as caught:
        one_town.promised(organisation=None)

    assert caught.value.problems == (Problem("organisation", Fault.MISSING),)


def test_what_an_agenda_item_is_about_its_commitments_are_about(one_town: Town):
    starts = datetime.combine(one_town.day, time(18))
    problem = one_town.problems.write(one_town.chair, FORUM, NEW, a_record(), after=0)
    about = {"finding": Finding("spring", "safety"), "problem": problem.id}
    texts = Translations({"en": "Lamps"})
    with writing(one_town.engine) as connection:
        meeting = add_meeting(
            connection,
            Meeting(
                0,
                FORUM,
                "2026-03-02",
                "uid",
                MeetingKind.REGULAR,
                Aim.ACCOUNTABILITY,
                starts,
                starts + timedelta(hours=2),
                "UTC",
            ),
        )
        item = add_item(
            connection, AgendaItem(0, meeting.id, 1, ItemKind.DISCUSSION, texts, **about)
        )

    made = one_town.promised(meeting_id=meeting.id, item_id=item.id)

    assert {"finding": made.finding, "problem": made.problem} == about


def test_only_the_chair_makes_promises_of_a_forum(one_town: Town):
    with pytest.raises(NotPermitted):
        one_town.commitments.make(one_town.police, one_town.a_promise())


def test_late_ones_come_first_and_what_is_over_last(town: Town):
    soon, over, silent, late = (
        town.promised(Owner.COMMUNITY, due=town.day + timedelta(days=days))
        for days in (60, 60, 60, 5)
    )
    for made in (soon, late):
        town.commitments.happened(town.chair, made.id, EventKind.ACCEPTED)
    town.commitments.happened(town.chair, over.id, EventKind.DECLINED, text=REASON)
    town.after(20)
    fresh = town.promised(Owner.COMMUNITY)

    ordered = town.commitments.all(forum=FORUM)

    assert [each.id for each in ordered] == [late.id, silent.id, fresh.id, soon.id, over.id]


def test_an_officer_sees_first_what_waits_for_an_answer(one_town: Town):
    late, waits, other = (
        one_town.promised(due=one_town.day + timedelta(days=5)),
        one_town.promised(),
        one_town.promised(Owner.MUNICIPALITY),
    )
    one_town.commitments.happened(one_town.police, late.id, EventKind.ACCEPTED)
    one_town.after(8)

    assert [each.id for each in one_town.commitments.waiting_for(one_town.police)] == [
        waits.id,
        late.id,
    ]
    council = one_town.officer(OrganisationKind.MUNICIPALITY)
    assert [each.id for each in one_town.commitments.waiting_for(council)] == [other.id]
    assert one_town.commitments.waiting_for(one_town.chair) == []
    assert one_town.commitments.waiting_for(PUBLIC) == []


def test_police_who_may_not_chair_see_nothing_of_a_forum(one_town: Town):
    made = one_town.promised(Owner.COMMUNITY)
    police = one_town.organisations[OrganisationKind.POLICE]
    captain = replace(one_town.chair, organisation=police)
    commitments = one_town.commitments

    def seen(who: Actor) -> tuple[list[Commitment], bool]:
        return commitments.of_chair(who), bool(commitments.sayable(who, made))

    assert seen(one_town.chair) == ([made], True)
    assert commitments.find_own(one_town.chair, made.id) == made
    assert seen(captain) == ([], False)
    with pytest.raises(Unknown):
        commitments.find_own(captain, made.id)

    with writing(one_town.engine) as connection:
        forum = find_forum(connection, FORUM)
        chair = replace(forum.chair, police=True, until=one_town.day)
        change_forum(connection, replace(forum, chair=chair))

    assert seen(captain) == ([made], True)
    assert commitments.find_own(captain, made.id) == made
    one_town.after(1)
    assert seen(captain) == ([], False)


def test_what_one_answers_for_is_found_by_its_officers_alone(one_town: Town):
    made = one_town.promised()
    assert one_town.commitments.find_own(one_town.police, made.id) == made
    for who in (one_town.officer(OrganisationKind.MUNICIPALITY), PUBLIC):
        with pytest.raises(Unknown):
            one_town.commitments.find_own(who, made.id)


def test_each_side_has_its_record(one_town: Town):
    kept, kept_late, late, broken, declined = (one_town.promised() for _ in range(5))
    one_town.promised(Owner.COMMUNITY)
    for made in (kept, kept_late, late, broken):
        one_town.commitments.happened(one_town.police, made.id, EventKind.ACCEPTED)
    one_town.commitments.happened(one_town.police, kept.id, EventKind.DONE, text=REASON)
    one_town.commitments.happened(one_town.police, declined.id, EventKind.DECLINED, text=REASON)
    one_town.commitments.happened(one_town.chair, broken.id, EventKind.DROPPED, text=REASON)
    one_town.after(31)
    one_town.commitments.happened(one_town.police, kept_late.id, EventKind.DONE, text=REASON)

    records = one_town.commitments.records(one_town.commitments.all())

    assert records[Owner.POLICE] == Record(kept=1, kept_late=1, late=1, broken=1, declined=1)
    assert records[Owner.COMMUNITY] == Record(no_answer=1)
    assert records[Owner.AGENCY] == Record()


def test_a_protected_forum_holds_promises_back_as_long_as_its_minutes(town: Town):
    with writing(town.engine) as connection:
        add_forum(connection, a_forum("quiet", delay_days=7))
    chair = replace(town.chair, forums=frozenset({"quiet"}))
    made = town.commitments.make(chair, town.a_promise(forum="quiet"))

    assert town.commitments.all() == []
    with pytest.raises(Unknown):
        town.commitments.find(made.id)
    assert town.commitments.all(forum="quiet", with_held_back=True) == [made]
    assert town.commitments.waiting_for(town.police) == [made]
    town.after(7)
    assert town.commitments.all() == [made]
    assert town.commitments.find(made.id) == made


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """All that is asked of a database meanwhile."""
    heard: list[str] = []

    def listen(_connection, _cursor, statement, *_):
        heard.append(" ".join(statement.split()).casefold())

    event.listen(engine, "before_cursor_execute", listen)
    yield heard
    event.remove(engine, "before_cursor_execute", listen)


def test_nothing_that_happened_is_ever_changed_or_taken_away(town: Town):
    with statements(town.engine) as heard:
        for owner in (Owner.POLICE, Owner.COMMUNITY):
            made = town.promised(owner)
            actor = town.police if owner is Owner.POLICE else town.chair
            due = made.due + timedelta(days=9)
            for kind in (EventKind.ACCEPTED, EventKind.MOVED, EventKind.CONTINUED, EventKind.DONE):
                town.commitments.happened(actor, made.id, kind, text=REASON, due=due)
            for kind in (EventKind.REOPENED, EventKind.DROPPED):
                town.commitments.happened(town.chair, made.id, kind, text=REASON)

    about = [each for each in heard if "commitment" in each and "audit_entry" not in each]
    assert sum(each.startswith("insert into commitment_event") for each in about) == 12
    assert not [each for each in about if each.startswith(("update", "delete"))]


def test_no_code_of_the_feature_changes_or_deletes_commitments_or_versions_of_problems():
    """Whatever is called: the tables are given to ``insert`` and ``select`` alone.

    But for the words of a complaint, which are taken out of a commitment that repeats them.
    """
    only_added_to = {"commitment", "commitment_event", "problem_version"}
    calls = [
        (path.name, node)
        for path in Path(copfeedback.forums.__file__).parent.glob("*.py")
        if path.name != "proposal_erasing.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    wrong = [
        f"{name}:{call.lineno}"
        for name, call in calls
        if call.func.id in {"update", "delete"}
        and {each.id for each in call.args if isinstance(each, ast.Name)} & only_added_to
    ]
    assert wrong == []
