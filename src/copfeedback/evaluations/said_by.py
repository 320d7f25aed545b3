"""The office that did something, in the reader's language where the evaluation names it in that.

What is stored, and hashed, is one name in one language. Pledges, recommendations and actions name
the same offices in several: what is called exactly alike there is taken for the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from copfeedback.evaluations.events import Amended, Evaluation, Event, Registered
from copfeedback.evaluations.model import Pledge
from copfeedback.evaluations.report_model import Report, Response
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText, Translations

Offices = Mapping[str, Translations]
"""Names in all their languages, by the name in each of them."""


def offices_of(evaluation: Evaluation, others: Iterable[Translations] = ()) -> Offices:
    """Every office that an evaluation names, and ``others``, such as forums; those named last.

    A name that two of them have in different languages is nobody's: it stays as it was stored.
    """
    found: dict[str, Translations] = {}
    shared: set[str] = set()
    for names in (*others, *_named(evaluation)):
        for name in names.values():
            before = found.setdefault(name, names)
            if any(before[tag] != names[tag] for tag in before.keys() & names.keys()):
                shared.add(name)
            found[name] = names
    return {name: names for name, names in found.items() if name not in shared}


def said_by(event: Event, offices: Offices, speech: Speech) -> LocalText | str:
    """Who did something; as it is stored where nobody named it in another language."""
    names = offices.get(event.by)
    return event.by if names is None else names.read_in(speech.tag)


def _named(evaluation: Evaluation) -> Iterator[Translations]:
    for event in evaluation.events:
        match event.said:
            case Registered(pledge=pledge) | Amended(pledge=pledge):
                yield from _of_pledge(pledge)
            case Report(recommendations=wanted):
                yield from (each.office for each in wanted)
            case Response(actions=actions):
                yield from (each.office for each in actions)


def _of_pledge(pledge: Pledge) -> Iterator[Translations]:
    yield pledge.commissioner
    yield pledge.evaluator
    yield from (each.office for each in pledge.stakeholders)
