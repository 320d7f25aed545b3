"""What stands beside the questions of a complaint: who else helps, and what has to be known."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints import agencies
from copfeedback.complaints import intake_wording as wording
from copfeedback.complaints.agencies import Agency
from copfeedback.complaints.filing import WhyClosed
from copfeedback.complaints.form import Entered, Known, Step
from copfeedback.complaints.intake import answered_within
from copfeedback.complaints.model import AgeBand
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.complaints.promise_wording import (
    ABOUT_US,
    NOT_OPEN,
    NOT_OPEN_NOWHERE,
    RUN_BY_POLICE,
    filled_page,
)
from copfeedback.form_sounds import find_sound, sound_path
from copfeedback.i18n.catalogues import Speech
from copfeedback.page_text import Block, BlockKind
from copfeedback.profile.wording import contact_link
from copfeedback.ui import session
from copfeedback.ui.texts import marked


def show(step: Step, entered: Entered, speech: Speech) -> None:
    """All of it that belongs to a step."""
    profile = session.portal().profile
    match step.id:
        case "before":
            _before(speech)
        case "safety":
            _safety(entered, speech)
        case "young":
            _young(entered, speech)
        case "elsewhere":
            found = agencies.not_police_matters(profile.directory(), profile.identity())
            _paragraphs(map(speech.gettext, step.notes))
            _show(found, speech)
            return
    _paragraphs(map(speech.gettext, step.notes))


def listen(step: Step, entered: Entered, known: Known, speech: Speech) -> None:
    """The step as somebody speaks it, where a recording says what stands on the screen."""
    _, portal = speech.gettext, session.portal()
    sound = find_sound(portal, step, entered, known, speech)
    profile = portal.profile
    nobody = not agencies.in_danger(profile.directory(), profile.identity())
    if sound is None or (step.id == "safety" and nobody):
        return
    if sound.synthetic:
        said = _("The voice you can listen to is a computer’s.")
        st.html(Markup('<p class="hint">{}</p>').format(said))
    st.html(
        Markup(
            '<audio controls controlslist="nodownload" preload="none" src="./{}" aria-label="{}">'
            "</audio>"
        ).format(sound_path(sound), _("Listen"))
    )


def closed(reason: WhyClosed, speech: Speech) -> None:
    """Why nothing can be written here, and whom to turn to instead."""
    portal = session.portal()
    found = agencies.instead(portal.promises.operation(), portal.profile.directory())
    elsewhere = NOT_OPEN if found else NOT_OPEN_NOWHERE
    _paragraphs([speech.gettext(wording.WHY_CLOSED[reason]), speech.gettext(elsewhere)])
    _show(found, speech)


def _before(speech: Speech) -> None:
    _, portal = speech.gettext, session.portal()
    operation = portal.promises.operation()
    if portal.surveys.is_demonstration():
        _note(_(wording.MADE_UP))
    if operation.body is not None:
        st.html(Markup("<p>{}</p>").format(marked(operation.body, speech)))
    if operation.run_by_police:
        _note(_(RUN_BY_POLICE))
    found = agencies.instead(operation, portal.profile.directory())
    if found:
        with st.expander(_(ABOUT_US), expanded=operation.run_by_police):
            _show(found, speech)
    _paragraphs([_(wording.NOTHING_YET)])


def _safety(entered: Entered, speech: Speech) -> None:
    _, portal = speech.gettext, session.portal()
    found = agencies.in_danger(portal.profile.directory(), portal.profile.identity())
    _note(_(wording.NOBODY_AT_NIGHT if found else wording.NOBODY_TO_CALL))
    _show(found, speech)
    _paragraphs([wording.within(answered_within(entered, portal.clocks), speech)])


def _young(entered: Entered, speech: Speech) -> None:
    portal = session.portal()
    if AgeBand.BELOW_12 in entered.get("age_band", ()):
        _note(speech.gettext(wording.GROWN_UP))
    shown = filled_page(portal.promises, PromisePage.MINORS, speech.tag, portal.catalogues.speech)
    st.html(
        Markup('<div lang="{}" dir="{}">{}</div>').format(
            shown.title.language, shown.direction, Markup("").join(map(_block, shown.blocks))
        )
    )
    _show(agencies.for_the_young(portal.profile.directory()), speech)


def _block(block: Block) -> Markup:
    if block.kind in {BlockKind.HEADING, BlockKind.PARAGRAPH}:
        return Markup("<{0}>{1}</{0}>").format(block.kind, block.lines[0])
    lines = Markup("").join(Markup("<li>{}</li>").format(line) for line in block.lines)
    return Markup("<{0}>{1}</{0}>").format(block.kind, lines)


def _paragraphs(texts: Sequence[str] | map[str]) -> None:
    said = Markup("").join(Markup("<p>{}</p>").format(text) for text in texts)
    if said:
        st.html(said)


def _note(text: str) -> None:
    st.html(Markup('<p class="note"><b>{}</b></p>').format(text))


def _show(found: Sequence[Agency], speech: Speech) -> None:
    lines = Markup("").join(
        Markup("<dt>{}</dt>{}<dd>{}</dd>").format(
            marked(agency.name, speech),
            Markup("<dd>{}</dd>").format(marked(agency.offer, speech)) if agency.offer else "",
            contact_link(agency.reach)
            if isinstance(agency.reach, str)
            else marked(agency.reach, speech),
        )
        for agency in found
    )
    if lines:
        st.html(Markup("<dl>{}</dl>").format(lines))
