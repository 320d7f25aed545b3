"""Parts of a profile; every function takes what should be different."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from PIL import Image

from copfeedback.i18n.translations import Translations
from copfeedback.profile.model import (
    Contact,
    Criterion,
    Directory,
    Identity,
    Need,
    Partner,
    Promise,
    Reach,
    Vetting,
)


def an_identity(**changes: Any) -> Identity:
    """A named portal with an emergency number and an office."""
    facts: dict[str, Any] = {
        "name": Translations({"en": "Speak up", "ar": "قل رأيك"}),
        "operator": Translations({"en": "City council"}),
        "contacts": (
            Contact(Translations({"en": "Emergency", "ar": "الطوارئ"}), "112", emergency=True),
            Contact(Translations({"en": "Portal office"}), "office@example.org"),
        ),
    }
    return Identity(**facts | changes)


def a_partner(id_: int = 1, **changes: Any) -> Partner:
    """A legal advice centre that speaks Arabic and English."""
    facts: dict[str, Any] = {
        "id": id_,
        "name": Translations({"en": "Open door", "ar": "الباب المفتوح"}),
        "offer": Translations({"en": "Free legal advice."}),
        "audience": Translations({"en": "Everybody who is new in the city."}),
        "needs": frozenset({Need.LEGAL_ADVICE, Need.ASYLUM_AND_MIGRATION}),
        "languages": ("ar", "en"),
        "reach": Reach(telephone="0800 000 001", website="https://door.example.org/"),
        "vetting": Vetting("City council", date(2026, 3, 1), frozenset(Criterion), "Two visits."),
    }
    return Partner(**facts | changes)


def a_directory(*partners: Partner) -> Directory:
    """These organisations, or one."""
    return Directory(partners or (a_partner(),))


def a_promise(text: str = "We tell you what came of it.") -> Promise:
    """A promise in English."""
    return Promise(Translations({"en": text}))


def a_picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), **details: Any) -> bytes:
    """The file of a picture."""
    written = io.BytesIO()
    Image.new("RGB", size, "#0b5394").save(written, kind, **details)
    return written.getvalue()
