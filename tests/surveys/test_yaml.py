"""What YAML is taken from survey authors, and that nothing hostile harms the portal."""

from __future__ import annotations

import time

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from copfeedback.surveys.yaml_source import SourceError, read_source

ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = [
    ("", 1, "the file is empty"),
    ("# nothing but a remark\n", 1, "the file is empty"),
    ("id: a\nid: b\n", 2, "“id” is there twice"),
    ("title:\n  en: one\n  fr: un\n  en: two\n", 4, "“en” is there twice"),
    ("list:\n  - {code: a, code: b}\n", 2, "“code” is there twice"),
    ("one: &mark [1]\ntwo: *mark\n", 2, "an alias"),
    ("one: &mark {a: 1}\ntwo:\n  <<: *mark\n", 3, "an alias"),
    (ALIAS_BOMB, 2, "an alias"),
    ("? [a, b]\n: c\n", 1, "a name is a list or a group"),
    ("a:\n  - b\n - c\n", 3, "this is not YAML"),
    ("a: 'open\n", 2, "this is not YAML"),
    ("a: {b: c\n", 2, "this is not YAML"),
    ("a\tb: c\n\td: e\n", 2, "this is not YAML"),
    ("--- a\n--- b\n", 2, "this is not YAML"),
    ("a: !!python/object/apply:os.system ['true']\n", 1, "this is not YAML"),
    ("a: \x00\n", 0, "this is not YAML"),
    (f"a: {'9' * 5_000}\n", 0, "a value cannot be read"),
    ("[" * 100_000, 1, "parts are nested too deeply"),
    ("- " * 100_000, 1, "parts are nested too deeply"),
    ("{a: " * 100_000, 1, "parts are nested too deeply"),
    ("? " * 100_000, 1, "parts are nested too deeply"),
]


@pytest.mark.parametrize(
    ("text", "line", "fault"), REFUSED, ids=[f"{at}-{row[2]}" for at, row in enumerate(REFUSED)]
)
def test_a_file_is_refused_with_line_and_fix_when_its_yaml_is_faulty(
    text: str, line: int, fault: str
):
    begun = time.perf_counter()

    with pytest.raises(SourceError) as caught:
        read_source(text)

    assert caught.value.line == line
    assert fault in caught.value.fault
    assert caught.value.fix
    assert time.perf_counter() - begun < 1


def test_a_day_stays_as_it_was_written_so_that_its_reader_can_refuse_it():
    assert read_source("a: 2026-02-30").data == {"a": "2026-02-30"}


def test_a_file_is_read_when_an_editor_put_a_byte_order_mark_before_it():
    assert read_source("\ufeffa: b").data == {"a": "b"}


def test_every_part_knows_its_line():
    source = read_source("a: 1\nlist:\n  - id: first\n  - id: second\n    text: {en: x}\n")

    assert source.line(()) == 1
    assert source.line(("list",)) == 3
    assert source.line(("list", 1)) == 4
    assert source.line(("list", 1, "text", "en")) == 5
    assert source.line(("list", 1, "missing", 3)) == 4
    assert source.line(("list", 7)) == 3
    assert source.place(("list", 1, "text")) == "list second text"
    assert source.place(("list", 7)) == "list number 8"
    assert source.place(()) == "file"


@given(
    st.text(alphabet=st.sampled_from(list("ab:-[]{},&*!|>'\"#%?\n \t\x00\ufeff~<1")), max_size=60)
)
def test_a_file_is_read_or_refused_when_it_is_rubbish(text: str):
    try:
        line = read_source(text).line(())
    except SourceError as error:
        event(f"refused: {error.fault[:18]!a}")
        line = error.line

    assert 0 <= line <= text.count("\n") + 2
