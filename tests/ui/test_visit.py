"""A way through a survey that loses nothing and always ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copfeedback.ui.visit import Screen, Visit
from tests.factories import a_question, a_survey

SURVEY = a_survey(
    [a_question("seen", "single", "yes", "no", required=True)],
    [a_question("how_often", "number", show_if="${seen} = 'yes'")],
    [a_question("views", "likert_grid", "listens", "explains")],
)


def a_visit(**entered: str) -> Visit:
    visit = Visit(SURVEY)
    visit.forward()
    visit.take({item: [value] for item, value in entered.items()})
    return visit


def test_nothing_is_unsent_before_something_was_entered():
    assert not a_visit().is_unsent
    assert a_visit(seen="no").is_unsent


def test_a_section_without_a_question_for_this_person_is_passed_over():
    visit = a_visit(seen="no")
    visit.forward()
    assert visit.section_id == "page_3"


def test_one_stays_and_is_told_when_something_must_be_mended():
    visit = a_visit()
    visit.forward()
    assert visit.section_id == "page_1"
    assert visit.checking


def test_going_back_needs_no_valid_answers():
    visit = a_visit(seen="yes")
    visit.forward()
    visit.take({"how_often": ["often"]})
    visit.back()
    assert visit.section_id == "page_1"
    assert visit.entered["how_often"] == ["often"]


def test_going_back_from_the_first_section_leads_to_the_introduction():
    visit = a_visit(seen="no")
    visit.back()
    assert visit.screen is Screen.INTRODUCTION
    assert visit.is_unsent


def test_an_emptied_field_is_no_entry_any_more():
    visit = a_visit(seen="no")
    visit.take({"seen": [""]})
    assert visit.entered == {}


def test_a_change_from_the_review_leads_back_to_the_review():
    visit = a_visit(seen="no")
    visit.forward()
    visit.forward()
    assert visit.screen is Screen.REVIEW
    visit.change(SURVEY.sections[0])
    visit.take({"seen": ["yes"]})
    visit.forward()
    assert visit.screen is Screen.REVIEW


def test_a_failure_to_send_keeps_answers_and_nonce():
    visit = a_visit(seen="no")
    nonce = visit.nonce
    visit.fail("23456789")
    assert (visit.screen, visit.nonce, visit.is_unsent) == (Screen.REVIEW, nonce, True)


def test_what_was_entered_is_forgotten_when_it_is_over():
    visit = a_visit(seen="no")
    visit.finish(Screen.THANKS)
    assert not visit.is_unsent


def test_a_new_visit_has_a_nonce_of_its_own():
    assert a_visit().nonce != a_visit().nonce


@given(
    st.dictionaries(
        st.sampled_from(["seen", "how_often", "listens", "explains"]),
        st.sampled_from(["yes", "no", "3", "agree", "rubbish"]),
    )
)
def test_the_way_forward_ends_at_the_review_or_at_something_to_mend(entered):
    visit = a_visit(**entered)
    for _ in SURVEY.sections:
        visit.forward()
        if visit.checking:
            assert visit.route.problems_in(visit.section)
            return
        if visit.screen is Screen.REVIEW:
            return
    raise AssertionError("it goes on for ever")
