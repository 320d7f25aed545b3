"""Bringing in responses that were collected elsewhere: the wave, the file, its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.surveys.definition import with_sectors
from copfeedback.surveys.model import Choice, Survey
from copfeedback.surveys.past.mapping import (
    ABOUT,
    ColumnFile,
    MappingFile,
    PastMapping,
    write_mapping,
)
from copfeedback.surveys.past.model import (
    DueAlready,
    LeftOut,
    NothingMapped,
    NotOver,
    PastRefused,
    PastReport,
)
from copfeedback.surveys.past.proposing import propose
from copfeedback.surveys.past.service import describe_past, import_past, propose_mapping
from copfeedback.surveys.past.tables import PastTable
from copfeedback.surveys.past.wording import LEFT_OUT, report_sentences
from copfeedback.surveys.wave_file import WaveRefused
from copfeedback.surveys.yaml_file import DefinitionError
from copfeedback.ui import fieldwork, fieldwork_entry, past_upload, session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence, Worded
from copfeedback.ui.fieldwork_form import WaveForm
from copfeedback.ui.pages import FIELDWORK, page_file
from copfeedback.ui.questionnaire_import import CHOOSE_FILE
from copfeedback.ui.questionnaires import FAULTS_SHOWN, fault_line
from copfeedback.ui.texts import words

_DROP = "past-drop"
_HEIGHT = 480
_ROLES: Mapping[str, str] = {
    "weight": N_("Weight"),
    "stratum": N_("Stratum"),
    "cluster": N_("Cluster"),
    "population": N_("Population of the stratum"),
    "date": N_("Day, kept as the week"),
    "mode_column": N_("Way of answering"),
    "language_column": N_("Language"),
}
_NOT_OVER = N_("The last day must have passed: only what is over can be brought in.")
_DUE = N_("Choose a day after today, so that somebody else can look at the results before.")
_NOTHING = N_("No column answers a question of this questionnaire.")
_FAULTS: Mapping[type[Exception], Fault] = {
    **fieldwork_entry.FAULTS,
    NotOver: Fault("closes", _NOT_OVER),
    DueAlready: Fault("results_due", _DUE),
    NothingMapped: Fault(WHOLE, _NOTHING),
}


@dataclass(frozen=True, slots=True)
class Checked(Done):
    """A file that can be taken, and what is to be known of it."""

    lines: Mapping[str, Worded] = field(default_factory=dict)
    files: str = ""


@dataclass(frozen=True, slots=True)
class BroughtIn(Done):
    """A wave that is there now."""

    wave_id: str = ""


def outcome(desk: Desk, speech: Speech) -> None:
    """What came of the last press of a button."""
    if isinstance(desk.done, Checked) and desk.done.files != past_upload.files(desk):
        desk.done = None  # it was said of another file
    staff.outcome(desk, speech)
    if isinstance(desk.done, Checked):
        lines = (each.said(speech) for each in desk.done.lines.values())
        listed = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
        st.html(Markup('<div role="status"><ul>{}</ul></div>').format(listed))
    if isinstance(desk.done, BroughtIn):
        query = {fieldwork.WAVE: desk.done.wave_id}
        label = speech.gettext("Go to the wave")
        st.page_link(page_file(FIELDWORK), label=label, query_params=query)


def show(fields: WaveForm) -> None:
    """The file with its columns, the wave it goes into, and the buttons."""
    _, desk, form = fields.speech.gettext, fields.form.desk, fields.form
    past_upload.choose(desk, fields.speech)
    try:
        table, said = past_upload.table(desk), past_upload.mapping(desk)
        if table is not None:
            _show_columns(fields, table, said)
    except DefinitionError as error:
        for each in error.faults[:FAULTS_SHOWN]:
            line = fault_line(each, fields.speech)
            st.html(Markup('<p class="problem" role="alert">{}</p>').format(line))
    form.tick(_DROP, _("Leave out answers to questions that the other answers lead past"))
    st.html(Markup("<h2>{}</h2>").format(_("The wave")))
    fields.show()
    staff.button(desk, "check", _("Check the file"), partial(_check, fields), _FAULTS)
    label = _("Bring in all responses")
    staff.button(desk, "bring", label, partial(_bring, fields), _FAULTS, primary=True)


def _show_columns(fields: WaveForm, table: PastTable, said: MappingFile) -> None:
    """A list for each column: what it is taken as."""
    _, speech, desk = fields.speech.gettext, fields.speech, fields.form.desk
    survey = _survey(fields)
    proposed = propose(survey, table, said)
    roles = {role: speech.gettext(name) for role, name in _ROLES.items()}
    items = {
        item: f"{item} – {words(question.text_of(item), speech)}"
        for item, question in survey.question_of_item.items()
    }
    st.html(Markup("<h2>{}</h2>").format(_("Its columns")))
    with st.container(border=True, height=_HEIGHT, key="past-columns"):
        for column in table.columns:
            if proposed.left_out.get(column) is LeftOut.TECHNICAL:
                continue
            options = {"": _("Leave out"), **items, **roles}
            now = _code(proposed, column)
            if now not in options:
                options[now] = now
            label = table.labels.get(column, "")
            name = f"{column} ({label})" if label else column
            fields.form.choice(_field(desk, column), name, options, now)
    _tell_technical(proposed, speech)
    st.download_button(
        _("Save this mapping, to say what values mean"),
        partial(_written, fields, table, said),
        file_name="mapping.yaml",
        mime="application/yaml",
        on_click="ignore",
        key=desk.key("save-map"),
    )


def _tell_technical(proposed: PastMapping, speech: Speech) -> None:
    names = [name for name, why in proposed.left_out.items() if why is LeftOut.TECHNICAL]
    if names:
        why = speech.gettext(LEFT_OUT[LeftOut.TECHNICAL])
        listed = Markup(", ").join(Markup("<bdi>{}</bdi>").format(name) for name in names)
        st.html(Markup("<p><small>{}: {}</small></p>").format(listed, why))


def _survey(fields: WaveForm) -> Survey:
    """The questionnaire with the areas of the portal."""
    return with_sectors(
        fields.survey, tuple(Choice(each.code, each.name) for each in fields.sectors)
    )


def _field(desk: Desk, column: str) -> str:
    """The name of a column's list, another one for another file or mapping."""
    return f"column.{past_upload.files(desk)}.{column}"


