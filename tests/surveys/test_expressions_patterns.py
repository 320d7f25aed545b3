"""Which patterns are refused because a program could hang on them, and that the others match."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copfeedback.surveys.expressions import ExpressionError, compile_expression

RUNAWAY = [
    "(a+)+",
    "(a+)+$",
    "(?:a+)*",
    "(a*)*",
    "(.*)*",
    "([a-zA-Z]+)*",
    "(a|aa)+",
    "(a|a)*",
    "(a|a?)+",
    "(a|b|ab)*c",
    "(x+x+)+y",
    r"(\w+\s?)+",
    r"(\s*\w*)*",
    r"(\w|\d)+",
    r"([^x]|y)+",
    "((ab)*)*",
    "(.*a){20}",
    "(a?){30}a{30}",
    r"(\d{1,3}){1,20}",
    "^([a-zA-Z0-9_.-]+)*@x$",
    "(?i)(a|A)+",
    "(а|[а-я])+",
    r"(\p{L}+)+",
    "(é|[à-ü])*",
    r"(\u0061|a)+",
]


@pytest.mark.parametrize("pattern", RUNAWAY)
def test_a_pattern_is_refused_when_it_can_run_away(pattern: str):
    with pytest.raises(ExpressionError, match="can take for ever") as caught:
        compile_expression(f"1 = 1 and regex(., '{pattern}')")

    assert caught.value.column == 20
    assert "separator" in caught.value.fix


UNUSABLE = [
    (r"(a)\1", "it looks back"),
    ("(?P<x>a)(?P=x)", "it looks back"),
    ("a(?=b)", "looks ahead or behind"),
    ("(?<!a)b", "looks ahead or behind"),
    ("(?>a)", "looks ahead or behind"),
    ("[a", "a [ is not closed"),
    ("(a", "a ( is not closed"),
    ("a)", "a ) was never opened"),
    ("*a", "nothing to repeat"),
    ("a++", "two repetitions"),
    ("a{1001}", "repeated too often"),
    ("((a{100}){100}){100}", "repeated too often"),
    (r"\Qa\E", r"\Q"),
    ("(" * 40 + "a" + ")" * 40, "too many parentheses"),
    ("a" * 501, "longer than 500"),
    ("|".join(["abc"] * 100), "too large"),
]


@pytest.mark.parametrize(("pattern", "fault"), UNUSABLE)
def test_a_pattern_is_refused_when_it_cannot_be_matched_in_linear_time(pattern: str, fault: str):
    with pytest.raises(ExpressionError) as caught:
        compile_expression(f"regex(., '{pattern}')")

    assert fault in caught.value.fault
    assert caught.value.column == 10


USABLE = [
    (r"^[\w-\.]+@([\w-]+\.)+[\w-]{2,}$", "a.b-c@mail.example.org", "a@b"),
    ("^[0-9]{2}[/][0-9]{4}$", "02/2024", "2/2024"),
    ("(a|b)*", "abba", "abc"),
    ("(ab|cd)+", "abcd", "abc"),
    (r"(\d{3}-)*\d{4}", "123-456-7890", "123-"),
    (r"(\d{1,3}\.){3}\d{1,3}", "10.0.0.255", "10.0.0"),
    (r"^(\+\d{1,3}[- ]?)?\d{10}$", "+49 0123456789", "0123"),
    ("(a{2}){10}", "a" * 20, "a" * 19),
    (r"\p{L}+(\s\p{L}+)*", "Zoë Ңәи", "Zoë  Ңәи"),
    (r"[\u0600-\u06FF ]+", "سلام دنیا", "salaam"),
    (r"\p{IsArabic}+", "سلام", "salaam"),
    ("(?i)yes|no", "YES", "maybe"),
    ("[]a]+", "]a", "b"),
    ("[[:alpha:]]{2,64}", "ab", "a1"),
    ("([A-Z][a-z]+)+", "CamelCase", "camel"),
    (".*", "", "\n"),
    ("", "", "a"),
]


@pytest.mark.parametrize(("pattern", "fitting", "other"), USABLE)
def test_a_pattern_is_matched_against_the_whole_answer(pattern: str, fitting: str, other: str):
    expression = compile_expression(f"regex(., '{pattern}')")

    assert expression.holds({}, this=fitting)
    assert not expression.holds({}, this=other)


def test_matching_takes_no_longer_when_the_answer_is_made_to_hang_it():
    expression = compile_expression("regex(., '.*.*.*.*.*=.*.*x')")
    begun = time.perf_counter()

    assert not expression.holds({}, this="=" * 100_000)
    assert time.perf_counter() - begun < 1


@settings(max_examples=500, deadline=2_000)
@given(
    st.lists(
        st.sampled_from(
            [
                *["a", "b", "[a-c]", ".", "(", ")", "(?:", "|", "*", "+", "?", "{2,3}", "{1,50}"],
                *["^", "$", r"\1", "(?=", "[^", "]", "-", r"\p{L}", "é", "\ud800", r"\u12", "(?i)"],
            ]
        ),
        max_size=60,
    ).map("".join)
)
def test_a_pattern_is_matched_or_refused_quickly_when_it_is_rubbish(pattern: str):
    try:
        expression = compile_expression(f"regex(., '{pattern}')")
    except ExpressionError:
        return

    assert expression.holds({}, this="aab" * 50 + "é!\ud800") in {True, False}
