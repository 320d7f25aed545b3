"""What the body recommends to the police after a case, and what they answer by when."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_parts import (
    Accepted,
    NewRecommendation,
    PoliceAnswer,
    Recommendation,
)
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import Actor
from copfeedback.ui import case_desk, session
from copfeedback.ui.case_desk import act, plain, quoted, signed, typed, typed_day, typed_words
from copfeedback.ui.staff import Form, facts

_ACCEPTED: Mapping[Accepted, str] = {
    Accepted.ACCEPTED: N_("Accepted"),
    Accepted.PARTLY: N_("Accepted in part"),
    Accepted.REJECTED: N_("Not accepted"),
}


def show(view: CaseView, form: Form) -> None:
    """Recommendations with their answers, and the form for another one."""
    _ = form.speech.gettext
    for each in view.recommendations:
        with st.container(border=True, key=f"recommendation-{each.number}"):
            _show_one(view.case_id, each, form)
    case_desk.heading(_("Recommend something"), 3)
    form.text("advises", _("To whom?"))
    case_desk.words_fields(form, "advice", _("What you recommend"), form.speech.tag, own=True)
    case_desk.day_field(form, "advice_by", _("Answer by"))
    label = _("It leads to nobody, and everybody may read it with the answer")
    form.tick("publish", label)
    do, said = partial(_recommend, view.case_id, form), N_("The recommendation is in the case.")
    clears = ("advises", "advice", "advice_by")
    act(form, "recommend", _("Add the recommendation"), do, said, field="advice", clears=clears)


def _show_one(case_id: str, each: Recommendation, form: Form) -> None:
    _, speech, number = form.speech.gettext, form.speech, each.number
    answered = each.answer
    shown: list[tuple[str, str | Markup]] = [
        (_("To whom?"), each.to),
        (_("What you recommend"), quoted(each.text, each.language, speech)),
        (_("Recorded"), signed(each.on, each.author, speech)),
        (_("For everybody to read"), _("Yes") if each.publish else _("No")),
    ]
    if answered is None:
        shown.append((_("Answer by"), case_desk.due(each.answer_by, case_desk.today(), speech)))
    else:
        shown += [
            (_("Answer of the police"), _(_ACCEPTED[answered.reply])),
            (_("In words"), plain(answered.text)),
            (_("Answered"), speech.formatting.date(answered.on)),
        ]
    facts(shown)
    if answered is not None:
        return
    replies = {reply.value: _(name) for reply, name in _ACCEPTED.items()}
    form.choice(f"reply-{number}", _("Answer of the police"), replies)
    form.long_text(f"answer-{number}", _("In words"))
    case_desk.day_field(form, f"answered-{number}", _("Answered"), case_desk.today())
    do, said = partial(_answer, case_id, form, number), N_("The answer is recorded.")
    answer = f"answer-{number}"
    act(form, f"record-{number}", _("Record the answer"), do, said, field=answer, clears=(answer,))


def _recommend(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    new = NewRecommendation(
        typed_words(form, "advice"),
        typed(form, "advises"),
        typed_day(form, "advice_by"),
        publish=bool(form.typed("publish")),
    )
    session.portal().casework.recommendations.add(actor, key, case_id, new)


def _answer(case_id: str, form: Form, number: int, actor: Actor, key: HolderKey | None) -> None:
    answer = PoliceAnswer(
        Accepted(form.typed(f"reply-{number}")),
        typed(form, f"answer-{number}"),
        typed_day(form, f"answered-{number}"),
    )
    session.portal().casework.recommendations.record_answer(actor, key, case_id, number, answer)
