"""What everybody is shown of a wave that is over."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import Release
from copfeedback.results.service import indicators
from copfeedback.results.wording import how_to_read
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.wave_wording import labels
from copfeedback.ui import tables
from copfeedback.ui.texts import marked


def awaited(asked: AskedWave, today: date, speech: Speech) -> Markup:
    """The day the results are promised for, or were."""
    if today > asked.wave.results_due:
        promise = speech.gettext("The results were promised for %(day)s and are overdue.")
    else:
        promise = speech.gettext("The results are promised for %(day)s.")
    day = speech.formatting.date(asked.wave.results_due)
    return Markup("<h2>{}</h2>{}<p>{}</p>").format(
        _title(asked, speech), _labels(asked, speech), promise % {"day": day}
    )


def released(asked: AskedWave, release: Release, speech: Speech, *, opened: bool) -> Markup:
    """The key indicators by gender, if there are any, and the way to all answers."""
    _ = speech.gettext
    every = Markup('<p><a href="./{}/results/{}">{}</a></p>').format(
        speech.tag, asked.wave.id, _("All results of this survey")
    )
    return Markup("<details{}><summary><h2>{}</h2></summary>{}{}{}</details>").format(
        Markup(" open") if opened else "",
        _title(asked, speech),
        _labels(asked, speech),
        _indicators(asked, release, speech),
        every,
    )


def _indicators(asked: AskedWave, release: Release, speech: Speech) -> Markup:
    _, about = speech.gettext, tables.about_release(release, speech)
    known = indicators(asked.survey)
    if not known:
        return Markup("<p><small>{}</small></p>").format(about)
    caption = Markup("{} <br><small>{}</small>").format(_("Key indicators"), about)
    return Markup('<p>{}</p>{}<p class="hint">{}</p>').format(
        _("The share of good answers to the key questions, among everyone who was asked."),
        tables.indicators_table(caption, release, known, asked.survey, speech),
        how_to_read(speech, indicative=release.indicative),
    )


def _labels(asked: AskedWave, speech: Speech) -> Markup:
    return Markup("").join(Markup("<p>{}</p>").format(told) for told in labels(asked, speech))


def _title(asked: AskedWave, speech: Speech) -> Markup:
    return Markup("{} – {}").format(
        marked(asked.survey.title, speech), marked(asked.wave.name, speech)
    )
