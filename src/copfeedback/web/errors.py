"""What a person sees when something is not as it should be, and what the log keeps of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.complaints.vault import Tampered
from copfeedback.faults import Unknown
from copfeedback.i18n.catalogues import N_
from copfeedback.incidents import new_incident
from copfeedback.results.releases import UnknownRelease
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.book import UnknownWave
from copfeedback.web.forms import ForeignForm, FormTooLarge, FormUnreadable
from copfeedback.web.rendering import Renderer

Handler = Callable[[Request], Awaitable[Response]]

_KNOWN: dict[type[Exception], tuple[int, str, str]] = {
    UnknownWave: (
        404,
        N_("There is no such survey"),
        N_("Please check the address, or choose one of the surveys that are open."),
    ),
    UnknownRelease: (
        404,
        N_("There are no such results"),
        N_("Please check the address, or choose among all results."),
    ),
    Unknown: (404, N_("There is no such page"), N_("Please check the address.")),
    FormTooLarge: (
        413,
        N_("That was too much text"),
        N_("Please go back in your browser, shorten your text and send it again."),
    ),
    FormUnreadable: (
        400,
        N_("This form could not be read"),
        N_("Please go back in your browser and send it again."),
    ),
    ForeignForm: (
        403,
        N_("This form came from another site"),
        N_("Please open the page on this site and fill it in here."),
    ),
    Tampered: (
        500,
        N_("Something was changed in this case"),
        N_(
            "Somebody who must not has changed what is stored. Please write nothing here now. Turn "
            "to one of the other offices, and tell them this number."
        ),
    ),
    StorageUnavailable: (
        503,
        N_("We cannot store anything just now"),
        N_("Nothing was stored. Please wait a minute, then reload this page."),
    ),
}


def answering_errors(
    renderer: Renderer, language_of: Callable[[Request], str]
) -> Callable[[Handler], Handler]:
    """Wrap a handler so that every error becomes a page in the reader's language."""

    def wrap(handler: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            try:
                await renderer.look_up()
                return await handler(request)
            except Exception as error:  # noqa: BLE001 - the last line before the reader
                return _error_page(renderer, language_of(request), error)

        return answer

    return wrap


def _error_page(renderer: Renderer, tag: str, error: Exception) -> Response:
    known = next((page for kind, page in _KNOWN.items() if isinstance(error, kind)), None)
    status, title, advice = known or (
        500,
        N_("Something went wrong on our side"),
        N_("Please try again. If it happens again, tell us this number."),
    )
    incident = new_incident(error) if status >= 500 else None  # noqa: PLR2004 - server errors
    response = renderer.page(
        "message.html", tag, status, title=title, advice=advice, incident=incident
    )
    # The address that failed can be a one-time link: it goes no further from here.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
