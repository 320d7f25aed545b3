"""Which answers lie on one line from bad to good."""

from __future__ import annotations

from copfeedback.results.answer_order import answer_order
from copfeedback.surveys.model import Choice, Row
from tests.factories import a_question, in_languages

AGREEMENT = ("strongly_agree", "agree", "neither", "disagree", "strongly_disagree", "dont_know")


def a_grid(*codes: str, favourable: tuple[str, ...] = ()):
    choices = tuple(Choice(code, in_languages(code)) for code in codes)
    rows = (Row("one", in_languages("one"), favourable), Row("two", in_languages("two")))
    return a_question("grid", "likert_grid", choices=choices, rows=rows)


def test_a_grid_runs_from_bad_to_good_around_its_neutral_answer():
    order = answer_order(a_grid(*AGREEMENT, favourable=("strongly_agree", "agree")), "one")
    assert order
    assert order.bad == ("strongly_disagree", "disagree")
    assert order.neutral == "neither"
    assert order.good == ("agree", "strongly_agree")
    assert order.beside == ("dont_know", "no_answer")


def test_a_row_without_good_answers_follows_the_rows_beside_it():
    grid = a_grid(*AGREEMENT, favourable=("strongly_agree", "agree"))
    assert answer_order(grid, "two") == answer_order(grid, "one")


def test_the_middle_of_five_is_neutral_whatever_it_is_called():
    order = answer_order(a_grid("a", "b", "c", "d", "e", favourable=("d", "e")), "one")
    assert order
    assert (order.bad, order.neutral, order.good) == (("a", "b"), "c", ("d", "e"))


def test_answers_of_an_indicator_part_at_the_good_ones():
    question = a_question(
        "safe",
        "single",
        "very_safe",
        "safe",
        "unsafe",
        "never_alone",
        favourable=("very_safe", "safe"),
    )
    order = answer_order(question, "safe")
    assert order
    assert (order.bad, order.neutral, order.good) == (("unsafe",), None, ("safe", "very_safe"))
    assert order.beside == ("never_alone", "no_answer")


def test_a_scale_has_its_middle_point_in_the_middle():
    order = answer_order(a_question("trust", "scale"), "trust")
    assert order
    assert order.neutral == "5"
    assert order.line == tuple(map(str, range(11)))


def test_reasons_have_no_order():
    assert answer_order(a_question("why", "single", "slow", "rude"), "why") is None
    assert answer_order(a_question("wishes", "multiple", "lights", "patrols"), "wishes") is None


def test_good_answers_in_the_middle_make_no_line():
    question = a_question("tempo", "single", "slow", "right", "fast", favourable=("right",))
    assert answer_order(question, "tempo") is None
