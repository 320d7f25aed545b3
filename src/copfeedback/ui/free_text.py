"""The staff page of answers in people's own words: what there is to code, and coding it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.people.model import Actor, Permission
from copfeedback.results.free_text.model import CodedText, CodingProgress, Part, Theme
from copfeedback.results.free_text.service import (
    BadTheme,
    CodedMeanwhile,
    NotAllCoded,
    TooFewTexts,
    UnknownText,
    WaveNotClosed,
)
from copfeedback.surveys.book import AskedWave, UnknownWave
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.excerpts import quoted
from copfeedback.ui.pages import FREE_TEXT, page_file
from copfeedback.ui.staff import Form
from copfeedback.ui.texts import as_label, marked, words

WAVE, QUESTION, SHOW, TEXT = "wave", "question", "show", "text"
THEMES, CODED, EXCERPT, EXCERPTS = "themes", "coded", "excerpt", "excerpts"
_TEXT_ID = re.compile("[0-9a-f]{32}")
_AFTER = "copfeedback_coded_last"
FAULTS: Mapping[type[Exception], Fault] = {
    UnknownText: Fault(WHOLE, N_("This answer is not there any more.")),
    UnknownWave: Fault(WHOLE, N_("There is no such wave any more.")),
    WaveNotClosed: Fault(WHOLE, N_("The wave still takes answers. Wait until it is closed.")),
    BadTheme: Fault(WHOLE, N_("One of these themes is not there any more. Load the page again.")),
    NotAllCoded: Fault(WHOLE, N_("Some answers are not coded yet.")),
    TooFewTexts: Fault(WHOLE, N_("Too few people wrote something: nothing may be told of it.")),
}


def find_progress(found: Sequence[CodingProgress]) -> CodingProgress | None:
    """The question that the address asks for."""
    wanted = (st.query_params.get(WAVE), st.query_params.get(QUESTION))
    return next((each for each in found if (each.wave_id, each.question_id) == wanted), None)


def asked_text() -> bytes:
    """The id of the text that the address asks for; one that there is not if it is no id."""
    asked = st.query_params.get(TEXT, "")
    return bytes.fromhex(asked) if _TEXT_ID.fullmatch(asked) else b""


def query(progress: CodingProgress, show: str = "", **more: str) -> dict[str, str]:
    """What the address of a view of a question holds."""
    asked = {WAVE: progress.wave_id, QUESTION: progress.question_id, **more}
    return asked | ({SHOW: show} if show else {})


def words_of(asked: AskedWave, item: str, speech: Speech) -> Markup:
    """The words of a question; its id where the survey does not have it."""
    question = asked.survey.question_of_item.get(item)
    return Markup("{}").format(item if question is None else marked(question.text_of(item), speech))


def show_all(found: Sequence[CodingProgress], waiting: int, actor: Actor, speech: Speech) -> None:
    """Every question of closed waves that people wrote something at, the latest wave first."""
    _ = speech.gettext
    about = _("What people wrote in their own words, once a wave is closed.")
    st.html(Markup("<p>{}</p>").format(about))
    if actor.may(Permission.CLEAR_EXCERPTS):
        label = _("Excerpts waiting: %(count)s") % {"count": speech.formatting.number(waiting)}
        st.page_link(page_file(FREE_TEXT), label=label, query_params={SHOW: EXCERPTS})
    if not actor.may(Permission.CODE_FREE_TEXT):
        return
    if not found:
        st.html(Markup("<p>{}</p>").format(_("There is nothing to code yet.")))
    waves = {asked.wave.id: asked for asked in session.portal().surveys.book.all()}
    for wave_id in reversed([each for each in waves if any(p.wave_id == each for p in found)]):
        asked = waves[wave_id]
        st.html(
            Markup("<h2>{} – {}</h2>").format(
                marked(asked.survey.title, speech), marked(asked.wave.name, speech)
            )
        )
        for progress in (each for each in found if each.wave_id == wave_id):
            _show_row(asked, progress, speech)


def _show_row(asked: AskedWave, progress: CodingProgress, speech: Speech) -> None:
    question = asked.survey.question_of_item.get(progress.question_id)
    name = words(question.text_of(progress.question_id), speech) if question else ""
    with st.container(key=f"row-{progress.wave_id}-{progress.question_id}", gap=None):
        st.page_link(
            page_file(FREE_TEXT),
            label=as_label(name or progress.question_id),
            query_params=query(progress),
        )
        st.html(Markup("<p><small>{}</small></p>").format(how_far(progress, speech)))


def how_far(progress: CodingProgress, speech: Speech) -> str:
    """How many answers are coded."""
    number = speech.formatting.number
    return speech.gettext("%(coded)s of %(all)s coded") % {
        "coded": number(progress.coded),
        "all": number(progress.texts),
    }


def show_ways(progress: CodingProgress, here: str, speech: Speech) -> None:
    """The ways to the views of a question."""
    _ = speech.gettext
    views = {"": _("To code"), CODED: _("Coded answers"), THEMES: _("Themes")}
    with st.container(horizontal=True, key="views", vertical_alignment="center"):
        for show, label in views.items():
            if show == here:
                current = Markup('<b aria-current="true">{}</b>').format(label)
                st.html(current, width="content")
            else:
                address = query(progress, show)
                st.page_link(page_file(FREE_TEXT), label=label, query_params=address)


def show_queue(progress: CodingProgress, actor: Actor, desk: Desk, speech: Speech) -> None:
    """One text to code, and its themes: the next one, or that which the address asks for."""
    text = _text_at(progress, actor, desk)
    _ = speech.gettext
    st.html(Markup("<p>{}</p>").format(how_far(progress, speech)))
    if text is None:
        st.html(Markup("<p>{}</p>").format(_("All answers are coded. Thank you.")))
        return
    show_text(text, speech)
    survey = session.portal().surveys.book.find(text.wave_id).survey
    themes = session.portal().coding.themes(actor, survey.id, text.question_id)
    offered = {
        each.code: words(each.names, speech)
        for each in themes
        if not each.retired or each.code in text.themes
    }
    form, name = Form(desk, speech), f"themes.{text.id.hex()}"
    if offered:
        form.ticks(name, _("Themes"), offered, text.themes)
        _show_descriptions(themes, offered, speech)
    else:
        st.html(Markup("<p>{}</p>").format(_("There is no theme yet. Add some under “Themes”.")))
    with st.container(horizontal=True):
        save = partial(desk.attempt, partial(_save, form, text, tuple(offered)), FAULTS)
        st.button(
            _("Save"),
            key=desk.key("save"),
            type="primary",
            on_click=save,
            shortcut="Ctrl+Enter",
            disabled=not offered,
        )
        nothing = partial(desk.attempt, partial(_save, form, text, ()), FAULTS)
        st.button(_("Nothing to code"), key=desk.key("nothing"), on_click=nothing)
        st.button(_("Skip"), key=desk.key("skip"), on_click=_skip, args=(progress, text, desk))
    st.page_link(
        page_file(FREE_TEXT),
        label=_("Propose an excerpt of this answer"),
        query_params=query(progress, EXCERPT, text=text.id.hex()),
    )


def _text_at(progress: CodingProgress, actor: Actor, desk: Desk) -> CodedText | None:
    """The text on the desk, which stays there until it is saved or passed over."""
    coding = session.portal().coding
    if "text" not in desk.entered:
        if st.query_params.get(TEXT):
            desk.entered["text"] = asked_text()
        else:
            after = st.session_state.get(_AFTER, b"")
            found = coding.next_text(actor, progress.wave_id, progress.question_id, after)
            if found is None:
                return None
            desk.entered["text"] = found.id
    text = coding.text(actor, desk.entered["text"])
    desk.entered.setdefault("revision", text.revision)
    return text


def show_text(text: CodedText, speech: Speech) -> None:
    """What somebody wrote, in its language and direction."""
    lines = [line for line in text.text.splitlines() if line.strip()] or [""]
    st.html(
        Markup("<p><small>{}</small></p>{}").format(
            language_name(text.language, speech),
            Markup("").join(quoted([Part(line)], text.language, speech) for line in lines),
        )
    )


def _show_descriptions(themes: Sequence[Theme], offered: Mapping[str, str], speech: Speech) -> None:
    described = [
        Markup("<dt>{}</dt><dd>{}</dd>").format(offered[each.code], each.description)
        for each in themes
        if each.description and each.code in offered
    ]
    if described:
        st.html(
            Markup("<details><summary>{}</summary><dl>{}</dl></details>").format(
                speech.gettext("What the themes mean"), Markup("").join(described)
            )
        )


def _skip(progress: CodingProgress, text: CodedText, desk: Desk) -> None:
    coding, actor = session.portal().coding, session.actor()
    found = coding.next_text(actor, progress.wave_id, progress.question_id, text.id)
    desk.entered.pop("revision", None)
    if found is not None:
        desk.entered["text"] = found.id


def _save(form: Form, text: CodedText, offered: Sequence[str], actor: Actor) -> Done:
    ticked = form.typed_ticks(f"themes.{text.id.hex()}", offered)
    desk, coding = form.desk, session.portal().coding
    try:
        coding.code(actor, text.id, ticked, int(desk.entered["revision"]))
    except CodedMeanwhile as other:
        desk.entered["revision"] = coding.text(actor, text.id).revision
        advice = N_("%(name)s has coded this answer meanwhile. Save again if yours is better.")
        raise Refused({WHOLE: Sentence(advice, {"name": other.coder})}) from None
    st.session_state[_AFTER] = text.id
    return Done(Sentence(N_("Saved.")))


def show_coded(progress: CodingProgress, actor: Actor, speech: Speech) -> None:
    """Answers that are coded, each with its themes and the way to change them."""
    portal, _ = session.portal(), speech.gettext
    found = portal.coding.coded(actor, progress.wave_id, progress.question_id)
    survey = portal.surveys.book.find(progress.wave_id).survey
    themes = portal.coding.themes(actor, survey.id, progress.question_id)
    names = {each.code: words(each.names, speech) for each in themes}
    if not found:
        st.html(Markup("<p>{}</p>").format(_("No answer is coded yet.")))
    for text in found:
        with st.container(key=f"row-{text.id.hex()}", gap=None):
            st.html(quoted([Part(text.text)], text.language, speech))
            given = [names.get(code, code) for code in sorted(text.themes)]
            about = speech.formatting.listing(given) if given else _("Nothing to code")
            st.html(Markup("<p><small>{} · <bdi>{}</bdi></small></p>").format(about, text.coder))
            with st.container(horizontal=True):
                change = query(progress, text=text.id.hex())
                st.page_link(page_file(FREE_TEXT), label=_("Change"), query_params=change)
                excerpt = query(progress, EXCERPT, text=text.id.hex())
                label = _("Propose an excerpt")
                st.page_link(page_file(FREE_TEXT), label=label, query_params=excerpt)
