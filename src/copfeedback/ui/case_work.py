"""What those who handle a case have to do, what they note, and whether it is a hate crime."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_parts import HateCrime, Task
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import case_desk, session
from copfeedback.ui.case_desk import act, signed, typed, typed_day
from copfeedback.ui.staff import Form


def show(view: CaseView, form: Form) -> None:
    """Tasks, notes, and the classification."""
    _, speech = form.speech.gettext, form.speech
    case_desk.heading(_("Tasks"))
    names = {each.staff_id: each.name for each in view.holders if each.staff_id is not None}
    if not view.tasks:
        case_desk.line(_("There are no tasks."))
    for task in view.tasks:
        with st.container(key=f"row-task-{task.number}", gap=None):
            st.html(_task(task, names.get(task.who, ""), speech))
            if task.finished_on is None:
                do = partial(_finish, view.case_id, task.number)
                act(form, f"finish-{task.number}", _("Done"), do, N_("The task is done."))
    _show_new_task(view.case_id, names, form)
    case_desk.heading(_("Notes"))
    for note in view.notes:
        st.html(
            Markup("{}<p><small>{}</small></p>").format(
                case_desk.plain(note.text), signed(note.on, note.author, speech)
            )
        )
    form.long_text("note", _("A note, for those who handle this case"))
    add = partial(_add_note, view.case_id, form)
    said = N_("The note is in the case.")
    act(form, "note-add", _("Add the note"), add, said, field="note", clears=("note",))
    case_desk.heading(_("Hate crime"))
    _show_classification(view, form)


def _task(task: Task, who: str, speech: Speech) -> Markup:
    _ = speech.gettext
    when: Markup | str = case_desk.due(task.by, case_desk.today(), speech)
    if task.finished_on is not None:
        day = speech.formatting.date(task.finished_on)
        when = _("Done on %(day)s") % {"day": day}
    return Markup("{}<p><small><bdi>{}</bdi> · {}</small></p>").format(
        case_desk.plain(task.text), who, when
    )


def _show_new_task(case_id: str, names: dict[int, str], form: Form) -> None:
    _ = form.speech.gettext
    form.text("task", _("A new task"))
    options = {str(number): name for number, name in names.items()}
    form.choice("who", _("Who does it?"), options, str(session.actor().id))
    case_desk.day_field(form, "by", _("By when?"))
    add, said = partial(_add_task, case_id, form), N_("The task is in the case.")
    act(form, "task-add", _("Add the task"), add, said, field="task", clears=("task", "by"))


def _show_classification(view: CaseView, form: Form) -> None:
    _, speech, now = form.speech.gettext, form.speech, view.classification
    case_desk.line(
        _("A hate crime is an offence with a bias behind it. What the person thinks counts.")
    )
    known = session.portal().choices.known().grounds
    form.tick("is_one", _("It is recorded as a hate crime"), value=bool(now and now.is_one))
    form.text("offence", _("The offence"))
    motives = {code: known.name(code, speech) for code in known.codes}
    before = now.motives if now else view.answers.get("motives", ())
    form.ticks("motives", _("The bias, as the person would say it"), motives, before)
    form.text("why", _("Why"))
    if now is not None:
        pairs = [(_("The offence"), now.offence), (_("Why"), now.reason)]
        for name, said in pairs:
            case_desk.line(Markup("{}: <bdi>{}</bdi>").format(name, said))
    do = partial(_classify, view.case_id, form, tuple(motives))
    act(
        form,
        "classify",
        _("Save"),
        do,
        N_("It is recorded."),
        field="why",
        clears=("offence", "why"),
    )


def _finish(case_id: str, number: int, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.cases.finish_task(actor, key, case_id, number)


def _add_task(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    by = typed_day(form, "by")
    who = int(form.typed("who"))
    session.portal().casework.cases.add_task(actor, key, case_id, typed(form, "task"), who, by)


def _add_note(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.cases.add_note(actor, key, case_id, typed(form, "note"))


def _classify(
    case_id: str, form: Form, codes: tuple[str, ...], actor: Actor, key: HolderKey | None
) -> None:
    ticked = form.typed_ticks("motives", codes)
    found = HateCrime(
        bool(form.typed("is_one")),
        typed(form, "offence"),
        tuple(code for code in codes if code in ticked),
        typed(form, "why"),
    )
    session.portal().casework.cases.classify(actor, key, case_id, found)
