"""What an evaluation promised, part by part, as its page shows it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from markupsafe import Markup

from copfeedback.application import Portal
from copfeedback.evaluations.easy_words import meanings, what_is_looked_at
from copfeedback.evaluations.events import Cancelled, Evaluation, EventKind, Signed
from copfeedback.evaluations.lines import gathering_sentence
from copfeedback.evaluations.model import Criterion, PlannedWave, Pledge, Stakeholder
from copfeedback.evaluations.plain_words import Word, with_meaning
from copfeedback.evaluations.pledge_wording import PledgeWording
from copfeedback.evaluations.report_wording import unit_of, wanted_sentence
from copfeedback.evaluations.standing import signed_before_last_change
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.surveys.book import UnknownWave
from copfeedback.web.evaluation_blocks import Block, facts, joined, words
from copfeedback.web.evaluation_words import sector_names


class PledgeParts:
    """The parts of a page that tell what was promised."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def easy(self, pledge: Pledge, speech: Speech) -> list[Block]:
        """What will be looked at, in words that are easy, as long as nothing came out."""
        names = [each.name.read_in(speech.tag) for each in pledge.indicators]
        told = what_is_looked_at(names, speech)
        return [Block("easy", speech.gettext("In easy words"), told)]

    def programme(self, pledge: Pledge, speech: Speech) -> list[Block]:
        """What the programme is, and who evaluates it."""
        names = sector_names(self._portal, speech.tag)
        lines = PledgeWording(speech, names).lines(pledge)
        section = lines[0].section
        own = [(each.label, each.value) for each in lines if each.section == section]
        if pledge.plan:
            title = self._portal.plans.title(pledge.plan)
            plan = Markup('<a href="/{}/plan/{}"><bdi>{}</bdi></a>').format(
                speech.tag, pledge.plan, title.read_in(speech.tag) if title else pledge.plan
            )
            own.append((speech.gettext("Plan it belongs to"), plan))
        return facts("programme", section, own[1:])

    def questions(self, pledge: Pledge, speech: Speech) -> list[Block]:
        """What is asked, criterion by criterion."""
        asked = [
            (with_meaning(each, speech), pledge.questions[each].read_in(speech.tag))
            for each in Criterion
            if each in pledge.questions
        ]
        return facts("asked", speech.gettext("What is asked"), asked)

    def indicators(self, pledge: Pledge, speech: Speech) -> list[Block]:
        """What is looked at, and what counts as success."""
        lines, published = [], cache(self._portal.published_series)  # many share a few
        for each in pledge.indicators:
            unit = unit_of(each, published)
            wanted = wanted_sentence(each, unit, speech)
            goal = each.looked_for if each.qualitative else each.success
            lines.append(
                Markup("<li><b>{}</b> · {}{}{}</li>").format(
                    each.name.read_in(speech.tag),
                    name_of(each.criterion, speech),
                    Markup("<br>{}").format(wanted) if wanted else "",
                    Markup("<br>{}").format(goal.read_in(speech.tag)) if goal else "",
                )
            )
        heading = speech.gettext("What is looked at")
        explained = Block("indicators", heading, meanings([Word.INDICATOR], speech))
        return [explained, *joined("indicators", heading, lines, "<ul>", "</ul>")]

    def gathering(self, pledge: Pledge, speech: Speech) -> list[Block]:
        """When figures are gathered, with the surveys that do."""
        lines = (
            Markup("<li>{}{}</li>").format(
                self._days(pledge, each, speech), self._results(each, speech)
            )
            for each in pledge.waves
        )
        heading = speech.gettext("When figures are gathered")
        if not pledge.waves:
            return []
        explained = meanings((each.role for each in pledge.waves), speech)
        return [
            Block("waves", heading, explained),
            *joined("waves", heading, lines, "<ul>", "</ul>"),
        ]

    def sites(self, pledge: Pledge, speech: Speech) -> list[Block]:
        """Where the programme runs, and what it is compared with."""
        names = sector_names(self._portal, speech.tag)
        sections = PledgeWording(speech, names).lines(replace(pledge, indicators=()))
        heading = speech.gettext("Sites")
        own = [each for each in sections if each.section == heading]
        parts: list[Markup] = []
        for site in dict.fromkeys(str(each.thing) for each in own):
            traits = [each for each in own if str(each.thing) == site]
            no, name = speech.gettext("No"), traits[0].thing
            told_of = (
                Markup("{}: {}").format(each.label, each.value)
                for each in traits[1:]
                if str(each.value) != no
            )
            small = Markup("<br>").join(told_of)
            parts.append(
                Markup("<li><b>{}</b> · {}<br><small>{}</small></li>").format(
                    name, traits[0].value, small
                )
            )
        if not parts:
            return []
        explained = meanings((each.arm for each in pledge.sites), speech)
        return [
            Block("sites", heading, explained),
            *joined("sites", heading, parts, "<ul>", "</ul>"),
        ]

    def signatures(self, evaluation: Evaluation, speech: Speech) -> list[Block]:
        """Who committed to it, whose signature is missing, and who signed before a change."""
        _ = speech.gettext
        unsigned = {each.key for each in self._portal.evaluations.standing(evaluation).unsigned}
        before = {each.key for each in signed_before_last_change(evaluation)}
        signed = {
            each.said.stakeholder: each.on
            for each in evaluation.of(EventKind.SIGNED)
            if isinstance(each.said, Signed)
        }
        lines = []
        for each in evaluation.pledge.stakeholders:
            said = Markup("<b>{}</b>").format(_("signature missing"))
            if each.key not in unsigned:
                said = Markup("{}").format(_("signed"))
                if each.key in before:
                    said = Markup("<b>{}</b>").format(_("signed before the last change"))
                said += Markup(" ({})").format(speech.formatting.date(signed[each.key]))
            lines.append(Markup("<li>{}: {}</li>").format(_who(each, speech), said))
        return joined("signed", speech.gettext("Who commits to it"), lines, "<ul>", "</ul>")

    def risks(self, pledge: Pledge, speech: Speech) -> list[Block]:
        """What can go wrong, and what is done about it."""
        lines = (
            Markup("<li><b>{}</b><br>{} <small>({})</small></li>").format(
                *(each.read_in(speech.tag) for each in (risk.what, risk.answer, risk.owner))
            )
            for risk in pledge.risks
        )
        return joined("risks", speech.gettext("What can go wrong"), lines, "<ul>", "</ul>")

    def cancelled(self, evaluation: Evaluation, speech: Speech) -> list[Block]:
        """Why it was cancelled, if it was."""
        heading = speech.gettext("Why it was cancelled")
        return [
            block
            for each in evaluation.events
            if isinstance(each.said, Cancelled)
            for block in words("cancelled", heading, each.said.reason.read_in(speech.tag))
        ]

    def _days(self, pledge: Pledge, wave: PlannedWave, speech: Speech) -> str:
        """The days on which figures are really gathered."""
        found = self._portal.evaluations.fieldwork(replace(pledge, waves=(wave,)))
        if not found:
            called_off = speech.gettext("Cancelled")
            return f"{name_of(wave.role, speech)}: {called_off}"
        return gathering_sentence(found[0], speech)

    def _results(self, wave: PlannedWave, speech: Speech) -> Markup | str:
        if wave.wave is None or not self._portal.settings.has_surveys:
            return ""
        try:
            asked = self._portal.surveys.book.find(wave.wave)
        except UnknownWave:
            return ""
        return Markup('<br><a href="/{}/results/{}">{} – {}</a>').format(
            speech.tag,
            wave.wave,
            asked.survey.title.read_in(speech.tag),
            asked.wave.name.read_in(speech.tag),
        )


def _who(stakeholder: Stakeholder, speech: Speech) -> LocalText | Markup:
    office = stakeholder.office.read_in(speech.tag)
    if stakeholder.forum is None:
        return office
    return Markup('<a href="/{}/forums/{}">{}</a>').format(speech.tag, stakeholder.forum, office)
