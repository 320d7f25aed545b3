"""What the screens of complaints share: buttons, refusals in words, and what somebody wrote.

A case is decrypted at every rerun. Nothing of it goes where Streamlit keeps things from one rerun
to the next: what a button does is given the number of a case, never the case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_errors import (
    BadWords,
    KeyLocked,
    LastHolder,
    Missing,
    NotYet,
    UnknownItem,
    UnknownPerson,
    UnknownRequest,
)
from copfeedback.complaints.case_parts import Translation, Words
from copfeedback.complaints.casefile import ChangedMeanwhile
from copfeedback.complaints.model import NotAllowedNow, UnknownCase
from copfeedback.complaints.roster import NoRoster, RosterRejected
from copfeedback.complaints.vault import HolderKey, Tampered
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.people.model import Actor
from copfeedback.ui import session, staff
from copfeedback.ui.desk import WHOLE, Done, Fault, Refused, Sentence
from copfeedback.ui.staff import Form

LOCKED = N_(
    "Your key is not open in this session, or is not on the roster yet. No case can be shown."
)
NO_ROSTER = N_(
    "There is no roster that counts, so no case can be opened. Whoever keeps the keys of your "
    "organisation has to sign one and bring it in."
)
LOCKED_OUT = (KeyLocked, NoRoster, RosterRejected)
GONE = N_("There is no such case, or it is not for you to open.")
TAMPERED = N_(
    "This case is not as its authors wrote it: something in the database was changed. Nothing of "
    "it is shown. Tell the person who runs the portal, and the auditor."
)
NO_WORDS = N_("Please write something, at most 20,000 characters.")
NO_DAY = N_("Write a day as year, month, day, such as 2026-06-30.")
_FAULTS: Mapping[type[Exception], Fault] = {
    KeyLocked: Fault(WHOLE, LOCKED),
    NoRoster: Fault(WHOLE, NO_ROSTER),
    RosterRejected: Fault(WHOLE, NO_ROSTER),
    UnknownCase: Fault(WHOLE, GONE),
    Tampered: Fault(WHOLE, TAMPERED),
    ChangedMeanwhile: Fault(
        WHOLE, N_("Somebody else has added something to this case. Look at it, then try again.")
    ),
    NotAllowedNow: Fault(WHOLE, N_("This cannot follow from where the case stands now.")),
    UnknownPerson: Fault(WHOLE, N_("This person cannot have a key to this case.")),
    LastHolder: Fault(WHOLE, N_("Nobody would be left who can handle this case.")),
    UnknownItem: Fault(WHOLE, N_("This is not in the case any more. Load the page again.")),
    UnknownRequest: Fault(WHOLE, N_("This request was answered or taken back.")),
}
MISSING: Mapping[Missing, str] = {
    Missing.ALLEGATION: N_("Write down first what is alleged."),
    Missing.FINDING: N_("Each allegation needs a finding with a reason first."),
    Missing.ACCOUNT: N_("Record first what the officer says, or why there is no account."),
    Missing.DISCLOSURE: N_(
        "Decide first what the police may learn and from which day, after a look at the risk of "
        "retaliation. Before that day nothing is sent."
    ),
    Missing.OUTCOME: N_("Write first what came of the complaint."),
    Missing.OTHER_PERSON: N_("A review is for somebody else than whoever decided before."),
}

CASE = "case"
"""What names a case in an address."""

Does = Callable[[Actor, HolderKey | None], object]


def faults(more: Mapping[type[Exception], Fault]) -> Mapping[type[Exception], Fault]:
    """What to say when something is refused, with what else can go wrong here."""
    return {**_FAULTS, **more}


def act(
    form: Form,
    name: str,
    label: str,
    do: Does,
    said: str,
    *,
    field: str = WHOLE,
    clears: Collection[str] = (),
    primary: bool = False,
) -> None:
    """A button that does something to a case.

    Args:
        form: the form it belongs to; what was typed into its other fields stays.
        name: what the button is called within the form.
        label: the words on it.
        do: the use case.
        said: what to tell once it is done.
        field: beside which field to say that words are missing.
        clears: fields that are empty afterwards.
        primary: whether it is what people come here for.
    """
    doing = partial(_doing, form, do, said, tuple(clears))
    refusals = faults({BadWords: Fault(field, NO_WORDS)})
    staff.button(form.desk, name, label, doing, refusals, primary=primary)


def asked_back(
    form: Form, name: str, label: str, question: str, do: Does, said: str, *, field: str = WHOLE
) -> None:
    """The same for what cannot be taken back; everything that was typed here is cleared."""
    doing = partial(_doing, form, do, said, None)
    refusals = faults({BadWords: Fault(field, NO_WORDS)})
    attempt = partial(form.desk.attempt, doing, refusals)
    staff.confirmed(form.desk, name, label, question, attempt, form.speech)


def _doing(form: Form, do: Does, said: str, clears: tuple[str, ...] | None, actor: Actor) -> Done:
    try:
        do(actor, session.holder_key())
    except NotYet as error:
        raise Refused({WHOLE: Sentence(MISSING[error.what])}) from None
    if clears is None:
        return Done(Sentence(said))
    for name in clears:
        form.put(name, "")
    return Done(Sentence(said), keeps_typed=True)


def typed(form: Form, name: str) -> str:
    """What stands in a field at the press of a button."""
    return str(form.typed(name) or "")


def typed_day(form: Form, name: str) -> date:
    """The day that stands in a field at the press of a button.

    Raises:
        Refused: none does.
    """
    try:
        found = staff.read_day(typed(form, name))
    except ValueError:
        found = None
    if found is None:
        raise Refused({name: Sentence(NO_DAY)})
    return found


def day_field(form: Form, name: str, label: str, value: date | None = None) -> None:
    """A field for a day."""
    hint = form.speech.gettext("Year, month, day, as in 2026-06-30")
    form.text(name, label, value.isoformat() if value else "", hint=hint)


def words_fields(
    form: Form, name: str, label: str, language: str, *, hint: str = "", own: bool = False
) -> None:
    """Fields for a text, its language, and who translated it unless it is somebody's ``own``."""
    _, speech = form.speech.gettext, form.speech
    known = session.portal().catalogues.languages
    names = {tag: each.name for tag, each in known.items()}
    if language not in names:
        names = {language: language_name(language, speech), **names}
    chosen = form.choice(f"{name}.language", _("Language you write in"), names, language)
    direction = known[chosen].direction if chosen in known else "auto"
    with st.container(key=f"text-{direction}-{name}"):
        form.long_text(name, label, hint=hint)
    if not own:
        form.text(f"{name}.by", _("Translated by (if somebody translated it)"))


