"""Writing an item of an agenda at the full door, and the papers that belong to it."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import Faulty, Unknown
from copfeedback.forums.agenda_items import ItemFields
from copfeedback.forums.meeting_model import AgendaItem, Finding, ItemKind
from copfeedback.forums.model import Topic
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.pdf_files import PDF_MAXIMUM, NotAPdf, TooLarge
from copfeedback.people.model import Actor
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Desk, Done, Refused, Sentence
from copfeedback.ui.forum_desk_fields import Fields, chosen_number
from copfeedback.ui.forum_desk_place import FAULTS, Place, acting, begin, done, onward
from copfeedback.ui.staff import button
from copfeedback.ui.texts import as_words, marked

_BEFORE = "before"
_MEGABYTE = 1024 * 1024
_FILE = "paper-file"
_NO_PDF = N_("This is no PDF that can be shown here. Please save it as a plain PDF.")
_TOO_LARGE = N_("This file is too large: at most %(most)s MB.")
_NO_FILE = N_("Please choose a file.")


def show(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """The form of an item, or of a new one."""
    _, form = speech.gettext, Fields.at(desk, place.forum.languages, speech)
    seen: AgendaItem | None = None
    if place.about:
        seen = desk.entered.setdefault(_BEFORE, _item(place))
    begin(_("Change the item") if seen else _("Add an item"), place, desk, actor, speech)
    form.texts("title", _("Title"), seen.title if seen else None)
    kinds, kind = form.names_of(ItemKind), seen.kind if seen else ItemKind.DISCUSSION
    form.choice("kind", _("Kind"), kinds, kind)
    minutes = str(seen.minutes) if seen and seen.minutes is not None else ""
    form.line("minutes", _("How many minutes"), minutes)
    hint = _("An office, not a person, unless they agree.")
    form.line("presenter", _("Who presents it"), seen.presenter if seen else "", hint=hint)
    form.texts("text", _("More about this item"), seen.text if seen else None, long=True)
    _belonging(place, form, seen)
    label = _("Save") if seen else _("Put it on the agenda")
    button(desk, "save", label, partial(_keep, form, place, seen), FAULTS, primary=True)


def _belonging(place: Place, form: Fields, seen: AgendaItem | None) -> None:
    """The topic, the problem and the survey that an item is about."""
    _ = form.speech.gettext
    topic, problem = (seen.topic or "", str(seen.problem or "")) if seen else ("", "")
    finding = (seen.finding if seen else None) or Finding("")
    is_open = bool(topic or problem or finding.release)
    with form.folded(_("What it belongs to"), "problem", "release", is_open=is_open):
        form.choice("topic", _("Topic"), form.names_of(Topic, _("Nothing chosen")), topic)
        choose_problem(form, place, problem)
        hint = _("The last part of the address of the results page.")
        form.line("release", _("Survey results it is about"), finding.release, hint=hint)
        form.line("finding", _("The question of the survey"), finding.item)


def choose_problem(form: Fields, place: Place, value: str = "") -> None:
    """Which of the problems a forum works on something belongs to, where it has any."""
    _, number = form.speech.gettext, form.speech.formatting.number
    now = int(value) if value else None
    problems = session.portal().problems.to_choose(place.forum.code, now)
    titles = {id_: each and each.read("title", form.speech.tag) for id_, each in problems.items()}
    named = {
        str(id_): f"{number(at)}. {as_words(title) if title else id_}"
        for at, (id_, title) in enumerate(titles.items(), 1)
    }
    if named:
        label = _("Problem it works on")
        form.choice("problem", label, {"": _("Nothing chosen"), **named}, value)


def _item(place: Place) -> AgendaItem:
    items = session.portal().agendas.of(place.meeting.id).items
    for each in items:
        if str(each.id) == place.about:
            return each
    raise Unknown


def _keep(form: Fields, place: Place, seen: AgendaItem | None, actor: Actor) -> Done:
    agendas, topic, release = session.portal().agendas, form.typed("topic"), form.typed("release")
    fields = ItemFields(
        kind=ItemKind(form.typed("kind")),
        title=form.typed_texts("title", seen.title if seen else None),
        text=form.typed_texts("text", seen.text if seen else None),
        minutes=form.typed("minutes"),
        presenter=form.typed("presenter"),
        topic=Topic(topic) if topic else None,
        finding=Finding(release, form.typed("finding")) if release else None,
        problem=chosen_number(form.typed("problem")),
    )
    try:
        if seen is None:
            agendas.add_item(actor, place.meeting.id, fields)
        else:
            agendas.change_item(actor, seen.id, fields, after=seen.version)
    except Faulty as faulty:
        raise form.refused(faulty) from None
    return onward(place.to(), done(N_("It is on the agenda.")))


def show_papers(place: Place, desk: Desk, actor: Actor, speech: Speech) -> None:
    """The papers of an item, and the form to add one."""
    _, form = speech.gettext, Fields.at(desk, place.forum.languages, speech)
    item, agendas = _item(place), session.portal().agendas
    title = Markup("{}: {}").format(_("Papers"), marked(item.title, speech))
    begin(title, place, desk, actor, speech)
    papers = agendas.of(place.meeting.id).papers.get(item.id, ())
    if not papers:
        st.html(Markup("<p>{}</p>").format(_("There are no papers yet.")))
    for each in papers:
        with st.container(key=f"row-paper-{each.id}", gap=None):
            st.html(
                Markup(
                    '<p><a href="./forums/papers/{}.pdf"><bdi lang="{}">{}</bdi></a> ({}, {})</p>'
                ).format(
                    each.id,
                    each.language,
                    each.title,
                    language_name(each.language, speech),
                    speech.formatting.size(each.size),
                )
            )
            away = acting(partial(agendas.remove_paper, paper_id=each.id), N_("Saved."))
            button(desk, f"away-{each.id}", _("Take it away"), away, FAULTS)
    st.html(Markup("<h2>{}</h2>").format(_("Add a paper")))
    most = {"most": speech.formatting.number(PDF_MAXIMUM // _MEGABYTE)}
    about = _("A PDF of at most %(most)s MB. Everybody can read it.") % most
    st.html(Markup('<p class="hint">{}</p>').format(about))
    # A little more than is taken: our own words then say what is wrong.
    size = PDF_MAXIMUM // _MEGABYTE + 1
    with st.container(key="pdf"):
        st.file_uploader(_("File"), key=desk.key(_FILE), max_upload_size=size)
    form.line("title", _("Title"), hint=_("Without one, the name of the file is shown."))
    known = session.portal().catalogues.languages
    named = {tag: language_name(tag, speech) for tag in known}
    form.choice("language", _("Language"), named, place.forum.languages[0])
    button(desk, "add", _("Add"), partial(_add, form, item), FAULTS, primary=True)


def _add(form: Fields, item: AgendaItem, actor: Actor) -> Done:
    file = st.session_state.get(form.form.desk.key(_FILE))
    if file is None:
        raise Refused({WHOLE: Sentence(_NO_FILE)})
    title = form.typed("title") or str(file.name).rpartition(".")[0]
    most = {"most": form.speech.formatting.number(PDF_MAXIMUM // _MEGABYTE)}
    try:
        session.portal().agendas.add_paper(
            actor, item.id, title, form.typed("language"), file.getvalue()
        )
    except Faulty as faulty:
        raise form.refused(faulty) from None
    except TooLarge:
        raise Refused({WHOLE: Sentence(_TOO_LARGE, most)}) from None
    except NotAPdf:
        raise Refused({WHOLE: Sentence(_NO_PDF)}) from None
    return done(N_("Saved."))
