"""Each pledge of an evaluation in full, and what it says otherwise than the one before."""

from __future__ import annotations

import asyncio

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations.events import Amended, Evaluation, Event, Registered
from copfeedback.evaluations.lines import event_name
from copfeedback.evaluations.model import Criterion, Pledge
from copfeedback.evaluations.plain_words import Word, explained
from copfeedback.evaluations.pledge_wording import Line, PledgeWording, changed_lines
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import Unknown
from copfeedback.forums.differing import Budget, Change, Part, compared
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.web.evaluation_blocks import Block, facts, joined, respond, told
from copfeedback.web.evaluation_words import around, by_whom, digits, sector_names
from copfeedback.web.rendering import Renderer

_TAGS = {
    Change.SAME: Markup("{}"),
    Change.ADDED: Markup("<ins>{}</ins>"),
    Change.REMOVED: Markup("<del>{}</del>"),
}


class PledgePages:
    """What was promised, as its page and that of its evaluation show it."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def one(self, request: Request) -> Response:
        """A pledge in full; ``event`` names the one that made it, the latest without one.

        Raises:
            Unknown: there is no such evaluation, or no such pledge of it.
        """
        tag, code = request.path_params["lang"], request.path_params["evaluation"]
        asked = request.query_params.get("event", "")
        evaluation = await asyncio.to_thread(self._portal.evaluations.find, code)
        event = _chosen(evaluation, asked)
        blocks = await asyncio.to_thread(self._blocks, evaluation, event, tag)
        context = await asyncio.to_thread(around, self._portal, evaluation, tag)
        return respond(
            self._renderer,
            "evaluation_base.html",
            request,
            f"/evaluations/{code}/pledge",
            blocks,
            {**context, "heading": self._speech(tag).gettext("The pledge in full")},
            query={"event": asked} if asked else {},
        )

    def _blocks(self, evaluation: Evaluation, event: Event, tag: str) -> list[Block]:
        pledge, speech = pledge_of(event), self._speech(tag)
        wording = PledgeWording(speech, sector_names(self._portal, tag))
        lines = wording.lines(pledge)
        blocks = self._about(evaluation, event, speech)
        if isinstance(event.said, Amended):
            earlier = wording.lines(pledge_of(before(evaluation, event)))
            blocks += self._changes(earlier, lines, speech)
        return [*blocks, *self._words(pledge, speech), *told(lines)]

    def _words(self, pledge: Pledge, speech: Speech) -> list[Block]:
        """What the words mean that a pledge is full of."""
        used = (
            Word.INDICATOR,
            *(each.role for each in pledge.waves),
            *(each.arm for each in pledge.sites),
            *(each for each in Criterion if each in pledge.questions),
            *(each.design for each in pledge.indicators if not each.qualitative),
        )
        heading = speech.gettext("What the words mean")
        return facts("words", heading, explained(used, speech))

    def _about(self, evaluation: Evaluation, event: Event, speech: Speech) -> list[Block]:
        _ = speech.gettext
        said = event.said
        rows: list[tuple[str, LocalText | str]] = [
            (_("What happened"), event_name(event, speech)),
            (_("Day"), speech.formatting.date(event.on)),
            (_("By"), by_whom(self._portal, evaluation, speech)(event)),
        ]
        if isinstance(said, Amended):
            rows += [
                (_("Reason"), said.reason.read_in(speech.tag)),
                (_("Data seen"), name_of(said.data_seen, speech)),
            ]
        own = facts("event", _("The pledge as it stood"), rows)
        others = [each for each in pledges(evaluation) if each.number != event.number]
        here = f"/{speech.tag}/evaluations/{evaluation.code}/pledge"
        links = (
            Markup('<li><a href="{}?event={}">{}: {}</a></li>').format(
                here, each.number, event_name(each, speech), speech.formatting.date(each.on)
            )
            for each in others
        )
        exact = Markup(
            '<p class="hint">SHA-256: {}<br><a href="/evaluations/events/{}.json">{}</a></p>'
        ).format(digits(event.sha256), event.number, _("The exact text"))
        return [
            *own,
            Block("event", own[0].heading, exact),
            *joined("event", own[0].heading, links, "<ul>", "</ul>"),
        ]

    def _changes(self, earlier: list[Line], later: list[Line], speech: Speech) -> list[Block]:
        heading = speech.gettext("What changed since the pledge before")
        plain, budget = self._portal.catalogues.plain, Budget()

        def text(line: Line | None) -> str:
            if line is None:
                return ""
            return plain(line.value) if isinstance(line.value, LocalText) else line.value

        rows = []
        for old, new in changed_lines(earlier, later):
            line = new or old
            if line is None:
                continue
            label = Markup("{} – {}").format(line.thing, line.label) if line.thing else line.label
            marked = _marked(compared(text(old), text(new), budget))
            rows.append(Markup('<dt>{}</dt><dd dir="auto">{}</dd>').format(label, marked))
        if not rows:
            only = speech.gettext("Only words in other languages, or who may work on it, changed.")
            return [Block("changes", heading, Markup("<p>{}</p>").format(only))]
        how = speech.gettext(
            "Words that were taken out are struck through, new ones are underlined."
        )
        return [
            Block("changes", heading, Markup('<p class="hint">{}</p>').format(how)),
            *joined("changes", heading, rows, "<dl>", "</dl>"),
        ]

    def _speech(self, tag: str) -> Speech:
        return self._portal.catalogues.speech(tag)


def pledges(evaluation: Evaluation) -> list[Event]:
    """The events that made or changed the pledge."""
    return [each for each in evaluation.events if isinstance(each.said, Registered | Amended)]


def before(evaluation: Evaluation, event: Event) -> Event:
    """The event that made the pledge before the one of ``event``."""
    return [each for each in pledges(evaluation) if each.number < event.number][-1]


def pledge_of(event: Event) -> Pledge:
    """What was promised by an event.

    Raises:
        Unknown: it is not one that promises.
    """
    if not isinstance(event.said, Registered | Amended):
        raise Unknown
    return event.said.pledge


def _chosen(evaluation: Evaluation, asked: str) -> Event:
    found = pledges(evaluation)
    if not asked:
        return found[-1]
    for each in found:
        if str(each.number) == asked:
            return each
    raise Unknown


def _marked(parts: tuple[Part, ...]) -> Markup:
    return Markup("").join(_TAGS[each.change].format(each.text) for each in parts)
