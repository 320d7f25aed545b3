"""A pledge that was made, at the desk: who signed, changing it in the open, and calling it off."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.lines import badges, promised_sentences, standing_sentence
from copfeedback.evaluations.model import (
    DataSeen,
    Evaluation,
    EventKind,
    NotPossibleNow,
    Standing,
)
from copfeedback.evaluations.pledge_draft import NEEDED, DraftPledge, as_pledge
from copfeedback.evaluations.pledge_wording import Line, PledgeWording, changed_lines
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import evaluation_desk_written as writing
from copfeedback.ui import evaluation_parts, session
from copfeedback.ui.desk import WHOLE, Desk, Done, Refused, Sentence
from copfeedback.ui.desk import Fault as Told
from copfeedback.ui.evaluation_desk_draft import show_hints, show_missing, show_parts
from copfeedback.ui.evaluation_desk_place import (
    CANCEL,
    CHANGE,
    CHANGED,
    FAULTS,
    REPORT,
    Place,
    done,
    onward,
    way,
)
from copfeedback.ui.evaluation_list import evaluation_link
from copfeedback.ui.evaluation_pledge_form import PledgeFields
from copfeedback.ui.staff import confirmed
from copfeedback.ui.tables import plain_table

_FAULTS: Mapping[type[Exception], Told] = {
    **FAULTS,
    NotPossibleNow: Told(WHOLE, N_("This cannot be done any more.")),
}


def show(place: Place, evaluation: Evaluation, standing: Standing, speech: Speech) -> None:
    """How it stands, who signed, the hash to note, and what can be done."""
    _ = speech.gettext
    lines = [
        Markup("<p><b>{}</b></p>").format(standing_sentence(standing, speech)),
        *(Markup("<p>{}</p>").format(each) for each in promised_sentences(standing, speech)),
        *(
            Markup("<p><b>{}</b>: {}</p>").format(each.name, each.why)
            for each in badges(evaluation, standing, speech)
        ),
    ]
    public = evaluation_link(evaluation.code, _("See what everybody sees"), speech)
    st.html(Markup('<div class="note">{}</div><p>{}</p>').format(Markup("").join(lines), public))
    if not evaluation.of(EventKind.CANCELLED):
        way(place.to(CHANGE), _("Change the pledge"))
    way(place.to(REPORT), _("Write the results"))
    if not evaluation.of(EventKind.CANCELLED) and evaluation.publication is None:
        way(place.to(CANCEL), _("Cancel the evaluation"))
    signed = evaluation_parts.stakeholders(
        evaluation.pledge.stakeholders, standing.unsigned, speech
    )
    last = evaluation.events[-1]
    st.html(
        Markup(
            '<h2>{}</h2>{}<h2>{}</h2><p>{}</p><p><bdi dir="ltr"><code>{}</code></bdi></p>'
        ).format(
            _("Who commits to it"),
            signed or Markup("<p>{}</p>").format(_("Nobody is named yet.")),
            _("Hash to note"),
            _("Put it into the minutes of a forum: then nobody can change this unnoticed."),
            last.hash,
        )
    )


def show_change(
    place: Place, evaluation: Evaluation, draft: DraftPledge, desk: Desk, speech: Speech
) -> None:
    """Changing the pledge: its sections, what would change, and why."""
    _ = speech.gettext
    about = _(
        "Change what has to be changed. Nothing is public until you say why, below. What the "
        "pledge was before stays to be read."
    )
    st.html(Markup("<p>{}</p>").format(about))
    show_parts(place, draft, speech)
    missing = [Problem(name, Fault.MISSING) for name in NEEDED if not getattr(draft, name)]
    if missing:
        show_missing(place, missing, draft, speech)
        return
    changed = _changed(evaluation, draft, speech)
    if not changed:
        return
    heads = [_("What changes"), _("Before"), _("After")]
    st.html(plain_table(_("What changes"), heads, changed))
    show_hints(draft, speech)
    form = PledgeFields.at(desk, speech)
    form.texts.choose_language()
    form.words("reason", None, long=True)
    seen = form.names_of(DataSeen, may_be_open=True)
    hint = _("Once data were seen, a change is called a deviation.")
    form.choice("data_seen", seen, hint=hint)
    question = _("Change the pledge? Everybody sees what it was before, and why it was changed.")
    amend = partial(desk.attempt, partial(_amend, place, form), _FAULTS)
    confirmed(desk, "amend", _("Change the pledge"), question, amend, speech)
    st.button(_("Forget these changes"), key=desk.key("forget"), on_click=_forget, args=(place,))


def show_cancel(place: Place, desk: Desk, speech: Speech) -> None:
    """Calling it off, with the reason."""
    _ = speech.gettext
    about = _("If data were gathered already, the results are owed all the same.")
    st.html(Markup("<p>{}</p>").format(about))
    form = PledgeFields.at(desk, speech)
    form.texts.choose_language()
    form.words("reason", None, long=True)
    question = _("Cancel this evaluation? That is public at once, and for ever.")
    cancel = partial(desk.attempt, partial(_cancel, place, form), _FAULTS)
    confirmed(desk, "cancel", _("Cancel the evaluation"), question, cancel, speech)


def _changed(
    evaluation: Evaluation, draft: DraftPledge, speech: Speech
) -> list[tuple[str | Markup, list[str | Markup]]]:
    wording = PledgeWording(speech, evaluation_parts.sectors(speech))
    before, after = (wording.lines(each) for each in (evaluation.pledge, as_pledge(draft)))
    return [
        (_called(old or new), [_value(old), _value(new)])
        for old, new in changed_lines(before, after)
    ]


def _called(line: Line | None) -> Markup:
    if line is None:
        return Markup()
    thing = Markup("{}: ").format(line.thing) if line.thing else Markup()
    return thing + Markup("{}").format(line.label)


def _value(line: Line | None) -> str | Markup:
    return "–" if line is None else Markup('<span dir="auto">{}</span>').format(line.value)


def _amend(place: Place, form: PledgeFields, actor: Actor) -> Done:
    portal, change = session.portal(), writing.changing(place.code)
    if change is None:
        raise ChangedMeanwhile
    reason: Mapping[str, str] = form.typed_words("reason", None) or {}
    seen = form.typed_one_of(DataSeen, "data_seen")
    if seen is None:
        open_ = ["data_seen"] if reason else ["reason", "data_seen"]
        raise form.refused(Problem(name, Fault.MISSING) for name in open_)
    try:
        portal.pledging.amend(
            actor, place.code, as_pledge(change.pledge), reason, seen, after=change.seen
        )
    except ChangedMeanwhile:
        change.seen = portal.evaluations.find(place.code).last
        raise Refused({WHOLE: Sentence(CHANGED)}) from None
    except Faulty as faulty:
        raise form.refused(faulty.problems) from None
    writing.drop(place.code)
    return onward(place.to(), done(N_("The pledge is changed.")))


def _cancel(place: Place, form: PledgeFields, actor: Actor) -> Done:
    portal = session.portal()
    reason: Mapping[str, str] = form.typed_words("reason", None) or {}
    after = form.form.desk.entered.setdefault("seen", portal.evaluations.find(place.code).last)
    try:
        portal.pledging.cancel(actor, place.code, reason, after=after)
    except ChangedMeanwhile:
        form.form.desk.entered["seen"] = portal.evaluations.find(place.code).last
        raise
    except Faulty as faulty:
        raise form.refused(faulty.problems) from None
    return onward(place.to(), done(N_("It is cancelled. Everybody can read why.")))


def _forget(place: Place) -> None:
    writing.drop(place.code)
