"""A person without scripts: reads the form on the page, fills it in, presses a button."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from starlette.testclient import TestClient


class PageForm(HTMLParser):
    """The one form of a light-door page, as a browser without scripts sees it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.offered: dict[str, list[str]] = {}
        self.buttons: dict[str, str | None] = {}
        self.lang = self.dir = ""
        self.scripts = 0
        self._textarea: str | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "html":
            self.lang, self.dir = given["lang"], given["dir"]
        elif tag == "script":
            self.scripts += 1
        elif tag == "button" and name:
            self.buttons[given["value"]] = given.get("formaction")
        elif tag == "textarea":
            self._textarea = name
            self.values[name] = [""]
        elif tag == "input" and given["type"] in {"radio", "checkbox"}:
            self.offered.setdefault(name, []).append(given["value"])
            if "checked" in given:
                self.values.setdefault(name, []).append(given["value"])
        elif tag == "select":
            self._select = name
            self.values.setdefault(name, []).append("")
        elif tag == "option" and "selected" in given:
            self.values[self._select][-1] = given["value"]
        elif tag == "input":
            self.values.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self.values[self._textarea][0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None


class Visitor:
    """Somebody answering a survey at the light door."""

    def __init__(self, client: TestClient, address: str) -> None:
        self._client = client
        self.address = address
        self.response = client.get(address)
        self.form = PageForm(self.response.text)

    def press(self, button: str, **entries: Any) -> Visitor:
        """Fill in (``item=value`` or a list; None clears) and press a button."""
        values = dict(self.form.values)
        for item, entry in entries.items():
            values[f"q.{item}"] = (
                [] if entry is None else entry if isinstance(entry, list) else [str(entry)]
            )
        self.address = self.form.buttons.get(button) or self.address
        self.response = self._client.post(
            self.address, data={**values, "go": button}, follow_redirects=True
        )
        self.form = PageForm(self.response.text)
        return self

    @property
    def page(self) -> str:
        """The id of the page, ``review`` or ``helping``, or empty."""
        return self.form.values.get("page", [""])[0].removeprefix("~")

    def answer_everything(self, choose: Callable[[str, list[str]], Any] | None = None) -> Visitor:
        """Go from the introduction to the review, taking the first choice of everything."""
        self.press("next")
        while self.page != "review":
            assert self.response.status_code == 200, self.response.text
            entries = {
                name.removeprefix("q."): choose(name, offered) if choose else offered[0]
                for name, offered in self.form.offered.items()
            }
            texts = {n: "" for n in self.form.values if n.startswith("q.") and n not in entries}
            for name in texts:
                numeric = (
                    f'inputmode="numeric" autocomplete="off" id="{name}"' in self.response.text
                )
                entries.setdefault(
                    name.removeprefix("q."), "12" if numeric else "More light, please. أهلا"
                )
            self.press("next", **entries)
        return self
