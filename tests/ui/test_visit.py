"""A way through a survey that loses nothing and always ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copfeedback.surveys.carried import Carried
from copfeedback.ui.visit import Screen, Visit
from tests.factories import TODAY, a_question, a_survey

SURVEY = a_survey(
    [a_question("seen", "single", "yes", "no", required=True)],
    [a_question("how_often", "number", show_if="${seen} = 'yes'")],
    [a_question("views", "likert_grid", "listens", "explains")],
)


def a_visit(**entered: str) -> Visit:
    visit = Visit(SURVEY, lambda: TODAY)
    visit.forward()
    for page in ("page_1", "page_2", "page_3"):
        take(visit, page, **entered)
    return visit


def take(visit: Visit, page_id: str, **entered: str) -> None:
    """Enter something on a page, and leave its other fields empty."""
    page = visit.route.whole_page(page_id)
    assert page is not None
    visit.take(page, {item: [value] for item, value in entered.items()})


def test_nothing_is_unsent_before_something_was_entered():
    assert not a_visit().is_unsent
    assert a_visit(seen="no").is_unsent


def test_a_section_without_a_question_for_this_person_is_passed_over():
    visit = a_visit(seen="no")
    visit.forward()
    assert visit.page_id == "page_3"


def test_one_stays_and_is_told_when_something_must_be_mended():
    visit = a_visit()
    visit.forward()
    assert visit.page_id == "page_1"
    assert visit.checking


def test_going_back_needs_no_valid_answers():
    visit = a_visit(seen="yes")
    visit.forward()
    take(visit, "page_2", how_often="often")
    visit.back()
    assert visit.page_id == "page_1"
    assert visit.entered["how_often"] == ["often"]


def test_going_back_from_the_first_section_leads_to_the_introduction():
    visit = a_visit(seen="no")
    visit.back()
    assert visit.screen is Screen.INTRODUCTION
    assert visit.is_unsent


def test_an_emptied_field_is_no_entry_any_more():
    visit = a_visit(seen="no")
    take(visit, "page_1", seen="")
    assert visit.entered == {}


def test_a_change_from_the_review_leads_back_to_the_review():
    visit = a_visit(seen="no")
    visit.forward()
    visit.forward()
    assert visit.screen is Screen.REVIEW
    visit.change(SURVEY.sections[0])
    take(visit, "page_1", seen="yes")
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


def test_what_was_put_aside_is_gone_on_with_under_its_number():
    begun = a_visit(seen="no", listens="agree")
    begun.forward()
    begun.change_words()
    other = a_visit(seen="yes")

    other.go_on_with(Carried.of_content(begun.carried.content()), "1234 5678")

    assert (other.entered, other.nonce) == (begun.entered, begun.nonce)
    assert (other.about.resume, other.about.easy, other.about.mode) == ("1234 5678", True, "full")
    assert other.page_id == "page_3"


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
            page = visit.page(visit.route)
            assert page is not None
            assert visit.route.problems_in(page)
            return
        if visit.screen is Screen.REVIEW:
            return
    raise AssertionError("it goes on for ever")
