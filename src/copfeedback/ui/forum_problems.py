"""What forums work on, at the full door: all problems, and what is known of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.forums.model import Forum
from copfeedback.forums.problem_model import PARTS, Measure, Problem, Stage
from copfeedback.forums.when import when
from copfeedback.forums.wording import PART_NAMES, name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.ui import commitment_parts, forum_commitments, session, staff
from copfeedback.ui.commitment_parts import NUMBER, people_said
from copfeedback.ui.pages import PROBLEMS, page_file
from copfeedback.ui.tables import plain_table
from copfeedback.ui.texts import as_label, as_words, marked

_BESIDE = (("offender", "handler"), ("target", "guardian"), ("place", "manager"))
_VERSION = "version"
_NOTHING = escape("–")


def show_all(found: Sequence[Problem], speech: Speech) -> None:
    """Every problem, with how far the work is and when it is looked at again."""
    _, today = speech.gettext, session.portal().problems.today()
    forums = {each.code: each for each in session.portal().forums.all()}
    about = _(
        "What happens again and again, and what the police, other agencies and residents do about "
        "it together."
    )
    st.html(Markup("<p>{}</p>").format(about))
    if not found:
        st.html(Markup("<p>{}</p>").format(_("There is none at the moment.")))
    for problem in found:
        with st.container(key=f"problem-{problem.id}", gap=None):
            st.page_link(
                page_file(PROBLEMS),
                label=as_label(title_of(problem, speech)),
                query_params={NUMBER: str(problem.id)},
            )
            parts = [Markup("<b>{}</b>").format(name_of(problem.stage, speech))]
            parts += [escape(_("Quick win"))] if problem.quick_win else []
            parts.append(marked(forums[problem.forum].name, speech))
            next_on = problem.next_review(today)
            if problem.is_review_due(today):
                parts.append(Markup("<b>{}</b>").format(_("Review overdue")))
            elif next_on and problem.stage is not Stage.CLOSED:
                day = speech.formatting.date(next_on)
                parts.append(escape(_("Looked at again on %(day)s") % {"day": day}))
            st.html(Markup("<p><small>{}</small></p>").format(Markup(" · ").join(parts)))


def title_of(problem: Problem, speech: Speech) -> str:
    """What a problem is called."""
    title = problem.read("title", speech.tag)
    return as_words(title) if title else str(problem.id)


def show_one(versions: Sequence[Problem], forum: Forum, speech: Speech) -> None:
    """What is known now, or was at an earlier version the address asks for."""
    _, asked = speech.gettext, staff.asked_id(_VERSION)
    problem = next((each for each in versions if each.version == asked), versions[0])
    if problem is not versions[0]:
        st.html(Markup('<p class="note">{}</p>').format(_("This is an earlier version.")))
    _facts(problem, forum, speech)
    _heading(Stage.SCANNING, speech)
    _parts(problem, PARTS[Stage.SCANNING][1:], speech)
    forum_commitments.show_findings(
        [(each.release, each.item) for each in problem.findings], speech
    )
    _heading(Stage.ANALYSIS, speech)
    _analysis(problem, speech)
    _heading(Stage.RESPONSE, speech)
    _parts(problem, PARTS[Stage.RESPONSE], speech)
    if problem.reviews:
        days = Markup("<br>").join(map(speech.formatting.date, problem.reviews))
        staff.facts([(_("Days of review"), days)])
    for commitment in session.portal().commitments.all(problem=problem.id):
        commitment_parts.line(commitment, speech)
    _heading(Stage.ASSESSMENT, speech)
    if problem.measures:
        st.html(_measures(problem.measures, speech))
    _parts(problem, PARTS[Stage.ASSESSMENT], speech, or_nothing=not problem.measures)
    _meetings(problem, speech)
    _versions(versions, problem, speech)


def _facts(problem: Problem, forum: Forum, speech: Speech) -> None:
    _, day = speech.gettext, speech.formatting.date
    today = session.portal().problems.today()
    stands = [name_of(problem.stage, speech), *([_("Quick win")] if problem.quick_win else [])]
    pairs: list[tuple[str, str | Markup]] = [
        (_("How it stands"), " · ".join(stands)),
        (_("Forum"), marked(forum.name, speech)),
    ]
    if problem.topic:
        pairs.append((_("Topic"), name_of(problem.topic, speech)))
    if problem.since:
        pairs.append((_("Since when"), day(problem.since)))
    if problem.stage is not Stage.CLOSED:
        next_on = problem.next_review(today)
        told = day(next_on) if next_on else _("Not set yet")
        review_overdue_label = _("Review overdue")
        overdue = f" · {review_overdue_label}" if problem.is_review_due(today) else ""
        pairs.append((_("Next review"), told + overdue))
    staff.facts(pairs)


def _heading(stage: Stage, speech: Speech) -> None:
    st.html(Markup("<h2>{}</h2>").format(name_of(stage, speech)))


def _parts(
    problem: Problem, names: Sequence[str], speech: Speech, *, or_nothing: bool = True
) -> None:
    written = [(name, problem.read(name, speech.tag)) for name in names]
    pairs = [
        (speech.gettext(PART_NAMES[name]), _said(text))
        for name, text in written
        if text is not None
    ]
    if pairs:
        staff.facts(pairs)
    elif or_nothing:
        st.html(Markup("<p>{}</p>").format(speech.gettext("Nothing is written yet.")))


def _analysis(problem: Problem, speech: Speech) -> None:
    _ = speech.gettext
    rows = [
        (
            _(PART_NAMES[who]),
            [
                _said(problem.read(who, speech.tag)),
                _(PART_NAMES[controller]),
                _said(problem.read(controller, speech.tag)),
            ],
        )
        for who, controller in _BESIDE
        if problem.read(who, speech.tag) or problem.read(controller, speech.tag)
    ]
    if rows:
        caption = _("Offender, target and place, and who could keep each in check")
        st.html(plain_table(caption, ["", "", "", ""], rows))
    _parts(problem, ("causes",), speech, or_nothing=not rows)


def _said(text: LocalText | None) -> Markup:
    return people_said(_NOTHING if text is None else escape(text))


def _measures(measures: Sequence[Measure], speech: Speech) -> Markup:
    _ = speech.gettext
    heads = (_("What is counted"), _("Before"), _("Aim"), _("After"))
    rows = [
        (
            Markup("<bdi>{}</bdi>").format(each.name),
            [
                _value(each.before, each.before_on, each.unit, speech),
                _value(each.target, None, each.unit, speech),
                _value(each.after, each.after_on, each.unit, speech),
            ],
        )
        for each in measures
    ]
    return plain_table(_("Measures"), heads, rows)


def _value(value: float | None, on: date | None, unit: str, speech: Speech) -> Markup:
    if value is None:
        return _NOTHING
    return Markup("{} <bdi>{}</bdi>{}").format(
        speech.formatting.number(value),
        unit,
        Markup("<br><small>{}</small>").format(speech.formatting.date(on)) if on else "",
    )


def _meetings(problem: Problem, speech: Speech) -> None:
    found = session.portal().problems.items_on(problem.id)
    if not found:
        return
    lines = [
        Markup("<li>{}: {}</li>").format(when(meeting, speech.tag), marked(item.title, speech))
        for item, meeting in found
    ]
    st.html(
        Markup("<h2>{}</h2><ul>{}</ul>").format(
            speech.gettext("At meetings"), Markup("").join(lines)
        )
    )


def _versions(versions: Sequence[Problem], shown: Problem, speech: Speech) -> None:
    st.html(Markup("<h2>{}</h2>").format(speech.gettext("Versions")))
    for each in versions:
        told = f"{speech.formatting.date(each.written_on)} · {name_of(each.stage, speech)}"
        if each is shown:
            st.html(Markup("<p><b>{}</b></p>").format(told))
            continue
        with st.container(key=f"version-{each.version}"):
            st.page_link(
                page_file(PROBLEMS),
                label=as_label(told),
                query_params={NUMBER: str(each.id), _VERSION: str(each.version)},
            )
