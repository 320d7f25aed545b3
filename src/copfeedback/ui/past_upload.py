"""Choosing the file of responses that were collected elsewhere, and its mapping."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.surveys.past.mapping import MappingFile
from copfeedback.surveys.past.tables import PastTable, open_table
from copfeedback.surveys.yaml_file import file_fault, read_shape
from copfeedback.ui.desk import Desk

MEGABYTES = 100
_UPLOAD_MEGABYTES = MEGABYTES + 1  # a little more than is taken: our own words then say what to do
_BYTES = 1_000_000
_MAPPING_MEGABYTES = 2
_FILE, _MAP = "past-file", "past-map"
_OPENED = "past-opened"


def choose(desk: Desk, speech: Speech) -> None:
    """What can be brought in, and the fields for the two files."""
    _ = speech.gettext
    about = _(
        "A file of at most %(megabytes)s MB: CSV, Excel (.xlsx), SPSS (.sav) or Stata (.dta), also "
        "as KoboToolbox and ODK export them. Either all responses are taken or none. Of the file, "
        "only answers are kept, and how people were chosen."
    ) % {"megabytes": speech.formatting.number(MEGABYTES)}
    st.html(Markup("<h2>{}</h2><p>{}</p>").format(_("The file"), about))
    st.file_uploader(_("File"), key=desk.key(_FILE), max_upload_size=_UPLOAD_MEGABYTES)
    st.file_uploader(
        _("Mapping (YAML), if you have one"),
        key=desk.key(_MAP),
        max_upload_size=_MAPPING_MEGABYTES,
    )


def table(desk: Desk) -> PastTable | None:
    """The file that is chosen; a large one is opened once.

    Raises:
        DefinitionError: it cannot be read.
    """
    file = st.session_state.get(desk.key(_FILE))
    if file is None:
        desk.entered.pop(_OPENED, None)
        return None
    known: tuple[str, PastTable] | None = desk.entered.get(_OPENED)
    if known is None or known[0] != file.file_id:
        content = file.getvalue()
        if len(content) > MEGABYTES * _BYTES:
            fix = "use the command `copfeedback wave import` on the server"
            raise file_fault(file.name, f"the file is larger than {MEGABYTES} MB", fix)
        known = desk.entered[_OPENED] = (file.file_id, open_table(content, file.name))
    return known[1]


def mapping(desk: Desk) -> MappingFile:
    """What the chosen mapping says.

    Raises:
        DefinitionError: it has faults.
    """
    file = st.session_state.get(desk.key(_MAP))
    if file is None:
        return MappingFile()
    try:
        return read_shape(MappingFile, file.getvalue().decode("utf-8-sig"), file.name)[0]
    except UnicodeDecodeError:
        fix = "save it with the encoding UTF-8"
        raise file_fault(file.name, "the file is not UTF-8", fix) from None


def files(desk: Desk) -> str:
    """Which file and which mapping are chosen now."""
    files = (st.session_state.get(desk.key(name)) for name in (_FILE, _MAP))
    return ".".join(file.file_id if file else "" for file in files)
