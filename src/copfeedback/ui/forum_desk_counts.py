"""How many came to a meeting, and what was promised there, at the full door."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.attendance_wording import group_or_age
from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.forums.attendance_figures import AGE_BANDS, GENDERS
from copfeedback.forums.attendance_rules import MOST
from copfeedback.forums.commitment_entry import ANSWERS_FOR, NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.minutes_model import Attendance
from copfeedback.forums.model import Side
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor, Organisation
from copfeedback.ui import session
from copfeedback.ui.desk import Desk, Done
from copfeedback.ui.forum_desk_fields import Fields, chosen_number
from copfeedback.ui.forum_desk_item import choose_problem
from copfeedback.ui.forum_desk_place import FAULTS, Place, begin, done, simple_link
from copfeedback.ui.staff import button
from copfeedback.ui.texts import words

_PARTS = {"sides": tuple(Side), "genders": GENDERS, "age_bands": AGE_BANDS}


def show_attendance(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """How many came: in all, by side, and by gender and age apart."""
    _, form = speech.gettext, Fields.at(desk, place.forum.languages, speech)
    known = session.portal().drafting.attendance(actor, place.meeting.id)
    begin(_("How many came"), place, desk, actor, speech)
    form.from_left("total", _("How many in all"), str(known.total) if known else "")
    if place.forum.protected:
        only = _("Of a protected forum only this number is kept.")
        st.html(Markup("<p>{}</p>").format(only))
    else:
        free = _("Leave empty what was not recorded. Nobody has to say their gender or age.")
        st.html(Markup("<p>{}</p>").format(free))
        sides = form.names_of(Side)
        genders = {code: group_or_age("gender", code, speech) for code in GENDERS}
        ages = {code: group_or_age("age_band", code, speech) for code in AGE_BANDS}
        _part(form, "sides", _("Whom they were there for"), sides, known)
        _part(form, "genders", _("Gender"), genders, known)
        _part(form, "age_bands", _("Age"), ages, known)
        yearly = _("Gender and age are shown for a whole year only, never for one meeting.")
        st.html(Markup('<p class="hint">{}</p>').format(yearly))
    button(desk, "save", _("Save"), partial(_count, form, place), FAULTS, primary=True)


def _part(
    form: Fields, name: str, label: str, named: Mapping[str, str], known: Attendance | None
) -> None:
    st.html(Markup("<h2>{}</h2>").format(label))
    form.names[name] = label
    there = {str(code): count for code, count in getattr(known, name, {}).items()}
    for code, called in named.items():
        form.from_left(f"{name}.{code}", called, str(there.get(code, "")))


def _count(form: Fields, place: Place, actor: Actor) -> Done:
    problems: list[Problem] = []
    total = form.typed_number("total", MOST, problems)
    if total is None and not problems:
        problems.append(Problem("total", Fault.MISSING))
    parts = {
        name: {
            str(code): counted
            for code in codes
            if (counted := form.typed_number(f"{name}.{code}", MOST, problems)) is not None
        }
        for name, codes in _PARTS.items()
    }
    if problems or total is None:
        raise form.refused(problems)
    sides = {Side(code): counted for code, counted in parts["sides"].items()}
    attendance = Attendance(total, sides, parts["genders"], parts["age_bands"])
    try:
        session.portal().drafting.record_attendance(actor, place.meeting.id, attendance)
    except Faulty as faulty:
        raise form.refused(faulty) from None
    return done(N_("It is noted how many came."))


def show_promise(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """The form for something that somebody promised."""
    _, form = speech.gettext, Fields.at(desk, place.forum.languages, speech)
    begin(_("Somebody promised something"), place, desk, actor, speech)
    form.choice("owner", _("Who owes it"), form.names_of(Owner))
    form.texts("office", _("Which office"), hint=_("An office, not a person."))
    nobody = {"": _("Nobody here: the forum notes what happens")}
    offices = {
        str(each.id): f"{each.name} ({each.id})"
        for each in session.portal().organisations.all()
        if _answers(each)
    }
    form.choice("organisation", _("Whose officers answer for it here"), {**nobody, **offices})
    form.texts("what", _("What was promised"), long=True)
    form.day("due", _("By which day"))
    more = _("Two weeks, if you leave this empty.")
    form.day("decide_by", _("By which day it is accepted or declined"), more=more)
    items = session.portal().agendas.of(place.meeting.id).items
    named = {
        str(each.id): f"{speech.formatting.number(at)}. {words(each.title, speech)}"
        for at, each in enumerate(items, 1)
    }
    form.choice("item", _("What it belongs to"), {"": _("General"), **named}, place.about)
    choose_problem(form, place)
    form.form.tick("quick_win", _("It can be done quickly and everybody will see it"))
    button(desk, "save", _("Save"), partial(_promise, form, place), FAULTS, primary=True)
    back = simple_link(place, "/minutes", _("Write the minutes on the simple site"), speech)
    st.html(Markup("<p>{}</p>").format(back))


def _answers(organisation: Organisation) -> bool:
    return organisation.active and any(organisation.kind in kinds for kinds in ANSWERS_FOR.values())


def _promise(form: Fields, place: Place, actor: Actor) -> Done:
    problems: list[Problem] = []
    due, decide_by = (form.typed_day(name, problems) for name in ("due", "decide_by"))
    if problems:
        raise form.refused(problems)
    new = NewCommitment(
        forum=place.forum.code,
        owner=Owner(form.typed("owner")),
        office=form.typed_texts("office"),
        what=form.typed_texts("what"),
        due=due,
        decide_by=decide_by,
        organisation=chosen_number(form.typed("organisation")),
        meeting_id=place.meeting.id,
        item_id=chosen_number(form.typed("item")),
        problem=chosen_number(form.typed("problem")),
        quick_win=bool(form.form.typed("quick_win")),
    )
    try:
        session.portal().commitments.make(actor, new)
    except Faulty as faulty:
        raise form.refused(faulty) from None
    return done(N_("The commitment is written down."))
