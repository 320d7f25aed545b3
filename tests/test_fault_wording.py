"""Every fault is told in words that say what to do."""

from __future__ import annotations

from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Fault, Problem
from copfeedback.i18n.catalogues import Catalogues
from tests.factories import PROJECT


def test_every_fault_says_what_to_do():
    speech = Catalogues(PROJECT / "locales").speech("ar")

    for fault in Fault:
        assert "%(" not in fault_sentence(Problem("name", fault, 5), speech)
