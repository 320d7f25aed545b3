"""A wave to answer and people who answer it: random, complete answers, prepared beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
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
from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.keys import WaveKeys
from copfeedback.surveys.model import SCALE_MAXIMUM, Question, QuestionType
from copfeedback.surveys.routing import find_route
from copfeedback.surveys.waves import WaveFile, add_wave, publish_survey
from copfeedback.web.carried import NONCE_BYTES, Carried

SURVEY = "neighbourhood-safety"
_REMARK = "More street lights near the school, and officers who walk rather than drive. "


def open_portal(place: Place) -> Portal:
    """A portal over a migrated database, with the survey published and no wave yet."""
    portal = build_portal(Settings(data_dir=place.data, database_url=place.database_url))
    migrating.migrate(portal.engine)
    demographics = (PROJECT / "surveys" / "demographics.yaml").read_text(encoding="utf-8")
    publish_survey(portal.trail, OPERATOR, PROJECT / "surveys" / SURVEY / "v1.yaml", demographics)
    return portal


def add_open_wave(portal: Portal, name: str) -> AskedWave:
    """A wave of the survey that is open today, in four sectors."""
    today = portal.surveys.today()
    sectors = [
        {"code": code, "text": {"en": code.title()}}
        for code in ("harbour", "hills", "market", "mills")
    ]
    file = WaveFile.model_validate(
        {
            "id": name,
            "survey": SURVEY,
            "version": 1,
            "name": {"en": name},
            "opens": today - timedelta(days=10),
            "closes": today + timedelta(days=10),
            "results_due": today + timedelta(days=20),
            "sectors": sectors,
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
    """One person's answers to every question they are asked."""
    answers: dict[str, AnswerValue] = {}
    for question in asked.survey.questions():
        if question.show_if is None or question.show_if.holds(answers):
            answers |= {item: _pick(question, source) for item in question.item_ids}
    return answers


def _pick(question: Question, source: Random) -> AnswerValue:
    match question.type:
        case QuestionType.TEXT:
            return (_REMARK * source.randint(1, 4)).strip()
        case QuestionType.NUMBER:
            return source.randint(question.minimum, min(question.maximum, 60))
        case QuestionType.SCALE:
            return source.randint(0, SCALE_MAXIMUM)
        case QuestionType.MULTIPLE:
            codes = [c.code for c in question.choices if c.code not in question.exclusive]
            return tuple(source.sample(codes, min(len(codes), question.max_answers or 3)))
        case _:
            return source.choice(question.choices).code


def page_visit(asked: AskedWave, port: int) -> Walk:
    """Open the survey's first page."""
    return (Step(request_head("GET", _path(asked), port)),)


def submission(asked: AskedWave, port: int, source: Random) -> Walk:
    """Press “Send” on the review page, with answers nobody has sent before."""
    entered = entered_again(random_answers(asked, source))
    carried = Carried(source.randbytes(NONCE_BYTES), entered).sealed(
        keys_of(asked).carried, asked.compression
    )
    body = urlencode({"carried": carried, "page": "review", "go": "send"}).encode()
    return (Step(request_head("POST", _path(asked), port), body, expected=303),)


def journey(asked: AskedWave, port: int, source: Random) -> Walk:
    """From the first page to the thank-you page: every page is fetched, filled in and sent."""
    entered = entered_again(random_answers(asked, source))
    post = request_head("POST", _path(asked), port)

    def press(page: str, go: str, entries: Entered, expected: int = 200) -> Step:
        pairs = [("page", page), ("go", go)]
        pairs += [(f"q.{item}", value) for item, values in entries.items() for value in values]
        return Step(post, b"&" + urlencode(pairs).encode(), carries=True, expected=expected)

    steps = [*page_visit(asked, port), press("", "next", {})]
    for section in find_route(asked.survey, entered).sections():
        items = [item for question in section.questions for item in question.item_ids]
        steps.append(
            press(section.id, "next", {item: entered[item] for item in items if item in entered})
        )
    steps.append(press("review", "send", {}, expected=303))
    steps.append(Step(request_head("GET", _path(asked) + "/thanks", port)))
    return steps


def insertion(port: int, like: Sequence[Step]) -> Walk:
    """The same body as a submission's, for the handler that inserts it as one row."""
    return (Step(request_head("POST", "/bench/floor", port), like[0].body),)


def _path(asked: AskedWave) -> str:
    return f"/en/surveys/{asked.wave.id}"
