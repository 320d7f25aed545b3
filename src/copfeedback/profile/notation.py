"""How the profile is written down: as JSON in the database, and in the demonstration's file.

What a part holds may grow; what was written by an older version of the portal stays readable,
because whatever can be left out is left out when it says nothing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from copfeedback.i18n.translations import Translations
from copfeedback.profile.model import (
    Contact,
    Content,
    Criterion,
    Directory,
    Identity,
    Logo,
    Need,
    Part,
    Partner,
    PictureFormat,
    Promise,
    Reach,
    Vetting,
)

Noted = Mapping[str, Any]


def to_json(content: Content) -> str:
    """A part as canonical JSON: the same content is always the same text."""
    return json.dumps(
        _NOTE[type(content)](content), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_json(part: Part, text: str) -> Content:
    """The part as it was written."""
    return read(part, json.loads(text))


def read(part: Part, noted: Noted) -> Content:
    """A part from its notation."""
    return _READ[part](noted)


def _without_nothing(noted: Noted) -> Noted:
    return {name: value for name, value in noted.items() if value not in (None, "", [], {}, False)}


def _texts(texts: Translations | None) -> dict[str, str] | None:
    return None if texts is None else dict(texts)


def _read_texts(noted: Mapping[str, str] | None) -> Translations | None:
    return Translations(noted) if noted else None


def _note_identity(identity: Identity) -> Noted:
    return _without_nothing(
        {
            "name": _texts(identity.name),
            "operator": _texts(identity.operator),
            "contacts": [
                _without_nothing(
                    {
                        "label": _texts(contact.label),
                        "address": contact.address,
                        "emergency": contact.emergency,
                    }
                )
                for contact in identity.contacts
            ],
            "logo": identity.logo
            and {
                "format": identity.logo.format.value,
                "data": base64.b64encode(identity.logo.data).decode(),
            },
        }
    )


def _read_identity(noted: Noted) -> Identity:
    logo = noted.get("logo")
    return Identity(
        name=_read_texts(noted.get("name")),
        operator=_read_texts(noted.get("operator")),
        contacts=tuple(
            Contact(
                Translations(contact["label"]), contact["address"], contact.get("emergency", False)
            )
            for contact in noted.get("contacts", ())
        ),
        logo=logo and Logo(PictureFormat(logo["format"]), base64.b64decode(logo["data"])),
    )


def _note_directory(directory: Directory) -> Noted:
    return {"partners": [_note_partner(partner) for partner in directory.partners]}


def _note_partner(partner: Partner) -> Noted:
    reach, vetting = partner.reach, partner.vetting
    return _without_nothing(
        {
            "id": partner.id,
            "name": _texts(partner.name),
            "offer": _texts(partner.offer),
            "audience": _texts(partner.audience),
            "needs": sorted(partner.needs),
            "languages": list(partner.languages),
            "telephone": reach.telephone,
            "email": reach.email,
            "website": reach.website,
            "address": _texts(reach.address),
            "hours": _texts(reach.hours),
            "vetting": vetting
            and _without_nothing(
                {
                    "by": vetting.by,
                    "on": vetting.on.isoformat(),
                    "criteria": sorted(vetting.criteria),
                    "note": vetting.note,
                }
            ),
        }
    )


def _read_directory(noted: Noted) -> Directory:
    return Directory(tuple(map(_read_partner, noted["partners"])))


def _read_partner(noted: Noted) -> Partner:
    vetting = noted.get("vetting")
    return Partner(
        id=noted["id"],
        name=Translations(noted["name"]),
        offer=Translations(noted["offer"]),
        audience=Translations(noted["audience"]),
        needs=frozenset(map(Need, noted.get("needs", ()))),
        languages=tuple(noted.get("languages", ())),
        reach=Reach(
            telephone=noted.get("telephone", ""),
            email=noted.get("email", ""),
            website=noted.get("website", ""),
            address=_read_texts(noted.get("address")),
            hours=_read_texts(noted.get("hours")),
        ),
        vetting=vetting
        and Vetting(
            by=vetting["by"],
            on=date.fromisoformat(vetting["on"]),
            criteria=frozenset(map(Criterion, vetting.get("criteria", ()))),
            note=vetting.get("note", ""),
        ),
    )


def _note_promise(promise: Promise) -> Noted:
    return _without_nothing({"text": _texts(promise.text)})


def _read_promise(noted: Noted) -> Promise:
    return Promise(_read_texts(noted.get("text")))


_NOTE: Mapping[type[Content], Callable[[Any], Noted]] = {
    Identity: _note_identity,
    Directory: _note_directory,
    Promise: _note_promise,
}
_READ: Mapping[Part, Callable[[Noted], Content]] = {
    Part.IDENTITY: _read_identity,
    Part.DIRECTORY: _read_directory,
    Part.PROMISE: _read_promise,
    Part.COMPLAINT_PROMISE: _read_promise,
}
