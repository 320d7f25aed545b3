"""A questionnaire with every type of question and everything a question can have, and its wave."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from copfeedback.application import Portal, build_portal
from copfeedback.people.model import OPERATOR
from copfeedback.settings import Settings
from copfeedback.storage import migrating
from copfeedback.storage.engine import reading
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.definition import read_survey
from copfeedback.surveys.files import files_named
from copfeedback.surveys.folding import fold
from copfeedback.surveys.model import Survey
from copfeedback.surveys.spoken import Recording, Recordings, text_hash, words_of
from copfeedback.surveys.store import free_text, response
from copfeedback.surveys.waves import add_wave, publish_survey
from tests.factories import DEMOGRAPHICS, TODAY, a_survey_file, a_wave_file

EVERY_TYPE = Path(__file__).with_name("every_type.yaml").read_text(encoding="utf-8")
WAVE = "every-spring"
PNG = b"\x89PNG\r\n\x1a\n and a picture"
MP3 = b"ID3 and a sound"
STREETS = tuple(f"street_{number}" for number in range(1, 7))


def every_survey() -> Survey:
    """The questionnaire."""
    return read_survey(EVERY_TYPE, "every/v1.yaml", DEMOGRAPHICS)


def open_every_wave(portal: Portal, folder: Path, **changes: Any) -> AskedWave:
    """Publish the questionnaire with its pictures and sounds, and open a wave of it."""
    path = a_survey_file(folder, EVERY_TYPE, "every/v1.yaml")
    beside = path.with_name("files")
    beside.mkdir(exist_ok=True)
    for name in files_named(every_survey()):
        (beside / name).write_bytes(PNG if name.endswith(".png") else MP3)
    survey = publish_survey(portal.trail, OPERATOR, path, DEMOGRAPHICS)
    portal.recordings = spoken(survey, folder)
    wave = a_wave_file(id=WAVE, survey="every", name={"en": "Every", "ar": "الكل"}, **changes)
    add_wave(portal.trail, OPERATOR, wave)
    portal.surveys.book.refresh()
    return portal.surveys.book.find(WAVE)


def a_portal(folder: Path) -> Portal:
    """A portal with an open wave of the questionnaire."""
    for name, content in _files_of_a_portal().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    portal = build_portal(Settings(data_dir=folder), today=lambda: TODAY)
    portal.recordings = spoken(every_survey(), folder)
    return portal


@cache
def _files_of_a_portal() -> Mapping[str, bytes]:
    """The files of such a portal, by name: making one takes longer than most tests."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        portal = build_portal(Settings(data_dir=folder), today=lambda: TODAY)
        migrating.migrate(portal.engine)
        open_every_wave(portal, folder)
        portal.stop()
        portal.engine.dispose()
        files = (path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def spoken(survey: Survey, folder: Path) -> Recordings:
    """Every question spoken by a machine, in both languages."""
    path = folder / "spoken.mp3"
    path.write_bytes(MP3)
    found = {}
    for tag in survey.languages:
        for item, words in words_of(survey, tag).items():
            name = f"{tag}/{item}.mp3"
            found[name] = Recording(name, path, synthetic=True, text_hash=text_hash(words))
    return Recordings({survey.id: found})


ENTERED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "start": {"agrees": ["yes"]},
    "place": {"region": ["north"]},
    "place~2": {"town": ["lake"]},
    "views": {
        "travel": ["other"],
        "travel_other": ["<b>On</b> *foot*"],
        "wishes": ["patrols", "more"],
        "wishes_other": ["Trees"],
        "first": ["care", "calm"],
        "trust": ["3"],
        "polite": ["agree"],
        "quick": ["disagree"],
        "area": ["hills"],
    },
    "facts": {"people": ["٤"]},
    "facts~2": {"hours": ["۱۴٫۵"]},
    "facts~3": {"since": ["٣١", "1", "٢٠٢٦"]},
    "facts~4": {"at": ["۷:۰۵"]},
    "facts~5": {"name": ["<i>Old</i> & _new_ [x](y)"]},
    "facts~6": {"story": ["One line.\nAnother: أهلا"]},
    "streets": {street: ["b"] for street in STREETS},
    "sorry": {"why": ["Nobody came."]},
    "last": {"again": ["as_before"]},
    "about_you": {"gender": ["woman"]},
}
"""What somebody enters on every page, in the order of the pages."""

KEPT: Mapping[str, object] = {
    "agrees": "yes",
    "region": "north",
    "town": "lake",
    "travel": "other",
    "wishes": ["patrols", "more"],
    "first": ["care", "calm"],
    "trust": 3,
    "polite": "agree",
    "quick": "disagree",
    "area": "hills",
    "people": 4,
    "hours": 14.5,
    "since": "2026-01-31",
    "at": "07:05",
    "doubled": 8,
    **dict.fromkeys(STREETS, "b"),
    "again": "as_before",
    "gender": "woman",
}
"""What is kept of that with the answers."""

WRITTEN: Mapping[str, str] = {
    "travel_other": "<b>On</b> *foot*",
    "wishes_other": "Trees",
    "name": "<i>Old</i> & _new_ [x](y)",
    "story": "One line.\nAnother: أهلا",
    "why": "Nobody came.",
}
"""What is kept of it apart from the answers."""


def kept(portal: Portal) -> tuple[list[dict[str, object]], list[tuple[str, str]]]:
    """The answers and the texts of the wave once they are folded."""
    fold(portal.engine, portal.surveys.book.find(WAVE), closing=True)
    with reading(portal.engine) as connection:
        answers = connection.execute(select(response.c.answers)).scalars()
        texts = connection.execute(select(free_text.c.question_id, free_text.c.text))
        return [json.loads(each) for each in answers], [(id_, text) for id_, text in texts]
