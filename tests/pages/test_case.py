"""A case at the full door: read, answered, examined, decided and closed."""

from __future__ import annotations

import gc
from datetime import timedelta

import pytest
from sqlalchemy import update

from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.casefile import OpenCase
from copfeedback.complaints.model import State
from copfeedback.complaints.own_files import OwnFiles
from copfeedback.complaints.receipts import ProofKey
from copfeedback.complaints.tables import complaint_case
from copfeedback.people.model import Role
from copfeedback.storage.engine import writing
from tests.pages.casework import Commission
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader

PARTS = ("", "messages", "work", "people", "police", "decision", "more")


@pytest.fixture
def case_id(commission: Commission) -> str:
    return commission.a_case()


def at(reader: Reader, case_id: str, part: str = "") -> Reader:
    """A part of a case."""
    return reader.open("case", case=case_id, **({"part": part} if part else {}))


def offers(reader: Reader, name: str) -> bool:
    """Whether a page has a button of this name."""
    return any((each.key or "").endswith(f".{name}") for each in reader.app.button)


def test_what_somebody_brought_is_shown_with_their_wishes(commission: Commission):
    case_id = commission.a_case(
        answers={
            "kind": ["concern"],
            "danger": ["yes"],
            "officer_name": ["Karl Weber"],
            "caseworker_gender": ["woman"],
            "interpreter": ["yes"],
            "motives": ["origin"],
        }
    )
    case = at(commission.amal, case_id)
    for said in (
        "A worry or a request",
        "In danger now",
        "Due on",
        "He broke her phone.",
        "Karl Weber",
        "Where I come from",
        "There are no files.",
    ):
        assert said in case.text
    assert "Karl Weber" in at(commission.amal, case_id, "more").text


def test_a_case_is_shown_in_the_language_of_the_caseworker(commission: Commission):
    case_id = commission.a_case("صرخوا في وجه أمي.", language="ar")
    case = at(commission.amal, case_id)
    assert '<blockquote lang="ar" dir="rtl"><p>صرخوا' in case.page


def test_files_are_listed_with_the_way_to_them(case_id: str, commission: Commission):
    files = OwnFiles(
        commission.portal.following,
        ProofKey(bytes(32)),
        commission.portal.surveys.today,
        most_bytes=10**6,
        at_most=3,
    )
    files.add(commission.complainant(case_id), "what I saw.txt", b"He stood there.")
    case = at(commission.amal, case_id)
    (file,) = commission.view(case_id).files
    assert "what I saw.txt" in case.text
    assert f'href="./staff/cases/{case_id}/files/{file.number}"' in case.page
    assert "He stood there." not in case.page


def test_what_was_written_is_never_markup(commission: Commission):
    case_id = commission.a_case("<script>alert(1)</script> **bold**")
    assert "<script>alert" not in at(commission.amal, case_id).page
    assert "**bold**" in commission.amal.text


@pytest.mark.parametrize("query", [{}, {"case": "nothing"}, {"case": "../../etc"}])
def test_a_case_that_is_not_there_is_said_to_be(query: dict[str, str], commission: Commission):
    assert "not for you to open" in commission.amal.open("case", **query).text


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_and_nothing_of_the_case_stays_in_the_session(
    part: str, case_id: str, commission: Commission
):
    case = at(commission.amal, case_id, part)
    assert "Karl Weber" not in repr(case.app.session_state)
    gc.collect()
    assert not [each for each in gc.get_objects() if isinstance(each, CaseView | OpenCase)]


def test_a_complaint_is_acknowledged_with_a_ready_text(case_id: str, commission: Commission):
    amal, following = commission.amal, commission.portal.following
    at(amal, case_id, "messages").do("send")
    assert "Please write something" in amal.text
    amal.enter(template="acknowledged", text0="Dear friend,").do("fill")
    assert amal.entry("text1").value.startswith("Dear friend,\n\n")
    amal.do("send")
    assert "The message is in the case." in amal.text
    assert amal.entry("text1").value == ""
    assert commission.view(case_id).state is State.ACKNOWLEDGED
    token = commission.complainant(case_id)
    own = following.own_case(token)
    assert own is not None
    assert len(own.messages) == 1

    following.send_message(token, "Thank you.", "en")
    assert "Thank you." in at(amal, case_id, "messages").text
    amal.enter(text1="One question.").do("send")
    assert len(commission.view(case_id).messages) == 3


