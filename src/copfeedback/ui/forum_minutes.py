"""What stands around the minutes of a meeting at the full door."""

from __future__ import annotations

from markupsafe import Markup

from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.minutes_model import Minutes, TranslationState
from copfeedback.forums.model import Forum
from copfeedback.forums.translating import state_of
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.ui import forum_lines as lines
from copfeedback.ui import session


def head(minutes: Minutes, meeting: Meeting, forum: Forum, speech: Speech) -> Markup:
    """Which version it is, in which languages it can be read, and who came."""
    _ = speech.gettext
    way = Markup('<a href="./{}/forums/{}/{}/{}">{}</a>')
    here = (speech.tag, meeting.forum, meeting.number)
    return Markup('<h2>{}</h2><p class="hint">{}</p>{}<p>{} · {} · {}</p>{}{}').format(
        _("Minutes of the meeting"),
        _version(minutes, speech),
        lines.words_of(minutes.reason, speech, _("What was corrected:").rstrip(":：")),
        way.format(*here, "minutes.pdf", _("Minutes to print (PDF)")),
        way.format(*here, "minutes.pdf?large=1", _("in large print")),
        way.format(*here, "agenda.pdf", _("Agenda to print (PDF)")),
        _translated(minutes, speech),
        attendance(minutes, forum, speech),
    )


def _version(minutes: Minutes, speech: Speech) -> str:
    told = speech.gettext("Version %(number)s, approved on %(day)s")
    return told % {
        "number": speech.formatting.number(minutes.number),
        "day": speech.formatting.date(minutes.approved_at.date()),
    }


def _translated(minutes: Minutes, speech: Speech) -> Markup:
    _, portal = speech.gettext, session.portal()
    there = portal.minutes.translations(minutes.meeting_id, minutes.number)
    states = {tag: state_of(minutes, there.get(tag), tag) for tag in portal.catalogues.languages}
    language = {"language": language_name(minutes.language, speech)}
    missing = partial = ""
    if states[speech.tag] is TranslationState.MISSING:
        missing = _("These minutes are not yet translated into your language.")
        partial = _("You see the original: %(language)s.") % language
    elif states[speech.tag] is TranslationState.PARTIAL:
        missing = _("These minutes are only partly translated.")
        instead = _("Where the translation is missing you see the original: %(language)s.")
        partial = instead % language
    note = Markup('<p class="note"><b>{}</b> {}</p>').format(missing, partial) if missing else ""
    named = lines.listed(
        Markup("{}: {}").format(language_name(tag, speech), name_of(state, speech))
        for tag, state in states.items()
    )
    return Markup("{}<details><summary>{}</summary>{}</details>").format(
        note, _("Translations"), named
    )


def attendance(minutes: Minutes, forum: Forum, speech: Speech) -> Markup:
    """How many came, as far as it is told."""
    _, number = speech.gettext, speech.formatting.number
    if forum.protected is not None:
        came = [_("told for the whole year only, as this is a protected forum")]
    elif minutes.total is None:
        came = [_("not recorded")]
    else:
        people = speech.ngettext("%(number)s person", "%(number)s people", minutes.total)
        sides, missing = minutes.sides, minutes.total - sum(minutes.sides.values())
        came = [people % {"number": number(minutes.total)}]
        came += [f"{name_of(side, speech)}: {number(sides[side])}" for side in sides]
        if missing > 0:
            side_not_recorded_label = _("Side not recorded")
            came.append(f"{side_not_recorded_label}: {number(missing)}")
    return Markup("<p><b>{}:</b> {}</p>").format(_("Who came"), " · ".join(came))


def replies(meeting_id: int, speech: Speech) -> Markup:
    """What offices said to the minutes."""
    _, found = speech.gettext, session.portal().minutes.replies(meeting_id)
    if not found:
        return Markup()
    told = Markup("").join(
        Markup(
            '<article class="note"><h3><bdi>{}</bdi>, <bdi>{}</bdi></h3>'
            '<p class="words" dir="auto" lang="{}">{}</p><p class="hint">{} · {}</p></article>'
        ).format(
            each.organisation,
            each.office,
            each.language,
            each.text,
            speech.formatting.date(each.at.date()),
            _("to version %(number)s") % {"number": speech.formatting.number(each.number)},
        )
        for each in found
    )
    beside = _("A reply stands beside the minutes. It changes nothing in them.")
    return Markup('<h2>{}</h2><p class="hint">{}</p>{}').format(
        _("Replies of offices"), beside, told
    )


def versions(meeting: Meeting, speech: Speech) -> Markup:
    """All versions, and what changed between them, where there are several."""
    found = session.portal().minutes.versions(meeting.id)
    if len(found) < 2:  # noqa: PLR2004 - several
        return Markup()
    told = lines.listed(_linked(each, meeting, speech) for each in found)
    return Markup("<h2>{}</h2>{}").format(speech.gettext("All versions"), told)


def _linked(each: Minutes, meeting: Meeting, speech: Speech) -> Markup:
    way = Markup('<a href="./{}/forums/{}/{}/minutes/{}{}">{}</a>')
    here = (speech.tag, meeting.forum, meeting.number, each.number)
    told = way.format(*here, "", _version(each, speech))
    if each.number > 1:
        number = speech.formatting.number
        changed = speech.gettext("What changed from version %(one)s to %(other)s")
        label = changed % {"one": number(each.number - 1), "other": number(each.number)}
        told += Markup(" · ") + way.format(*here, f"?with={each.number - 1}", label)
    return told
