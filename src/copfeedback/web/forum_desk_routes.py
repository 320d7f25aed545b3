"""The addresses of the chair's desk."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.forums.calendar_reading import LARGEST
from copfeedback.forums.document_lines import MAX_BYTES as MAX_DOCUMENT
from copfeedback.forums.minutes_po import MAX_BYTES
from copfeedback.pdf_files import PDF_MAXIMUM
from copfeedback.web.errors import Handler
from copfeedback.web.forum_desk import DESK, Desk
from copfeedback.web.forum_desk_attendance import AttendancePages
from copfeedback.web.forum_desk_calendar import CalendarPages
from copfeedback.web.forum_desk_document import DocumentPages
from copfeedback.web.forum_desk_home import DeskHome
from copfeedback.web.forum_desk_items import ItemPages
from copfeedback.web.forum_desk_minutes import MinutesPages
from copfeedback.web.forum_desk_notices import NoticePages
from copfeedback.web.forum_desk_plan import PlanPages
from copfeedback.web.forum_desk_prepare import PreparePages
from copfeedback.web.forum_desk_problems import ProblemDesk
from copfeedback.web.forum_desk_promise import PromisePages
from copfeedback.web.forum_desk_proposals import ProposalPages
from copfeedback.web.forum_desk_publish import PublishPages
from copfeedback.web.forum_desk_translate import TranslatePages
from copfeedback.web.forum_sheet import SheetPages
from copfeedback.web.rendering import Renderer
from copfeedback.web.staff_door import Handling, StaffDoor
from copfeedback.web.staff_upload import Receiving, receiving

Routed = Callable[[str, Handler], Route]


def desk_routes(
    portal: Portal, renderer: Renderer, door: StaffDoor, get: Routed, post: Routed
) -> list[Route]:
    """Everything under ``/staff/forums``."""
    desk = Desk(portal, renderer, door)
    home, plan, calendar = DeskHome(desk), PlanPages(desk), CalendarPages(desk)
    prepare, items, proposals = PreparePages(desk), ItemPages(desk), ProposalPages(desk)
    minutes, attendance, promise = MinutesPages(desk), AttendancePages(desk), PromisePages(desk)
    problems = ProblemDesk(desk)
    documents = DocumentPages(desk)
    publish, translate, notices = PublishPages(desk), TranslatePages(desk), NoticePages(desk)

    def page(path: str, handling: Handling) -> Route:
        return get(DESK + path, door.get(desk.for_chairs(handling)))

    def form(path: str, shown: Handling, sent: Handling) -> list[Route]:
        return [page(path, shown), post(DESK + path, door.post(desk.for_chairs(sent)))]

    def file_form(path: str, shown: Handling, sent: Receiving, most: int) -> list[Route]:
        public = portal.settings.public_address
        return [
            page(path, shown),
            post(DESK + path, receiving(door, public, most, desk.receiving(sent))),
        ]

    meeting = "/{forum}/{number}"
    return [
        page("", home.show_all),
        page("/{forum}", home.show_one),
        # Fixed names come before those of meetings.
        *form("/{forum}/plan", plan.show_new, plan.plan),
        *file_form("/{forum}/import", calendar.show, calendar.look, LARGEST),
        *form("/{forum}/import/chosen", calendar.show, calendar.plan),
        *form("/{forum}/proposals", proposals.show, proposals.decide),
        *form("/{forum}/notices", notices.show, notices.change),
        page("/{forum}/problems", problems.show_all),
        *form("/{forum}/problems/{problem}", problems.show, problems.keep),
        *form(meeting, prepare.show, prepare.change),
        *form(f"{meeting}/change", plan.show_change, plan.change),
        *form(f"{meeting}/item/{{item}}", items.show, items.keep),
        *file_form(
            f"{meeting}/item/{{item}}/papers", items.show_papers, items.add_paper, PDF_MAXIMUM
        ),
        *form(f"{meeting}/minutes", minutes.show, minutes.keep),
        page(f"{meeting}/minutes/news", minutes.news),
        *file_form(f"{meeting}/minutes/import", documents.show, documents.take, MAX_DOCUMENT),
        page(f"{meeting}/sheet", SheetPages(desk).show),
        *form(f"{meeting}/attendance", attendance.show, attendance.keep),
        *form(f"{meeting}/commitment", promise.show, promise.make),
        *form(f"{meeting}/publish", publish.show, publish.publish),
        *form(f"{meeting}/translate/{{tag}}", translate.show, translate.keep),
        page(f"{meeting}/translate/{{tag}}/file.po", translate.download),
        *file_form(
            f"{meeting}/translate/{{tag}}/file", translate.show, translate.upload, MAX_BYTES
        ),
    ]
