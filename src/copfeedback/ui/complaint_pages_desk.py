"""The independent body's own pages: what stands where, a form for each, and the languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints import promise_wording as wording
from copfeedback.complaints.openings import NotReadable, Opening
from copfeedback.complaints.promise_model import Fault as PlacedFault
from copfeedback.complaints.promise_model import (
    Placeholder,
    PromisePage,
    Standing,
    Version,
)
from copfeedback.complaints.promise_tables import Key
from copfeedback.complaints.promises import WHO_RUNS_IT, OwnVersion, PromiseFaulty
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.page_text import PageText, read_blocks
from copfeedback.people.model import Actor, BadName
from copfeedback.profile.service import ApprovedAlready, UnknownVersion
from copfeedback.ui import session, staff, tables
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Said, Sentence, Worded
from copfeedback.ui.pages import COMPLAINT_PAGES, page_file
from copfeedback.ui.profile import FAULTS
from copfeedback.ui.staff import Form, button

PAGE, LANGUAGE = "about", "in"
OPERATION, LANGUAGES = "operation", "languages"
VERSIONS_SHOWN = 20
_READ_AT = "read_at"
_ANOTHER = N_("You wrote this version. Somebody else of your body has to approve it.")
_APPROVING: Mapping[type[Exception], Fault] = {
    UnknownVersion: Fault(WHOLE, N_("There is no such version any more.")),
    ApprovedAlready: Fault(WHOLE, N_("Somebody has approved this version, or a later one.")),
    OwnVersion: Fault(WHOLE, _ANOTHER),
}
_OPENING: Mapping[type[Exception], Fault] = {
    NotReadable: Fault(
        WHOLE, N_("One of the safety texts is missing or outdated in this language.")
    ),
    BadName: Fault("reviewer", N_("Please write who has read it over.")),
}


def asked() -> tuple[PromisePage, str] | None:
    """The page and language that the address asks for, if both are there."""
    page = next((each for each in PromisePage if each == st.query_params.get(PAGE)), None)
    language = st.query_params.get(LANGUAGE, "")
    known = language in session.portal().catalogues.languages
    return (page, language) if page is not None and known else None


def show_all(actor: Actor, speech: Speech) -> None:
    """All pages in all languages: what is up to date, missing, outdated, or waits for a yes."""
    _ = speech.gettext
    promises = session.portal().promises
    waiting = promises.waiting(actor)
    about = _(
        "What people who complain are promised, and who runs this. The texts that come with the "
        "portal hold until you write your own. What one of you writes is shown once another one "
        "has approved it."
    )
    st.html(Markup("<p>{}</p>").format(about))
    here = page_file(COMPLAINT_PAGES)
    st.page_link(here, label=_("Who runs this, and outside routes"), query_params={PAGE: OPERATION})
    if WHO_RUNS_IT in waiting:
        st.html(Markup("<p>{}</p>").format(_("waits for a yes")))
    st.page_link(here, label=_("Languages open for complaints"), query_params={PAGE: LANGUAGES})
    for page, title in wording.titles(promises, speech.tag):
        _show_languages(page, session.portal().catalogues.plain(title), waiting, speech)


def _show_languages(
    page: PromisePage, title: str, waiting: Mapping[Key, int], speech: Speech
) -> None:
    _ = speech.gettext
    portal = session.portal()
    st.html(Markup("<h2>{}</h2>").format(title))
    lacking = portal.promises.lacking(page)
    if lacking:
        names = [portal.catalogues.languages[tag].name for tag in lacking]
        said = _("Missing or outdated in: %(languages)s") % {
            "languages": speech.formatting.listing(names)
        }
        st.html(Markup('<p class="note">{}</p>').format(said))
    with st.container(horizontal=True, key=f"row-{page}"):
        for tag, language in portal.catalogues.languages.items():
            words = [language.name]
            standing = portal.promises.standing(page, tag)
            if standing is not Standing.CURRENT:
                words.append(_(wording.STANDINGS[standing]))
            if (page, tag) in waiting:
                words.append(_("waits for a yes"))
            st.page_link(
                page_file(COMPLAINT_PAGES),
                label=" · ".join(words),
                query_params={PAGE: page.value, LANGUAGE: tag},
            )


def edit(
    page: PromisePage, language: str, versions: Sequence[Version], desk: Desk, speech: Speech
) -> None:
    """A page in a language: what waits, a form, and the versions."""
    _ = speech.gettext
    portal = session.portal()
    direction = portal.catalogues.languages[language].direction
    waits(versions, (page, language), desk, speech)
    latest = versions[0].content if versions else None
    shown = portal.promises.page(page, language)
    text = latest if isinstance(latest, PageText) else shown.content
    if shown.is_fallback and not versions:
        text = PageText("", "")
        st.html(_in_words(shown.content, shown.language))
    number = versions[0].number if versions else 0
    after = int(desk.entered.setdefault(_READ_AT, number))
    form = Form(desk, speech)
    st.html(Markup("<h2>{}</h2>").format(_("Write a new version")))
    with st.container(key=f"text-{direction}-title"):
        form.text("title", _("Heading"), text.title)
    hint = _(
        "A line each. “## ” begins a heading, “- ” a point of a list, “1. ” a step. Blanks that "
        "are filled in: %(blanks)s"
    ) % {"blanks": " ".join("{" + blank + "}" for blank in Placeholder)}
    with st.container(key=f"text-{direction}-text"):
        form.long_text("text", _("Text"), text.text, hint=hint)
    form.tick(
        "renews",
        _("It promises something new: other languages are outdated until they say it too."),
    )

    def save(actor: Actor) -> Done:
        written = PageText(
            str(form.typed("title") or "").strip(), str(form.typed("text") or "").strip()
        )
        renews = bool(form.typed("renews"))
        try:
            portal.promises.write(actor, page, language, written, renews=renews, after=after)
        except PromiseFaulty as bad:
            raise Refused(problems(bad.faults)) from None
        return Done(Sentence(N_("Saved. It is shown once somebody else has approved it.")))

    button(desk, "save", _("Save"), save, FAULTS, primary=True)
    history(versions, speech)


def problems(faults: Sequence[PlacedFault]) -> dict[str, Said]:
    """What is wrong, by the field it is in."""
    return {
        f"{fault.place}.{fault.language}" if fault.language else fault.place: Worded(
            partial(wording.fault_sentence, fault)
        )
        for fault in reversed(faults)
    }


def waits(versions: Sequence[Version], key: Key, desk: Desk, speech: Speech) -> None:
    """What waits for a yes, in full, and the button that says it."""
    _ = speech.gettext
    waiting = versions[0] if versions and not versions[0].is_in_force else None
    if waiting is None:
        return
    number = speech.formatting.number(waiting.number)
    st.html(
        Markup("<h2>{}</h2>").format(_("Version %(number)s waits for a yes") % {"number": number})
    )
    if isinstance(waiting.content, PageText):
        st.html(_in_words(waiting.content, waiting.language))
    if waiting.writer == session.actor().id:
        st.html(Markup("<p>{}</p>").format(_(_ANOTHER)))
        return

    def approve(actor: Actor) -> Done:
        session.portal().promises.approve(actor, key, waiting.number)
        return Done(Sentence(N_("Approved. People who complain read it from now on.")))

    question = _("Approve version %(number)s? It is shown from then on.") % {"number": number}
    do = partial(desk.attempt, approve, _APPROVING)
    label = _("Approve this version")
    staff.confirmed(desk, f"approve-{waiting.number}", label, question, do, speech)


def _in_words(text: PageText, language: str) -> Markup:
    """A text as it was written, its blanks left open."""
    lines = Markup("").join(
        Markup("<p>{}</p>").format(line) for block in read_blocks(text.text) for line in block.lines
    )
    return Markup('<div lang="{}" dir="auto"><p><b>{}</b></p>{}</div>').format(
        language, text.title, lines
    )


def history(versions: Sequence[Version], speech: Speech) -> None:
    """Who wrote which version and when, and who agreed to it."""
    _ = speech.gettext
    if not versions:
        return
    rows: list[tuple[str | Markup, list[str | Markup]]] = [
        (
            speech.formatting.number(version.number),
            [
                staff.moment(version.written_at, speech),
                _person(version.written_by, speech),
                _approval(version, speech),
            ],
        )
        for version in versions
    ]
    heads = [_("Version"), _("Written on"), _("Written by"), _("Approved")]
    st.html(tables.plain_table(_("Versions"), heads, rows))


def _person(name: str | None, speech: Speech) -> Markup:
    return Markup("<bdi>{}</bdi>").format(name or speech.gettext("somebody at the server itself"))


def _approval(version: Version, speech: Speech) -> str | Markup:
    if version.approved_at is None:
        return speech.gettext("not yet")
    moment = staff.moment(version.approved_at, speech)
    return Markup("{} · {}").format(moment, _person(version.approved_by, speech))


def show_openings(desk: Desk, speech: Speech) -> None:
    """Which languages are open for complaints, and a form to open one."""
    _ = speech.gettext
    portal = session.portal()
    about = _(
        "A language is open for complaints once a person has read over how complaints are "
        "answered, what is protected, and what young people are told, in that language. When one "
        "of these texts changes, somebody has to read it again."
    )
    st.html(Markup("<p>{}</p>").format(about))
    if portal.surveys.is_demonstration():
        st.html(Markup('<p class="note">{}</p>').format(_(wording.NOT_REVIEWED)))
    known, are_open = portal.openings.all(), portal.openings.open_languages()
    languages = portal.catalogues.languages
    staff.facts(
        [
            (each.name, _state(known.get(tag), speech, is_open=tag in are_open))
            for tag, each in languages.items()
        ]
    )
    form = Form(desk, speech)
    form.choice("language", _("Language"), {tag: each.name for tag, each in languages.items()})
    form.text("reviewer", _("Who has read it over"))

    def open_language(actor: Actor) -> Done:
        language = str(form.typed("language"))
        portal.openings.open(actor, language, str(form.typed("reviewer") or ""))
        return Done(Sentence(N_("Complaints are taken in this language from now on.")))

    button(desk, "open", _("Open this language"), open_language, _OPENING, primary=True)


def _state(opening: Opening | None, speech: Speech, *, is_open: bool) -> str | Markup:
    _ = speech.gettext
    if opening is None:
        return _("open") if is_open else _("closed: nobody has read it over")
    said = _("open") if is_open else _("closed: the texts have changed since")
    day = speech.formatting.date(opening.reviewed_on)
    return Markup("{} · <bdi>{}</bdi> · {}").format(said, opening.reviewer, day)
