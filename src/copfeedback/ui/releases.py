"""The staff page of releases: all waves that are over, and what to do with one's results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.employers import NotIndependent
from copfeedback.people.model import Actor
from copfeedback.results import method
from copfeedback.results.building import NotClosed
from copfeedback.results.life import Refusal, ReleaseRefused, Step
from copfeedback.results.model import Life
from copfeedback.results.release_wording import NOT_INDEPENDENT, REFUSALS, STEPS
from copfeedback.results.releases import Standing, UnknownRelease
from copfeedback.surveys.book import AskedWave, UnknownWave
from copfeedback.ui import session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.pages import RELEASES, RESULTS, page_file
from copfeedback.ui.staff import Form, moment
from copfeedback.ui.texts import as_label, marked, words

_BUILD = "build"
WAVE, NUMBER, SHOW = "wave", "number", "show"
CORRECT, WITHDRAW = "correct", "withdraw"
GONE = N_("There are no such results.")
FAULTS: Mapping[type[Exception], Fault] = {
    UnknownRelease: Fault(WHOLE, GONE),
    UnknownWave: Fault(WHOLE, GONE),
    NotClosed: Fault(WHOLE, N_("The wave is not closed yet.")),
    NotIndependent: Fault(WHOLE, NOT_INDEPENDENT),
}
_TEXTS = {Refusal.NO_REASON: "reason", Refusal.NO_NOTICE: "notice"}
_OVER = (Step.SUPERSEDED, Step.WITHDRAWN)
_KNOWN = (Step.PUBLIC, Step.REPLACED, Step.WITHDRAWN)
_NO_TIME = N_("Write a day and a time of day, such as 2026-06-30 and 08:00.")


def show_all(standings: Sequence[Standing], speech: Speech) -> None:
    """Every wave that is over, and where its results stand."""
    st.html(Markup("<p>{}</p><p>{}</p>").format(*method.publishing(speech)))
    if not standings:
        st.html(Markup("<p>{}</p>").format(speech.gettext("No survey has ended yet.")))
    for standing in standings:
        wave = standing.asked.wave
        with st.container(key=f"row-{wave.id}", gap=None):
            st.page_link(
                page_file(RELEASES),
                label=_title(standing.asked, speech),
                query_params={WAVE: wave.id},
            )
            said = " ".join(_standing(standing, speech))
            line = Markup("<p><small><bdi>{}</bdi> · {}</small></p>")
            st.html(line.format(wave.id, said))


def _title(asked: AskedWave, speech: Speech) -> str:
    return as_label(f"{words(asked.survey.title, speech)} – {words(asked.wave.name, speech)}")


def _standing(standing: Standing, speech: Speech) -> list[str]:
    _, told = speech.gettext, list[str]()
    if not standing.lives:
        told.append(_("Not built yet."))
    elif standing.steps[-1] is not Step.PUBLIC:
        told.append(f"{_(STEPS[standing.steps[-1]])}.")
    if standing.is_overdue:
        told.append(_("Its results are overdue."))
    elif standing.public is None:
        told.append(promise(standing.asked, speech))
    elif (since := standing.since[standing.lives.index(standing.public)]) is not None:
        told.append(_("Public since %(moment)s.") % {"moment": moment(since, speech)})
    return told


def promise(asked: AskedWave, speech: Speech) -> str:
    """That nobody has to do anything for the results to become public."""
    day = speech.formatting.date(asked.wave.results_due)
    return speech.gettext("On %(day)s they become public by themselves.") % {"day": day}


def facts(standing: Standing, place: int, speech: Speech) -> None:
    """A release without its figures: who did what to it, and when."""
    _, life = speech.gettext, standing.lives[place]
    found: list[tuple[str, str | Markup]] = [
        (_("State"), _(STEPS[standing.steps[place]])),
        (_("Built"), _act(life.built_at, life.built_by, speech)),
    ]
    if life.approved_at is not None:
        found.append((_("Approved"), _act(life.approved_at, life.approved_by, speech)))
    since = standing.since[place] or (life.publish_at if life.superseded_at is None else None)
    if since is not None:
        by = life.published_by if since == life.publish_at else _("by itself")
        found.append((_("Public from"), _act(since, by, speech)))
    if life.withdrawn_at is not None:
        found.append((_("Withdrawn"), _act(life.withdrawn_at, life.withdrawn_by, speech)))
    for name, texts in ((_("Why it was corrected"), life.reason), (_("Notice"), life.notice)):
        if texts is not None:
            found.append((name, marked(texts, speech)))
    found.append(("SHA-256", Markup('<code dir="ltr">{}</code>').format(life.sha256)))
    staff.facts(found)


def _act(when: datetime, who: str | None, speech: Speech) -> Markup:
    return Markup("{}, <bdi>{}</bdi>").format(moment(when, speech), who or "")


def show_others(standing: Standing, place: int | None, speech: Speech) -> None:
    """The way to the releases of the wave other than the one that is shown, if one is."""
    if place is not None and len(standing.lives) == 1:
        return
    st.html(Markup("<h2>{}</h2>").format(speech.gettext("All releases of this wave")))
    for life, step in zip(standing.lives, standing.steps, strict=True):
        name = f"{life.id} – {speech.gettext(STEPS[step])}"
        if place is not None and life is standing.lives[place]:
            st.html(Markup("<p><b>{}</b></p>").format(name))
        else:
            query = {WAVE: life.wave_id, NUMBER: str(life.number)}
            st.page_link(page_file(RELEASES), label=as_label(name), query_params=query)


def show_steps(standing: Standing, place: int, actor: Actor, desk: Desk, speech: Speech) -> None:
    """What can be done with a release now."""
    _, life, step = speech.gettext, standing.lives[place], standing.steps[place]
    if standing.since[place] is not None:
        st.page_link(
            page_file(RESULTS),
            label=_("See the results"),
            query_params={"wave": life.id},
        )
    if step in _OVER:
        return
    st.html(Markup("<h2>{}</h2>").format(_("What to do")))
    if standing.since[place] is None and life.corrects is None:
        why = _("Approving is for checking them, and for being earlier. Nobody can delay them.")
        st.html(Markup("<p>{} {}</p>").format(promise(standing.asked, speech), why))
    elif life.approved_at is None:
        told = _("They are public already. Approving says that somebody has checked them.")
        st.html(Markup("<p>{}</p>").format(told))
    if life.approved_at is None and life.built_by_id == actor.id:
        st.html(Markup("<p>{}</p>").format(_(REFUSALS[Refusal.SAME_PERSON])))
    elif life.approved_at is None:
        primary = standing.since[place] is None
        do = partial(_approve, life)
        staff.button(desk, "approve", _("Approve"), do, FAULTS, primary=primary)
    if step in {Step.APPROVED, Step.PLANNED}:
        _show_publishing(standing.asked, life, desk, speech)
    with st.container(horizontal=True):
        if place == len(standing.lives) - 1:
            _way_to(life, CORRECT, _("Build anew"))
        _way_to(life, WITHDRAW, _("Withdraw"))


def _way_to(life: Life, view: str, label: str) -> None:
    query = {WAVE: life.wave_id, NUMBER: str(life.number), SHOW: view}
    st.page_link(page_file(RELEASES), label=label, query_params=query)


def _show_publishing(asked: AskedWave, life: Life, desk: Desk, speech: Speech) -> None:
    _, form = speech.gettext, Form(desk, speech)
    do = partial(desk.attempt, partial(_publish, life, None), FAULTS)
    question = _("Make these results public now? They can never be changed afterwards.")
    staff.confirmed(desk, "publish", _("Publish now"), question, do, speech)
    if session.portal().surveys.today() >= asked.wave.results_due:
        return  # Any time that could be set would be later than what was promised.
    form.text("day", _("Day"), hint=_("Year, month, day, as in 2026-06-30"))
    form.text("time", _("Time of day"), hint=_("As in 08:00"))
    staff.button(desk, "plan", _("Publish at this time"), partial(_plan, life, form), FAULTS)


def show_building(asked: AskedWave, standing: Standing, desk: Desk, speech: Speech) -> None:
    """The button that builds results, and the fields for why they are corrected."""
    _ = speech.gettext
    corrects = any(step in _KNOWN for step in standing.steps)
    texts = LocalTexts(Form(desk, speech)) if corrects else None
    if desk.asking == _BUILD:  # before the fields are drawn, so that one can be turned to
        desk.ask("")
        bar = st.progress(0.0, _("Building the results …"))
        progress = partial(_move, bar)
        desk.attempt(partial(_build, asked, bool(standing.lives), texts, progress), FAULTS)
        st.rerun()
    if desk.done is not None:  # the form again would look as if nothing had happened
        show_others(standing, None, speech)
        return
    if texts is not None:
        told = _("What is public is never changed: this makes a correction beside it.")
        st.html(Markup("<p>{}</p>").format(told))
        texts.choose_language()
        texts.line("reason", _("Why they are corrected, for everybody to read"), None, long=True)
    label, key = _("Build the results"), desk.key(_BUILD)
    st.button(label, key=key, type="primary", on_click=desk.ask, args=(_BUILD,))


def _move(bar: DeltaGenerator, done: float) -> None:
    bar.progress(min(1.0, max(0.0, done)))


def show_withdrawing(asked: AskedWave, life: Life, desk: Desk, speech: Speech) -> None:
    """The fields of a notice, and the button that puts it in place of the figures."""
    if life.withdrawn_at is not None:
        return
    _, texts = speech.gettext, LocalTexts(Form(desk, speech))
    texts.choose_language()
    label = _("Notice, which stays for everybody to read")
    texts.line("notice", label, None, long=True)
    question = _("Withdraw these results for good? Everybody then reads the notice instead.")
    do = partial(desk.attempt, partial(_withdraw, asked, life, texts), FAULTS)
    staff.confirmed(desk, "withdraw", _("Withdraw"), question, do, speech)


def _saying(act: Callable[[], Sentence], texts: LocalTexts | None = None, tag: str = "") -> Done:
    """Do it, and say beside which field it is refused."""
    try:
        return Done(act())
    except ReleaseRefused as refused:
        field = _TEXTS.get(refused.why, WHOLE)
        if field and texts is not None:
            texts.show_language(tag)
            field = f"{field}.{tag}"
        raise Refused({field: Sentence(REFUSALS[refused.why])}) from None


def _build(
    asked: AskedWave,
    anew: bool,
    texts: LocalTexts | None,
    progress: Callable[[float], None],
    actor: Actor,
) -> Done:
    reason = dict(texts.read("reason", None) or {}) if texts else None

    def act() -> Sentence:
        release = session.portal().results.build_release(
            actor,
            asked.wave.id,
            anew=anew,
            reason=reason,
            progress=progress,
        )
        return Sentence(N_("The results are built: %(id)s."), {"id": release.id})

    return _saying(act, texts, asked.survey.languages[0])


def _approve(life: Life, actor: Actor) -> Done:
    def act() -> Sentence:
        session.portal().results.releases.approve(actor, life.id)
        return Sentence(N_("The results are approved."))

    return _saying(act)


def _publish(life: Life, at: datetime | None, actor: Actor) -> Done:
    def act() -> Sentence:
        when = session.portal().results.releases.publish(actor, life.id, at)
        zone = ZoneInfo(session.portal().settings.time_zone)
        shown = f"{when.astimezone(zone):%Y-%m-%d %H:%M}"
        return Sentence(N_("The results are public from %(moment)s."), {"moment": shown})

    return _saying(act)


def _plan(life: Life, form: Form, actor: Actor) -> Done:
    try:
        day = staff.read_day(str(form.typed("day") or ""))
        hour = time.fromisoformat(str(form.typed("time") or "").strip())
    except ValueError:
        day = None
    if day is None:
        raise Refused({"day": Sentence(_NO_TIME)})
    zone = ZoneInfo(session.portal().settings.time_zone)
    return _publish(life, datetime.combine(day, hour.replace(tzinfo=None), zone), actor)


def _withdraw(asked: AskedWave, life: Life, texts: LocalTexts, actor: Actor) -> Done:
    notice = dict(texts.read("notice", None) or {})

    def act() -> Sentence:
        session.portal().results.releases.withdraw(actor, life.id, notice)
        return Sentence(N_("The results are withdrawn. Everybody reads the notice instead."))

    return _saying(act, texts, asked.survey.languages[0])
