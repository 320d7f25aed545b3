"""The addresses of the light door's staff pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_
from copfeedback.web.brief import BRIEF, Brief
from copfeedback.web.complaint_files import CaseFilePages
from copfeedback.web.downloads import Downloads
from copfeedback.web.errors import Handler
from copfeedback.web.forum_answers import ANSWERS, AnswerPages
from copfeedback.web.forum_desk_routes import desk_routes
from copfeedback.web.manager_door import for_managers
from copfeedback.web.paper import PAPER, PaperPages
from copfeedback.web.preview import PreviewPages
from copfeedback.web.rendering import Renderer
from copfeedback.web.single_sign_on import SingleSignOnPages
from copfeedback.web.staff import StaffPages
from copfeedback.web.staff_account import AccountPages
from copfeedback.web.staff_door import StaffDoor
from copfeedback.web.staff_keys import RECOVERY_KEY, KeyPages
from copfeedback.web.staff_links import LinkPages
from copfeedback.web.staff_second_factor import SecondFactorPages

Routed = Callable[[str, Handler], Route]


def staff_routes(portal: Portal, renderer: Renderer, get: Routed, post: Routed) -> list[Route]:
    """Everything under ``/staff/``."""
    door = StaffDoor(portal, renderer)
    staff, account = StaffPages(portal, door), AccountPages(portal, door)
    factor, links = SecondFactorPages(portal, door), LinkPages(portal, renderer, door)
    paper, downloads = PaperPages(portal, door), Downloads(portal)
    preview, keys = PreviewPages(portal, renderer), KeyPages(portal, door)
    paper_page = partial(for_managers, door, N_("Paper forms"))
    case_files = CaseFilePages(portal, door)
    answers = AnswerPages(portal, door)
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
        get(RECOVERY_KEY, door.get(keys.show)),
        post(RECOVERY_KEY, door.post(keys.change)),
        get(BRIEF, door.get(Brief(portal, door).show)),
        get(PAPER, door.get(paper_page(paper.show_waves))),
        get(PAPER + "/{wave}", door.get(paper_page(paper.show_wave))),
        post(PAPER + "/{wave}", door.post(paper_page(paper.take))),
        get(
            "/staff/surveys/{survey}/{edition}/{what}/{name}",
            door.get(for_managers(door, N_("Questionnaires"), downloads.of_survey)),
        ),
        get(
            "/staff/preview/{survey}/{edition}/{tag}",
            door.get(for_managers(door, N_("Questionnaires"), preview.show)),
        ),
        post(
            "/staff/preview/{survey}/{edition}/{tag}",
            door.post(for_managers(door, N_("Questionnaires"), preview.answer)),
        ),
        get(
            "/staff/waves/{wave}/{what}/{name}",
            door.get(for_managers(door, N_("Fieldwork"), downloads.of_wave)),
        ),
        get("/staff/cases/{case}/files/{number:number}", door.get(case_files.download)),
        get("/staff/names/{request}/files/{number:number}", door.get(case_files.download_original)),
        *desk_routes(portal, renderer, door, get, post),
        get(ANSWERS, door.get(answers.show_all)),
        get(ANSWERS + "/{number:number}", door.get(answers.show)),
        post(ANSWERS + "/{number:number}", door.post(answers.say)),
        get("/staff/invitation/{token}", links.show(links.invitation)),
        post("/staff/invitation/{token}", links.take(links.invitation)),
        get("/staff/reset/{token}", links.show(links.reset)),
        post("/staff/reset/{token}", links.take(links.reset)),
    ]
