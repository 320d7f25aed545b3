"""What conditions mean, which are refused and where, and that nothing hostile gets through."""

from __future__ import annotations

import operator
import re
import time
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from copfeedback.surveys.expressions import (
    MAX_DEPTH,
    MAX_LENGTH,
    Answers,
    AnswerValue,
    ExpressionError,
    compile_condition,
)

ANSWERED = {"sex": "woman", "age": 34, "trust": 7, "ticked": ("a", "c"), "word": "a c", "none": "0"}

MEANINGS: list[tuple[str, Answers, bool]] = [
    # equality of codes
    ("${sex} = 'woman'", ANSWERED, True),
    ('${sex} = "woman"', ANSWERED, True),
    ("'woman' = ${sex}", ANSWERED, True),
    ("${sex} = 'Woman'", ANSWERED, False),
    ("${sex} != 'man'", ANSWERED, True),
    ("${sex} = ${sex}", ANSWERED, True),
    ("'a' = 'a'", {}, True),
    # an unanswered question is the empty text
    ("${sex} = ''", {}, True),
    ("${sex} != 'woman'", {}, True),
    ("${sex} = ''", ANSWERED, False),
    ("${age} = 0", {}, False),
    ("${age} != 0", {}, True),
    ("${age} < 18", {}, False),
    ("${age} >= 18", {}, False),
    # numbers
    ("${age} = 34", ANSWERED, True),
    ("${age} = 34.0", ANSWERED, True),
    ("${age} = '34'", ANSWERED, True),
    ("${age} != 35", ANSWERED, True),
    ("${age} > 33.5", ANSWERED, True),
    ("${age} >= 34", ANSWERED, True),
    ("${age} < 34", ANSWERED, False),
    ("${age} <= 34", ANSWERED, True),
    ("18 <= ${age}", ANSWERED, True),
    ("${age} > ${trust}", ANSWERED, True),
    ("-1 < ${none}", ANSWERED, True),
    ("${none} = 0", ANSWERED, True),
    ("${none} = 0", {"none": 0}, True),
    # what is no number has no order and equals no number
    ("${sex} < 1", ANSWERED, False),
    ("${sex} > 1", ANSWERED, False),
    ("${sex} = 1", ANSWERED, False),
    ("${sex} != 1", ANSWERED, True),
    ("${sex} >= 'woman'", ANSWERED, False),
    ("${word} > 5", {"word": "1_0"}, False),
    ("${word} > 5", {"word": "inf"}, False),
    ("${word} = 1", {"word": "1e0"}, False),
    ("${word} = 10", {"word": " 10 "}, True),
    # ticked choices
    ("selected(${ticked}, 'a')", ANSWERED, True),
    ("selected(${ticked}, 'b')", ANSWERED, False),
    ("selected(${ticked}, 'a')", {}, False),
    ("selected(${sex}, 'woman')", ANSWERED, True),
    ("selected(${trust}, '7')", ANSWERED, True),
    ("${ticked} = 'a c'", ANSWERED, True),
    ("${ticked} = ''", {}, True),
    # joining
    ("${sex} = 'woman' and ${age} > 40", ANSWERED, False),
    ("${sex} = 'woman' or ${age} > 40", ANSWERED, True),
    ("not(${sex} = 'woman')", ANSWERED, False),
    ("not(not(${sex} = 'woman'))", ANSWERED, True),
    ("${sex} = 'x' and ${sex} = 'y' or ${sex} = 'woman'", ANSWERED, True),
    ("${sex} = 'x' and (${sex} = 'y' or ${sex} = 'woman')", ANSWERED, False),
    ("${sex} = 'woman' or ${sex} = 'x' and ${sex} = 'y'", ANSWERED, True),
    ("${sex}='woman'and${age}=34", ANSWERED, True),
    ("  ( ( ${ sex } = 'woman' ) )\n", ANSWERED, True),
    ("${age} = 34 and ${age} = 34 and ${age} = 35", ANSWERED, False),
    ("${sex} = 'and'", {"sex": "and"}, True),
]


@pytest.mark.parametrize(("source", "answers", "expected"), MEANINGS)
def test_a_condition_means_what_survey_forms_mean_by_it(
    source: str, answers: Answers, expected: bool
):
    assert compile_condition(source).holds(answers) is expected


