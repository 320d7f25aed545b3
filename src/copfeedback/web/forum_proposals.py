"""Bringing something to a forum, and reading what became of it, without scripts or an account."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.check_digit import in_groups
from copfeedback.faults import Unknown
from copfeedback.forums import proposal_wording
from copfeedback.forums.meeting_model import Meeting, Proposal
from copfeedback.forums.model import Forum, Topic
from copfeedback.forums.proposal_reference import draw_nonce
from copfeedback.forums.proposal_wording import KINDS, NOT_SENT, PLEASE_CHOOSE, YES_OR_NO, not_sent
from copfeedback.forums.proposals import NewProposal
from copfeedback.web import csrf
from copfeedback.web.forms import first, read_form
from copfeedback.web.forum_words import forum_words
from copfeedback.web.rendering import Renderer

ASK, WARN, WRITE = "ask", "warn", "write"
STEPS = (ASK, WARN, WRITE)
_LANGUAGE = "language:"
_LONGEST_SHOWN = 40
_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as far as it is filled in, and the step somebody is at."""

    step: str = ASK
    about: str = ""
    kind: str = "topic"
    topic: str = ""
    text: str = ""
    nonce: str = ""

    @classmethod
    def read(cls, form: Mapping[str, list[str]]) -> Filled:
        """What was sent; what can be none of ours is as if it were not there."""
        step, about, kind = first(form, "step"), first(form, "about"), first(form, "kind")
        topic, nonce = first(form, "topic"), first(form, "nonce")
        return cls(
            step if step in STEPS else ASK,
            about if about in YES_OR_NO else "",
            kind if kind in KINDS else "topic",
            topic if topic in set(Topic) else "",
            first(form, "text"),
            nonce if _NONCE.fullmatch(nonce) else draw_nonce(),
        )


class ProposalPages:
    """The pages of somebody who brings something, and of somebody who did."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def begin(self, request: Request) -> Response:
        """GET: the first question.

        Raises:
            Unknown: there is no such forum, or it has ended.
        """
        tag, forum = request.path_params["lang"], await self._forum(request)
        return self._show(tag, forum, Filled(nonce=draw_nonce()))

    async def take(self, request: Request) -> Response:
        """POST: the next step, or the number under which it was taken.

        Raises:
            ForeignForm: a page of another site sent it.
            Unknown: there is no such forum, or it has ended.
        """
        csrf.refuse_foreign(request, self._portal.settings.public_address)
        tag, forum = request.path_params["lang"], await self._forum(request)
        form = await read_form(request)
        filled, go = Filled.read(form), first(form, "go") or "next"
        if go.removeprefix(_LANGUAGE) in self._portal.catalogues.languages:
            return self._show(go.removeprefix(_LANGUAGE), forum, filled)
        if go == "back":
            return self._show(tag, forum, replace(filled, step=ASK))
        if filled.step == WRITE and filled.about:
            client = request.client.host if request.client else ""
            return await self._send(tag, forum, filled, client)
        if not filled.about:
            problem = self._portal.catalogues.speech(tag).gettext(PLEASE_CHOOSE)
            return self._show(tag, forum, replace(filled, step=ASK), problem, 422)
        # Whoever has read of the safer way decides for themselves.
        warned = filled.about == "no" or filled.step == WARN
        return self._show(tag, forum, replace(filled, step=WRITE if warned else WARN))

    async def look_up(self, request: Request) -> Response:
        """GET: what became of something, by its number; without one, the field to type it in."""
        tag, typed = request.path_params["lang"], request.query_params.get("reference", "")
        found = await asyncio.to_thread(self._found, typed) if typed.strip() else None
        is_missing = bool(typed.strip()) and found is None
        query = f"?reference={found[0].reference}" if found else ""
        return self._page(
            "forum_proposal.html",
            tag,
            404 if is_missing else 200,
            typed=typed[:_LONGEST_SHOWN],
            is_missing=is_missing,
            found=found,
            address=lambda to: f"/{to}/forums/proposals{query}",
        )

    async def _send(self, tag: str, forum: Forum, filled: Filled, client: str) -> Response:
        new = NewProposal(
            forum.code,
            tag,
            filled.text,
            Topic(filled.topic) if filled.topic else None,
            is_question=filled.kind == "question",
            nonce=filled.nonce,
        )
        try:
            reference = await asyncio.to_thread(self._portal.proposals.propose, new, client)
        except NOT_SENT as error:
            told, status = not_sent(error, self._portal.catalogues.speech(tag))
            return self._show(tag, forum, filled, told, status)
        return self._page(
            "forum_proposed.html",
            tag,
            forum=forum,
            written=in_groups(reference),
            address=lambda to: f"/{to}/forums/{forum.code}",
        )

    def _show(
        self, tag: str, forum: Forum, filled: Filled, problem: str = "", status: int = 200
    ) -> Response:
        return self._page(
            "forum_propose.html",
            tag,
            status,
            forum=forum,
            filled=filled,
            problem=problem,
            topics=list(Topic),
            answering=True,
            address=lambda to: f"/{to}/forums/{forum.code}/propose",
        )

    def _page(self, template: str, tag: str, status: int = 200, **context: object) -> Response:
        speech = self._portal.catalogues.speech(tag)
        words = forum_words(speech, self._portal.surveys.today())
        return self._renderer.page(
            template, tag, status, says=proposal_wording, **{**words, **context}
        )

    async def _forum(self, request: Request) -> Forum:
        code = request.path_params["forum"]
        forum = await asyncio.to_thread(self._portal.forums.find, code)
        if forum.ended is not None and forum.ended < self._portal.surveys.today():
            raise Unknown
        return forum

    def _found(self, typed: str) -> tuple[Proposal, Forum, Forum | None, Meeting | None] | None:
        """Something with its forum, the one it was moved to, and the meeting it is for."""
        portal = self._portal
        found = portal.proposals.look_up(typed)
        if found is None:
            return None
        moved_to = None if found.moved_to is None else portal.forums.find(found.moved_to)
        at = None if found.meeting_id is None else portal.agendas.of(found.meeting_id).meeting
        return found, portal.forums.find(found.forum), moved_to, at
