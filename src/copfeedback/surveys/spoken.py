"""Which questions can be listened to: the sound files that lie beside a survey.

``surveys/<id>/audio/audio.yaml`` lists them: by whom each was spoken, and the hash of the words it
speaks. A question is offered with a sound only if that says exactly what the page says, so one
whose words were changed is silent until it is spoken again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.model import (
    SCALE_MAXIMUM,
    SCALE_MINIMUM,
    Question,
    QuestionType,
    Survey,
    mentioned,
)
from copfeedback.surveys.yaml_file import read_shape, read_text
from copfeedback.surveys.yaml_shape import PartShape

FOLDER, MANIFEST = "audio", "audio.yaml"
INTRODUCTION = "intro"
EASY = ".easy"
CONTENT_TYPE = "audio/mpeg"

_ENDS_A_SENTENCE = re.compile(r"[.!?؟…:।。።]\W*$")


class RecordingShape(PartShape):
    """One file: the hash of its words, and who has spoken it and when if a person has."""

    text: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    recorded_by: str = ""
    recorded_on: date | None = None


class VoiceShape(PartShape):
    """What speaks a language where no person does."""

    synthetic: bool
    engine: str
    voice: str


class ManifestShape(PartShape):
    """The list of sound files of a survey; files are named ``<language>/<item>.mp3``."""

    languages: dict[str, VoiceShape]
    files: dict[str, RecordingShape]


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound file that speaks a question.

    ``name`` is what an address can call it by (``en/safe_dark.mp3``). ``synthetic`` ones were
    made by a machine, which listeners are told.
    """

    name: str
    path: Path
    synthetic: bool
    text_hash: str


class Recordings:
    """The sound files of all surveys, looked up by what they speak."""

    def __init__(self, by_survey: Mapping[str, Mapping[str, Recording]]) -> None:
        self._by_survey = by_survey

    def speaks(self, survey: str, language: str) -> bool:
        """Whether a survey has any sound in a language."""
        return any(name.startswith(f"{language}/") for name in self._by_survey.get(survey, ()))

    def introduction(self, survey: Survey, language: str) -> Recording | None:
        """The sound of a survey's title and introduction."""
        return self._find(survey.id, language, INTRODUCTION, introduction_words(survey, language))

    def question(
        self, survey: str, language: str, question: Question, *, row: str = "", easy: bool = False
    ) -> Recording | None:
        """The sound of a question, or of one row of a grid; ``easy`` for its easy words.

        The question is the one of the survey, not as it was filled in or put in order for somebody.
        """
        name = row or (question.id + EASY if easy else question.id)
        if f"{language}/{name}.mp3" not in self._by_survey.get(survey, ()):
            return None  # most languages have no sound: no need to look at the words
        words = question_words(question, language, row=row, easy=easy)
        return self._find(survey, language, name, words)

    def named(self, survey: str, name: str) -> Recording | None:
        """The sound file an address asks for, such as ``en/safe_dark.mp3``."""
        return self._by_survey.get(survey, {}).get(name)

    def _find(self, survey: str, language: str, name: str, words: str | None) -> Recording | None:
        found = self.named(survey, f"{language}/{name}.mp3")
        if found is None or words is None or found.text_hash != text_hash(words):
            return None
        return found


def read_recordings(surveys: Path) -> Recordings:
    """Find the sound files beside the surveys in a folder; those that are missing are left out."""
    return Recordings(
        {
            manifest.parent.parent.name: dict(_present(manifest))
            for manifest in sorted(surveys.glob(f"*/{FOLDER}/{MANIFEST}"))
        }
    )


def read_manifest(path: Path) -> ManifestShape:
    """Read the list of sound files of a survey.

    Raises:
        DefinitionError: with every fault that was found.
    """
    return read_shape(ManifestShape, read_text(path), str(path))[0]


def _present(manifest: Path) -> Iterator[tuple[str, Recording]]:
    listed = read_manifest(manifest)
    for name, entry in listed.files.items():
        path = manifest.parent / name
        voice = listed.languages.get(name.partition("/")[0])
        if path.is_file():
            synthetic = not entry.recorded_by and (voice is None or voice.synthetic)
            yield name, Recording(name, path, synthetic, entry.text)


def text_hash(words: str) -> str:
    """What tells whether a sound file speaks these words."""
    return sha256(words.encode()).hexdigest()


def words_of(survey: Survey, language: str) -> dict[str, str]:
    """What there is to speak of a survey in a language, by the name of the sound file.

    A question that is not wholly written in the language is not spoken, nor is one that mentions
    an answer: what it says is another thing for each person.
    """
    found = {INTRODUCTION: introduction_words(survey, language)}
    for question in survey.questions():
        found[question.id] = question_words(question, language)
        if question.easy is not None:
            found[question.id + EASY] = question_words(question, language, easy=True)
        for row in question.rows:
            found[row.id] = question_words(question, language, row=row.id)
    return {name: words for name, words in found.items() if words is not None}


def introduction_words(survey: Survey, language: str) -> str | None:
    """The title and introduction as they are spoken; None if they are not in the language."""
    return _spoken(
        [survey.title, *([survey.introduction] if survey.introduction else [])], language
    )


def question_words(
    question: Question, language: str, *, row: str = "", easy: bool = False
) -> str | None:
    """A question, its hint and its choices as they are spoken; None if that cannot be.

    A row of a grid is spoken alone: the choices come with the question that all rows share.
    """
    if question.type is QuestionType.CALCULATE:
        return None
    if row:
        return _spoken([question.text_of(row)], language)
    asked = question.easy if easy and question.easy is not None else question.text
    spoken = _spoken([asked, *([question.hint] if question.hint else [])], language)
    choices = _choices_spoken(question, language)
    if spoken is None or choices is None:
        return None
    return "\n".join([spoken, *choices])


def _choices_spoken(question: Question, language: str) -> list[str] | None:
    """Each choice with its number, or without where their order is another for each person."""
    if question.type is QuestionType.SCALE:
        ends = ((SCALE_MINIMUM, question.low), (SCALE_MAXIMUM, question.high))
        labelled = [(f"{point}: ", text) for point, text in ends if text is not None]
    elif _is_sector(question) or question.choice_filter is not None:
        return []  # which choices there are is not known before it is asked
    elif question.random_choices:
        labelled = [("", choice.text) for choice in question.choices]
    else:
        labelled = [(f"{at}: ", choice.text) for at, choice in enumerate(question.choices, 1)]
    lines = [(label, _spoken([text], language)) for label, text in labelled]
    if any(words is None for _, words in lines):
        return None
    return [f"{label}{words}" for label, words in lines]


def _is_sector(question: Question) -> bool:
    return question.type is QuestionType.SECTOR or question.id == "sector"


def _spoken(texts: list[Translations], language: str) -> str | None:
    """The texts as sentences, so that a voice rests between them."""
    if any(language not in text or mentioned(text) for text in texts):
        return None
    lines = (" ".join(text[language].split()) for text in texts)
    return "\n".join(line if _ENDS_A_SENTENCE.search(line) else f"{line}." for line in lines)
