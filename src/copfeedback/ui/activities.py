"""Where organisations record what they do together with communities: the list, and the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.activities import may_change
from copfeedback.evaluations.activity_rules import COUNTED, UNREADABLE
from copfeedback.evaluations.kpi_wording import activity_days
from copfeedback.evaluations.plan_model import Activity, ActivityKind
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import ChangedMeanwhile, Faulty, Unknown
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.profile.service import WrittenMeanwhile
from copfeedback.results.published import Group
from copfeedback.results.wording import group_name
from copfeedback.ui import form_problems, kpi_board, profile, session, staff
from copfeedback.ui.commitment_parts import sectors_by_code
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.pages import ACTIVITIES, INDICATORS, page_file
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import as_label, words

CHOSEN = "activity"
NEW = "-"
"""In place of a number."""
GONE = N_("There is no such activity.")
_BEFORE = "before"
_DIGITS = 12
_LOCAL = ("name", "office", "partners", "outcome")
_GROUPS: Mapping[str, Group] = dict(
    zip(COUNTED, (Group.WOMAN, Group.MAN, Group.ANOTHER, Group.NOT_STATED), strict=True)
)
_FAULTS: Mapping[type[Exception], Fault] = {
    ChangedMeanwhile: profile.FAULTS[WrittenMeanwhile],
    Unknown: Fault(WHOLE, GONE),
}


def may_record(actor: Actor) -> bool:
    """Whether somebody records for the organisation they work for."""
    subject = Subject(organisation=actor.organisation)
    return actor.organisation is not None and actor.may(Permission.RECORD_ACTIVITIES, subject)


def show_all(activities: list[Activity], actor: Actor, speech: Speech) -> None:
    """What was recorded, the latest first, and the way to record more."""
    _ = speech.gettext
    if may_record(actor):
        label = _("Record something")
        st.page_link(page_file(ACTIVITIES), label=label, query_params={CHOSEN: NEW})
    st.page_link(
        page_file(INDICATORS),
        label=_("See what everybody sees"),
        query_params={kpi_board.LIST: "activities"},
    )
    if not activities:
        st.html(Markup("<p>{}</p>").format(_("Nothing has been recorded yet.")))
    for each in activities:
        with st.container(key=f"row-{each.id}", gap=None):
            if may_change(actor, each):
                st.page_link(
                    page_file(ACTIVITIES),
                    label=as_label(words(each.name, speech)),
                    query_params={CHOSEN: str(each.id)},
                )
            else:
                st.html(Markup("<p>{}</p>").format(words(each.name, speech)))
            told = (name_of(each.kind, speech), words(each.office, speech))
            days = activity_days(each, speech)
            st.html(Markup("<p><small>{}</small></p>").format(" · ".join((*told, days))))


def empty(actor: Actor, today: date, speech: Speech) -> Activity:
    """What the form of a new activity begins with."""
    known = session.portal().organisations.all()
    own = next((each.name for each in known if each.id == actor.organisation), "")
    nothing = Translations({speech.tag: ""})
    office = Translations({speech.tag: own})
    return Activity(
        0, ActivityKind.PARTNERSHIP, nothing, today, office, organisation=actor.organisation
    )


def show_one(activity: Activity, desk: Desk, speech: Speech) -> None:
    """The form of an activity; of a new one where it has no number."""
    _ = speech.gettext
    seen: Activity = desk.entered.setdefault(_BEFORE, activity)
    form = Form(desk, speech)
    texts, names = LocalTexts(form), _names(speech)
    kinds = {each.value: name_of(each, speech) for each in ActivityKind}
    form.choice("kind", names["kind"], kinds, seen.kind.value)
    texts.choose_language()
    texts.line("name", names["name"], seen.name)
    texts.line("office", names["office"], seen.office)
    _day(form, "began", names["began"], seen.began)
    hint = _("Leave it empty while it goes on.")
    _day(form, "ended", names["ended"], seen.ended, hint)
    sectors = {"": _("None")} | {
        code: words(each.name, speech) for code, each in sectors_by_code(speech.tag).items()
    }
    form.choice("sector", names["sector"], sectors, seen.sector or "")
    texts.line("partners", names["partners"], seen.partners, long=True)
    texts.line("outcome", names["outcome"], seen.outcome, long=True)
    hint = _("An address that everybody can open, such as minutes, a photo page or a report.")
    form.text("evidence", names["evidence"], seen.evidence or "", hint=hint)
    st.html(
        Markup('<h2>{}</h2><p class="hint">{}</p>').format(
            _("People who took part"),
            _("Never shown of a single activity: only of a whole year, and never of few people."),
        )
    )
    for field in COUNTED:
        form.text(field, names[field], str(getattr(seen, field)))
    save = partial(_save, texts, seen)
    button(desk, "save", _("Save"), save, _FAULTS, primary=True)


def _names(speech: Speech) -> dict[str, str]:
    _ = speech.gettext
    return {
        "kind": _("Kind"),
        "name": _("What it is called"),
        "office": _("Office"),
        "began": _("Day on which it began, or took place"),
        "ended": _("Last day"),
        "sector": _("Sector"),
        "partners": _("Partners"),
        "outcome": _("What came of it"),
        "evidence": _("Evidence"),
    } | {field: group_name(group, speech) for field, group in _GROUPS.items()}


def _day(form: Form, place: str, label: str, value: date | None, more: str = "") -> None:
    hint = form.speech.gettext("As year-month-day, such as 2026-02-28.")
    with st.container(key=f"text-ltr-{place}"):
        form.text(place, label, value.isoformat() if value else "", hint=f"{hint} {more}".strip())


def _save(texts: LocalTexts, seen: Activity, actor: Actor) -> Done:
    activities, form = session.portal().activities, texts.form
    entered = _entered(texts, seen)
    try:
        if seen.id:
            kept = activities.change(actor, entered, after=seen.version)
        else:
            kept = activities.record(actor, replace(entered, organisation=actor.organisation))
    except Faulty as faulty:
        names = _names(form.speech)
        raise Refused(form_problems.beside(texts, faulty.problems, names, _LOCAL)) from None
    saved = {"name": str(kept.name.read_in(form.speech.tag))}
    return Done(Sentence(N_("%(name)s is saved."), saved))


def _entered(texts: LocalTexts, seen: Activity) -> Activity:
    form = texts.form

    def typed(place: str) -> str:
        return str(form.typed(place) or "").strip()

    return replace(
        seen,
        kind=ActivityKind(typed("kind")),
        name=texts.needed("name", seen.name),
        office=texts.needed("office", seen.office),
        began=_read_day(typed("began")) or date.min,
        ended=_read_day(typed("ended")),
        sector=typed("sector") or None,
        partners=texts.read("partners", seen.partners),
        outcome=texts.read("outcome", seen.outcome),
        evidence=typed("evidence") or None,
        **{field: _number(typed(field)) for field in COUNTED},
    )


def _read_day(typed: str) -> date | None:
    try:
        return staff.read_day(typed)
    except ValueError:
        return date.min


def _number(typed: str) -> int:
    if not typed:
        return 0
    return int(typed) if typed.isdecimal() and len(typed) <= _DIGITS else UNREADABLE
