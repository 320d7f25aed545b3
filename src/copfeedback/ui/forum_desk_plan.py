"""Planning, changing and cancelling meetings at the chair's desk of the full door."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem
from copfeedback.forums.meeting_model import Aim, Meeting, MeetingKind
from copfeedback.forums.meeting_rules import MeetingFields, nights_after, zones
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import find_language, language_name
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.ui import desk as desks
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Desk, Done
from copfeedback.ui.forum_desk_fields import Fields
from copfeedback.ui.forum_desk_place import FAULTS, Place, begin, done, onward
from copfeedback.ui.staff import button, confirmed

_YES, _NO = "yes", "no"
_STEP_FREE = {_YES: True, _NO: False}
_BEFORE = "before"
_FAULTS = {
    **FAULTS,
    ChangedMeanwhile: desks.Fault(
        WHOLE,
        N_(
            "Somebody else has changed this since you opened the page. Nothing was stored. Please "
            "go back, reload the page and look at it again."
        ),
    ),
}


def show_new(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """The form of a new meeting."""
    _, form = speech.gettext, Fields.at(desk, place.forum.languages, speech)
    begin(_("Plan a meeting"), place, desk, actor, speech)
    _fields(form, None, place.forum.languages[0])
    plan = partial(_plan, form, place)
    button(desk, "save", _("Plan this meeting"), plan, _FAULTS, primary=True)


def show_change(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """The form of a meeting that is planned."""
    _, form = speech.gettext, Fields.at(desk, place.forum.languages, speech)
    seen: Meeting = desk.entered.setdefault(_BEFORE, place.meeting)
    begin(_("Change the meeting"), place, desk, actor, speech)
    _fields(form, seen, seen.minutes_language)
    hint = _("Everybody can read this.")
    form.texts("reason", _("Why it is moved or cancelled"), hint=hint)
    change, cancel = partial(_change, form, place, seen), partial(_cancel, form, place, seen)
    button(desk, "save", _("Save"), change, _FAULTS, primary=True)
    press = partial(desk.attempt, cancel, _FAULTS)
    label = _("Cancel the meeting")
    confirmed(desk, "cancel", label, f"{label}?", press, speech)


def _fields(form: Fields, seen: Meeting | None, language: str) -> None:
    _, speech, usual = form.speech.gettext, form.speech, session.portal().settings.time_zone
    form.day("day", _("Day"), seen.starts.date() if seen else None)
    hint = _("Hours and minutes, such as 14:30")
    begins, ends = (f"{seen.starts:%H:%M}", f"{seen.ends:%H:%M}") if seen else ("", "")
    form.from_left("begins", _("Begins at"), begins, hint=hint)
    form.from_left("ends", _("Ends at"), ends, hint=hint)
    zone = seen.zone if seen else usual
    form.choice("zone", _("Time zone"), {each: each for each in _offered(usual, zone)}, zone)
    kinds, aims = form.names_of(MeetingKind), form.names_of(Aim)
    kind = seen.kind if seen else MeetingKind.REGULAR
    form.choice("kind", _("Kind of meeting"), kinds, kind)
    form.choice("aim", _("What it is for"), aims, seen.aim if seen else Aim.ACCOUNTABILITY)
    form.texts("title", _("Title, if it has one"), seen.title if seen else None)
    hint = _("Neutral ground is best: a school, a library, a hall of the municipality.")
    form.texts("place", _("Place"), seen.place if seen else None, hint=hint)
    neutral = _("Neutral ground: it belongs neither to the police nor to a party")
    form.form.tick("neutral_ground", neutral, value=bool(seen and seen.neutral_ground))
    form.form.tick("childcare", _("Children are looked after"), value=bool(seen and seen.childcare))
    free = {"": _("Not known"), _YES: _("Yes"), _NO: _("No")}
    known = {True: _YES, False: _NO, None: ""}[seen.step_free if seen else None]
    form.choice("step_free", _("Can it be entered without steps?"), free, known)
    spoken = [language_name(tag, speech) for tag in (seen.interpretation if seen else ())]
    hint = _("Names of languages, with commas between.")
    form.line("interpretation", _("Languages interpreted into"), ", ".join(spoken), hint=hint)
    hint = _("It begins with https://")
    label = _("Address for taking part online")
    form.from_left("online", label, seen.online if seen else "", hint=hint)
    languages = {tag: language_name(tag, speech) for tag in session.portal().catalogues.languages}
    form.choice("minutes_language", _("Language of the minutes"), languages, language)


def _offered(usual: str, chosen: str) -> list[str]:
    """The zones of the portal's part of the world: all would be too many to look through."""
    region = usual.partition("/")[0]
    near = {zone for zone in zones() if zone.startswith(f"{region}/")}
    return sorted(near | {usual, "UTC"} | ({chosen} & zones()))


