"""Who publishes results in time, as a table for both doors."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from copfeedback.evaluations.league import LeagueRow
from copfeedback.evaluations.stacked import stacked_table
from copfeedback.i18n.catalogues import Speech


def league_table(rows: Sequence[LeagueRow], speech: Speech) -> Markup:
    """A row for everybody who commissioned evaluations, with how many of each kind they have."""
    _, number = speech.gettext, speech.formatting.number
    heads = {
        _("In time"): "kept",
        _("Late"): "late",
        _("Overdue"): "overdue",
        _("Cancelled, results owed"): "owed",
        _("Still to come"): "to_come",
        _("Registered late"): "registered_late",
        _("Day was moved"): "moved",
    }
    lines = []
    for row in rows:
        counts = [escape(number(getattr(row, name))) for name in heads.values()]
        if row.share_kept is not None:
            share = speech.formatting.percent(row.share_kept)
            counts[0] += Markup(" <small>({})</small>").format(share)
        lines.append((row.commissioner.read_in(speech.tag), counts))
    name = _("Number of evaluations")
    return stacked_table(name, [_("Who runs the programme"), *heads], lines)
