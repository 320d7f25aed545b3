"""What a pledge says, as the full door shows it: one part after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup

from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.lines import gathering_sentence
from copfeedback.evaluations.model import Pledge, Stakeholder
from copfeedback.evaluations.pledge_wording import Line, PledgeWording
from copfeedback.evaluations.standing import Fieldwork, signed_before_last_change
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.ui import session
from copfeedback.ui.forum_lines import listed
from copfeedback.ui.pages import POLICE_PLAN
from copfeedback.ui.texts import marked

_SHOWN_ELSEWHERE = ("title", "due", "wave ", "stakeholder ")
"""How the keys of lines begin of which the page says more in its own place."""


def section(title: str | Markup, *parts: Markup) -> Markup:
    """Parts under a heading; nothing where there are none."""
    body = Markup("").join(parts)
    return Markup("<h2>{}</h2>{}").format(title, body) if body else body


def promised(pledge: Pledge, speech: Speech) -> Markup:
    """Everything a pledge says, but its days and who signs it."""
    wording = PledgeWording(speech, sectors(speech))
    lines = [each for each in wording.lines(pledge) if not each.key.startswith(_SHOWN_ELSEWHERE)]
    return Markup("").join(
        section(title, *_things(list(found)))
        for title, found in groupby(lines, key=lambda each: each.section)
    )


def plan(code: str | None, speech: Speech) -> Markup:
    """The way to the plan that an evaluation belongs to."""
    if not code:
        return Markup()
    title = session.portal().plans.title(code)
    return Markup('<p>{}: <a href="./{}?plan={}&amp;lang={}"><bdi>{}</bdi></a></p>').format(
        speech.gettext("Plan it belongs to"),
        POLICE_PLAN,
        code,
        speech.tag,
        marked(title, speech) if title else code,
    )


def gathering(fieldwork: Sequence[Fieldwork], speech: Speech) -> Markup:
    """When figures are gathered."""
    return listed(Markup("{}").format(gathering_sentence(each, speech)) for each in fieldwork)


def stakeholders(evaluation: Evaluation, unsigned: Sequence[Stakeholder], speech: Speech) -> Markup:
    """Who commits to it, whose signature is missing, and who has not signed the last change."""
    _ = speech.gettext
    told = {
        each.key: Markup("<b>{}</b>").format(_("signed before the last change"))
        for each in signed_before_last_change(evaluation)
    }
    told |= {each.key: Markup("<b>{}</b>").format(_("signature missing")) for each in unsigned}
    return listed(
        Markup("{}: {}").format(marked(each.office, speech), told.get(each.key, _("signed")))
        for each in evaluation.pledge.stakeholders
    )


def _things(lines: list[Line]) -> Iterable[Markup]:
    for thing, about in groupby(lines, key=lambda each: str(each.thing)):
        told = list(about)
        facts = Markup('<dl class="facts">{}</dl>').format(
            Markup("").join(
                Markup('<dt>{}</dt><dd dir="auto">{}</dd>').format(each.label, each.value)
                for each in told
            )
        )
        if thing:
            name = told[0].thing
            facts = Markup("<details><summary>{}</summary>{}</details>").format(name, facts)
        yield facts


def sectors(speech: Speech) -> dict[str, Translations]:
    """The names of the sectors that everybody may see, by code."""
    found = session.portal().sectors.public(speech.tag)
    return {each.sector.code: each.sector.name for top in found for each in top}
