"""One person's way through a complaint in the full door, in the memory of their session alone.

Nothing of it is stored before they send it; then what they entered is forgotten, and the code as
soon as they say that they have it. It knows no Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from copfeedback.complaints.carried import Drawn
from copfeedback.complaints.filing import Filed, NewCase
from copfeedback.complaints.form import Known, Step, Telling
from copfeedback.complaints.intake import Checked, check, merged
from copfeedback.complaints.model import Channel
from copfeedback.complaints.questions import STEPS, TOLD_BY
from copfeedback.complaints.steps import CODE, REVIEW, after, before, fields_of, find_step
from copfeedback.i18n.catalogues import Speech


@dataclass
class ComplaintVisit:
    """Everything entered so far, exactly as entered, and where the person is.

    ``channel`` is another one where staff record what somebody has told them. ``told`` is why it
    was not sent, ``checking`` shows what must be mended, ``reviewing`` leads back to the review.
    """

    entered: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    place: str = STEPS[0].id
    drawn: Drawn | None = None
    filed: Filed | None = None
    channel: Channel = Channel.FULL
    told: str = ""
    checking: bool = False
    reviewing: bool = False
    is_spoken: bool = False

    @property
    def step(self) -> Step | None:
        """The questions on the screen; None at the review, the code and the end."""
        return find_step(self.place, self.entered)

    @property
    def is_unsent(self) -> bool:
        """Whether leaving now would lose something."""
        return self.filed is None and bool(self.entered)

    @property
    def screen(self) -> str:
        """A name for what is on the screen, the same as long as it is the same."""
        return f"{self.place}/{self.checking}/{bool(self.told)}/{self.filed is not None}"

    def checked(self, known: Known, today: date, speech: Speech) -> Checked:
        """What would be sent, and what must be mended before."""
        return check(self.entered, known, today, speech)

    def take(self, entries: Mapping[str, Sequence[str]], known: Known) -> None:
        """Keep what was entered on this screen, in place of what was there."""
        if self.step is not None:
            shown = [each.name for each in fields_of(self.step, self.entered, known)]
            self.entered = merged(self.entered, entries, shown)

    def tell(self, way: Telling) -> None:
        """Tell it in another way; what was typed stays."""
        self.entered = {**self.entered, TOLD_BY.name: [way.value]}
        self.checking = False

    def forward(self, checked: Checked, *, to_review: bool = False) -> None:
        """Go on, unless something on this screen must be mended first."""
        step = self.step
        if step is None:
            self.go(CODE if self.place == REVIEW and not checked.problems else REVIEW)
            return
        if any(each.name in checked.problems for each in step.fields):
            self.checking = True
            return
        following = REVIEW if to_review else after(self.place, self.entered)
        onward = find_step(following, self.entered)
        # What somebody has changed can lead to a page that they have not seen yet.
        if self.reviewing and (onward is None or onward.only_if is None):
            following = REVIEW
        self.go(following, reviewing=self.reviewing)

    def back(self) -> None:
        """Go back, with or without mistakes."""
        self.go(before(self.place, self.entered))

    def go(self, place: str, *, reviewing: bool = False) -> None:
        """Show another screen."""
        self.place, self.reviewing = place, reviewing and place != REVIEW
        self.checking, self.told = False, ""

    def new_case(self, drawn: Drawn, checked: Checked, language: str) -> NewCase:
        """What is sent."""
        return NewCase(
            code=drawn.code,
            nonce=drawn.nonce,
            narrative=checked.narrative,
            answers=checked.answers,
            identity=checked.identity,
            language=language,
            channel=self.channel,
            counted=checked.counted,
        )

    def finish(self, filed: Filed) -> None:
        """It was sent: forget what was entered."""
        self.is_spoken = Telling.VOICE in self.entered.get(TOLD_BY.name, ())
        self.entered, self.filed, self.told = {}, filed, ""
