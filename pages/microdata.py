"""Single answers of a closed wave: how well people hide in them, and a protected file of them."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.results.anonymity import TooFewResponses
from copfeedback.results.microdata import BadPurpose, FileKind
from copfeedback.surveys.book import AskedWave
from copfeedback.ui import frame, microdata, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import MICRODATA
from copfeedback.ui.staff import Form

KIND_NAMES = {FileKind.CSV: "CSV", FileKind.SAV: "SPSS (SAV)"}
REPORT = "copfeedback_anonymity"

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
portal = session.portal()
form = Form(Desk.at(MICRODATA), speech)


def say(text: str, kind: str = "") -> None:
    """A paragraph."""
    st.html(Markup('<p class="{}">{}</p>').format(kind, text))


def name_of(asked: AskedWave) -> str:
    """Survey and wave, and the id, which tells waves of the same name apart."""
    texts = (asked.survey.title, asked.wave.name)
    said = (portal.catalogues.plain(text.read_in(speech.tag)) for text in texts)
    return f"{' – '.join(said)} ({asked.wave.id})"


def show_wave(waves: list[AskedWave]) -> None:
    """The wave that is chosen: its report, then the way to a file."""
    names = {each.wave.id: name_of(each) for each in waves}
    wave_id = form.choice("wave", _("Wave"), names)
    asked = next(each for each in waves if each.wave.id == wave_id)
    kept = st.session_state.get(REPORT)
    if kept is None or kept[:2] != (actor, wave_id):  # a rerun must not read every answer again
        kept = st.session_state[REPORT] = (actor, wave_id, portal.microdata.report(actor, wave_id))
    microdata.show_report(kept[2], asked, speech)
    show_file(wave_id)


def show_file(wave_id: str) -> None:
    """What it is for, and the file; that it was made is noted."""
    say(_("Keep the file to yourself and your team, and do not try to recognise anybody."))
    hint = _("It is noted in the audit trail, with your name.")
    purpose = form.text("purpose", _("What do you need it for?"), hint=hint)
    kind = FileKind(form.choice("kind", _("Format"), {k.value: n for k, n in KIND_NAMES.items()}))
    if st.button(_("Make the file"), key="export"):
        try:
            made = portal.microdata.export(actor, wave_id, purpose, kind, speech)
        except BadPurpose:
            say(_("Say in 10 to 75 characters what you need it for."), "problem")
        else:
            st.download_button(_("Save the file"), made, f"{wave_id}.{kind}", on_click="ignore")


frame.heading(_("Single answers"))
try:
    if waves := portal.microdata.waves(actor):
        show_wave(waves)
    else:
        say(_("No survey has ended yet."))
except TooFewResponses:
    say(_("Too few people answered: nobody could hide among the others."))
except NotPermitted:
    reason = _("This page is for analysts of independent organisations.")
    staff.refuse(reader, reason, back_to=MICRODATA)
