"""Which expressions can mean nothing, found before anybody is asked, with their columns."""

from __future__ import annotations

import pytest

from copfeedback.surveys.expressions import ValueType, check_types, compile_expression, type_of

TYPES: dict[str, ValueType | None] = {
    "age": ValueType.NUMBER,
    "weight": ValueType.NUMBER,
    "sex": ValueType.CODE,
    "region": ValueType.CODE,
    "ticked": ValueType.CODES,
    "words": ValueType.TEXT,
    "birth": ValueType.DATE,
    "since": ValueType.DATE,
    "clock": ValueType.TIME,
    "adult": ValueType.BOOLEAN,
    "worked_out": None,
}

FITTING = [
    "${sex} = 1 and ${sex} > 17 and ${sex} = ''",
    "${age} > 17 and ${age} = '18' and ${age} != ''",
    "${age} >= ${weight} and ${age} = ${sex}",
    "${birth} <= today() and ${birth} > '2000-01-31' and ${birth} != ''",
    "(today() - ${birth}) div 365.25 >= 18",
    "${birth} > today() - 30 and ${birth} < ${since}",
    "decimal-date-time(${birth}) > 19000",
    "${clock} >= '08:00' and ${clock} != ''",
    "selected(${ticked}, 'a') and selected(${sex}, 'b') and selected(${worked_out}, 'c')",
    "count-selected(${ticked}) < 4 and ${ticked} = 'a'",
    "selected(${ticked}, 'a') + selected(${ticked}, 'b') > 1",
    "${adult} and not(${adult}) and ${adult} = true() and ${adult} = 'true'",
    "selected(${ticked}, 'a') = 1",
    "${worked_out} and ${worked_out} > 5",
    "if(${age} > 1, ${sex} = 'a', ${sex} = 'b')",
    "if(${age} > 1, 1, '') > 0 and coalesce(${age}, 0) > 1",
    "${words} > 5 and string-length(${words}) > 2 and regex(${words}, 'a+')",
    "sum(${age}, ${weight}, ${sex}) > 1 and round(${age} div 2, 1) = 1.5",
    "'5' + 1 = 6 and '2024-01-31' < today()",
    "format-date(${birth}, '%Y') = '2000' and date('2024-01-31') < today()",
]


@pytest.mark.parametrize("source", FITTING)
def test_an_expression_fits_when_real_forms_have_its_like(source: str):
    faults = check_types(compile_expression(source), TYPES, expected=ValueType.BOOLEAN)

    assert [str(fault) for fault in faults] == []


FAULTS = [
    # names
    ("${agee} > 1", 1, "there is no earlier question “agee”", "did you mean ${age}?"),
    ("1 = 1 and ${zzz} = 1", 11, "there is no earlier question “zzz”", "ask it before"),
    (". > 1", 1, "“.” stands for no answer here", "${question}"),
    ("sex = 'a'", 1, "“sex” is neither an answer nor a text", "write ${sex}"),
    ("${sex} = woman", 10, "“woman” is neither an answer nor a text", "'woman' for a text"),
    ("${sex} = '${region}'", 10, "an answer in quotation marks stays", "concat"),
    # conditions
    ("${sex}", 1, "a condition is needed here, but this is a choice", "${sex} != ''"),
    ("${ticked} or 1 = 1", 1, "but this is a list of several choices", "${ticked} != ''"),
    ("1 = 1 and ${age}", 11, "but this is a number", "${age} != ''"),
    ("not(${words})", 5, "but this is a text", "${words} != ''"),
    ("if(${birth}, 1 = 1, 1 = 2)", 4, "but this is a day", "${birth} != ''"),
    ("count-selected(${ticked})", 1, "but this is a number", "… > 0"),
    ("1 = 1 or 'yes'", 10, "but this is a text", "compare it"),
    ("'true'", 1, "but this is a text", "true()"),
    ("if(${age} = 1, 1, 1 = 2)", 16, "but this is a number", "compare it"),
    ("today()", 1, "but this is a day", "compare it"),
    # comparisons
    ("${age} = 'old'", 10, "a number is compared with the text “old”", "with a number"),
    ("'old' != ${age}", 1, "a number is compared with the text “old”", "with a number"),
    ("${age} > ''", 10, "a number is compared with the text “”", ""),
    ("${age} > '2024-01-31'", 10, "a number is compared with the text", ""),
    ("${sex} > 'a'", 10, "the text “a” is in no order", "by = or !="),
    ("'a' < ${words}", 1, "the text “a” is in no order", ""),
    ("${ticked} > 2", 1, "several choices are in no order", "count-selected"),
    ("${birth} > 2020", 12, "a number is compared with a day", "'2025-01-31'"),
    ("${birth} > ${age}", 12, "a number is compared with a day", ""),
    ("${age} <= today()", 1, "a number is compared with a day", ""),
    ("${birth} = '31.1.2024'", 12, "a day is compared with the text “31.1.2024”", "'2025-01-31'"),
    ("${birth} = '2024-02-30'", 12, "a day is compared with the text", ""),
    ("${clock} > 8", 12, "a number is compared with a time of day", "'08:30'"),
    ("${clock} = '8'", 12, "a time of day is compared with the text “8”", "'08:30'"),
    ("${clock} < ${birth}", 1, "a day and a time of day cannot be compared", ""),
    ("selected(${sex}, 'a') = 'yes'", 25, "a condition is compared with a text", "not(…)"),
    # arithmetic
    ("${age} + 'a' > 1", 10, "“a” is no number", "without quotation marks"),
    ("-'' = 1", 2, "“” is no number", ""),
    ("${ticked} * 2 = 1", 1, "several choices are no number", "count-selected"),
    ("round('a') = 1", 7, "“a” is no number", ""),
    ("sum(${ticked}, 1) = 1", 5, "several choices are no number", ""),
    # functions
    ("selected(${age}, '1')", 10, "selected(…) cannot be asked of a number", "compare it by ="),
    ("selected(${words}, 'a')", 10, "selected(…) cannot be asked of a text", ""),
    ("selected('a', 'a')", 10, "selected(…) cannot be asked of a text", ""),
    ("selected(${sex}, '')", 18, "no choice is called ''", "= ''"),
    ("count-selected(${sex}) > 1", 16, "count-selected(…) cannot be asked of a choice", "!= ''"),
    ("selected-at(${age}, 1) = 'a'", 13, "selected-at(…) cannot be asked of a number", ""),
    ("string-length(${age} > 1) = 1", 15, "string-length(…) cannot be asked of a condition", ""),
    ("format-date(${sex}, '%Y') = '1'", 13, "format-date(…) cannot be asked of a choice", ""),
    ("date('1.1.2024') = today()", 6, "date(…) cannot be asked of a text", "'2025-01-31'"),
]


