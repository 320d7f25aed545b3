"""One forum at the full door: what it is, who belongs, when it meets, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st
from markupsafe import Markup

from copfeedback.forums.commitment_model import OPEN
from copfeedback.forums.forum_tree import above
from copfeedback.forums.meetings import shown
from copfeedback.forums.model import Chair, Forum
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.sector_model import Sector
from copfeedback.profile.wording import contact_link
from copfeedback.ui import forum_lines as lines
from copfeedback.ui import frame, session
from copfeedback.ui.forum_members import attended, lasting, members
from copfeedback.ui.pages import COMMITMENTS, FORUM_PROPOSAL, FORUMS, PROBLEMS, STORIES, page_file
from copfeedback.ui.texts import marked

LATEST = 12
"""Of meetings, commitments and proposals so many stand here."""


def show(code: str, speech: Speech) -> None:
    """Everything about a forum.

    Raises:
        Unknown: there is none of this code.
    """
    portal, _ = session.portal(), speech.gettext
    today, forum = portal.surveys.today(), portal.forums.find(code)
    forums = {each.code: each for each in portal.forums.all()}
    way = [
        lines.link(FORUMS, _("Forums"), speech),
        *(lines.forum_link(each, speech) for each in above(forum, forums)),
    ]
    frame.heading(marked(forum.name, speech), before=Markup(" › ").join(way))
    notices = portal.notices.of(code)[:LATEST]
    pinned = [each for each in notices if each.is_pinned(today)]
    st.html(
        Markup("").join(
            (
                Markup("<p>{}</p>").format(lines.labels(forum, speech)),
                _standing(forum, speech),
                *(lines.notice(each, speech) for each in pinned),
                lines.words_of(forum.purpose, speech),
            )
        )
    )
    if forum.ended is None:
        st.page_link(
            page_file(FORUM_PROPOSAL),
            label=_("Propose a topic or ask a question"),
            query_params={lines.FORUM: code},
        )
    earlier = [each for each in notices if not each.is_pinned(today)]
    st.html(
        Markup("").join(
            (
                _meetings(forum, speech),
                _promised(forum, today, speech),
                _proposals(forum, speech),
                _chair(forum.chair, forum, today, speech),
                _officer(portal.forums.officer(forum), speech),
                members(forum, speech),
                lasting(forum, today, speech),
                attended(forum, speech),
                _around(forum, forums.values(), speech),
                Markup("<h2>{}</h2>").format(_("Earlier notices")) if earlier else Markup(),
                *(lines.notice(each, speech) for each in earlier),
            )
        )
    )


def _standing(forum: Forum, speech: Speech) -> Markup:
    """That it has ended, or is protected, and what that means."""
    _, told = speech.gettext, []
    if forum.ended is not None:
        ended = _("This forum ended on %(day)s. What it left stays readable.")
        told.append(ended % {"day": speech.formatting.date(forum.ended)})
    if forum.protected is not None:
        told.append(
            _(
                "This is a protected forum: nobody must be known for having been here. So names, "
                "the place of meetings and who came are not shown. Ask the contact below for the "
                "place."
            )
        )
    if forum.delay_days:
        later = speech.ngettext(
            "Minutes appear %(number)s day after they were approved.",
            "Minutes appear %(number)s days after they were approved.",
            forum.delay_days,
        )
        told.append(later % {"number": speech.formatting.number(forum.delay_days)})
    if not told:
        return Markup()
    said = Markup("").join(Markup("<p>{}</p>").format(each) for each in told)
    return Markup('<div class="note">{}</div>').format(said)


def _meetings(forum: Forum, speech: Speech) -> Markup:
    meetings, _ = session.portal().meetings, speech.gettext
    upcoming = [shown(each, forum) for each in meetings.upcoming(forum.code)[:LATEST]]
    past = [shown(each, forum) for each in meetings.past(forum.code)]
    means = speech.ngettext(
        "This forum means to meet every week.",
        "This forum means to meet every %(number)s weeks.",
        forum.every_weeks,
    ) % {"number": speech.formatting.number(forum.every_weeks)}
    none = Markup("<p>{}</p>").format(_("No meeting is planned at the moment."))
    never = Markup("<p>{}</p>").format(_("There was none yet."))
    lately = lines.listed(lines.past_line(each, speech) for each in past[:LATEST])
    long_ago = lines.listed(lines.past_line(each, speech) for each in past[LATEST:])
    if long_ago:
        before = Markup("<details><summary>{}</summary>{}</details>")
        long_ago = before.format(_("All meetings"), long_ago)
    return Markup(
        '<h2>{}</h2>{}<p>{} <a href="./{}/forums/{}.ics">{}</a></p><h2>{}</h2>{}{}'
    ).format(
        _("Next meetings"),
        lines.listed(lines.meeting_line(each, speech) for each in upcoming) or none,
        means,
        speech.tag,
        forum.code,
        _("Calendar (iCalendar)"),
        _("Past meetings and their minutes"),
        lately or never,
        long_ago,
    )


def _promised(forum: Forum, today: date, speech: Speech) -> Markup:
    _ = speech.gettext
    found = session.portal().commitments.all(forum=forum.code)
    waiting = [each for each in found if each.status(today) in OPEN][:LATEST]
    none = Markup("<p>{}</p>").format(_("There is none at the moment."))
    return Markup("<h2>{}</h2>{}<p>{}<br>{}</p>").format(
        _("Open commitments"),
        lines.listed(lines.commitment_line(each, today, speech) for each in waiting) or none,
        lines.link(COMMITMENTS, _("All commitments of this forum"), speech, forum=forum.code),
        lines.link(PROBLEMS, _("Problems this forum works on"), speech, forum=forum.code),
    )


def _proposals(forum: Forum, speech: Speech) -> Markup:
    _ = speech.gettext
    found = [lines.proposal(each, speech) for each in session.portal().proposals.public(forum.code)]
    told = Markup("").join(found[:LATEST])
    if not found:
        told = Markup("<p>{}</p>").format(_("Nothing was answered yet."))
    elif len(found) > LATEST:
        told += Markup("<details><summary>{}</summary>{}</details>").format(
            _("All proposals and questions"), Markup("").join(found[LATEST:])
        )
    return Markup("<h2>{}</h2>{}").format(_("What residents proposed and asked"), told)


def _chair(chair: Chair, forum: Forum, today: date, speech: Speech) -> Markup:
    _ = speech.gettext
    name = Markup() if forum.protected else Markup("<bdi>{}</bdi>, ").format(chair.name)
    transition = Markup()
    if chair.police:
        ends = Markup()
        if chair.until is not None:
            late = Markup(" <b>{}</b>").format(_("Overdue")) if chair.until < today else Markup()
            day = {"day": speech.formatting.date(chair.until)}
            ends = Markup("<p>{}{}</p>").format(_("It ends on %(day)s.") % day, late)
        transition = Markup('<div class="note"><p><b>{}</b></p>{}{}</div>').format(
            _("The chair is from the police. This is for a time only."),
            lines.words_of(chair.reason, speech),
            ends,
        )
    contact = Markup()
    if forum.contact:
        reached = contact_link(forum.contact)
        contact = Markup("<p>{} {}</p>").format(_("Contact:"), reached)
    return Markup("<h2>{}</h2><p>{}{}</p>{}{}").format(
        _("Chair"), name, marked(chair.affiliation, speech), transition, contact
    )


def _officer(sector: Sector | None, speech: Speech) -> Markup:
    if sector is None:
        return Markup()
    _ = speech.gettext
    who = Markup("<small>{}</small>").format(_("No officer at the moment"))
    if sector.officer:
        since = Markup()
        if sector.since is not None:
            here = _("here since %(day)s") % {"day": speech.formatting.date(sector.since)}
            since = Markup(" <small>({})</small>").format(here)
        who = Markup("<bdi>{}</bdi>{}").format(sector.officer, since)
    number = contact_link(sector.telephone) if sector.telephone else Markup()
    story = lines.link(STORIES, _("You said, we did, we did not"), speech, sector=sector.code)
    return Markup("<h2>{}</h2><p>{}: {} {}</p><p>{}</p>").format(
        _("The officer of the area"), marked(sector.name, speech), who, number, story
    )


def _around(forum: Forum, forums: Iterable[Forum], speech: Speech) -> Markup:
    _ = speech.gettext
    below = [each for each in forums if each.parent == forum.code and each.ended is None]
    told = Markup()
    if below:
        linked = lines.listed(lines.forum_link(each, speech) for each in below)
        told = Markup("<h2>{}</h2>{}").format(_("Forums below it"), linked)
    way = Markup('<a href="./{}/forums/{}{}">{}</a>')
    return told + Markup("<p>{} · {}</p>").format(
        way.format(speech.tag, forum.code, "/poster.pdf", _("Poster (PDF)")),
        way.format(speech.tag, forum.code, ".atom", _("Feed (Atom)")),
    )
