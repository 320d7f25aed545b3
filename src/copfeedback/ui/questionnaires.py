"""The staff page of questionnaires: all there are, and what there is of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from copfeedback.application import DEMOGRAPHICS
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.surveys.completeness import completeness
from copfeedback.surveys.draft_store import Published
from copfeedback.surveys.files import DRAFT
from copfeedback.surveys.model import Survey
from copfeedback.surveys.overview import KnownSurvey, find_edition, read_edition
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault
from copfeedback.ui import session
from copfeedback.ui.pages import FIELDWORK, QUESTIONNAIRES, page_file
from copfeedback.ui.texts import as_label, words

SURVEY, EDITION, SHOW, LANGUAGE = "survey", "edition", "show", "in"
TEXTS, SIDE_BY_SIDE, PREVIEW = "texts", "languages", "preview"
HEADINGS = {
    TEXTS: N_("Who is behind it"),
    SIDE_BY_SIDE: N_("Side by side"),
    PREVIEW: N_("Preview on the full site"),
}
DRAFT_NAME = "draft"
FAULTS_SHOWN = 50
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page's address asks for: a survey, one of its editions, and a view of it."""

    survey_id: str
    edition: int | None
    show: str
    language: str


@dataclass(frozen=True)
class Edition:
    """One edition of a questionnaire; ``survey`` is None while a draft has faults."""

    known: KnownSurvey
    version: int
    text: Published
    survey: Survey | None
    faults: Sequence[DefinitionFault] = ()

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.version == DRAFT

    @property
    def name(self) -> str:
        """What addresses call it."""
        return DRAFT_NAME if self.is_draft else str(self.version)

    def query(self, show: str = "", language: str = "") -> dict[str, str]:
        """The address of a view of it."""
        asked = {SURVEY: self.known.survey_id, EDITION: self.name}
        return asked | {n: v for n, v in ((SHOW, show), (LANGUAGE, language)) if v}


def chosen() -> Chosen:
    """What the address asks for."""
    asked = st.query_params
    edition = asked.get(EDITION, "")
    number = int(edition) if edition.isdecimal() and len(edition) <= _DIGITS else None
    return Chosen(
        asked.get(SURVEY, ""),
        DRAFT if edition == DRAFT_NAME else number,
        asked.get(SHOW, ""),
        asked.get(LANGUAGE, ""),
    )


def open_edition(known: KnownSurvey, wanted: int | None, actor: Actor) -> Edition:
    """The edition that is asked for, else the draft, else the newest version."""
    there = {*known.versions, *([DRAFT] if known.draft else [])}
    version = wanted if wanted is not None and wanted in there else known.newest
    demographics = DEMOGRAPHICS.read_text(encoding="utf-8")
    trail = session.portal().trail
    text = find_edition(trail, actor, known.survey_id, version, demographics)
    try:
        return Edition(known, version, text, read_edition(text))
    except DefinitionError as error:
        return Edition(known, version, text, None, error.faults)


def show_all(known: Sequence[KnownSurvey], actor: Actor, speech: Speech) -> None:
    """Every questionnaire, with its versions and languages."""
    _ = speech.gettext
    about = _(
        "A questionnaire is a draft until it is published. A published version never changes; "
        "what is mended becomes the next version."
    )
    st.html(Markup("<p>{}</p>").format(about))
    if not known:
        st.html(Markup("<p>{}</p>").format(_("There is no questionnaire yet.")))
    for each in known:
        edition = open_edition(each, None, actor)
        with st.container(key=f"row-{each.survey_id}", gap=None):
            st.page_link(
                page_file(QUESTIONNAIRES),
                label=as_label(title(edition, speech)),
                query_params={SURVEY: each.survey_id},
            )
            st.html(_about(edition, speech))


def title(edition: Edition, speech: Speech) -> str:
    """What an edition is called."""
    if edition.survey is None:
        return edition.known.survey_id
    return words(edition.survey.title, speech)


def _about(edition: Edition, speech: Speech) -> Markup:
    """Versions and languages of a questionnaire, in two lines."""
    lines = [
        Markup("<bdi>{}</bdi> · {}").format(
            edition.known.survey_id, versions(edition.known, speech)
        )
    ]
    if edition.survey is not None:
        parts = [
            Markup("<bdi>{}</bdi> {}").format(
                each.language, percent_there(each.there, each.total, speech)
            )
            for each in completeness(edition.survey)
        ]
        lines.append(Markup("{}: {}").format(speech.gettext("Languages"), Markup(", ").join(parts)))
    else:
        lines.append(Markup("{}").format(speech.gettext("The draft has faults to mend.")))
    return Markup("<p><small>{}</small></p>").format(Markup("<br>").join(lines))


