"""The server: both doors in one process.

Start it with ``copfeedback serve``, ``streamlit run app.py`` or ``uvicorn app:app``.
"""

import streamlit as st

from copfeedback.application import PROJECT, portal
from copfeedback.ui.pages import titles_of
from copfeedback.ui.serving import configure_streamlit, portal_lifespan, show_incident
from copfeedback.web.middleware import portal_middleware
from copfeedback.web.routes import light_door_routes
from copfeedback.web.shell import full_door_routes

house = portal()
configure_streamlit(house.settings)

app = st.App(
    PROJECT / "src" / "copfeedback" / "ui" / "main.py",
    routes=[*light_door_routes(house), *full_door_routes(house, titles_of(house.settings))],
    middleware=portal_middleware(house),
    lifespan=portal_lifespan(house),
    on_script_error=show_incident,
)
