"""What came of every survey: what each wave says, or the day its results are promised for."""

import streamlit as st
from markupsafe import Markup

from copfeedback.results.findings import key_findings
from copfeedback.results.model import Publication
from copfeedback.results.releases import UnknownRelease
from copfeedback.surveys.book import UnknownWave
from copfeedback.surveys.wave_wording import full_name
from copfeedback.ui import excerpts, frame, results, results_question, session, waves
from copfeedback.ui.pages import RESULTS, page_file
from copfeedback.ui.texts import as_label, words

speech = session.speech()
_ = speech.gettext
portal = session.portal()


def show_all() -> None:
    """Every wave that is over, the one whose results came last first."""
    frame.heading(_("Results"))
    st.html(results.policy_link(speech))
    public = {each.asked.wave.id: each for each in reversed(portal.results.public_releases())}
    places = {wave: place for place, wave in enumerate(reversed(public), 1)}
    closed = portal.surveys.closed_waves()
    if not closed:
        st.html(Markup("<p>{}</p>").format(_("No survey has ended yet.")))
    for asked in sorted(closed, key=lambda asked: places.get(asked.wave.id, 0)):
        publication = public.get(asked.wave.id)
        if publication is None:
            st.html(results.awaited(asked, portal.surveys.today(), speech))
            continue
        opened = places[asked.wave.id] == 1
        st.html(results.released(publication, speech, opened=opened))
        if publication.withdrawn_at is None:
            st.page_link(
                page_file(RESULTS),
                label=_("See the results: %(wave)s")
                % {"wave": as_label(words(full_name(asked, speech.tag), speech))},
                query_params={results.WAVE: asked.wave.id},
            )
    waves.list_promised(portal.surveys.next_rounds(), speech)


def find(name: str) -> Publication | None:
    """The release that the address asks for, by its own name or by that of its wave."""
    try:
        if "." in name:
            return portal.results.find_publication(name)
        return next(iter(portal.results.publications_of(name)), None)
    except (UnknownRelease, UnknownWave):
        return None


def show_one(publication: Publication | None) -> None:
    """A release, with all that belongs to it."""
    st.page_link(page_file(RESULTS), label=_("Results"))
    if publication is None:
        frame.heading(_("There are no such results"))
        return
    frame.heading(results.title(publication.asked, speech))
    labels = results.wave_labels(publication.asked, speech)
    st.html(labels + results.standing(publication, speech))
    if publication.withdrawn_at is not None:
        return
    public = portal.results.public_releases()
    found = key_findings(public, publication, speech)
    said = results.findings_part(found, speech)
    st.html(said + results.indicators_part(publication, speech))
    results_question.show(public, publication, found, speech)
    told = portal.follow_ups.of_wave(publication.asked.wave.id)
    written = excerpts.own_words(publication.asked, speech)
    st.html(written + results.followed(told, publication.asked, speech))
    st.html(results.data_link(publication, speech))
    st.html(results.method_part(publication, speech))


wanted = st.query_params.get(results.WAVE)
if wanted:
    show_one(find(wanted))
else:
    show_all()
