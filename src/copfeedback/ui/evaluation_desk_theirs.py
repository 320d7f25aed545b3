"""What somebody else wrote meanwhile, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.ui import staff
from copfeedback.ui.evaluation_pledge_form import label_of
from copfeedback.ui.texts import marked


def show_theirs(values: Iterable[tuple[str, Any]], speech: Speech) -> None:
    """Fields as somebody else left them; those without a name of their own are left out."""
    st.html(Markup("<h2>{}</h2>").format(speech.gettext("What somebody else wrote")))
    pairs = [
        (label, said)
        for name, value in values
        for label, said in _said(name, value, speech)
        if label
    ]
    staff.facts(pairs)


def _said(name: str, value: Any, speech: Speech) -> Iterable[tuple[str, str | Markup]]:
    if isinstance(value, Translations):
        yield label_of(name, speech), marked(value, speech)
    elif isinstance(value, StrEnum):
        yield label_of(name, speech), name_of(value, speech)
    elif isinstance(value, date):
        yield label_of(name, speech), speech.formatting.date(value)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield name_of(key, speech), marked(each, speech)
    elif isinstance(value, str | float) and value:
        yield label_of(name, speech), str(value)
