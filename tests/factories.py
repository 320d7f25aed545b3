"""Plain functions that make what tests need; every one takes what should be different."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_bytes
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.engine import RowMapping

from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Trail
from copfeedback.people.model import OPERATOR
from copfeedback.storage.engine import BUSY_SECONDS, reading
from copfeedback.surveys import store
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.book import AskedWave, WaveBook
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.expressions import compile_condition
from copfeedback.surveys.intake import Intake, Outcome
from copfeedback.surveys.model import Choice, Question, QuestionType, Row, Section, Survey
from copfeedback.surveys.service import Submission, Surveys
from copfeedback.surveys.wave_file import WaveFile
from copfeedback.surveys.wave_model import Wave, WavePlan
from copfeedback.surveys.waves import add_wave, close_wave, publish_survey

PROJECT = Path(__file__).parents[1]
DEMOGRAPHICS = (PROJECT / "surveys" / "demographics.yaml").read_text(encoding="utf-8")
TODAY = date(2026, 5, 6)
NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
WAVE = "tiny-spring"
SECTORS = ("harbour", "hills")

TINY = """\
id: tiny
version: 1
languages: [en, ar]
title: {en: Tiny survey, ar: استطلاع صغير}
introduction: {en: A few questions., ar: بعض الأسئلة.}
run_by: {en: An institute, ar: معهد}
paid_by: {en: A fund, ar: صندوق}
backed_by: {en: The council, ar: المجلس}
independence: {en: The institute decides., ar: المعهد يقرر.}
contact: {en: Call us., ar: اتصلوا بنا.}
minutes: 2
choice_lists:
  yes_no:
    - {code: 'yes', text: {en: 'Yes', ar: نعم}}
    - {code: 'no', text: {en: 'No', ar: لا}}
  agreement:
    - {code: agree, text: {en: Agree, ar: أوافق}}
    - {code: disagree, text: {en: Disagree, ar: أعارض}}
sections:
  - id: contact
    title: {en: Contact, ar: التواصل}
    questions:
      - id: victim
        type: single
        text: {en: Did something happen to you?, ar: هل حدث لك شيء؟}
        choices: yes_no
        required: true
      - id: what_happened
        type: text
        text: {en: What happened?, ar: ماذا حدث؟}
        show_if: ${victim} = 'yes'
  - id: views
    title: {en: Views, ar: الآراء}
    questions:
      - id: trust
        type: scale
        text: {en: How much do you trust the police?, ar: ما مدى ثقتك بالشرطة؟}
        low: {en: Not at all, ar: لا أثق}
        high: {en: Completely, ar: أثق تماما}
      - id: wishes
        type: multiple
        text: {en: What do you wish for?, ar: ماذا تتمنى؟}
        max_answers: 2
        exclusive: [nothing]
        choices:
          - {code: patrols, text: {en: Patrols, ar: دوريات}}
          - {code: lights, text: {en: Street lights, ar: إنارة}}
          - {code: youth, text: {en: Youth work, ar: عمل مع الشباب}}
          - {code: nothing, text: {en: Nothing, ar: لا شيء}}
      - id: treatment
        type: likert_grid
        text: {en: The police, ar: الشرطة}
        choices: agreement
        rows:
          - {id: listens, text: {en: listen, ar: تستمع}}
          - {id: explains, text: {en: explain, ar: تشرح}}
      - id: years
        type: number
        text: {en: How many years have you lived here?, ar: منذ كم سنة تعيش هنا؟}
        maximum: 120
      - id: improve
        type: text
        text: {en: What should be better?, ar: ما الذي يجب تحسينه؟}
        max_length: 2000
