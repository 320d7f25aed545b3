"""The chair's desk at the light door: who comes in, and the one next step on every page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.faults import ChangedMeanwhile, Unknown
from copfeedback.forums import wording
from copfeedback.forums.agenda_writing import HasMinutes
from copfeedback.forums.chairing import PoliceMayNotChair, require_chair
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.meetings import NotPlanned
from copfeedback.forums.minutes_model import WORDS
from copfeedback.forums.model import Forum
from copfeedback.forums.next_step import NextStep, Step
from copfeedback.forums.when import when
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action
from copfeedback.people.model import Permission, Subject
from copfeedback.web.forms import number_of
from copfeedback.web.multipart import Upload
from copfeedback.web.rendering import PAGE_POLICY, Renderer, source_hash
from copfeedback.web.staff_door import Handling, StaffDoor, StaffVisit, in_language
from copfeedback.web.staff_upload import Receiving

DESK = "/staff/forums"


def _read(name: str, left_out: str) -> str:
    source = files("copfeedback.web").joinpath(name).read_text(encoding="utf-8")
    return re.sub(left_out, "", source, flags=re.MULTILINE).strip()


STYLE = Markup(_read("forum_desk.css", r"/\*.*?\*/|\n|(?<=[{:;,]) | (?=\{)"))  # noqa: S704 - ours
SCRIPT = Markup(_read("minutes.js", r"^\s*//.*\n|^\s+"))  # noqa: S704 - our own file
DESK_POLICY = PAGE_POLICY.replace("style-src ", f"style-src {source_hash(STYLE)} ")
MINUTES_POLICY = f"{DESK_POLICY}; script-src {source_hash(SCRIPT)}; connect-src 'self'"

_REFUSALS: Mapping[type[Exception], tuple[int, str]] = {
    PoliceMayNotChair: (
        403,
        N_(
            "Whoever works for the police may chair a forum only in a transition that is explained "
            "in public. There is none now."
        ),
    ),
    NotPermitted: (403, N_("This page is for whoever chairs the forum.")),
    ChangedMeanwhile: (
        409,
        N_(
            "Somebody else has changed this since you opened the page. Nothing was stored. Please "
            "go back, reload the page and look at it again."
        ),
    ),
    NotPlanned: (409, N_("This meeting was cancelled. It cannot be changed any more.")),
    HasMinutes: (409, N_("There are minutes of this already. It stays.")),
}
_PLACES: Mapping[Step, str] = {
    Step.ANNOUNCE: "",
    Step.SETTLE: "",
    Step.FINALISE: "",
    Step.WAIT: "",
    Step.FILL: "/item/new",
    Step.HOLD: "/minutes",
    Step.FINISH: "/minutes",
    Step.COUNT: "/attendance",
    Step.PUBLISH: "/publish",
}


@dataclass(frozen=True, slots=True)
class Place:
    """The forum of a page, and its meeting where the page is about one."""

    forum: Forum
    meeting: Meeting | None = None

    @property
    def path(self) -> str:
        """The page all others are below."""
        below = f"/{self.meeting.number}" if self.meeting else ""
        return f"{DESK}/{self.forum.code}{below}"


@dataclass(frozen=True, slots=True)
class MeetingPlace(Place):
    """The place of a page about a meeting."""

    meeting: Meeting


def path_of(step: NextStep, forum: Forum) -> str:
    """Where a step is done."""
    root = f"{DESK}/{forum.code}"
    if step.step is Step.ANSWER:
        return f"{root}/proposals"
    if step.meeting is None:
        return f"{root}/plan"
    if step.step is Step.TRANSLATE:
        return f"{root}/{step.meeting.number}/translate/{step.language}"
    return f"{root}/{step.meeting.number}{_PLACES[step.step]}"


class Desk:
    """What all pages of the desk share."""

    def __init__(self, portal: Portal, renderer: Renderer, door: StaffDoor) -> None:
        self.portal = portal
        self.door = door
        self._renderer = renderer

    def for_chairs(self, handling: Handling) -> Handling:
        """A page that nobody but a forum's chair is shown."""

        async def answer(visit: StaffVisit) -> Response:
            try:
                if not visit.actor.may_somewhere(Permission.MANAGE_FORUM):
                    raise NotPermitted(Permission.MANAGE_FORUM)
                return await handling(visit)
            except tuple(_REFUSALS) as error:
                kind = next(kind for kind in _REFUSALS if isinstance(error, kind))
                status, advice = _REFUSALS[kind]
                _ = visit.speech.gettext
                return self.door.page(
                    visit, "manager_refused.html", status, title=_("Forums"), advice=_(advice)
                )

        return answer

    def receiving(self, handling: Receiving) -> Receiving:
        """What a form with a file does, for a chair alone."""

        async def answer(visit: StaffVisit, upload: Upload) -> Response:
            async def take(visit: StaffVisit) -> Response:
                return await handling(visit, upload)

            return await self.for_chairs(take)(visit)

        return answer

    async def forum(self, visit: StaffVisit) -> Place:
        """The forum the address names.

        Raises:
            Unknown: there is none.
            NotPermitted: the visitor does not chair it.
        """
        code = str(visit.request.path_params["forum"])
        return Place(await asyncio.to_thread(self.chaired, visit, code))

    def chaired(self, visit: StaffVisit, code: str) -> Forum:
        """A forum that the visitor chairs. Raises like ``forum``."""
        if not visit.actor.may(Permission.MANAGE_FORUM, Subject(forum=code)):
            raise NotPermitted(Permission.MANAGE_FORUM)
        today = self.portal.surveys.today()
        require_chair(self.portal.trail, visit.actor, Action.SET_MEETING, code, today)
        return self.portal.forums.find(code)

    async def meeting(self, visit: StaffVisit) -> MeetingPlace:
        """The meeting the address names. Raises like ``forum``."""
        place = await self.forum(visit)
        number = visit.request.path_params["number"]
        meeting = await asyncio.to_thread(self.portal.meetings.find, place.forum.code, number)
        return MeetingPlace(place.forum, meeting)

    async def page(
        self,
        visit: StaffVisit,
        template: str,
        place: Place,
        status: int = 200,
        /,
        **context: Any,
    ) -> Response:
        """A page of the desk, with the next step of its forum."""
        step = await asyncio.to_thread(self.portal.next_steps.of, visit.actor, place.forum)
        step_path = path_of(step, place.forum) if step else ""
        return self.plain_page(
            visit,
            template,
            status,
            **{
                "place": place,
                "forum": place.forum,
                "meeting": place.meeting,
                "step": step,
                "step_path": step_path,
                "step_here": step_path == visit.request.url.path,
                **context,
            },
        )

    def plain_page(
        self, visit: StaffVisit, template: str, status: int = 200, /, **context: Any
    ) -> Response:
        """A page of the desk that is about no single forum."""
        said = _SAID.get(visit.request.query_params.get("said", ""), "")
        context.setdefault("script", None)
        words = self._words(visit.speech)
        told = said and visit.speech.gettext(said)
        response = self.door.page(
            visit, template, status, style=STYLE, said=told, **words, **context
        )
        policy = MINUTES_POLICY if context["script"] else DESK_POLICY
        response.headers["Content-Security-Policy"] = policy
        return response

    def part(self, visit: StaffVisit, template: str, /, **context: Any) -> str:
        """A piece of a page, for the script that puts it there."""
        speech = visit.speech
        return str(self._renderer.text(template, speech.tag, **self._words(speech), **context))

    def _words(self, speech: Speech) -> dict[str, Any]:
        """What the templates of the desk say things with."""

        def pairs(values: Iterable[Any], nothing: str | None = None) -> list[tuple[str, str]]:
            """The options of a choice."""
            named = [(str(value), wording.name_of(value, speech)) for value in values]
            return named if nothing is None else [("", nothing), *named]

        return {
            "to": lambda path, **query: in_language(
                path, speech.tag, **{name: str(value) for name, value in query.items()}
            ),
            "pairs": pairs,
            "when": lambda meeting: when(meeting, speech.tag),
            "name_of": lambda value: wording.name_of(value, speech),
            "language_name": lambda tag: language_name(tag, speech),
            "direction": self._direction,
            "names": wording.FIELD_NAMES,
            "words": WORDS,
        }

    def onward(self, visit: StaffVisit, path: str, said: str = "", **query: str) -> Response:
        """On to a page of the desk, which says what was done."""
        done = {"said": said} if said else {}
        address = in_language(path, visit.speech.tag, **done, **query)
        return RedirectResponse(address, 303, {"Cache-Control": "no-store"})

    def languages(self, visit: StaffVisit) -> list[tuple[str, str]]:
        """The portal's languages, as the options of a choice."""
        return [(tag, language_name(tag, visit.speech)) for tag in self.portal.catalogues.languages]

    def _direction(self, tag: str) -> str:
        language = self.portal.catalogues.languages.get(tag)
        return language.direction if language else "auto"


