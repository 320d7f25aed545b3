"""The addresses of the light door's staff pages."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.web.errors import Handler
from copfeedback.web.paper import PAPER, PaperPages
from copfeedback.web.rendering import Renderer
from copfeedback.web.single_sign_on import SingleSignOnPages
from copfeedback.web.staff import StaffPages
from copfeedback.web.staff_account import AccountPages
from copfeedback.web.staff_door import StaffDoor
from copfeedback.web.staff_links import LinkPages
from copfeedback.web.staff_second_factor import SecondFactorPages

Routed = Callable[[str, Handler], Route]


def staff_routes(portal: Portal, renderer: Renderer, get: Routed, post: Routed) -> list[Route]:
    """Everything under ``/staff/``."""
    door = StaffDoor(portal, renderer)
    staff, account = StaffPages(portal, door), AccountPages(portal, door)
    factor, links = SecondFactorPages(portal, door), LinkPages(portal, renderer, door)
    paper = PaperPages(portal, door)
    provider = SingleSignOnPages(portal, renderer, door, staff)
    via = provider.where_configured
    return [
        get("/staff/sign-in", staff.show_sign_in),
        post("/staff/sign-in", staff.sign_in),
        get("/staff/single-sign-on", via(provider.begin)),
        get("/staff/single-sign-on/callback", via(provider.callback)),
        get("/staff/single-sign-on/code", via(provider.show_code)),
        post("/staff/single-sign-on/code", via(provider.check_code)),
        get("/staff/sign-out", door.get(staff.show_sign_out, restricted=True)),
        post("/staff/sign-out", door.post(staff.sign_out, restricted=True)),
        get("/staff/account", door.get(account.show_account)),
        get("/staff/password", door.get(account.show_password)),
        post("/staff/password", door.post(account.change_password)),
        get("/staff/sessions", door.get(account.show_sessions)),
        post("/staff/sessions", door.post(account.end_sessions)),
        get("/staff/second-factor", door.get(factor.show, restricted=True)),
        post("/staff/second-factor", door.post(factor.change, restricted=True)),
        get(PAPER, door.get(paper.show_waves)),
        get(PAPER + "/{wave}", door.get(paper.show_wave)),
        post(PAPER + "/{wave}", door.post(paper.take)),
        get("/staff/invitation/{token}", links.show(links.invitation)),
        post("/staff/invitation/{token}", links.take(links.invitation)),
        get("/staff/reset/{token}", links.show(links.reset)),
        post("/staff/reset/{token}", links.take(links.reset)),
    ]
