"""Every fault is told in words that say what to do."""

from __future__ import annotations

from copfeedback.fault_wording import fault_sentence, named_fault
from copfeedback.faults import Fault, Problem
from copfeedback.i18n.catalogues import Catalogues
from tests.factories import PROJECT


def test_every_fault_says_what_to_do():
    speech = Catalogues(PROJECT / "locales").speech("ar")

    for fault in Fault:
        assert "%(" not in fault_sentence(Problem("name", fault, 5), speech)


def test_the_name_of_a_field_that_is_a_question_gets_no_second_mark():
    assert named_fault("To which day?", "It is over.") == "To which day? It is over."
    assert named_fault("إلى أي يوم؟", "انتهى.") == "إلى أي يوم؟ انتهى."
    assert named_fault("Aim", "Missing.") == "Aim: Missing."
    assert named_fault("", "Missing.") == "Missing."
