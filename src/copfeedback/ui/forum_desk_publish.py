"""Looking through minutes, approving them and correcting them, at the full door."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import ChangedMeanwhile, Faulty
from copfeedback.forums.agendas import LeftOver
from copfeedback.forums.looking_through import TITLE, LookedThrough
from copfeedback.forums.minutes_model import WORDS, EntryText, Manner, Minutes, MinutesEntry
from copfeedback.forums.publishing import DraftEmpty, NotBegun, NothingChanged
from copfeedback.forums.wording import field_name, name_of
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import desk as desks
from copfeedback.ui import forum_minutes, session, telling
from copfeedback.ui.desk import WHOLE, Desk, Done, Refused, Sentence
from copfeedback.ui.forum_desk_fields import Fields
from copfeedback.ui.forum_desk_place import FAULTS, Place, begin, done, onward, simple_link
from copfeedback.ui.staff import button
from copfeedback.ui.texts import marked

_FAULTS = {
    **FAULTS,
    LeftOver: desks.Fault(WHOLE, N_("Settle what is left over from earlier meetings")),
    NotBegun: desks.Fault(WHOLE, N_("This day is still to come.")),
    DraftEmpty: desks.Fault(WHOLE, N_("Nothing is written yet.")),
    NothingChanged: desks.Fault(
        WHOLE, N_("The draft says what the published minutes say. There is nothing to do.")
    ),
    ChangedMeanwhile: desks.Fault(
        WHOLE, N_("Somebody has written in the draft since. Please look at it once more.")
    ),
}
_NOT_CHECKED = N_("Please tick that you have looked at everything.")


def show(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """What the checks found, all that would be published, and the button that does it."""
    _, portal, form = (
        speech.gettext,
        session.portal(),
        Fields.at(desk, place.forum.languages, speech),
    )
    now = portal.minutes.check(actor, place.meeting.id)
    versions = portal.minutes.approved(actor, place.meeting.id)
    begin(_("Check and publish the minutes"), place, desk, actor, speech)
    if versions:
        said = _(
            "Version %(number)s is published. What you publish now is a correction; the earlier "
            "versions stay readable."
        )
        number = {"number": speech.formatting.number(versions[0].number)}
        st.html(Markup("<p>{}</p>").format(said % number))
    write = simple_link(place, "/minutes", _("Write the minutes on the simple site"), speech)
    st.html(Markup("<p>{}</p>").format(write))
    _warnings(place, now, speech)
    _draft(place, now, speech)
    if not now.is_empty:
        _publishing(place, form, now.fingerprint, versions)


def _title(entry: MinutesEntry, speech: Speech) -> Markup:
    """What an entry is called."""
    if entry.title is not None:
        return marked(entry.title, speech)
    _ = speech.gettext
    return Markup("{}").format(_("An item that was taken off") if entry.item_id else _("General"))


def _warnings(place: Place, now: LookedThrough, speech: Speech) -> None:
    """What could tell who a person is, each with the way to where it stands."""
    titles = {each.item_id: _title(each, speech) for each in now.minutes.entries}
    lines = []
    for each in now.warnings:
        item_id, field = each.where.item_id, each.where.name
        where = Markup("{}: {}").format(titles[item_id], field_name(field, speech))
        there = f"/item/{item_id}" if field == TITLE else _written_at(item_id)
        lines.append(telling.line(_to(place, there, where, speech), each, speech))
    telling.show(lines, speech)


def _written_at(item_id: int) -> str:
    return f"/minutes?item={item_id}"


def _to(place: Place, there: str, label: Markup, speech: Speech) -> Markup:
    """The way to where something can be changed."""
    meeting, joint = place.meeting, "&" if "?" in there else "?"
    return Markup('<a href="./staff/forums/{}/{}{}{}lang={}">{}</a>').format(
        meeting.forum, meeting.number, there, joint, speech.tag, label
    )


def _draft(place: Place, now: LookedThrough, speech: Speech) -> None:
    _ = speech.gettext
    said = Markup("<h2>{}</h2>").format(_("What is published"))
    if now.is_empty:
        said += Markup("<p>{}</p>").format(_("Nothing is written yet."))
    said += forum_minutes.attendance(now.minutes, place.forum, speech)
    for each in now.minutes.entries:
        heading = _to(place, _written_at(each.item_id), _title(each, speech), speech)
        said += Markup("<h3>{}</h3>{}").format(heading, _other_titles(each, speech))
        said += _content(each.content, now.minutes.language, speech)
        for made in (now.commitments[number] for number in each.commitments):
            said += Markup("<p>{}: {}: {}</p>").format(
                _("Commitment"), marked(made.office, speech), marked(made.what, speech)
            )
    st.html(said)


def _other_titles(entry: MinutesEntry, speech: Speech) -> Markup:
    """The title in the languages that the heading is not in: it is published in them too."""
    if entry.title is None:
        return Markup()
    shown = entry.title.read_in(speech.tag).language
    return Markup("").join(
        Markup('<p lang="{}" dir="auto">{}</p>').format(tag, text)
        for tag, text in entry.title.items()
        if tag != shown
    )


def _content(content: EntryText, language: str, speech: Speech) -> Markup:
    _ = speech.gettext
    said = [
        Markup('<p class="words" lang="{}" dir="auto"><b>{}:</b> {}</p>').format(
            language, field_name(name, speech), getattr(content, name)
        )
        for name in WORDS
        if getattr(content, name)
    ]
    plain = Markup("<p><b>{}:</b> {}</p>")
    if content.manner is not Manner.NONE:
        said.append(plain.format(field_name("manner", speech), name_of(content.manner, speech)))
    if content.answered is not None:
        answered = _("Yes") if content.answered else _("No")
        said.append(plain.format(field_name("answered", speech), answered))
    return Markup("").join(said)


def _publishing(place: Place, form: Fields, seen: str, versions: Sequence[Minutes]) -> None:
    _, speech, forum = form.speech.gettext, form.speech, place.forum
    if versions:
        form.texts("reason", _("What was corrected, and why"), long=True)
    elif forum.protected and forum.delay_days:
        said = speech.ngettext(
            "They can be read after %(count)s day.",
            "They can be read after %(count)s days.",
            forum.delay_days,
        )
        count = {"count": speech.formatting.number(forum.delay_days)}
        st.html(Markup("<p>{}</p>").format(said % count))
    read = _("I have read everything. Nobody can be recognised who does not want to be.")
    form.form.tick(_checked(seen), read)
    publish = partial(_publish, form, place, seen)
    label = _("Publish the minutes")
    button(form.form.desk, "publish", label, publish, _FAULTS, primary=True)


def _checked(seen: str) -> str:
    """The tick for a draft: what is written later has to be looked at as well."""
    return f"checked-{seen}"


def _publish(form: Fields, place: Place, seen: str, actor: Actor) -> Done:
    if not form.form.typed(_checked(seen)):
        raise Refused({_checked(seen): Sentence(_NOT_CHECKED)})
    try:
        published = session.portal().minutes.publish(
            actor, place.meeting.id, reason=form.typed_texts("reason"), seen=seen
        )
    except Faulty as faulty:
        raise form.refused(faulty) from None
    said = N_("The minutes are published.")
    if published.number > 1:
        said = N_("The corrected minutes are published. The earlier version stays readable.")
    return onward(place.to(), done(said))
