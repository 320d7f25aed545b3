"""What happened to an evaluation in a few sentences, as text, for whoever sees no page of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import shorten

from copfeedback.evaluations.earlier_verdicts import differing_sentence
from copfeedback.evaluations.events import (
    Amended,
    Cancelled,
    Evaluation,
    Event,
    Registered,
    Signed,
    Withdrawn,
)
from copfeedback.evaluations.model import Pledge
from copfeedback.evaluations.report_model import Acted, Report, Response, Review
from copfeedback.evaluations.report_wording import counts_sentence, not_improved_sentence
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations

Plain = Callable[[Translations], str]
"""A text in the reader's language; one in another says in which."""
_MOST = 400
"""So many letters of what somebody wrote are told; the page has the rest."""


def event_sentences(
    evaluation: Evaluation, event: Event, plain: Plain, speech: Speech
) -> list[str]:
    """What an event says in short; nothing empty. The figures of withdrawn results stay out."""
    found = (each.strip() for each in _said(evaluation, event, plain, speech))
    return [shorten(each, _MOST, placeholder=" …") for each in found if each]


def _said(evaluation: Evaluation, event: Event, plain: Plain, speech: Speech) -> Iterator[str]:
    match event.said:
        case Registered(pledge=pledge, late=late):
            yield from _promised(pledge, plain, speech)
            if late:
                yield speech.gettext("The pledge was made when data were being gathered already.")
        case Amended(pledge=pledge, reason=reason, data_seen=seen):
            yield f"{name_of(seen, speech)}. {plain(reason)}"
            yield from _promised(pledge, plain, speech)
        case Signed(stakeholder=key):
            offices = {each.key: each.office for each in evaluation.pledge.stakeholders}
            yield plain(offices[key]) if key in offices else ""
        case Cancelled(reason=text) | Withdrawn(reason=text) | Review(text=text):
            yield plain(text)
        case Report() as report:
            yield from _found(evaluation, report, plain, speech)
        case Response(recommendation=key, answer=answer, reason=why):
            yield f"{name_of(answer, speech)}: {_recommended(evaluation, key, plain)}"
            yield plain(why) if why else ""
        case Acted(action=key, progress=progress, text=text, due=due):
            yield f"{name_of(progress, speech)}: {_promised_action(evaluation, key, plain)}"
            yield plain(text)
            if due is not None:
                yield speech.gettext("Due on %(day)s") % {"day": speech.formatting.date(due)}


def _promised(pledge: Pledge, plain: Plain, speech: Speech) -> Iterator[str]:
    label = speech.gettext("Results are promised for")
    yield f"{label}: {speech.formatting.date(pledge.due)}"
    label = speech.gettext("What is looked at")
    yield f"{label}: {'; '.join(plain(each.name) for each in pledge.indicators)}"


def _found(evaluation: Evaluation, report: Report, plain: Plain, speech: Speech) -> Iterator[str]:
    yield counts_sentence(report, speech)
    yield not_improved_sentence(report, speech)
    if report.changed is not None:
        number = {"number": speech.formatting.number(report.number)}
        version = speech.gettext("Version %(number)s") % number
        label = speech.gettext("What changed in this version")
        yield f"{version}. {label}: {plain(report.changed)}"
    yield differing_sentence(evaluation, report, speech)
    yield plain(report.easy)


def _recommended(evaluation: Evaluation, key: str, plain: Plain) -> str:
    found = [
        each
        for event in evaluation.publications
        if isinstance(event.said, Report)
        for each in event.said.recommendations
        if each.key == key
    ]
    return plain(found[-1].text) if found else key


def _promised_action(evaluation: Evaluation, key: str, plain: Plain) -> str:
    found = [
        each
        for event in evaluation.events
        if isinstance(event.said, Response)
        for each in event.said.actions
        if each.key == key
    ]
    return plain(found[-1].what) if found else key
