"""What is heard and seen beside the words of a question, as HTML above its widget."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.model import Choice, Question, QuestionType
from copfeedback.surveys.spoken import Recording
from copfeedback.ui import session
from copfeedback.ui.texts import marked, words


def listen(
    asked: AskedWave, question: Question, speech: Speech, *, row: str = "", easy: bool = False
) -> Markup:
    """The player that speaks a question or a row of a grid; nothing if it was never spoken."""
    sound = _recording(asked, question, speech, row=row, easy=easy)
    if sound is None:
        return Markup("")
    what = words(question.text_of(row) if row else question.text, speech)
    return _player(f"./sounds/{asked.survey.id}/{quote(sound.name)}", what, speech)


def speaks_a_machine(
    asked: AskedWave, questions: Sequence[Question], speech: Speech, *, easy: bool
) -> bool:
    """Whether anything that can be listened to was spoken by a machine."""
    sounds = (
        _recording(asked, question, speech, row=row, easy=easy)
        for question in questions
        for row in ("", *(row.id for row in question.rows))
    )
    return any(sound is not None and sound.synthetic for sound in sounds)


def _recording(
    asked: AskedWave, question: Question, speech: Speech, *, row: str, easy: bool
) -> Recording | None:
    # Found by the words of the questionnaire: those before somebody have their answers in them.
    survey = asked.survey
    written = survey.question_of_item.get(row or question.id, question)
    return session.portal().recordings.question(
        survey.id, speech.tag, written, row=row, easy=easy and not row
    )


def prompts(asked: AskedWave, question: Question, speech: Speech) -> Markup:
    """The picture and the sound that a question is about."""
    what, shown = words(question.text, speech), Markup("")
    if question.image is not None:
        address = file_address(asked, question.image, speech)
        shown = Markup('<img class="prompt" src="{}" alt="{}">').format(address, what)
    if question.audio is not None:
        shown += _player(file_address(asked, question.audio, speech), what, speech)
    return shown


def row_prompt(asked: AskedWave, question: Question, item: str, speech: Speech) -> Markup:
    """The sound that a row of a grid is about."""
    row = next(row for row in question.rows if row.id == item)
    if row.audio is None:
        return Markup("")
    return _player(file_address(asked, row.audio, speech), words(row.text, speech), speech)


def choice_prompts(asked: AskedWave, question: Question, speech: Speech) -> Markup:
    """What of the choices can be heard or, where the widget has no room for it, seen."""
    lines = Markup("")
    for choice in question.choices:
        shown = _seen(asked, question, choice, speech)
        heard = _heard(asked, choice, speech)
        if shown or heard:
            words_ = marked(choice.text, speech)
            lines += Markup("<li>{}{}{}</li>").format(shown, words_, heard)
    return Markup('<ul class="prompts">{}</ul>').format(lines) if lines else lines


def picture(asked: AskedWave, choice: Choice, speech: Speech) -> str:
    """Where the picture of a choice is; empty if it has none."""
    if choice.image is not None:
        return file_address(asked, choice.image, speech)
    return f"./pictograms/{choice.pictogram}.svg" if choice.pictogram else ""


def file_address(asked: AskedWave, names: Translations, speech: Speech) -> str:
    """Where a picture or sound of a questionnaire is."""
    name = names.read_in(speech.tag).text
    return f"./files/{asked.survey.id}/{asked.survey.version}/{quote(name)}"


def _seen(asked: AskedWave, question: Question, choice: Choice, speech: Speech) -> Markup:
    if question.type is not QuestionType.RANKING or not (there := picture(asked, choice, speech)):
        return Markup("")
    return Markup('<img class="choice" src="{}" alt="">').format(there)


def _heard(asked: AskedWave, choice: Choice, speech: Speech) -> Markup:
    if choice.audio is None:
        return Markup("")
    address = file_address(asked, choice.audio, speech)
    return _player(address, words(choice.text, speech), speech)


def _player(address: str, what: str, speech: Speech) -> Markup:
    label = Markup("{}: {}").format(speech.gettext("Listen"), what)
    return Markup(
        '<audio controls controlslist="nodownload" preload="none" src="{}" aria-label="{}"></audio>'
    ).format(address, label)