def typed_words(form: Form, name: str) -> Words:
    """What stands in those fields at the press of a button."""
    return Words(
        typed(form, name), typed(form, f"{name}.language"), typed(form, f"{name}.by").strip()
    )


def quoted(text: str, language: str, speech: Speech) -> Markup:
    """What somebody wrote, in its direction, line by line; with its language where it differs."""
    known = session.portal().catalogues.languages.get(language)
    lines = Markup("").join(
        Markup("<p>{}</p>").format(line) for line in text.splitlines() if line.strip()
    )
    said = Markup("")
    if language and language != speech.tag:
        said = Markup("<p><small>{}</small></p>").format(language_name(language, speech))
    return said + Markup('<blockquote lang="{}" dir="{}">{}</blockquote>').format(
        language, known.direction if known else "auto", lines
    )


def with_translations(
    text: str, language: str, translations: Collection[Translation], speech: Speech
) -> Markup:
    """The same with what interpreters made of it below."""
    lines = [quoted(text, language, speech)]
    for each in translations:
        by = speech.gettext("Translated by %(name)s") % {"name": each.author}
        lines.append(Markup("<p><small>{}</small></p>").format(by))
        lines.append(quoted(each.text, each.language, speech))
    return Markup("").join(lines)


def plain(text: str) -> Markup:
    """What a colleague wrote, line by line."""
    return Markup("").join(
        Markup('<p dir="auto">{}</p>').format(line) for line in text.splitlines() if line.strip()
    )


def heading(text: str, level: int = 2) -> None:
    """A heading of a part of a page."""
    st.html(Markup("<h{0}>{1}</h{0}>").format(level, text))


def line(text: str | Markup) -> None:
    """A paragraph."""
    st.html(Markup("<p>{}</p>").format(text))


def signed(on: date, author: str, speech: Speech) -> Markup:
    """When something was written, and by whom if by one of the staff."""
    day = speech.formatting.date(on)
    by = Markup(" · <bdi>{}</bdi>").format(author) if author else ""
    return Markup("{}{}").format(day, by)


def due(due_on: date, today: date, speech: Speech) -> Markup:
    """By when something is due, or since when it is overdue."""
    day, late = speech.formatting.date(due_on), (today - due_on).days
    if late <= 0:
        return Markup("{}").format(speech.gettext("Due on %(day)s") % {"day": day})
    said = speech.ngettext(
        "Overdue by %(count)s day (%(day)s)", "Overdue by %(count)s days (%(day)s)", late
    ) % {"count": speech.formatting.number(late), "day": day}
    return Markup('<b class="problem">{}</b>').format(said)


def today() -> date:
    """The day it is where the portal is."""
    return session.portal().surveys.today()


def show_locked(error: Exception, speech: Speech) -> None:
    """That this session has no key, or there is no roster to check it with, and what to do."""
    if not isinstance(error, KeyLocked):
        line(speech.gettext(NO_ROSTER))
        return
    query = urlencode({session.LANGUAGE: speech.tag})
    way = Markup('{} <a href="./keys?{}">{}</a>')
    line(way.format(speech.gettext(LOCKED), query, speech.gettext("My key")))
