"""The addresses by which forums are found, subscribed to and printed."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.web.errors import Handler
from copfeedback.web.forum_api import forum_api_routes
from copfeedback.web.forum_calendar import ForumCalendars
from copfeedback.web.forum_feed import ForumFeeds
from copfeedback.web.forum_meeting import MeetingPages
from copfeedback.web.forum_print import ForumPrints
from copfeedback.web.forum_search import ForumSearch
from copfeedback.web.rendering import Renderer


def reach_routes(
    portal: Portal,
    renderer: Renderer,
    meetings: MeetingPages,
    get: Callable[[str, Handler], Route],
) -> list[Route]:
    """Before those of forums and meetings, whose names could be theirs."""
    search, calendars, feeds = (
        ForumSearch(portal, renderer),
        ForumCalendars(portal),
        ForumFeeds(portal),
    )
    prints = ForumPrints(portal, meetings)
    return [
        *forum_api_routes(portal),
        get("/{lang:lang}/forums/search", search.search),
        get("/{lang:lang}/forums.ics", calendars.all),
        get("/{lang:lang}/forums/{forum}.ics", calendars.one),
        get("/{lang:lang}/forums.atom", feeds.all),
        get("/{lang:lang}/forums/{forum}.atom", feeds.one),
        get("/{lang:lang}/forums/{forum}/poster.pdf", prints.poster),
        get("/{lang:lang}/forums/{forum}/{number}/agenda.pdf", prints.agenda),
        get("/{lang:lang}/forums/{forum}/{number}/minutes.pdf", prints.minutes),
    ]
