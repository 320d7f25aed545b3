"""Somebody in front of the full door, without a browser: Streamlit's own AppTest."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from copfeedback import application
from copfeedback.application import Portal
from copfeedback.ui import session
from copfeedback.ui.pages import PAGES_FOLDER, page_file

MAIN = application.PROJECT / "src" / "copfeedback" / "ui" / "main.py"
WAVE = "tiny-spring"


@dataclass
class Reader:
    """What a browser would send, and the pages it gets."""

    accept_language: str = "en"
    cookies: dict[str, str] = field(default_factory=dict)
    app: AppTest = field(default_factory=lambda: AppTest.from_file(str(MAIN), default_timeout=30))

    def open(self, page: str, **query: str) -> Reader:
        """Go to a page."""
        file = Path(page_file(page)).name
        if file != f"{page}.py" and not self.app.get("html"):
            self._run()  # AppTest knows a page by its file until it has seen the menu
        self.app.switch_page(f"../../../{PAGES_FOLDER.name}/{file}")
        self.app.query_params.clear()
        for name, value in query.items():
            self.app.query_params[name] = value
        return self._run()

    def press(self, key: str) -> Reader:
        """Press a button by its key."""
        self.app.button(key=key).click()
        return self._run()

    def reload(self) -> Reader:
        """Let the page run again."""
        return self._run()

    def choose(self, item: str, value: str, tag: str = "en") -> None:
        """Choose an answer on the screen."""
        self.app.radio(key=f"{WAVE}.{item}..{tag}").set_value(value)

    def chosen(self, item: str, tag: str = "en") -> Any:
        """The answer that is chosen on the screen."""
        return self.app.radio(key=f"{WAVE}.{item}..{tag}").value

    def tick(self, item: str, code: str, tag: str = "en") -> None:
        """Tick a box on the screen."""
        self.app.checkbox(key=f"{WAVE}.{item}.{code}.{tag}").check()

    def write(self, item: str, text: str, tag: str = "en") -> None:
        """Write into a field on the screen."""
        key = f"{WAVE}.{item}..{tag}"
        fields = [*self.app.text_input, *self.app.text_area]
        next(each for each in fields if each.key == key).set_value(text)

    def entry(self, name: str, tag: str = "en") -> Any:
        """A field of a staff page, by the name its form gives it."""
        app = self.app
        fields = [*app.text_input, *app.text_area, *app.selectbox, *app.checkbox]
        (found,) = (each for each in fields if (each.key or "").endswith(f".{name}.{tag}"))
        return found

    def enter(self, tag: str = "en", /, **values: Any) -> Reader:
        """Fill in fields of a staff page; two underscores stand for a dot in a name."""
        for name, value in values.items():
            self.entry(name.replace("__", "."), tag).set_value(value)
        return self._run()

    def do(self, name: str) -> Reader:
        """Press a button of a staff page, by the name its form gives it."""
        (found,) = (each for each in self.app.button if (each.key or "").endswith(f".{name}"))
        found.click()
        return self._run()

    @property
    def page(self) -> str:
        """The HTML of the page, without what Streamlit's widgets draw."""
        return "\n".join(element.value for element in self.app.get("html"))

    @property
    def text(self) -> str:
        """The page without its entities, to look for words in."""
        return unescape(self.page)

    @property
    def links(self) -> list[str]:
        """The labels of the links to pages."""
        return [link.label for link in self.app.get("page_link")]

    @property
    def buttons(self) -> list[str]:
        """The labels of all buttons."""
        return [button.label for button in self.app.button]

    def _run(self) -> Reader:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                session, "browser", lambda: session.Browser(self.cookies, self.accept_language)
            )
            self.app.run()
        assert not self.app.exception, self.app.exception
        return self


def serve(patch: pytest.MonkeyPatch, portal: Portal) -> None:
    """Let the pages use this portal."""
    patch.setattr(application, "portal", lambda: portal)
