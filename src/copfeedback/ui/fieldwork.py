"""The staff page of fieldwork: all waves, and what there is to do with one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.people.model import Actor, Permission
from copfeedback.results.building import NotClosed
from copfeedback.results.domain_wording import MODE_NAMES
from copfeedback.results.service import FieldworkOver
from copfeedback.surveys.book import AskedWave, UnknownWave
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.wave_file import describe
from copfeedback.surveys.wave_model import WaveKind, WaveState
from copfeedback.surveys.wave_wording import (
    ARM_NAMES,
    AUDIENCE_NAMES,
    KIND_NAMES,
    RECRUITMENT_NAMES,
    promise,
)
from copfeedback.surveys.waves import WaveOver, change_wave, close_wave
from copfeedback.ui import session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Sentence
from copfeedback.ui.pages import FIELDWORK, QUESTIONNAIRES, page_file
from copfeedback.ui.progress import progress
from copfeedback.ui.questionnaires import link_line
from copfeedback.ui.texts import as_label, words

WAVE, SHOW = "wave", "show"
NEW = "-"
"""In place of a wave: none is called this."""
PAST = "-past"
"""In place of one that was held elsewhere: none is called this either."""
CHANGE, CODES = "change", "codes"
STATES: Mapping[WaveState, str] = {
    WaveState.OPEN: N_("Open"),
    WaveState.PLANNED: N_("Planned"),
    WaveState.CLOSED: N_("Closed"),
}
GONE = N_("There is no such wave any more.")
FAULTS: Mapping[type[Exception], Fault] = {
    UnknownWave: Fault(WHOLE, GONE),
    WaveOver: Fault(WHOLE, N_("This wave takes no more answers, so nothing of it can be changed.")),
    NotClosed: Fault(WHOLE, N_("The wave is not closed yet. Please press “Close for good” again.")),
}


def show_all(waves: Sequence[AskedWave], actor: Actor, speech: Speech) -> None:
    """All waves by their state: the open ones first."""
    _, today = speech.gettext, session.portal().surveys.today()
    if actor.may(Permission.MANAGE_WAVES):
        st.page_link(page_file(FIELDWORK), label=_("Add a wave"), query_params={WAVE: NEW})
        past = _("Bring in responses collected elsewhere")
        st.page_link(page_file(FIELDWORK), label=past, query_params={WAVE: PAST})
        st.html(
            Markup('<p><a href="./staff/paper?lang={}">{}</a></p>').format(
                speech.tag, _("Type paper forms")
            )
        )
    if not waves:
        st.html(Markup("<p>{}</p>").format(_("There is no wave yet.")))
    for state, name in STATES.items():
        here = [asked for asked in waves if asked.wave.state(today) is state]
        if here:
            st.html(Markup("<h2>{}</h2>").format(_(name)))
        for asked in here if state is not WaveState.CLOSED else here[::-1]:
            _show_row(asked, today, speech)


def _show_row(asked: AskedWave, today: date, speech: Speech) -> None:
    wave = asked.wave
    with st.container(key=f"row-{wave.id}", gap=None):
        st.page_link(
            page_file(FIELDWORK),
            label=as_label(f"{words(asked.survey.title, speech)} – {words(wave.name, speech)}"),
            query_params={WAVE: wave.id},
        )
        lines = [_days(asked, speech), *_lateness(asked, today, speech)]
        st.html(Markup("<p><small><bdi>{}</bdi> · {}</small></p>").format(wave.id, " ".join(lines)))


def _days(asked: AskedWave, speech: Speech) -> str:
    day = speech.formatting.date
    return speech.gettext("%(first)s to %(last)s, results on %(due)s.") % {
        "first": day(asked.wave.opens),
        "last": day(asked.wave.closed_on or asked.wave.closes),
        "due": day(asked.wave.results_due),
    }


def _lateness(asked: AskedWave, today: date, speech: Speech) -> list[str]:
    """What is late about a wave, and when its survey is promised to be asked again."""
    _, portal, told = speech.gettext, session.portal(), list[str]()
    is_over = asked.wave.state(today) is WaveState.CLOSED
    if is_over and asked.key is not None:
        told.append(_("Its last day has passed; it is closed within minutes."))
    if (
        is_over
        and today > asked.wave.results_due
        and portal.results.release_of(asked.wave.id) is None
    ):
        told.append(_("Its results are overdue."))
    promised = {each.wave.id: round_ for each, round_ in portal.surveys.next_rounds()}
    if asked.wave.id in promised:
        told.append(promise(promised[asked.wave.id], speech))
    return told


def show_one(asked: AskedWave, actor: Actor, desk: Desk, speech: Speech) -> None:
    """One wave: what it is, how far it has come, and what can be done with it."""
    _, today = speech.gettext, session.portal().surveys.today()
    state = asked.wave.state(today)
    staff.facts(_facts(asked, state, speech))
    for line in _lateness(asked, today, speech):
        st.html(Markup("<p>{}</p>").format(line))
    _show_progress(asked, actor, speech)
    if not actor.may(Permission.MANAGE_WAVES):
        return
    if state is not WaveState.CLOSED:
        _show_ways(asked, speech)
    _show_addresses(asked, speech)
    _show_files(asked, speech)
    if state is not WaveState.CLOSED or asked.key is not None:
        _show_opening(asked, state, desk, speech)


def _facts(asked: AskedWave, state: WaveState, speech: Speech) -> list[tuple[str, str | Markup]]:
    _, wave, plan = speech.gettext, asked.wave, asked.wave.plan
    listing, number = speech.formatting.listing, speech.formatting.number
    version = {"survey": words(asked.survey.title, speech), "version": number(wave.version)}
    arms = {ARM_NAMES[arm] for arm in (plan.arm, *plan.arms.values()) if arm is not None}
    found: list[tuple[str, str | Markup]] = [
        (_("State"), _(STATES[state])),
        (_("Days"), _days(asked, speech)),
        (_("Questionnaire"), _("%(survey)s, version %(version)s") % version),
        (_("Who is told of it"), _(AUDIENCE_NAMES[plan.audience])),
        (_("How people are chosen"), _(RECRUITMENT_NAMES[plan.recruitment])),
        (
            _("Ways of answering"),
            listing([_(MODE_NAMES[m]) for m in Mode if m in plan.modes]),
        ),
        (_("Languages"), listing([language_name(t, speech) for t in asked.survey.languages])),
    ]
    if plan.by_code:
        found.append((_("Access codes"), _("Only with an access code")))
    if plan.kind is not WaveKind.UNSPECIFIED:
        found.insert(1, (_("Kind"), _(KIND_NAMES[plan.kind])))
    if wave.sectors:
        found.append((_("Areas"), listing([words(each.text, speech) for each in wave.sectors])))
    if plan.target is not None:
        found.append((_("Target"), number(plan.target)))
    if arms:
        found.append((_("Arms"), listing([_(arm) for arm in sorted(arms)])))
    return found


def _show_progress(asked: AskedWave, actor: Actor, speech: Speech) -> None:
    try:
        found = session.portal().results.progress(actor, asked.wave.id)
    except FieldworkOver:
        st.html(
            Markup('<p><a href="./{}/results/{}">{}</a></p>').format(
                speech.tag, asked.wave.id, speech.gettext("Results of this survey")
            )
        )
        return
    st.html(Markup("<h2>{}</h2>").format(speech.gettext("How many have answered")))
    st.html(progress(asked, found, speech))


def _show_ways(asked: AskedWave, speech: Speech) -> None:
    """The ways to the other views of a wave."""
    _ = speech.gettext
    views = [(CHANGE, _("Change this wave"))]
    if asked.wave.plan.by_code:
        views.append((CODES, _("Access codes")))
    with st.container(horizontal=True):
        for view, label in views:
            query = {WAVE: asked.wave.id, SHOW: view}
            st.page_link(page_file(FIELDWORK), label=label, query_params=query)
        survey = {"survey": asked.survey.id, "edition": str(asked.wave.version)}
        st.page_link(page_file(QUESTIONNAIRES), label=_("Its questionnaire"), query_params=survey)


def _show_addresses(asked: AskedWave, speech: Speech) -> None:
    """The addresses under which a wave is answered, one for each way."""
    _, wave = speech.gettext, asked.wave
    base = session.portal().settings.public_address.rstrip("/")
    tag = asked.survey.languages[0]
    found = [(_("For everybody: link, letter, poster"), f"{base}/s/{wave.short}")]
    found += [
        (
            _("The same, counted as “%(channel)s”") % {"channel": each},
            f"{base}/s/{wave.short}/{each}",
        )
        for each in wave.plan.channels
    ]
    if Mode.KIOSK in wave.plan.modes:
        found.append((_("For a shared device"), f"{base}/{tag}/kiosk/{wave.id}"))
    if Mode.ASSISTED in wave.plan.modes:
        found.append((_("For helpers"), f"{base}/{tag}/assisted/{wave.id}"))
    st.html(Markup("<h2>{}</h2>").format(_("Addresses")))
    staff.facts(
        [(name, Markup('<code dir="ltr">{}</code>').format(address)) for name, address in found]
    )


def _show_files(asked: AskedWave, speech: Speech) -> None:
    """Posters and paper forms, one for each language."""
    _, wave = speech.gettext, asked.wave
    known = session.portal().catalogues.languages
    st.html(Markup("<h2>{}</h2>").format(_("To print")))
    for tag in (tag for tag in asked.survey.languages if tag in known):
        name = {"language": language_name(tag, speech)}
        base = f"./staff/waves/{wave.id}"
        links = [
            (f"{base}/poster/{tag}.svg", _("Poster, %(language)s") % name),
            (f"{base}/poster/{tag}.png", _("QR code, %(language)s") % name),
        ]
        if Mode.PAPER in wave.plan.modes:
            links.append((f"{base}/paper/{tag}.pdf", _("Paper form, %(language)s") % name))
        st.html(link_line(links))
    if Mode.PAPER in wave.plan.modes and asked.keys is not None:
        st.html(
            Markup('<p><a href="./staff/paper/{}?lang={}">{}</a></p>').format(
                wave.id, speech.tag, _("Type paper forms")
            )
        )


def _show_opening(asked: AskedWave, state: WaveState, desk: Desk, speech: Speech) -> None:
    """The buttons that open a wave today and close it for good."""
    _ = speech.gettext
    st.html(Markup("<h2>{}</h2>").format(_("Open and close")))
    if state is WaveState.PLANNED:
        question = _("Open this wave today? From then on, most of it cannot be changed.")
        do = partial(desk.attempt, partial(_open, asked), FAULTS)
        staff.confirmed(desk, "open", _("Open today"), question, do, speech)
    question = _(
        "Close this wave for good? It takes no more answers, codes and numbers to go on later end, "
        "and its results are frozen. This cannot be undone."
    )
    do = partial(desk.attempt, partial(_close, asked.wave.id), FAULTS)
    staff.confirmed(desk, "close", _("Close for good"), question, do, speech)


def _open(asked: AskedWave, actor: Actor) -> Done:
    portal = session.portal()
    today = portal.surveys.today()
    described = describe(asked.wave).model_copy(update={"opens": today})
    spoken = portal.catalogues.languages
    change_wave(portal.trail, actor, described, today, spoken=spoken)
    portal.surveys.book.refresh()
    return Done(Sentence(N_("The wave is open now.")))


def _close(wave_id: str, actor: Actor) -> Done:
    portal = session.portal()
    close_wave(portal.trail, portal.surveys.book, actor, wave_id, portal.surveys.today())
    release = portal.results.build_release(actor, wave_id)
    sentence = N_("The wave is closed, and its results are frozen under SHA-256 %(sha256)s.")
    return Done(Sentence(sentence, {"sha256": release.sha256}))
