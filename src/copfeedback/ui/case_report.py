"""What somebody brought: what happened, what they wish, whom they name, and their files."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.answer_words import in_words
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.file_store import CaseFile
from copfeedback.complaints.form import Field, Goes, Listed
from copfeedback.complaints.model import Side
from copfeedback.complaints.questions import STEPS
from copfeedback.complaints.wording import CHANNEL_NAMES
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import case_desk, session, staff
from copfeedback.ui.staff import Form

_WISHES = frozenset(
    {
        "danger",
        "behalf",
        "say_minor",
        "hopes",
        "caseworker_gender",
        "speaks",
        "interpreter",
        "interpreter_gender",
    }
)
_PEOPLE = frozenset(
    step_field.name for step in STEPS if step.id == "who" for step_field in step.fields
)


def show(view: CaseView, form: Form) -> None:
    """The complaint as it came in."""
    _, speech = form.speech.gettext, form.speech
    case_desk.heading(_("What happened"))
    narrative = view.narrative
    if narrative.recorded:
        case_desk.line(_("It was spoken: see the files."))
    st.html(
        case_desk.with_translations(
            narrative.text, narrative.language, narrative.translations, speech
        )
    )
    _show_answers(view, speech)
    case_desk.heading(_("Files"))
    _show_files(view.case_id, view.files, speech)
    if view.rating is not None:
        case_desk.heading(_("How they found our work"))
        score = {"score": speech.formatting.number(view.rating.score)}
        case_desk.line(_("%(score)s of 5") % score)
        if view.rating.text:
            st.html(case_desk.quoted(view.rating.text, view.rating.language, speech))


def _show_answers(view: CaseView, speech: Speech) -> None:
    """Every question that was answered, by what it is good for."""
    _ = speech.gettext
    answered = [
        field
        for step in STEPS
        for field in step.fields
        if field.goes is Goes.CASE and view.answers.get(field.name)
    ]
    parts = {
        _("Wishes and safety"): [each for each in answered if each.name in _WISHES],
        _("Who it was"): [each for each in answered if each.name in _PEOPLE],
        _("When, where and what"): [
            each for each in answered if each.name not in _WISHES | _PEOPLE
        ],
    }
    for heading, fields in parts.items():
        if fields:
            case_desk.heading(heading)
            staff.facts([(_(each.label), _answer(view, each, speech)) for each in fields])
    if view.channel is not None:
        staff.facts([(_("How it came in"), _(CHANNEL_NAMES[view.channel]))])


def named(view: CaseView, speech: Speech) -> list[tuple[str, str | Markup]]:
    """Whom the complaint names, as far as it does."""
    return [
        (speech.gettext(field.label), _answer(view, field, speech))
        for step in STEPS
        for field in step.fields
        if field.name in _PEOPLE and field.goes is Goes.CASE and view.answers.get(field.name)
    ]


def _answer(view: CaseView, field: Field, speech: Speech) -> Markup:
    known = session.portal().choices.known()
    said = in_words(field, view.answers[field.name], known, speech)
    if isinstance(field.options, Listed):
        said = said.lstrip("– ")  # in a list to choose from, a dash says what lies in what
    return Markup('<bdi dir="auto">{}</bdi>').format(said)


def _show_files(case_id: str, files: Sequence[CaseFile], speech: Speech) -> None:
    _ = speech.gettext
    if not files:
        case_desk.line(_("There are no files."))
        return
    lines = Markup("").join(
        Markup(
            '<li><a href="./staff/cases/{}/files/{}"><bdi>{}</bdi></a> <small>{}</small></li>'
        ).format(
            quote(case_id, safe=""),
            each.number,
            each.name,
            Markup(" · ").join(
                [
                    speech.formatting.size(each.size),
                    speech.formatting.date(each.on),
                    _("From the complainant")
                    if each.side is Side.COMPLAINANT
                    else _("From a caseworker"),
                ]
            ),
        )
        for each in files
    )
    st.html(Markup("<ul>{}</ul>").format(lines))
    case_desk.line(
        _("A file is decrypted as you download it. Keep it nowhere that others can read.")
    )
