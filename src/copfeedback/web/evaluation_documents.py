"""Evaluations as the API tells them: all languages, nothing that was withdrawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from copfeedback.evaluations.answer_rules import Answered
from copfeedback.evaluations.earlier_verdicts import said_before
from copfeedback.evaluations.events import Evaluation, Event
from copfeedback.evaluations.lines import is_deviation
from copfeedback.evaluations.report_model import Report, Verdict
from copfeedback.evaluations.standing import Standing
from copfeedback.i18n.translations import Translations
from copfeedback.stored import to_json
from copfeedback.web.evaluation_report import withdrawn_by

ROOT = "/api/v1"
Document = dict[str, Any]
_INTERNAL = frozenset({"organisation", "commissioner_organisation"})
"""Numbers of our own that say nothing to anybody else."""


def summary_document(evaluation: Evaluation, standing: Standing) -> Document:
    """An evaluation as it stands, without all it says."""
    pledge, report = evaluation.pledge, evaluation.report
    return {
        "id": evaluation.code,
        "title": _texts(pledge.title),
        "commissioner": _texts(pledge.commissioner),
        "evaluator": _texts(pledge.evaluator),
        "independence": pledge.independence,
        "status": standing.status,
        "days_overdue": standing.days_overdue,
        "first_due": standing.first_due,
        "due": standing.due,
        "announced_due": standing.announced,
        "times_moved": standing.times_moved,
        "registered_on": evaluation.registered.on,
        "registered_late": standing.registered_late,
        "deviations": sum(is_deviation(each) for each in evaluation.amendments),
        "published_on": standing.published_on,
        "nothing_measured": standing.nothing_measured,
        "new_version_owed": bool(standing.later),
        "version": None if report is None else report.number,
        "verdicts": None if report is None else _verdicts(report),
        "sound": evaluation.is_sound,
        "sha256": evaluation.registered.sha256,
        "hash": evaluation.events[-1].hash,
        "links": {
            "self": f"{ROOT}/evaluations/{evaluation.code}",
            "page": f"/{{lang}}/evaluations/{evaluation.code}",
            "pack": f"/evaluations/{evaluation.code}.zip",
        },
    }


def evaluation_document(
    evaluation: Evaluation, standing: Standing, answered: Iterable[Answered]
) -> Document:
    """All of an evaluation."""
    report = evaluation.report
    return summary_document(evaluation, standing) | {
        "pledge": _plain(evaluation.pledge),
        "unsigned": [each.key for each in standing.unsigned],
        "report": None if report is None else _plain(report),
        "earlier_verdicts": [] if report is None else _earlier_verdicts(evaluation, report),
        "recommendations": [_answer(each) for each in answered],
        "events": [_event(evaluation, each) for each in evaluation.events],
    }


def _earlier_verdicts(evaluation: Evaluation, report: Report) -> list[Document]:
    """What versions before said otherwise of an indicator, withdrawn ones too."""
    return [
        {"indicator": finding.indicator, "version": each.number, "verdict": each.verdict}
        for finding in report.findings
        for each in said_before(evaluation, report, finding)
    ]


def _answer(each: Answered) -> Document:
    said = each.response
    return {
        "key": each.recommendation.key,
        "current": each.current,
        "respond_by": each.recommendation.respond_by,
        "has_account": each.has_account,
        "can_answer": each.organisation is not None,
        "days_late": each.days_late,
        "answered_late": each.answered_late,
        "answer": None if said is None else said.answer,
        "actions": [
            {
                "key": doing.action.key,
                "what": _texts(doing.action.what),
                "office": _texts(doing.action.office),
                "first_due": doing.action.due,
                "due": doing.due,
                "progress": doing.progress,
                "days_late": doing.days_late,
                "unconfirmed": doing.unconfirmed,
                "forum": doing.action.forum,
            }
            for doing in each.actions
        ],
    }


def _event(evaluation: Evaluation, event: Event) -> Document:
    return {
        "number": event.number,
        "kind": event.kind,
        "deviation": is_deviation(event),
        "at": event.at,
        "on": event.on,
        "by": event.by,
        "withdrawn": isinstance(event.said, Report) and withdrawn_by(evaluation, event) is not None,
        "sound": event.sound,
        "sha256": event.sha256,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
        "links": {"text": f"/evaluations/events/{event.number}.json"},
    }


def _verdicts(report: Report) -> Mapping[str, int]:
    """How many did not improve beside how many did, and each verdict."""
    return {"not_improved": report.not_improved} | {
        each.value: report.count(each) for each in Verdict
    }


def _plain(value: Any) -> Any:
    return _without(json.loads(to_json(value)))


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without(each) for name, each in value.items() if name not in _INTERNAL}
    return [_without(each) for each in value] if isinstance(value, list) else value


def _texts(text: Translations) -> Mapping[str, str]:
    return dict(text)
