"""What all pages of survey managers on the light door share: who may see them, and refusals."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import Permission
from copfeedback.printing.faces import LettersMissing
from copfeedback.surveys.drafts import UnknownDraft
from copfeedback.surveys.waves import UnknownSurvey
from copfeedback.surveys.yaml_file import DefinitionError
from copfeedback.web.staff_door import Handling, StaffDoor, StaffVisit

_NO_SURVEY = N_("There is no such questionnaire. Perhaps its draft was published a moment ago.")
_REFUSALS: Mapping[type[Exception], tuple[int, str]] = {
    UnknownSurvey: (404, _NO_SURVEY),
    UnknownDraft: (404, _NO_SURVEY),
    DefinitionError: (
        409,
        N_(
            "This cannot be made: the draft has faults, or the questionnaire has no such language. "
            "The page of the questionnaire says more."
        ),
    ),
    LettersMissing: (
        409,
        N_("We have no letters to print this language with. Please tell whoever runs the portal."),
    ),
}


def for_managers(door: StaffDoor, title: str, handling: Handling) -> Handling:
    """A page that everybody but survey managers is refused; ``title`` heads its refusals."""

    def refused(visit: StaffVisit, status: int, advice: str) -> Response:
        _ = visit.speech.gettext
        return door.page(visit, "manager_refused.html", status, title=_(title), advice=_(advice))

    async def answer(visit: StaffVisit) -> Response:
        if not visit.actor.may(Permission.MANAGE_WAVES):
            return refused(visit, 403, N_("This page is for survey managers."))
        try:
            return await handling(visit)
        except tuple(_REFUSALS) as error:
            kind = next(kind for kind in _REFUSALS if isinstance(error, kind))
            return refused(visit, *_REFUSALS[kind])

    return answer
