"""The proof of filing: for its complainant to keep, and for everybody to check."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.complaints.following import SessionEnded
from copfeedback.complaints.own_files import OwnFiles
from copfeedback.complaints.receipts import (
    LONGEST,
    NotAProof,
    ProofKey,
    WrongSignature,
    check_proof,
)
from copfeedback.i18n.catalogues import N_
from copfeedback.web.complaint_follow_door import FollowDoor
from copfeedback.web.forms import first, read_form
from copfeedback.web.rendering import Renderer

RECEIPT = "complaints/receipt"
_NO_PROOF = N_("This is no proof, or a part of it is missing. Please put in all of its lines.")
_WRONG = N_("This proof is not from here, or something in it was changed.")


class ProofPages:
    """Proofs of filing."""

    def __init__(
        self,
        portal: Portal,
        renderer: Renderer,
        door: FollowDoor,
        files: OwnFiles,
        key: ProofKey,
    ) -> None:
        self._portal = portal
        self._renderer = renderer
        self._door = door
        self._files = files
        self._key = key.public

    async def own(self, request: Request) -> Response:
        """GET: the proof of whoever has typed their code."""
        tag = request.path_params["lang"]
        token, own = await self._door.own_case(request)
        if own is None:
            return self._door.onward(tag)
        try:
            proof = await asyncio.to_thread(self._files.proof, token)
        except SessionEnded:
            return self._door.onward(tag)
        address = f"{self._portal.settings.public_address.rstrip('/')}/{tag}/{RECEIPT}"
        return self._door.page(
            "follow_proof.html", tag, token, step="proof", proof=proof, check_address=address
        )

    async def show(self, request: Request) -> Response:
        """GET: the field for a proof, and the key that proofs are checked with."""
        return self._page(request.path_params["lang"])

    async def check(self, request: Request) -> Response:
        """POST: whether a proof is right. Asks nobody and keeps nothing."""
        form = await read_form(request)
        tag, is_switching = self._door.language(request, form)
        text = first(form, "text")[: LONGEST + 1]
        if is_switching:
            return self._page(tag, text=text)
        speech = self._portal.catalogues.speech(tag)
        try:
            proof = check_proof(text, self._key)
        except NotAProof:
            return self._page(tag, 422, text=text, problem=speech.gettext(_NO_PROOF))
        except WrongSignature:
            return self._page(tag, 422, text=text, problem=speech.gettext(_WRONG))
        return self._page(tag, text=text, proof=proof)

    def _page(self, tag: str, status: int = 200, **context: object) -> Response:
        page = self._renderer.page_text(
            "receipt_check.html",
            tag,
            address=lambda to: f"/{to}/{RECEIPT}",
            answering=True,
            key=self._key.hex(),
            **{"text": "", "problem": "", "proof": None, **context},
        )
        return self._renderer.respond(page, tag, status, keep=False)