def percent_there(there: int, total: int, speech: Speech) -> str:
    """How much is there; never all of it while anything is missing."""
    percent = 100 if there >= total else min(99, there * 100 // total)
    return speech.formatting.percent(percent / 100)


def versions(known: KnownSurvey, speech: Speech) -> str:
    """Which versions there are, and whether there is a draft."""
    _ = speech.gettext
    parts = []
    if known.versions:
        numbers = [speech.formatting.number(version) for version in known.versions]
        parts.append(
            _("Published: %(versions)s") % {"versions": speech.formatting.listing(numbers)}
        )
    if known.draft is not None:
        day = speech.formatting.date(known.draft.changed_on)
        parts.append(_("Draft, changed on %(day)s") % {"day": day})
    return " · ".join(parts)


def show_edition(edition: Edition, speech: Speech) -> None:
    """What there is of an edition, and the ways to its views and files."""
    _ = speech.gettext
    _show_editions(edition, speech)
    if edition.is_draft and edition.known.draft and edition.known.draft.note:
        came = _("It came from: %(name)s") % {"name": edition.known.draft.note}
        st.html(Markup("<p>{}</p>").format(came))
    if edition.survey is None:
        show_faults(edition.faults, speech)
    else:
        _show_facts(edition.survey, speech)
    base = f"./staff/surveys/{edition.known.survey_id}/{edition.name}/definition/survey"
    links = [(f"{base}.yaml", _("Save as YAML")), (f"{base}.xlsx", _("Save as XLSForm"))]
    st.html(link_line(links))


def _show_editions(edition: Edition, speech: Speech) -> None:
    """The other editions, and the waves that ask this one."""
    _, known = speech.gettext, edition.known
    with st.container(horizontal=True, key="editions", vertical_alignment="center"):
        for version in (*known.versions, *([DRAFT] if known.draft else [])):
            number = {"version": speech.formatting.number(version)}
            name = _("Draft") if version == DRAFT else _("Version %(version)s") % number
            if version == edition.version:
                st.html(Markup('<b aria-current="true">{}</b>').format(name), width="content")
            else:
                query = {
                    SURVEY: known.survey_id,
                    EDITION: DRAFT_NAME if version == DRAFT else str(version),
                }
                st.page_link(page_file(QUESTIONNAIRES), label=name, query_params=query)
    for asked in session.portal().surveys.book.all():
        if (asked.wave.survey_id, asked.wave.version) == (known.survey_id, edition.version):
            label = _("Asked in: %(wave)s") % {"wave": words(asked.wave.name, speech)}
            query = {"wave": asked.wave.id}
            st.page_link(page_file(FIELDWORK), label=as_label(label), query_params=query)


def _show_facts(survey: Survey, speech: Speech) -> None:
    asking = sum(1 for question in survey.questions() if question.item_ids)
    parts = [
        speech.ngettext("%(count)s question", "%(count)s questions", asking)
        % {"count": speech.formatting.number(asking)},
        speech.ngettext("about %(count)s minute", "about %(count)s minutes", survey.minutes)
        % {"count": speech.formatting.number(survey.minutes)},
    ]
    if survey.internal:
        parts.append(speech.gettext("asks staff, and is not listed publicly"))
    st.html(Markup("<p>{}</p>").format(" · ".join(parts)))


_FAULTS = N_("These faults must be mended before the questionnaire can be published:")


def show_faults(faults: Sequence[DefinitionFault], speech: Speech) -> None:
    """What must be mended, by line or row; these messages are in English."""
    lines = [
        Markup("<li>{}</li>").format(fault_line(each, speech)) for each in faults[:FAULTS_SHOWN]
    ]
    if len(faults) > FAULTS_SHOWN:
        lines.append(Markup("<li>{}</li>").format(more_line(len(faults) - FAULTS_SHOWN, speech)))
    st.html(
        Markup('<div class="summary"><p>{}</p><ul>{}</ul></div>').format(
            speech.gettext(_FAULTS), Markup("").join(lines)
        )
    )


def more_line(count: int, speech: Speech) -> str:
    """How many faults are not shown."""
    more = speech.ngettext("… and %(count)s more fault", "… and %(count)s more faults", count)
    return more % {"count": speech.formatting.number(count)}


def fault_line(fault: DefinitionFault, speech: Speech) -> Markup:
    """A fault with its line or row, and how to mend it; the fault itself is told in English."""
    _ = speech.gettext
    place = _("Row or line %(number)s:") % {"number": speech.formatting.number(fault.line)}
    return Markup(
        '{} <span lang="en" dir="ltr">{}: {}.</span> {} <span lang="en" dir="ltr">{}.</span>'
    ).format(place if fault.line else "", fault.where, fault.fault, _("To mend it:"), fault.fix)


def link_line(links: Sequence[tuple[str, str]]) -> Markup:
    """Links to files, beside each other."""
    parts = (Markup('<a href="{}" download>{}</a>').format(*link) for link in links)
    return Markup("<p>{}</p>").format(Markup(" · ").join(parts))
