"""What somebody who writes a complaint has before them: the pages, the review, the code."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.complaints import agencies, intake_wording
from copfeedback.complaints.agencies import Agency
from copfeedback.complaints.answer_words import in_words
from copfeedback.complaints.carried import Carried, Drawn
from copfeedback.complaints.filing import Filed, WhyClosed
from copfeedback.complaints.form import Field, Known, Option, Step, Telling
from copfeedback.complaints.intake import Checked, answered_within, read_field
from copfeedback.complaints.model import AgeBand
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.complaints.promise_wording import ABOUT_US, NOT_OPEN, RUN_BY_POLICE, filled_page
from copfeedback.complaints.questions import FIELDS, STEP_OF_FIELD, TELLING_NAMES
from copfeedback.complaints.steps import CODE, REVIEW, fields_of, progress, telling, way
from copfeedback.form_sounds import find_sound, sound_path
from copfeedback.i18n.catalogues import Speech
from copfeedback.profile.model import Identity
from copfeedback.sealing import Seal
from copfeedback.web.rendering import Renderer

FIELD, TYPED = "q.", "typed"
_LOOK_AGAIN = "look_again_on"


@dataclass(frozen=True)
class Writing:
    """What one person has entered so far, and in which language they write."""

    carried: Carried
    known: Known
    speech: Speech
    checked: Checked


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as it stands on a page."""

    field: Field
    options: Sequence[Option]
    entered: Sequence[str]
    problem: str

    @property
    def first(self) -> str:
        """The first entry, or nothing."""
        return self.entered[0] if self.entered else ""


