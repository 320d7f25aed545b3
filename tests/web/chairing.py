"""A forum's chair at the desk, with a browser that runs no scripts: one form after the other."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import OrganisationKind, Role
from tests.people.members import a_member, an_organisation
from tests.web.colleague import Colleague, a_client
from tests.web.forum_site import TOWN
from tests.web.visitor import PageForm

NAME = "salma"
_FORM = re.compile(r'<form[^>]* action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)


class DeskPerson(Colleague):
    """Reads the forms of a page, fills in the one that has a button, and presses it."""

    def go(self, path: str, **headers: str) -> DeskPerson:
        """Open a page in English."""
        self.open(f"{path}{'&' if '?' in path else '?'}lang=en", **headers)
        return self

    def send(self, button: str, *, file: Any = None, **entries: Any) -> DeskPerson:
        """Press the button with this value; dots in names of fields are written as ``__``."""
        action, form = self.form_of(button)
        named = {name.replace("__", "."): value for name, value in entries.items()}
        values = {**form.values, **named, "go": button}
        values = {name: value for name, value in values.items() if value is not None}
        target = form.buttons.get(button) or action
        files = {"file": file} if file else None
        if "multipart" in self._opening(button):
            files = files or {"file": ("", b"")}
        self._see(self.client.post(target, data=values, files=files, follow_redirects=True))
        return self

    def form_of(self, button: str) -> tuple[str, PageForm]:
        """The form with a button, and where it goes."""
        for found in _FORM.finditer(self.page):
            action, inner = found.groups()
            if " hidden>" in found[0].partition(">")[0] + ">":
                continue
            form = PageForm(f'<html lang="" dir="">{inner}')
            if button in form.buttons:
                return unescape(action), form
        raise AssertionError(f"no button {button} on this page")

    def _opening(self, button: str) -> str:
        for found in _FORM.finditer(self.page):
            if f'value="{button}"' in found[2]:
                return found[0].partition(">")[0]
        return ""


def a_chair(portal: Portal, name: str = NAME, *forums: str, client: TestClient | None = None):
    """Somebody who chairs forums and is signed in."""
    league = an_organisation(portal, OrganisationKind.NGO)
    codes = frozenset(forums or {TOWN})
    a_member(portal, name, Role.FORUM_CHAIR, organisation=league, forums=codes)
    person = DeskPerson(client or a_client(portal))
    person.sign_in(name)
    return person
