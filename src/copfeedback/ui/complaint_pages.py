"""How to complain, and what is promised to whoever does, at the full door."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints import agencies
from copfeedback.complaints import promise_wording as wording
from copfeedback.complaints.agencies import Agency
from copfeedback.complaints.filing import WhyClosed
from copfeedback.complaints.intake_wording import WHY_CLOSED
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.page_text import Block, BlockKind
from copfeedback.profile.model import Part
from copfeedback.profile.wording import contact_link, own_words
from copfeedback.ui import frame, session
from copfeedback.ui.pages import COMPLAINT, COMPLAINTS, page_file
from copfeedback.ui.texts import marked

PAGE = "about"
_LISTS = frozenset({BlockKind.POINTS, BlockKind.STEPS})


def asked() -> PromisePage | None:
    """The page of the promise that the address asks for."""
    return next((page for page in PromisePage if page == st.query_params.get(PAGE)), None)


def show_entry(speech: Speech) -> None:
    """How it works, whom to call first, and every way on."""
    _ = speech.gettext
    portal = session.portal()
    directory, operation = portal.profile.directory(), portal.promises.operation()
    frame.heading(_("Complain about the police, or thank them"))
    emergencies = agencies.in_danger(directory, portal.profile.identity())
    if emergencies:
        said = _("In danger now? Nobody watches this page at night. Call:")
        st.html(
            Markup('<div class="note"><p><b>{}</b></p>{}</div>').format(
                said, _listed(emergencies, speech)
            )
        )
    _notes(speech)
    if operation.body is not None:
        st.html(
            Markup("<p>{} <b>{}</b>. {}</p>").format(
                _("This is who looks into complaints:"),
                marked(operation.body, speech),
                marked(operation.independence, speech) if operation.independence else "",
            )
        )
    steps = Markup("").join(Markup("<li>{}</li>").format(_(step)) for step in wording.STEPS)
    st.html(Markup("<h2>{}</h2><ol>{}</ol>").format(_("How it works"), steps))
    reason = portal.filing.door(speech.tag).reason
    if reason is not None:
        _closed(reason, agencies.instead(operation, directory), speech)
    _ways_on(speech, is_open=reason is None)
    st.html(Markup("<h2>{}</h2>").format(_("What you are promised")))
    for line in own_words(portal.profile.promise(Part.COMPLAINT_PROMISE), speech.tag):
        st.html(Markup("<p>{}</p>").format(line))
    with st.container(key="promises", gap="xsmall"):
        for page, title in wording.titles(portal.promises, speech.tag):
            label = portal.catalogues.plain(title)
            st.page_link(page_file(COMPLAINTS), label=label, query_params={PAGE: page.value})


def _notes(speech: Speech) -> None:
    """What has to be known before anything else."""
    portal = session.portal()
    notes = []
    if portal.promises.operated_by_police:
        notes.append(wording.RUN_BY_POLICE)
    if portal.surveys.is_demonstration():
        notes.append(wording.NOT_REVIEWED)
    for note in notes:
        st.html(Markup('<p class="note">{}</p>').format(speech.gettext(note)))


def _closed(reason: WhyClosed, routes: Sequence[Agency], speech: Speech) -> None:
    _ = speech.gettext
    elsewhere = _(wording.NOT_OPEN if routes else wording.NOT_OPEN_NOWHERE)
    st.html(
        Markup('<div class="summary"><p>{}</p><p>{}</p>{}</div>').format(
            _(WHY_CLOSED[reason]), elsewhere, _listed(routes, speech)
        )
    )


def _ways_on(speech: Speech, *, is_open: bool) -> None:
    """The form, and links to the light door: a code is typed nowhere else."""
    _ = speech.gettext
    ways = [("complaints/follow", _("Come back with your code"))]
    if is_open:
        with st.container(key="tell"):
            st.page_link(page_file(COMPLAINT), label=_("Tell us what happened"))
        ways.append(("complaints/form.pdf", _("Form to print and fill in by hand")))
    ways += [
        ("complaints/figures", _("Complaints in numbers")),
        ("complaints/receipt", _("Check a proof that somebody complained")),
    ]
    link = Markup('<li><a href="./{}/{}">{}</a></li>')
    lines = Markup("").join(link.format(speech.tag, path, words) for path, words in ways)
    st.html(Markup("<ul>{}</ul>").format(lines))


def show_page(page: PromisePage, speech: Speech) -> None:
    """One page of the promise."""
    _ = speech.gettext
    portal = session.portal()
    shown = wording.filled_page(portal.promises, page, speech.tag, portal.catalogues.speech)
    with st.container(key="promises"):
        st.page_link(page_file(COMPLAINTS), label=_("Back"))
    frame.heading(Markup("{}").format(shown.title))
    if portal.promises.operated_by_police:
        st.html(Markup('<p class="note">{}</p>').format(_(wording.RUN_BY_POLICE)))
    if shown.is_outdated:
        said = _("This text is older than the one in another language. What holds is said there.")
        st.html(Markup('<p class="note">{}</p>').format(said))
    text = Markup("").join(map(_block, shown.blocks))
    st.html(
        Markup('<div lang="{}" dir="{}">{}</div>').format(
            shown.title.language, shown.direction, text
        )
    )
    if page is PromisePage.WHO:
        _who(speech)


def _block(block: Block) -> Markup:
    if block.kind not in _LISTS:
        return Markup("<{0}>{1}</{0}>").format(block.kind, block.lines[0])
    lines = Markup("").join(Markup("<li>{}</li>").format(line) for line in block.lines)
    return Markup("<{0}>{1}</{0}>").format(block.kind, lines)


def _who(speech: Speech) -> None:
    """Who runs the door, and whom to turn to instead."""
    _ = speech.gettext
    portal = session.portal()
    operation = portal.promises.operation()
    said: list[tuple[str, Translations]] = [
        (name, texts)
        for name, field in wording.OPERATION
        if (texts := getattr(operation, field)) is not None
    ]
    facts = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(_(name), marked(texts, speech))
        for name, texts in said
    )
    st.html(Markup("<dl>{}</dl>").format(facts))
    routes = agencies.instead(operation, portal.profile.directory())
    if routes:
        st.html(
            Markup("<h2>{}</h2><p>{}</p>{}").format(
                _("Outside this body"), _(wording.ABOUT_US), _listed(routes, speech)
            )
        )


def _listed(found: Sequence[Agency], speech: Speech) -> Markup:
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
    return Markup("<dl>{}</dl>").format(lines)
