"""What expressions mean, and what is known of them."""

from __future__ import annotations

import pickle
from copy import deepcopy
from datetime import date

import pytest

from copfeedback.surveys.expressions import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TEXT,
    Answers,
    AnswerValue,
    ExpressionError,
    compile_condition,
    compile_expression,
    is_name,
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
    ("(${age} > 30) = (${trust} > 5)", ANSWERED, True),
    ("(${sex}) = 'woman'", ANSWERED, True),
    ("selected(${trust}, 7)", ANSWERED, True),
    ("true()", {}, True),
    ("if(${age} > 30, ${sex} = 'man', ${sex} = 'woman')", ANSWERED, False),
    ("${возраст} >= 18 and ${उम्र} >= 18 and ${a-b.c} = ''", {"возраст": 18, "उम्र": 18}, True),
]


@pytest.mark.parametrize(("source", "answers", "expected"), MEANINGS)
def test_a_condition_means_what_survey_forms_mean_by_it(
    source: str, answers: Answers, expected: bool
):
    assert compile_condition(source).holds(answers) is expected


VALUES: list[tuple[str, str | int | float | bool]] = [
    # arithmetic, strongest first
    ("2 + 3 * 4", 14),
    ("(2 + 3) * 4", 20),
    ("10 - 4 - 3", 3),
    ("12 div 4 div 3", 1),
    ("7 mod 3", 1),
    ("-7 mod 3", -1),
    ("7 div 2", 3.5),
    ("-${n} + 10", 7),
    ("2 - -2", 4),
    ("${n}-1", 2),
    ("5div 2", 2.5),
    ("${n} + ''", ""),
    ("${nothing} + 1", ""),
    ("${word} * 2", ""),
    ("1 div 0", ""),
    ("0 div 0", ""),
    # numbers and texts
    ("${n}", 3),
    ("${n} * 1.0", 3),
    ("${d}", 2.5),
    ("concat(${n} * 1.0, '/', ${d}, '/', 1 div 4)", "3/2.5/0.25"),
    ("concat(1 div 0, ' ', 0 div 0)", "Infinity NaN"),
    ("string(0.0000001)", "0.0000001"),
    ("concat(1 = 1, ${nothing})", "true"),
    ("${ticked}", "a c"),
    ("string-length(${word})", 5),
    ("string-length('நி')", 2),
    ("number('12.50')", 12.5),
    ("number(true())", 1),
    ("int(3.9)", 3),
    ("int(-3.9)", -3),
    ("round(2.5)", 3),
    ("round(-2.5)", -2),
    ("round(2.675, 2)", 2.68),
    ("round(1234, -2)", 1200),
    ("abs(-4)", 4),
    ("substr('hello', 1, 3)", "el"),
    ("substr('hello', -3)", "llo"),
    ("normalize-space('  a   b ')", "a b"),
    ("join(', ', 'a', 'b')", "a, b"),
    # choices and several values
    ("count-selected(${ticked})", 2),
    ("count-selected(${nothing})", 0),
    ("selected-at(${ticked}, 1)", "c"),
    ("selected-at(${ticked}, 2)", ""),
    ("coalesce(${nothing}, ${n})", 3),
    ("sum(${n}, ${nothing}, ${d})", 5.5),
    ("min(${n}, ${d}, ${nothing})", 2.5),
    ("max(${n}, ${d})", 3),
    ("min(${nothing})", ""),
    ("count-non-empty(${n}, ${nothing}, ${ticked})", 2),
    ("if(${n} > 2, 'many', 'few')", "many"),
    ("if (${n} > 5, 'many', '')", ""),
    ("contains(${word}, 'ell') and starts-with(${word}, 'h') and ends-with(${word}, 'o')", True),
    # days count in days, times are parts of a day
    ("today()", "2024-03-01"),
    ("today() - ${day}", 1),
    ("int((today() - '2000-03-02') div 365.25)", 23),
    ("${day} < today()", True),
    ("${day} = '2024-02-29'", True),
    ("${day} >= today() - 1", True),
    ("date(today() + 1)", "2024-03-02"),
    ("date('2023-02-29')", ""),
    ("format-date(${day}, '%d.%m.%Y, %e.%n.%y, 100 %%')", "29.02.2024, 29.2.24, 100 %"),
    ("decimal-date-time('1970-01-11')", 10),
    ("${time} >= '08:00' and ${time} < '12:00:30'", True),
    ("${nothing} <= today()", False),
]
GIVEN: Answers = {
    "n": 3,
    "d": 2.5,
    "word": "hello",
    "ticked": ("a", "c"),
    "day": "2024-02-29",
    "time": "09:15",
}


@pytest.mark.parametrize(("source", "expected"), VALUES)
def test_an_expression_is_worth_what_survey_forms_mean_by_it(
    source: str, expected: str | float | bool
):
    value = compile_expression(source).value(GIVEN, today=date(2024, 3, 1))

    assert value == expected
    assert type(value) is type(expected)


