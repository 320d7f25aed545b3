"""From words to sound files, and the list that says whose voice each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import soundfile
import yaml
from scipy.signal import resample_poly

from copfeedback.surveys.model import Survey
from copfeedback.surveys.spoken import (
    FOLDER,
    MANIFEST,
    ManifestShape,
    RecordingShape,
    VoiceShape,
    read_manifest,
    text_hash,
    words_of,
)
from synthesis.voices import ENGINE, VOICES, Samples, Synthesiser

SAMPLES_A_SECOND = 16_000
_LEVEL_OF_16_KBIT_A_SECOND = 0.95
"""libsndfile counts from 0 (largest) to 1; with a constant rate, this is 16 kbit/s, which is what
an old phone on a slow network can follow. At 16 kHz it keeps all of a voice below 6 kHz."""

_HEAD = """\
# The sound files of this form. “make audio” speaks what is missing or whose words have changed.
# To replace a file by a recording, put it in its place and add to its entry here
# recorded_by (who may be named) and recorded_on (year-month-day): then it is never overwritten.
"""


def speak_survey(
    survey: Survey, languages: list[str], folder: Path, synthesiser: Synthesiser
) -> Iterator[str]:
    """Bring the sound files of a survey up to date; yields a line about each that is not."""
    words = {language: words_of(survey, language) for language in languages}
    return speak_words(words, folder, synthesiser)


def speak_words(
    words: Mapping[str, Mapping[str, str]], folder: Path, synthesiser: Synthesiser
) -> Iterator[str]:
    """Bring sound files up to date: ``words`` by language and by the name of the file."""
    languages = list(words)
    manifest = folder / FOLDER / MANIFEST
    before = read_manifest(manifest).files if manifest.exists() else {}
    files: dict[str, RecordingShape] = {}
    for language in languages:
        for name, said in words[language].items():
            file = f"{language}/{name}.mp3"
            path, wanted, known = folder / FOLDER / file, text_hash(said), before.get(file)
            if known is not None and known.recorded_by:
                files[file] = known
                if known.text != wanted:
                    yield f"{file}: the words have changed; ask {known.recorded_by} again"
                continue
            files[file] = RecordingShape(text=wanted)
            if known is None or known.text != wanted or not path.exists():
                _write(synthesiser.speak(said, VOICES[language]), synthesiser, path)
                yield f"{file}: spoken"
    for file in before.keys() - files.keys():
        if before[file].recorded_by:
            files[file] = before[file]
            yield f"{file}: nothing says this any more, but a person has recorded it"
        else:
            (folder / FOLDER / file).unlink(missing_ok=True)
            yield f"{file}: taken away, nothing says this any more"
    voices = {
        language: VoiceShape(synthetic=True, engine=ENGINE, voice=VOICES[language])
        for language in languages
    }
    _write_manifest(ManifestShape(languages=voices, files=dict(sorted(files.items()))), manifest)


def _write(sound: Samples, synthesiser: Synthesiser, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    slower = resample_poly(sound.astype(np.float64), SAMPLES_A_SECOND, synthesiser.samples_a_second)
    soundfile.write(
        path,
        slower / np.iinfo(np.int16).max,
        SAMPLES_A_SECOND,
        format="MP3",
        subtype="MPEG_LAYER_III",
        bitrate_mode="CONSTANT",
        compression_level=_LEVEL_OF_16_KBIT_A_SECOND,
    )


def _write_manifest(manifest: ManifestShape, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = manifest.model_dump(exclude_defaults=True)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(_HEAD + text, encoding="utf-8")