def test_a_case_is_decided_only_with_what_belongs_to_it(case_id: str, commission: Commission):
    amal = at(commission.amal, case_id, "decision")
    assert "Acknowledge the complaint first." in amal.text
    at(amal, case_id, "messages").enter(text0="We have it.").do("send")
    at(amal, case_id, "decision")
    assert "Write down first what is alleged." in amal.text
    assert not offers(amal, "decide")
    amal.do("examine")
    assert commission.view(case_id).state is State.EXAMINED
    amal.do("allege")
    assert "Please write something" in amal.text
    amal.enter(alleged="He shouted at her.", officers="Karl Weber").do("allege")
    (allegation,) = commission.view(case_id).allegations
    assert "record under “The police” what the officer says" in amal.text

    replaced = str(allegation.number)
    amal.enter(**{"alleged": "He shouted at her mother.", f"replaces-{replaced}": replaced})
    amal.do("allege")
    (allegation,) = commission.view(case_id).allegations
    assert allegation.text == "He shouted at her mother."

    at(amal, case_id, "police")
    amal.enter(account="I was tired.", account_by="Karl Weber").do("account-save")
    assert "It is recorded." in amal.text

    at(amal, case_id, "decision")
    verdict, reason = f"verdict-{allegation.number}", f"reason-{allegation.number}"
    amal.enter(**{verdict: "upheld"}).do(f"find-{allegation.number}")
    assert "Please write something" in amal.text
    assert amal.entry(verdict).value == "upheld"
    amal.enter(**{reason: "Two people heard it."}).do(f"find-{allegation.number}")
    assert "The finding is recorded." in amal.text
    assert not offers(amal, "decide")
    assert "Write first what came of the complaint." in amal.text
    amal.enter(outcome="The police are sorry.").do("outcome-save")
    assert "Tick at least one." in amal.text
    assert amal.entry("outcome").value == "The police are sorry."
    amal.enter(results__apology=True).do("outcome-save")
    assert "It is written down." in amal.text
    amal.do("decide")
    assert commission.view(case_id).state is State.EXAMINED, "asked back first"
    amal.do("decide-yes")
    assert "Next: tell the complainant the decision" in amal.text


def test_a_decision_is_told_the_police_answer_and_the_case_is_closed(
    case_id: str, commission: Commission, calendar: Calendar
):
    decided(commission, case_id)
    own = commission.portal.following.own_case(commission.complainant(case_id))
    assert own is not None
    assert own.decision
    amal = at(commission.amal, case_id, "decision")
    assert "can ask for a review until" in amal.text

    amal.enter(advises="The police", advice="Train the station.", advice_by="2026-12-01")
    amal.do("recommend")
    (advice,) = commission.view(case_id).recommendations
    amal.do(f"record-{advice.number}")
    assert "Please write something" in amal.text
    amal.enter(**{f"reply-{advice.number}": "partly", f"answer-{advice.number}": "We will."})
    amal.do(f"record-{advice.number}")
    assert "The answer is recorded." in amal.text
    assert "Accepted in part" in amal.text

    token = commission.complainant(case_id)
    commission.portal.following.rate(token, 4, "They listened.", "en")
    assert "4 of 5" in at(amal, case_id).text
    assert "They listened." in amal.text
    assert "Close it after that day." in at(amal, case_id, "more").text
    long_ago = calendar.today - timedelta(days=29)
    with writing(commission.portal.engine) as connection:
        connection.execute(update(complaint_case).values(told_on=long_ago))
    at(amal, case_id, "more").do("close").do("close-yes")
    assert "The case is closed." in amal.text
    assert commission.view(case_id).state is State.CLOSED


