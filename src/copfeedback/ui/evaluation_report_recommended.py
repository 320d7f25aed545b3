"""What is recommended, to whom, and by when it is to be answered."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.report_draft import DraftRecommendation, DraftReport
from copfeedback.faults import ChangedMeanwhile, Problem, Unknown
from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import Actor
from copfeedback.ui import session
from copfeedback.ui.desk import Done
from copfeedback.ui.evaluation_answers_fields import Fields
from copfeedback.ui.evaluation_desk_place import FAULTS, way
from copfeedback.ui.evaluation_report_place import (
    NEW,
    RECOMMENDATIONS,
    Written,
    keep,
    label_of,
    part_name,
    put_recommendation,
    seen,
    show_theirs,
)
from copfeedback.ui.staff import button, confirmed

_TEXT = N_("What is recommended")


def show_list(written: Written, form: Fields) -> None:
    """All of them, and the way to a new one."""
    _, speech = form.speech.gettext, form.speech
    st.html(Markup("<h2>{}</h2>").format(_("Recommendations")))
    for each in written.draft.recommendations:
        about = f"{RECOMMENDATIONS}.{each.key}"
        way(written.at(about), part_name(written, about, speech))
    way(written.at(f"{RECOMMENDATIONS}.{NEW}"), _("Add a recommendation"))


def show(written: Written, key: str, form: Fields) -> None:
    """One of them, or a new one.

    Raises:
        Unknown: none has this key.
    """
    _, speech = form.speech.gettext, form.speech
    now = _of(seen(form, written.draft), key)
    if now is None and key != NEW:
        raise Unknown
    each = now or DraftRecommendation()
    show_theirs(form, {"recommendation": each})
    form.texts.choose_language()
    form.words("text", _(_TEXT), each.text, long=True)
    form.words("office", label_of("office", speech), each.office)
    hint = _("Its staff answer it here. Without one, whoever commissioned the evaluation does.")
    if written.evaluation.pledge.commissioner_organisation is None:
        hint = _("Its staff answer it here. Without one, nobody can.")
    options = {"": _("Nothing chosen")} | {
        str(known.id): known.name
        for known in session.portal().organisations.all()
        if known.active or known.id == each.organisation
    }
    chosen = str(each.organisation or "")
    form.choice("organisation", label_of("organisation", speech), options, chosen, hint=hint)
    form.day("respond_by", label_of("respond_by", speech), each.respond_by)
    save = partial(_save, written, key, form)
    button(form.desk, "save", _("Save"), save, FAULTS, primary=True)
    report = written.evaluation.report
    public = {each.key for each in report.recommendations} if report else set()
    if now is not None and key not in public:  # what is public stays, and is answered
        away = partial(form.desk.attempt, partial(_take_away, written, key, form), FAULTS)
        confirmed(form.desk, "away", _("Take it away"), _("Take it away?"), away, speech)


def _of(report: DraftReport, key: str) -> DraftRecommendation | None:
    return next((each for each in report.recommendations if each.key == key), None)


def _save(written: Written, key: str, form: Fields, actor: Actor) -> Done:
    before = _of(form.desk.entered["before"], key) or DraftRecommendation()
    problems: list[Problem] = []
    respond_by = form.typed_day("respond_by", problems)
    organisation = form.typed("organisation")
    mine = DraftRecommendation(
        before.key,
        form.typed_words("text", before.text),
        form.typed_words("office", before.office),
        respond_by,
        int(organisation) if organisation.isdecimal() else None,
    )
    return keep(
        written,
        form,
        actor,
        lambda report: _of(report, key),
        mine,
        lambda now: put_recommendation(now, before.key, mine),
        problems=problems,
    )


def _take_away(written: Written, key: str, form: Fields, actor: Actor) -> Done:
    if _of(session.portal().reporting.draft(actor, written.code), key) is None:
        raise ChangedMeanwhile
    return keep(
        written,
        form,
        actor,
        lambda report: _of(report, key),
        None,
        lambda now: put_recommendation(now, key, None),
    )
