"""What there is to speak of the form of a complaint, for whoever would rather listen.

Sectors and units are left out: they are called differently in every place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from copfeedback.complaints.form import Entered, Field, Known, Listed, Step, Telling
from copfeedback.complaints.intake_wording import NOBODY_AT_NIGHT, NOTHING_YET
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.complaints.promise_notation import shipped
from copfeedback.complaints.questions import STEPS, TOLD_BY
from copfeedback.complaints.steps import fields_of, telling
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.page_text import read_blocks

FORM = "complaint-form"
"""What the folder with the sound files is called."""
_LOCAL = frozenset({Listed.SECTORS, Listed.UNITS})
_BESIDE: Mapping[str, Sequence[str]] = {"before": (NOTHING_YET,), "safety": (NOBODY_AT_NIGHT,)}
_ENDS_A_SENTENCE = re.compile(r"[.!?؟…:।。።]\W*$")


class _NotTranslated(Exception):  # noqa: N818 - named for what happened
    """Something of it is not in this language."""


def sound_name(step: Step, entered: Entered) -> str:
    """What the sound file of a step is called for somebody who entered this."""
    way = telling(entered)
    is_plain = step.id != "what" or way is Telling.FREE
    return step.id if is_plain else f"{step.id}-{way}"


def spoken_words(
    step: Step, entered: Entered, known: Known, speech: Speech, minors: str | None
) -> str | None:
    """A step as it is spoken; None if something of it is not in the language.

    Args:
        step: the step.
        entered: decides which way of telling is asked for.
        known: the grounds of prejudice that are asked for.
        speech: the language.
        minors: the text that the young have to read first; None if it is not in the language.
    """
    say = _translating(speech)
    try:
        lines = [say(step.title), *map(say, (*_BESIDE.get(step.id, ()), *step.notes))]
        if step.id == "young":
            if minors is None:
                return None
            lines += [line for block in read_blocks(minors) for line in block.lines]
        for field in fields_of(step, entered, known):
            if not isinstance(field.options, Listed) or field.options not in _LOCAL:
                lines += _asked(field, known, speech, say)
    except _NotTranslated:
        return None
    return "\n".join(line if _ENDS_A_SENTENCE.search(line) else f"{line}." for line in lines)


def words_of_form(known: Known, speech: Speech) -> dict[str, str]:
    """Everything there is to speak in a language, by the name of the sound file."""
    shown = shipped(PromisePage.MINORS, speech.tag)
    minors = None if shown is None else shown.text
    found = {}
    for step in STEPS:
        for way in Telling if step.id == "what" else (Telling.FREE,):
            entered = {TOLD_BY.name: [way.value]}
            words = spoken_words(step, entered, known, speech, minors)
            if words is not None:
                found[sound_name(step, entered)] = words
    return found


def _asked(field: Field, known: Known, speech: Speech, say: Callable[[str], str]) -> Iterator[str]:
    yield say(field.label)
    if field.hint:
        yield say(field.hint)
    static = field.options if not isinstance(field.options, Listed) else None
    for name in (*(static or {}).values(), *(field.sentences or {}).values()):
        say(name)  # whether it is there in this language
    for number, option in enumerate(known.options(field, speech), 1):
        yield f"{number}: {option.name}"
        if option.sentence:
            yield option.sentence


def _translating(speech: Speech) -> Callable[[str], str]:
    def say(message: str) -> str:
        said = speech.gettext(message)
        if said == message and speech.tag != SOURCE_LANGUAGE:
            raise _NotTranslated
        return said

    return say
