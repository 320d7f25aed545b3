"""What the portal says about itself: for those who write it, and those who must agree to it."""

from collections.abc import Sequence

import streamlit as st

from copfeedback.people.model import PUBLIC, Permission
from copfeedback.profile import wording
from copfeedback.profile.model import Directory, Part, Version
from copfeedback.profile.service import may_read
from copfeedback.ui import frame, profile, profile_directory, profile_identity, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import PROFILE, page_file
from copfeedback.ui.profile import PartForm
from copfeedback.ui.texts import marked

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
parts = [part for part in Part if may_read(actor, part)]
part = profile.chosen(parts)


def show_part(part: Part, versions: Sequence[Version]) -> None:
    """One part: its form, and its versions."""
    desk = Desk.at(f"{PROFILE}.{part}")
    st.page_link(page_file(PROFILE), label=_("About this portal"))
    frame.heading(_(wording.PARTS[part]))
    staff.outcome(desk, speech)
    if part is Part.IDENTITY:
        profile_identity.edit(PartForm(part, versions[0] if versions else None, desk, speech))
    else:
        profile.promise(versions, part, actor, desk, speech)
    profile.history(versions, speech)


def show_directory(versions: Sequence[Version]) -> None:
    """All listed organisations, or one of them."""
    content = versions[0].content if versions else None
    directory = content if isinstance(content, Directory) else Directory()
    wanted = st.query_params.get(profile_directory.PARTNER)
    if wanted is None:
        st.page_link(page_file(PROFILE), label=_("About this portal"))
        frame.heading(_(wording.PARTS[Part.DIRECTORY]))
        profile_directory.list_all(directory, speech)
        profile.history(versions, speech)
        return
    partner = profile_directory.find(directory)
    desk = Desk.at(f"{PROFILE}.{Part.DIRECTORY}.{wanted}")
    back = {profile.PART: Part.DIRECTORY.value}
    st.page_link(page_file(PROFILE), label=_("All organisations"), query_params=back)
    if partner is not None:
        frame.heading(marked(partner.name, speech))
    elif wanted == profile_directory.NEW:
        frame.heading(_("Add an organisation"))
    else:
        frame.heading(_("There is no such organisation"))
    staff.outcome(desk, speech)
    if partner is not None or wanted == profile_directory.NEW:
        form = PartForm(Part.DIRECTORY, versions[0] if versions else None, desk, speech)
        profile_directory.edit(form, partner)


if part is None:
    frame.heading(_("About this portal"))
    if parts:
        profile.show_all(parts, actor, speech)
    else:
        reason = _("This page is for administrators and for the oversight body.")
        staff.refuse(reader, reason, back_to=PROFILE)
elif part is Part.DIRECTORY and actor.may(Permission.EDIT_PROFILE):
    show_directory(profile.versions_of(part, actor))
else:
    show_part(part, profile.versions_of(part, actor))