@pytest.mark.parametrize(("source", "column", "fault", "fix"), FAULTS)
def test_an_expression_is_faulty_when_it_can_mean_nothing(
    source: str, column: int, fault: str, fix: str
):
    faults = check_types(compile_expression(source), TYPES, expected=ValueType.BOOLEAN)

    assert [error.column for error in faults] == [column]
    assert fault in faults[0].fault
    assert faults[0].fix
    assert fix in faults[0].fix


def test_every_fault_is_told_in_the_order_of_the_text_when_there_are_several():
    source = "${x} = 1 and ${age} = 'a' and ${sex} or selected(${words}, '')"

    faults = check_types(compile_expression(source), TYPES, expected=ValueType.BOOLEAN)

    assert [error.column for error in faults] == [1, 23, 31, 50, 60]


def test_the_answer_itself_has_a_type_when_a_constraint_is_checked():
    count = compile_expression("count-selected(.) < 4 and . > 1")

    assert not check_types(compile_expression(". > 1"), {}, this=ValueType.NUMBER)
    assert [fault.column for fault in check_types(count, {}, this=ValueType.NUMBER)] == [16]
    assert [fault.column for fault in check_types(count, {}, this=ValueType.CODES)] == [27]


def test_a_bare_name_is_a_column_when_a_choice_filter_is_checked():
    expression = compile_expression("region = ${region} and size > 5 and ${age} >= size")

    assert not check_types(expression, TYPES, columns={"region", "size"})
    faults = check_types(expression, TYPES, columns={"region"})
    assert [fault.column for fault in faults] == [24, 47]
    assert "the choices have no column “size”" in faults[0].fault
    assert "region" in faults[0].fix


@pytest.mark.parametrize(
    ("source", "expected", "columns"),
    [
        ("${age} + 1", ValueType.NUMBER, []),
        ("if(${age} > 1, 5, '')", ValueType.NUMBER, []),
        ("${age} > 1", ValueType.NUMBER, [1]),
        ("if(${age} > 1, ${birth}, 2)", ValueType.NUMBER, [16]),
        ("today()", ValueType.DATE, []),
        ("${age}", ValueType.DATE, [1]),
        ("${age}", ValueType.TEXT, []),
        ("${age}", None, []),
    ],
)
def test_the_whole_must_be_what_is_expected_of_it(
    source: str, expected: ValueType | None, columns: list[int]
):
    faults = check_types(compile_expression(source), TYPES, expected=expected)

    assert [fault.column for fault in faults] == columns


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("${age} * 2", ValueType.NUMBER),
        ("${age} = 2", ValueType.BOOLEAN),
        ("today() - ${birth}", ValueType.NUMBER),
        ("today() - 7", None),
        ("date(today() - 7)", ValueType.DATE),
        ("concat(${age}, 'a')", ValueType.TEXT),
        ("if(${age} = 1, 'a', 2)", None),
        ("if(${age} = 1, '', ${sex})", ValueType.CODE),
        ("coalesce(${age}, ${weight})", ValueType.NUMBER),
        ("${worked_out}", None),
        (".", None),
    ],
)
def test_what_a_calculation_is_worth_is_known_when_its_parts_are(
    source: str, expected: ValueType | None
):
    assert type_of(compile_expression(source), TYPES) is expected
