"""Lines about forums, meetings, commitments, notices and proposals at the full door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from copfeedback.check_digit import in_groups
from copfeedback.forums.commitment_model import Commitment
from copfeedback.forums.meeting_model import Meeting, MeetingKind, MeetingState, Proposal
from copfeedback.forums.model import Forum
from copfeedback.forums.notice_model import Notice
from copfeedback.forums.when import when
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.ui.pages import COMMITMENTS, FORUMS
from copfeedback.ui.texts import marked

FORUM, MEETING = "forum", "meeting"
"""In the query of the address: the code of a forum, and the number of one of its meetings."""


def link(page: str, label: str | Markup, speech: Speech, **query: str) -> Markup:
    """A link to a page of the full door, in the reader's language."""
    asked = urlencode({**query, "lang": speech.tag})
    return Markup('<a href="./{}?{}">{}</a>').format(page, asked, label)


def forum_link(forum: Forum, speech: Speech) -> Markup:
    """The way to a forum."""
    return link(FORUMS, marked(forum.name, speech), speech, forum=forum.code)


def meeting_link(meeting: Meeting, label: str | Markup, speech: Speech) -> Markup:
    """The way to a meeting."""
    return link(FORUMS, label, speech, forum=meeting.forum, meeting=meeting.number)


def words_of(text: Translations | LocalText | None, speech: Speech, label: str = "") -> Markup:
    """What somebody wrote, with its lines, after a label in bold; nothing where it is missing."""
    if text is None:
        return Markup()
    said = marked(text, speech) if isinstance(text, Translations) else Markup("{}").format(text)
    ends = "" if label.endswith(("?", "؟")) else ":"
    named = Markup("<b>{}{}</b> ").format(label, ends) if label else Markup()
    return Markup('<p class="words" dir="auto">{}{}</p>').format(named, said)


def listed(lines: Iterable[Markup]) -> Markup:
    """A list; nothing where it has no lines."""
    found = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup("<ul>{}</ul>").format(found) if found else found


def labels(forum: Forum, speech: Speech) -> Markup:
    """Level, topic, and for whom a forum is."""
    named = [name_of(forum.level, speech)]
    if forum.topic is not None:
        named.append(name_of(forum.topic, speech))
    if forum.protected is not None:
        protected_label = speech.gettext("Protected:")
        named.append(f"{protected_label} {name_of(forum.protected, speech)}")
    return Markup("<small>{}</small>").format(" · ".join(named))


def meeting_line(meeting: Meeting, speech: Speech, forum: Forum | None = None) -> Markup:
    """A meeting to come: whether it is, when, of which forum, and where."""
    parts = [meeting_link(meeting, when(meeting, speech.tag), speech), *_about(meeting, speech)]
    if forum is not None:
        parts.append(marked(forum.name, speech))
    if meeting.place is not None:
        parts.append(marked(meeting.place, speech))
    return _standing(meeting, speech) + Markup(" · ").join(parts)


def past_line(meeting: Meeting, speech: Speech) -> Markup:
    """A meeting that is over."""
    day = speech.formatting.date(meeting.starts.date())
    parts = [meeting_link(meeting, day, speech), *_about(meeting, speech)]
    if meeting.minutes_number:
        parts.append(Markup("{}").format(speech.gettext("with minutes")))
    return _standing(meeting, speech) + Markup(" · ").join(parts)


def _about(meeting: Meeting, speech: Speech) -> list[Markup]:
    parts = []
    if meeting.kind is not MeetingKind.REGULAR:
        parts.append(Markup("{}").format(name_of(meeting.kind, speech)))
    if meeting.title is not None:
        parts.append(marked(meeting.title, speech))
    return parts


def _standing(meeting: Meeting, speech: Speech) -> Markup:
    if meeting.state is MeetingState.CANCELLED:
        return Markup("<b>{}</b> ").format(speech.gettext("Cancelled"))
    if meeting.moved:
        return Markup("<b>{}</b> ").format(speech.gettext("Moved"))
    return Markup()


def commitment_line(commitment: Commitment, today: date, speech: Speech) -> Markup:
    """What was promised, how it stands, who owes it and by when."""
    day = speech.formatting.date
    due = speech.gettext("Due on %(day)s") % {"day": day(commitment.due)}
    if commitment.times_moved:
        first = speech.gettext("first promised for %(day)s") % {"day": day(commitment.first_due)}
        due = f"{due} ({first})"
    what = link(COMMITMENTS, marked(commitment.what, speech), speech, number=str(commitment.id))
    return Markup("{}<br><small><b>{}</b> · {}: {} · {}</small>").format(
        what,
        name_of(commitment.status(today), speech),
        name_of(commitment.owner, speech),
        marked(commitment.office, speech),
        due,
    )


def notice(each: Notice, speech: Speech, forum: Forum | None = None) -> Markup:
    """A notice with its day."""
    where = Markup(" · {}").format(forum_link(forum, speech)) if forum is not None else Markup()
    return Markup(
        '<article class="note"><h3>{}: {}</h3>{}<p class="hint">{}{}</p></article>'
    ).format(
        name_of(each.kind, speech),
        marked(each.title, speech),
        words_of(each.text, speech),
        speech.formatting.date(each.on),
        where,
    )


def proposal(each: Proposal, speech: Speech) -> Markup:
    """What somebody brought, and what became of it."""
    _ = speech.gettext
    named = [in_groups(each.reference), _("Question") if each.is_question else _("Proposal")]
    if each.topic is not None:
        named.append(name_of(each.topic, speech))
    text = Markup()
    if each.shown and each.text:
        text = Markup('<p class="words" dir="auto" lang="{}">{}</p>').format(
            each.language, each.text
        )
    return Markup('<article><p class="hint">{} · <b>{}</b></p>{}{}</article>').format(
        " · ".join(named),
        name_of(each.state, speech),
        text,
        words_of(each.answer, speech, _("Answer")),
    )
