"""The portal's name, operator, contacts and logo: the form for those who write them."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import Actor
from copfeedback.profile.faults import CONTACTS_AT_MOST
from copfeedback.profile.logo import LogoRefused, read_logo
from copfeedback.profile.model import Contact, Identity, Logo
from copfeedback.profile.wording import logo_sentence
from copfeedback.ui.desk import Done, Refused, Sentence, Worded
from copfeedback.ui.profile import FAULTS, PartForm
from copfeedback.ui.staff import button

_UPLOAD_MEGABYTES = 1  # more than is taken: our own words then say what to do


def edit(form: PartForm) -> None:
    """The fields, and the button that keeps them."""
    _ = form.speech.gettext
    content = form.content()
    identity = content if isinstance(content, Identity) else Identity()
    after = form.read_at
    form.texts.choose_language()
    form.line("name", _("Name of the portal"), identity.name)
    form.line("operator", _("Who runs this portal"), identity.operator)
    rows = min(len(identity.contacts) + 1, CONTACTS_AT_MOST)
    for row in range(rows):
        _contact(form, row, identity.contacts[row] if row < len(identity.contacts) else None)
    _logo(form, identity.logo)

    def save(actor: Actor) -> Done:
        kept = {row: _typed_contact(form, row, identity) for row in range(rows)}
        contacts = {row: contact for row, contact in kept.items() if contact is not None}
        written = Identity(
            name=form.texts.read("name", identity.name),
            operator=form.texts.read("operator", identity.operator),
            contacts=tuple(contacts.values()),
            logo=_typed_logo(form, identity.logo),
        )
        moved = {
            f"contacts.{place}.{what}": f"contacts.{row}.{what}"
            for place, row in enumerate(contacts)
            for what in ("label", "address")
        }
        return form.write(actor, written, Sentence(N_("Saved.")), after=after, moved=moved)

    button(form.desk, "save", _("Save"), save, FAULTS, primary=True)


def _contact(form: PartForm, row: int, contact: Contact | None) -> None:
    _ = form.speech.gettext
    number = {"number": form.speech.formatting.number(row + 1)}
    name = _("Contact %(number)s") if contact else _("Another contact")
    st.html(Markup("<h2>{}</h2>").format(name % number))
    hint = "" if contact else _("Leave this empty if there is no other.")
    label = _("Contact %(number)s: whom it reaches") % number
    form.line(f"contacts.{row}.label", label, contact.label if contact else None, hint=hint)
    with st.container(key=f"text-auto-contact-{row}"):
        form.text(
            f"contacts.{row}.address",
            _("Contact %(number)s: telephone, e-mail, web address or place") % number,
            contact.address if contact else "",
        )
    form.fields.tick(
        f"contacts.{row}.emergency",
        _("For emergencies: shown first to whoever looks for help"),
        value=contact is not None and contact.emergency,
    )


def _typed_contact(form: PartForm, row: int, identity: Identity) -> Contact | None:
    """The contact in a row of the form; None where nothing is written in it."""
    before = identity.contacts[row].label if row < len(identity.contacts) else None
    place = f"contacts.{row}"
    label, address = form.texts.read(f"{place}.label", before), form.typed(f"{place}.address")
    if label is None and not address:
        return None
    return Contact(
        label=form.texts.needed(f"{place}.label", before),
        address=address,
        emergency=bool(form.fields.typed(f"{place}.emergency")),
    )


def _logo(form: PartForm, logo: Logo | None) -> None:
    _ = form.speech.gettext
    st.html(Markup("<h2>{}</h2>").format(_("Logo")))
    st.file_uploader(
        _("A PNG or JPEG picture of at most 100 KB"),
        type=["png", "jpg", "jpeg"],
        key=form.desk.key("logo"),
        max_upload_size=_UPLOAD_MEGABYTES,
    )
    if logo is not None:
        form.fields.tick("no-logo", _("Remove the logo there is"))


def _typed_logo(form: PartForm, before: Logo | None) -> Logo | None:
    sent = st.session_state.get(form.desk.key("logo"))
    if sent is not None:
        try:
            return read_logo(sent.getvalue())
        except LogoRefused as refused:
            fault = refused.fault
            raise Refused({"logo": Worded(lambda speech: logo_sentence(fault, speech))}) from None
    return None if form.fields.typed("no-logo") else before
