"""Recommendations to the police, and what they say to them."""

from __future__ import annotations

from typing import Any

from copfeedback.complaints.case_desk import CaseDesk, Work
from copfeedback.complaints.case_errors import UnknownItem
from copfeedback.complaints.case_folding import Folding
from copfeedback.complaints.case_parts import (
    NewRecommendation,
    PoliceAnswer,
    clean_words,
)
from copfeedback.complaints.case_view import categories_of
from copfeedback.complaints.figures import (
    Answer,
    answer_recommendation,
    publish_recommendation,
)
from copfeedback.complaints.model import Category, ItemKind
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor


class Recommendations:
    """The use cases of recommendations. They raise what ``CaseDesk.working`` raises."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def add(
        self,
        actor: Actor,
        key: HolderKey | None,
        case_id: str,
        recommendation: NewRecommendation,
    ) -> int:
        """Advise the police or somebody else; its number.

        With ``publish`` everybody reads it, with the month and the category, at once.

        Raises:
            BadWords: the words are missing or too long, or it is not said to whom.
        """
        words = recommendation.words
        content: dict[str, Any] = {
            "text": clean_words(words.text),
            "language": words.language,
            "to": clean_words(recommendation.to),
            "answer_by": recommendation.answer_by.isoformat(),
            "publish": recommendation.publish,
        }
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            if recommendation.publish:
                text = Translations({words.language: content["text"]})
                content["public"] = publish_recommendation(
                    work.connection, work.today, _category(work), text
                )
            return work.add(ItemKind.RECOMMENDATION, content)

    def record_answer(
        self,
        actor: Actor,
        key: HolderKey | None,
        case_id: str,
        recommendation: int,
        answer: PoliceAnswer,
    ) -> None:
        """Record what the police say to a recommendation; a later answer replaces it.

        Raises:
            BadWords: the text is missing or too long.
            UnknownItem: there is no such recommendation.
        """
        content = {
            "answers": recommendation,
            "reply": answer.reply,
            "text": clean_words(answer.text),
            "on": answer.on.isoformat(),
        }
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            asked = _recommendation(work, recommendation)
            if "public" in asked:
                reply = Answer(answer.reply.value)
                answer_recommendation(work.connection, asked["public"], reply)
            work.add(ItemKind.RECOMMENDATION, content)


def _recommendation(work: Work, number: int) -> dict[str, Any]:
    for item in work.opened.of_kind(ItemKind.RECOMMENDATION):
        if item.place.number == number and "answers" not in item.content:
            return item.content
    raise UnknownItem


def _category(work: Work) -> Category:
    alleged = [each.category for each in Folding(work.opened, {}, work.today).allegations()]
    return next(iter((*alleged, *categories_of(work.opened))), Category.OTHER)
