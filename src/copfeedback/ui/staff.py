"""What all staff pages share: refusals, fields with their problems, and links shown once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.account_model import Issued
from copfeedback.people.model import Actor
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Link, Sentence
from copfeedback.ui.selecting import filter_of
from copfeedback.ui.session import Reader
from copfeedback.ui.texts import as_label

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_BETWEEN = re.compile("[,;،؛]")
_STAYS: Any = "page"  # what a field holds outlives a session that ended, see ui/again.py
_DIGITS = 9
_MANY_TICKS = 8
_TICKS_HEIGHT = 340
_TEXT_HEIGHT = 200


def refuse(reader: Reader, reason: str, *, back_to: str) -> None:
    """Say why a page shows nothing, and what would help; ``back_to`` is the page's name."""
    _, tag = reader.speech.gettext, reader.speech.tag
    asked = {name: value for name, value in st.query_params.items() if name != session.LANGUAGE}
    place = f"/{back_to}?{urlencode(asked)}" if asked else f"/{back_to}"
    query = urlencode({"lang": tag, "next": place})
    way_out = Markup("")
    if reader.actor is None:
        link = Markup('<a href="./staff/sign-in?{}">{}</a>')
        way_out = link.format(query, _("Staff sign-in"))
    elif reader.actor.restricted:
        reason = _("Before you can go on, your account needs a second factor.")
        link = Markup('<a href="./staff/second-factor?{}">{}</a>')
        way_out = link.format(query, _("Set up the second factor"))
    st.html(Markup("<p>{} {}</p>").format(reason, way_out))


def asked_id(name: str) -> int | None:
    """The number that the page's address holds under this name."""
    asked = st.query_params.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) <= _DIGITS else None


def moment(when: datetime, speech: Speech) -> str:
    """Day and time of day where the portal is."""
    zone = ZoneInfo(session.portal().settings.time_zone)
    return speech.formatting.moment(when.astimezone(zone))


def read_day(typed: str) -> date | None:
    """The day somebody wrote, in whatever digits; None for nothing.

    Raises:
        ValueError: it is no day.
    """
    if not typed.strip():
        return None
    found = _DAY.fullmatch(typed.strip())
    if found is None:
        raise ValueError("not year-month-day")
    return date(*map(int, found.groups()))


def split_list(typed: str) -> list[str]:
    """What somebody wrote with commas or semicolons between, of whichever script."""
    return [part.strip() for part in _BETWEEN.split(typed) if part.strip()]


def facts(pairs: Collection[tuple[str, str | Markup]]) -> None:
    """Names and values, one below the other."""
    lines = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*pair) for pair in pairs)
    st.html(Markup('<dl class="facts">{}</dl>').format(lines))


def outcome(desk: Desk, speech: Speech) -> None:
    """What came of the last thing that was done here."""
    if desk.problems:
        said = dict.fromkeys(problem.said(speech) for problem in desk.problems.values())
        lines = Markup("").join(Markup("<p>{}</p>").format(line) for line in said)
        nothing_lost = speech.gettext("Nothing was changed. What you entered is still here.")
        st.html(
            Markup('<div class="summary" role="alert"><h2>{}</h2>{}<p>{}</p></div>').format(
                speech.gettext("Please check"), lines, nothing_lost
            )
        )
    elif desk.done is not None:
        st.html(
            Markup('<div class="note" role="status"><p>{}</p></div>').format(
                desk.done.sentence.said(speech)
            )
        )
        if desk.done.link is not None:
            _show_link(desk, desk.done.link, speech)


def _show_link(desk: Desk, link: Link, speech: Speech) -> None:
    """A link that is kept nowhere, until whoever made it has passed it on."""
    _ = speech.gettext
    lines = (*(sentence.said(speech) for sentence in link.sentences), _("It is shown only now."))
    with st.container(border=True, key="link-once"):
        st.html(
            Markup(
                '<h2>{}</h2><p>{}</p><p><code id="once" dir="ltr" tabindex="0">{}</code></p>'
                '<button type="button" class="copy" data-copies="once" data-done="{}">{}</button>'
            ).format(
                _("Link for %(name)s") % {"name": link.name},
                " ".join(lines),
                link.address,
                _("Copied"),
                _("Copy the link"),
            )
        )
        st.button(_("I have passed it on"), key=desk.key("passed-on"), on_click=desk.forget_link)


def button(
    desk: Desk,
    name: str,
    label: str,
    do: Callable[[Actor], Done],
    faults: Mapping[type[Exception], Fault] | None = None,
    *,
    primary: bool = False,
) -> None:
    """A button that does something as whoever is signed in when it is pressed.

    ``faults`` says what to tell when the use case refuses.
    """
    st.button(
        label,
        key=desk.key(name),
        type="primary" if primary else "secondary",
        on_click=desk.attempt,
        args=(do, faults),
    )


