"""What was said to the recommendations of an evaluation and done about them, and its history."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from markupsafe import Markup

from copfeedback.application import Portal
from copfeedback.evaluations.answer_rules import Answered
from copfeedback.evaluations.answer_wording import account_sentence, unconfirmed_sentence
from copfeedback.evaluations.easy_words import meanings
from copfeedback.evaluations.events import Evaluation, Event, EventKind
from copfeedback.evaluations.plain_words import Word
from copfeedback.evaluations.pledge_wording import PledgeWording, changed_lines
from copfeedback.evaluations.report_model import Review
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.web.evaluation_blocks import Block, joined, pieces
from copfeedback.web.evaluation_pledge import pledge_of, pledges
from copfeedback.web.evaluation_words import by_whom, digits, evaluation_words, sector_names
from copfeedback.web.rendering import Renderer

_NAMED = 12
"""Of more changes to a pledge, its own page has the rest."""


class AnswerParts:
    """The parts of a page that tell what happened after the results, and since the beginning."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    def recommendations(self, evaluation: Evaluation, speech: Speech) -> list[Block]:
        """Each recommendation with its answer and actions."""
        forums = {}
        if self._portal.settings.has_forums:
            forums = {each.code: each for each in self._portal.forums.all()}
        heading = speech.gettext("What is recommended, and what came of it")
        return [
            self._block(
                "recommended",
                heading,
                "evaluation_answer.html",
                speech,
                each=each,
                forums=forums,
                by=self._by(evaluation, speech),
                account=account_sentence(evaluation, each, speech),
                unconfirmed=self._unconfirmed(evaluation, each, speech),
                texts=pieces(each.recommendation.text.read_in(speech.tag)),
            )
            for each in self._portal.answering.states(evaluation)
        ]

    def _unconfirmed(
        self, evaluation: Evaluation, answered: Answered, speech: Speech
    ) -> dict[str, str]:
        """Who was named by others to report on an action and has not agreed, by its key."""
        found = [each for each in answered.actions if each.unconfirmed]
        if not found:
            return {}
        names = {each.id: each.name for each in self._portal.organisations.all()}
        return {
            each.action.key: unconfirmed_sentence(evaluation, each, names, speech) for each in found
        }

    def reviews(self, evaluation: Evaluation, speech: Speech) -> list[Block]:
        """What stakeholders made of the results together."""
        parts = [
            Markup('<p class="hint">{}{}</p><p class="words" dir="auto">{}</p>').format(
                speech.formatting.date(event.on), self._where(event.said, speech), text
            )
            for event in evaluation.of(EventKind.REVIEWED)
            if isinstance(event.said, Review)
            for text in pieces(event.said.text.read_in(speech.tag))
        ]
        return joined("reviews", speech.gettext("What those concerned said of it"), parts, "", "")

    def history(self, evaluation: Evaluation, speech: Speech) -> list[Block]:
        """Everything that happened, the latest first, with its fingerprints."""
        changed = self._changed(evaluation, speech)
        offices = {each.key: each.office for each in evaluation.pledge.stakeholders}
        lines = (
            self._renderer.text(
                "evaluation_event.html",
                speech.tag,
                **evaluation_words(speech),
                event=event,
                here=f"/{speech.tag}/evaluations/{evaluation.code}",
                changed=changed.get(event.number, ()),
                offices=offices,
                by=self._by(evaluation, speech),
            )
            for event in reversed(evaluation.events)
        )
        heading = speech.gettext("What happened")
        latest = evaluation.events[-1]
        note = speech.gettext(
            "Note this in the minutes of a forum. Whoever has it can tell later whether anything "
            "was changed:"
        )
        told = meanings([Word.FINGERPRINT, Word.PLEDGE], speech)
        noted = told + Markup('<p>{}<br><b><bdi dir="ltr">{} {}</bdi></b><br>{}</p>').format(
            note, evaluation.code, latest.number, digits(latest.hash)
        )
        return [
            Block("history", heading, noted),
            *joined("history", heading, lines, "<ul>", "</ul>"),
        ]

    def _changed(self, evaluation: Evaluation, speech: Speech) -> dict[int, list[LocalText | str]]:
        """What each amendment changed, by its number."""
        wording = PledgeWording(speech, sector_names(self._portal, speech.tag))
        found: dict[int, list[LocalText | str]] = {}
        for before, after in pairwise(pledges(evaluation)):
            lines = [wording.lines(pledge_of(each)) for each in (before, after)]
            named: dict[str, LocalText | str] = {}
            for old, new in changed_lines(*lines):
                line = new or old
                if line is not None:
                    shown = line.thing if str(line.thing) else line.label
                    named.setdefault(str(shown), shown)
            found[after.number] = list(named.values())[:_NAMED]
        return found

    def _by(self, evaluation: Evaluation, speech: Speech) -> Callable[[Event], LocalText | str]:
        """Says of an event who did it."""
        return by_whom(self._portal, evaluation, speech)

    def _where(self, review: Review, speech: Speech) -> Markup:
        if review.forum is None or not self._portal.settings.has_forums:
            return Markup("")
        below = f"/{review.meeting}" if review.meeting else ""
        return Markup(' · <a href="/{}/forums/{}{}">{}</a>').format(
            speech.tag, review.forum, below, speech.gettext("Forum")
        )

    def _block(
        self, anchor: str, heading: str, template: str, speech: Speech, **context: object
    ) -> Block:
        html = self._renderer.text(template, speech.tag, **evaluation_words(speech), **context)
        return Block(anchor, heading, html)
