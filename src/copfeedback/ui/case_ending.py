"""What else can be done with a case: passing on, merging, closing, holding, export."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_errors import BadWords
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.model import Side, State
from copfeedback.complaints.vault import HolderKey
from copfeedback.complaints.wording import STATE_NAMES
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import case_desk, case_report, register, session, staff
from copfeedback.ui.case_desk import act, asked_back, signed, typed, typed_words
from copfeedback.ui.desk import Done, Fault, Sentence
from copfeedback.ui.staff import Form

_NOT_NOW = N_("This cannot follow from where the case stands now.")


@dataclass(frozen=True, slots=True)
class _Exported(Done):
    """A case as an encrypted file, to be kept."""

    name: str = ""
    content: bytes = field(default=b"", repr=False)


def show(view: CaseView, form: Form) -> None:
    """One heading for each; what cannot follow now is said."""
    _ = form.speech.gettext
    case_desk.heading(_("Officers and units that come up again"))
    if people := case_report.named(view, form.speech):
        staff.facts(people)
    register.show_of_case(view.case_id, form)
    case_desk.heading(_("Close it"))
    _show_closing(view, form)
    case_desk.heading(_("What is seldom needed"))
    for name, label, show_one in (
        ("refer", _("Pass it on to another body"), _show_referring),
        ("merge", _("Merge with another case"), _show_merging),
        ("hold", _("Legal hold"), _show_hold),
        ("export", _("Export for a court"), _show_export),
    ):
        # Streamlit would fold it up again with every answer if it did not track it.
        with st.expander(label, key=f"fold-{name}", on_change="rerun"):
            show_one(view, form)
    case_desk.heading(_("What happened to this case"))
    _show_history(view, form.speech)


def _show_referring(view: CaseView, form: Form) -> None:
    _ = form.speech.gettext
    if view.referral is not None:
        to = Markup("<bdi>{}</bdi>").format(view.referral.to)
        staff.facts([(_("Passed on to"), to), (_("Why"), view.referral.reason)])
    if State.REFERRED not in view.next_states:
        case_desk.line(_(_NOT_NOW))
        return
    form.text("refer_to", _("To which body?"))
    form.text("refer_why", _("Why?"))
    label = _("What the complainant reads")
    case_desk.words_fields(form, "refer", label, view.language)
    question = _("Pass the case on? It then ends here.")
    do, said = partial(_refer, view.case_id, form), N_("The case is with the other body.")
    asked_back(form, "refer-now", _("Pass it on"), question, do, said, field="refer_to")


def _show_merging(view: CaseView, form: Form) -> None:
    _ = form.speech.gettext
    for merger in view.mergers:
        told = _("It goes on in %(case)s.") if merger.into else _("%(case)s came into this case.")
        case_desk.line(told % {"case": merger.case_id})
    if State.MERGED not in view.next_states:
        case_desk.line(_(_NOT_NOW))
        return
    form.text("into", _("Number of the case it goes on in"))
    label = _("What the complainant reads")
    case_desk.words_fields(form, "merge", label, view.language)
    question = _("Merge the cases? The messages of this complainant then go on here no more.")
    do, said = partial(_merge, view.case_id, form), N_("The cases are merged.")
    asked_back(form, "merge-now", _("Merge"), question, do, said, field="merge")


def _show_closing(view: CaseView, form: Form) -> None:
    _ = form.speech.gettext
    if State.CLOSED not in view.next_states:
        case_desk.line(_(_NOT_NOW))
        return
    if view.state is State.DECIDED:
        if view.told_on is None or view.review_until is None:
            case_desk.line(_("Tell the complainant the decision first."))
            return
        if case_desk.today() <= view.review_until:
            day = form.speech.formatting.date(view.review_until)
            told = _("The complainant can ask for a review until %(day)s. Close it after that day.")
            case_desk.line(told % {"day": day})
            return
    form.text("close_why", _("A last note, if you like"))
    question = _("Close the case? It cannot be opened again.")
    do, said = partial(_close, view.case_id, form), N_("The case is closed.")
    asked_back(form, "close", _("Close the case"), question, do, said)


def _show_hold(view: CaseView, form: Form) -> None:
    _ = form.speech.gettext
    case_desk.line(_("A hold stops the deletion of this case, for example while a court needs it."))
    form.text("hold_why", _("Why?"))
    do = partial(_hold, view.case_id, form, not view.hold)
    label, said = (
        (_("Lift the hold"), N_("The hold is lifted."))
        if view.hold
        else (_("Set the hold"), N_("The hold is set."))
    )
    act(form, "hold", label, do, said, field="hold_why", clears=("hold_why",))


def _show_export(view: CaseView, form: Form) -> None:
    _, desk, case_id = form.speech.gettext, form.desk, view.case_id
    case_desk.line(
        _(
            "The file is encrypted with words that you choose, and holds a hash of every item. "
            "Give the words to the court in another way than the file."
        )
    )
    if isinstance(desk.done, _Exported):
        st.download_button(
            _("Download the file"),
            desk.done.content,
            file_name=desk.done.name,
            mime="application/octet-stream",
            key=desk.key("download"),
            on_click="ignore",
            type="primary",
        )
        return
    form.text("words", _("Words that open the file, at least 12 letters"))
    staff.button(
        desk,
        "export",
        _("Make the file"),
        partial(_export, case_id, form),
        case_desk.faults({BadWords: Fault("words", N_("Choose at least 12 letters."))}),
    )


def _show_history(view: CaseView, speech: Speech) -> None:
    _ = speech.gettext
    received = Markup("<li>{} – {}</li>").format(
        speech.formatting.date(view.filed_on), _(STATE_NAMES[State.RECEIVED])
    )
    lines = received + Markup("").join(
        Markup("<li>{} – {}{}</li>").format(
            signed(each.on, each.author or _by(each.side, speech), speech),
            _(STATE_NAMES[each.after]),
            Markup(": <bdi>{}</bdi>").format(each.reason) if each.reason else "",
        )
        for each in view.history
    )
    st.html(
        Markup('<ul>{}</ul><p><small>{} <code dir="ltr">{}</code></small></p>').format(
            lines, _("Fingerprint of the case as it is now:"), view.head
        )
    )


def _by(side: Side, speech: Speech) -> str:
    return speech.gettext("The complainant") if side is Side.COMPLAINANT else ""


def _refer(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    words = typed_words(form, "refer")
    session.portal().casework.cases.refer(
        actor,
        key,
        case_id,
        typed(form, "refer_to"),
        typed(form, "refer_why"),
        words if words.text.strip() else None,
    )


def _merge(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    into, words = typed(form, "into").strip(), typed_words(form, "merge")
    session.portal().casework.mergers.merge(actor, key, case_id, into, words)


def _close(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.cases.close(actor, key, case_id, typed(form, "close_why"))


def _hold(case_id: str, form: Form, on: bool, actor: Actor, key: HolderKey | None) -> None:
    why = typed(form, "hold_why")
    session.portal().casework.cases.set_hold(actor, key, case_id, why, on=on)


def _export(case_id: str, form: Form, actor: Actor) -> Done:
    made = session.portal().casework.exports.export(
        actor, session.holder_key(), case_id, typed(form, "words")
    )
    return _Exported(Sentence(N_("The file is ready.")), name=made.name, content=made.content)
