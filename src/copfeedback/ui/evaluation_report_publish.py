"""The last steps of a report: what is missing, how it will look, publishing and withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.model import NotPossibleNow
from copfeedback.evaluations.report_draft import as_report
from copfeedback.evaluations.report_rules import respond_by
from copfeedback.evaluations.report_wording import nothing_measured
from copfeedback.evaluations.reporting import StillGathering
from copfeedback.fault_wording import fault_sentence, named_fault
from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import desk as desks
from copfeedback.ui import (
    evaluation_report_sections,
    evaluation_results,
    evaluation_telling,
    session,
)
from copfeedback.ui.desk import WHOLE, Done, Refused, Sentence
from copfeedback.ui.evaluation_answers_fields import Fields
from copfeedback.ui.evaluation_desk_place import CHANGED, FAULTS, Place, done, onward, way
from copfeedback.ui.evaluation_report_place import (
    FILES,
    FINDINGS,
    PREVIEW,
    RECOMMENDATIONS,
    Written,
    label_of,
    part_name,
)
from copfeedback.ui.evaluation_report_sections import SECTIONS
from copfeedback.ui.staff import confirmed

_STILL_GATHERING = N_(
    "Figures are still being gathered, until %(day)s. The results can be published after that."
)
_FAULTS = {**FAULTS, NotPossibleNow: desks.Fault(WHOLE, CHANGED)}


def show_missing(written: Written, missing: Sequence[Problem], speech: Speech) -> None:
    """What has to be mended before it can be published, each with the way to where."""
    _ = speech.gettext
    st.html(
        Markup("<h2>{}</h2><p>{}</p>").format(
            _("What is missing"), _("Before the results can be published, these have to be mended:")
        )
    )
    grouped: dict[str, list[Problem]] = {}
    for problem in missing:
        grouped.setdefault(_part_of(written, problem.field), []).append(problem)
    with st.container(key="missing", gap=None):
        for at, (about, problems) in enumerate(grouped.items()):
            with st.container(key=f"row-missing-{at}", gap=None):
                way(written.at(about), _named(written, about, speech))
                said = (
                    named_fault(label_of(each.field, speech), fault_sentence(each, speech))
                    for each in problems
                )
                lines = (Markup('<p class="hint">{}</p>').format(each) for each in said)
                st.html(Markup("").join(lines))


def _named(written: Written, about: str, speech: Speech) -> str:
    if about in SECTIONS:
        return evaluation_report_sections.title_of(about, speech)
    if about == FILES:
        return speech.gettext("Files")
    if not about:
        return speech.gettext("Recommendations")
    return part_name(written, about, speech)


def _part_of(written: Written, field: str) -> str:
    """The part of the report in which a field is written; empty for the list of all."""
    first, _dot, rest = field.partition(".")
    which = rest.partition(".")[0]
    if first == FINDINGS:
        return f"{FINDINGS}.{which}"
    if first == RECOMMENDATIONS and which.isdecimal():
        return f"{RECOMMENDATIONS}.{written.draft.recommendations[int(which)].key}"
    if first == "attachments":
        return FILES
    return next((name for name, each in SECTIONS.items() if first in each.fields), "")


def show_publish(written: Written, form: Fields) -> None:
    """Nothing is missing: the preview, and publishing it after a question."""
    _ = form.speech.gettext
    st.html(
        Markup("<h2>{}</h2><p>{}</p>").format(
            _("Publish the results"),
            _(
                "Everybody can read them then, and every version stays. Neither those who are "
                "evaluated nor those who pay have to agree."
            ),
        )
    )
    if not session.portal().reporting.measures_something(written.draft, written.evaluation):
        st.html(Markup("<p><b>{}</b></p>").format(nothing_measured(form.speech)))
    way(written.at(PREVIEW), _("Preview"))
    after = form.seen(written.evaluation)
    question = _("Publish the results? That is public at once, and for ever.")
    publish = partial(form.desk.attempt, partial(_publish, written, after, form.speech), _FAULTS)
    names = partial(evaluation_telling.show, written.draft, form.speech)
    confirmed(form.desk, "publish", _("Publish the results"), question, publish, form.speech, names)


def show_discard(written: Written, form: Fields) -> None:
    """Throwing away what is written and not public."""
    _ = form.speech.gettext
    question = _("Throw away everything that is written here? What is public stays.")
    discard = partial(form.desk.attempt, partial(_discard, written), _FAULTS)
    confirmed(form.desk, "discard", _("Throw this draft away"), question, discard, form.speech)


def show_preview(written: Written, speech: Speech) -> None:
    """The report as everybody would see it, published at this moment."""
    portal, draft, evaluation = session.portal(), written.draft, written.evaluation
    missing = portal.reporting.gate(draft, evaluation)
    if missing:
        show_missing(written, missing, speech)
        return
    findings = portal.reporting.findings(draft, evaluation)
    number = len(evaluation.publications) + 1
    report = as_report(draft, number, findings, respond_by(portal.evaluations.today()))
    evaluation_results.show_lead(evaluation, report, speech)
    evaluation_results.show(evaluation, report, speech)


def show_withdraw(written: Written, form: Fields) -> None:
    """Taking the results back, with the reason."""
    _ = form.speech.gettext
    about = _(
        "Everybody can still read what was published, and why it must not be used. The results are "
        "owed again."
    )
    st.html(Markup("<p>{}</p>").format(about))
    after = form.seen(written.evaluation)
    form.texts.choose_language()
    form.words("reason", _("Reason"), long=True)
    question = _("Withdraw the results? That is public at once.")
    withdraw = partial(form.desk.attempt, partial(_withdraw, written, form, after), _FAULTS)
    names = partial(evaluation_telling.show_typed, form.texts, form.local, form.speech)
    confirmed(
        form.desk, "withdraw", _("Withdraw the results"), question, withdraw, form.speech, names
    )


def _publish(written: Written, after: int, speech: Speech, actor: Actor) -> Done:
    try:
        session.portal().reporting.publish(
            actor, written.code, after=after, version=written.draft.version
        )
    except StillGathering as error:
        until = {"day": speech.formatting.date(error.until)}
        raise Refused({WHOLE: Sentence(_STILL_GATHERING, until)}) from None
    except Faulty:
        raise Refused({WHOLE: Sentence(N_("Something is missing still: see below."))}) from None
    return onward(
        Place(written.code), done(N_("The results are published. Everybody can read them."))
    )


def _discard(written: Written, actor: Actor) -> Done:
    session.portal().reporting.discard(actor, written.code, after=written.draft.version)
    return onward(Place(written.code), done(N_("The draft is thrown away.")))


def _withdraw(written: Written, form: Fields, after: int, actor: Actor) -> Done:
    reason = form.typed_words("reason")
    if reason is None:
        raise form.refused([Problem("reason", Fault.MISSING)])
    try:
        session.portal().reporting.withdraw(actor, written.code, reason, after=after)
    except Faulty as faulty:
        raise form.refused(faulty) from None
    return onward(Place(written.code), done(N_("The results are withdrawn.")))
