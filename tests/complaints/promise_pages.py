"""Pages of the promise and who runs the door, as tests need them."""

from __future__ import annotations

from typing import Any

from copfeedback.complaints.promise_model import Operation, OutsideRoute
from copfeedback.complaints.promises import WHO_RUNS_IT, Promises
from copfeedback.i18n.translations import Translations
from copfeedback.page_text import PageText
from copfeedback.people.model import OPERATOR

LANGUAGES = ("en", "ar", "fr", "ru", "es", "uk")
HOW = PageText(
    "How we answer",
    "Within {acknowledge_days} and every {update_days}.\n\n- {outcome_working_days}\n"
    "- {review_days}",
)


def a_route(**changes: Any) -> OutsideRoute:
    """An ombudsman."""
    facts: dict[str, Any] = {
        "name": Translations({"en": "Ombudsman", "ar": "أمين المظالم"}),
        "purpose": Translations({"en": "Looks at how we worked."}),
        "reach": "+380 44 000 00 01",
    }
    return OutsideRoute(**(facts | changes))


def an_operation(**changes: Any) -> Operation:
    """A body on a host of its own, with one outside route and no word on immigration."""
    facts: dict[str, Any] = {
        "body": Translations({"en": "Commission for complaints", "ar": "هيئة الشكاوى"}),
        "independence": Translations({"en": "Chosen by the council, paid from its own budget."}),
        "host": Translations({"en": "A computer of the commission"}),
        "operator": Translations({"en": "The commission itself"}),
        "routes": (a_route(),),
    }
    return Operation(**(facts | changes))


def run_by(promises: Promises, operation: Operation) -> None:
    """Let this be who runs the door."""
    promises.approve(OPERATOR, WHO_RUNS_IT, promises.write_operation(OPERATOR, operation))
