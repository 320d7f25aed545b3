"""Where whoever plans defines key figures: targets, directions, words, and new ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations import kpi_wording as said
from copfeedback.evaluations.kpis import NEW, ORDER, Shown
from copfeedback.evaluations.model import Direction
from copfeedback.evaluations.plan_model import Kpi, KpiKind
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import ChangedMeanwhile, Faulty, Unknown
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor, Permission
from copfeedback.profile.service import WrittenMeanwhile
from copfeedback.ui import form_problems, profile, session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.forum_lines import listed
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.pages import PLAN_DESK, page_file
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import as_label, words

CHOSEN = "figure"
"""What the address asks for: the code of a key figure, or a new one."""
ADD = "-"
_BEFORE = "before"
_LOCAL = ("name", "definition")
_FAULTS: Mapping[type[Exception], Fault] = {
    ChangedMeanwhile: profile.FAULTS[WrittenMeanwhile],
    Unknown: Fault(WHOLE, N_("There is no such key figure.")),
}


def is_asked() -> bool:
    """Whether the address asks for one key figure, which then has the page for itself."""
    return CHOSEN in st.query_params


def show_kpi_desk(actor: Actor, speech: Speech) -> None:
    """All key figures, or the form of the one that the address asks for; for who plans alone."""
    if not actor.may(Permission.MANAGE_PLANS):
        return
    code = st.query_params.get(CHOSEN)
    if code is None:
        _show_all(speech)
    else:
        _show_one(code, speech)


def _show_all(speech: Speech) -> None:
    _ = speech.gettext
    about = _(
        "Set what is to be reached. What a key figure was before stays to be seen by everybody."
    )
    st.html(Markup("<h2>{}</h2><p>{}</p>").format(_("Key figures"), about))
    add = _("Add a key figure")
    st.page_link(page_file(PLAN_DESK), label=add, query_params={CHOSEN: ADD})
    found = session.portal().kpis.all()
    for kpi in sorted(found, key=lambda each: ORDER.index(each.kind)):
        with st.container(key=f"figure-{kpi.code}", gap=None):
            st.page_link(
                page_file(PLAN_DESK),
                label=as_label(words(kpi.name, speech)),
                query_params={CHOSEN: kpi.code},
            )
            told = [name_of(kpi.kind, speech), _("No target is set.")]
            if kpi.target is not None:
                series = session.portal().kpis.find(kpi.code).series
                target = said.target_words(kpi, series.unit if series else None, speech)
                told[1] = " ".join((_("Target:"), target))
            if not kpi.active:
                told.append(_("Not in use"))
            st.html(Markup("<p><small>{}</small></p>").format(" · ".join(told)))


def _show_one(code: str, speech: Speech) -> None:
    _ = speech.gettext
    st.page_link(page_file(PLAN_DESK), label=_("Plans and key figures"))
    shown = None
    if code != ADD:
        try:
            shown = session.portal().kpis.find(code)
        except Unknown:
            st.html(Markup("<p>{}</p>").format(_("There is no such key figure.")))
            return
    head = words(shown.kpi.name, speech) if shown else _("Add a key figure")
    st.html(Markup("<h2>{}</h2>").format(head))
    desk = Desk.at(f"{PLAN_DESK}.figure.{code}")
    staff.outcome(desk, speech)
    _show_form(shown, desk, speech)


def _empty(speech: Speech) -> Kpi:
    nothing = Translations({speech.tag: ""})
    return Kpi("", nothing, nothing, KpiKind.OUTCOME, "", version=NEW)


def _show_form(shown: Shown | None, desk: Desk, speech: Speech) -> None:
    _ = speech.gettext
    seen: Kpi = desk.entered.setdefault(_BEFORE, shown.kpi if shown else _empty(speech))
    form, names = Form(desk, speech), _names(speech)
    texts = LocalTexts(form)
    if seen.version == NEW:
        hint = _("Small letters, digits and hyphens, such as old-town. It is the address.")
        form.text("code", names["code"], hint=hint)
    texts.choose_language()
    texts.line("name", names["name"], seen.name)
    texts.line("definition", names["definition"], seen.definition, long=True)
    kinds = {each.value: name_of(each, speech) for each in KpiKind}
    form.choice("kind", names["kind"], kinds, seen.kind.value)
    form.choice("series", names["series"], _series(seen, speech), seen.series)
    directions = {each.value: name_of(each, speech) for each in Direction}
    form.choice("direction", names["direction"], directions, seen.direction.value)
    hint = _("A number in the unit of the figures; leave it empty for none.")
    form.text("target", names["target"], _written(seen.target), hint=hint)
    if shown is not None and shown.latest is not None and shown.series is not None:
        now = said.figure_words(shown.latest.figure, shown.series.unit, speech)
        period = said.period_name(shown.latest, speech)
        latest = _("It was %(figure)s (%(period)s).") % {"figure": now, "period": period}
        st.html(Markup('<p class="hint">{}</p>').format(latest))
    form.tick("active", _("It is in use, and everybody sees it"), value=seen.active)
    button(desk, "save", _("Save"), partial(_save, texts, seen), _FAULTS, primary=True)
    earlier = said.earlier_targets(shown, speech) if shown else []
    if earlier:
        st.html(listed(Markup("{}").format(each) for each in earlier))


def _names(speech: Speech) -> dict[str, str]:
    _ = speech.gettext
    return {
        "code": _("Code, which never changes"),
        "name": _("What it is called"),
        "definition": _("What it means"),
        "kind": _("Kind"),
        "series": _("Where the figures come from"),
        "direction": _("Which way it should go"),
        "target": _("Target"),
    }


def _series(seen: Kpi, speech: Speech) -> dict[str, str]:
    """The published series by name, and the one it is read from already."""
    known = {
        each.name: f"{words(each.title, speech)} ({each.name})"
        for each in session.portal().kpis.series_names()
    }
    return {seen.series: seen.series or speech.gettext("None"), **known}


def _written(target: float | None) -> str:
    return "" if target is None else f"{target:g}"


def _save(texts: LocalTexts, seen: Kpi, actor: Actor) -> Done:
    form = texts.form

    def typed(place: str) -> str:
        return str(form.typed(place) or "").strip()

    entered = replace(
        seen,
        code=typed("code") if seen.version == NEW else seen.code,
        name=texts.needed("name", seen.name),
        definition=texts.needed("definition", seen.definition),
        kind=KpiKind(typed("kind")),
        series=typed("series"),
        direction=Direction(typed("direction")),
        target=_read(typed("target")),
        active=bool(form.typed("active")),
    )
    try:
        kept = session.portal().kpis.set(actor, entered, after=seen.version)
    except Faulty as faulty:
        names = _names(form.speech)
        raise Refused(form_problems.beside(texts, faulty.problems, names, _LOCAL)) from None
    if kept.version == seen.version:
        return Done(Sentence(N_("Nothing was changed.")))
    saved = {"name": str(kept.name.read_in(form.speech.tag))}
    return Done(Sentence(N_("%(name)s is saved."), saved))


def _read(typed: str) -> float | None:
    """A number in whatever digits, with a comma or a point; no number where it is none."""
    if not typed:
        return None
    try:
        return float(typed.replace(",", ".").replace("٫", "."))
    except ValueError:
        return math.nan
