"""What residents bring: kept without a name, decided on in public, and erased where it must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from secrets import token_hex
from typing import Any

import pytest
from sqlalchemy import Engine, select

from copfeedback.check_digit import NotACode, in_groups, with_check_digit
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Unknown
from copfeedback.forums import minutes_store, proposal_reference
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.drafting import Drafting
from copfeedback.forums.meeting_model import ItemKind, ProposalState
from copfeedback.forums.minutes_model import DraftEntry, EntryText
from copfeedback.forums.model import Level, ProtectedGroup, Topic
from copfeedback.forums.proposal_offer import OfferedAction
from copfeedback.forums.proposal_reference import draw_nonce, read_reference, references
from copfeedback.forums.proposal_wording import WAS_COMPLAINT
from copfeedback.forums.proposals import PROPOSAL_MAXIMUM
from copfeedback.forums.publishing import Publishing
from copfeedback.forums.searching import Search
from copfeedback.forums.store import change_forum
from copfeedback.forums.tables import forum_proposal
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from copfeedback.people.pace import TooFast
from copfeedback.storage.engine import StorageUnavailable, reading, writing
from tests.forums.founded import CHAIR, FOUNDER, fields
from tests.forums.gathered import FORUM, Gathered, a_proposal, an_item
from tests.forums.test_agendas import ABOVE, PDF
from tests.people.racing import at_once
from tests.storage.traces import files_of, found_in

OTHERS = Actor("o", Role.FORUM_CHAIR, id=3, forums=frozenset({"harbour"}))
ANSWER = {"en": "In June", "ar": "في يونيو"}
TITLE = "Kuchenmesser and forks"
WORDS = "Zwetschgenkuchen at nine in Mill Street"


@pytest.fixture
def town(engine: Engine) -> Gathered:
    """On SQLite and on PostgreSQL."""
    return Gathered(engine)


@pytest.fixture
def one_town(sqlite_engine: Engine) -> Gathered:
    """Where the database does not matter."""
    return Gathered(sqlite_engine)


def test_what_is_brought_waits_for_the_chair(town: Gathered):
    new = a_proposal(" Lights?\r\n<b>Now</b> ", topic=Topic.UTILITIES, language="ar")

    reference = town.proposals.propose(new, "192.0.2.1")

    (waiting,) = town.proposals.waiting(CHAIR, FORUM)
    assert (waiting.reference, waiting.text) == (reference, "Lights?\n<b>Now</b>")
    assert (waiting.language, waiting.topic, waiting.is_question) == ("ar", Topic.UTILITIES, True)
    assert (waiting.state, waiting.received_on) == (ProposalState.WAITING, town.today)
    found = town.proposals.look_up(in_groups(reference))
    assert found is not None
    assert (found.state, found.text) == (ProposalState.WAITING, "")
    assert town.proposals.public(FORUM) == []


def test_nothing_is_kept_of_whoever_brings_something(town: Gathered):
    town.proposals.propose(a_proposal(nonce="canary-nonce"), "198.51.100.77")

    with reading(town.engine) as connection:
        row = connection.execute(select(forum_proposal)).mappings().one()
    kept = {name: value for name, value in row.items() if value is not None}
    kept.pop("reference")
    assert kept == {
        "forum": FORUM,
        "language": "en",
        "text": "When will there be light?",
        "is_question": True,
        "received_on": town.today,
        "state": "waiting",
        "shown": False,
    }
    assert Action.DECIDE_PROPOSAL not in {each.action for each in town.trail.entries(OPERATOR)}


def test_nothing_of_the_sender_is_in_the_files(town: Gathered):
    town.proposals.propose(a_proposal(WORDS, nonce="canary-nonce"), "198.51.100.77")

    files = files_of(town.engine)

    assert found_in(files, WORDS.encode())
    for canary in (b"canary-nonce", b"198.51.100.77", b"198.51.100"):
        assert not any(canary in content for content in files.values())


def test_the_same_form_sent_twice_is_one_proposal(town: Gathered):
    new = a_proposal()
    first = town.proposals.propose(new, "192.0.2.1")

    assert [town.proposals.propose(new, "192.0.2.1") for _ in range(9)] == [first] * 9
    assert len(town.proposals.waiting(CHAIR, FORUM)) == 1
    changed = town.proposals.propose(a_proposal("Another", nonce=new.nonce), "192.0.2.1")
    assert changed != first


def test_the_same_form_sent_twice_at_once_is_one_proposal(town: Gathered):
    new = a_proposal()
    found: list[str] = []

    at_once(*[lambda: found.append(town.proposals.propose(new, "192.0.2.1"))] * 3)

    assert len(found) == 3
    assert len(set(found)) == 1
    assert len(town.proposals.waiting(CHAIR, FORUM)) == 1


def test_whoever_brings_much_at_once_has_to_wait(one_town: Gathered):
    for number in range(3):
        one_town.proposals.propose(a_proposal(str(number)), "192.0.2.1")
    with pytest.raises(TooFast):
        one_town.proposals.propose(a_proposal("more"), "192.0.2.1")
    one_town.proposals.propose(a_proposal("0"), "192.0.2.1")  # is there already
    one_town.proposals.propose(a_proposal("from elsewhere"), "198.51.100.1")
    assert len(one_town.proposals.waiting(CHAIR, FORUM)) == 4


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.MISSING),
        (" \u200b\r\n\x00", Fault.MISSING),
        ("x" * (PROPOSAL_MAXIMUM + 1), Fault.TOO_LONG),
    ],
)
def test_a_proposal_has_words_but_not_too_many(one_town: Gathered, text: str, fault: Fault):
    with pytest.raises(Faulty) as faulty:
        one_town.proposals.propose(a_proposal(text), "192.0.2.1")
    assert [(each.field, each.fault) for each in faulty.value.problems] == [("text", fault)]
    one_town.proposals.propose(a_proposal("x" * PROPOSAL_MAXIMUM), "192.0.2.1")


def test_nothing_is_brought_to_a_forum_that_is_not_there(one_town: Gathered):
    one_town.found("over", ended=one_town.today.replace(day=1))
    for forum in ("nowhere", "over"):
        with pytest.raises(Unknown):
            one_town.proposals.propose(a_proposal(forum=forum), "192.0.2.1")


@pytest.mark.parametrize("show", [True, False])
def test_it_is_put_on_an_agenda_in_the_chairs_words(town: Gathered, show: bool):
    meeting = town.meets(6, 10)
    question, idea = town.brought(), town.brought("A bench", is_question=False)

    item = town.proposals.put_on_agenda(CHAIR, question, meeting.id, {"en": "Light"}, show=show)
    other = town.proposals.put_on_agenda(CHAIR, idea, meeting.id, {"en": "Bench"}, show=show)

    assert (item.kind, item.proposal) == (ItemKind.QUESTION_TIME, question)
    assert (other.kind, other.proposal) == (ItemKind.DISCUSSION, idea)
    assert town.agendas.of(meeting.id).items == (item, other)
    found = town.proposals.look_up(question)
    assert found is not None
    assert (found.state, found.meeting_id) == (ProposalState.ON_AGENDA, meeting.id)
    assert found.text == ("When will there be light?" if show else "")
    assert town.proposals.waiting(CHAIR, FORUM) == []
    with pytest.raises(ChangedMeanwhile):
        town.proposals.put_on_agenda(CHAIR, question, meeting.id, {"en": "Light"})
    with pytest.raises(Faulty):
        town.proposals.put_on_agenda(CHAIR, town.brought("Trees"), meeting.id, {})


def test_every_other_decision_has_an_answer_for_everybody(town: Gathered):
    later = town.meets(6, 10)
    town.found("city")
    decisions: dict[ProposalState, Callable[[str, dict[str, str]], None]] = {
        ProposalState.ANSWERED: lambda ref, texts: town.proposals.answer(CHAIR, ref, texts),
        ProposalState.DECLINED: lambda ref, texts: town.proposals.decline(CHAIR, ref, texts),
        ProposalState.MOVED: lambda ref, texts: town.proposals.move(CHAIR, ref, later.id, texts),
    }
    for state, decide in decisions.items():
        reference = town.brought(f"About {state}")
        for nothing in ({}, {"en": "  "}):
            with pytest.raises(Faulty) as faulty:
                decide(reference, nothing)
            assert faulty.value.problems[0].field == "answer"
        decide(reference, ANSWER)
        found = town.proposals.look_up(reference)
        assert found is not None
        assert (found.state, found.decided_on, found.text) == (state, town.today, "")
        assert dict(found.answer or {}) == ANSWER
    assert {each.state for each in town.proposals.public(FORUM)} == set(decisions)
    # What was moved to a later meeting is still to be put on its agenda.
    (moved,) = town.proposals.waiting(CHAIR, FORUM)
    assert (moved.state, moved.meeting_id) == (ProposalState.MOVED, later.id)
    town.proposals.put_on_agenda(CHAIR, moved.reference, later.id, {"en": "At last"})


def test_what_is_moved_to_another_forum_is_decided_there(town: Gathered):
    town.found("harbour")
    reference = town.brought()

    town.proposals.move(CHAIR, reference, "harbour", ANSWER)

    assert town.proposals.waiting(CHAIR, FORUM) == []
    assert [each.reference for each in town.proposals.waiting(OTHERS, "harbour")] == [reference]
    with pytest.raises(NotPermitted):
        town.proposals.answer(CHAIR, reference, ANSWER)
    town.proposals.answer(OTHERS, reference, ANSWER)
    assert [each.reference for each in town.proposals.public("harbour")] == [reference]
    with pytest.raises(ChangedMeanwhile):
        town.proposals.decline(OTHERS, reference, ANSWER)


def test_nothing_is_moved_to_where_nothing_is(one_town: Gathered):
    one_town.found("harbour")
    other = one_town.meetings.plan(OTHERS, "harbour", fields())
    reference = one_town.brought()
    for to in ("nowhere", 999, other.id):
        with pytest.raises(Unknown):
            one_town.proposals.move(CHAIR, reference, to, ANSWER)
    with pytest.raises(Unknown):
        one_town.proposals.put_on_agenda(CHAIR, reference, other.id, {"en": "x"})
    assert len(one_town.proposals.waiting(CHAIR, FORUM)) == 1


def test_only_the_chair_reads_and_decides(one_town: Gathered):
    meeting = one_town.meets(6, 10)
    reference = one_town.brought()
    proposals = one_town.proposals
    for who in (OTHERS, PUBLIC, Actor("a", Role.AGENCY_OFFICER, id=8, organisation=1)):
        for do in (
            lambda who: proposals.waiting(who, FORUM),
            lambda who: proposals.decided(who, FORUM),
            lambda who: proposals.put_on_agenda(who, reference, meeting.id, {"en": "x"}),
            lambda who: proposals.answer(who, reference, ANSWER),
            lambda who: proposals.move(who, reference, meeting.id, ANSWER),
            lambda who: proposals.decline(who, reference, ANSWER),
            lambda who: proposals.is_complaint(who, reference),
        ):
            with pytest.raises(NotPermitted):
                do(who)
    assert len(proposals.waiting(CHAIR, FORUM)) == 1


def test_two_who_decide_at_once_decide_once(town: Gathered):
    reference = town.brought()

    outcomes = at_once(
        lambda: town.proposals.answer(CHAIR, reference, ANSWER),
        lambda: town.proposals.decline(CHAIR, reference, ANSWER),
    )

    assert outcomes == ["ChangedMeanwhile", "done"]


def test_a_protected_forum_shows_no_words(one_town: Gathered):
    one_town.found("harbour", protected=ProtectedGroup.WOMEN, sector=None)
    reference = one_town.brought(WORDS, forum="harbour")

    one_town.proposals.answer(OTHERS, reference, ANSWER, show=True)

    found = one_town.proposals.look_up(reference)
    assert found is not None
    assert (found.text, found.shown) == ("", False)
    assert dict(found.answer or {}) == ANSWER
    assert [each.text for each in one_town.proposals.public("harbour")] == [""]
    assert Search(one_town.engine, lambda: one_town.today).find(WORDS, "en").total == 0


def test_of_a_complaint_only_the_way_to_the_complaints_is_left(town: Gathered):
    meeting = town.meets(6, 10)
    waiting, on_agenda = town.brought(WORDS), town.brought("Another man")
    town.proposals.put_on_agenda(CHAIR, on_agenda, meeting.id, {"en": "A man"}, show=True)

    assert town.proposals.is_complaint(CHAIR, waiting)
    assert town.proposals.is_complaint(CHAIR, on_agenda)

    for reference in (waiting, on_agenda):
        found = town.proposals.look_up(reference)
        assert found is not None
        assert (found.state, found.text, found.topic) == (ProposalState.COMPLAINT, "", None)
        assert found.answer is None
        with pytest.raises(ChangedMeanwhile):
            town.proposals.answer(CHAIR, reference, ANSWER)
    assert town.agendas.of(meeting.id).items == ()
    assert town.proposals.waiting(CHAIR, FORUM) == []
    assert town.proposals.public(FORUM) == []


@pytest.mark.parametrize("more", ["", token_hex(1_900)], ids=["short", "apart"])
def test_a_complaint_is_in_no_file_any_more(town: Gathered, more: str):
    meeting = town.meets(6, 10)
    reference = town.brought(f"{WORDS} {more}")
    town.proposals.put_on_agenda(CHAIR, reference, meeting.id, {"en": TITLE}, show=True)
    search = Search(town.engine, lambda: town.today)
    assert search.find("Zwetschgenkuchen", "en").total == 1
    assert search.find("Kuchenmesser", "en").total == 1
    kept = [WORDS, TITLE, "zwetschgenkuchen", "kuchenmesser"]
    before = b"".join(files_of(town.engine).values())
    assert [each for each in kept if each.encode() in before] == kept

    assert town.proposals.is_complaint(CHAIR, reference)

    after = b"".join(files_of(town.engine).values())
    assert not [each for each in kept if each.encode() in after]
    assert not found_in(files_of(town.engine), WORDS.encode())
    assert search.find("Zwetschgenkuchen", "en").total == 0
    assert search.find("Kuchenmesser", "en").total == 0


def in_city(town: Gathered) -> None:
    """The forum has one above it, whose chair is another."""
    town.found("city", level=Level.MUNICIPAL)
    town.book.set_up(FOUNDER, replace(town.book.find(FORUM), parent="city"), new=False)


def test_a_complaint_leaves_no_copy_on_other_agendas(town: Gathered):
    in_city(town)
    first, next_one, last = town.meets(6, 10), town.meets(7, 10), town.meets(8, 10)
    above = town.meetings.plan(ABOVE, "city", fields(date(2026, 7, 20)), past=True)
    other = town.item(next_one, {"en": "Trees"})
    reference = town.brought(WORDS)
    title = {"en": TITLE}
    item = town.proposals.put_on_agenda(CHAIR, reference, first.id, title, show=True)
    paper = town.agendas.add_paper(CHAIR, item.id, "Tellerwerk", "en", PDF)
    town.today = date(2026, 6, 12)
    (_, carried) = town.agendas.carry_all(CHAIR, next_one.id).items
    passed = town.agendas.pass_up(CHAIR, carried.id)
    assert passed is not None
    town.today = date(2026, 7, 12)
    town.agendas.carry_all(CHAIR, last.id)
    # Its origin is known however the copies are rewritten, and when the first one is gone.
    town.agendas.change_item(ABOVE, passed.id, an_item(title={"en": f"New {TITLE}"}), after=1)
    town.agendas.remove_item(CHAIR, item.id)
    town.proposals.put_on_agenda(CHAIR, reference, last.id, title)
    search = Search(town.engine, lambda: town.today)
    assert search.find("Kuchenmesser", "en").total == 4

    assert town.proposals.is_complaint(CHAIR, reference)

    assert town.agendas.of(next_one.id).items == (other,)
    for meeting in (first, last, above):
        assert town.agendas.of(meeting.id).items == ()
    assert town.left_over(last) == []
    assert search.find("Kuchenmesser", "en").total == 0
    after = b"".join(files_of(town.engine).values())
    assert not [each for each in (TITLE, WORDS, paper.title) if each.encode() in after]


def test_a_complaint_does_not_wait_in_the_forum_above(town: Gathered):
    in_city(town)
    first, later = town.meets(6, 10), town.meets(7, 10)
    reference = town.brought(WORDS)
    item = town.proposals.put_on_agenda(CHAIR, reference, first.id, {"en": TITLE})
    assert town.agendas.pass_up(CHAIR, item.id) is None
    (waiting,) = town.proposals.waiting(ABOVE, "city")
    town.today = date(2026, 6, 12)
    (carried,) = town.agendas.carry_all(CHAIR, later.id).items
    assert town.agendas.pass_up(CHAIR, carried.id) is None
    above = town.meetings.plan(ABOVE, "city", fields(date(2026, 7, 20)))
    town.proposals.put_on_agenda(ABOVE, waiting.reference, above.id, {"en": "In other words"})

    town.proposals.is_complaint(CHAIR, reference)

    assert town.agendas.of(above.id).items == ()
    found = town.proposals.look_up(waiting.reference)
    assert found is not None
    assert (found.state, found.text) == (ProposalState.COMPLAINT, "")
    assert town.proposals.waiting(ABOVE, "city") == []


def test_what_minutes_were_written_of_has_other_words_after_a_complaint(town: Gathered):
    meeting, later = town.meets(6, 10), town.meets(7, 10)
    reference = town.brought(WORDS)
    item = town.proposals.put_on_agenda(CHAIR, reference, meeting.id, {"en": TITLE})
    told = an_item(title={"en": TITLE}, text={"en": WORDS}, presenter=TITLE)
    town.agendas.change_item(CHAIR, item.id, told, after=item.version)
    town.agendas.add_paper(CHAIR, item.id, TITLE, "en", PDF)
    what, soon = {"en": f"Look for the {TITLE}"}, town.today + timedelta(days=9)
    new = NewCommitment(
        FORUM, Owner.COMMUNITY, {"en": "Union"}, what, soon, meeting_id=meeting.id, item_id=item.id
    )
    made = town.commitments.make(CHAIR, new)
    drafting = Drafting(town.trail, lambda: town.today)
    town.today = date(2026, 6, 12)
    drafting.save(CHAIR, meeting.id, item.id, EntryText("Said.", answered=False), base=0)
    drafting.save(CHAIR, meeting.id, item.id, EntryText(WORDS), base=0)
    assert len(drafting.set_aside(CHAIR, meeting.id)) == 1
    publishing = Publishing(town.trail, lambda: town.today, ("en", "ar"))
    publishing.publish(CHAIR, meeting.id)
    town.agendas.carry_all(CHAIR, later.id)
    search = Search(town.engine, lambda: town.today)
    assert search.find("Kuchenmesser", "en").total > 0

    assert town.proposals.is_complaint(CHAIR, reference)

    (left,) = town.agendas.of(meeting.id).items
    assert (dict(left.title), left.text, left.presenter) == ({"en": WAS_COMPLAINT}, None, "")
    (entry,) = [each for each in publishing.versions(meeting.id)[0].entries if each.item_id]
    assert (entry.title, entry.content.text) == (left.title, "Said.")
    promised = town.commitments.find(made.id)
    assert (promised.what, promised.proposal, promised.first_due) == (left.title, None, soon)
    (comes_up,) = town.agendas.of(later.id).items
    assert (comes_up.commitment, comes_up.title) == (made.id, left.title)
    assert drafting.set_aside(CHAIR, meeting.id) == []
    assert town.left_over(later) == []
    assert search.find("Kuchenmesser", "en").total == 0
    after = b"".join(files_of(town.engine).values())
    assert not [each for each in (TITLE, WORDS) if each.encode() in after]


def test_what_was_decided_on_may_still_be_a_complaint(one_town: Gathered):
    town = one_town
    town.found("harbour")
    meeting = town.meetings.plan(CHAIR, FORUM, fields(date(2027, 8, 1)))
    old, answered, declined, on_agenda, moved, away, erased = (
        town.brought(f"{number}. {WORDS}") for number in range(7)
    )
    town.proposals.answer(CHAIR, old, ANSWER)
    town.today += timedelta(days=360)
    town.proposals.answer(CHAIR, answered, ANSWER)
    town.today += timedelta(days=10)
    town.proposals.decline(CHAIR, declined, ANSWER)
    town.proposals.put_on_agenda(CHAIR, on_agenda, meeting.id, {"en": TITLE})
    town.proposals.move(CHAIR, moved, meeting.id, ANSWER)
    town.proposals.move(CHAIR, away, "harbour", ANSWER)
    town.proposals.is_complaint(CHAIR, erased)

    decided = town.proposals.decided(CHAIR, FORUM)

    assert {each.reference for each in decided[:2]} == {declined, on_agenda}
    assert [each.reference for each in decided[2:]] == [answered]
    assert decided[2].text == f"1. {WORDS}"
    assert town.proposals.decided(OTHERS, "harbour") == []
    for each in decided:
        town.proposals.is_complaint(CHAIR, each.reference)
    assert town.proposals.decided(CHAIR, FORUM) == []


def test_what_cannot_be_overwritten_now_is_erased_all_the_same(
    one_town: Gathered, monkeypatch: pytest.MonkeyPatch
):
    def busy(*_: object) -> None:
        raise StorageUnavailable

    reference = one_town.brought(WORDS)
    monkeypatch.setattr("copfeedback.forums.proposal_erasing.rewrite", busy)

    assert not one_town.proposals.is_complaint(CHAIR, reference)

    found = one_town.proposals.look_up(reference)
    assert found is not None
    assert (found.state, found.text) == (ProposalState.COMPLAINT, "")


def test_where_minutes_were_written_the_item_stays_without_its_proposal(one_town: Gathered):
    meeting = one_town.meets(6, 10)
    reference = one_town.brought()
    item = one_town.proposals.put_on_agenda(CHAIR, reference, meeting.id, {"en": "Light"})
    draft = DraftEntry(item.id, 1, EntryText("Said."), "c", one_town.trail.now())
    with writing(one_town.engine) as connection:
        minutes_store.keep_draft(connection, meeting.id, draft)

    one_town.proposals.is_complaint(CHAIR, reference)

    (left,) = one_town.agendas.of(meeting.id).items
    assert (left.id, left.proposal) == (item.id, None)


def test_a_reference_is_read_however_it_is_typed(one_town: Gathered):
    reference = one_town.brought()
    arabic = "".join(chr(ord("٠") + int(each)) for each in reference)
    for typed in (reference, in_groups(reference), f" {reference[:4]}-{reference[4:]}\n", arabic):
        found = one_town.proposals.look_up(typed)
        assert found is not None
        assert found.reference == reference
    last = str((int(reference[-1]) + 1) % 10)
    for wrong in ("", "1234", reference[:-1] + last, "x" * 9_999, f"{reference}0", "DROP TABLE"):
        assert one_town.proposals.look_up(wrong) is None
    assert one_town.proposals.look_up(with_check_digit("0000000")) is None


def test_references_are_eight_digits_with_a_check():
    for reference in references(draw_nonce()):
        assert len(reference) == 8
        assert read_reference(reference) == reference
    with pytest.raises(NotACode):
        read_reference("1234 5678 9")


def test_who_draws_a_taken_reference_gets_the_next(
    one_town: Gathered, monkeypatch: pytest.MonkeyPatch
):
    few = [with_check_digit(f"000000{number}") for number in range(3)]
    monkeypatch.setattr("copfeedback.forums.proposals.references", lambda _: iter(few))

    drawn = [one_town.brought(f"Proposal {number}") for number in range(3)]

    assert drawn == few
    assert proposal_reference.read_reference(few[1]) == few[1]


def an_action(**changes: Any) -> OfferedAction:
    given: dict[str, Any] = {
        "what": Translations({"en": "Teach all officers", "ar": "تدريب الشرطة"}),
        "office": Translations({"en": "Police school"}),
        "due": date(2027, 2, 28),
        "evaluation": "patrols",
        "title": Translations({"en": "Patrols on foot"}),
    }
    return OfferedAction(**given | changes)


def test_an_action_of_an_evaluation_waits_for_the_chair_and_says_where_it_comes_from(
    town: Gathered,
):
    for _ in range(5):  # no pace: whoever answers for a programme is known
        with writing(town.engine) as connection:
            reference = town.proposals.offer(connection, FORUM, an_action())

    waiting = {each.reference: each for each in town.proposals.waiting(CHAIR, FORUM)}
    assert len(waiting) == 5
    offered = waiting[reference]
    assert (offered.state, offered.received_on) == (ProposalState.WAITING, town.today)
    assert (offered.language, offered.is_question) == ("en", False)
    assert offered.text.startswith("Teach all officers\n\nThis comes from an evaluation")
    for part in ("Patrols on foot", "patrols", "Police school", "2027-02-28"):
        assert part in offered.text
    known = town.proposals.look_up(reference)
    assert known is not None
    assert known.text == ""  # whether its words are shown is the chair's to decide


def test_an_action_is_put_before_a_forum_in_a_language_it_has(one_town: Gathered):
    with writing(one_town.engine) as connection:
        only = an_action(what=Translations({"ar": "تدريب الشرطة"}))
        one_town.proposals.offer(connection, FORUM, only)
        only = an_action(what=Translations({"fr": "Former la police"}))
        one_town.proposals.offer(connection, FORUM, only)

    found = one_town.proposals.waiting(CHAIR, FORUM)
    assert {each.language for each in found} == {"ar", "fr"}


def test_nothing_is_offered_to_a_forum_that_has_ended_or_never_was(one_town: Gathered):
    one_town.found("harbour", founded=date(2020, 1, 1))
    with writing(one_town.engine) as connection:
        change_forum(connection, replace(one_town.book.find("harbour"), ended=date(2026, 1, 1)))
    for code in ("harbour", "nowhere"):
        with writing(one_town.engine) as connection, pytest.raises(Unknown):
            one_town.proposals.offer(connection, code, an_action())