def test_what_was_typed_stays_when_a_day_is_wrong(case_id: str, commission: Commission):
    amal = at(commission.amal, case_id, "work")
    amal.enter(task="Call the witness.", by="soon").do("task-add")
    assert "Write a day as year, month, day" in amal.text
    assert amal.entry("task").value == "Call the witness."
    amal.enter(by="2026-07-01").do("task-add")
    assert "The task is in the case." in amal.text
    assert amal.entry("task").value == ""
    (task,) = commission.view(case_id).tasks
    amal.enter(note="Half a note").do(f"finish-{task.number}")
    assert "The task is done." in amal.text
    assert amal.entry("note").value == "Half a note", "another form is left alone"
    assert "Done on" in amal.text


def test_what_was_typed_and_left_is_forgotten(case_id: str, commission: Commission):
    amal = at(commission.amal, case_id, "work").enter(note="A half-typed secret")
    assert "half-typed" in repr(amal.app.session_state)
    at(amal, case_id, "messages")
    assert "half-typed" not in repr(amal.app.session_state)
    amal.enter(text0="A message to her").do("send")
    assert "A message to her" in amal.text
    assert "A message to her" not in repr(amal.app.session_state)


def test_notes_and_the_classification_are_kept(case_id: str, commission: Commission):
    amal = at(commission.amal, case_id, "work")
    amal.enter(note="Look at the log.").do("note-add")
    assert "Look at the log." in amal.text
    amal.enter(is_one=True, offence="Damage", motives__origin=True, why="What he said.")
    amal.do("classify")
    found = commission.view(case_id).classification
    assert found is not None
    assert (found.is_one, found.offence, found.motives) == (True, "Damage", ("origin",))


def test_a_coworker_is_removed_and_one_steps_back(case_id: str, commission: Commission):
    commission.enrol(frida=Role.CASEWORKER)
    amal = at(commission.amal, case_id, "people")
    amal.enter(joins=commission.staff_id("frida"), joins_why="Knows the station.").do("join")
    assert "They can open the case now." in amal.text
    assert "He broke her phone." in at(commission.frida, case_id).text

    amal.enter(leaves=commission.staff_id("frida"), leaves_why="Related.").do("leave")
    assert "He broke her phone." in at(commission.frida, case_id).text, "asked back first"
    amal.do("leave-yes")
    assert "They cannot open the case any more." in amal.text
    assert "not for you to open" in at(commission.frida, case_id).text

    boris = at(commission.boris, case_id, "people")
    boris.enter(recuse="A neighbour of mine.").do("recuse-now").do("recuse-now-yes")
    assert "You have stepped back." in boris.text
    assert "not for you to open" in boris.text
    assert "You have stepped back." not in at(boris, case_id).text
    assert "He broke her phone." in at(commission.amal, case_id).text


def test_a_copy_is_made_without_what_a_person_chose(case_id: str, commission: Commission):
    amal = at(commission.amal, case_id, "police")
    of = commission.view(case_id).narrative.number
    assert amal.text.count("shouted at my mother") == 2, "as it is written, and the preview"
    amal.enter(**{f"black-{of}": "my mother\nher phone"})
    assert amal.text.count("shouted at my mother") == 1
    amal.do("keep-copy")
    (copy,) = commission.view(case_id).copies
    for hidden in ("my mother", "her phone", "Karl Weber"):
        assert hidden not in copy.text
    assert "He broke" in copy.text


def test_nothing_is_sent_to_the_police_before_the_risk_was_looked_at(
    case_id: str, commission: Commission
):
    amal = at(commission.amal, case_id, "police")
    assert "Decide first, under 1, what the police may learn." in amal.text
    assert not offers(amal, "send-request")
    amal.enter(risk="They know her.", what="The day.", not_before="2099-01-01").do("plan")
    assert "Before that day nothing is sent." in amal.text
    assert not offers(amal, "send-request")
    amal.enter(risk="She moved.", what="The day.", not_before="2020-01-01").do("plan")
    assert offers(amal, "send-request")


