"""The portal as it would run under Streamlit's own defaults, to compare with.

Every option that decides how long a rerun takes has its default again. Environment variables
would do nothing: without ``streamlit run`` Streamlit reads none but those with secrets.
"""

from __future__ import annotations

from app import app
from streamlit import config

OPTIONS = ("runner.postScriptGC", "runner.magicEnabled", "server.fileWatcherType")

for option in OPTIONS:
    config.set_option(option, config.get_config_options()[option].default_val)

__all__ = ["app"]
