"""Answers are made small and come back as they were, or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdCompressor

from copfeedback.surveys.compression import Compression, NotCompressed
from tests.factories import a_question, a_survey

SURVEY = a_survey([a_question("trusts_the_police", "single", "always", "sometimes")])
PLENTY = 1_000_000


@given(st.binary(max_size=3_000))
def test_what_comes_back_is_what_was_compressed(content: bytes):
    compression = Compression(SURVEY)

    assert compression.expand(compression.compress(content), PLENTY) == content


def test_words_of_the_questionnaire_cost_next_to_nothing():
    answers = b'{"trusts_the_police":"sometimes"}'

    assert len(Compression(SURVEY).compress(answers)) < len(answers)


def test_another_process_reads_it_when_it_knows_the_same_questionnaire():
    content = b'{"trusts_the_police":"always"}' * 20

    assert Compression(SURVEY).expand(Compression(SURVEY).compress(content), PLENTY) == content


def test_it_is_refused_when_it_was_compressed_with_the_words_of_another_questionnaire():
    other = Compression(a_survey([a_question("feels_safe_at_night", "single", "yes")]))
    compressed = other.compress(b'{"feels_safe_at_night":"yes"}' * 20)

    with pytest.raises(NotCompressed):
        Compression(SURVEY).expand(compressed, PLENTY)


@given(st.binary(max_size=200))
def test_rubbish_is_refused(rubbish: bytes):
    with pytest.raises(NotCompressed):
        Compression(SURVEY).expand(rubbish, PLENTY)


def test_a_bomb_is_refused_before_it_goes_off():
    compression = Compression(SURVEY)

    with pytest.raises(NotCompressed):
        compression.expand(compression.compress(bytes(PLENTY + 1)), PLENTY)


def test_what_does_not_say_how_much_it_holds_is_refused():
    silent = ZstdCompressor(write_content_size=False).compress(bytes(PLENTY))

    with pytest.raises(NotCompressed):
        Compression(SURVEY).expand(silent, PLENTY)


def test_many_threads_share_one():
    compression = Compression(SURVEY)
    contents = [f"answer {at} ".encode() * 50 for at in range(400)]

    def there_and_back(content: bytes) -> bytes:
        return compression.expand(compression.compress(content), PLENTY)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(there_and_back, contents)) == contents
