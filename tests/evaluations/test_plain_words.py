"""Tests that the words of evaluations are explained, each in a few words."""

from __future__ import annotations

from enum import StrEnum

import pytest

from copfeedback.application import PROJECT
from copfeedback.evaluations.model import Criterion, Design, SiteArm, WaveRole
from copfeedback.evaluations.plain_words import Word, called, explained, plain
from copfeedback.evaluations.report_model import Decision, Verdict
from copfeedback.i18n.catalogues import Catalogues

SPEECH = Catalogues(PROJECT / "locales").speech("en")
_MOST = 14


@pytest.mark.parametrize("words", [Word, Criterion, Design, SiteArm, WaveRole])
def test_every_word_nobody_needs_to_have_learned_is_explained_in_few_others(words: type[StrEnum]):
    for each in words:
        said = plain(each, SPEECH)
        assert 0 < len(said.split()) <= _MOST
        assert called(each, SPEECH)


def test_a_word_is_explained_once_and_one_that_explains_itself_is_not():
    told = explained([Word.INDICATOR, Verdict.IMPROVED, Word.INDICATOR], SPEECH)
    assert [name for name, _ in told] == ["Indicator"]


def test_a_value_that_is_spelt_like_another_is_not_taken_for_it():
    assert plain(Design.CHANGE, SPEECH)
    assert not plain(Decision.CHANGE, SPEECH)
