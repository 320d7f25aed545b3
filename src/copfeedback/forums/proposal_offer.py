"""What an office means to do after an evaluation, put before a forum in one of its languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from copfeedback.forums.proposal_wording import OFFERED
from copfeedback.i18n.translations import Translations


@dataclass(frozen=True, slots=True)
class OfferedAction:
    """What an office means to do by a day, after the evaluation of a code and a title."""

    what: Translations
    office: Translations
    due: date
    evaluation: str
    title: Translations


def offered_words(
    offered: OfferedAction,
    languages: Sequence[str],
    in_languages: Callable[[str], Translations],
) -> tuple[str, str]:
    """The language of what the forum's chair reads, and its words.

    It is the first of the forum's ``languages`` in which the action is written; else one in which
    it is. ``in_languages`` says one of the portal's own sentences in each language it has.
    """
    spoken = [each for each in languages if each in offered.what]
    what = offered.what.read_in(spoken[0] if spoken else languages[0])
    origin = in_languages(OFFERED).read_in(what.language).text % {
        "title": offered.title.read_in(what.language).text,
        "code": offered.evaluation,
        "office": offered.office.read_in(what.language).text,
        "day": offered.due.isoformat(),
    }
    return what.language, f"{what.text}\n\n{origin}"
