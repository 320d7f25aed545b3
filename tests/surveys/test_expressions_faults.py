"""Which expressions are refused, at which column, and that nothing hostile gets through."""

from __future__ import annotations

import time

import pytest

from copfeedback.surveys.expressions import (
    ExpressionError,
    compile_condition,
    compile_expression,
)

FAULTS = [
    ("", 1, "expected an answer, number or text but found the end", "write ${question}"),
    ("   ", 1, "found the end", ""),
    ("${sex} =", 9, "found the end", ""),
    ("${sex} == 'woman'", 8, "“==” is not in the language", "write = "),
    ("${a} = 1 && ${b} = 1", 10, "“&&” is not in the language", "write and"),
    ("${a} = 1 || ${b} = 1", 10, "“||” is not in the language", "write or"),
    ("${a} = 1 AND ${b} = 1", 10, "“AND” was not expected here", "write and in small letters"),
    ("(${a} = 1 OR ${b} = 1)", 11, "“OR” was not expected here", "write or in small letters"),
    ("${a} <> 1", 6, "“<>” is not in the language", "write !="),
    ("${a} =< 1", 6, "“=<” is not in the language", "write <="),
    ("${a} ≥ 1", 6, "“≥” is not in the language", "write >="),
    ("!${a}", 1, "“!” is not in the language", "write not(…)"),
    ("4 / 2", 3, "“/” is not in the language", "write div"),
    ("4 % 2", 3, "“%” is not in the language", "write mod"),
    ("../name = 1", 1, "“..” is not in the language", "${question}"),
    ("${sex} = ‘woman’", 10, "typographic quotation mark", "'text'"),
    ("${sex} = “woman”", 10, "typographic quotation mark", "'text'"),
    ("${sex} = 'woman", 10, "a quotation mark is not closed", "end the text with '"),
    ("${sex} = \"woman'", 10, "a quotation mark is not closed", 'end the text with "'),
    ("${sex = 'woman'", 1, "“${” is not closed", "write ${question}"),
    ("${sex = 'a' and ${b} = 1", 1, "no question can be called “sex = 'a' and ${b”", ""),
    ("${1sex} = 'woman'", 1, "no question can be called “1sex”", "begins with a letter"),
    ("${} = 1", 1, "no question can be called “”", ""),
    ("$sex = 'woman'", 1, "“$” has no meaning here", "take it away"),
    ("{sex} = 'woman'", 1, "“{” is not in the language", "dollar"),
    ("${a} =\u200b 1", 7, "an invisible sign (U+200B)", "take it away"),
    ("and ${sex} = 'woman'", 1, "but found “and”", ""),
    ("${sex} = 'woman' and", 21, "found the end", ""),
    ("${sex} = 'woman' ${age} = 3", 18, "“age” was not expected here", "join conditions"),
    ("${a} = ${b} = ${c}", 13, "“=” was not expected here", "join comparisons by and"),
    ("1 < ${a} < 5", 10, "“<” was not expected here", "join comparisons by and"),
    ("(${sex} = 'woman'", 18, "expected “)” but found the end", "close the parenthesis"),
    ("${sex} = 'woman')", 17, "“)” was not expected here", ""),
    ("--1", 1, "two minus signs", ""),
    ("1e5", 2, "“e5” was not expected here", ""),
    ("not ${sex} = 'woman'", 5, "expected “(”", "write not(…)"),
    ("not(", 5, "found the end", ""),
    ("selected(${sex}", 16, "expected “)” but found the end", ""),
    ("selected(${sex},", 17, "found the end", ""),
    ("selected(${sex},)", 17, "found “)”", ""),
    ("selected(${sex})", 1, "selected(…) has 1 values", "give it 2"),
    ("1 + round(1, 2, 3)", 5, "round(…) has 3 values", "give it 1 or 2"),
    ("concat()", 1, "concat(…) has 0 values", "give it at least 1"),
    ("today(1)", 1, "today(…) has 1 values", "give it 0"),
    ("exec('rm')", 1, "there is no function “exec”", "use one of"),
    (
        "count_selected(.)",
        1,
        "there is no function “count_selected”",
        "did you mean count-selected",
    ),
    ("1 + uuid()", 5, "there is no function “uuid”", "nothing may tell one response"),
    ("position(..)", 1, "there is no function “position”", "cannot be repeated"),
    ("now()", 1, "there is no function “now”", "today()"),
    ("pulldata('a', 'b', 'c', ${d})", 1, "there is no function “pulldata”", "other files"),
    ("jr:choice-name(${a}, '${a}')", 1, "“jr:choice-name”", "mention the answer"),
    ("__import__('os')", 1, "there is no function “__import__”", ""),
    ("${a} = 1; ${b} = 1", 9, "“;” is not in the language", ""),
    ("9" * 31, 1, "more than 30 digits", ""),
    ("regex(., ${a})", 10, "the pattern of regex(…) must be a text", ""),
    ("format-date(., '%A')", 16, "“%A” cannot be written in every language", "%Y"),
    ("format-date(., '%')", 16, "“%” cannot be written", ""),
]


@pytest.mark.parametrize(("source", "column", "fault", "fix"), FAULTS)
def test_a_faulty_expression_is_refused_with_its_column(
    source: str, column: int, fault: str, fix: str
):
    with pytest.raises(ExpressionError) as caught:
        compile_expression(source)

    assert caught.value.column == column
    assert fault in caught.value.fault
    assert caught.value.fix
    assert fix in caught.value.fix


NO_CONDITIONS = [
    ("${sex}", 1, "a comparison such as"),
    ("'woman'", 1, "a comparison such as"),
    ("${a} = 1 and ${b}", 14, "a comparison such as"),
    ("not(${a} + 1)", 5, "a comparison such as"),
    ("if(${a} = 1, 1, 0)", 14, "a comparison such as"),
    ("count-selected(${a})", 1, "a comparison such as"),
    ("sex = 'woman'", 1, "“sex” is no answer and no text"),
    ("${sex} = woman", 10, "“woman” is no answer and no text"),
    (". > 1", 1, "“.” stands for no answer here"),
]


@pytest.mark.parametrize(("source", "column", "fault"), NO_CONDITIONS)
def test_a_condition_is_refused_when_it_is_neither_true_nor_false(
    source: str, column: int, fault: str
):
    with pytest.raises(ExpressionError) as caught:
        compile_condition(source)

    assert caught.value.column == column
    assert fault in caught.value.fault


@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000,
        "(" * 4_000,
        "not(" * 25_000,
        "not(" * 1_000,
        ")" * 100_000,
        "'" * 99_999,
        "${" * 50_000,
        "${a}=1 and " * 10_000,
        " " * 100_000,
        "selected(" * 11_000,
        "if(1=1,1," * 500,
        "-" * 100_000,
        "-" * 4_000,
        "- (" * 1_000,
        "9" * 100_000,
    ],
    ids=lambda source: f"{source[:10]} {len(source)}",
)
def test_an_expression_is_refused_at_once_when_it_is_hostile(source: str):
    begun = time.perf_counter()

    with pytest.raises(ExpressionError):
        compile_expression(source)

    assert time.perf_counter() - begun < 1