class ComplaintScreens:
    """Renders the pages of a complaint; no browser keeps one of them."""

    def __init__(self, portal: Portal, renderer: Renderer, seal: Seal) -> None:
        self._portal = portal
        self._renderer = renderer
        self._seal = seal

    def step(
        self, writing: Writing, step: Step, *, reviewing: bool = False, is_checking: bool = False
    ) -> Response:
        """The questions of a step with what was entered; ``is_checking`` says what to mend."""
        entered, speech = writing.carried.entered, writing.speech
        problems = writing.checked.problems if is_checking else {}
        asked = [
            Asked(
                field,
                writing.known.options(field, speech),
                entered.get(field.name, ()),
                problems[field.name].words(speech) if field.name in problems else "",
            )
            for field in fields_of(step, entered, writing.known)
        ]
        return self._page(
            "complaint_step.html",
            writing,
            422 if any(each.problem for each in asked) else 200,
            step=step,
            asked=asked,
            place=progress(step.id, entered),
            reviewing=reviewing,
            telling=telling(entered),
            tellings={way: name for way, name in TELLING_NAMES.items() if way != telling(entered)},
            sound=find_sound(self._portal, step, entered, writing.known, speech),
            sound_path=sound_path,
            is_told=STEP_OF_FIELD["narrative"].id in _until(step.id, writing),
            **self._beside(step, writing),
        )

    def _beside(self, step: Step, writing: Writing) -> dict[str, Any]:
        """What stands on some pages beside the questions."""
        profile, promises = self._portal.profile, self._portal.promises
        identity, directory = profile.identity(), profile.directory()
        found: list[Agency] = []
        minors = None
        operation = promises.operation()
        match step.id:
            case "before":
                found = agencies.instead(operation, directory)
            case "safety":
                found = agencies.in_danger(directory, identity)
            case "young":
                found = agencies.for_the_young(directory)
                minors = filled_page(
                    promises,
                    PromisePage.MINORS,
                    writing.speech.tag,
                    self._portal.catalogues.speech,
                )
            case "elsewhere":
                found = agencies.not_police_matters(directory, identity)
        return {
            "run_by_police": RUN_BY_POLICE,
            "about_us": ABOUT_US,
            "agencies": found,
            "operation": operation,
            "minors": minors,
            "days": answered_within(writing.carried.entered, promises.clocks),
            "is_child": AgeBand.BELOW_12 in writing.carried.entered.get("age_band", ()),
        }

    def review(self, writing: Writing, told: str = "", status: int = 200) -> Response:
        """Everything that will be sent, with what must be mended; ``told`` is what went wrong."""
        entered, known, speech = writing.carried.entered, writing.known, writing.speech
        problems = {
            name: problem.words(speech) for name, problem in writing.checked.problems.items()
        }
        today = self._portal.surveys.today()
        sections = []
        for step in way(entered):
            lines = []
            for field in step.fields:
                values, _ = read_field(field, entered.get(field.name, ()), known, today)
                if words := in_words(field, values, known, speech):
                    lines.append((field, words))
            if lines or any(field.name in problems for field in step.fields):
                sections.append((step, lines))
        return self._page(
            "complaint_review.html",
            writing,
            422 if problems and not told else status,
            told=told,
            sections=sections,
            problems=problems,
            fields=FIELDS,
            place=progress(REVIEW, entered),
        )

    def code(self, writing: Writing, drawn: Drawn, told: str, status: int) -> Response:
        """The code, before anything is sent; ``told`` is why it was not."""
        return self._page(
            "complaint_code.html",
            writing,
            status,
            groups=drawn.code.written.split(),
            asked_group=drawn.asked_group,
            told=told,
            place=progress(CODE, writing.carried.entered),
        )

    def receipt(self, writing: Writing, drawn: Drawn, filed: Filed) -> Response:
        """It is there. The page carries nothing but the code on, for the slip."""
        slip = Carried({_LOOK_AGAIN: [filed.look_again_on.isoformat()]}, drawn)
        return self._renderer.respond(
            self._renderer.page_text(
                "complaint_receipt.html",
                writing.speech.tag,
                words=intake_wording,
                carried=slip.sealed(self._seal, now()),
                groups=drawn.code.written.split(),
                filed=filed,
                is_spoken=telling(writing.carried.entered) is Telling.VOICE,
                address=form_address,
            ),
            writing.speech.tag,
            keep=False,
        )

    def slip(self, writing: Writing, drawn: Drawn) -> Response:
        """A page to print, with the digits and the day to look again, and nothing else."""
        said = writing.carried.entered.get(_LOOK_AGAIN, ())
        return self._renderer.respond(
            self._renderer.text(
                "complaint_slip.html",
                writing.speech.tag,
                words=intake_wording,
                groups=drawn.code.written.split(),
                look_again_on=date.fromisoformat(said[0]) if said else None,
            ),
            writing.speech.tag,
            keep=False,
        )

    def closed(self, tag: str, reason: WhyClosed) -> Response:
        """Why nothing can be written here, and whom to turn to instead."""
        operation = self._portal.promises.operation()
        return self._renderer.respond(
            self._renderer.page_text(
                "complaint_closed.html",
                tag,
                words=intake_wording,
                reason=reason,
                not_open=NOT_OPEN,
                agencies=agencies.instead(operation, self._portal.profile.directory()),
                emergencies=agencies.in_danger(self._portal.profile.directory(), Identity()),
                address=form_address,
            ),
            tag,
            503 if reason is not WhyClosed.LANGUAGE else 404,
            keep=False,
        )

    def start_again(self, tag: str) -> Response:
        """What the page carried cannot be read, or is too old."""
        return self._renderer.respond(
            self._renderer.page_text(
                "complaint_again.html", tag, words=intake_wording, address=form_address
            ),
            tag,
            400,
            keep=False,
        )

    def _page(self, template: str, writing: Writing, status: int, **context: Any) -> Response:
        tag = writing.speech.tag
        page = self._renderer.page_text(
            template,
            tag,
            words=intake_wording,
            carried=writing.carried.sealed(self._seal, now()),
            address=form_address,
            answering=True,
            **context,
        )
        return self._renderer.respond(page, tag, status, keep=False)


def form_address(tag: str) -> str:
    """Where a complaint is written in a language."""
    return f"/{tag}/complaints/new"


def now() -> int:
    """Seconds that only ever grow; the same for all processes of the machine."""
    return int(time.time())


def _until(step_id: str, writing: Writing) -> list[str]:
    """The steps up to this one: at the end of them somebody may have told enough."""
    ids = [step.id for step in way(writing.carried.entered)]
    return ids[: ids.index(step_id) + 1]
