"""What stands before the first question on paper: what it is about, who asks, how to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.printing.answer_fields import WORDS
from copfeedback.printing.document import Block, Document, Group, Type
from copfeedback.printing.local_words import local
from copfeedback.surveys.model import Survey
from copfeedback.surveys.wave_model import Wave

HEADING = Type(12.5, bold=True)
_TITLE, _LABEL = Type(17, bold=True), Type(10, bold=True)
_LABEL_WIDTH, _HIGHEST_BESIDE = 42.0, 60.0


def opening(survey: Survey, wave: Wave | None, document: Document) -> Iterator[Group]:
    """All that stands before the first question; the wave says more than the survey."""
    speech = document.speech
    title = [document.paragraph(local(survey.title, speech), _TITLE)]
    if wave is not None:
        title.append(document.paragraph(local(wave.name, speech), WORDS))
    yield Group(tuple(title), gap=3)
    introduction = _said("introduction", survey, wave)
    if introduction is not None:
        yield Group(tuple(document.line_blocks(local(introduction, speech), WORDS)), gap=3)
    yield _listed(speech.gettext("How to fill this in"), _how_to(survey, wave, document), document)
    behind = list(_behind(survey, wave, document))
    if behind:
        heading = document.paragraph(speech.gettext("Who is behind this survey"), HEADING)
        yield Group((heading, *behind), gap=3)
    protected = speech.gettext("How your answers are protected")
    yield _listed(protected, _protection(document), document)


def _how_to(survey: Survey, wave: Wave | None, document: Document) -> list[str]:
    _, formatting = document.speech.gettext, document.speech.formatting
    takes = document.speech.ngettext(
        "It takes about %(minutes)s minute.",
        "It takes about %(minutes)s minutes.",
        survey.minutes,
    )
    found = [
        takes % {"minutes": formatting.number(survey.minutes)},
        _(
            "Put a cross into the box of your answer. "
            "Mark one box for each question, unless it says more."
        ),
        _("If you have marked the wrong box, fill it in completely and mark the right one."),
        _("You can leave out any question you do not want to answer."),
    ]
    if wave is not None:
        found.append(_("Please hand it in by %(day)s.") % {"day": formatting.date(wave.closes)})
    return found


def _protection(document: Document) -> list[str]:
    _ = document.speech.gettext
    return [
        _(
            "Please do not write your name, your address or a telephone number "
            "anywhere on this form."
        ),
        _(
            "Your answers are typed in, with the week, the language and that you answered on "
            "paper. Nothing else."
        ),
        _("What you write in your own words is kept apart from your other answers."),
    ]


def _behind(survey: Survey, wave: Wave | None, document: Document) -> Iterator[Block]:
    _ = document.speech.gettext
    labels = {
        "run_by": _("Who runs it"),
        "paid_by": _("Who pays for it"),
        "backed_by": _("Who supports it in public"),
        "independence": _("How it stays independent"),
        "contact": _("Help with this survey"),
    }
    for name, label in labels.items():
        text = _said(name, survey, wave)
        if text is not None:
            yield from _labelled(label, local(text, document.speech), document)


def _said(name: str, survey: Survey, wave: Wave | None) -> Translations | None:
    """What the wave says about itself, else the survey."""
    by_wave: Translations | None = getattr(wave.plan.behind, name) if wave is not None else None
    by_survey: Translations | None = getattr(survey, name)
    return by_wave or by_survey


def _labelled(label: str, text: LocalText, document: Document) -> list[Block]:
    """A label with a text beside it, or below where it is long."""
    beside = document.width - _LABEL_WIDTH
    high = document.height(text, WORDS, beside)
    if high > _HIGHEST_BESIDE:
        return [document.paragraph(label, _LABEL), *document.line_blocks(text, WORDS)]

    def draw(y: float) -> None:
        document.write(label, _LABEL, start=0, y=y, width=_LABEL_WIDTH - 3)
        document.write(text, WORDS, start=_LABEL_WIDTH, y=y, width=beside)

    return [Block(max(high, document.height(label, _LABEL, _LABEL_WIDTH - 3)) + 1, draw)]


def _listed(heading: str, sentences: Sequence[str], document: Document) -> Group:
    items = [_item(sentence, document) for sentence in sentences]
    return Group((document.paragraph(heading, HEADING), *items), gap=3)


def _item(sentence: str, document: Document) -> Block:
    def draw(y: float) -> None:
        document.write("•", WORDS, start=1, y=y, width=3)
        document.write(sentence, WORDS, start=5, y=y, width=document.width - 5)

    return Block(document.height(sentence, WORDS, document.width - 5) + 0.6, draw)
