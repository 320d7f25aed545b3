"""How both doors say what the checks of minutes found, and what is wrong with files brought in."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.forums.minutes_po import BadPo, PoFault
from copfeedback.forums.personal_patterns import Telling
from copfeedback.i18n.catalogues import N_, Speech

_TELLING: Mapping[Telling, str] = {
    Telling.NAME: N_("This may be the name of a person."),
    Telling.TELEPHONE: N_("This may be a telephone number."),
    Telling.EMAIL: N_("This is an e-mail address."),
    Telling.ADDRESS: N_("Somebody may live at this address."),
    Telling.PLATE: N_("This may be the number of a car."),
    Telling.BIRTH: N_("This may be when somebody was born."),
    Telling.CASE_NUMBER: N_("This may be the number of a case."),
    Telling.CASE_WORD: N_("This may be about a case that is not over."),
}
_PO: Mapping[PoFault, str] = {
    PoFault.TOO_LARGE: N_("This file is too large."),
    PoFault.NOT_UTF8: N_("Please save the file as UTF-8."),
    PoFault.SYNTAX: N_("Something is written wrongly here. A quotation mark may be missing."),
    PoFault.PLURAL: N_("These minutes have no plural forms. Please give one translation."),
    PoFault.OTHER_LANGUAGE: N_("This file is for another language."),
    PoFault.OTHER_MINUTES: N_("This file belongs to other minutes, or to another version."),
    PoFault.UNKNOWN_PLACE: N_("The minutes have no such entry. Please download the file again."),
    PoFault.OTHER_TEXT: N_("The minutes say something else here. Please download the file again."),
    PoFault.TWICE: N_("This entry is in the file twice."),
    PoFault.PLACEHOLDER: N_("What stands in braces must be the same in both texts."),
}


def telling_sentence(kind: Telling, speech: Speech) -> str:
    """Why something in minutes should be looked at."""
    return speech.gettext(_TELLING[kind])


def po_sentence(bad: BadPo, speech: Speech) -> str:
    """What is wrong with a PO file, where, and what to do."""
    sentence = speech.gettext(_PO[bad.fault])
    if not bad.line:
        return sentence
    line = speech.gettext("Line %(number)s:") % {"number": speech.formatting.number(bad.line)}
    return f"{line} {sentence}"
