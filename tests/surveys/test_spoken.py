"""Which questions can be listened to, and that what ships speaks what is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from copfeedback.application import PROJECT
from copfeedback.i18n.translations import Translations
from copfeedback.surveys.definition import DefinitionError, check_survey_file, with_sectors
from copfeedback.surveys.expressions import compile_expression
from copfeedback.surveys.model import Choice, Question, QuestionType, Row, Survey
from copfeedback.surveys.spoken import (
    Recordings,
    question_words,
    read_manifest,
    read_recordings,
    text_hash,
    words_of,
)
from tests.factories import DEMOGRAPHICS

SURVEY = "neighbourhood-safety"
FOLDER = PROJECT / "surveys" / SURVEY
LANGUAGES = ("ar", "en")
MOST_BYTES = 6_000_000


@pytest.fixture(scope="module")
def survey() -> Survey:
    return check_survey_file(FOLDER / "v2.yaml", DEMOGRAPHICS)


@pytest.fixture(scope="module")
def shipped() -> Recordings:
    return read_recordings(PROJECT / "surveys")


def in_both(text: str) -> Translations:
    return Translations({"en": text, "ar": text})


YES_NO = (Choice("yes", in_both("Yes")), Choice("no", in_both("No")))
WHY = Question("why", QuestionType.SINGLE, in_both("Why?"), choices=YES_NO)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_be_spoken_of_the_shipped_survey_has_a_sound_that_says_it(
    survey: Survey, language: str
):
    files = read_manifest(FOLDER / "audio" / "audio.yaml").files
    wanted = {f"{language}/{n}.mp3": text_hash(w) for n, w in words_of(survey, language).items()}
    listed = {name: e.text for name, e in files.items() if name.startswith(f"{language}/")}
    assert listed == wanted, "run “make audio”"


def test_every_file_that_ships_is_listed_and_all_are_small():
    files = read_manifest(FOLDER / "audio" / "audio.yaml").files
    there = {path.relative_to(FOLDER / "audio").as_posix(): path for path in FOLDER.rglob("*.mp3")}
    assert there.keys() == files.keys()
    assert sum(path.stat().st_size for path in there.values()) < MOST_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sound_lasts_as_long_as_saying_its_words_takes(survey: Survey, language: str):
    for name, words in words_of(survey, language).items():
        sound, rate = soundfile.read(FOLDER / "audio" / language / f"{name}.mp3")
        letters_a_second = len(words) / (len(sound) / rate)
        assert 5 < letters_a_second < 25, name
        assert abs(sound).max() > 0.1, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_doors_find_introduction_questions_rows_and_easy_words(
    survey: Survey, shipped: Recordings, language: str
):
    introduction = shipped.introduction(survey, language)
    assert introduction is not None
    assert introduction.synthetic
    for question in survey.questions():
        assert shipped.question(SURVEY, language, question) is not None
        for row in question.rows:
            assert shipped.question(SURVEY, language, question, row=row.id) is not None
        if question.easy is not None:
            assert shipped.question(SURVEY, language, question, easy=True) is not None


def test_the_sound_of_the_sector_question_is_found_when_a_wave_has_given_its_sectors(
    survey: Survey, shipped: Recordings
):
    asked = with_sectors(survey, YES_NO).question_of_item["sector"]
    assert shipped.question(SURVEY, "en", asked) is not None


def test_a_question_is_silent_when_its_words_were_changed(survey: Survey, shipped: Recordings):
    question = next(survey.questions())
    changed = replace(question, text=in_both("Something else?"))
    assert shipped.question(SURVEY, "en", changed) is None


@pytest.mark.parametrize(("id_", "language"), [(SURVEY, "fr"), ("police-contact", "en")])
def test_nothing_is_offered_when_a_language_or_survey_has_no_sound(
    survey: Survey, shipped: Recordings, id_: str, language: str
):
    assert not shipped.speaks(id_, language)
    assert shipped.question(id_, language, next(survey.questions())) is None


def test_addresses_name_listed_files_and_nothing_else(shipped: Recordings):
    found = shipped.named(SURVEY, "en/intro.mp3")
    assert found is not None
    assert found.path.is_file()
    assert shipped.named(SURVEY, "en/../audio.yaml") is None
    assert shipped.named(SURVEY, "../v1.yaml") is None


def test_choices_are_spoken_with_their_numbers():
    assert question_words(WHY, "en") == "Why?\n1: Yes.\n2: No."


def test_choices_are_spoken_without_numbers_when_everybody_has_them_in_another_order():
    assert question_words(replace(WHY, random_choices=True), "en") == "Why?\nYes.\nNo."


def test_choices_are_not_spoken_when_which_there_are_depends_on_answers():
    filtered = replace(WHY, choice_filter=compile_expression("${a} = 'b'"))
    assert question_words(filtered, "en") == "Why?"


def test_a_scale_is_spoken_by_its_ends():
    scale = Question(
        "trust", QuestionType.SCALE, in_both("Trust?"), low=in_both("None"), high=in_both("Full")
    )
    assert question_words(scale, "en") == "Trust?\n0: None.\n10: Full."


def test_easy_words_and_rows_are_spoken_instead_of_the_question():
    grid = replace(WHY, easy=in_both("Why so?"), rows=(Row("one", in_both("They listen")),))
    assert question_words(grid, "en", easy=True) == "Why so?\n1: Yes.\n2: No."
    assert question_words(grid, "en", row="one") == "They listen."


def test_nothing_is_spoken_when_part_of_it_is_in_another_language_or_differs_for_each_person():
    assert question_words(replace(WHY, hint=Translations({"en": "Think."})), "ar") is None
    assert question_words(replace(WHY, text=in_both("Why ${a}?")), "en") is None
    assert question_words(Question("c", QuestionType.CALCULATE, in_both("c")), "en") is None


def a_folder(tmp_path: Path, entry: str) -> Recordings:
    folder = tmp_path / "tiny" / "audio"
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "why.mp3").write_bytes(b"sound")
    (folder / "audio.yaml").write_text(
        "languages: {en: {synthetic: true, engine: espeak-ng, voice: en}}\n"
        f"files:\n  en/why.mp3: {entry}\n"
        f"  en/missing.mp3: {{text: {'a' * 64}}}\n",
        encoding="utf-8",
    )
    return read_recordings(tmp_path)


def test_a_recording_by_a_person_is_not_called_synthetic(tmp_path: Path):
    words = text_hash("Why?\n1: Yes.\n2: No.")
    entry = f"{{text: {words}, recorded_by: A. Speaker, recorded_on: 2026-05-06}}"
    found = a_folder(tmp_path, entry).question("tiny", "en", WHY)
    assert found is not None
    assert not found.synthetic


def test_a_file_that_is_listed_but_missing_is_left_out(tmp_path: Path):
    recordings = a_folder(tmp_path, f"{{text: {'a' * 64}}}")
    assert recordings.named("tiny", "en/why.mp3") is not None
    assert recordings.named("tiny", "en/missing.mp3") is None


def test_a_list_with_a_fault_says_file_and_line(tmp_path: Path):
    with pytest.raises(DefinitionError, match=r"audio\.yaml:3: .*recorded_bye"):
        a_folder(tmp_path, f"{{text: {'a' * 64}, recorded_bye: A. Speaker}}")
