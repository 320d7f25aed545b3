"""What the police liaison sees of a case, and how an answer comes back into it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from copfeedback.complaints.casework_tables import case_request
from copfeedback.storage.engine import writing
from tests.pages.casework import Commission
from tests.pages.conftest import Calendar


@pytest.fixture
def asked(commission: Commission, calendar: Calendar) -> str:
    """A case with a request to the police."""
    case_id = commission.a_case()
    amal = commission.amal.open("case", case=case_id, part="police")
    today = calendar.today.isoformat()
    amal.enter(risk="Small.", what="That a phone broke.", not_before=today).do("plan")
    of = str(commission.view(case_id).narrative.number)
    amal.enter(**{f"black-{of}": "Karl Weber\nmy mother"}).do("keep-copy")
    (copy,) = commission.view(case_id).copies
    day = calendar.today + timedelta(days=14)
    amal.enter(
        to=commission.staff_id("erik"),
        request="Who was on duty on 3 March?",
        copy=str(copy.number),
        due=day.isoformat(),
    ).do("send-request")
    assert "The request is with the police." in amal.text
    return case_id


def test_the_liaison_sees_the_question_and_the_copy_alone(asked: str, commission: Commission):
    erik = commission.erik.open("case-requests")
    assert "Who was on duty on 3 March?" in erik.text
    assert "He broke her phone." in erik.text
    for hidden in ("Weber", "my mother", asked, "amal"):
        assert hidden not in erik.page
    assert "not for" in erik.open("case", case=asked).text or "This page is for" in erik.text


def test_the_answer_comes_into_the_case(asked: str, commission: Commission):
    erik = commission.erik.open("case-requests")
    (send,) = (each.key for each in erik.app.button if "send-" in (each.key or ""))
    erik.press(send)
    assert "Please write something" in erik.text
    (answer,) = erik.app.text_area
    answer.set_value("Officer 12 was.")
    erik.press(send)
    assert "Your answer is sent." in erik.text
    assert not erik.app.text_area
    assert "Officer 12 was." in commission.amal.open("case", case=asked, part="police").text


def test_a_request_that_is_late_says_so(asked: str, commission: Commission, calendar: Calendar):
    yesterday = calendar.today - timedelta(days=1)
    with writing(commission.portal.engine) as connection:
        connection.execute(update(case_request).values(due_on=yesterday))
    assert "Overdue by 1 day" in commission.erik.open("case-requests").text


def test_a_request_is_taken_back(asked: str, commission: Commission):
    amal = commission.amal.open("case", case=asked, part="police")
    (request,) = commission.view(asked).requests
    amal.do(f"withdraw-{request.number}")
    assert "It is taken back." in amal.text
    assert "Who was on duty" not in commission.erik.open("case-requests").text
