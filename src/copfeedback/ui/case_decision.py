"""From what is alleged to what was found, what came of it, and what the police are advised."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_parts import Allegation, NewAllegation
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.decisions import lacks
from copfeedback.complaints.model import Category, Result, State, Verdict
from copfeedback.complaints.vault import HolderKey
from copfeedback.complaints.wording import CATEGORY_NAMES, RESULT_NAMES, VERDICT_NAMES
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import case_advice, case_desk, session
from copfeedback.ui.case_desk import act, asked_back, quoted, signed, typed, typed_words
from copfeedback.ui.desk import Refused, Sentence
from copfeedback.ui.staff import Form, facts

_NEW = "new"
_NOTHING_TICKED = N_("Tick at least one.")


def show(view: CaseView, form: Form) -> None:
    """Allegations with their findings, the outcome, the decision, and recommendations."""
    _ = form.speech.gettext
    case_desk.heading(_("What is alleged"))
    for place, allegation in enumerate(view.allegations, 1):
        with st.container(border=True, key=f"allegation-{allegation.number}"):
            _show_allegation(view, allegation, place, form)
    _show_new_allegation(view, form)
    case_desk.heading(_("What came of it"))
    _show_outcome(view, form)
    case_desk.heading(_("The decision"))
    _show_deciding(view, form)
    case_desk.heading(_("Recommendations"))
    case_advice.show(view, form)


def _show_allegation(view: CaseView, allegation: Allegation, place: int, form: Form) -> None:
    _, speech, number = form.speech.gettext, form.speech, allegation.number
    pairs: list[tuple[str, str | Markup]] = [
        (_name(place, form.speech), quoted(allegation.text, allegation.language, speech)),
        (_("Kind"), _(CATEGORY_NAMES[allegation.category])),
    ]
    if allegation.officers:
        pairs.append((_("Against whom"), allegation.officers))
    finding = allegation.finding
    if finding is not None:
        pairs += [
            (_("Finding"), _(VERDICT_NAMES[finding.verdict])),
            (_("Reason"), quoted(finding.reason, finding.language, speech)),
            (_("Recorded"), signed(finding.on, finding.author, speech)),
        ]
    facts(pairs)
    if not _is_open(view):
        return
    if not view.accounts:
        case_desk.line(
            _("Before a finding, record under “The police” what the officer says, or why not.")
        )
        return
    verdicts = {each.value: _(name) for each, name in VERDICT_NAMES.items()}
    form.choice(f"verdict-{number}", _("What was found?"), verdicts)
    reason = f"reason-{number}"
    hint = _("Plainly, in the complainant's language: they read it.")
    case_desk.words_fields(form, reason, _("The reason"), view.language, hint=hint)
    act(
        form,
        f"find-{number}",
        _("Record the finding"),
        partial(_find, view.case_id, form, number),
        N_("The finding is recorded."),
        field=reason,
        clears=(reason, f"{reason}.by"),
    )


def _show_new_allegation(view: CaseView, form: Form) -> None:
    _, speech = form.speech.gettext, form.speech
    if not _is_open(view):
        if not view.allegations:
            case_desk.line(_("Acknowledge the complaint first."))
        return
    case_desk.heading(_("Add an allegation"), 3)
    case_desk.words_fields(
        form, "alleged", _("What is alleged, in one sentence"), speech.tag, own=True
    )
    categories = {each.value: _(name) for each, name in CATEGORY_NAMES.items()}
    chosen = next(iter(view.answers.get("categories", ())), Category.SERVICE.value)
    form.choice("category", _("Kind"), categories, chosen)
    form.text("officers", _("Against whom, if known"))
    # Named by their places: Streamlit keeps the words of options.
    earlier = {
        str(each.number): _name(place, speech)
        for place, each in enumerate(view.allegations, 1)
        if each.finding is None
    }
    replaces = f"replaces-{'-'.join(earlier)}"  # with other options, another field
    if earlier:
        options = {_NEW: _("No, it is another one")} | earlier
        form.choice(replaces, _("Does it take the place of an earlier one?"), options)
    do, said = partial(_allege, view.case_id, form, replaces), N_("The allegation is in the case.")
    clears = ("alleged", "officers")
    act(form, "allege", _("Add"), do, said, field="alleged", clears=clears)


def _show_outcome(view: CaseView, form: Form) -> None:
    _, speech, outcome = form.speech.gettext, form.speech, view.outcome
    if outcome is not None:
        names = [_(RESULT_NAMES[each]) for each in outcome.results]
        facts(
            [
                (_("What came of it"), speech.formatting.listing(names)),
                (_("In words"), quoted(outcome.text, outcome.language, speech)),
                (_("Recorded"), signed(outcome.on, outcome.author, speech)),
            ]
        )
    if not _is_open(view):
        return
    options = {each.value: _(name) for each, name in RESULT_NAMES.items()}
    before = [each.value for each in outcome.results] if outcome else []
    form.ticks("results", _("What comes of it?"), options, before)
    hint = _("What the complainant reads. If the police were wrong, say so and apologise plainly.")
    case_desk.words_fields(form, "outcome", _("In words"), view.language, hint=hint)
    do, said = partial(_set_outcome, view.case_id, form), N_("It is written down.")
    act(
        form,
        "outcome-save",
        _("Save"),
        do,
        said,
        field="outcome",
        clears=("outcome", "outcome.by"),
    )


def _show_deciding(view: CaseView, form: Form) -> None:
    _ = form.speech.gettext
    case_id = view.case_id
    if State.EXAMINED in view.next_states:
        do = partial(_begin, case_id)
        said = N_("The case is being examined.")
        act(form, "examine", _("Begin to examine it"), do, said)
    lacking = lacks(view.kind, view.allegations, has_outcome=view.outcome is not None)
    if State.DECIDED in view.next_states and lacking is not None:
        case_desk.line(_(case_desk.MISSING[lacking]))
    elif State.DECIDED in view.next_states:
        question = _("Decide the case with these findings and this outcome?")
        decide = partial(_decide, case_id, view.head)
        said = N_("The case is decided. Now tell the complainant, under “Messages”.")
        asked_back(form, "decide", _("Decide the case"), question, decide, said)
    elif view.state is State.DECIDED:
        case_desk.line(_("The case is decided."))
    else:
        case_desk.line(_("The case cannot be decided from where it stands now."))


def _name(place: int, speech: Speech) -> str:
    number = speech.formatting.number(place)
    return speech.gettext("Allegation %(number)s") % {"number": number}


def _is_open(view: CaseView) -> bool:
    """Whether something can still be found and decided."""
    return State.DECIDED in view.next_states


def _find(case_id: str, form: Form, number: int, actor: Actor, key: HolderKey | None) -> None:
    verdict = Verdict(form.typed(f"verdict-{number}"))
    reason = typed_words(form, f"reason-{number}")
    session.portal().casework.decisions.find(actor, key, case_id, number, verdict, reason)


def _allege(case_id: str, form: Form, replaces: str, actor: Actor, key: HolderKey | None) -> None:
    said = typed_words(form, "alleged")
    category = Category(form.typed("category"))
    before = typed(form, replaces)
    allegation = NewAllegation(
        said.text,
        said.language,
        category,
        typed(form, "officers"),
        int(before) if before.isdecimal() else None,
    )
    session.portal().casework.decisions.add_allegation(actor, key, case_id, allegation)


def _set_outcome(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    ticked = form.typed_ticks("results", [each.value for each in Result])
    results = frozenset(map(Result, ticked))
    if not results:
        raise Refused({"results": Sentence(_NOTHING_TICKED)})
    session.portal().casework.decisions.set_outcome(
        actor, key, case_id, results, typed_words(form, "outcome")
    )


def _begin(case_id: str, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.cases.begin_examination(actor, key, case_id)


def _decide(case_id: str, head: str, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.decisions.decide(actor, key, case_id, seen=head)
