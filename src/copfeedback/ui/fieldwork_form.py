"""The form of a wave: a new one, or one that has not closed yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.i18n.translations import Translations
from copfeedback.people.sector_model import Sector
from copfeedback.results.domain_wording import MODE_NAMES
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.completeness import completeness
from copfeedback.surveys.model import Survey
from copfeedback.surveys.wave_file import WaveFile
from copfeedback.surveys.wave_model import BEHIND, Audience, Recruitment, WaveKind
from copfeedback.surveys.wave_wording import (
    ARM_NAMES,
    AUDIENCE_NAMES,
    KIND_NAMES,
    RECRUITMENT_NAMES,
)
from copfeedback.ui import session
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.questionnaire_draft import BEHIND_NAMES
from copfeedback.ui.staff import Form
from copfeedback.ui.texts import words

BY_AREA = "areas"
"""In place of an arm of the whole wave: some areas are pilot, others control."""
_UPLOAD_MEGABYTES = 3


@dataclass(frozen=True)
class WaveForm:
    """The fields of a wave.

    ``before`` is the wave as it is described now, None for a new one. Of a wave that ``is_open``
    only that is shown which can still be changed.
    """

    form: Form
    survey: Survey
    sectors: Sequence[Sector]
    before: WaveFile | None = None
    is_open: bool = False
    texts: LocalTexts = field(init=False)

    def __post_init__(self) -> None:
        """Texts have fields of their own."""
        object.__setattr__(self, "texts", LocalTexts(self.form))

    @property
    def speech(self) -> Speech:
        """How to speak to whoever fills it in."""
        return self.form.speech

    def show(self) -> None:
        """All fields."""
        _ = self.speech.gettext
        if self.is_open:
            told = _("The wave is open. Only this can be changed now:")
            st.html(Markup("<p>{}</p>").format(told))
            self._day("closes", _("Last day"))
            self._sectors()
            self._figures()
            return
        self._name_and_days()
        self._whom()
        self._languages()
        self._sectors()
        self._behind()
        self._figures()

    def _heading(self, text: str) -> None:
        st.html(Markup("<h2>{}</h2>").format(text))

    def _was(self, name: str, default: Any = "") -> Any:
        value = getattr(self.before, name) if self.before is not None else None
        return default if value is None else value

    def _name_and_days(self) -> None:
        _, form = self.speech.gettext, self.form
        if self.before is None:
            hint = _("Small letters from a to z, digits and -, such as tiny-spring. It is public.")
            with st.container(key="text-ltr-id"):
                form.text("id", _("Short name, which never changes"), hint=hint)
        self.texts.choose_language()
        named = self._was("name", None)
        self.texts.line("name", _("Name"), Translations(named) if named else None)
        self._day("opens", _("First day"))
        self._day("closes", _("Last day"))
        self._day("results_due", _("Day the results are promised for"))
        kinds = {kind.value: _(name) for kind, name in KIND_NAMES.items()}
        form.choice("kind", _("Kind"), kinds, self._was("kind", WaveKind.UNSPECIFIED))
        hint = _("In months. The day is public, and so is it when it passes.")
        months = str(self._was("every_months"))
        form.text("every_months", _("Promise to ask again every …"), months, hint=hint)

    def _day(self, name: str, label: str) -> None:
        was = self._was(name, None)
        hint = self.speech.gettext("As year-month-day, such as 2026-02-28.")
        with st.container(key=f"text-ltr-{name}"):
            self.form.text(name, label, was.isoformat() if was else "", hint=hint)

    def _whom(self) -> None:
        _, form = self.speech.gettext, self.form
        self._heading(_("Who is asked, and how"))
        audiences = {each.value: _(name) for each, name in AUDIENCE_NAMES.items()}
        form.choice(
            "audience", _("Who is told of it"), audiences, self._was("audience", Audience.PUBLIC)
        )
        ways = {each.value: _(name) for each, name in RECRUITMENT_NAMES.items()}
        chosen = form.choice(
            "recruitment",
            _("How people are chosen"),
            ways,
            self._was("recruitment", Recruitment.OPEN_LINK),
        )
        if chosen == Recruitment.SAMPLE:
            hint = _("With commas between. Leave it empty if the sample has none.")
            form.text(
                "strata", _("Strata of the sample"), ", ".join(self._was("strata")), hint=hint
            )
            clusters = ", ".join(self._was("clusters"))
            form.text("clusters", _("Clusters of the sample"), clusters, hint=hint)
        hint = _("Small letters, digits and -, with commas between, such as school, radio.")
        with st.container(key="text-ltr-channels"):
            form.text(
                "channels",
                _("Ways people are reached that are counted"),
                ", ".join(self._was("channels")),
                hint=hint,
            )
        form.tick("by_code", _("Only with an access code"), value=self._was("by_code", False))
        officers = _("Community officers conduct it; it is labelled so")
        form.tick("officer_run", officers, value=self._was("officer_run", False))
        modes = {mode.value: _(name) for mode, name in MODE_NAMES.items()}
        form.ticks("modes", _("Ways of answering"), modes, self._was("modes", list(Mode)))

    def _languages(self) -> None:
        _, speech = self.speech.gettext, self.speech
        complete, incomplete = self.languages()
        fallback = self._was("fallback_languages", [])
        opened = [tag for tag in self._was("languages", complete) if tag not in fallback]
        self.form.ticks(
            "languages",
            _("Languages"),
            {tag: language_name(tag, speech) for tag in complete},
            opened,
            hint=_("Those in which nothing is missing. If you tick none, it opens in all of them."),
        )
        if incomplete:
            names = {tag: language_name(tag, speech) for tag in incomplete}
            hint = _("What is missing is shown in another language, and marked as such.")
            label = _("Languages it opens in although texts are missing")
            self.form.ticks("fallback_languages", label, names, fallback, hint=hint)

    def languages(self) -> tuple[list[str], list[str]]:
        """The portal's languages in which the questionnaire is complete, and the others."""
        spoken = session.portal().catalogues.languages
        there = [each for each in completeness(self.survey, spoken) if each.is_portals]
        complete = [each.language for each in there if each.is_complete]
        return complete, [each.language for each in there if each.language not in complete]

    def _sectors(self) -> None:
        _, speech = self.speech.gettext, self.speech
        before = self._was("sectors", [])
        names = self.sector_names()
        if self.is_open:
            names = {code: name for code, name in names.items() if code not in _codes(before)}
        if not names:
            return
        label = _("Areas to add") if self.is_open else _("Areas people can choose from")
        self.form.ticks("sectors", label, names, () if self.is_open else _codes(before))
        if self.is_open:
            return
        arms = {each.code: each.arm for each in before if each.arm is not None}
        was = BY_AREA if arms else self._was("arm", "")
        options = {"": _("None"), **{arm.value: _(name) for arm, name in ARM_NAMES.items()}}
        options[BY_AREA] = _("Some areas are pilot, others control")
        if self.form.choice("arm", _("Arm of a trial"), options, was) == BY_AREA:
            for arm, name in ARM_NAMES.items():
                ticked = [code for code, each in arms.items() if each is arm]
                self.form.ticks(f"arm-{arm}", speech.gettext(name), names, ticked)

    def sector_names(self) -> dict[str, str]:
        """All areas to choose from: those of the portal, and those the wave has already."""
        names = {
            each.code: f"{words(each.name, self.speech)} ({each.code})" for each in self.sectors
        }
        for each in self._was("sectors", []):
            if each.code not in names:
                text = Translations(each.text) if each.text else None
                names[each.code] = f"{words(text, self.speech) if text else ''} ({each.code})"
        return names

    def _behind(self) -> None:
        _ = self.speech.gettext
        self._heading(_("Who is behind it"))
        about = _("What is left empty here is told as the questionnaire says it.")
        st.html(Markup("<p>{}</p>").format(about))
        for name, label in BEHIND_NAMES.items():
            said = getattr(self.survey, name)
            hint = ""
            if said is not None:
                hint = _("The questionnaire says: %(text)s") % {"text": words(said, self.speech)}
            was = self._was(name, None)
            own = Translations(was) if was else None
            self.texts.line(name, _(label), own, hint=hint, long=True)

    def _figures(self) -> None:
        """How many are to answer, and how many people there are."""
        _, form = self.speech.gettext, self.form
        self._heading(_("Targets and population"))
        form.text("target", _("How many people are to answer in all"), str(self._was("target")))
        for name, label in (
            ("targets", _("Targets by group, as CSV: margin,value,count")),
            ("population", _("Population for weighting, as CSV: margin,value,count")),
        ):
            there: Mapping[str, Mapping[str, int]] = self._was(name, {})
            self._told(name, there)
            st.file_uploader(label, key=form.desk.key(name), max_upload_size=_UPLOAD_MEGABYTES)
            if there:
                form.tick(f"no-{name}", _("Remove those there are"))

    def _told(self, name: str, there: Mapping[str, Mapping[str, int]]) -> None:
        """What is wrong with a file of figures, and which figures there are."""
        problem = self.form.desk.problems.get(name)
        if problem is not None:
            said = problem.said(self.speech)
            st.html(Markup('<p class="problem">{}</p>').format(said))
        for margin, counts in there.items():
            number = self.speech.formatting.number
            listed = Markup(", ").join(
                Markup("<bdi>{}: {}</bdi>").format(value, number(count))
                for value, count in counts.items()
            )
            st.html(Markup("<p><bdi>{}</bdi> – {}</p>").format(margin, listed))


def _codes(sectors: Sequence[Any]) -> list[str]:
    return [each.code for each in sectors]


FIELDS_OF_TEXTS = ("name", *BEHIND)
"""The fields that have languages: a problem stands beside the one that is on the screen."""
