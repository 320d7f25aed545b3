"""How the promise is written down: its texts in files, every version as JSON in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from copfeedback.complaints.promise_model import Operation, OutsideRoute, PromisePage
from copfeedback.i18n.translations import Translations
from copfeedback.page_text import PageText, read_shipped

_SHIPPED = Path(__file__).with_name("promise_texts")


def shipped(page: PromisePage, language: str) -> PageText | None:
    """The text that comes with the portal; None where it comes without this language."""
    return read_shipped(_SHIPPED / language / f"{page}.md")


def to_json(content: PageText | Operation) -> str:
    """Canonical JSON: the same content is always the same text."""
    noted: Mapping[str, Any]
    if isinstance(content, PageText):
        noted = {"title": content.title, "text": content.text}
    else:
        noted = _note_operation(content)
    return json.dumps(noted, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def page_from_json(text: str) -> PageText:
    """A page as it was written."""
    noted = json.loads(text)
    return PageText(noted["title"], noted["text"])


def operation_from_json(text: str) -> Operation:
    """Who runs the door, as it was written."""
    return read_operation(json.loads(text))


def read_operation(noted: Mapping[str, Any]) -> Operation:
    """Who runs the door, from its notation; the demonstration's file has the same."""

    def texts(name: str) -> Translations | None:
        return Translations(noted[name]) if noted.get(name) else None

    return Operation(
        body=texts("body"),
        independence=texts("independence"),
        host=texts("host"),
        operator=texts("operator"),
        run_by_police=noted.get("run_by_police", False),
        routes=tuple(
            OutsideRoute(
                Translations(route["name"]), Translations(route["purpose"]), route["reach"]
            )
            for route in noted.get("routes", ())
        ),
        firewall=texts("firewall"),
    )


def _note_operation(operation: Operation) -> Mapping[str, Any]:
    noted: dict[str, Any] = {
        name: dict(texts)
        for name in ("body", "independence", "host", "operator", "firewall")
        if (texts := getattr(operation, name))
    }
    if operation.run_by_police:
        noted["run_by_police"] = True
    if operation.routes:
        noted["routes"] = [
            {"name": dict(each.name), "purpose": dict(each.purpose), "reach": each.reach}
            for each in operation.routes
        ]
    return noted
