"""Who answered, in plain sentences: the same in both doors."""

from __future__ import annotations

from collections.abc import Callable

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.results.domain_wording import value_name
from copfeedback.results.participation import Participants, Participation
from copfeedback.results.wording import percent
from copfeedback.surveys.model import Survey


def answered_less(
    found: Participation, survey: Survey, speech: Speech, plain: Callable[[LocalText], str] = str
) -> list[str]:
    """Which group answered least for its size, against the one that answered most."""
    rated = [each for each in found.groups if each.rate is not None]
    if found.lowest_to_highest is None:
        return []
    lowest = min(rated, key=_rate)
    highest = max(rated, key=_rate)
    return [
        speech.gettext(
            "For its size, the group that answered least is “%(lowest)s”: %(share)s as often as "
            "“%(highest)s”."
        )
        % {
            "lowest": plain(value_name(survey, found.dimension, lowest.value, speech)),
            "share": percent(round(100 * found.lowest_to_highest), speech),
            "highest": plain(value_name(survey, found.dimension, highest.value, speech)),
        }
    ]


def left_aside(
    found: Participation, survey: Survey, speech: Speech, plain: Callable[[LocalText], str] = str
) -> list[str]:
    """Who is not told apart: those who did not say, and groups that are withheld."""
    told = []
    if found.unknown is None:
        told.append(speech.gettext("How many did not say is withheld."))
    elif found.unknown:
        name = plain(value_name(survey, found.dimension, found.unknown_value, speech))
        told.append(f"{name}: {speech.formatting.number(found.unknown)}.")
    if found.withheld:
        names = [
            plain(value_name(survey, found.dimension, value, speech)) for value in found.withheld
        ]
        told.append(
            speech.gettext("Withheld, because they are small: %(names)s.")
            % {"names": speech.formatting.listing(names)}
        )
    return told


def _rate(group: Participants) -> float:
    return group.rate or 0.0