def item_id_of(visit: StaffVisit) -> int:
    """The number the address ends with.

    Raises:
        Unknown: it is none.
    """
    number = number_of(str(visit.request.path_params["item"]))
    if number is None:
        raise Unknown
    return number


_SAID: Mapping[str, str] = {
    "planned": N_("The meeting is planned."),
    "changed": N_("The meeting is changed."),
    "cancelled": N_("The meeting is cancelled. It stays visible, with the reason."),
    "imported": N_("The meetings are planned."),
    "announced": N_("The notice is out."),
    "saved": N_("Saved."),
    "added": N_("It is on the agenda."),
    "removed": N_("It is off the agenda."),
    "settled": N_("This is settled."),
    "final": N_("The agenda is final."),
    "reopened": N_("The agenda is a draft again."),
    "passed_up": N_("It was passed up."),
    "decided": N_("The answer is kept. It is shown under its reference."),
    "filled": N_("The text is in the draft."),
    "aside": N_(
        "The text is in the draft. Where something was written already, yours was set aside."
    ),
    "counted": N_("It is noted how many came."),
    "published": N_("The minutes are published."),
    "corrected": N_("The corrected minutes are published. The earlier version stays readable."),
    "translated": N_("The translation is kept."),
    "told": N_("The notice is published."),
    "taken_back": N_("The notice is taken back."),
    "promised": N_("The commitment is written down."),
}
