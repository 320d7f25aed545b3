"""The form of a complaint on paper: the same questions as on the screen, to hand in or to send.

There is no code on it: whoever types it in draws one and gives it to the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from copfeedback.complaints.form import Asks, Field, Goes, Known, Step
from copfeedback.complaints.questions import GUIDED, LONG, STEPS, TOLD_BY
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.printing.complaint_form import Ask, Part, complaint_form

TITLE = N_("Tell us what happened")
NOTES = (
    N_("You can leave out everything but what happened. You need not say who you are."),
    N_("Give it in an envelope to the body that deals with complaints, not to the police."),
    N_(
        "Ask for a code when you hand it in. With it you can read the answer. If you send it by "
        "letter, you get no code unless you name a safe way to reach you."
    ),
    N_("Do not use this form if you are in danger now."),
)
_LINES_OF_STORY, _LINES_OF_LONG = 22, 4
# What only makes sense on a screen; on paper, whoever cannot write asks somebody to.
_LEFT_OUT = frozenset({TOLD_BY.name, *(field.name for field in GUIDED)})
_CONDITIONAL: Mapping[str, str] = {"behalf": N_("Only if you fill this in for somebody else")}


def paper_form(known: Known, speech: Speech) -> bytes:
    """A PDF of the form in one language.

    Raises:
        LettersMissing: no font has some of the letters.
    """
    _ = speech.gettext
    return complaint_form(
        _(TITLE), [_(note) for note in NOTES], list(_parts(known, speech)), speech
    )


def _parts(known: Known, speech: Speech) -> Iterator[Part]:
    _ = speech.gettext
    for step in STEPS:
        questions = [_asked(field, known, speech) for field in _fields(step, known)]
        if questions:
            notes = [_(_CONDITIONAL[step.id])] if step.id in _CONDITIONAL else []
            yield Part(_(step.title), [*notes, *map(_, step.notes)], questions)


def _fields(step: Step, known: Known) -> Iterator[Field]:
    for field in step.fields:
        if field.name not in _LEFT_OUT and known.has(field):
            yield field


def _asked(field: Field, known: Known, speech: Speech) -> Ask:
    _ = speech.gettext
    lines = 1
    if field.asks is Asks.LONG:
        lines = _LINES_OF_STORY if field.maximum == LONG else _LINES_OF_LONG
    options = [(option.name, option.sentence) for option in known.options(field, speech)]
    return Ask(
        _(field.label),
        # What is only counted on a screen stays on the paper: it says nothing else of it.
        _(field.hint) if field.hint and field.goes is not Goes.COUNTED else "",
        options,
        lines,
        field.asks is Asks.DAY,
    )
