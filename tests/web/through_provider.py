"""Somebody who signs in at their organisation, with a browser that minds what SameSite says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from http.cookiejar import Cookie
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal, build_portal
from copfeedback.people.model import OPERATOR
from copfeedback.settings import Settings
from tests.identity_provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.people.signing_in import sessions
from tests.web.colleague import Clock, Colleague

STARTED, VOUCHED_FOR = "copfeedback_single_sign_on", "copfeedback_vouched_for"
_BUTTON = re.compile(r'href="(/staff/single-sign-on\?[^"]*)"')
_WAY_BACK = re.compile(r'class="button" href="(/staff/sign-in\?[^"]*)"')
_TITLE = re.compile(r"<h1>(.*?)</h1>")


def a_provider(clock: Clock) -> Iterator[Provider]:
    """One that listens until the test is over."""
    provider = Provider(clock.now)
    provider.start()
    yield provider
    provider.stop()


def a_portal(provider: Provider, clock: Clock, address: str, **changes: Any) -> Iterator[Portal]:
    """A portal whose staff may come from the provider; ``address`` is that of its database."""
    settings = {
        "database_url": address,
        "public_address": "http://localhost:8501",
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_organisations": "City police",
        "oidc_roles": "portal-leaders=leader; portal-analysts=analyst",
    }
    portal = build_portal(Settings(**{**settings, **changes}), now=clock.now)
    yield portal
    portal.stop()


class Traveller(Colleague):
    """Goes to the provider and comes back."""

    def __init__(self, client: TestClient, provider: Provider) -> None:
        super().__init__(client)
        self.provider = provider
        self.begun: Any = None
        self.back = ""

    def leave(self, **query: str) -> Traveller:
        """Press the button of the sign-in page; the provider sends the browser back at once."""
        self.open(f"/staff/sign-in?{urlencode({'lang': 'en', **query})}")
        return self.press_button()

    def press_button(self) -> Traveller:
        """Press the button of this sign-in page."""
        found = _BUTTON.search(self.page)
        assert found, self.page
        self.begun = self.client.get(unescape(found[1]))
        assert self.begun.status_code == 303, self.begun.text
        self.back = self.provider.visit(self.begun.headers["location"])
        return self

    def come_back(self, address: str = "") -> Traveller:
        """Follow the other site's redirect: strict cookies stay at home."""
        jar = self.client.cookies.jar
        at_home = [each for each in jar if _same_site(each) == "strict"]
        for each in at_home:
            jar.clear(each.domain, each.path, each.name)
        self._see(self.client.get(address or self.back))
        there = {each.name for each in jar}
        for each in at_home:
            if each.name not in there:
                jar.set_cookie(each)
        return self

    def go_on(self) -> Traveller:
        """Let our own page lead on."""
        return self.open(self.onward)

    def sign_in_there(self, **query: str) -> Traveller:
        """There, back and on."""
        return self.leave(**query).come_back().go_on()

    @property
    def onward(self) -> str:
        """Where the page leads on by itself."""
        assert self.status == 200, self.page
        return self.response.headers["refresh"].removeprefix("0; url=")

    @property
    def title(self) -> str:
        found = _TITLE.search(self.page)
        return unescape(found[1]) if found else ""

    @property
    def way_back(self) -> str:
        """Where a page leads that says why not."""
        found = _WAY_BACK.search(self.page)
        assert found, self.page
        return unescape(found[1])

    @property
    def sent(self) -> dict[str, str]:
        """What the portal told the provider by way of the browser."""
        said = parse_qs(urlsplit(self.begun.headers["location"]).query)
        return {name: values[0] for name, values in said.items()}

    def keeps(self, name: str) -> str | None:
        """What the browser keeps under this name."""
        return self.client.cookies.get(name)

    def replace(self, name: str, value: str) -> None:
        """Keep something else under this name, as if the portal had said so."""
        (cookie,) = (each for each in self.client.cookies.jar if each.name == name)
        cookie.value = value


def cookie_of(response: Any, name: str) -> set[str]:
    """The attributes of a cookie that an answer sets, in small letters, without its value."""
    (set_,) = (
        each for each in response.headers.get_list("set-cookie") if each.startswith(f"{name}=")
    )
    return {part.strip().lower() for part in set_.split(";")[1:]}


def no_secret_got_out(traveller: Traveller, caplog: pytest.LogCaptureFixture) -> bool:
    """Neither page nor log holds what only provider, portal and browser may know.

    What the browser itself writes into the log does not count.
    """
    records = [each for each in caplog.records if not each.name.startswith("httpx")]
    told = [caplog.handler.format(each) for each in records]
    seen = "\n".join([traveller.page, str(traveller.response.headers), *told])
    sent = traveller.sent
    secrets = [*traveller.provider.issued, sent["state"], sent["nonce"]]
    secrets += [CLIENT_SECRET, quote_plus(CLIENT_SECRET)]
    return not any(secret in seen for secret in secrets)


def refused(traveller: Traveller, portal: Portal, status: int, title: str) -> bool:
    """A page says so, nobody is signed in, and the attempt is over."""
    assert (traveller.status, traveller.title) == (status, title)
    assert 'href="/staff/sign-in?' in traveller.page
    assert traveller.response.headers["cache-control"] == "no-store"
    assert traveller.response.headers["referrer-policy"] == "no-referrer"
    assert traveller.keeps(STARTED) is None
    return traveller.token is None and sessions(portal.engine) == 0


def noted(portal: Portal) -> list[tuple[str, str, str, str]]:
    """Who did what about whom with which outcome, the earliest first, without the operator."""
    entries = reversed(portal.trail.entries(OPERATOR))
    return [(e.actor, e.action, e.about, e.outcome) for e in entries if e.actor != "operator"]


def _same_site(cookie: Cookie) -> str:
    return (cookie.get_nonstandard_attr("SameSite") or "").lower()
