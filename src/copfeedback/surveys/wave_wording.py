"""What both doors and staff pages say about waves: the same words for the same thing."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.circumstances import HelperKind
from copfeedback.surveys.wave_model import Arm, Audience, NextRound, Recruitment, WaveKind

KIND_NAMES: Mapping[WaveKind, str] = {
    WaveKind.BASELINE: N_("First round (baseline)"),
    WaveKind.MIDLINE: N_("Round in between (midline)"),
    WaveKind.ENDLINE: N_("Last round (endline)"),
    WaveKind.CONTINUOUS: N_("Goes on all the time"),
    WaveKind.UNSPECIFIED: N_("A round of its own"),
}

ARM_NAMES: Mapping[Arm, str] = {
    Arm.PILOT: N_("Pilot"),
    Arm.CONTROL: N_("Control"),
}

AUDIENCE_NAMES: Mapping[Audience, str] = {
    Audience.PUBLIC: N_("Everybody"),
    Audience.INTERNAL: N_("Only those who are invited"),
}

RECRUITMENT_NAMES: Mapping[Recruitment, str] = {
    Recruitment.OPEN_LINK: N_("Open link"),
    Recruitment.OUTREACH: N_("Outreach"),
    Recruitment.SAMPLE: N_("Probability sample"),
}

HELPER_NAMES: Mapping[HelperKind, str] = {
    HelperKind.POLICE: N_("Somebody from the police"),
    HelperKind.NGO: N_("Somebody from an organisation"),
    HelperKind.FAMILY: N_("Family or friends"),
    HelperKind.VOLUNTEER: N_("A volunteer"),
    HelperKind.OTHER: N_("Somebody else"),
}


def promise(next_round: NextRound, speech: Speech) -> str:
    """The day by which a survey is to be asked again, or was."""
    if next_round.is_overdue:
        told = speech.gettext("The next round was promised for %(day)s and is overdue.")
    else:
        told = speech.gettext("The next round is promised for %(day)s.")
    return told % {"day": speech.formatting.date(next_round.promised)}


def labels(asked: AskedWave, speech: Speech) -> list[str]:
    """What everybody has to know of a wave wherever it is shown; nothing for most."""
    told = []
    if asked.wave.plan.officer_run:
        told.append(
            speech.gettext("Police officers run this survey themselves. It is not independent.")
        )
    if asked.wave.plan.elsewhere:
        told.append(
            speech.gettext(
                "The answers were collected elsewhere, not on this site, and brought in later."
            )
        )
    if not asked.is_listed:
        told.append(speech.gettext("Internal: only people who were invited know of this survey."))
    return told


def full_name(asked: AskedWave, tag: str) -> LocalText:
    """A survey and its wave, for whoever sees nothing else of it."""
    survey, wave = asked.survey.title.read_in(tag), asked.wave.name.read_in(tag)
    text = f"{survey.text} – {wave.text}"
    return LocalText(text, survey.language, survey.is_fallback or wave.is_fallback)


def translation_notes(asked: AskedWave, speech: Speech, *, reviewed: bool) -> list[str]:
    """What somebody has to know of a survey's words in their language; nothing for most."""
    told = []
    opened, incomplete = asked.survey.languages, asked.wave.plan.fallback_languages
    if speech.tag in incomplete or speech.tag not in opened:
        told.append(
            speech.gettext(
                "Some of this survey is not there in your language yet. What is missing is shown "
                "in another language, underlined with dots."
            )
        )
    if not reviewed:
        told.append(
            speech.gettext(
                "In your language, the words of this survey are machine-drafted, not yet reviewed "
                "by a native speaker."
            )
        )
    return told
