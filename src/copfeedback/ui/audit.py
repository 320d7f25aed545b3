"""The audit trail for auditors: what to look for, the entries, their file, and whether it holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.audit import Entry, Fault, Head, Wanted
from copfeedback.people.wording import ACTION_NAMES, FAULT_SENTENCES, OUTCOME_NAMES
from copfeedback.results.open_data.csv_file import harmless
from copfeedback.ui import session, staff, tables
from copfeedback.ui.desk import Sentence
from copfeedback.ui.staff import Form

ANY = ""
COLUMNS = (
    "number",
    "at",
    "actor_id",
    "actor",
    "organisation",
    "action",
    "about",
    "outcome",
    "previous_hash",
    "hash",
)


def pick(form: Form, people: Sequence[str]) -> Wanted | None:
    """Let the reader say which entries they want; None while they have written no day for one."""
    _, typed = form.speech.gettext, form.typed
    anything = {ANY: _("All")}
    days: dict[str, date | None] = {}
    form.desk.problems = {}
    for name in ("since", "until"):
        try:
            days[name] = staff.read_day(typed(name) or "")
        except ValueError:
            advice = N_("Please write a day as year-month-day, such as 2026-05-06.")
            form.desk.problems[name] = Sentence(advice)
    actions = {action.value: _(name) for action, name in ACTION_NAMES.items()}
    outcomes = {outcome.value: _(name) for outcome, name in OUTCOME_NAMES.items()}
    hint = _("Year-month-day, such as 2026-05-06.")
    action = form.choice("action", _("What was done"), anything | actions)
    person = form.choice("person", _("Who did it"), anything | {name: name for name in people})
    outcome = form.choice("outcome", _("Outcome"), anything | outcomes)
    form.text("since", _("From this day"), hint=hint)
    form.text("until", _("To this day"), hint=hint)
    if form.desk.problems:
        return None
    return Wanted(
        action=action or None,
        person=person or None,
        outcome=outcome or None,
        since=_beginning(days["since"]),
        until=_beginning(days["until"], after=1),
    )


def table(entries: Sequence[Entry], organisations: Mapping[int, str], speech: Speech) -> Markup:
    """The entries, one a row."""
    _ = speech.gettext
    heads = [
        _("Number"),
        _("When"),
        _("Who"),
        _("Organisation"),
        _("What was done"),
        _("To what"),
        _("Outcome"),
    ]
    rows = [
        (
            speech.formatting.number(entry.number),
            [
                staff.moment(entry.at, speech),
                Markup("<bdi>{}</bdi>").format(entry.actor),
                _organisation(entry, organisations),
                _named(ACTION_NAMES, entry.action, speech),
                Markup("<bdi>{}</bdi>").format(entry.about),
                _named(OUTCOME_NAMES, entry.outcome, speech),
            ],
        )
        for entry in entries
    ]
    return tables.plain_table(_("Entries, the latest first"), heads, rows)


def verdict(fault: Fault | None, speech: Speech) -> Markup:
    """Whether the trail holds, or where it does not."""
    if fault is None:
        said = speech.gettext("Everything holds: no entry was changed, removed or moved.")
        return Markup('<p class="note" role="status">{}</p>').format(said)
    broken = speech.gettext(FAULT_SENTENCES[fault.broken])
    return Markup('<div class="summary" role="alert"><h2>{}</h2><p>{}</p></div>').format(
        speech.gettext("The audit trail is broken"),
        broken % {"number": speech.formatting.number(fault.number)},
    )


def head(last: Head, speech: Speech) -> Markup:
    """The head of the trail, and what to do with it."""
    return Markup('<h2>{}</h2><p>{}</p><p><code dir="ltr">{}</code></p>').format(
        speech.gettext("Head of the audit trail"),
        speech.gettext(
            "Note it down where nobody who runs the portal can change it. With it you can find out "
            "later whether the end of the trail was cut off or written anew."
        ),
        last,
    )


def no_head(speech: Speech) -> Markup:
    """What a head looks like."""
    said = speech.gettext(
        "This is no head. It is a number, a colon and 64 more digits and letters from a to f."
    )
    return Markup('<p class="problem" role="alert">{}</p>').format(said)


def as_csv(entries: Sequence[Entry]) -> bytes:
    """The entries for a spreadsheet, with their hashes, so that the chain can be followed there.

    What a spreadsheet would take for a formula gets an apostrophe in front.
    """
    written = io.StringIO(newline="")
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    for entry in entries:
        row: list[str | int] = [
            entry.number,
            entry.at.isoformat(timespec="microseconds"),
            "" if entry.actor_id is None else entry.actor_id,
            entry.actor,
            "" if entry.organisation is None else entry.organisation,
            entry.action,
            entry.about,
            entry.outcome,
            entry.previous_hash.hex(),
            entry.hash.hex(),
        ]
        lines.writerow([harmless(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")  # without the mark, spreadsheets guess wrong


def _beginning(day: date | None, *, after: int = 0) -> datetime | None:
    """The first moment of a day, or of one so many days later, where the portal is."""
    if day is None:
        return None
    zone = ZoneInfo(session.portal().settings.time_zone)
    return datetime.combine(day + timedelta(days=after), time.min, zone)


def _organisation(entry: Entry, organisations: Mapping[int, str]) -> str | Markup:
    if entry.organisation is None:
        return "–"
    name = organisations.get(entry.organisation, str(entry.organisation))
    return Markup("<bdi>{}</bdi>").format(name)


def _named(names: Mapping[Any, str], code: str, speech: Speech) -> str:
    """A code in words; one that a later version of the portal wrote stays as it is."""
    return speech.gettext(names[code]) if code in names else code
