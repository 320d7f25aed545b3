"""Key figures for everybody: the board, one of them, or what police and community do together."""

import streamlit as st

from copfeedback.faults import Unknown
from copfeedback.ui import kpi_board, session

speech = session.speech()
code = st.query_params.get(kpi_board.FIGURE, "")
try:
    if code:
        kpi_board.show_one(session.portal().kpis.find(code), speech)
    elif kpi_board.LIST in st.query_params:
        kpi_board.show_activities(speech)
    else:
        kpi_board.show_board(speech)
except Unknown:
    kpi_board.show_gone(speech)
