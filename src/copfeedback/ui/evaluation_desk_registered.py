"""A pledge that was made, at the desk: who signed, changing it in the open, and calling it off."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.events import Evaluation, EventKind
from copfeedback.evaluations.lines import badges, promised_sentences, standing_sentence
from copfeedback.evaluations.model import DataSeen, NotPossibleNow
from copfeedback.evaluations.pledge_changing import Change
from copfeedback.evaluations.pledge_draft import DraftPledge, as_pledge
from copfeedback.evaluations.pledge_wording import Line, PledgeWording, changed_lines
from copfeedback.evaluations.standing import Standing, Status
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import evaluation_parts, evaluation_telling, session
from copfeedback.ui.desk import WHOLE, Desk, Done
from copfeedback.ui.desk import Fault as Told
from copfeedback.ui.evaluation_desk_draft import show_hints, show_missing, show_parts
from copfeedback.ui.evaluation_desk_place import (
    CANCEL,
    CHANGE,
    CHANGED,
    FAULTS,
    HAND_OVER,
    REPORT,
    Place,
    done,
    onward,
    way,
)
from copfeedback.ui.evaluation_desk_written import may_evaluate
from copfeedback.ui.evaluation_list import evaluation_link
from copfeedback.ui.evaluation_pledge_form import PledgeFields
from copfeedback.ui.staff import confirmed
from copfeedback.ui.tables import plain_table

_CHANGE, _SEEN = "change", "seen"
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
    if standing.status is Status.CANCELLED_OWED:
        lines.append(Markup("<p>{}</p>").format(_owed(standing, speech)))
    st.html(Markup('<div class="note">{}</div><p>{}</p>').format(Markup("").join(lines), public))
    if not evaluation.of(EventKind.CANCELLED):
        way(place.to(CHANGE), _("Change the pledge"))
    way(place.to(REPORT), _("Write the results"))
    if not evaluation.of(EventKind.CANCELLED) and evaluation.publication is None:
        way(place.to(CANCEL), _("Cancel the evaluation"))
    signed = evaluation_parts.stakeholders(evaluation, standing.unsigned, speech)
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


def show_hand_over(place: Place, evaluation: Evaluation, speech: Speech) -> None:
    """What whoever commissioned it can do where nobody evaluates it any more."""
    _ = speech.gettext
    public = evaluation_link(evaluation.code, _("See what everybody sees"), speech)
    about = _("Nobody evaluates this any more. You can say who goes on with it.")
    st.html(Markup("<p>{}</p><p>{}</p>").format(about, public))
    way(place.to(CHANGE), _("Change the pledge"))


def show_change(
    place: Place, evaluation: Evaluation, actor: Actor, desk: Desk, speech: Speech
) -> None:
    """Changing the pledge: its sections, what would change, and why."""
    _, pledging = speech.gettext, session.portal().pledging
    change = desk.entered[_CHANGE] = pledging.change(actor, place.code)
    draft = change.pledge
    about = _(
        "Change what has to be changed. Nothing is public until you say why, below. What the "
        "pledge was before stays to be read."
    )
    st.html(Markup("<p>{}</p>").format(about))
    if draft.version:
        # First, what is left to do; what else could be changed is further down.
        missing = pledging.change_faults(draft, evaluation)
        show_missing(place, missing, draft, speech)
        if not missing and as_pledge(draft) != evaluation.pledge:
            _show_amending(place, evaluation, draft, desk, speech)
        forget = partial(desk.attempt, partial(_forget, place, draft.version), FAULTS)
        question = _("Throw away what was written?")
        confirmed(desk, "forget", _("Forget these changes"), question, forget, speech)
    st.html(Markup("<h2>{}</h2>").format(_("What the pledge says")))
    if may_evaluate(actor, evaluation):
        show_parts(place, draft, speech)
    else:
        show_parts(place, draft, speech, (HAND_OVER,))


def _show_amending(
    place: Place, evaluation: Evaluation, draft: DraftPledge, desk: Desk, speech: Speech
) -> None:
    """What would change, why, and the button that makes it public."""
    _ = speech.gettext
    changed = _changed(evaluation, draft, speech)
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
    names = partial(evaluation_telling.show_typed, form.texts, form.local, speech, draft)
    confirmed(desk, "amend", _("Change the pledge"), question, amend, speech, names)


def show_cancel(place: Place, evaluation: Evaluation, desk: Desk, speech: Speech) -> None:
    """Calling it off, with the reason; whoever began before something happened is told."""
    _, portal = speech.gettext, session.portal()
    if desk.entered.setdefault(_SEEN, evaluation.last) != evaluation.last:
        public = evaluation_link(evaluation.code, _("See what everybody sees"), speech)
        st.html(Markup('<p role="alert">{} {}</p>').format(_(CHANGED), public))
    about = _("No data were gathered yet: no results are owed then.")
    if portal.pledging.was_gathered(evaluation):
        owed = _owed(portal.evaluations.standing(evaluation), speech)
        gathered = _("Data were gathered already.")
        about = f"{gathered} {owed}"
    st.html(Markup("<p>{}</p>").format(about))
    form = PledgeFields.at(desk, speech)
    form.texts.choose_language()
    form.words("reason", None, long=True)
    question = _("Cancel this evaluation? That is public at once, and for ever.")
    cancel = partial(desk.attempt, partial(_cancel, place, form), _FAULTS)
    names = partial(evaluation_telling.show_typed, form.texts, form.local, speech)
    confirmed(desk, "cancel", _("Cancel the evaluation"), question, cancel, speech, names)


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
    portal = session.portal()
    change: Change = form.form.desk.entered[_CHANGE]
    reason: Mapping[str, str] = form.typed_words("reason", None) or {}
    seen = form.typed_one_of(DataSeen, "data_seen")
    if seen is None:
        open_ = ["data_seen"] if reason else ["reason", "data_seen"]
        raise form.refused(Problem(name, Fault.MISSING) for name in open_)
    try:
        portal.pledging.amend(
            actor,
            place.code,
            as_pledge(change.pledge),
            reason,
            seen,
            after=change.seen,
            written=change.pledge.version,
        )
    except ChangedMeanwhile:
        # Shown as it is now, the change can go on from there.
        last, version = portal.evaluations.find(place.code).last, change.pledge.version
        if last != change.seen:
            portal.pledging.save_change(actor, change.pledge, after=version, seen=last)
        raise
    except Faulty as faulty:
        raise form.refused(faulty.problems) from None
    return onward(place.to(), done(N_("The pledge is changed.")))


def _cancel(place: Place, form: PledgeFields, actor: Actor) -> Done:
    portal = session.portal()
    reason: Mapping[str, str] = form.typed_words("reason", None) or {}
    entered = form.form.desk.entered
    try:
        portal.pledging.cancel(actor, place.code, reason, after=entered[_SEEN])
    except ChangedMeanwhile:
        entered[_SEEN] = portal.evaluations.find(place.code).last
        raise
    except Faulty as faulty:
        raise form.refused(faulty.problems) from None
    return onward(place.to(), done(N_("It is cancelled. Everybody can read why.")))


def _forget(place: Place, version: int, actor: Actor) -> Done:
    session.portal().pledging.drop_change(actor, place.code, after=version)
    return done(N_("It is thrown away."))


def _owed(standing: Standing, speech: Speech) -> str:
    day = speech.formatting.date(standing.due)
    return speech.gettext("The results are owed by %(day)s all the same.") % {"day": day}
