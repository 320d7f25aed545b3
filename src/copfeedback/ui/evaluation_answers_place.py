"""Where somebody is among the pages of signatures and answers, and the ways between them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.answer_rules import Doing
from copfeedback.evaluations.answer_wording import action_sentence, unconfirmed_sentence
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.model import NotPossibleNow
from copfeedback.faults import ChangedMeanwhile, Unknown
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.ui import desk as desks
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Desk, Done, Sentence
from copfeedback.ui.pages import EVALUATION_ANSWERS, page_file
from copfeedback.ui.texts import as_label, marked

CODE, RECOMMENDATION, ACTION, REVIEW = "evaluation", "recommendation", "action", "review"
"""In the query of the address."""
_CHANGED = N_(
    "Somebody else has written something meanwhile. It is shown on this page. What you entered is "
    "still here: check it, then press again."
)
FAULTS: Mapping[type[Exception], desks.Fault] = {
    ChangedMeanwhile: desks.Fault(WHOLE, _CHANGED),
    NotPossibleNow: desks.Fault(WHOLE, _CHANGED),
    Unknown: desks.Fault(WHOLE, N_("The results are not public any more, so this cannot be said.")),
}


def way(label: str, **query: str) -> None:
    """A link to one of these pages."""
    st.page_link(page_file(EVALUATION_ANSWERS), label=as_label(label), query_params=query)


def back(said: str) -> Done:
    """Go back to what is still to be done, and say there what came of it."""
    done = Done(Sentence(said))
    st.query_params.clear()
    Desk.at(EVALUATION_ANSWERS).done = done
    return done


def unconfirmed(evaluation: Evaluation, doing: Doing, speech: Speech) -> str:
    """That whoever was named to report on an action has not agreed; nothing where they have."""
    if not doing.unconfirmed:
        return ""
    names = {each.id: each.name for each in session.portal().organisations.all()}
    return unconfirmed_sentence(evaluation, doing, names, speech)


def doing_facts(
    evaluation: Evaluation, doing: Doing, speech: Speech
) -> list[tuple[str, str | Markup]]:
    """An action that was promised, and how it stands."""
    _, day = speech.gettext, speech.formatting.date
    when = day(doing.due)
    if doing.times_moved:
        first = _("first promised for %(day)s") % {"day": day(doing.action.due)}
        when = f"{when} · {first}"
    office: str | Markup = marked(doing.action.office, speech)
    if said := unconfirmed(evaluation, doing, speech):
        office = Markup("{} · {}").format(office, said)
    return [
        (_("How it stands"), Markup("<b>{}</b>").format(action_sentence(doing, speech))),
        (_("Office"), office),
        (_("By when"), when),
    ]
