"""What everybody is shown of a wave that is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import Speech
from copfeedback.results import followup_wording, method, tabulating
from copfeedback.results.change_wording import of_several
from copfeedback.results.findings import SHOWN_AT_ONCE, KeyFinding
from copfeedback.results.followup_model import FollowUp, FollowUpHistory
from copfeedback.results.model import Publication
from copfeedback.results.published import EVERYONE
from copfeedback.results.service import indicators
from copfeedback.results.wording import how_to_read, people_answered, release_name
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.wave_wording import labels
from copfeedback.ui import session, tables
from copfeedback.ui.texts import marked

WAVE, QUESTION = "wave", "question"
"""What the address asks for: a wave or a release, and a question of it."""


def awaited(asked: AskedWave, today: date, speech: Speech) -> Markup:
    """The day the results are promised for, or were."""
    if today > asked.wave.results_due:
        promise = speech.gettext("The results were promised for %(day)s and are overdue.")
    else:
        promise = speech.gettext("The results are promised for %(day)s.")
    day = speech.formatting.date(asked.wave.results_due)
    return Markup("<h2>{}</h2>{}<p>{}</p>").format(
        title(asked, speech), wave_labels(asked, speech), promise % {"day": day}
    )


def released(publication: Publication, speech: Speech, *, opened: bool) -> Markup:
    """The key indicators by gender, if there are any, and the way to all answers."""
    asked = publication.asked
    if publication.withdrawn_at is not None:
        return Markup("<h2>{}</h2>{}").format(title(asked, speech), standing(publication, speech))
    every = Markup('<p><a href="./{}/results/{}">{}</a></p>').format(
        speech.tag, asked.wave.id, speech.gettext("All results of this survey")
    )
    return Markup("<details{}><summary><h2>{}</h2></summary>{}{}{}{}</details>").format(
        Markup(" open") if opened else "",
        title(asked, speech),
        wave_labels(asked, speech),
        standing(publication, speech),
        indicators_part(publication, speech),
        every,
    )


def indicators_part(publication: Publication, speech: Speech) -> Markup:
    """The table of the key indicators, and how to read it."""
    _, release = speech.gettext, publication.release
    about = tables.about_release(release, speech)
    known = indicators(publication.asked.survey)
    if not known:
        return Markup("<p><small>{}</small></p>").format(about)
    address = f"./{speech.tag}/results/{release.id}"
    return Markup('<p>{}</p>{}<p class="hint">{} {}</p>').format(
        _("The share of good answers to the key questions, among everyone who was asked."),
        tabulating.indicator_table(publication.asked, release, known, address, speech),
        how_to_read(speech, indicative=release.indicative),
        about,
    )


def standing(publication: Publication, speech: Speech) -> Markup:
    """Which release it is, how many answered, and whether it was corrected or withdrawn."""
    _, release = speech.gettext, publication.release
    base = None if publication.withdrawn_at else release.bases.get(EVERYONE)
    zone = ZoneInfo(session.portal().settings.time_zone)
    lines = [Markup("{} {}").format(
        release_name(publication, zone, speech), people_answered(base, speech) if base else ""
    )]  # fmt: skip
    if publication.withdrawn_at is not None and publication.notice is not None:
        lines.append(marked(publication.notice, speech))
    if publication.replaced_by:
        replaced = _("A corrected release has taken the place of this one.")
        lines.append(
            Markup('<a href="./{}/results/{}">{}</a>').format(
                speech.tag, publication.replaced_by, replaced
            )
        )
    if publication.reason is not None:
        corrects = _("This release corrects an earlier one:")
        lines.append(Markup("{} {}").format(corrects, marked(publication.reason, speech)))
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def findings_part(found: Sequence[KeyFinding], speech: Speech) -> Markup:
    """What the key indicators say, in sentences."""
    found = [each for each in found if each.has_figures]
    if not found:
        return Markup("")
    more = Markup("")
    if found[SHOWN_AT_ONCE:]:
        more = Markup("<details><summary>{}</summary>{}</details>").format(
            speech.gettext("More findings"), _sentences(found[SHOWN_AT_ONCE:], speech)
        )
    return Markup('<h2>{}</h2>{}{}<p class="hint">{}</p>').format(
        speech.gettext("Key findings"),
        _sentences(found[:SHOWN_AT_ONCE], speech),
        more,
        of_several(speech),
    )


def _sentences(found: Sequence[KeyFinding], speech: Speech) -> Markup:
    lines = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(
            marked(each.status.indicator.text, speech), " ".join(each.sentences)
        )
        for each in found
    )
    return Markup("<dl>{}</dl>").format(lines)


def followed(histories: Sequence[FollowUpHistory], asked: AskedWave, speech: Speech) -> Markup:
    """What people said, what was done about it and what was not; the newest first."""
    _ = speech.gettext
    told = [_history(each, asked, speech) for each in histories]
    if not told:
        told = [Markup("<p>{}</p>").format(_("Nobody has said yet what came of it."))]
    return Markup("<h2>{}</h2>{}").format(_("You said, we did, we did not"), Markup("").join(told))


def _history(history: FollowUpHistory, asked: AskedWave, speech: Speech) -> Markup:
    item = history.now.content.item
    about = Markup("")
    if item is not None and item in asked.survey.question_of_item:
        text = asked.survey.question_of_item[item].text_of(item)
        about = Markup('<p class="step">{}</p>').format(marked(text, speech))
    before = Markup("")
    if history.earlier:
        before = Markup("<details><summary>{}</summary>{}</details>").format(
            speech.gettext("What stood here before"),
            Markup("").join(_entry(version, speech) for version in history.earlier),
        )
    return Markup('{}{}<p class="hint">{}</p>{}').format(
        about,
        _entry(history.now, speech),
        followup_wording.who_and_when(history, speech),
        before,
    )


def _entry(version: FollowUp, speech: Speech) -> Markup:
    head = followup_wording.ANSWER_HEADS[version.content.status]
    return Markup("<dl><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl>").format(
        speech.gettext("You said"),
        marked(version.content.said, speech),
        speech.gettext(head),
        marked(version.content.answer, speech),
    )


def method_part(publication: Publication, speech: Speech) -> Markup:
    """How the survey was done, what its figures can tell, and what is withheld."""
    _, release = speech.gettext, publication.release
    facts = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(*fact)
        for fact in method.facts(publication.asked, release, speech)
    )
    return Markup("<h2>{}</h2><dl>{}</dl>{}<h3>{}</h3>{}{}").format(
        _("How it was done, and what the figures can tell"),
        facts,
        _paragraphs(method.how_sure(release, speech)),
        _("What is withheld"),
        _paragraphs(method.what_is_withheld(release, speech)),
        policy_link(speech),
    )


def policy_link(speech: Speech) -> Markup:
    """The way to what is published and what is not."""
    return Markup('<p><a href="./{}/results/policy">{}</a></p>').format(
        speech.tag, speech.gettext("What is published and what is not")
    )


def data_link(publication: Publication, speech: Speech) -> Markup:
    """The way to the figures as open data."""
    return Markup('<p><a href="./{}/results/{}#data">{}</a></p>').format(
        speech.tag, publication.release.id, speech.gettext("Open data")
    )


def wave_labels(asked: AskedWave, speech: Speech) -> Markup:
    """What everybody has to know of a wave."""
    return Markup("").join(Markup("<p>{}</p>").format(told) for told in labels(asked, speech))


def title(asked: AskedWave, speech: Speech) -> Markup:
    """The names of a survey and its wave."""
    return Markup("{} – {}").format(
        marked(asked.survey.title, speech), marked(asked.wave.name, speech)
    )


def _paragraphs(lines: Sequence[str]) -> Markup:
    return Markup("").join(Markup("<p>{}</p>").format(escape(line)) for line in lines)
