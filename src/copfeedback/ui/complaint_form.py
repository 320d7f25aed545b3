"""Writing a complaint at the full door: the steps, one a screen.

The same page serves staff who record what somebody has told them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints import intake_wording as wording
from copfeedback.complaints.form import Field, Known, Step, Telling
from copfeedback.complaints.model import Channel
from copfeedback.complaints.questions import TELLING_NAMES
from copfeedback.complaints.steps import REVIEW, fields_of, progress, telling
from copfeedback.complaints.wording import CHANNEL_NAMES
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.model import Actor, Permission
from copfeedback.ui import again, complaint_beside, frame, session
from copfeedback.ui.complaint_end import show_code, show_receipt, show_review
from copfeedback.ui.complaint_fields import Asking, ask, entries
from copfeedback.ui.complaint_visit import ComplaintVisit
from copfeedback.ui.pages import COMPLAINT, TITLES, page_file

RECORDING = "recording"
_VISIT = "copfeedback_complaint"
_CHANNEL = "complaint-channel"
_TOLD = (Channel.TELEPHONE, Channel.IN_PERSON, Channel.PAPER, Channel.LETTER)


def visit() -> ComplaintVisit | None:
    """What somebody is writing in this session, if they are."""
    found: ComplaintVisit | None = st.session_state.get(_VISIT)
    return found


def is_unsent() -> bool:
    """Whether a reload would lose something."""
    begun = visit()
    return begun is not None and begun.is_unsent


def screen() -> str:
    """A name for what is on the screen, the same as long as it is the same."""
    begun = visit()
    return f"/{begun.screen}" if begun else ""


_TITLE = TITLES[f"/{COMPLAINT}"]


def show(speech: Speech) -> None:
    """The page: what is on the screen for this person, or why nothing can be written."""
    portal = session.portal()
    reader = session.reader()
    begun = visit()
    if begun is not None and begun.channel is not Channel.FULL and reader.ended:
        again.ask(reader.ended, speech.gettext(_TITLE), speech)
        return
    door = portal.filing.door(speech.tag)
    if door.reason is not None and begun is None:
        frame.languages(speech, in_place=False)
        frame.heading(speech.gettext("Closed"))
        complaint_beside.closed(door.reason, speech)
        return
    here = begun or ComplaintVisit()
    st.session_state[_VISIT] = here
    recorder = reader.actor if st.query_params.get(RECORDING) else None
    if recorder is None:
        here.channel = Channel.FULL
    elif here.channel not in channels(recorder):
        here.channel = channels(recorder)[0]
    known = portal.choices.known()
    checked = here.checked(known, portal.surveys.today(), speech)
    if here.filed is not None and here.drawn is not None:
        show_receipt(here, here.drawn, here.filed, speech, forget)
    elif here.step is not None:
        if reader.actor and recorder is None:
            label = speech.gettext("Write down what somebody told you")
            st.page_link(page_file(COMPLAINT), label=label, query_params={RECORDING: "1"})
        _show_step(here, here.step, known, recorder, speech)
    elif here.place == REVIEW:
        show_review(here, checked, known, speech)
    else:
        show_code(here, checked, recorder, speech)


def forget() -> None:
    """Keep nothing of it in the session."""
    st.session_state.pop(_VISIT, None)


def channels(actor: Actor) -> tuple[Channel, ...]:
    """The ways in which a member of staff can have been told something."""
    return _TOLD if actor.may_somewhere(Permission.HANDLE_COMPLAINTS) else (Channel.PASSED_ON,)


@dataclass(frozen=True)
class _Turning:
    """What the buttons of a step do: all of them keep what was entered on it."""

    here: ComplaintVisit
    fields: tuple[Field, ...]
    asking: Asking

    def take(self) -> None:
        """Keep what stands in the widgets."""
        if channel := st.session_state.get(_CHANNEL):
            self.here.channel = Channel(channel)
        self.here.take(entries(self.fields, self.asking), self.asking.known)

    def go_on(self, *, to_review: bool = False) -> None:
        """To the next step, or past all of them."""
        self.take()
        today = session.portal().surveys.today()
        checked = self.here.checked(self.asking.known, today, self.asking.speech)
        self.here.forward(checked, to_review=to_review)

    def go_to_review(self) -> None:
        """Past all other steps."""
        self.go_on(to_review=True)

    def go_back(self) -> None:
        """To the step before."""
        self.take()
        self.here.back()

    def telling(self, way: Telling) -> Callable[[], None]:
        """To another way of telling it."""

        def change() -> None:
            self.take()
            self.here.tell(way)

        return change


def _show_step(
    here: ComplaintVisit, step: Step, known: Known, recorder: Actor | None, speech: Speech
) -> None:
    today = session.portal().surveys.today()
    problems = here.checked(known, today, speech).problems if here.checking else {}
    fields = tuple(fields_of(step, here.entered, known))
    asking = Asking(here.entered, known, speech, problems)
    turning = _Turning(here, fields, asking)
    with st.form(f"complaint.{step.id}", border=False, enter_to_submit=False):
        frame.language_buttons(speech, st.form_submit_button, before=turning.take)
        frame.heading(speech.gettext(step.title))
        show_progress(step.id, here, speech)
        _summary(fields, asking)
        complaint_beside.listen(step, here.entered, known, speech)
        complaint_beside.show(step, here.entered, speech)
        if recorder is not None and step.id == "before":
            _ask_channel(here, recorder, speech)
        for field in fields:
            ask(field, asking)
        if step.id == "what":
            _ways_of_telling(here, turning, speech)
        _ways_on(step, turning, speech)


def _ways_on(step: Step, turning: _Turning, speech: Speech) -> None:
    _, button, here = speech.gettext, st.form_submit_button, turning.here
    finish = _("Save and go to the overview")
    has_told = progress(step.id, here.entered)[0] >= progress("what", here.entered)[0]
    with st.container(horizontal=True):
        onward = finish if here.reviewing else _("Next")
        button(onward, type="primary", on_click=turning.go_on, key="complaint-next")
        if here.reviewing:
            return
        if progress(step.id, here.entered)[0] > 1:
            button(_("Back"), on_click=turning.go_back, key="complaint-back")
        if has_told:
            button(finish, on_click=turning.go_to_review, key="complaint-review")


def _ways_of_telling(here: ComplaintVisit, turning: _Turning, speech: Speech) -> None:
    told_by = telling(here.entered)
    if told_by is Telling.VOICE:
        st.html(Markup('<p class="note">{}</p>').format(speech.gettext(wording.VOICE)))
    with st.container(horizontal=True):
        for way in Telling:
            if way is not told_by:
                st.form_submit_button(
                    speech.gettext(TELLING_NAMES[way]),
                    type="tertiary",
                    on_click=turning.telling(way),
                    key=f"complaint-tell-{way}",
                )


def _ask_channel(here: ComplaintVisit, recorder: Actor, speech: Speech) -> None:
    """How a member of staff was told."""
    _, offered = speech.gettext, channels(recorder)
    if offered == (Channel.PASSED_ON,):
        said = _(wording.PASSED_ON)
        st.html(Markup('<p class="note"><b>{}</b></p>').format(said))
        return
    st.html(Markup('<p class="note"><b>{}</b></p>').format(_(wording.RECORDED)))
    st.radio(
        _("How did you hear of it?"),
        [each.value for each in offered],
        index=offered.index(here.channel),
        format_func=lambda code: _(CHANNEL_NAMES[Channel(code)]),
        key=_CHANNEL,
    )


def show_progress(place: str, here: ComplaintVisit, speech: Speech) -> None:
    """Which page this is, and of how many."""
    page, pages = progress(place, here.entered)
    number = speech.formatting.number
    text = speech.gettext("Page %(page)s of %(pages)s") % {
        "page": number(page),
        "pages": number(pages),
    }
    st.html(
        Markup('<p class="step">{}</p><progress value="{}" max="{}" aria-label="{}">').format(
            text, page - 1, pages, speech.gettext("How much you have done")
        )
        + Markup("</progress>")
    )


def _summary(fields: tuple[Field, ...], asking: Asking) -> None:
    speech = asking.speech
    lines = Markup("").join(
        Markup('<li><a href="#q-{}">{}</a>: {}</li>').format(
            field.name,
            speech.gettext(field.label),
            asking.problems[field.name].words(speech),
        )
        for field in fields
        if field.name in asking.problems
    )
    if lines:
        st.html(
            Markup(
                '<div class="summary" role="alert"><h2>{}</h2><p>{}</p><ul>{}</ul></div>'
            ).format(
                speech.gettext("Please check"),
                speech.gettext("Everything you entered is still here."),
                lines,
            )
        )
