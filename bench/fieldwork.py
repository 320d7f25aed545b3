"""A wave to answer and people who answer it: random, complete answers, prepared beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from bench.databases import Place
from bench.load import Step, Walk, request_head
from copfeedback.application import PROJECT, Portal, build_portal
from copfeedback.people.model import OPERATOR
from copfeedback.settings import Settings
from copfeedback.storage import migrating
from copfeedback.surveys.answers import Entered, entered_again
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.carried import NONCE_BYTES, Carried
from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.keys import WaveKeys
from copfeedback.surveys.model import SCALE_MAXIMUM, YES, Question, QuestionType
from copfeedback.surveys.routing import find_route
from copfeedback.surveys.wave_file import WaveFile
from copfeedback.surveys.waves import add_wave, publish_survey

SURVEY = "neighbourhood-safety"
SHIPPED = PROJECT / "surveys" / SURVEY / "v1.yaml"
_REMARK = "More street lights near the school, and officers who walk rather than drive. "


def open_portal(place: Place, *definitions: Path) -> Portal:
    """A portal over a migrated database, with surveys published and no wave yet.

    Without ``definitions`` it is the shipped survey alone.
    """
    portal = build_portal(Settings(data_dir=place.data, database_url=place.database_url))
    migrating.migrate(portal.engine)
    demographics = (PROJECT / "surveys" / "demographics.yaml").read_text(encoding="utf-8")
    for path in definitions or [SHIPPED]:
        publish_survey(portal.trail, OPERATOR, path, demographics)
    return portal


def add_open_wave(
    portal: Portal, name: str, survey: str = SURVEY, *, by_code: bool = False
) -> AskedWave:
    """A wave of a survey that is open today, in four sectors."""
    today = portal.surveys.today()
    sectors = [
        {"code": code, "text": {"en": code.title()}}
        for code in ("harbour", "hills", "market", "mills")
    ]
    file = WaveFile.model_validate(
        {
            "id": name,
            "survey": survey,
            "version": 1,
            "name": {"en": name},
            "opens": today - timedelta(days=10),
            "closes": today + timedelta(days=10),
            "results_due": today + timedelta(days=20),
            "sectors": sectors,
            "by_code": by_code,
        }
    )
    add_wave(portal.trail, OPERATOR, file)
    portal.surveys.book.refresh()
    return portal.surveys.book.find(name)


def keys_of(asked: AskedWave) -> WaveKeys:
    """The keys of a wave that is open."""
    if asked.keys is None:
        raise ValueError("the wave is closed")
    return asked.keys


def random_answers(asked: AskedWave, source: Random) -> dict[str, AnswerValue]:
    """One person's answers to every question they are asked, calculated values included."""
    picked = {
        item: _remark(source)
        if item == question.other_item
        else _PICKS[question.type](question, source)
        for question in asked.survey.questions()
        for item in question.item_ids
    }
    route = find_route(asked.survey, entered_again(picked))
    if route.problems:
        raise ValueError(f"answers that cannot be taken: {route.problems}")
    return dict(route.answers)


def _remark(source: Random) -> str:
    return (_REMARK * source.randint(1, 4)).strip()


def _code(question: Question, source: Random) -> str:
    return source.choice(question.choices).code


def _whole_number(question: Question, source: Random) -> int:
    return source.randint(question.minimum, min(question.maximum, 60))


def _several_codes(question: Question, source: Random) -> tuple[str, ...]:
    codes = [c.code for c in question.choices if c.code not in question.exclusive]
    return tuple(source.sample(codes, min(len(codes), question.max_answers or 3)))


_PICKS: Mapping[QuestionType, Callable[[Question, Random], AnswerValue]] = {
    QuestionType.SINGLE: _code,
    QuestionType.LIKERT_GRID: _code,
    QuestionType.SECTOR: _code,
    QuestionType.CONSENT: lambda _question, _source: YES,
    QuestionType.MULTIPLE: _several_codes,
    QuestionType.RANKING: _several_codes,
    QuestionType.SCALE: lambda _question, source: source.randint(0, SCALE_MAXIMUM),
    QuestionType.NUMBER: _whole_number,
    QuestionType.DECIMAL: lambda question, source: _whole_number(question, source) + 0.5,
    QuestionType.DATE: lambda _question, source: f"2027-{source.randint(1, 12):02}-15",
    QuestionType.TIME: lambda _question, source: f"{source.randint(0, 23):02}:30",
    QuestionType.TEXT: lambda _question, source: _remark(source),
}


def entries_of(asked: AskedWave, source: Random) -> Entered:
    """The same answers as they stand in the fields."""
    items = asked.survey.question_of_item
    return {
        item: values
        for item, values in entered_again(random_answers(asked, source)).items()
        if item in items
    }


def page_visit(asked: AskedWave, port: int) -> Walk:
    """Open the survey's first page."""
    return (Step(request_head("GET", _path(asked), port)),)


def opening(asked: AskedWave, port: int) -> Walk:
    """Open the introduction and go on to the first questions."""
    return (*page_visit(asked, port), _press(asked, port, "", "next", {}))


def submission(asked: AskedWave, port: int, source: Random) -> Walk:
    """Press “Send” on the review page, with answers nobody has sent before."""
    entered = entries_of(asked, source)
    carried = Carried(source.randbytes(NONCE_BYTES), entered).sealed(
        keys_of(asked).carried, asked.compression
    )
    body = urlencode({"carried": carried, "page": "~review", "go": "send"}).encode()
    return (Step(request_head("POST", _path(asked), port), body, expected=303),)


def journey(asked: AskedWave, port: int, source: Random) -> Walk:
    """From the first page to the thank-you page: every page is fetched, filled in and sent."""
    entered = entries_of(asked, source)
    steps = [*opening(asked, port)]
    for page in find_route(asked.survey, entered).pages:
        items = [item for question in page.questions for item in question.item_ids]
        here = {item: entered[item] for item in items if item in entered}
        steps.append(_press(asked, port, page.id, "next", here))
    steps.append(_press(asked, port, "~review", "send", {}, expected=303))
    steps.append(Step(request_head("GET", _path(asked) + "/thanks", port)))
    return steps


def _press(
    asked: AskedWave, port: int, page: str, go: str, entries: Entered, *, expected: int = 200
) -> Step:
    """Press a button of a page with what was entered there."""
    pairs = [("page", page), ("go", go)]
    pairs += [(f"q.{item}", value) for item, values in entries.items() for value in values]
    head = request_head("POST", _path(asked), port)
    return Step(head, b"&" + urlencode(pairs).encode(), carries=True, expected=expected)


def insertion(port: int, like: Sequence[Step]) -> Walk:
    """The same body as a submission's, for the handler that inserts it as one row."""
    return (Step(request_head("POST", "/bench/floor", port), like[0].body),)


def _path(asked: AskedWave) -> str:
    return f"/en/surveys/{asked.wave.id}"
