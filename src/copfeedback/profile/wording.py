"""How both doors say what is in the profile: the same words and the same links."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.i18n.translations import LocalText
from copfeedback.profile.faults import Fault, FaultKind, is_email, is_telephone, is_website
from copfeedback.profile.logo import LogoFault
from copfeedback.profile.model import Criterion, Identity, Need, Part, Promise

UNNAMED = "copfeedback"
"""What the portal is called as long as nobody has given it a name."""

PARTS: Mapping[Part, str] = {
    Part.IDENTITY: N_("Name and contacts"),
    Part.DIRECTORY: N_("Help and partner organisations"),
    Part.PROMISE: N_("Privacy promise"),
    Part.COMPLAINT_PROMISE: N_("Promise to people who complain"),
}
NEEDS: Mapping[Need, str] = {
    Need.EMERGENCY: N_("Help in an emergency"),
    Need.LEGAL_ADVICE: N_("Legal advice"),
    Need.VIOLENCE_AGAINST_WOMEN: N_("Violence against women"),
    Need.VICTIMS: N_("Help for victims of crime"),
    Need.HATE_CRIME: N_("Hate and discrimination"),
    Need.EXPLOITATION: N_("Forced labour and trafficking in people"),
    Need.ASYLUM_AND_MIGRATION: N_("Asylum and migration"),
    Need.YOUTH: N_("Children and young people"),
    Need.INTERPRETER: N_("Interpreters"),
    Need.MENTAL_HEALTH: N_("Mental health"),
    Need.POLICE_OVERSIGHT: N_("Trouble with the police"),
    Need.OTHER: N_("Something else"),
}
CRITERIA: Mapping[Criterion, str] = {
    Criterion.STABILITY: N_("it will last"),
    Criterion.ACCOUNTABILITY: N_("it accounts for what it does"),
    Criterion.REPRESENTATION: N_("it truly speaks for its people"),
}
# Facts about the software, not promises that anybody could forget to keep.
KEPT: Sequence[str] = (
    N_("We keep your answers, the week, the language and the way you answered. Nothing else."),
    N_("We keep no name, no address, no phone or device details and no time of day."),
    N_("What you write in your own words is kept apart from your other answers."),
    N_(
        "Results are shown for groups only, never where a group is so small that somebody could "
        "be recognised."
    ),
    N_(
        "Your phone or computer may remember that you opened this page. Clear its history if that "
        "could put you at risk."
    ),
)
_FAULTS: Mapping[FaultKind, str] = {
    FaultKind.MISSING: N_("Please fill this in."),
    FaultKind.UNREADABLE: N_("Please remove line breaks and signs that cannot be seen."),
    FaultKind.NO_TELEPHONE: N_("Please write a telephone number, such as +380 44 000 00 00."),
    FaultKind.NO_EMAIL: N_("Please write an e-mail address, such as help@example.org."),
    FaultKind.NO_WEBSITE: N_("Please write a web address that begins with https://."),
    FaultKind.NO_LANGUAGE: N_("Please name languages that are known, such as Arabic or French."),
    FaultKind.NO_WAY_THERE: N_(
        "Please give a telephone number, an e-mail address, a web address or a place."
    ),
    FaultKind.NOT_YET: N_("Please write a day that is not in the future."),
    FaultKind.TWICE: N_("This is listed twice."),
}
_LOGO_FAULTS: Mapping[LogoFault, str] = {
    LogoFault.TOO_LARGE: N_("The picture is too large: at most 100 KB and 2,000 pixels a side."),
    LogoFault.NO_PICTURE: N_("This is no picture we can read. Please choose a PNG or JPEG file."),
}
_NOT_DIALLED = re.compile(r"[^0-9+]")


def portal_name(identity: Identity, speech: Speech) -> LocalText:
    """What the portal is called."""
    if identity.name is None:
        return LocalText(UNNAMED, speech.tag, is_fallback=False)
    return identity.name.read_in(speech.tag)


def contact_link(address: str) -> Markup:
    """A way to reach somebody, as a link where a browser can follow it."""
    if is_telephone(address):
        target = "tel:" + _NOT_DIALLED.sub("", address)
    elif is_email(address):
        target = f"mailto:{address}"
    elif is_website(address):
        target = address
    else:
        return Markup("<bdi>{}</bdi>").format(address)
    shown = address.removeprefix("https://").removeprefix("http://").removesuffix("/")
    return Markup('<a href="{}" dir="ltr" rel="noreferrer">{}</a>').format(target, shown)


def promised(promise: Promise, speech: Speech) -> list[str | LocalText]:
    """What is promised to whoever answers: what the software keeps, then the operator's words."""
    return [*(speech.gettext(line) for line in KEPT), *own_words(promise, speech.tag)]


def own_words(promise: Promise, tag: str) -> list[LocalText]:
    """What the operator or the oversight body promises in their own words, line by line."""
    if promise.text is None:
        return []
    local = promise.text.read_in(tag)
    return [
        LocalText(line.strip(), local.language, local.is_fallback)
        for line in local.text.splitlines()
        if line.strip()
    ]


def languages_in_words(tags: Sequence[str], speech: Speech) -> str:
    """The names of languages, as a sentence joins them."""
    return speech.formatting.listing([language_name(tag, speech) for tag in tags])


def fault_sentence(fault: Fault, speech: Speech) -> str:
    """What to tell whoever wrote it, and what to do."""
    limit = speech.formatting.number(fault.limit)
    if fault.kind is FaultKind.TOO_LONG:
        return speech.ngettext(
            "Please shorten this to %(limit)s character.",
            "Please shorten this to %(limit)s characters.",
            fault.limit,
        ) % {"limit": limit}
    if fault.kind is FaultKind.TOO_MANY:
        return speech.ngettext(
            "There can be no more than %(limit)s.",
            "There can be no more than %(limit)s.",
            fault.limit,
        ) % {"limit": limit}
    return speech.gettext(_FAULTS[fault.kind])


def logo_sentence(fault: LogoFault, speech: Speech) -> str:
    """Why a picture cannot be taken, and what to do."""
    return speech.gettext(_LOGO_FAULTS[fault])
