"""Files of a case: added by its complainant without scripts, handed to staff to be kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.complaints.case_errors import KeyLocked, UnknownItem, UnknownRequest
from copfeedback.complaints.file_store import CaseFile
from copfeedback.complaints.file_types import (
    ACCEPTED,
    FAULT_SENTENCES,
    FileFault,
    FileRefused,
    FileType,
)
from copfeedback.complaints.follow_wording import SAID, refusal
from copfeedback.complaints.following import SessionEnded
from copfeedback.complaints.model import UnknownCase
from copfeedback.complaints.originals import Original
from copfeedback.complaints.own_case import OwnCase
from copfeedback.complaints.own_files import OwnFiles
from copfeedback.complaints.vault import HolderKey, Tampered
from copfeedback.i18n.catalogues import N_
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor
from copfeedback.people.throttle import SlowDown
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.web.attachment import attachment
from copfeedback.web.complaint_follow_door import FollowDoor
from copfeedback.web.multipart import Upload, Uploads
from copfeedback.web.staff_door import StaffDoor, StaffVisit

STEP = "file"
Find = Callable[[Actor, HolderKey | None, str, int], tuple[CaseFile | Original, bytes]]
UPLOADS_AT_ONCE = 6
"""Each can fill memory with a whole file, and a slow line holds its place for minutes."""
_NO_FILE = N_("Please choose a file.")
_SEND_AGAIN = N_("Please send this once more.")
_MEGABYTE = 1024 * 1024
_COME_BACK_SECONDS = 30


class OwnFilePages:
    """The page on which a complainant adds a file."""

    def __init__(self, door: FollowDoor, files: OwnFiles) -> None:
        self._door = door
        self._files = files
        self._uploads = Uploads(UPLOADS_AT_ONCE, files.most_bytes)
        self._sending: set[str] = set()

    async def show(self, request: Request) -> Response:
        """GET: the form."""
        tag = request.path_params["lang"]
        token, own = await self._door.own_case(request)
        if own is None:
            return self._door.onward(tag)
        said = SAID["file"] if request.query_params.get("said") == STEP else ""
        return self._page(tag, token, own, said=said)

    async def take(self, request: Request) -> Response:
        """POST: the file. Nobody without a session can fill the memory with one."""
        self._door.refuse_foreign(request)
        tag = request.path_params["lang"]
        token, own = await self._door.own_case(request)
        if own is None:
            await self._uploads.pass_over(request)
            return self._door.ended(tag, STEP, {})
        try:
            with self._turn(own.case_id):
                upload = await self._uploads.read(request)
                return await self._add(tag, token, own, upload)
        except SlowDown as error:
            await self._uploads.pass_over(request)
            problem, status = refusal(error, self._door.speech(tag))
            return self._page(tag, token, own, problem=problem, status=status)

    @contextmanager
    def _turn(self, case_id: str) -> Iterator[None]:
        """A place to send a file; one of each case at a time, so that nobody takes all of them.

        Raises:
            SlowDown: there is none.
        """
        if case_id in self._sending:
            raise SlowDown(_COME_BACK_SECONDS)
        with self._uploads.turn():
            self._sending.add(case_id)
            try:
                yield
            finally:
                self._sending.discard(case_id)

    async def _add(self, tag: str, token: str, own: OwnCase, upload: Upload) -> Response:
        speech, sent = self._door.speech(tag), upload.file
        if sent is None or sent.is_too_large or not self._door.is_ours(token, upload.form):
            message = _NO_FILE if sent is None else _SEND_AGAIN
            if sent is not None and sent.is_too_large:
                message = FAULT_SENTENCES[FileFault.TOO_LARGE]
            problem = speech.gettext(message)
            return self._page(tag, token, own, problem=problem, status=422)
        try:
            await asyncio.to_thread(self._files.add, token, sent.name, sent.content)
        except FileRefused as refused:
            problem = speech.gettext(FAULT_SENTENCES[refused.fault])
            return self._page(tag, token, own, problem=problem, status=422)
        except SessionEnded:
            return self._door.ended(tag, STEP, {})
        except StorageUnavailable as error:
            problem, status = refusal(error, speech)
            return self._page(tag, token, own, problem=problem, status=status)
        return self._door.onward(tag, STEP, step=STEP)

    def _page(
        self,
        tag: str,
        token: str,
        own: OwnCase,
        *,
        problem: str = "",
        said: str = "",
        status: int = 200,
    ) -> Response:
        return self._door.page(
            "follow_file.html",
            tag,
            token,
            status,
            step=STEP,
            own=own,
            problem=problem,
            said=said and self._door.speech(tag).gettext(said),
            accepted=ACCEPTED,
            at_most=self._files.at_most,
            megabytes=self._files.most_bytes // _MEGABYTE,
        )


# Whatever a browser or a program makes of a file: it runs nothing, asks nobody and is no page.
FILE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def file_response(content: bytes, found: FileType, *names: object) -> Response:
    """A file of a case, only ever to be kept, under a name of ours that says nothing."""
    name = "-".join(map(str, names)) + f".{found}"
    headers = {**FILE_HEADERS, "Content-Disposition": attachment(name)}
    return Response(content, media_type=found.media_type, headers=headers)


_NO_FILE_HERE = N_("There is no such file, or it is not yours to open.")
_REFUSALS: Mapping[type[Exception], tuple[int, str]] = {
    NotPermitted: (403, _NO_FILE_HERE),
    UnknownCase: (404, _NO_FILE_HERE),
    UnknownItem: (404, _NO_FILE_HERE),
    UnknownRequest: (404, _NO_FILE_HERE),
    KeyLocked: (403, N_("Your key is locked. Sign in anew to open it.")),
    Tampered: (
        409,
        N_("This file is not what was added: it was changed. Please tell whoever runs the portal."),
    ),
}


class CaseFilePages:
    """Files of cases, for whoever holds the key of the case or of the name."""

    def __init__(self, portal: Portal, door: StaffDoor) -> None:
        self._portal = portal
        self._door = door

    async def download(self, visit: StaffVisit) -> Response:
        """GET: a file of a case, by the number of its item."""
        asked = visit.request.path_params
        case_id, number = str(asked["case"]), int(asked["number"])
        return await self._hand_out(visit, self._portal.casework.cases.file, case_id, number)

    async def download_original(self, visit: StaffVisit) -> Response:
        """GET: a picture as it was taken, by the question that a custodian was asked."""
        asked = visit.request.path_params
        request_id, number = str(asked["request"]), int(asked["number"])
        find = self._portal.casework.originals.file
        return await self._hand_out(visit, find, request_id, number)

    async def _hand_out(self, visit: StaffVisit, find: Find, place: str, number: int) -> Response:
        key = await asyncio.to_thread(self._portal.keys.key_of, visit.token, visit.actor)
        try:
            file, content = await asyncio.to_thread(find, visit.actor, key, place, number)
        except tuple(_REFUSALS) as error:
            status, advice = next(
                said for kind, said in _REFUSALS.items() if isinstance(error, kind)
            )
            _ = visit.speech.gettext
            return self._door.page(
                visit, "manager_refused.html", status, title=_(N_("Files")), advice=_(advice)
            )
        return file_response(content, file.type, place, number)
