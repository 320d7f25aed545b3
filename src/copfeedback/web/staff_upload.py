"""Forms of staff that bring a file. What cannot be kept while signing in again is the file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.i18n.catalogues import N_
from copfeedback.people.throttle import SlowDown
from copfeedback.web import csrf
from copfeedback.web.errors import Handler
from copfeedback.web.forms import FormUnreadable, first
from copfeedback.web.multipart import Upload, Uploads
from copfeedback.web.new_password import slow_down_sentence
from copfeedback.web.staff_door import StaffDoor, StaffVisit

Receiving = Callable[[StaffVisit, Upload], Awaitable[Response]]
AT_ONCE = 4
"""Each can fill memory with a whole file."""
_SEND_AGAIN = N_("Please send this once more.")


def receiving(
    door: StaffDoor, public_address: str, most_bytes: int, handling: Receiving
) -> Handler:
    """What such a form does, for whoever is signed in.

    Nobody else can fill the memory with a file: what they send is passed over.
    """
    uploads = Uploads(AT_ONCE, most_bytes)

    async def take(visit: StaffVisit) -> Response:
        request, speech = visit.request, visit.speech
        try:
            with uploads.turn():
                upload = await uploads.read(request)
        except SlowDown as error:
            await uploads.pass_over(request)
            return _refused(door, visit, 429, slow_down_sentence(error, speech))
        except FormUnreadable:  # cut off, or no form of ours
            return _refused(door, visit, 403, speech.gettext(_SEND_AGAIN))
        if not csrf.is_token_of(visit.token, first(upload.form, csrf.FORM_FIELD), visit.actor.id):
            return _refused(door, visit, 403, speech.gettext(_SEND_AGAIN))
        return await handling(replace(visit, form=upload.form), upload)

    async def answer(request: Request) -> Response:
        csrf.refuse_foreign(request, public_address)
        visit = await door.visit_of(request)
        if visit is None:
            await uploads.pass_over(request)
            return door.ask_to_sign_in(request)
        if visit.actor.restricted:
            await uploads.pass_over(request)
        return await door.let_in(visit, take)

    return answer


def _refused(door: StaffDoor, visit: StaffVisit, status: int, advice: str) -> Response:
    title = visit.speech.gettext("Files")
    return door.page(visit, "manager_refused.html", status, title=title, advice=advice)
