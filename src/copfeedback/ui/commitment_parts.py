"""A commitment as both its public page and those who answer for it see it, at the full door."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from copfeedback.forums.commitment_model import Commitment, Event, Status
from copfeedback.forums.model import Forum
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.sector_model import Sector
from copfeedback.ui import session, staff
from copfeedback.ui.forum_lines import link
from copfeedback.ui.pages import COMMITMENTS
from copfeedback.ui.texts import marked

NUMBER = "number"
"""What names a commitment, or a problem, in an address."""


def people_said(text: Markup) -> Markup:
    """What somebody wrote, with its lines."""
    return Markup('<p class="words" dir="auto">{}</p>').format(text)


def sectors_by_code(tag: str) -> dict[str, Sector]:
    """The sectors everybody may see, in the order of their names."""
    trees = session.portal().sectors.public(tag)
    return {branch.sector.code: branch.sector for top in trees for branch in top}


def line(
    commitment: Commitment,
    speech: Speech,
    page: str = COMMITMENTS,
    *,
    forum: Forum | None = None,
) -> None:
    """One commitment in a list, with the way to the page that shows more of it."""
    _ = speech.gettext
    today = session.portal().commitments.today()
    due = _("Due on %(day)s") % {"day": speech.formatting.date(commitment.due)}
    owner = name_of(commitment.owner, speech)
    parts = [
        Markup("<b>{}</b>").format(name_of(commitment.status(today), speech)),
        Markup("{}: {}").format(owner, marked(commitment.office, speech)),
        Markup("{}").format(due),
    ]
    if commitment.quick_win:
        parts.append(Markup("{}").format(_("Quick win")))
    if forum is not None:
        parts.append(marked(forum.name, speech))
    what = link(page, marked(commitment.what, speech), speech, number=str(commitment.id))
    st.html(Markup("<p>{}<br><small>{}</small></p>").format(what, Markup(" · ").join(parts)))


def facts(commitment: Commitment, speech: Speech) -> None:
    """What was promised, by whom and by when, and how it stands."""
    _, day = speech.gettext, speech.formatting.date
    status = commitment.status(session.portal().commitments.today())
    st.html(people_said(marked(commitment.what, speech)))
    by_when = Markup("{}").format(day(commitment.due))
    if commitment.times_moved:
        count = commitment.times_moved
        put_off = speech.ngettext("put off once", "put off %(number)s times", count)
        by_when += Markup("<br>{} · {}").format(
            _("first promised for %(day)s") % {"day": day(commitment.first_due)},
            put_off % {"number": speech.formatting.number(count)},
        )
    owner = name_of(commitment.owner, speech)
    quick_win_label = _("Quick win")
    stands = name_of(status, speech) + (f" · {quick_win_label}" if commitment.quick_win else "")
    pairs = [
        (_("How it stands"), Markup("<b>{}</b>").format(stands)),
        (_("Who promised it"), Markup("{}: {}").format(owner, marked(commitment.office, speech))),
        (_("By when"), by_when),
    ]
    if status in {Status.PROPOSED, Status.NO_ANSWER}:
        pairs.append((_("To be answered by"), Markup("{}").format(day(commitment.decide_by))))
    sector = sectors_by_code(speech.tag).get(commitment.sector or "")
    if sector is not None:
        pairs.append((_("Area"), marked(sector.name, speech)))
    staff.facts(pairs)


def history(commitment: Commitment, forum: Forum, speech: Speech) -> None:
    """All that happened to it, from the beginning."""
    _, day = speech.gettext, speech.formatting.date
    first = _("Promised for %(day)s") % {"day": day(commitment.first_due)}
    entries = [Markup("<li>{}: {}</li>").format(day(commitment.proposed_on), first)]
    entries += [_entry(event, forum, speech) for event in commitment.events]
    st.html(Markup("<h2>{}</h2><ol>{}</ol>").format(_("What happened"), Markup("").join(entries)))


def _entry(event: Event, forum: Forum, speech: Speech) -> Markup:
    _, day = speech.gettext, speech.formatting.date
    by = Markup("<bdi>{}</bdi>").format(event.by)
    if event.by_forum:
        by = Markup("{} {}").format(_("Recorded by the forum:"), marked(forum.name, speech))
    return Markup("<li>{}: <b>{}</b>{}<br><small>{}</small>{}</li>").format(
        day(event.on),
        name_of(event.kind, speech),
        f" ({day(event.due)})" if event.due else "",
        by,
        people_said(marked(event.text, speech)) if event.text else "",
    )