FAULTS = [
    ("", 1, "expected an answer, number or text but found the end"),
    ("   ", 1, "found the end"),
    ("${sex}", 1, "a comparison such as"),
    ("'woman'", 1, "a comparison such as"),
    ("(${sex}) = 'woman'", 2, "a comparison such as"),
    ("${sex} =", 9, "found the end"),
    ("${sex} == 'woman'", 9, "found “=”"),
    ("${sex} = 'woman", 10, "a quotation mark is not closed"),
    ("${sex} = \"woman'", 10, "a quotation mark is not closed"),
    ("${sex = 'woman'", 1, "“$” has no meaning here"),
    ("$sex = 'woman'", 1, "“$” has no meaning here"),
    ("${1sex} = 'woman'", 1, "“$” has no meaning here"),
    ("sex = 'woman'", 1, "there is no function “sex”"),
    ("${sex} = 'woman' && ${age} = 1", 18, "“&” has no meaning here"),
    ("${sex} = 'woman' and", 21, "found the end"),
    ("and ${sex} = 'woman'", 1, "there is no function “and”"),
    ("${sex} = 'woman' ${age} = 3", 18, "“age” was not expected here"),
    ("${a} = ${b} = ${c}", 13, "“=” was not expected here"),
    ("(${sex} = 'woman'", 18, "expected “)” but found the end"),
    ("${sex} = 'woman')", 17, "“)” was not expected here"),
    ("not ${sex} = 'woman'", 5, "expected “(”"),
    ("not(", 5, "found the end"),
    ("selected(", 10, "expected “,” but found the end"),
    ("selected(${sex}", 16, "expected “,” but found the end"),
    ("selected(${sex},", 1, "write selected(${question}, 'code')"),
    ("selected(${sex}, 3)", 1, "write selected(${question}, 'code')"),
    ("selected('sex', 'woman')", 1, "write selected(${question}, 'code')"),
    ("selected(${sex}, 'woman'", 25, "expected “)” but found the end"),
    ("(${a} = 1) = (${b} = 1)", 1, "only answers, numbers and texts compare"),
    ("${a} = not(${b} = 1)", 1, "only answers, numbers and texts compare"),
    ("exec('rm')", 1, "there is no function “exec”"),
    ("__import__('os')", 1, "“_” has no meaning here"),
    ("${a} = 1; ${b} = 1", 9, "“;” has no meaning here"),
]


@pytest.mark.parametrize(("source", "column", "fault"), FAULTS)
def test_a_faulty_condition_is_refused_with_its_column(source: str, column: int, fault: str):
    with pytest.raises(ExpressionError) as caught:
        compile_condition(source)

    assert caught.value.column == column
    assert fault in caught.value.fault


@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000,
        "not(" * 25_000,
        ")" * 100_000,
        "'" * 99_999,
        "${" * 50_000,
        "${a}=1 and " * 10_000,
        " " * 100_000,
        "selected(" * 11_000,
        "-" * 100_000,
        "9" * 100_000,
    ],
    ids=lambda source: source[:10],
)
def test_a_condition_is_refused_at_once_when_it_is_hostile(source: str):
    begun = time.perf_counter()

    with pytest.raises(ExpressionError):
        compile_condition(source)

    assert time.perf_counter() - begun < 1


def test_parentheses_may_nest_when_they_nest_within_reason():
    inside = "(" * MAX_DEPTH + "${a} = 1" + ")" * MAX_DEPTH
    too_deep = f"({inside})"

    assert compile_condition(inside).holds({"a": 1})
    with pytest.raises(ExpressionError, match="too many nested parentheses"):
        compile_condition(too_deep)


