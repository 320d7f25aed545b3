"""What stands around every page: skip target, demonstration banner, languages, ways out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup
from streamlit.navigation.page import Page

from copfeedback.complaints.following import COMPLAINT_COOKIE
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.profile.wording import contact_link, portal_name
from copfeedback.ui import session
from copfeedback.ui.pages import HELP, page_file
from copfeedback.ui.session import Reader
from copfeedback.ui.texts import marked

_PAGE_SCRIPT = "./page.js"


def heading(text: str | Markup, *, before: str | Markup = "") -> None:
    """The page's heading, with a small line before it; the skip link leads here."""
    step = Markup('<p class="step">{}</p>').format(before) if before else ""
    st.html(Markup('{}<h1 id="main-content" tabindex="-1">{}</h1>').format(step, text))


def brand(speech: Speech) -> LocalText:
    """What the portal is called."""
    return portal_name(session.portal().profile.identity(), speech)


def masthead(speech: Speech) -> None:
    """The portal's name and logo. No link: leaving by it could lose what somebody is entering."""
    profile = session.portal().profile
    logo = Markup('<img src="./logo?v={}" alt="">').format(profile.identity_number)
    st.html(
        Markup('<p class="masthead" translate="no">{}<b>{}</b></p>').format(
            logo if profile.identity().logo else "", brand(speech)
        )
    )


def menu(public: Sequence[Page], staff: Sequence[Page], speech: Speech) -> None:
    """The pages, and the quick way out; those for staff in a group of their own."""
    with st.container(horizontal=True, key="menu", vertical_alignment="center"):
        _links(public)
        st.html(
            Markup('<a class="exit" href="{}" rel="noreferrer">{}</a>').format(
                _way_out(speech), speech.gettext("Leave this page now")
            ),
            width="content",
        )
    if staff:
        with st.container(horizontal=True, key="staff-menu", vertical_alignment="center"):
            name = Markup('<p aria-hidden="true">{}</p>').format(speech.gettext("Staff"))
            st.html(name, width="content")
            _links(staff)


def _way_out(speech: Speech) -> str:
    """Where the quick way out leads; by way of what ends the session of somebody's own case."""
    if session.browser().cookies.get(COMPLAINT_COOKIE):
        return f"./{speech.tag}/complaints/follow/exit"
    return session.portal().settings.quick_exit_address


def _links(pages: Sequence[Page]) -> None:
    for page in pages:
        st.page_link(page, label=page.title)


def banner(speech: Speech) -> None:
    """Say that everything is made up, where it is."""
    if session.portal().surveys.is_demonstration():
        text = speech.gettext("Demonstration: all surveys and answers on this site are made up.")
        st.html(Markup('<p class="demonstration">{}</p>').format(text))


def bottom(reader: Reader, place: str) -> None:
    """What stands below a page, and what tells the browser which screen this is."""
    speech, _ = reader.speech, reader.speech.gettext
    sign = ("sign-out", _("Sign out")) if reader.actor else ("sign-in", _("Staff sign-in"))
    signed_in = _("Signed in as %(name)s.") % {"name": reader.actor.name} if reader.actor else ""
    with st.container(key="bottom", gap="xsmall"):
        st.page_link(page_file(HELP), label=_("Where to find help"))
        st.html(
            Markup(
                '<footer class="portal"><p>{} <a href="./{}/">{}</a></p>'
                '<p>{} <a href="./staff/{}">{}</a></p>{}</footer>'
            ).format(
                _("Slow connection or old phone?"),
                speech.tag,
                _("Go to the simple site"),
                signed_in,
                *sign,
                _who_is_behind(speech),
            )
        )
    st.html(
        Markup(
            '<div id="copfeedback-page" data-tag="{}" data-direction="{}" data-place="{}" '
            'data-menu="{}" data-staff-menu="{}" data-choose="{}"></div><script src="{}"></script>'
        ).format(
            speech.tag,
            speech.direction,
            place,
            _("Pages"),
            _("Pages for staff"),
            _("Choose a file"),
            _PAGE_SCRIPT,
        ),
        unsafe_allow_javascript=True,  # our own file, allowed by the policy as a whole
    )


def _who_is_behind(speech: Speech) -> Markup:
    """Who operates the portal, and how to reach them."""
    identity = session.portal().profile.identity()
    lines = [
        Markup("{}: {}").format(marked(contact.label, speech), contact_link(contact.address))
        for contact in identity.contacts
    ]
    if identity.operator is not None:
        who = speech.gettext("Who runs this site:")
        lines.insert(0, Markup("{} {}").format(who, marked(identity.operator, speech)))
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def languages(speech: Speech, *, in_place: bool) -> None:
    """The language menu.

    ``in_place`` when a reload would lose what somebody is entering: the languages are then
    buttons instead of links.
    """
    if in_place:
        language_buttons(speech, st.button)
    else:
        _language_links(speech)


def _language_links(speech: Speech) -> None:
    languages = session.portal().catalogues.languages.values()
    entries = Markup("").join(
        Markup('<li lang="{0}" dir="{1}">{2}{3}</li>').format(
            language.tag,
            language.direction,
            Markup("<b>{}</b>").format(language.name)
            if language.tag == speech.tag
            else Markup('<a href="?{}" hreflang="{}">{}</a>').format(
                urlencode({**st.query_params.to_dict(), session.LANGUAGE: language.tag}),
                language.tag,
                language.name,
            ),
            " *" if language.is_machine_drafted else "",
        )
        for language in languages
    )
    st.html(
        Markup('<nav class="languages" aria-label="{}"><ul>{}</ul><p>* {}</p></nav>').format(
            speech.gettext("Language"), entries, _drafted(speech)
        )
    )


def language_buttons(
    speech: Speech, button: Callable[..., Any], before: Callable[[], None] | None = None
) -> None:
    """All other languages as buttons that keep the page; ``before`` saves what is being entered."""

    def switch(tag: str) -> None:
        if before is not None:
            before()
        session.switch_language(tag)

    with st.container(horizontal=True, key="languages", gap="small"):
        for language in session.portal().catalogues.languages.values():
            if language.tag != speech.tag:
                star = " \\*" if language.is_machine_drafted else ""
                button(
                    language.name + star,
                    key=f"language.{language.tag}",
                    type="tertiary",
                    on_click=switch,
                    args=(language.tag,),
                )
    st.html(Markup('<p class="drafted">* {}</p>').format(_drafted(speech)))


def _drafted(speech: Speech) -> str:
    return speech.gettext("machine-drafted, not yet reviewed by a native speaker")
