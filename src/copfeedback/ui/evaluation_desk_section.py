"""Writing a section of a pledge, or one of the things that it has several of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.plain_words import plain
from copfeedback.evaluations.pledge_cleaning import cleaned
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Desk, Done, Refused, Sentence
from copfeedback.ui.evaluation_desk_next import THINGS, next_step, show_next_step
from copfeedback.ui.evaluation_desk_place import FAULTS, NEW, Place, done, onward, way
from copfeedback.ui.evaluation_desk_theirs import show_theirs
from copfeedback.ui.evaluation_desk_written import keep, registered, written
from copfeedback.ui.evaluation_pledge_form import PledgeFields
from copfeedback.ui.evaluation_pledge_form_sections import SECTIONS, Section
from copfeedback.ui.evaluation_pledge_form_things import Things
from copfeedback.ui.staff import button, confirmed

_BEFORE, _THEIRS = "before", "theirs"
_SAVED = N_("Saved.")
_OVERTAKEN = N_(
    "Somebody else has changed this meanwhile. What they wrote stands above the fields, what you "
    "wrote in them. Save again to keep yours."
)


def show(
    place: Place, now: DraftPledge, made: Evaluation | None, desk: Desk, speech: Speech
) -> None:
    """The form of a section, or of a thing in it; the address names one that there is."""
    form = PledgeFields.at(desk, speech, is_change=made is not None)
    if place.view in SECTIONS:
        _show_section(place, form, SECTIONS[place.view], now)
    elif place.about:
        _show_thing(place, form, THINGS[place.view], now)
    else:
        _show_things(place, THINGS[place.view], now, speech)
        if made is None:
            missing = session.portal().pledging.faults(now)
            step = next_step(place, now, missing, speech)
            show_next_step(step, place.to(), speech)


def _show_section(place: Place, form: PledgeFields, section: Section, now: DraftPledge) -> None:
    desk = form.form.desk
    seen: DraftPledge = desk.entered.setdefault(_BEFORE, now)
    if _THEIRS in desk.entered:
        show_theirs(((name, getattr(seen, name)) for name in section.fields), form.speech)
    if section.has_words:
        form.texts.choose_language()
    section.show(form, seen)
    save = partial(_save_section, place, form, section)
    button(desk, "save", form.speech.gettext("Save"), save, FAULTS, primary=True)


def _save_section(place: Place, form: PledgeFields, section: Section, actor: Actor) -> Done:
    desk, made = form.form.desk, registered(place.code)
    seen: DraftPledge = desk.entered[_BEFORE]
    now = written(actor, place.code, made)
    problems: list[Problem] = []
    mine = section.read(form, seen, problems)
    values = {name: getattr(mine, name) for name in section.fields}
    if problems:
        raise form.refused([*problems, *_of_texts(replace(now, **values), section.fields)])
    for name in section.fields:
        if getattr(now, name) not in (getattr(seen, name), getattr(mine, name)):
            raise _overtaken(desk, now)
    changed = replace(now, **values)
    _require_sound(form, now, changed, made, section.fields)
    _keep(actor, form, changed, made)
    return onward(place.to(_home(made)), done(_SAVED))


def _show_things(place: Place, things: Things, now: DraftPledge, speech: Speech) -> None:
    found = things.of(now)
    if things.means is not None:
        st.html(Markup('<p class="hint">{}</p>').format(plain(things.means, speech)))
    if not found:
        st.html(Markup("<p>{}</p>").format(speech.gettext(things.none)))
    for at, thing in enumerate(found):
        way(place.to(things.name, str(at)), things.called(thing, speech))
    way(place.to(things.name, NEW), speech.gettext(things.add))


def _show_thing(place: Place, form: PledgeFields, things: Things, now: DraftPledge) -> None:
    desk, _ = form.form.desk, form.speech.gettext
    seen: DraftPledge = desk.entered.setdefault(_BEFORE, now)
    thing = _thing(place, things, seen)
    if _THEIRS in desk.entered and thing is not None:
        names = thing.__dataclass_fields__
        show_theirs(((name, getattr(thing, name)) for name in names), form.speech)
    if things.has_words:
        form.texts.choose_language()
    things.show(form, thing, seen)
    save = partial(_save_thing, place, form, things)
    button(desk, "save", _("Save"), save, FAULTS, primary=True)
    if thing is not None:
        away = partial(desk.attempt, partial(_take_away, place, form, things), FAULTS)
        confirmed(desk, "away", _("Take it away"), _("Take it away?"), away, form.speech)


def _save_thing(place: Place, form: PledgeFields, things: Things, actor: Actor) -> Done:
    desk, made = form.form.desk, registered(place.code)
    seen: DraftPledge = desk.entered[_BEFORE]
    before = _thing(place, things, seen)
    now = written(actor, place.code, made)
    problems: list[Problem] = []
    mine = things.read(form, before, now, problems)
    if problems or mine is None:
        if mine is not None:
            first = (f"{things.name}.0",)
            problems += _beside(_of_texts(things.put(things.none_of(now), None, mine), first))
        raise form.refused(problems)
    at = None if before is None else _at(place, things, before, now, desk)
    changed = things.put(now, at, mine)
    where = len(things.of(now)) if at is None else at
    _require_sound(form, now, changed, made, (f"{things.name}.{where}",))
    _keep(actor, form, changed, made)
    return onward(place.to(things.name), done(_SAVED))


def _take_away(place: Place, form: PledgeFields, things: Things, actor: Actor) -> Done:
    desk, made = form.form.desk, registered(place.code)
    before = _thing(place, things, desk.entered[_BEFORE])
    now = written(actor, place.code, made)
    at = _at(place, things, before, now, desk)
    _keep(actor, form, things.put(now, at, None), made)
    return onward(place.to(things.name), done(N_("It is taken away.")))


def _thing(place: Place, things: Things, pledge: DraftPledge) -> Any:
    """The thing that the address names; None for a new one.

    Raises:
        ChangedMeanwhile: it was taken away.
    """
    if place.about == NEW:
        return None
    found = things.of(pledge)
    if int(place.about) >= len(found):
        raise ChangedMeanwhile
    return found[int(place.about)]


def _at(place: Place, things: Things, before: Any, now: DraftPledge, desk: Desk) -> int:
    """Where a thing stands now that was read before; others may have moved it."""
    there = things.of(now)
    if before in there:
        return there.index(before)
    if int(place.about) >= len(there):
        raise ChangedMeanwhile
    raise _overtaken(desk, now)


def _overtaken(desk: Desk, now: DraftPledge) -> Refused:
    """Show what somebody else wrote, and keep what stands in the fields."""
    desk.entered[_BEFORE], desk.entered[_THEIRS] = now, True
    return Refused({WHOLE: Sentence(_OVERTAKEN)})


def _of_texts(draft: DraftPledge, fields: Iterable[str]) -> Iterable[Problem]:
    """What is wrong with texts in some fields, to be told with all else that is wrong."""
    languages = session.portal().catalogues.languages
    return _within(fields, cleaned(draft, languages)[1])


def _within(fields: Iterable[str], problems: Iterable[Problem]) -> list[Problem]:
    """Those problems that belong to these fields, or to what is inside of them."""
    names = tuple(f"{name}." for name in fields)
    return [each for each in problems if f"{each.field}.".startswith(names)]


def _require_sound(
    form: PledgeFields,
    before: DraftPledge,
    after: DraftPledge,
    made: Evaluation | None,
    fields: Iterable[str],
) -> None:
    """Refuse what no pledge can have, beside its field.

    What is not there yet can be written later, and what was wrong before is told with the whole.
    """
    known = _faults(before, made)
    problems = [
        each
        for each in _within(fields, _faults(after, made))
        if each not in known and each.fault is not Fault.MISSING
    ]
    if problems:
        raise form.refused(_beside(problems))


def _faults(draft: DraftPledge, made: Evaluation | None) -> list[Problem]:
    pledging = session.portal().pledging
    return pledging.faults(draft) if made is None else pledging.change_faults(draft, made)


def _keep(actor: Actor, form: PledgeFields, draft: DraftPledge, made: Evaluation | None) -> None:
    try:
        keep(actor, draft, made)
    except Faulty as faulty:
        raise form.refused(_beside(faulty.problems)) from None


def _beside(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Problems of a whole pledge with the names that fields have in the form of one thing."""
    for each in problems:
        first, _dot, rest = each.field.partition(".")
        at, dot, name = rest.partition(".")
        named = name if first in THINGS and dot and at.isdecimal() else each.field
        yield replace(each, field=named)


def _home(made: Evaluation | None) -> str:
    """Where the sections are listed."""
    return "" if made is None else "change"
