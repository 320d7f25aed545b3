"""That expressions mean what a second, plain evaluator says, and that none ever fails."""

from __future__ import annotations

from typing import Any

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from copfeedback.surveys.expressions import (
    FUNCTIONS,
    Expression,
    ExpressionError,
    ValueType,
    check_types,
    compile_expression,
    type_of,
)
from tests.surveys.expression_oracle import (
    NAMES,
    TODAY,
    Tree,
    answer_sets,
    answers,
    result,
    trees,
    truth_of,
    written,
)

any_text = st.text(st.characters(exclude_categories=()), max_size=20)
any_answers = st.dictionaries(
    st.sampled_from([*NAMES, "a", "b"]),
    st.one_of(
        any_text,
        st.integers(),
        st.floats(),
        st.sampled_from([10**400, -(10**400), "9" * 400, "0000-00-00", "9999-12-31", "2023-02-29"]),
        st.lists(any_text, max_size=3).map(tuple),
    ),
)
_WORDS = [
    *FUNCTIONS,
    *["and", "or", "div", "mod", "${a}", "${b}", ".", "..", "=", "!=", "<", "<=", ">", ">="],
    *["+", "-", "*", "(", ")", ",", "'", '"', "1", "2.5", ".5", "'x'", "''", "\n", "filter"],
    *["'[0-9]+'", "'%Y'", "'2024-01-31'", "==", "&&", "!", "٣", "नाम", "${", "\ud800", "/", "["],
]
rubbish = st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join)


@settings(max_examples=600)
@given(tree=trees, given_answers=answer_sets, this=answers)
@example(("binary", "-", ("call", "today"), ("text", "2024-02-29")), {}, "")
@example(("binary", "<=", ("text", "2024-02-29"), ("call", "today")), {}, "")
@example(("call", "round", ("minus", ("number", 2.5))), {}, "")
@example(("binary", "div", ("number", 1.0), ("minus", ("number", 0.0))), {}, "")
def test_an_expression_agrees_with_a_plain_evaluator(
    tree: Tree, given_answers: dict[str, Any], this: Any
):
    expression = compile_expression(written(tree))
    expected = result(tree, given_answers, this)

    found = expression.value(given_answers, this=this, today=TODAY)

    assert (found, isinstance(found, bool)) == (expected, isinstance(expected, bool))
    if expected != "":  # not-a-number is kept as unanswered; both are false
        assert expression.holds(given_answers, this=this, today=TODAY) is truth_of(
            float(expected) if isinstance(expected, int) else expected
        )


@settings(max_examples=500)
@given(source=st.one_of(rubbish, any_text, st.text("${}ab'\"()=!<>,-.0 \n٣", max_size=40)))
def test_an_expression_is_read_or_refused_when_it_is_rubbish(source: str):
    expression = _read(source)

    if expression is not None:
        assert expression.holds({}) in {True, False}


@settings(max_examples=500)
@given(source=rubbish, given_answers=any_answers, this=any_text)
def test_an_expression_is_worked_out_when_answers_are_rubbish(
    source: str, given_answers: dict[str, Any], this: str
):
    expression = _read(source)

    if expression is not None:
        value = expression.value(given_answers, this=this, today=TODAY)
        assert isinstance(value, str | int | float)
        assert value == value  # noqa: PLR0124 - never not-a-number
        assert expression.holds(given_answers, columns={"filter": "x"}) in {True, False}


@settings(max_examples=300)
@given(tree=trees, given_answers=any_answers)
def test_every_tree_is_worked_out_when_answers_are_rubbish(
    tree: Tree, given_answers: dict[str, Any]
):
    expression = compile_expression(written(tree))

    assert isinstance(expression.value(given_answers, today=TODAY), str | int | float)


@settings(max_examples=300)
@given(
    tree=trees,
    types=st.fixed_dictionaries(
        {}, optional={name: st.sampled_from([None, *ValueType]) for name in NAMES}
    ),
    expected=st.sampled_from([None, *ValueType]),
)
def test_types_are_checked_within_the_source_when_anything_is_asked(
    tree: Tree, types: dict[str, ValueType | None], expected: ValueType | None
):
    expression = compile_expression(written(tree))

    faults = check_types(expression, types, expected=expected)

    assert all(1 <= fault.column <= len(expression.source) and fault.fix for fault in faults)
    assert [fault.column for fault in faults] == sorted(fault.column for fault in faults)
    assert type_of(expression, types) in {None, *ValueType}


@given(tree=trees, given_answers=answer_sets)
def test_an_expression_means_the_same_when_its_questions_are_renamed(
    tree: Tree, given_answers: dict[str, Any]
):
    names = {name: f"new_{place}" for place, name in enumerate(NAMES)}
    expression = compile_expression(written(tree))

    renamed = expression.renamed(names)

    assert renamed.references() == {names[name] for name in expression.references()}
    assert renamed.value({names[name]: value for name, value in given_answers.items()}) == (
        expression.value(given_answers)
    )


def _read(source: str) -> Expression | None:
    try:
        return compile_expression(source)
    except ExpressionError as caught:
        error = caught
    event(f"refused: {error.fault[:10]!a}")  # half a surrogate pair cannot be reported
    assert 1 <= error.column <= len(source) + 1
    assert error.fix
    return None
