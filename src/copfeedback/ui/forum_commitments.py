"""What was promised at forums, at the full door: the board, and one commitment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import Unknown
from copfeedback.forums.commitment_model import Commitment, Owner, Record, Status
from copfeedback.forums.problem_model import Problem
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.surveys.naming import figure_name
from copfeedback.ui import commitment_parts, session
from copfeedback.ui.pages import PROBLEMS, RESULTS, page_file
from copfeedback.ui.results import QUESTION, WAVE
from copfeedback.ui.selecting import filter_of
from copfeedback.ui.tables import plain_table
from copfeedback.ui.texts import as_label, as_words, marked, words

A_PAGE = 25
_ALL = ""


def show_board(speech: Speech) -> None:
    """How each side keeps its word, and the commitments that are asked for, late ones first."""
    portal, _ = session.portal(), speech.gettext
    wanted = _wanted(speech)
    found = portal.commitments.all(
        sector=wanted["sector"] or None,
        forum=wanted["forum"] or None,
        owner=Owner(wanted["side"]) if wanted["side"] else None,
    )
    records = portal.commitments.records(found)
    st.html(_records(records, speech))
    today, status = portal.commitments.today(), wanted["status"]
    listed = [each for each in found if status in (_ALL, each.status(today))]
    count = speech.ngettext("%(number)s commitment", "%(number)s commitments", len(listed))
    number = speech.formatting.number(len(listed))
    st.html(Markup("<h2>{}</h2>").format(count % {"number": number}))
    _show_some(listed, speech)


def _wanted(speech: Speech) -> dict[str, str]:
    portal, _ = session.portal(), speech.gettext
    sectors = commitment_parts.sectors_by_code(speech.tag)
    options = {
        "sector": (_("Area"), {code: words(each.name, speech) for code, each in sectors.items()}),
        "forum": (
            _("Forum"),
            {each.code: words(each.name, speech) for each in portal.forums.all()},
        ),
        "side": (_("Side"), {each.value: name_of(each, speech) for each in Owner}),
        "status": (_("How it stands"), {each.value: name_of(each, speech) for each in Status}),
    }
    with st.expander(_("Choose what to see")):
        return {
            name: _choice(name, label, choices, speech)
            for name, (label, choices) in options.items()
        }


def _choice(name: str, label: str, choices: Mapping[str, str], speech: Speech) -> str:
    codes = [_ALL, *choices]
    asked = st.query_params.get(name, _ALL)
    chosen = st.selectbox(
        as_label(label),
        codes,
        index=codes.index(asked) if asked in codes else 0,
        format_func=lambda code: choices[code] if code else speech.gettext("All"),
        key=f"commitments.{name}.{speech.tag}",
        filter_mode=filter_of(len(codes)),
        placeholder="",
    )
    return str(chosen or _ALL)


def _records(records: Mapping[Owner, Record], speech: Speech) -> Markup:
    _, number = speech.gettext, speech.formatting.number
    heads = (
        _("Side"),
        _("Kept in time"),
        _("Kept late"),
        _("Late"),
        _("Broken"),
        _("Declined"),
        _("No answer in time"),
        _("Still to come"),
    )
    rows = [
        (
            name_of(owner, speech),
            [
                _kept(each, speech),
                number(each.kept_late),
                number(each.late),
                number(each.broken),
                number(each.declined),
                number(each.no_answer),
                number(each.running),
            ],
        )
        for owner, each in records.items()
    ]
    title = _("How each side keeps its word")
    meaning = _(
        "In time means by the day that was promised first. Broken means dropped after it had been "
        "accepted."
    )
    return plain_table(title, heads, rows) + Markup('<p class="hint">{}</p>').format(meaning)


def _kept(record: Record, speech: Speech) -> str:
    count = speech.formatting.number(record.kept)
    if record.kept_percent is None:
        return count
    return f"{count} ({speech.formatting.percent(record.kept_percent / 100)})"


def _show_some(listed: list[Commitment], speech: Speech) -> None:
    """A page of them; with all, the menu of a phone would be far away."""
    _, number = speech.gettext, speech.formatting.number
    pages = max(1, -(-len(listed) // A_PAGE))
    at = 1
    if pages > 1:
        words_of = _("Page %(page)s of %(pages)s")
        at = st.selectbox(
            as_label(_("Pages of this list")),
            range(1, pages + 1),
            format_func=lambda page: words_of % {"page": number(page), "pages": number(pages)},
            key=f"commitments.page.{pages}.{speech.tag}",
            filter_mode=filter_of(pages),
            placeholder="",
        )
    forums = {each.code: each for each in session.portal().forums.all()}
    for each in listed[(at - 1) * A_PAGE : at * A_PAGE]:
        commitment_parts.line(each, speech, forum=forums[each.forum])


def show_one(commitment: Commitment, speech: Speech) -> None:
    """A commitment, where it comes from, and all that happened to it."""
    portal, _ = session.portal(), speech.gettext
    forum = portal.forums.find(commitment.forum)
    st.html(Markup("<p>{}</p>").format(marked(forum.name, speech)))
    commitment_parts.facts(commitment, speech)
    problem = problem_of(commitment)
    if problem is not None:
        title = problem.read("title", speech.tag)
        told = _("Part of the work on a problem:")
        st.page_link(
            page_file(PROBLEMS),
            label=as_label(f"{told} {as_words(title)}" if title else told),
            query_params={commitment_parts.NUMBER: str(problem.id)},
        )
    finding = commitment.finding
    if finding is not None:
        show_findings([(finding.release, finding.item)], speech)
    commitment_parts.history(commitment, forum, speech)
    never = _("Nothing here is ever changed or taken away.")
    st.html(Markup('<p class="hint">{}</p>').format(never))


def problem_of(commitment: Commitment) -> Problem | None:
    """The problem it belongs to, unless a protected forum holds that back still."""
    if commitment.problem is None:
        return None
    try:
        return session.portal().problems.find(commitment.problem)
    except Unknown:
        return None


def show_findings(findings: Iterable[tuple[str, str]], speech: Speech) -> None:
    """Links to the results that something began with."""
    told = speech.gettext("The results of a survey that led to it")
    for release, item in findings:
        name = figure_name(session.portal().surveys.book, release, item, speech.tag)
        st.page_link(
            page_file(RESULTS),
            label=as_label(f"{told}: {as_words(name)}"),
            query_params={WAVE: release, **({QUESTION: item} if item else {})},
        )
