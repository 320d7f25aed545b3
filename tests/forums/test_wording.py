"""Every value of the feature has its word."""

from __future__ import annotations

from enum import StrEnum

import pytest

from copfeedback.forums import wording
from copfeedback.forums.minutes_model import WORDS
from copfeedback.forums.problem_model import WORDS as PARTS
from copfeedback.i18n.catalogues import Catalogues
from tests.factories import PROJECT

VALUES = sorted(wording._NAMES, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", VALUES)
def test_every_value_has_a_name(kind: type[StrEnum]):
    speech = Catalogues(PROJECT / "locales").speech("en")

    assert all(wording.name_of(value, speech) for value in kind)


def test_every_part_and_field_has_a_name():
    assert set(wording.PART_NAMES) == set(PARTS)
    assert set(WORDS) <= set(wording.FIELD_NAMES)
