"""Where forums are founded, described and ended: the list of them, and the form of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import ChangedMeanwhile, Faulty, Problem, Unknown
from copfeedback.forums.chairing import PoliceMayNotChair
from copfeedback.forums.forum_book import in_tree_order
from copfeedback.forums.model import Chair, Forum, Level
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.profile.service import WrittenMeanwhile
from copfeedback.ui import profile, session
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Said, Sentence, Worded
from copfeedback.ui.forum_setup_fields import ForumForm
from copfeedback.ui.pages import FORUM_SETUP, page_file
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import as_label, words

CHOSEN = "forum"
NEW = "-"
"""In place of a code: none looks like this."""
GONE = N_("There is no such forum.")
_BEFORE = "before"
_FAULTS: Mapping[type[Exception], Fault] = {
    ChangedMeanwhile: profile.FAULTS[WrittenMeanwhile],
    Unknown: Fault(WHOLE, GONE),
    PoliceMayNotChair: Fault(
        WHOLE,
        N_(
            "Whoever works for the police may chair a forum only in a transition that is explained "
            "in public. There is none now."
        ),
    ),
}


def chosen() -> str | None:
    """The code of the forum that the address asks for."""
    asked: str | None = st.query_params.get(CHOSEN)
    return asked


def may_found(actor: Actor) -> bool:
    """Whether somebody is offered everything, and not the description of their own forums only."""
    return actor.may(Permission.SET_UP_FORUMS)


def forums_of(actor: Actor) -> list[Forum]:
    """The forums somebody can change here, each after the one above it."""
    known = in_tree_order(session.portal().forums.all())
    if may_found(actor):
        return known
    return [each for each in known if actor.may(Permission.MANAGE_FORUM, Subject(forum=each.code))]


def show_all(forums: Sequence[Forum], actor: Actor, speech: Speech) -> None:
    """The forums, and the way to each of them and to a new one."""
    _ = speech.gettext
    see = _("See what everybody sees")
    st.html(Markup('<p><a href="./{}/forums">{}</a></p>').format(speech.tag, see))
    if may_found(actor):
        st.page_link(page_file(FORUM_SETUP), label=_("Found a forum"), query_params={CHOSEN: NEW})
    if not forums:
        st.html(Markup("<p>{}</p>").format(_("There is no forum yet.")))
    for each in forums:
        with st.container(key=f"row-{each.code}", gap=None):
            st.page_link(
                page_file(FORUM_SETUP),
                label=as_label(words(each.name, speech)),
                query_params={CHOSEN: each.code},
            )
            said = [name_of(each.level, speech), each.code]
            if each.protected:
                said.append(name_of(each.protected, speech))
            if each.ended:
                said.append(_("Ended"))
            st.html(Markup("<p>{}</p>").format(" · ".join(said)))


def empty(speech: Speech) -> Forum:
    """What the form of a new forum begins with."""
    nothing = Translations({speech.tag: ""})
    spoken = (speech.tag,)
    return Forum("", Level.NEIGHBOURHOOD, nothing, Chair("", nothing), languages=spoken)


def show_one(
    forum: Forum | None, forums: Sequence[Forum], actor: Actor, desk: Desk, speech: Speech
) -> None:
    """The form of a forum, or of a new one."""
    _ = speech.gettext
    seen: Forum = desk.entered.setdefault(_BEFORE, forum or empty(speech))
    form = ForumForm(Form(desk, speech), seen, is_new=forum is None)
    form.texts.choose_language()
    if may_found(actor):
        form.founding_fields(forums, actor)
    form.description_fields()
    save = partial(_save, form, founding=may_found(actor))
    button(desk, "save", _("Save"), save, _FAULTS, primary=True)


def _save(form: ForumForm, actor: Actor, *, founding: bool) -> Done:
    book = session.portal().forums
    try:
        if founding:
            kept = book.set_up(actor, form.founded(), new=form.is_new)
        else:
            kept = book.describe(actor, form.described())
    except Faulty as faulty:
        raise Refused(dict(_beside(form, faulty.problems))) from None
    saved = {"name": str(kept.name.read_in(form.form.speech.tag))}
    return Done(Sentence(N_("%(name)s is saved."), saved))


def _beside(form: ForumForm, problems: Sequence[Problem]) -> list[tuple[str, Said]]:
    """What is wrong, each beside its field. Turns to the language in which something is."""
    languages = session.portal().catalogues.languages
    now = str(form.form.desk.entered.get("language", form.form.speech.tag))
    found: list[tuple[str, Said]] = []
    for each in reversed(problems):
        where = form.place_of(each.field)
        place, _dot, tag = where.rpartition(".")
        if place in form.local and tag in languages:
            form.texts.show_language(tag)
        else:
            place = where
            where = f"{place}.{now}" if place in form.local else place
        sentence = partial(fault_sentence, each)
        if place in form.names:
            sentence = partial(_with_name, form.names[place], sentence)
        found.append((where, Worded(sentence)))
    return found


def _with_name(name: str, sentence: Callable[[Speech], str], speech: Speech) -> str:
    return f"{name}: {sentence(speech)}"
