"""Importing the boundaries of sectors, below the list of them."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.boundaries import MAX_BYTES, BadBoundaries
from copfeedback.people.model import Actor
from copfeedback.people.sector_wording import boundary_sentence, imported_sentence
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Desk, Done, Refused, Sentence, Worded
from copfeedback.ui.staff import button

_UPLOAD_MEGABYTES = 6  # a little more than is taken: our own words then say what to do
_PROBLEMS_SHOWN = 20


def import_boundaries(desk: Desk, speech: Speech) -> None:
    """A GeoJSON file, and the button that takes the boundaries in it."""
    _ = speech.gettext
    about = _(
        "A GeoJSON file (WGS 84) of at most %(megabytes)s MB: a Polygon or MultiPolygon for each "
        "area, with the code of the area in the property “code”. Either all boundaries are taken "
        "or none."
    ) % {"megabytes": speech.formatting.number(MAX_BYTES // 1_000_000)}
    st.html(Markup("<p>{}</p>").format(about))
    key = desk.key("file")
    st.file_uploader(_("GeoJSON file"), key=key, max_upload_size=_UPLOAD_MEGABYTES)
    button(desk, "import", _("Import boundaries"), partial(_take, key))


def _take(key: str, actor: Actor) -> Done:
    file = st.session_state.get(key)
    if file is None:
        raise Refused({WHOLE: Sentence(N_("Please choose a file first."))})
    try:
        imported = session.portal().sectors.import_boundaries(actor, file.getvalue())
    except BadBoundaries as bad:
        raise Refused(
            {
                f"feature {problem.feature}": Worded(partial(boundary_sentence, problem))
                for problem in bad.problems[:_PROBLEMS_SHOWN]
            }
        ) from None
    return Done(Worded(partial(imported_sentence, imported)))
