"""From what was entered in a form to what is filed: cleaned, bounded, and with what must be mended.

It stores nothing. What somebody typed is never cut: what is too long is said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from copfeedback.complaints.form import Asks, Entered, Field, Goes, Known, Telling
from copfeedback.complaints.model import Clocks, Danger
from copfeedback.complaints.questions import FIELDS, GUIDED, NARRATIVE, TOLD_BY
from copfeedback.complaints.steps import telling, way
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import find_language
from copfeedback.people.sector_model import clean_digits

EARLIEST_YEAR = 1900
MOST_VALUES = 40
_LINES = "\n\t"
# They turn what follows round: in a name or a text, that only serves to mislead.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e")
_DAY_PARTS = 3

NOTHING_TOLD = N_("Please tell us what happened. This is the only question that needs an answer.")
TOO_LONG = N_("Please shorten this to %(limit)s characters.")
NO_DAY = N_("There is no such day. Please write day, month and year, or leave all three empty.")
NOT_YET = N_("This day is still to come.")


@dataclass(frozen=True, slots=True)
class Problem:
    """What must be mended: a message, and the number in it if there is one."""

    message: str
    limit: int = 0

    def words(self, speech: Speech) -> str:
        """What to tell whoever typed it."""
        said = speech.gettext(self.message)
        return said % {"limit": speech.formatting.number(self.limit)} if self.limit else said


@dataclass(frozen=True, slots=True)
class Checked:
    """A form, sorted by where its parts go.

    ``answers`` are kept under the content key, ``identity`` under the identity key, ``counted`` in
    counters alone. ``problems`` are by field; nothing is filed while there is one.
    """

    answers: Mapping[str, list[str]]
    narrative: str
    identity: Mapping[str, str]
    counted: Mapping[str, str]
    problems: Mapping[str, Problem]


def check(entered: Entered, known: Known, today: date, speech: Speech) -> Checked:
    """Sort what was entered. Fields that are unknown or were not asked are left out.

    Args:
        entered: what was entered, by field.
        known: what can be chosen here.
        today: a day after it cannot have been.
        speech: the language of whoever fills it in, for the questions in a guided narrative.
    """
    problems = dict[str, Problem]()
    sorted_out: dict[Goes, dict[str, list[str]]] = {goes: {} for goes in Goes}
    for step in way(entered):
        for field in step.fields:
            values, problem = read_field(field, entered.get(field.name, ()), known, today)
            if problem is not None:
                problems[field.name] = problem
            elif values:
                sorted_out[field.goes][field.name] = values
    told = sorted_out[Goes.TOLD]
    narrative = "\n\n".join(_told(told, speech))
    is_spoken = telling(entered) is Telling.VOICE
    if not narrative and not is_spoken and not problems.keys() & _TELLING_FIELDS:
        first = GUIDED[0] if telling(entered) is Telling.GUIDED else NARRATIVE
        problems[first.name] = Problem(NOTHING_TOLD)
    answers = dict(sorted_out[Goes.CASE])
    if is_spoken:
        answers[TOLD_BY.name] = [Telling.VOICE.value]
    if spoken := answers.get("speaks"):
        tag = find_language(spoken[0], speech)
        answers["speaks"] = [tag or spoken[0]]
    return Checked(
        answers,
        narrative,
        {name: values[0] for name, values in sorted_out[Goes.IDENTITY].items()},
        {name: values[0] for name, values in sorted_out[Goes.COUNTED].items()},
        problems,
    )


_TELLING_FIELDS = {NARRATIVE.name, *(field.name for field in GUIDED)}


def read_field(
    field: Field, values: Sequence[str], known: Known, today: date
) -> tuple[list[str], Problem | None]:
    """What a field holds, cleaned, and what is wrong with it if anything is."""
    match field.asks:
        case Asks.CHOICE | Asks.CHOICES:
            codes = known.codes(field)
            chosen = list(dict.fromkeys(value for value in values[:MOST_VALUES] if value in codes))
            return (chosen if field.asks is Asks.CHOICES else chosen[:1]), None
        case Asks.DAY:
            return _day(values, today)
    text = clean(values[0] if values else "", lines=field.asks is Asks.LONG)
    if len(text) > field.maximum:
        return [], Problem(TOO_LONG, field.maximum)
    return ([text] if text else []), None


def clean(text: str, *, lines: bool) -> str:
    """A text as it is kept: composed letters (NFC), no control characters, no turned reading.

    With ``lines`` it keeps its line breaks; else it is one line.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        sign
        for sign in text
        if (sign in _LINES or unicodedata.category(sign) not in {"Cc", "Cs"})
        and sign not in _TURNING
    )
    return kept.strip() if lines else " ".join(kept.split())


def _day(values: Sequence[str], today: date) -> tuple[list[str], Problem | None]:
    parts = [clean_digits(value) for value in (*values, "", "", "")[:_DAY_PARTS]]
    if not any(parts):
        return [], None
    try:
        day, month, year = map(int, parts)
        found = date(year, month, day)
    except ValueError:
        return [], Problem(NO_DAY)
    if found.year < EARLIEST_YEAR:
        return [], Problem(NO_DAY)
    if found > today:
        return [], Problem(NOT_YET)
    return [found.isoformat()], None


def _told(told: Mapping[str, list[str]], speech: Speech) -> Iterator[str]:
    """What was told, in whichever way: both are kept if somebody changed their mind."""
    if NARRATIVE.name in told:
        yield told[NARRATIVE.name][0]
    for field in GUIDED:
        if field.name in told:
            yield f"{speech.gettext(field.label)}\n{told[field.name][0]}"


def answered_within(entered: Entered, clocks: Clocks) -> int:
    """In how many days somebody is answered: sooner who says that they are in danger."""
    in_danger = Danger.YES in entered.get("danger", ())
    return clocks.danger_days if in_danger else clocks.acknowledge_days


def merged(entered: Entered, taken: Mapping[str, Sequence[str]], names: Sequence[str]) -> Entered:
    """Earlier entries, with those of a page in place of what was there, exactly as entered."""
    found = {name: list(values) for name, values in entered.items()}
    for name in names:
        field = FIELDS[name]
        most = MOST_VALUES if field.asks is Asks.CHOICES else _DAY_PARTS
        values = list(taken.get(name, ())[:most])
        if any(value.strip() for value in values):
            found[name] = values
        else:
            found.pop(name, None)
    return found