CONSTRAINTS: list[tuple[str, AnswerValue, bool]] = [
    (". >= 18 and . <= 120", 18, True),
    (".>= 18 and .<= 120", 121, False),
    (". > 0 or . = -999", -999, True),
    (".<=.5", 0.25, True),
    (". <= today()", "2024-03-01", True),
    (". <= today()", "2024-03-02", False),
    ("not(selected(., 'none') and count-selected(.) > 1)", ("none",), True),
    ("not(selected(., 'none') and count-selected(.) > 1)", ("none", "a"), False),
    ("regex(., '[0-9]{3}')", "123", True),
    ("regex(., '[0-9]{3}')", "1234", False),
    ("string-length(.) < 5", "four", True),
    (". != ${n}", 3, False),
]


@pytest.mark.parametrize(("source", "this", "expected"), CONSTRAINTS)
def test_a_constraint_looks_at_the_answer_itself(source: str, this: AnswerValue, expected: bool):
    expression = compile_expression(source)

    assert expression.uses_this
    assert expression.holds(GIVEN, this=this, today=date(2024, 3, 1)) is expected


def test_a_choice_filter_looks_at_the_columns_of_a_choice():
    expression = compile_expression("region = ${region} and (kind-2 != 'x' or size > 5)")

    assert expression.columns() == {"region", "kind-2", "size"}
    assert expression.holds({"region": "n"}, columns={"region": "n", "kind-2": "x", "size": "6"})
    assert not expression.holds({"region": "n"}, columns={"region": "s", "kind-2": "y"})


def test_today_is_unanswered_when_no_day_is_said():
    expression = compile_expression("today()")

    assert expression.uses_today
    assert expression.value({}) == ""
    assert not compile_expression("today").uses_today


def test_parentheses_may_nest_when_they_nest_within_reason():
    inside = "(" * MAX_DEPTH + "${a} = 1" + ")" * MAX_DEPTH
    too_deep = f"({inside})"

    assert compile_condition(inside).holds({"a": 1})
    with pytest.raises(ExpressionError, match="too many nested parentheses"):
        compile_condition(too_deep)


def test_the_deepest_expression_works_when_every_operator_is_in_every_parenthesis():
    opened, closed = "not(1 = 2 or 1 = 1 and 1 = 1 + 1 * -number(", "))"
    source = opened * (MAX_DEPTH // 2) + "1" + closed * (MAX_DEPTH // 2)

    expression = compile_expression(source)

    assert expression.holds({}) in {True, False}
    assert expression.references() == frozenset()


def test_a_long_expression_works_when_it_is_within_the_limit():
    ors = " or ".join(["${a} = 1"] * (MAX_LENGTH // 12))
    sums = "+".join(["1"] * (MAX_LENGTH // 2))

    assert compile_condition(ors).holds({"a": 1})
    assert not compile_condition(ors).holds({"a": 2})
    assert compile_expression(sums).value({}) == MAX_LENGTH // 2


def test_a_text_is_cut_when_it_would_grow_without_end():
    source = f"concat({', '.join(['${a}'] * 500)})"

    value = compile_expression(source).value({"a": "x" * 5_000})

    assert value == "x" * MAX_TEXT


def test_what_an_expression_looks_at_is_known_when_a_survey_is_checked():
    expression = compile_expression(
        "${a} = 'x' and (not(selected(${b}, 'y')) or 'z' != ${c} or ${d} = 1 or selected(., 'n'))"
    )

    assert expression.references() == {"a", "b", "c", "d"}
    compared = {("a", "x"), ("b", "y"), ("c", "z"), ("d", "1")}
    assert set(expression.codes_compared()) == compared
    assert set(expression.codes_compared(this="e")) == {*compared, ("e", "n")}


def test_questions_are_renamed_but_nothing_else_when_they_are_called_differently():
    expression = compile_expression("${a} = 'a' and  ${ b }!= ${ab} and '${a}' != a")

    renamed = expression.renamed({"a": "x.1", "b": "a", "other": "y"})

    assert renamed.source == "${x.1} = 'a' and  ${a}!= ${ab} and '${a}' != a"
    assert renamed.references() == {"x.1", "a", "ab"}
    assert expression.renamed({"z": "y"}) is expression


def test_two_expressions_are_equal_when_they_are_written_alike():
    one, same, other = map(compile_expression, ("${a} = 1", "${a} = 1", "${a} = 2"))

    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert pickle.loads(pickle.dumps(one)).holds({"a": 1})  # noqa: S301 - our own
    assert deepcopy(one) == one


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("age", True),
        ("_age.2-b", True),
        ("возраст", True),
        ("उम्र", True),
        ("السن", True),
        ("", False),
        ("2age", False),
        ("-age", False),
        ("my age", False),
        ("a/b", False),
        ("a'", False),
    ],
)
def test_a_name_is_letters_digits_and_three_signs_in_any_script(name: str, expected: bool):
    assert is_name(name) is expected
