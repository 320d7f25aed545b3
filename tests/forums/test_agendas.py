"""Agendas: items in their order, papers, and topics that are passed up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Engine

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Unknown
from copfeedback.forums import minutes_store
from copfeedback.forums.agenda_writing import HasMinutes
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.meeting_model import Finding, ItemKind, ProposalState
from copfeedback.forums.minutes_model import DraftEntry, EntryText
from copfeedback.forums.model import Level, ProtectedGroup, Topic
from copfeedback.forums.passing_up import HeldBack, NoForumAbove
from copfeedback.pdf_files import PDF_MAXIMUM, NotAPdf, TooLarge, require_pdf
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC, Actor, OrganisationKind, Role
from copfeedback.storage.engine import writing
from tests.forums.founded import CHAIR, FOUNDER, fields
from tests.forums.gathered import FORUM, LIGHTS, Gathered, an_item
from tests.people.members import an_organisation
from tests.people.racing import at_once

PDF = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    b"trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
)
OTHERS = Actor("o", Role.FORUM_CHAIR, id=3, forums=frozenset({"harbour"}))
ABOVE = Actor("u", Role.FORUM_CHAIR, id=4, forums=frozenset({"city"}))


@pytest.fixture
def town(engine: Engine) -> Gathered:
    """On SQLite and on PostgreSQL."""
    return Gathered(engine)


@pytest.fixture
def one_town(sqlite_engine: Engine) -> Gathered:
    """Where the database does not matter."""
    return Gathered(sqlite_engine)


def test_an_item_is_kept_as_it_was_written(town: Gathered):
    meeting = town.meets(6, 10)
    kept = town.item(
        meeting,
        {"en": " Lights\r\n", "ar": "الأضواء", "fr": ""},
        kind=ItemKind.DECISION,
        text={"en": "First line\nsecond <b>line</b>"},
        minutes="٣٠",
        presenter="Municipal engineer",
        topic=Topic.UTILITIES,
        finding=Finding("spring-2026", "q1"),
    )

    (found,) = town.agendas.of(meeting.id).items
    assert found == kept
    assert dict(found.title) == {"en": "Lights", "ar": "الأضواء"}
    assert dict(found.text or {}) == {"en": "First line\nsecond <b>line</b>"}
    assert (found.minutes, found.presenter, found.topic) == (
        30,
        "Municipal engineer",
        Topic.UTILITIES,
    )
    assert found.finding == Finding("spring-2026", "q1")
    assert town.agendas.of(meeting.id).minutes == 30


@pytest.mark.parametrize(
    ("changes", "field", "fault"),
    [
        ({"title": {}}, "title", Fault.MISSING),
        ({"title": {"en": " \u200b\n"}}, "title", Fault.MISSING),
        ({"title": {"en": "x" * 201}}, "title.en", Fault.TOO_LONG),
        ({"text": {"ar": "س" * 20_001}}, "text.ar", Fault.TOO_LONG),
        ({"minutes": "soon"}, "minutes", Fault.NUMBER),
        ({"minutes": "-5"}, "minutes", Fault.NUMBER),
        ({"minutes": "1.5"}, "minutes", Fault.NUMBER),
        ({"minutes": "²"}, "minutes", Fault.NUMBER),
        ({"minutes": "601"}, "minutes", Fault.NUMBER),
        ({"minutes": "9" * 9_999}, "minutes", Fault.NUMBER),
        ({"presenter": "x" * 201}, "presenter", Fault.TOO_LONG),
        ({"problem": 7}, "problem", Fault.UNKNOWN),
    ],
)
def test_what_is_wrong_with_an_item_is_said_by_field(
    one_town: Gathered, changes: dict[str, Any], field: str, fault: Fault
):
    meeting = one_town.meets(6, 10)
    with pytest.raises(Faulty) as faulty:
        one_town.agendas.add_item(CHAIR, meeting.id, an_item(**changes))

    assert [(each.field, each.fault) for each in faulty.value.problems] == [(field, fault)]
    assert one_town.agendas.of(meeting.id).items == ()


def test_only_its_own_chair_writes_an_agenda(one_town: Gathered):
    meeting = one_town.meets(6, 10)
    item = one_town.item(meeting)
    paper = one_town.agendas.add_paper(CHAIR, item.id, "Plan", "en", PDF)
    police = an_organisation(one_town.engine, OrganisationKind.POLICE)
    officer = Actor("p", Role.FORUM_CHAIR, id=5, organisation=police, forums=frozenset({FORUM}))
    for who in (OTHERS, PUBLIC, officer):
        for do in (
            lambda who: one_town.agendas.add_item(who, meeting.id, an_item()),
            lambda who: one_town.agendas.change_item(who, item.id, an_item(), after=1),
            lambda who: one_town.agendas.remove_item(who, item.id),
            lambda who: one_town.agendas.order(who, meeting.id, [item.id]),
            lambda who: one_town.agendas.carry_all(who, meeting.id),
            lambda who: one_town.agendas.make_final(who, meeting.id),
            lambda who: one_town.agendas.reopen(who, meeting.id),
            lambda who: one_town.agendas.add_paper(who, item.id, "x", "en", PDF),
            lambda who: one_town.agendas.remove_paper(who, paper.id),
            lambda who: one_town.agendas.pass_up(who, item.id),
        ):
            with pytest.raises(NotPermitted):
                do(who)
    agenda = one_town.agendas.of(meeting.id)
    assert (agenda.items, agenda.papers) == ((item,), {item.id: (paper,)})


def test_an_item_is_changed_on_what_was_read(town: Gathered):
    meeting = town.meets(6, 10)
    town.promised()
    (item,) = town.agendas.carry_all(CHAIR, meeting.id).items

    changed = town.agendas.change_item(
        CHAIR, item.id, an_item(minutes="10", presenter="Police"), after=item.version
    )

    assert (changed.minutes, changed.title["en"], changed.version) == (10, "Lights", 2)
    assert changed.commitment == item.commitment
    with pytest.raises(ChangedMeanwhile):
        town.agendas.change_item(CHAIR, item.id, an_item(), after=item.version)
    assert town.agendas.of(meeting.id).items == (changed,)
    assert town.left_over(meeting) == []


def test_items_stand_in_the_order_they_are_put_in(town: Gathered):
    meeting = town.meets(6, 10)
    ids = [town.item(meeting, {"en": str(number)}).id for number in range(4)]
    mixed = [ids[2], ids[0], ids[3], ids[1]]

    town.agendas.order(CHAIR, meeting.id, mixed)

    assert [each.id for each in town.agendas.of(meeting.id).items] == mixed
    last = town.item(meeting)
    assert town.agendas.of(meeting.id).items[-1] == last
    for wrong in (mixed, [*ids, last.id, last.id], [*ids, 999], []):
        with pytest.raises(ChangedMeanwhile):
            town.agendas.order(CHAIR, meeting.id, wrong)


def test_an_agenda_may_have_two_hundred_items(one_town: Gathered):
    earlier, meeting = one_town.meets(5, 4), one_town.meets(6, 10)
    ids = [one_town.item(earlier, {"en": f"Point {number}"}).id for number in range(200)]
    one_town.approve(earlier, dict.fromkeys(ids, False))

    agenda = one_town.agendas.carry_all(CHAIR, meeting.id)

    assert [each.question for each in agenda.items] == ids
    one_town.agendas.order(CHAIR, meeting.id, [each.id for each in agenda.items][::-1])
    assert one_town.agendas.make_final(CHAIR, meeting.id).items[0].question == ids[-1]


def test_two_who_add_at_once_both_have_their_item(town: Gathered):
    meeting = town.meets(6, 10)

    outcomes = at_once(*[lambda: town.item(meeting)] * 6)

    assert outcomes == ["done"] * 6
    assert [each.position for each in town.agendas.of(meeting.id).items] == [1, 2, 3, 4, 5, 6]


def test_no_minutes_lose_their_item(town: Gathered):
    meeting = town.meets(6, 10)
    item = town.item(meeting)
    draft = DraftEntry(item.id, 1, EntryText("Said."), "c", town.trail.now())
    with writing(town.engine) as connection:
        minutes_store.keep_draft(connection, meeting.id, draft)

    with pytest.raises(HasMinutes):
        town.agendas.remove_item(CHAIR, item.id)
    assert town.agendas.of(meeting.id).items == (item,)


def test_what_a_resident_brought_waits_again_when_it_is_taken_off(town: Gathered):
    meeting = town.meets(6, 10)
    reference = town.brought()
    item = town.proposals.put_on_agenda(CHAIR, reference, meeting.id, LIGHTS)
    assert town.proposals.waiting(CHAIR, FORUM) == []

    town.agendas.remove_item(CHAIR, item.id)

    (again,) = town.proposals.waiting(CHAIR, FORUM)
    assert (again.reference, again.state) == (reference, ProposalState.WAITING)


def test_a_paper_is_handed_out_as_it_came(town: Gathered):
    meeting = town.meets(6, 10)
    item = town.item(meeting)
    town.agendas.make_final(CHAIR, meeting.id)  # papers may come late

    paper = town.agendas.add_paper(CHAIR, item.id, " Plan ", "ar", PDF)

    assert (paper.title, paper.language, paper.size) == ("Plan", "ar", len(PDF))
    assert paper.sha256 == sha256(PDF).hexdigest()
    assert town.agendas.paper(paper.id) == (paper, PDF)
    assert town.agendas.add_paper(CHAIR, item.id, "Again", "en", PDF) == paper
    assert town.agendas.of(meeting.id).papers == {item.id: (paper,)}

    town.agendas.remove_paper(CHAIR, paper.id)

    assert town.agendas.of(meeting.id).papers == {item.id: ()}
    for read in (
        lambda: town.agendas.paper(paper.id),
        lambda: town.agendas.remove_paper(CHAIR, paper.id),
    ):
        with pytest.raises(Unknown):
            read()


def test_an_item_goes_with_its_papers(one_town: Gathered):
    item = one_town.item(one_town.meets(6, 10))
    paper = one_town.agendas.add_paper(CHAIR, item.id, "Plan", "en", PDF)

    one_town.agendas.remove_item(CHAIR, item.id)

    with pytest.raises(Unknown):
        one_town.agendas.paper(paper.id)


def with_name(name: bytes) -> bytes:
    return PDF.replace(b"/Catalog", b"/Catalog " + name)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain text",
        b"<html>%PDF-1.7 obj startxref %%EOF",
        b" " + PDF,
        PDF[:-8],
        b"%PDF-1.7\n%%EOF",
        b"PK\x03\x04" + PDF,
        PDF + b"\0" * 2_000,
        with_name(b"/OpenAction << /S /JavaScript /JS (x) >>"),
        with_name(b"/S/Launch/F(cmd)"),
        with_name(b"/S /L#61unch /F (cmd)"),
        with_name(b"/Names << /EmbeddedFiles 3 0 R >>"),
        with_name(b"/EmbeddedFile "),
        with_name(b"/XFA["),
        with_name(b"/RichMedia<<"),
    ],
)
def test_what_is_no_pdf_that_is_only_read_is_no_paper(one_town: Gathered, content: bytes):
    meeting = one_town.meets(6, 10)
    item = one_town.item(meeting)
    with pytest.raises(NotAPdf):
        one_town.agendas.add_paper(CHAIR, item.id, "Plan", "en", content)
    assert one_town.agendas.of(meeting.id).papers == {item.id: ()}


def test_a_paper_has_a_size_a_title_and_a_language(one_town: Gathered):
    item = one_town.item(one_town.meets(6, 10))
    largest = b"%PDF-1.7\n" + b" " * (PDF_MAXIMUM - len(PDF)) + PDF[9:]
    require_pdf(largest)
    with pytest.raises(TooLarge):
        one_town.agendas.add_paper(CHAIR, item.id, "Plan", "en", largest + b"\n")
    with pytest.raises(Faulty) as faulty:
        one_town.agendas.add_paper(CHAIR, item.id, " ", "", PDF)
    assert [(each.field, each.fault) for each in faulty.value.problems] == [
        ("title", Fault.MISSING),
        ("language", Fault.LANGUAGE),
    ]


def with_forum_above(town: Gathered) -> None:
    town.found("city", level=Level.MUNICIPAL)
    under = town.book.find(FORUM)
    town.book.set_up(FOUNDER, replace(under, parent="city"), new=False)


def test_a_topic_is_passed_to_the_next_open_agenda_above(town: Gathered):
    with_forum_above(town)
    meeting = town.meets(6, 10)
    for day in (date(2026, 5, 1), date(2026, 6, 20), date(2026, 7, 20)):
        town.meetings.plan(ABOVE, "city", fields(day), past=True)
    over, final, planned = reversed(town.meetings.public("city"))
    town.agendas.add_item(ABOVE, final.id, an_item())
    town.agendas.make_final(ABOVE, final.id)
    town.promised()
    (item,) = town.agendas.carry_all(CHAIR, meeting.id).items

    passed = town.agendas.pass_up(CHAIR, item.id)

    assert passed is not None
    assert (passed.meeting_id, passed.passed_from, passed.title) == (planned.id, FORUM, item.title)
    assert passed.commitment is None  # whoever was promised it looks after it
    assert town.agendas.pass_up(CHAIR, item.id) == passed
    assert town.agendas.of(planned.id).items == (passed,)
    assert town.agendas.of(meeting.id).items == (item,)
    assert town.agendas.of(over.id).items == ()


def test_where_no_agenda_is_open_above_its_chair_decides(town: Gathered):
    with_forum_above(town)
    item = town.item(town.meets(6, 10), {"en": "Lights", "ar": "أضواء"}, text={"en": "All streets"})

    assert town.agendas.pass_up(CHAIR, item.id) is None
    assert town.agendas.pass_up(CHAIR, item.id) is None

    (waiting,) = town.proposals.waiting(ABOVE, "city")
    assert (waiting.forum, waiting.moved_to, waiting.state) == (FORUM, "city", ProposalState.MOVED)
    assert waiting.text == "Lights\n\nAll streets"
    assert town.proposals.waiting(CHAIR, FORUM) == []
    above = town.meetings.plan(ABOVE, "city", fields())
    on_it = town.proposals.put_on_agenda(ABOVE, waiting.reference, above.id, LIGHTS)
    assert town.agendas.of(above.id).items == (on_it,)


def test_a_promise_that_is_held_back_is_not_passed_up(one_town: Gathered):
    town = one_town
    town.found("city", level=Level.MUNICIPAL)
    group = ProtectedGroup.WOMEN
    town.found("shelter", parent="city", protected=group, delay_days=60, sector=None)
    chair = replace(ABOVE, forums=frozenset({"shelter", "city"}))
    above = town.meetings.plan(chair, "city", fields())
    meeting = town.meetings.plan(chair, "shelter", fields())
    soon = town.today + timedelta(days=30)
    new = NewCommitment("shelter", Owner.COMMUNITY, {"en": "Union"}, {"en": "A hidden house"}, soon)
    town.commitments.make(chair, new)
    town.today += timedelta(days=1)
    (item,) = town.agendas.carry_all(chair, meeting.id).items

    with pytest.raises(HeldBack):
        town.agendas.pass_up(chair, item.id)

    assert town.agendas.of(above.id).items == ()
    town.today += timedelta(days=60)
    assert town.agendas.pass_up(chair, item.id) is None  # that meeting is over by now
    (waiting,) = town.proposals.waiting(chair, "city")
    assert waiting.text == "A hidden house"


def test_a_protected_forum_passes_no_words_of_residents_up(one_town: Gathered):
    town = one_town
    town.found("city", level=Level.MUNICIPAL)
    town.found("shelter", parent="city", protected=ProtectedGroup.WOMEN, sector=None)
    chair = replace(ABOVE, forums=frozenset({"shelter", "city"}))
    above = town.meetings.plan(chair, "city", fields())
    meeting = town.meetings.plan(chair, "shelter", fields())
    reference = town.brought("My husband", forum="shelter")
    item = town.proposals.put_on_agenda(chair, reference, meeting.id, LIGHTS)
    told = an_item(title=LIGHTS, text={"en": "My husband"})
    town.agendas.change_item(chair, item.id, told, after=item.version)

    passed = town.agendas.pass_up(chair, item.id)

    assert passed is not None
    assert (passed.meeting_id, dict(passed.title), passed.text) == (above.id, LIGHTS, None)


def test_nothing_is_passed_up_from_the_highest_forum(one_town: Gathered):
    item = one_town.item(one_town.meets(6, 10))

    with pytest.raises(NoForumAbove):
        one_town.agendas.pass_up(CHAIR, item.id)


@pytest.mark.parametrize(
    "do",
    [
        lambda agendas: agendas.of(999),
        lambda agendas: agendas.put_off(999),
        lambda agendas: agendas.add_item(CHAIR, 999, an_item()),
        lambda agendas: agendas.change_item(CHAIR, 999, an_item(), after=1),
        lambda agendas: agendas.remove_item(CHAIR, 999),
        lambda agendas: agendas.make_final(CHAIR, 999),
        lambda agendas: agendas.pass_up(CHAIR, 999),
    ],
)
def test_what_is_not_there_is_unknown(one_town: Gathered, do: Callable[[Any], object]):
    with pytest.raises(Unknown):
        do(one_town.agendas)