demographics: [gender, age_band, sector]
"""


def a_trail(engine: Engine, at: datetime = NOON) -> Trail:
    """The audit trail of a database, at one moment for ever."""
    return Trail(engine, lambda: at)


def in_languages(text: str) -> Translations:
    """A text in the one language that suffices."""
    return Translations({"en": text})


def a_question(id_: str, type_: str, *codes: str, show_if: str = "", **changes: Any) -> Question:
    """A question; ``codes`` are its choices, or the rows of a grid that agrees or disagrees."""
    kind = QuestionType(type_)
    grid = kind is QuestionType.LIKERT_GRID
    return Question(
        **{
            "id": id_,
            "type": kind,
            "text": in_languages(id_),
            "choices": tuple(
                Choice(code, in_languages(code)) for code in (("agree", "no") if grid else codes)
            ),
            "rows": tuple(Row(code, in_languages(code)) for code in codes) if grid else (),
            "show_if": compile_condition(show_if) if show_if else None,
            **changes,
        }
    )


def a_survey(*sections: Sequence[Question]) -> Survey:
    """A survey with these questions on its pages ``page_1``, ``page_2``, …"""
    text = in_languages("text")
    return Survey(
        id="made",
        version=1,
        languages=("en",),
        title=text,
        introduction=text,
        run_by=text,
        paid_by=text,
        backed_by=text,
        independence=text,
        contact=text,
        minutes=1,
        sections=tuple(
            Section(f"page_{place}", text, tuple(questions))
            for place, questions in enumerate(sections, 1)
        ),
    )


def an_asked_wave(survey: Survey, **plan: Any) -> AskedWave:
    """A closed wave of a survey that no database knows; its sectors are those of the survey."""
    asked = survey.question_of_item.get("sector")
    wave = Wave(
        id="wave",
        short="short",
        survey_id=survey.id,
        version=survey.version,
        name=in_languages("Spring"),
        opens=TODAY,
        closes=TODAY,
        results_due=TODAY,
        sectors=asked.choices if asked else (),
        closed_on=TODAY,
        plan=WavePlan(**plan),
    )
    return AskedWave(wave, survey, key=None)


def a_wave_file(**changes: Any) -> WaveFile:
    """A wave of the tiny survey that is open on TODAY."""
    return WaveFile.model_validate(
        {
            "id": WAVE,
            "survey": "tiny",
            "version": 1,
            "name": {"en": "Spring", "ar": "الربيع"},
            "opens": date(2026, 5, 1),
            "closes": date(2026, 5, 31),
            "results_due": date(2026, 6, 30),
            "sectors": [{"code": code, "text": {"en": code.title()}} for code in SECTORS],
            **changes,
        }
    )


def a_survey_file(folder: Path, text: str = TINY, name: str = "tiny/v1.yaml") -> Path:
    """A survey definition written to where it belongs."""
    path = folder / "surveys" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def full_answers(**changes: Sequence[str]) -> dict[str, Sequence[str]]:
    """Entries for every question of the tiny survey; an empty list leaves one out."""
    entered: dict[str, Sequence[str]] = {
        "victim": ["yes"],
        "what_happened": ["My bicycle was stolen."],
        "trust": ["7"],
        "wishes": ["patrols", "lights"],
        "listens": ["agree"],
        "explains": ["disagree"],
        "years": ["12"],
        "improve": ["Be there."],
        "gender": ["woman"],
        "age_band": ["from_30"],
        "sector": ["harbour"],
    }
    return {item: values for item, values in (entered | changes).items() if values}


@dataclass
class Fieldwork:
    """An open wave of the tiny survey and everything that takes its answers."""

    engine: Engine
    today: date = TODAY
    wave_id: str = WAVE
    busy_seconds: float = BUSY_SECONDS
    trail: Trail = field(init=False)
    book: WaveBook = field(init=False)
    intake: Intake = field(init=False)
    surveys: Surveys = field(init=False)

    def __post_init__(self) -> None:
        self.trail = a_trail(self.engine)
        self.book = WaveBook(self.engine)
        self.intake = Intake(self.engine, busy_seconds=self.busy_seconds)
        self.surveys = Surveys(self.engine, self.book, self.intake, lambda: self.today)

    @property
    def asked(self) -> AskedWave:
        """The wave as it is known now."""
        return self.book.find(self.wave_id)

    def submission(
        self, entered: Entered | None = None, *, nonce: bytes = b"", language: str = "en"
    ) -> Submission:
        """What a person sends; by default all answers under a fresh nonce."""
        answers = full_answers() if entered is None else entered
        return Submission(answers, nonce or token_bytes(16), Circumstances(language, Mode.LIGHT))

    def send(self, entered: Entered | None = None, **changes: Any) -> Outcome:
        """Send a submission."""
        return self.surveys.send(self.asked, self.submission(entered, **changes))

    def send_many(self, count: int, answers: Callable[[int], Entered] | None = None) -> list[bytes]:
        """Send so many submissions, one after the other; returns the response ids in order."""
        keys = self.asked.keys
        assert keys is not None
        nonces = [token_bytes(16) for _ in range(count)]
        for at, nonce in enumerate(nonces):
            outcome = self.send(answers(at) if answers else None, nonce=nonce)
            assert outcome is Outcome.TAKEN
        return [keys.response_id(nonce) for nonce in nonces]

    def pending(self) -> int:
        """How many submissions wait to be folded."""
        with reading(self.engine) as connection:
            return store.pending_counts(connection).get(self.wave_id, 0)

    def responses(self) -> list[Mapping[str, Any]]:
        """Every stored response, with its answers read."""
        return [
            {**row, "answers": json.loads(row["answers"])} for row in self._rows(store.response)
        ]

    def free_texts(self) -> list[RowMapping]:
        """Every stored free text."""
        return self._rows(store.free_text)

    def tallies(self) -> dict[tuple[str, str], int]:
        """How many answered, by margin and value."""
        with reading(self.engine) as connection:
            return store.tallies(connection, self.wave_id)

    def _rows(self, table: Any) -> list[RowMapping]:
        with reading(self.engine) as connection:
            rows = connection.execute(select(table).where(table.c.wave_id == self.wave_id))
            return list(rows.mappings())

    def close(self) -> None:
        """Close the wave for good, today."""
        close_wave(self.trail, self.book, OPERATOR, self.wave_id, self.today)

    def reopened(self) -> Fieldwork:
        """The same wave as another process sees it."""
        return replace(self)


def open_tiny_wave(engine: Engine, folder: Path, **settings: Any) -> Fieldwork:
    """Publish the tiny survey and add a wave of it that is open."""
    trail = a_trail(engine)
    publish_survey(trail, OPERATOR, a_survey_file(folder), DEMOGRAPHICS)
    add_wave(trail, OPERATOR, a_wave_file())
    return Fieldwork(engine, **settings)
