"""How both doors say what in a text could tell who a person is."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.telling.patterns import Telling

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


def telling_sentence(kind: Telling, speech: Speech) -> str:
    """Why something in a text should be looked at."""
    return speech.gettext(_TELLING[kind])
