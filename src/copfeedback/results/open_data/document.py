"""A release as programs read it: every text in every language, every figure where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from copfeedback.i18n.catalogues import Catalogues, Speech
from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.results.domain_wording import DIMENSION_NAMES, value_name
from copfeedback.results.items import answer_codes, favourable_codes
from copfeedback.results.model import Publication
from copfeedback.results.open_data.flat import Figure, figures_of, why_withheld
from copfeedback.results.published import DIMENSIONS, Estimate, PublishedRow
from copfeedback.results.wording import answer_name
from copfeedback.surveys.model import Question

Document: TypeAlias = dict[str, Any]


def status_of(publication: Publication) -> str:
    """Whether it is to be read, or something else in its place."""
    if publication.withdrawn_at is not None:
        return "withdrawn"
    return "replaced" if publication.replaced_by is not None else "current"


def summary(publication: Publication, modified_at: datetime) -> Document:
    """What a release is of and what became of it, without its figures."""
    release, asked = publication.release, publication.asked
    return {
        "id": release.id,
        "number": release.number,
        "status": status_of(publication),
        "survey": {
            "id": release.survey_id,
            "version": release.version,
            "title": dict(asked.survey.title),
        },
        "wave": {
            "id": release.wave_id,
            "name": dict(asked.wave.name),
            "kind": asked.wave.plan.kind.value,
            "opens": asked.wave.opens.isoformat(),
            "closes": asked.wave.closes.isoformat(),
        },
        "built_on": release.built_on.isoformat(),
        "published_at": publication.published_at.isoformat(),
        "modified_at": modified_at.isoformat(),
        "withdrawn_at": publication.withdrawn_at and publication.withdrawn_at.isoformat(),
        "notice": _texts(publication.notice),
        "replaced_by": publication.replaced_by,
        "reason": _texts(publication.reason),
        "sha256": release.sha256,
    }


class Documents:
    """Writes the figures of releases, with the portal's own words in all its languages."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues

    def release(self, publication: Publication, modified_at: datetime) -> Document:
        """A whole release."""
        release = publication.release
        return summary(publication, modified_at) | {
            "indicative": release.indicative,
            "weighting": release.weighting.value,
            "weighted_to": list(release.weighted_to),
            "design_effect": release.design_effect,
            "police_assisted": release.police_assisted,
            "dimensions": self._dimensions(publication),
            "bases": [
                {"domain": domain.id, "values": dict(domain.parts), "base": base}
                for domain, base in release.bases.items()
            ],
            "items": [self._item(publication, item) for item in release.tables],
        }

    def item(self, publication: Publication, item: str) -> Document:
        """One question of a release, or one row of a grid; it must be there."""
        return {"release": publication.release.id} | self._item(publication, item)

    def _item(self, publication: Publication, item: str) -> Document:
        question = publication.asked.survey.question_of_item[item]
        table = publication.release.tables[item]
        return {
            "item": item,
            "type": question.type.value,
            "text": dict(question.text_of(item)),
            "stem": dict(question.text) if question.rows else None,
            "answers": [
                {"code": code, "text": self._answer(question, code)}
                for code in answer_codes(question)
            ],
            "favourable": list(favourable_codes(question, item)),
            "rows": [_row(question, item, row) for row in table.rows],
        }

    def _answer(self, question: Question, code: str) -> Mapping[str, str]:
        for choice in question.choices:
            if choice.code == code:
                return dict(choice.text)
        return self._said(lambda speech: answer_name(question, code, speech))

    def _dimensions(self, publication: Publication) -> list[Document]:
        survey = publication.asked.survey
        values: dict[str, dict[str, None]] = {name: {} for name in DIMENSIONS}
        for domain in publication.release.bases:
            for name, value in domain.parts:
                values[name][value] = None
        return [
            {
                "name": name,
                "title": self._ours(DIMENSION_NAMES[name]),
                "values": [
                    {"code": code, "text": self._said(partial(value_name, survey, name, code))}
                    for code in codes
                ],
            }
            for name, codes in values.items()
            if codes
        ]

    def _ours(self, message: str) -> Mapping[str, str]:
        return {
            tag: self._catalogues.speech(tag).gettext(message) for tag in self._catalogues.languages
        }

    def _said(self, say: Callable[[Speech], LocalText]) -> Mapping[str, str]:
        """A text in each language that it is there in."""
        said = [say(self._catalogues.speech(tag)) for tag in self._catalogues.languages]
        return {local.language: local.text for local in said}


def _row(question: Question, item: str, row: PublishedRow) -> Document:
    return {
        "domain": row.domain.id,
        "values": dict(row.domain.parts),
        "base": row.base,
        "people": row.people,
        "withheld": row.withheld,
        "figures": [_figure(each, row) for each in figures_of(question, item, row)],
    }


def _figure(each: Figure, row: PublishedRow) -> Document:
    told: Document = {
        "measure": each.measure.value,
        "answer": each.answer or None,
        "withheld": why_withheld(each, row),
    }
    found = each.figure
    if found is None:
        return told
    told |= {"low": found.low, "high": found.high, "standard_error": found.standard_error}
    if isinstance(found, Estimate):
        return told | {
            "estimate": found.share,
            "effective_base": found.effective,
            "few_degrees": found.few_degrees,
        }
    return told | {"estimate": found.mean}


def _texts(texts: Translations | None) -> Mapping[str, str] | None:
    return None if texts is None else dict(texts)
