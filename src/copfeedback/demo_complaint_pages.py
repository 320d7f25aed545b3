"""Who runs the complaint door of the demonstration, and a page that its body has changed."""

from __future__ import annotations

from importlib.resources import files

import yaml

from copfeedback.application import Portal
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.complaints.promise_notation import read_operation
from copfeedback.complaints.promises import WHO_RUNS_IT
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.page_text import PageText
from copfeedback.people.model import OPERATOR

_SOURCE = files("copfeedback").joinpath("demo_complaint_pages.yaml")


def demo_promises(portal: Portal) -> None:
    """Say who runs the door and what is outside it, and change one page in one language."""
    noted = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
    promises = portal.promises
    operation = read_operation(noted["operation"])
    promises.approve(OPERATOR, WHO_RUNS_IT, promises.write_operation(OPERATOR, operation))
    page, changed = PromisePage.POLICIES, noted["policies"]
    shown = promises.page(page, SOURCE_LANGUAGE).content
    text = shown.text.replace(changed["instead_of"], changed["text"])
    number = promises.write(
        OPERATOR, page, SOURCE_LANGUAGE, PageText(shown.title, text), renews=True
    )
    promises.approve(OPERATOR, (page, SOURCE_LANGUAGE), number)
