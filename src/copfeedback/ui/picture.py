"""A picture with all that belongs to it: its name, its text alternative, and saving it."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.ui.chart_look import CONFIG


def show(figure: go.Figure, key: str, alt: str, file_name: str, speech: Speech) -> None:
    """Draw a picture, and let the reader's browser save it as PNG or SVG (see page.js)."""
    st.plotly_chart(figure, config=CONFIG, alt=alt, key=f"chart-{key}")
    buttons = Markup(" ").join(
        Markup(
            '<button type="button" class="copy" data-saves="st-key-chart-{}" data-format="{}" '
            'data-name="{}">{}</button>'
        ).format(
            key, kind, file_name, speech.gettext("Save as %(format)s") % {"format": kind.upper()}
        )
        for kind in ("png", "svg")
    )
    st.html(Markup('<p class="saving">{}</p>').format(buttons))