def _code(mapping: PastMapping, column: str) -> str:
    """What a column is taken as, as the list has it."""
    for role in ABOUT:
        if mapping.about.get(role) == column:
            return role
    found = mapping.columns.get(column)
    if found is None:
        return ""
    return f"{found.item}/{found.choice}" if found.choice else found.item


def _chosen(fields: WaveForm, table: PastTable, said: MappingFile) -> MappingFile:
    """What is chosen in the lists, with the values that the mapping says."""
    proposed = propose(_survey(fields), table, said)
    columns: dict[str, ColumnFile] = {}
    changes: dict[str, Any] = dict.fromkeys(ABOUT, "")
    left_out: list[str] = []
    for column in table.columns:
        typed = fields.form.typed(_field(fields.form.desk, column))
        code = _code(proposed, column) if typed is None else str(typed)
        if code in ABOUT:
            changes[code] = column
        elif code:
            item, _, choice = code.partition("/")
            known = proposed.columns.get(column)
            values = known.values if known is not None and known.item == item else {}
            columns[column] = ColumnFile(item=item, choice=choice, values=values)
        elif proposed.left_out.get(column) is not LeftOut.TECHNICAL:  # that is found again
            left_out.append(column)
    return said.model_copy(update={**changes, "columns": columns, "left_out": left_out})


def _written(fields: WaveForm, table: PastTable, said: MappingFile) -> str:
    chosen = _chosen(fields, table, said)
    return write_mapping(propose(_survey(fields), table, chosen))


def _check(fields: WaveForm, actor: Actor) -> Done:
    """Say what would be stored; what is typed stays, to be brought in."""
    report, survey = _import(fields, actor, dry_run=True)
    sentence = Sentence(
        N_("%(responses)s responses can be taken."),
        {"responses": fields.speech.formatting.number(report.responses)},
    )
    files = past_upload.files(fields.form.desk)
    return Checked(sentence, lines=_told(report, survey), files=files, keeps_typed=True)


def _bring(fields: WaveForm, actor: Actor) -> Done:
    report, _ = _import(fields, actor, dry_run=False)
    session.portal().surveys.book.refresh()
    wave_id = fieldwork_entry.described(fields).id
    values = {
        "wave": wave_id,
        "responses": fields.speech.formatting.number(report.responses),
    }
    sentence = N_("The wave “%(wave)s” is there, closed, with %(responses)s responses.")
    return BroughtIn(Sentence(sentence, values), wave_id=wave_id)


def _import(fields: WaveForm, actor: Actor, *, dry_run: bool) -> tuple[PastReport, Survey]:
    portal, desk = session.portal(), fields.form.desk
    try:
        table = past_upload.table(desk)
        if table is None:
            raise Refused({WHOLE: Sentence(CHOOSE_FILE)})
        described = fieldwork_entry.described(fields)
        spoken, today = portal.catalogues.languages, portal.surveys.today()
        past = describe_past(portal.trail, actor, described, today, spoken=spoken)
        mapping = propose_mapping(past, table, _chosen(fields, table, past_upload.mapping(desk)))
        with st.spinner(fields.speech.gettext("Please wait.")):
            bar = st.progress(0.0)

            def progress(done: int, of: int) -> None:
                bar.progress(done / max(of, 1))

            report = import_past(
                portal.trail,
                actor,
                past,
                table,
                mapping,
                drop_unreachable=bool(fields.form.typed(_DROP)),
                dry_run=dry_run,
                progress=progress,
            )
    except WaveRefused as refused:
        raise fieldwork_entry.refused_beside(refused, fields) from None
    except PastRefused as refused:
        raise Refused(_told(refused.report, past.survey)) from None
    except DefinitionError as error:
        faults = error.faults[:FAULTS_SHOWN]
        lines = {f"file {at}": Worded(partial(fault_line, each)) for at, each in enumerate(faults)}
        raise Refused(lines) from None
    return report, past.survey


def _told(report: PastReport, survey: Survey) -> dict[str, Worded]:
    """What is said of a file, a line each."""

    def line(at: int, speech: Speech) -> str:
        return list(report_sentences(report, survey, speech))[at]

    lines = len(list(report_sentences(report, survey, session.speech())))
    return {f"line {at}": Worded(partial(line, at)) for at in range(lines)}
