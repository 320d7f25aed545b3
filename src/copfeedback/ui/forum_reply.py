"""An office's reply to minutes, signed and never changed, at the full door."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Faulty
from copfeedback.forums.minutes_model import Minutes
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor, Permission
from copfeedback.ui import session, staff
from copfeedback.ui.desk import Desk, Done, Refused, Sentence, Worded
from copfeedback.ui.staff import Form

_PUBLISHED = N_("Your reply stands beside the minutes now.")


def offer_reply(minutes: Minutes, speech: Speech) -> None:
    """Let somebody who speaks for the police or an agency say something to minutes."""
    actor, _ = session.reader().actor, speech.gettext
    if actor is None or not actor.may_somewhere(Permission.REPORT_ON_COMMITMENTS):
        return
    desk = Desk.at(f"forum-reply.{minutes.meeting_id}.{minutes.number}")
    form = Form(desk, speech)
    st.html(Markup("<h2>{}</h2>").format(_("Reply to these minutes")))
    staff.outcome(desk, speech)
    st.html(
        Markup('<p class="hint">{}</p>').format(
            _(
                "Your reply stands beside the minutes in the name of your organisation. It cannot "
                "be changed afterwards."
            )
        )
    )
    form.text("office", _("Office, as everybody may read it"))
    form.long_text("text", _("Reply"))
    reply = partial(_reply, form, minutes)
    staff.button(desk, "reply", _("Publish the reply"), reply, primary=True)


def _reply(form: Form, minutes: Minutes, actor: Actor) -> Done:
    office, text = (str(form.typed(name) or "") for name in ("office", "text"))
    language = form.speech.tag
    try:
        session.portal().minutes.reply(
            actor, minutes.meeting_id, minutes.number, office, language, text
        )
    except Faulty as faulty:
        told = {each.field: Worded(partial(fault_sentence, each)) for each in faulty.problems}
        raise Refused(told) from None
    return Done(Sentence(_PUBLISHED))
