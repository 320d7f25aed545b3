"""What masking finds, what it leaves, and that nothing masked is left in the parts."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.application import PROJECT
from copfeedback.results.free_text.masking import Span, by_hand, masked, merged, propose
from copfeedback.results.free_text.model import MaskKind, Part, plain

HERE = Path(__file__).parent
KINDS = st.sampled_from(MaskKind)


def examples(name: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return found


def measured(name: str) -> dict[str, tuple[int, int]]:
    """How many were found of how many, by language and of all."""
    found = {}
    for language, sentences in examples(name).items():
        if language == "clean":
            continue
        wanted = [(each["text"], words) for each in sentences for _kind, words in each["find"]]
        hits = [is_covered(text, words) for text, words in wanted]
        found[language] = (sum(hits), len(hits))
    found["all"] = (sum(hit for hit, _ in found.values()), sum(of for _, of in found.values()))
    return found


def is_covered(text: str, words: str) -> bool:
    at = text.index(words)
    return any(span.start <= at and at + len(words) <= span.end for span in propose(plain(text)))


@pytest.mark.parametrize("name", ["masking_examples.yaml", "masking_held_out.yaml"])
def test_as_many_are_found_as_the_documents_say(name: str):
    document = (PROJECT / "docs" / "free-text.md").read_text(encoding="utf-8")
    figures = re.findall(
        r"^\| (\w+) \| (\d+) of (\d+) \| (\d+) of (\d+) \|$", document, re.MULTILINE
    )
    columns = slice(3, 5) if "held_out" in name else slice(1, 3)
    rows = {row[0]: tuple(map(int, row[columns])) for row in figures}

    assert measured(name) == rows


@pytest.mark.parametrize("name", ["masking_examples.yaml", "masking_held_out.yaml"])
def test_nothing_is_proposed_where_there_is_nobody(name: str):
    found = {text: propose(plain(text)) for text in examples(name)["clean"]}

    assert {text: spans for text, spans in found.items() if spans} == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to a.b@mail.example now", MaskKind.EMAIL),
        ("call +380 50 111 22 33 now", MaskKind.TELEPHONE),
        ("اتصل ٠٥٠١٢٣٤٥٦٧ الآن", MaskKind.TELEPHONE),
        ("on 3 March 2025 it was", MaskKind.DATE),
        ("было 2 февраля ночью", MaskKind.DATE),
        ("the van AB12 CDE stood", MaskKind.PLATE),
        ("вул. Зеленій стоїть", MaskKind.ADDRESS),
        ("see https://watch.example/7 there", MaskKind.LINK),
        ("and officer Patel laughed", MaskKind.NAME),
    ],
)
def test_what_is_found_has_its_kind(text: str, kind: MaskKind):
    assert [span.kind for span in propose(text)] == [kind]


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80), KINDS)))
def test_nothing_covered_is_left_and_everything_else_is_when_spans_overlap_as_they_like(
    text, drawn
):
    spans = [Span(min(a, b), min(max(a, b), len(text)), kind) for a, b, kind in drawn if a != b]
    spans = [span for span in spans if span.start < span.end]
    covered = {at for span in spans for at in range(span.start, span.end)}

    parts = masked(text, spans)

    left = "".join(each for at, each in enumerate(text) if at not in covered)
    assert "".join(part.words for part in parts) == left
    assert all(bool(part.words) != (part.mask is not None) for part in parts)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20), KINDS)))
def test_merged_spans_are_in_order_and_apart(drawn):
    found = merged(Span(start, start + length, kind) for start, length, kind in drawn)

    for before, after in pairwise(found):
        assert before.end <= after.start


DIGITS = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])


@given(
    DIGITS,
    st.lists(st.integers(0, 9), min_size=7, max_size=15),
    st.sampled_from(["", " ", "-", ".", "\u200b", "\u00ad", "\u2066"]),
    st.sampled_from(["Call {} now", "اتصل {} الآن", "тел. {} вечером", "{}"]),
)
def test_no_digit_of_a_telephone_number_is_left_however_it_is_written(
    digits, number, between, frame
):
    written = between.join(digits[each] for each in number)
    text = plain(frame.format(written))

    parts = masked(text, propose(text))

    assert not any(each.isdigit() for part in parts for each in part.words)


def test_words_named_by_hand_are_found_everywhere_and_in_whatever_case():
    text = "The baker saw the Baker, not the bakery. A.B (x) saw too."

    found = by_hand(text, ["baker", " a.b (x)", ""])

    assert [text[span.start : span.end] for span in found] == ["baker", "Baker"] + (
        ["A.B (x)"] if len(found) == 3 else []
    )
    assert {span.kind for span in found} == {MaskKind.OTHER}


def test_no_words_by_hand_mask_nothing():
    assert by_hand("anything", ["", "  "]) == ()


def test_a_text_without_anything_to_mask_is_one_part():
    assert masked("Be there.", propose("Be there.")) == (Part("Be there."),)


@pytest.mark.parametrize("unit", ["a ", "Aa ", "1 ", "А.", "rue de la ", "١-", "@", "Aa-", "шш'"])
def test_huge_texts_take_no_longer_than_a_moment(unit: str):
    text = unit * (50_000 // len(unit))
    began = time.monotonic()

    propose(text)

    assert time.monotonic() - began < 10
