"""Drafts of minutes: whoever writes at the same time, nothing anybody wrote is lost."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine

from copfeedback.faults import TEXT_MAXIMUM, Fault, Faulty, Unknown
from copfeedback.forums.aside_store import MOST_ASIDE
from copfeedback.forums.drafting import Saved
from copfeedback.forums.minutes_model import GENERAL, Attendance, EntryText, Manner
from copfeedback.forums.model import ProtectedGroup, Side
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action, Wanted
from copfeedback.people.model import OPERATOR
from copfeedback.storage.engine import StorageUnavailable, open_database
from tests.breakage import PowerFailure, failing_at
from tests.forums.founded import CHAIR
from tests.forums.minuted import DEPUTY, OTHER_CHAIR, Minuted


@pytest.fixture
def hall(engine: Engine) -> Minuted:
    return Minuted(engine)


@pytest.fixture
def one_hall(sqlite_engine: Engine) -> Minuted:
    """Where the database does not matter."""
    return Minuted(sqlite_engine)


def test_a_draft_has_an_entry_for_each_item_before_anything_is_written(hall):
    entries = hall.entries()

    assert [each.item_id for each in entries] == [GENERAL, hall.lights.id, hall.roads.id]
    assert {(each.version, each.content, each.author) for each in entries} == {(0, EntryText(), "")}


def test_an_entry_has_its_text_and_its_next_version_when_it_was_saved(hall):
    whole = EntryText(
        "Talked.", "New lamps.", Manner.WITH_DISSENT, "Two", "Mill Street", "No", True
    )

    assert hall.drafting.save(CHAIR, hall.meeting.id, hall.lights.id, whole, base=0) == Saved(1)
    assert hall.save(" Talked\r\nagain. \x00", 1) == Saved(2)

    entry = hall.entries()[1]
    assert (entry.content, entry.version, entry.author) == (EntryText("Talked\nagain."), 2, "c")
    assert entry.saved_at == hall.trail.now()


def test_text_is_set_aside_when_somebody_else_saved_meanwhile(hall):
    hall.save("Ours.", 0)

    saved = hall.save("Theirs.", 0, who=DEPUTY)

    assert saved.version == 1
    assert saved.conflict is not None
    assert (saved.conflict.content.text, saved.conflict.author) == ("Ours.", "c")
    assert (hall.texts(), hall.aside()) == (["", "Ours.", ""], ["Theirs."])


def test_what_somebody_else_wrote_is_set_aside_for_them_when_it_is_saved_over(hall):
    hall.save("Twelve lamps are dark.", 0)
    written = hall.trail.now()

    assert hall.save("Nothing was said.", 1, who=DEPUTY) == Saved(2)

    assert hall.texts()[1] == "Nothing was said."
    (kept,) = hall.drafting.set_aside(CHAIR, hall.meeting.id)
    assert (kept.content.text, kept.author, kept.item_id) == (
        "Twelve lamps are dark.",
        "c",
        hall.lights.id,
    )
    assert kept.saved_at == written


def test_nothing_is_set_aside_when_all_of_it_stands_in_what_is_saved_over_it(one_hall):
    one_hall.save("Ours.", 0)
    one_hall.save("Ours. Theirs.", 1, who=DEPUTY)
    assert one_hall.aside() == []

    whole = EntryText("Ours. Theirs.", manner=Manner.CONSENSUS)
    one_hall.drafting.save(CHAIR, one_hall.meeting.id, one_hall.lights.id, whole, base=2)
    assert one_hall.aside() == []
    one_hall.save("Ours.", 3)  # what is one's own can be taken back
    assert one_hall.aside() == []


def test_what_was_decided_is_not_lost_when_somebody_else_saves_over_it(one_hall):
    whole = EntryText("Ours.", manner=Manner.WITH_DISSENT)
    one_hall.drafting.save(CHAIR, one_hall.meeting.id, one_hall.lights.id, whole, base=0)

    one_hall.save("Ours.", 1, who=DEPUTY)

    (kept,) = one_hall.drafting.set_aside(CHAIR, one_hall.meeting.id)
    assert kept.content == whole


def test_what_somebody_goes_on_writing_aside_is_one_text(one_hall):
    one_hall.save("Ours.", 0)
    for text in ("The", "Theirs", "Theirs."):
        one_hall.save(text, 0, who=DEPUTY)
    one_hall.save("Ours again.", 1)
    one_hall.save("Something else", 1, who=DEPUTY)

    assert one_hall.aside() == ["Theirs.", "Something else"]


def test_what_two_windows_of_one_person_write_aside_is_two_texts(hall):
    hall.save("Ours.", 0)
    for text in ("In one", "In another", "In one window", "In another window"):
        hall.save(text, 0, who=DEPUTY)

    assert hall.aside() == ["In one window", "In another window"]


def test_what_is_sent_again_with_something_taken_out_is_kept_beside_the_whole(one_hall):
    one_hall.save("Ours.", 0)
    for text in ("All of it", "All", "All of it"):
        one_hall.save(text, 0, who=DEPUTY)

    assert one_hall.aside() == ["All of it"]
    one_hall.save("All of", 0, who=DEPUTY)
    assert one_hall.aside() == ["All of it", "All of"]


def test_what_is_dropped_is_what_was_looked_at_and_nothing_that_came_since(hall):
    hall.save("Ours.", 0)
    hall.save("Theirs", 0, who=DEPUTY)
    (looked_at,) = hall.drafting.set_aside(CHAIR, hall.meeting.id)
    hall.save("Theirs, and more", 0, who=DEPUTY)

    with pytest.raises(Unknown):
        hall.drafting.drop_aside(CHAIR, hall.meeting.id, looked_at.id)
    assert hall.aside() == ["Theirs, and more"]


def test_of_many_texts_set_aside_the_newest_are_kept_and_first_goes_what_is_there_twice(one_hall):
    one_hall.save("Ours.", 0)
    texts = [f"text {number:02}" for number in range(MOST_ASIDE)]
    for text in [*texts[:20], "text 0", *texts[20:]]:
        one_hall.save(text, 0, who=DEPUTY)
    assert one_hall.aside() == texts

    one_hall.save("The newest", 0, who=DEPUTY)
    one_hall.save("Of the chair", 0)

    assert one_hall.aside() == [*texts[1:], "The newest", "Of the chair"]


def test_what_was_set_aside_goes_once_all_of_it_was_saved(one_hall):
    one_hall.save("Ours.", 0)
    one_hall.save("Theirs.", 0, who=DEPUTY)

    assert one_hall.save("Ours. Theirs.", 1, who=DEPUTY) == Saved(2)
    assert one_hall.aside() == []


def test_somebody_who_got_no_answer_can_go_on_where_their_own_text_is(one_hall):
    one_hall.save("One", 0)  # the answer is lost on the way

    assert one_hall.save("One", 0) == Saved(1)  # sent again as it was

    saved = one_hall.save("One two", 0)
    assert saved.conflict is not None
    assert saved.conflict.content.text == "One"
    assert one_hall.save("One two", saved.version) == Saved(2)
    assert one_hall.aside() == []


def test_nothing_is_kept_when_nothing_is_written(one_hall):
    assert one_hall.save("  \n", 0) == Saved(0)
    assert one_hall.trail.entries(OPERATOR, Wanted(action=Action.DRAFT_MINUTES)) == []


def test_a_text_that_is_too_long_is_refused_by_its_field(one_hall):
    with pytest.raises(Faulty) as refused:
        one_hall.save("x" * (TEXT_MAXIMUM + 1), 0)

    assert [(each.field, each.fault) for each in refused.value.problems] == [
        ("text", Fault.TOO_LONG)
    ]
    assert one_hall.texts() == ["", "", ""]


def test_what_is_written_on_an_item_stays_when_the_item_is_taken_off(one_hall):
    one_hall.save("Kept.", 0)
    one_hall.take_off(one_hall.lights)

    assert one_hall.texts() == ["", "", "Kept."]
    assert one_hall.save("Kept, still.", 1) == Saved(2)


def test_what_is_first_saved_after_the_item_was_taken_off_is_set_aside(one_hall):
    one_hall.take_off(one_hall.lights)

    assert one_hall.save("Typed meanwhile.", 0).conflict is not None
    assert (one_hall.texts(), one_hall.aside()) == (["", ""], ["Typed meanwhile."])


def test_an_entry_of_another_meeting_is_refused(one_hall):
    other = one_hall.item(one_hall.meets(3, 4))

    with pytest.raises(Unknown):
        one_hall.save("Here.", 0, item=other)


def test_whoever_does_not_chair_the_forum_neither_reads_nor_writes(hall):
    for attempt in (
        lambda: hall.drafting.entries(OTHER_CHAIR, hall.meeting.id),
        lambda: hall.save("Mine.", 0, who=OTHER_CHAIR),
        lambda: hall.drafting.set_aside(OTHER_CHAIR, hall.meeting.id),
        lambda: hall.drafting.record_attendance(OTHER_CHAIR, hall.meeting.id, Attendance(1)),
        lambda: hall.drafting.fill(OTHER_CHAIR, hall.meeting.id, {GENERAL: EntryText("x")}),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert hall.texts() == ["", "", ""]


def test_a_meeting_that_is_not_there_is_unknown(one_hall):
    with pytest.raises(Unknown):
        one_hall.drafting.entries(CHAIR, 999)


def test_the_trail_says_once_who_wrote(one_hall):
    for number in range(5):
        one_hall.save(f"{number}", number)
    one_hall.save("aside", 0, who=DEPUTY)

    noted = one_hall.trail.entries(OPERATOR, Wanted(action=Action.DRAFT_MINUTES))
    assert [(each.actor, each.about) for each in noted] == [
        ("deputy", f"meeting {one_hall.meeting.id}"),
        ("c", f"meeting {one_hall.meeting.id}"),
    ]


def test_what_was_set_aside_can_be_dropped_once(one_hall):
    one_hall.save("Ours.", 0)
    one_hall.save("Theirs.", 0, who=DEPUTY)
    (aside,) = one_hall.drafting.set_aside(CHAIR, one_hall.meeting.id)

    one_hall.drafting.drop_aside(CHAIR, one_hall.meeting.id, aside.id)

    assert one_hall.aside() == []
    with pytest.raises(Unknown):
        one_hall.drafting.drop_aside(CHAIR, one_hall.meeting.id, aside.id)


def test_texts_from_elsewhere_fill_what_is_empty_and_go_aside_elsewhere(hall):
    hall.save("Written in the hall.", 0)
    brought = {
        GENERAL: EntryText("Opened at six."),
        hall.lights.id: EntryText("From the file."),
        hall.roads.id: EntryText("Holes."),
    }

    assert hall.drafting.fill(CHAIR, hall.meeting.id, brought) == [hall.lights.id]
    assert hall.texts() == ["Opened at six.", "Written in the hall.", "Holes."]
    assert hall.aside() == ["From the file."]


def test_attendance_is_kept_in_place_of_what_was_said_before(hall):
    assert hall.drafting.attendance(CHAIR, hall.meeting.id) is None

    for counted in (
        Attendance(20, {Side.POLICE: 2}),
        Attendance(22, {Side.POLICE: 2, Side.RESIDENTS: 18}, {"woman": 9}, {"from_18": 4}),
    ):
        hall.drafting.record_attendance(CHAIR, hall.meeting.id, counted)
        assert hall.drafting.attendance(CHAIR, hall.meeting.id) == counted


@pytest.mark.parametrize(
    ("counted", "faults"),
    [
        (Attendance(-1), [("total", Fault.NUMBER)]),
        (Attendance(3, {Side.POLICE: 4}), [("sides", Fault.SUM)]),
        (Attendance(3, {}, {"woman": 2, "man": 2}), [("genders", Fault.SUM)]),
        (Attendance(3, {Side.POLICE: -4}), [("sides.police", Fault.NUMBER)]),
        (Attendance(3, {}, {}, {"18_29": 1}), [("age_bands", Fault.UNKNOWN)]),
    ],
)
def test_attendance_that_cannot_be_is_refused_by_its_field(one_hall, counted, faults):
    with pytest.raises(Faulty) as refused:
        one_hall.drafting.record_attendance(CHAIR, one_hall.meeting.id, counted)

    assert [(each.field, each.fault) for each in refused.value.problems] == faults
    assert one_hall.drafting.attendance(CHAIR, one_hall.meeting.id) is None


def test_of_a_protected_forum_only_the_total_is_kept(sqlite_engine):
    hall = Minuted(sqlite_engine)
    hall.protect(ProtectedGroup.WOMEN)

    hall.drafting.record_attendance(
        CHAIR, hall.meeting.id, Attendance(9, {Side.RESIDENTS: 9}, {"woman": 9}, {"from_60": 9})
    )

    assert hall.drafting.attendance(CHAIR, hall.meeting.id) == Attendance(9)


@pytest.mark.parametrize("round_", range(3))
def test_nothing_is_lost_when_many_save_the_same_entry_at_once(hall, round_):
    texts = [f"text {number} of round {round_}" for number in range(6)]
    barrier = Barrier(len(texts))

    def write(text: str) -> Saved:
        barrier.wait()
        return hall.save(text, 0, who=type(CHAIR)(text, CHAIR.role, 7, forums=CHAIR.forums))

    with ThreadPoolExecutor(len(texts)) as pool:
        saved = list(pool.map(write, texts))

    kept = [each for each in saved if each.conflict is None]
    assert len(kept) == 1
    assert sorted([*filter(None, hall.texts()), *hall.aside()]) == texts


def test_nothing_is_lost_when_two_write_different_entries_at_once(hall):
    barrier = Barrier(2)

    def write(item: int) -> list[Saved]:
        barrier.wait()
        who = (CHAIR, DEPUTY)[item]
        where = (hall.lights, hall.roads)[item]
        return [hall.save(f"{item}: {at}", at, item=where, who=who) for at in range(10)]

    with ThreadPoolExecutor(2) as pool:
        saved = [each for both in pool.map(write, range(2)) for each in both]

    assert all(each.conflict is None for each in saved)
    assert hall.texts() == ["", "0: 9", "1: 9"]


def test_either_the_old_or_the_new_text_is_there_whenever_saving_stops(hall):
    hall.save("Ours.", 0)
    moment = 0
    while True:
        moment += 1
        before = (hall.texts(), hall.aside())
        try:
            with failing_at(hall.engine, moment):
                hall.save(f"New {moment}.", 1)
        except (PowerFailure, StorageUnavailable):
            assert (hall.texts(), hall.aside()) == before
        else:
            break
    assert moment > 5
    assert hall.texts()[1] == f"New {moment}."


@pytest.mark.parametrize("moment", range(2, 16, 2))
def test_a_process_that_is_killed_while_it_saves_leaves_the_old_or_the_new_text(
    sqlite_address, moment
):
    engine = open_database(sqlite_address)
    hall = Minuted(engine)
    hall.save("Old.", 0)
    item, meeting = hall.lights.id, hall.meeting.id
    engine.dispose()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:  # nothing may come back from here: the test goes on in the parent
        hall.kill_at(moment, lambda: hall.save("New.", 1))
        os._exit(0)
    _, status = os.waitpid(child, 0)

    text = next(each for each in hall.entries() if each.item_id == item).content.text
    assert text == ("New." if os.waitstatus_to_exitcode(status) == 0 else "Old.")
    assert hall.drafting.save(CHAIR, meeting, item, EntryText("On."), base=1).version > 0
    engine.dispose()
