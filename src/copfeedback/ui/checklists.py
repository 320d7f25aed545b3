"""Checklists at the full door: how the police see themselves, and how others see them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.evaluations.checklist_comparison import (
    Changes,
    SideBySide,
    counted,
    side_by_side,
)
from copfeedback.evaluations.checklist_model import Assessment, Checklist, Mark, Seen
from copfeedback.evaluations.stacked import stacked_table
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import session, staff
from copfeedback.ui.commitment_parts import people_said
from copfeedback.ui.forum_lines import link, listed
from copfeedback.ui.pages import CHECKLISTS, EVALUATIONS
from copfeedback.ui.texts import marked, words

CHECKLIST, ASSESSMENT = "checklist", "assessment"
"""In the query of the address: the code of a checklist, and the number of an assessment."""


def show_all(speech: Speech) -> None:
    """Every checklist, and when it was answered last."""
    _, checklists = speech.gettext, session.portal().checklists
    about = _(
        "The police answer these questions about themselves. Others answer the same questions "
        "about them. Here you see both."
    )
    lines = []
    for each in checklists.all():
        found = checklists.assessments(each.code)
        last = _("Nobody has answered it yet.")
        if found:
            day = {"day": speech.formatting.date(found[0].on)}
            last = _("Last answered on %(day)s") % day
        way = link(CHECKLISTS, marked(each.title, speech), speech, **{CHECKLIST: each.code})
        lines.append(
            Markup("{}<br>{}<br><small>{}</small>").format(way, marked(each.about, speech), last)
        )
    st.html(Markup("<p>{}</p>{}").format(about, listed(lines)))
    _advice(speech)


def show_one(checklist: Checklist, speech: Speech) -> None:
    """How a checklist was answered: where both sides differ, what changed, and every answer."""
    _ = speech.gettext
    found = session.portal().checklists.assessments(checklist.code)
    beside = side_by_side(checklist, found)
    st.html(
        Markup("<p>{}</p><p><small>{} {}</small></p><h2>{}</h2>{}<h2>{}</h2>{}").format(
            marked(checklist.about, speech),
            _("In line with:"),
            marked(checklist.aligned_with, speech),
            _("Where both differ"),
            _differing(beside, speech),
            _("What changed since the time before"),
            _changed(beside.changes, speech),
        )
    )
    if found:
        st.html(_every_answer(checklist, beside, speech))
        st.html(_over_time(checklist, found, speech))
    else:
        questions = listed(marked(each.text, speech) for each in checklist.questions)
        nobody = _("Nobody has answered it yet.")
        st.html(Markup("<p>{}</p>{}").format(nobody, questions))
    _advice(speech)


def show_assessment(checklist: Checklist, assessment: Assessment, speech: Speech) -> None:
    """One assessment with its notes."""
    head = Markup("<h2>{}: {}</h2><p><bdi>{}</bdi></p>").format(
        name_of(assessment.seen, speech), speech.formatting.date(assessment.on), assessment.office
    )
    st.html(head)
    if assessment.evaluation:
        part = speech.gettext("Part of an evaluation")
        st.html(link(EVALUATIONS, part, speech, evaluation=assessment.evaluation))
    staff.facts(
        [
            (words(each.text, speech), _answer(assessment, each.key, speech))
            for each in checklist.questions
        ]
    )


def _answer(assessment: Assessment, key: str, speech: Speech) -> Markup:
    said = _mark(assessment, key, speech)
    if key not in assessment.notes:
        return escape(said)
    return escape(said) + people_said(marked(assessment.notes[key], speech))


def _mark(assessment: Assessment, key: str, speech: Speech) -> str:
    mark = assessment.marks.get(key)
    return name_of(mark, speech) if mark else "–"


def _differing(beside: SideBySide, speech: Speech) -> Markup:
    _ = speech.gettext
    if beside.differing is None:
        told = _(
            "There is nothing to compare yet: it takes a self-assessment and one from outside."
        )
        return Markup("<p>{}</p>").format(told)
    if not beside.differing:
        return Markup("<p>{}</p>").format(_("They give the same answers."))
    return listed(
        Markup("{}<br>{}: <b>{}</b> · {}: <b>{}</b>").format(
            marked(each.question.text, speech),
            name_of(Seen.SELF, speech),
            name_of(each.own, speech),
            name_of(Seen.OUTSIDE, speech),
            name_of(each.outside, speech),
        )
        for each in beside.differing
    )


def _changed(changes: Sequence[Changes], speech: Speech) -> Markup:
    _, day = speech.gettext, speech.formatting.date
    if not changes:
        return Markup("<p>{}</p>").format(_("Nobody has answered twice yet."))
    parts = []
    for each in changes:
        days = {"before": day(each.before.on), "now": day(each.now.on)}
        lines = [
            Markup("{}<br>{} {} · {} <b>{}</b>").format(
                marked(change.question.text, speech),
                _("before:"),
                name_of(change.before, speech),
                _("now:"),
                name_of(change.now, speech),
            )
            for change in each.changed
        ]
        parts.append(
            Markup("<h3>{} · <bdi>{}</bdi></h3><p>{}</p>{}").format(
                name_of(each.now.seen, speech),
                each.now.office,
                _("From %(before)s to %(now)s:") % days,
                listed(lines or [escape(_("No answer changed."))]),
            )
        )
    return Markup("").join(parts)


def _every_answer(checklist: Checklist, beside: SideBySide, speech: Speech) -> Markup:
    _ = speech.gettext
    heads = [
        _("Question"),
        *(
            Markup("{}<br><small>{}<br>{}</small>").format(
                name_of(each.seen, speech),
                Markup("<bdi>{}</bdi>").format(each.office),
                _way(each, speech),
            )
            for each in beside.columns
        ),
    ]
    rows: list[tuple[str | Markup, list[str | Markup]]] = [
        (marked(each.text, speech), [_mark(one, each.key, speech) for one in beside.columns])
        for each in checklist.questions
    ]
    return stacked_table(_("All questions, side by side"), heads, rows)


def _over_time(checklist: Checklist, found: Sequence[Assessment], speech: Speech) -> Markup:
    _ = speech.gettext
    rows: list[tuple[str | Markup, list[str | Markup]]] = []
    for each in found:
        counts = counted(each, checklist)
        named = Markup("{}<br><small>{} · <bdi>{}</bdi></small>").format(
            _way(each, speech), name_of(each.seen, speech), each.office
        )
        rows.append((named, [speech.formatting.number(counts[mark]) for mark in Mark]))
    heads = [_("Day"), *(name_of(mark, speech) for mark in Mark)]
    return stacked_table(_("Over time"), heads, rows)


def _way(assessment: Assessment, speech: Speech) -> Markup:
    query = {CHECKLIST: assessment.checklist, ASSESSMENT: str(assessment.id)}
    return link(CHECKLISTS, speech.formatting.date(assessment.on), speech, **query)


def _advice(speech: Speech) -> None:
    _ = speech.gettext
    told = _(
        "Change takes time. Give a programme two to five years before a final evaluation. Until "
        "then, use these lists to learn what to do better."
    )
    st.html(
        Markup('<div class="note"><h2>{}</h2><p>{}</p></div>').format(
            _("When to judge for good"), told
        )
    )
