"""The script Streamlit runs for every page: menu and frame, and the page between them."""

from copfeedback.ui.navigation import show_portal

show_portal()
