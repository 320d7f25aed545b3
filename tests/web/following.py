"""Somebody with the code of a case, at the light door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from starlette.testclient import TestClient

from copfeedback.complaints.casefile import (
    OpenCase,
    add_item,
    change_row,
    move,
    open_case,
    staff_holder,
)
from copfeedback.complaints.model import ItemKind, Result, Side, State, Verdict
from copfeedback.storage.engine import writing
from tests.complaints.body import Body, Lodged
from tests.web.visitor import PageForm

FOLLOW = "/en/complaints/follow"
AMAL = 11


@dataclass
class Complainant:
    """A code, a browser, and the body that handles the case."""

    client: TestClient
    case: Lodged
    body: Body

    def types(self, code: str = "", **more: str) -> Any:
        """Type a code, their own unless another is given."""
        data = {"code": code or self.case.code.written, **more}
        return self.client.post(FOLLOW, data=data)

    def opens(self, step: str = "") -> Any:
        return self.client.get(f"{FOLLOW}/{step}" if step else FOLLOW)

    def form(self, step: str = "") -> dict[str, list[str]]:
        return PageForm(self.opens(step).text).values

    def sends(self, step: str = "", /, *, go: str = "next", **entries: str) -> Any:
        """Fill in the form of a page and press a button."""
        address = f"{FOLLOW}/{step}" if step else FOLLOW
        return self.client.post(address, data={**self.form(step), **entries, "go": go})

    def last(self, kind: ItemKind) -> Any:
        """What was written last of this kind."""
        return self.seen().of_kind(kind)[-1].content

    def seen(self, staff_id: int = AMAL) -> OpenCase:
        return self.body.opened(self.case.id, staff_id)

    def hears(self, text: str, language: str = "en", translated_by: str = "") -> None:
        """The body writes."""
        content = {"text": text, "language": language, "translated_by": translated_by}
        with writing(self.body.engine) as connection:
            self._add(connection, self._opened(connection), ItemKind.MESSAGE, content)

    def is_told_a_decision(self) -> None:
        """The body decides, and says so."""
        key, day, clocks = self.body.keys[AMAL], self.body.day.today, self.body.clocks
        with writing(self.body.engine) as connection:
            opened = self._opened(connection)
            opened = move(connection, opened, State.ACKNOWLEDGED, Side.BODY, key, day, clocks)
            said = {"text": "An officer shouted.", "language": "en", "category": "individual"}
            opened = self._add(connection, opened, ItemKind.ALLEGATION, said)
            finding = {
                "allegation": opened.row.item_count,
                "verdict": Verdict.UPHELD,
                "reason": "Two people heard it.",
                "language": "en",
            }
            opened = self._add(connection, opened, ItemKind.FINDING, finding)
            outcome = {"results": [Result.APOLOGY], "text": "We are sorry.", "language": "en"}
            opened = self._add(connection, opened, ItemKind.OUTCOME, outcome)
            opened = move(connection, opened, State.DECIDED, Side.BODY, key, day, clocks)
            change_row(connection, opened, told_on=day)

    def _opened(self, connection: Connection) -> OpenCase:
        return open_case(connection, self.case.id, staff_holder(AMAL), self.body.keys[AMAL])

    def _add(
        self, connection: Connection, opened: OpenCase, kind: ItemKind, content: dict[str, Any]
    ) -> OpenCase:
        key, day = self.body.keys[AMAL], self.body.day.today
        return add_item(connection, opened, kind, Side.BODY, content, key, day)