def confirmed(
    desk: Desk,
    name: str,
    label: str,
    question: str,
    do: Callable[[], None],
    speech: Speech,
    beside: Callable[[], None] | None = None,
) -> None:
    """A button whose press is asked back first; ``beside`` shows what to look at before that."""
    _ = speech.gettext
    if desk.asking != name:
        st.button(label, key=desk.key(name), on_click=desk.ask, args=(name,))
        return
    with st.container(border=True, key="question"):
        st.html(Markup('<p role="alert">{}</p>').format(question))
        if beside is not None:
            beside()
        with st.container(horizontal=True):
            st.button(label, key=desk.key(f"{name}-yes"), type="primary", on_click=do)
            st.button(_("No, leave it"), key=desk.key(f"{name}-no"), on_click=desk.ask, args=("",))


def how_passed_on(issued: Issued, email: str) -> list[Sentence]:
    """How a link reaches whom it is for."""
    if issued.mailed:
        return [Sentence(N_("It was sent to %(email)s."), {"email": email})]
    by_hand = Sentence(N_("Pass it on yourself, in a way that only this person can read."))
    return [Sentence(N_("It was not sent by e-mail.")), by_hand] if email else [by_hand]


@dataclass(frozen=True)
class Form:
    """The fields of one place, each with its words, its hint and what is wrong with it above it.

    Fields that depend on each other cannot wait for a button: these are no ``st.form``.
    """

    desk: Desk
    speech: Speech

    def text(self, name: str, label: str, value: str = "", *, hint: str = "") -> str:
        """A line of text."""
        typed = st.text_input(
            self._words(name, label, hint),
            value=self.desk.entered.get(name, value),
            key=self._key(name),
            autocomplete="off",
            placeholder="",
            label_visibility="collapsed",
            persist_state=_STAYS,
        )
        return str(self._keep(name, typed))

    def long_text(self, name: str, label: str, value: str = "", *, hint: str = "") -> str:
        """A text of several lines."""
        typed = st.text_area(
            self._words(name, label, hint),
            value=self.desk.entered.get(name, value),
            key=self._key(name),
            height=_TEXT_HEIGHT,
            placeholder="",
            label_visibility="collapsed",
            persist_state=_STAYS,
        )
        return str(self._keep(name, typed))

    def choice(
        self, name: str, label: str, options: Mapping[str, str], value: str = "", *, hint: str = ""
    ) -> str:
        """One of several, by code; no two may have the same words."""
        codes = list(options)
        entered = self.desk.entered.get(name, value)
        chosen = st.selectbox(
            self._words(name, label, hint),
            codes,
            index=codes.index(entered) if entered in options else 0,
            format_func=lambda code: options[code],
            key=self._key(name),
            filter_mode=filter_of(len(codes)),
            placeholder="",
            label_visibility="collapsed",
            persist_state=_STAYS,
        )
        return str(self._keep(name, chosen))

    def tick(self, name: str, label: str, *, value: bool = False) -> bool:
        """Something that is so or not."""
        ticked = st.checkbox(
            as_label(label),
            value=self.desk.entered.get(name, value),
            key=self._key(name),
            width="stretch",
            persist_state=_STAYS,
        )
        return bool(self._keep(name, ticked))

    def ticks(
        self,
        name: str,
        label: str,
        options: Mapping[str, str],
        values: Collection[str] = (),
        *,
        hint: str = "",
    ) -> frozenset[str]:
        """Some of several, by code."""
        self._words(name, label, hint, is_read=True)
        height = _TICKS_HEIGHT if len(options) > _MANY_TICKS else "content"
        with st.container(border=True, gap=None, height=height):
            return frozenset(
                code
                for code, words in options.items()
                if self.tick(f"{name}.{code}", words, value=code in values)
            )

    def typed(self, name: str) -> Any:
        """What stands in a field at the moment a button is pressed; None without the field."""
        return st.session_state.get(self._key(name))

    def typed_ticks(self, name: str, options: Collection[str]) -> frozenset[str]:
        """What is ticked at the moment a button is pressed."""
        return frozenset(code for code in options if self.typed(f"{name}.{code}"))

    def put(self, name: str, value: Any) -> None:
        """Let a field hold something, at the press of a button."""
        st.session_state[self._key(name)] = self.desk.entered[name] = value

    def _key(self, name: str) -> str:
        return self.desk.key(name, self.speech)

    def _keep(self, name: str, value: Any) -> Any:
        self.desk.entered[name] = value
        return value

    def _words(self, name: str, label: str, hint: str, *, is_read: bool = False) -> str:
        """Show the words of a field; returns them as the name that screen readers give it."""
        problem = self.desk.problems.get(name) if name != WHOLE else None
        lines = [Markup("<p><b>{}</b></p>").format(label)]
        if hint:
            lines.append(Markup('<p class="hint">{}</p>').format(hint))
        said = problem.said(self.speech) if problem else ""
        if said:
            lines.append(Markup('<p class="problem">{}</p>').format(said))
        hidden = "" if is_read else Markup(' aria-hidden="true"')
        st.html(
            Markup('<div class="question"><div{}>{}</div></div>').format(
                hidden, Markup("").join(lines)
            )
        )
        return " ".join(filter(None, [label, hint, said]))
