"""The addresses of forums at the light door."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.web.errors import Handler
from copfeedback.web.forum_commitments import CommitmentPages
from copfeedback.web.forum_handbook import ForumHandbook
from copfeedback.web.forum_meeting import MeetingPages
from copfeedback.web.forum_minutes import MinutesPages
from copfeedback.web.forum_problems import ProblemPages
from copfeedback.web.forum_proposals import ProposalPages
from copfeedback.web.forum_reach_routes import reach_routes
from copfeedback.web.forum_stories import StoryPages
from copfeedback.web.forums import ForumPages
from copfeedback.web.rendering import Renderer

Routed = Callable[[str, Handler], Route]


def forum_routes(portal: Portal, renderer: Renderer, get: Routed, post: Routed) -> list[Route]:
    """Everything about forums; before the catch-all of the API."""
    forums, handbook = ForumPages(portal, renderer), ForumHandbook(portal, renderer)
    meetings = MeetingPages(portal, renderer)
    minutes = MinutesPages(portal, meetings)
    commitments, problems = CommitmentPages(portal, renderer), ProblemPages(portal, renderer)
    proposals = ProposalPages(portal, renderer)
    return [
        *reach_routes(portal, renderer, meetings, get),
        get("/f/{forum}", forums.short),
        get("/forums/papers/{paper:number}.pdf", meetings.paper),
        get("/{lang:lang}/commitments", commitments.board),
        get("/{lang:lang}/commitments/{number:number}", commitments.one),
        get("/{lang:lang}/problems", problems.all),
        get("/{lang:lang}/problems/{number:number}", problems.one),
        get("/{lang:lang}/forums", forums.all),
        # Fixed names come before those of forums, which could be theirs.
        get("/{lang:lang}/forums/handbook", handbook.contents),
        get("/{lang:lang}/forums/handbook/{page}", handbook.page),
        get("/{lang:lang}/forums/proposals", proposals.look_up),
        get("/{lang:lang}/forums/stories", StoryPages(portal, renderer).all),
        # And those below a forum before its meetings.
        get("/{lang:lang}/forums/{forum}/propose", proposals.begin),
        post("/{lang:lang}/forums/{forum}/propose", proposals.take),
        get("/{lang:lang}/forums/{forum}", forums.one),
        get("/{lang:lang}/forums/{forum}/{number}", meetings.meeting),
        get("/{lang:lang}/forums/{forum}/{number}/minutes/{version:number}", minutes.version),
    ]