def _typed(form: Fields, seen: Meeting | None) -> MeetingFields:
    """What stands in the fields.

    Raises:
        Refused: no day or no time can be read.
    """
    problems: list[Problem] = []
    held_on = form.typed_day("day", problems)
    if held_on is None and not problems:
        problems.append(Problem("day", Fault.MISSING))
    begins, ends = (form.typed_time(name, problems) for name in ("begins", "ends"))
    if held_on is None or begins is None or ends is None:
        raise form.refused(problems)
    nights = seen.ends.date() - seen.starts.date() if seen else timedelta(0)
    named = form.typed("interpretation").replace("،", ",").replace("、", ",").split(",")
    spoken = [each.strip() for each in named if each.strip()]
    title, place = (
        form.typed_texts(name, getattr(seen, name, None)) for name in ("title", "place")
    )
    return MeetingFields(
        starts=datetime.combine(held_on, begins),
        ends=datetime.combine(nights_after(held_on, nights), ends),
        zone=form.typed("zone"),
        kind=MeetingKind(form.typed("kind")),
        aim=Aim(form.typed("aim")),
        title=Translations(title),
        place=Translations(place),
        neutral_ground=bool(form.form.typed("neutral_ground")),
        step_free=_STEP_FREE.get(form.typed("step_free")),
        interpretation=tuple(find_language(each, form.speech) or each for each in spoken),
        childcare=bool(form.form.typed("childcare")),
        online=form.typed("online"),
        minutes_language=form.typed("minutes_language"),
    )


def _plan(form: Fields, place: Place, actor: Actor) -> Done:
    fields = _typed(form, None)
    try:
        meeting = session.portal().meetings.plan(actor, place.forum.code, fields)
    except Faulty as faulty:
        raise form.refused(_on_the_form(faulty)) from None
    return onward(place.to(meeting=meeting), done(N_("The meeting is planned.")))


def _change(form: Fields, place: Place, seen: Meeting, actor: Actor) -> Done:
    fields, reason = _typed(form, seen), form.typed_texts("reason")
    try:
        session.portal().meetings.change(actor, seen.id, fields, after=seen.version, reason=reason)
    except Faulty as faulty:
        raise form.refused(_on_the_form(faulty)) from None
    return onward(place.to(), done(N_("The meeting is changed.")))


def _cancel(form: Fields, place: Place, seen: Meeting, actor: Actor) -> Done:
    reason = form.typed_texts("reason")
    try:
        session.portal().meetings.cancel(actor, seen.id, reason, after=seen.version)
    except Faulty as faulty:
        raise form.refused(faulty) from None
    said = N_("The meeting is cancelled. It stays visible, with the reason.")
    return onward(place.to(), done(said))


def _on_the_form(faulty: Faulty) -> list[Problem]:
    """Day and hour are one thing to the calendar and two on the form."""
    days = (Fault.PAST, Fault.DATE)
    return [
        replace(each, field="day" if each.fault in days else "begins")
        if each.field == "starts"
        else each
        for each in faulty.problems
    ]