def test_a_case_is_held_passed_on_and_merged(case_id: str, commission: Commission):
    amal = at(commission.amal, case_id, "more")
    amal.do("hold")
    assert "Please write something" in amal.text
    amal.enter(hold_why="A court needs it.").do("hold")
    assert "The hold is set." in amal.text
    assert commission.view(case_id).hold
    amal.enter(refer_to="Ombudsman", refer_why="Theirs.", refer="They go on.")
    amal.do("refer-now").do("refer-now-yes")
    assert commission.view(case_id).state is State.REFERRED

    other, into = commission.a_case(), commission.a_case()
    at(amal, other, "more").enter(into=into, merge="We look at both together.")
    amal.do("merge-now").do("merge-now-yes")
    assert "The cases are merged." in amal.text
    assert commission.view(other).state is State.MERGED
    assert f"{other} came into this case." in at(amal, into, "more").text


def test_a_case_is_exported_under_words_that_are_long_enough(case_id: str, commission: Commission):
    amal = at(commission.amal, case_id, "more")
    amal.enter(words="short").do("export")
    assert "Choose at least 12 letters." in amal.text
    amal.enter(words="seven quiet lamps outside").do("export")
    assert "The file is ready." in amal.text
    (button,) = amal.app.get("download_button")
    assert button.label == "Download the file"
    assert "Karl Weber" not in repr(amal.app.session_state)


def test_two_at_once_are_told_and_lose_nothing(case_id: str, commission: Commission):
    amal = at(commission.amal, case_id, "messages").enter(text0="We have it.")
    at(commission.boris, case_id, "messages").enter(text0="I have it.").do("send")
    amal.do("send")
    assert "This cannot follow from where the case stands now." in amal.text
    assert amal.entry("text0").value == "We have it."
    assert len(commission.view(case_id).messages) == 1

    at(amal, case_id, "decision").enter(alleged="He shouted.").do("allege")
    (allegation,) = commission.view(case_id).allegations
    at(amal, case_id, "police").enter(account_none="He has left the service.").do("account-save")
    reason = f"reason-{allegation.number}"
    at(amal, case_id, "decision").enter(**{reason: "So it was."}).do(f"find-{allegation.number}")
    amal.enter(results__apology=True, outcome="Sorry.").do("outcome-save").do("decide")
    at(commission.boris, case_id, "work").enter(note="Wait, there is more.").do("note-add")
    amal.do("decide-yes")
    assert "Somebody else has added something to this case." in amal.text
    assert commission.view(case_id).state is State.ACKNOWLEDGED


def test_a_review_is_for_somebody_else(case_id: str, commission: Commission):
    decided(commission, case_id)
    portal = commission.portal
    portal.following.ask_review(commission.complainant(case_id), "Look again.", "en")
    amal = at(commission.amal, case_id, "decision")
    assert "Somebody else decides this time." in amal.text
    amal.do("decide").do("decide-yes")
    assert "A review is for somebody else" in amal.text
    boris = at(commission.boris, case_id, "decision")
    boris.enter(outcome="We looked again.").do("outcome-save").do("decide").do("decide-yes")
    assert "The case is decided." in boris.text


def decided(commission: Commission, case_id: str) -> None:
    """Let amal decide a case and tell the complainant."""
    amal = at(commission.amal, case_id, "messages").enter(text0="We have it.").do("send")
    at(amal, case_id, "decision").enter(alleged="He shouted.").do("allege")
    (allegation,) = commission.view(case_id).allegations
    at(amal, case_id, "police").enter(account_none="He has left the service.").do("account-save")
    reason = f"reason-{allegation.number}"
    at(amal, case_id, "decision").enter(**{reason: "Heard by two."})
    amal.do(f"find-{allegation.number}")
    amal.enter(results__explanation=True, outcome="We explained.").do("outcome-save")
    amal.do("decide").do("decide-yes")
    at(amal, case_id, "messages").enter(text0="Decided.").do("send")
    assert commission.view(case_id).told_on is not None
