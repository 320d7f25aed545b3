"""How somebody answers, as it travels with their answers: the mode, easy words, codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from copfeedback.surveys.circumstances import Circumstances, HelperKind, Mode


@dataclass(frozen=True, slots=True)
class About:
    """What is known of how somebody answers.

    ``easy`` asks for easy words. ``helper`` and ``interpreter`` are for answers given with help.
    ``code`` is the access code they came with, ``resume`` the code their answers were saved
    under, ``page`` the page on which that was done. ``began`` is when a kiosk's page was made,
    in seconds; 0 anywhere else.
    """

    mode: str = Mode.LIGHT.value
    easy: bool = False
    helper: str = ""
    interpreter: str = ""
    channel: str = ""
    code: str = ""
    resume: str = ""
    page: str = ""
    began: int = 0

    @property
    def is_kiosk(self) -> bool:
        """Whether it is a device that many share."""
        return self.mode == Mode.KIOSK

    def written(self) -> Sequence[object]:
        """As it travels: nothing where there is nothing to say."""
        said = {
            name: value
            for name, default in _DEFAULTS.items()
            if (value := getattr(self, name)) != default
        }
        return [said] if said else []

    @classmethod
    def read(cls, written: Sequence[dict[str, object]]) -> About:
        """What was written."""
        return cls(**written[0]) if written else NOTHING_KNOWN  # type: ignore[arg-type]

    def circumstances(self, language: str) -> Circumstances:
        """What is kept or counted of it."""
        return Circumstances(
            language,
            Mode(self.mode),
            HelperKind(self.helper) if self.helper else None,
            self.interpreter,
            self.channel,
        )


NOTHING_KNOWN = About()
_DEFAULTS = {each.name: each.default for each in fields(About)}
