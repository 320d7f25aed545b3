"""All forums at the full door, and the search through what they said."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.forums.forum_book import in_tree_order
from copfeedback.forums.forum_tree import Branch, grow
from copfeedback.forums.meetings import shown
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import forum_lines as lines
from copfeedback.ui import frame, session
from copfeedback.ui.pages import COMMITMENTS, FORUM_PROPOSAL, PROBLEMS, STORIES

NEXT = 10


def show_all(speech: Speech) -> None:
    """Every forum, when each meets next, and what has to be put right at once."""
    portal, _ = session.portal(), speech.gettext
    today = portal.surveys.today()
    forums = {each.code: each for each in portal.forums.all()}
    frame.heading(_("Forums"))
    about = _(
        "In forums, residents, police and other offices meet, decide together, and look at what "
        "became of earlier promises. What was decided stays readable."
    )
    pinned = [each for each in portal.notices.of() if each.is_pinned(today)][:NEXT]
    st.html(
        Markup("<p>{}</p>{}").format(
            about,
            Markup("").join(lines.notice(each, speech, forums[each.forum]) for each in pinned),
        )
    )
    upcoming = portal.meetings.upcoming()[:NEXT]
    meetings = lines.listed(
        lines.meeting_line(shown(each, forums[each.forum]), speech, forums[each.forum])
        for each in upcoming
    )
    none = Markup("<p>{}</p>").format(_("No meeting is planned at the moment."))
    st.html(
        Markup('<h2>{}</h2>{}<p><a href="./{}/forums.ics">{}</a></p>').format(
            _("Next meetings"),
            meetings or none,
            speech.tag,
            _("Calendar of all meetings (iCalendar)"),
        )
    )
    tree = grow(in_tree_order(each for each in forums.values() if each.ended is None))
    hint = _("Choose a forum to see its minutes, to propose a topic or to ask a question.")
    st.html(
        Markup("<h2>{}</h2><p>{}</p>{}").format(
            _("All forums"),
            hint if tree else _("There is no forum yet."),
            _branches(tree, speech),
        )
    )
    ended = [each for each in forums.values() if each.ended is not None]
    if ended:
        st.html(
            Markup("<details><summary>{}</summary>{}</details>").format(
                _("Forums that have ended"),
                lines.listed(lines.forum_link(each, speech) for each in ended),
            )
        )
    _search(speech)
    st.html(_more(speech))


def _branches(branches: Sequence[Branch], speech: Speech) -> Markup:
    return lines.listed(
        Markup("{}<br>{}{}").format(
            lines.forum_link(each.forum, speech),
            lines.labels(each.forum, speech),
            _branches(each.below, speech),
        )
        for each in branches
    )


def _search(speech: Speech) -> None:
    """A form of plain HTML: the search itself is the same page for both doors."""
    _ = speech.gettext
    st.html(
        Markup(
            '<h2>{0}</h2><form class="search" role="search" action="./{1}/forums/search">'
            '<p><label for="forum-search">{2}</label>'
            '<input type="text" id="forum-search" name="q"></p>'
            '<p><button class="button">{0}</button></p></form>'
        ).format(_("Search"), speech.tag, _("Search agendas, minutes and commitments"))
    )


def _more(speech: Speech) -> Markup:
    _, tag = speech.gettext, speech.tag
    plain = Markup('<a href="./{}/{}">{}</a>')
    promised = _("Commitments: who promised what, and what became of it")
    return Markup("<h2>{}</h2>{}").format(
        _("More"),
        lines.listed(
            (
                lines.link(COMMITMENTS, promised, speech),
                lines.link(PROBLEMS, _("Problems that forums work on"), speech),
                lines.link(STORIES, _("You said, we did, we did not"), speech),
                lines.link(FORUM_PROPOSAL, _("What became of your proposal or question"), speech),
                plain.format(tag, "forums/handbook", _("Handbook for members and chairs")),
                plain.format(
                    tag, "forums.atom", _("Feed of agendas, minutes and late commitments (Atom)")
                ),
            )
        ),
    )
