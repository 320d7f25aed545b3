"""What happened to an evaluation, event by event with its hash, and how to check it oneself."""

from __future__ import annotations

from markupsafe import Markup

from copfeedback.evaluations.earlier_verdicts import differing_sentence
from copfeedback.evaluations.events import (
    Amended,
    Cancelled,
    Evaluation,
    Event,
    EventKind,
    Signed,
    Withdrawn,
)
from copfeedback.evaluations.lines import earlier_versions, event_name, version_sentence
from copfeedback.evaluations.report_model import (
    Acted,
    Answer,
    Progress,
    Report,
    Response,
    Review,
)
from copfeedback.evaluations.said_by import Offices, offices_of, said_by
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import session
from copfeedback.ui.forum_lines import listed, words_of
from copfeedback.ui.texts import marked


def events(evaluation: Evaluation, speech: Speech) -> Markup:
    """Everything that happened, the earliest first; each with what finds it again."""
    _, offices = speech.gettext, known_offices(evaluation)
    lines = Markup("").join(
        Markup('<li value="{}">{}</li>').format(at, _event(each, evaluation, offices, speech))
        for at, each in enumerate(evaluation.events, 1)
    )
    about = _("Nothing here is ever changed or taken away. Note a hash to be able to check that.")
    return Markup('<h2>{}</h2><p class="hint">{}</p><ol>{}</ol>').format(
        _("What happened"), about, lines
    )


def known_offices(evaluation: Evaluation) -> Offices:
    """The names of offices and forums in all their languages."""
    portal = session.portal()
    forums = (each.name for each in portal.forums.all()) if portal.settings.has_forums else ()
    return offices_of(evaluation, forums)


def versions(evaluation: Evaluation, speech: Speech) -> Markup:
    """That the results are not the first ones, what changed, and the ways to those before."""
    said, report = version_sentence(evaluation, speech), evaluation.report
    if not said or report is None:
        return Markup()
    differs = differing_sentence(evaluation, report, speech)
    earlier = Markup(", ").join(
        Markup('<a href="./{}/evaluations/{}/report?version={}">{}</a>').format(
            speech.tag, evaluation.code, old.number, speech.formatting.date(event.on)
        )
        for event, old in earlier_versions(evaluation)
    )
    return Markup('<p class="note"><b>{}</b> {}{}<br>{}: {}</p>').format(
        said,
        marked(report.changed, speech) if report.changed else "",
        Markup("<br><b>{}</b>").format(differs) if differs else "",
        speech.gettext("Earlier versions"),
        earlier,
    )


def ways(evaluation: Evaluation, speech: Speech) -> Markup:
    """The ways to the pledge in full, the check, the feed, and everything in one file."""
    _, tag, code = speech.gettext, speech.tag, evaluation.code
    plain = Markup('<a href="./{}/evaluations{}">{}</a>')
    return Markup("<h2>{}</h2>{}").format(
        _("More"),
        listed(
            (
                plain.format(tag, f"/{code}/pledge", _("The pledge in full, with its changes")),
                plain.format(tag, "/check", _("Check that nothing was changed")),
                plain.format(tag, ".atom", _("Feed of evaluations (Atom)")),
                Markup('<a href="./evaluations/{}.zip">{}</a>').format(
                    code, _("Everything in one file (ZIP)")
                ),
            )
        ),
    )


def _event(event: Event, evaluation: Evaluation, offices: Offices, speech: Speech) -> Markup:
    _, day = speech.gettext, speech.formatting.date(event.on)
    altered = Markup()
    if not event.sound:
        altered = Markup(' <b class="problem">{}</b>').format(_("Altered"))
    return Markup(
        "<b>{}</b>{} · {} · <bdi>{}</bdi>{}{}"
        '<br><small>{} <a href="./evaluations/events/{}.json">{}</a><br>'
        '{} <bdi dir="ltr"><code>{}</code></bdi><br>'
        '{} <bdi dir="ltr"><code>{}</code></bdi></small>'
    ).format(
        event_name(event, speech),
        altered,
        day,
        Markup("{}").format(said_by(event, offices, speech)),
        _about(event, evaluation, speech),
        _full(event, speech),
        _("Number in the chain: %(number)s") % {"number": speech.formatting.number(event.number)},
        event.number,
        _("The exact text"),
        _("SHA-256 of this text:"),
        event.sha256,
        _("Hash to note:"),
        event.hash,
    )


def _about(event: Event, evaluation: Evaluation, speech: Speech) -> Markup:
    """What an event says in short."""
    match event.said:
        case Amended(reason=reason, data_seen=seen):
            told = Markup(" · {}{}").format(name_of(seen, speech), words_of(reason, speech))
        case Signed(stakeholder=key):
            pledge = evaluation.pledge
            offices = {each.key: each.office for each in pledge.stakeholders}
            office = marked(offices[key], speech) if key in offices else key
            told = Markup(" · {}").format(office)
        case Response(answer=Answer() as value) | Acted(progress=Progress() as value):
            told = Markup(" · {}").format(name_of(value, speech))
        case Cancelled(reason=text) | Withdrawn(reason=text) | Review(text=text):
            told = words_of(text, speech)
        case Report(changed=changed):
            told = words_of(changed, speech)
        case _:
            told = Markup()
    return told


def _full(event: Event, speech: Speech) -> Markup:
    """The way to what was said in full, where there is more than stands here."""
    code, tag = event.evaluation, speech.tag
    if event.kind in (EventKind.REGISTERED, EventKind.AMENDED):
        return Markup(' <a href="./{}/evaluations/{}/pledge?event={}">{}</a>').format(
            tag, code, event.number, speech.gettext("The pledge as it stood")
        )
    if isinstance(event.said, Report):
        return Markup(' <a href="./{}/evaluations/{}/report?version={}">{}</a>').format(
            tag, code, event.said.number, speech.gettext("The report as it stood")
        )
    return Markup()
