"""“make audio”: what is spoken anew, and what is never touched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from synthesis.recording import speak_survey
from synthesis.voices import Samples, Synthesiser

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.model import Question, QuestionType, Section, Survey
from copfeedback.surveys.spoken import read_manifest


class Humming:
    """Takes the place of the synthesiser: it hums, and remembers what it was to say."""

    samples_a_second = 22_050

    def __init__(self) -> None:
        self.said: list[str] = []

    def speak(self, words: str, _voice: str) -> Samples:
        self.said.append(words)
        return (np.sin(np.arange(22_050) / 20) * 10_000).astype(np.int16)


def a_survey(*questions: str) -> Survey:
    asked = tuple(
        Question(text[:3].lower(), QuestionType.TEXT, Translations({"en": text}))
        for text in questions
    )
    section = Section("page", Translations({"en": "Page"}), asked)
    return Survey("tiny", 1, ("en",), Translations({"en": "Tiny"}), (section,))


def speak(survey: Survey, folder: Path) -> tuple[list[str], list[str]]:
    """What was said, and what the developer is told."""
    humming = Humming()
    told = list(speak_survey(survey, ["en"], folder, humming))  # type: ignore[arg-type]
    return humming.said, told


def test_only_what_has_changed_is_spoken_again(tmp_path: Path):
    assert len(speak(a_survey("Who?", "Why?"), tmp_path)[0]) == 3
    assert speak(a_survey("Who?", "Why?"), tmp_path) == ([], [])
    assert speak(a_survey("Who?", "Why now?"), tmp_path)[0] == ["Why now?"]


def test_what_is_asked_no_more_is_taken_away(tmp_path: Path):
    speak(a_survey("Who?", "Why?"), tmp_path)
    speak(a_survey("Who?"), tmp_path)
    assert not (tmp_path / "audio" / "en" / "why.mp3").exists()
    assert "en/why.mp3" not in read_manifest(tmp_path / "audio" / "audio.yaml").files


@pytest.mark.parametrize("now", [("Who?", "Why now?"), ("Who?",)])
def test_a_recording_by_a_person_is_never_overwritten(tmp_path: Path, now: tuple[str, ...]):
    speak(a_survey("Who?", "Why?"), tmp_path)
    manifest, sound = tmp_path / "audio" / "audio.yaml", tmp_path / "audio" / "en" / "why.mp3"
    sound.write_bytes(b"a voice")
    entry = "  en/why.mp3:\n"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(entry, f"{entry}    recorded_by: A. Speaker\n"), "utf-8")
    said, told = speak(a_survey(*now), tmp_path)
    assert said == []
    assert len(told) == 1
    assert sound.read_bytes() == b"a voice"
    assert read_manifest(manifest).files["en/why.mp3"].recorded_by == "A. Speaker"


def test_arabic_and_english_are_voiced():
    synthesiser = Synthesiser()
    for voice, words in (("ar", "نعم"), ("en", "Yes")):
        sound = synthesiser.speak(words, voice)
        assert 0.2 < len(sound) / synthesiser.samples_a_second < 3
        assert abs(sound).max() > 3_000


def test_a_voice_that_is_not_there_is_named():
    with pytest.raises(Exception, match="no-such-voice"):
        Synthesiser().speak("Yes", "no-such-voice")


def test_a_question_in_one_language_is_not_spoken_in_another(tmp_path: Path):
    survey = replace(a_survey("Who?"), languages=("en", "ar"))
    humming = Humming()
    list(speak_survey(survey, ["ar"], tmp_path, humming))  # type: ignore[arg-type]
    assert humming.said == []
