"""What the tests of printing share: speeches, waves, questionnaires, and reading a PDF back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from functools import cache

from pypdf import PdfReader

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.surveys.model import Choice, Question, QuestionType, Section, Survey
from copfeedback.surveys.wave_model import Wave

SECTORS = (Choice("harbour", Translations({"en": "Harbour", "ar": "الميناء"})),)


@cache
def catalogues() -> Catalogues:
    return Catalogues(PROJECT / "locales")


def speech(tag: str) -> Speech:
    return catalogues().speech(tag)


def said(text: str, **others: str) -> Translations:
    return Translations({"en": text, **others})


def choices(*texts: str) -> tuple[Choice, ...]:
    return tuple(Choice(text.lower().replace(" ", "_"), said(text)) for text in texts)


def a_question(id_: str, type_: QuestionType, **parts: object) -> Question:
    return Question(id_, type_, **{"text": said(f"What about {id_}?"), **parts})  # type: ignore[arg-type]


def a_survey(questions: Sequence[Question], **parts: object) -> Survey:
    section = Section("page", said("A page of questions"), tuple(questions))
    known = {"title": said("A survey on paper"), "introduction": said("It is about paper.")}
    return Survey("paper", 1, ("en",), sections=(section,), **{**known, **parts})  # type: ignore[arg-type]


def a_wave(**parts: object) -> Wave:
    days = {"opens": date(2026, 3, 1), "closes": date(2026, 6, 30), "results_due": date(2026, 9, 1)}
    known = {
        "id": "paper-spring",
        "short": "abc",
        "survey_id": "paper",
        "version": 1,
        "name": said("Spring"),
        "sectors": SECTORS,
    }
    return Wave(**{**known, **days, **parts})  # type: ignore[arg-type]


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """The text of all pages, with every run of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())