def test_a_long_condition_works_when_it_is_within_the_limit():
    source = " or ".join(["${a} = 1"] * (MAX_LENGTH // 12))

    assert compile_condition(source).holds({"a": 1})
    assert not compile_condition(source).holds({"a": 2})


@given(
    st.text(alphabet=st.sampled_from(list("${}ab'\"()=!<>,-.0 \n٣not selectedand or")), max_size=40)
)
def test_a_condition_is_read_or_refused_when_it_is_rubbish(source: str):
    try:
        condition = compile_condition(source)
    except ExpressionError as error:
        event(f"refused: {error.fault[:10]}")
        columns = [error.column]
    else:
        columns = []
        assert condition.holds({}) in {True, False}

    assert all(1 <= column <= len(source) + 1 for column in columns)


def test_what_a_condition_looks_at_is_known_when_a_survey_is_checked():
    condition = compile_condition("${a} = 'x' and (not(selected(${b}, 'y')) or 'z' != ${c})")

    assert condition.references() == {"a", "b", "c"}
    assert set(condition.codes_compared()) == {("a", "x"), ("b", "y"), ("c", "z")}


# An oracle: conditions are generated as trees, written out as a survey author would, and
# evaluated by a second, plain evaluator that knows nothing of the parser.

NAMES = ("one", "two", "three")
CODES = ("yes", "no", "5", "-3", "")
OPERATORS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Tree = tuple[Any, ...]

names = st.sampled_from(NAMES)
values: st.SearchStrategy[Tree] = st.one_of(
    st.tuples(st.just("answer"), names),
    st.tuples(st.just("text"), st.sampled_from(CODES)),
    st.tuples(st.just("number"), st.sampled_from([-3, 0, 5, 5.5])),
)
comparisons: st.SearchStrategy[Tree] = st.one_of(
    st.tuples(st.just("compare"), st.sampled_from(list(OPERATORS)), values, values),
    st.tuples(st.just("selected"), names, st.sampled_from(CODES)),
)
trees: st.SearchStrategy[Tree] = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
    ),
    max_leaves=8,
)
answer_sets: st.SearchStrategy[dict[str, AnswerValue]] = st.dictionaries(
    names,
    st.one_of(
        st.sampled_from([code for code in CODES if code]),
        st.integers(-5, 10),
        st.lists(st.sampled_from(["yes", "no", "5"]), min_size=1, max_size=3, unique=True).map(
            tuple
        ),
    ),
)


def written(tree: Tree) -> str:
    """The condition as an author writes it, with parentheses only where they are needed."""
    match tree:
        case ("compare", symbol, left, right):
            return f"{written_value(left)} {symbol} {written_value(right)}"
        case ("selected", name, code):
            return f"selected(${{{name}}}, '{code}')"
        case ("not", inner):
            return f"not({written(inner)})"
        case (word, *sides):
            parts = [
                f"({written(side)})" if (word, side[0]) == ("and", "or") else written(side)
                for side in sides
            ]
            return f" {word} ".join(parts)
    raise ValueError(tree)


def written_value(value: Tree) -> str:
    kind, content = value
    forms = {"answer": f"${{{content}}}", "text": f"'{content}'", "number": str(content)}
    return forms[kind]


def true_of(tree: Tree, answers: Answers) -> bool:
    """What the tree means, said without any of the code under test."""
    kind, *parts = tree
    if kind == "compare":
        left, right = worth(parts[1], answers), worth(parts[2], answers)
        if parts[0] in {"=", "!="} and isinstance(left, str) and isinstance(right, str):
            return (left == right) == (parts[0] == "=")
        pair = [number_in(left), number_in(right)]
        if None in pair:
            return bool(parts[0] == "!=")
        return bool(OPERATORS[parts[0]](*pair))
    if kind == "selected":
        answer = answers.get(parts[0])
        ticked = answer if isinstance(answer, tuple) else [] if answer is None else [str(answer)]
        return parts[1] in ticked
    if kind == "not":
        return not true_of(parts[0], answers)
    truths = [true_of(part, answers) for part in parts]
    return all(truths) if kind == "and" else any(truths)


def worth(value: Tree, answers: Answers) -> str | float:
    kind, content = value
    if kind != "answer":
        return content  # type: ignore[no-any-return]
    answer = answers.get(content, "")
    return " ".join(answer) if isinstance(answer, tuple) else answer


def number_in(value: str | float) -> float | None:
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return None
    return float(value)


@settings(max_examples=300)
@given(tree=trees, answers=answer_sets)
def test_a_condition_agrees_with_a_plain_evaluator(tree: Tree, answers: dict[str, AnswerValue]):
    assert compile_condition(written(tree)).holds(answers) == true_of(tree, answers)
