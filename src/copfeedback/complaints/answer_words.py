"""What somebody entered in the form of a complaint, in words: to look it over before sending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from copfeedback.complaints.form import Asks, Field, Known
from copfeedback.i18n.catalogues import Speech


def in_words(field: Field, values: Sequence[str], known: Known, speech: Speech) -> str:
    """The answer to a field as ``intake.read_field`` cleaned it; empty where there is none."""
    if not values:
        return ""
    match field.asks:
        case Asks.CHOICE | Asks.CHOICES:
            names = {option.code: option.name for option in known.options(field, speech)}
            return speech.formatting.listing([names.get(value, value) for value in values])
        case Asks.DAY:
            return speech.formatting.date(date.fromisoformat(values[0]))
    return values[0]
