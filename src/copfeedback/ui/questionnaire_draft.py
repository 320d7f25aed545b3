"""What is done with a draft: say who is behind it, add its pictures, publish or discard it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.application import DEMOGRAPHICS
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.surveys.comparing import Comparison, compare_versions
from copfeedback.surveys.comparison_wording import CHANGE_SENTENCES
from copfeedback.surveys.draft_texts import write_behind
from copfeedback.surveys.drafts import (
    DraftChanged,
    DraftExists,
    NothingChanged,
    UnknownDraft,
    begin_draft_from,
    discard_draft,
    publish_draft,
)
from copfeedback.surveys.files import DRAFT, UnusableFile, files_named
from copfeedback.surveys.model import Survey
from copfeedback.surveys.wave_model import BEHIND
from copfeedback.surveys.yaml_file import DefinitionError
from copfeedback.ui import questionnaires, session, staff, tables
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.pages import QUESTIONNAIRES, page_file
from copfeedback.ui.questionnaire_import import CHOOSE_FILE, NotUsable
from copfeedback.ui.questionnaire_library import ABOUT_PERSON
from copfeedback.ui.questionnaires import Edition
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import marked

BEHIND_NAMES: Mapping[str, str] = {
    "introduction": N_("What it is about"),
    "run_by": N_("Who runs it"),
    "paid_by": N_("Who pays for it"),
    "backed_by": N_("Who supports it in public"),
    "independence": N_("How it stays independent"),
    "contact": N_("Help with this survey"),
}
_UPLOAD_MEGABYTES = 3  # a little more than is taken: our own words then say what to do
GONE = N_("This draft is not there any more. Somebody has published or discarded it.")
_CHANGED = N_("Somebody else has changed this draft meanwhile. Please reload the page and look.")
FAULTS: Mapping[type[Exception], Fault] = {
    UnknownDraft: Fault(WHOLE, GONE),
    DraftChanged: Fault(WHOLE, _CHANGED),
    DraftExists: Fault(WHOLE, N_("There is a draft already. Go on with it, or discard it.")),
    NothingChanged: Fault(
        WHOLE, N_("The draft says the same as the newest version. There is nothing to publish.")
    ),
    UnusableFile: Fault(
        WHOLE,
        N_("This is no picture (PNG, JPEG, WebP) and no sound (MP3, Ogg), or larger than 2 MB."),
    ),
}


def write_texts(edition: Edition, desk: Desk, speech: Speech) -> None:
    """The texts about who is behind a questionnaire; they need not all be there."""
    _, survey, draft = speech.gettext, edition.survey, edition.known.draft
    if survey is None or draft is None:
        return
    about = _(
        "What is left empty here can be said by each wave. A wave cannot open before all of it is "
        "said somewhere."
    )
    st.html(Markup("<p>{}</p>").format(about))
    form = Form(desk, speech)
    texts = LocalTexts(form)
    texts.choose_language()
    for name, label in BEHIND_NAMES.items():
        texts.line(name, _(label), getattr(survey, name), long=True)
    person = {name: _(label) for name, label in ABOUT_PERSON.items()}
    asked = [name for name in person if name in survey.question_of_item]
    hint = _("Without them, nobody can tell how the answers of women and men differ.")
    form.ticks("person", _("Questions about the person"), person, asked, hint=hint)

    def save(actor: Actor) -> Done:
        said = {name: texts.read(name, getattr(survey, name)) for name in BEHIND}
        trail = session.portal().trail
        about_person = sorted(form.typed_ticks("person", list(person)))
        write_behind(trail, actor, survey.id, said, draft.fingerprint, about_person=about_person)
        return Done(Sentence(N_("The texts are saved in the draft.")))

    button(desk, "save-texts", _("Save"), save, FAULTS, primary=True)


def show_files(edition: Edition, actor: Actor, desk: Desk, speech: Speech) -> None:
    """The pictures and sounds a draft names, and the way to add those that are missing."""
    _, survey = speech.gettext, edition.survey
    if survey is None or not (named := files_named(survey)):
        return
    portal = session.portal()
    missing = portal.survey_files.missing(actor, survey, edition.version)
    st.html(Markup("<h2>{}</h2>").format(_("Pictures and sounds")))
    if not missing:
        told = speech.ngettext(
            "The questionnaire names %(count)s file. It is there.",
            "The questionnaire names %(count)s files. All of them are there.",
            len(named),
        )
        st.html(Markup("<p>{}</p>").format(told % {"count": speech.formatting.number(len(named))}))
        return
    names = Markup("").join(Markup("<li><bdi>{}</bdi></li>").format(name) for name in missing)
    st.html(Markup("<p>{}</p><ul>{}</ul>").format(_("These files are not there yet:"), names))
    if not edition.is_draft:
        return
    key = desk.key("files")
    label = _("Choose them by these names; PNG, JPEG, WebP, MP3 or Ogg, 2 MB each at most")
    st.file_uploader(label, key=key, accept_multiple_files=True, max_upload_size=_UPLOAD_MEGABYTES)
    button(desk, "add-files", _("Add these files"), partial(_add, survey, missing, key), FAULTS)


def _add(survey: Survey, missing: Sequence[str], key: str, actor: Actor) -> Done:
    files = st.session_state.get(key) or []
    if not files:
        raise Refused({WHOLE: Sentence(CHOOSE_FILE)})
    others = [file.name for file in files if file.name not in missing]
    if others:
        sentence = N_("The questionnaire names no missing file “%(name)s”. Please rename it.")
        raise Refused({WHOLE: Sentence(sentence, {"name": others[0]})})
    portal = session.portal()
    for file in files:
        portal.survey_files.add(portal.trail, actor, survey.id, DRAFT, file.name, file.getvalue())
    return Done(Sentence(N_("The files are added.")))


def show_publishing(edition: Edition, actor: Actor, desk: Desk, speech: Speech) -> None:
    """What publishing a draft would change, and the buttons that publish or discard it."""
    _, known = speech.gettext, edition.known
    st.html(Markup("<h2>{}</h2>").format(_("Publish")))
    if edition.survey is not None:
        if known.versions:
            before = questionnaires.open_edition(known, known.versions[-1], actor)
            if before.survey is not None:
                _show_changes(before.survey, edition.survey, speech)
        question = _(
            "Publish this draft? It then never changes again; what is mended later becomes the "
            "next version."
        )
        do = partial(desk.attempt, partial(_publish, known.survey_id), FAULTS)
        staff.confirmed(desk, "publish", _("Publish"), question, do, speech)
    question = _("Discard this draft with everything that was changed in it?")
    do = partial(desk.attempt, partial(_discard, known.survey_id), FAULTS)
    staff.confirmed(desk, "discard", _("Discard the draft"), question, do, speech)


def _show_changes(before: Survey, after: Survey, speech: Speech) -> None:
    """Which questions stay comparable with the newest version, and why others do not."""
    _ = speech.gettext
    changed = [each for each in compare_versions(before, after) if each.changes]
    if not changed:
        same = _("No question differs from version %(version)s.")
        number = {"version": speech.formatting.number(before.version)}
        st.html(Markup("<p>{}</p>").format(same % number))
        return
    rows = [(_name(each, before, after, speech), _told(each, speech)) for each in changed]
    caption = _("What differs from version %(version)s") % {
        "version": speech.formatting.number(before.version)
    }
    heads = [_("Question"), _("Can answers be compared?"), _("Why")]
    st.html(tables.plain_table(caption, heads, rows))


def _name(each: Comparison, before: Survey, after: Survey, speech: Speech) -> Markup:
    question = after.question_of_item.get(each.item) or before.question_of_item[each.item]
    return Markup("{} <small><bdi>{}</bdi></small>").format(
        marked(question.text_of(each.item), speech), each.item
    )


def _told(each: Comparison, speech: Speech) -> list[str | Markup]:
    _ = speech.gettext
    if not each.is_comparable:
        verdict = _("No: a line in the trends breaks here.")
    elif each.caveats:
        verdict = _("With care: what changed has to be said beside it.")
    else:
        verdict = _("Yes")
    reasons = [_(CHANGE_SENTENCES[change]) for change in each.changes]
    if each.reworded:
        reasons.append(_("In: %(languages)s.") % {"languages": ", ".join(each.reworded)})
    return [verdict, " ".join(reasons)]


def _publish(survey_id: str, actor: Actor) -> Done:
    demographics = DEMOGRAPHICS.read_text(encoding="utf-8")
    try:
        survey = publish_draft(session.portal().trail, actor, survey_id, demographics)
    except DefinitionError as error:
        raise NotUsable(error) from None
    sentence = N_("Version %(version)s of “%(survey)s” is published. Waves can ask it now.")
    return Done(Sentence(sentence, {"version": str(survey.version), "survey": survey.id}))


def _discard(survey_id: str, actor: Actor) -> Done:
    discard_draft(session.portal().trail, actor, survey_id)
    return Done(Sentence(N_("The draft of “%(survey)s” is discarded."), {"survey": survey_id}))


def begin(edition: Edition, desk: Desk, speech: Speech) -> None:
    """The button that makes a draft of a published version, where there is none yet."""
    _, known = speech.gettext, edition.known
    if known.draft is not None:
        label, query = _("Go on with the draft"), {questionnaires.SURVEY: known.survey_id}
        st.page_link(page_file(QUESTIONNAIRES), label=label, query_params=query)
        return

    def do(actor: Actor) -> Done:
        begin_draft_from(session.portal().trail, actor, known.survey_id, edition.version)
        return Done(Sentence(N_("There is a draft now. The version itself stays as it is.")))

    button(desk, "begin", _("Change it: make a draft of this version"), do, FAULTS)
