"""The addresses of whoever comes back with their code."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.complaints.own_files import OwnFiles
from copfeedback.complaints.receipts import PURPOSE, ProofKey
from copfeedback.web.complaint_files import STEP, OwnFilePages
from copfeedback.web.complaint_follow import FollowPages
from copfeedback.web.complaint_follow_door import FOLLOW, FollowDoor
from copfeedback.web.complaint_receipts import RECEIPT, ProofPages
from copfeedback.web.errors import Handler
from copfeedback.web.rendering import Renderer

Routed = Callable[[str, Handler], Route]


def follow_routes(portal: Portal, renderer: Renderer, get: Routed, post: Routed) -> list[Route]:
    """Everything under ``/{lang}/complaints/follow``, and the check of proofs."""
    door = FollowDoor(portal, renderer)
    settings = portal.settings
    key = ProofKey(portal.secret.derived(PURPOSE))
    files = OwnFiles(
        portal.following,
        key,
        portal.surveys.today,
        most_bytes=settings.complaint_file_bytes,
        at_most=settings.complaint_files_at_most,
    )
    pages, own_files = FollowPages(portal, door), OwnFilePages(door, files)
    proofs = ProofPages(portal, renderer, door, files, key)
    follow = "/{lang:lang}/" + FOLLOW
    return [
        get(follow, pages.show),
        post(follow, pages.take),
        get(follow + "/exit", pages.exit),
        get(follow + "/proof", proofs.own),
        get(f"{follow}/{STEP}", own_files.show),
        post(f"{follow}/{STEP}", own_files.take),
        get(follow + "/{step}", pages.show_step),
        post(follow + "/{step}", pages.take_step),
        get("/{lang:lang}/" + RECEIPT, proofs.show),
        post("/{lang:lang}/" + RECEIPT, proofs.check),
    ]
