"""How the portal itself is doing, for administrators."""

from __future__ import annotations

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.operations import Report
from copfeedback.results.thresholds import THRESHOLDS
from copfeedback.ui import staff

_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def facts(report: Report, speech: Speech) -> list[tuple[str, str | Markup]]:
    """What there is to know at a glance."""
    _, formatting = speech.gettext, speech.formatting
    kind = _DATABASES.get(report.database, report.database)
    migration = _code(report.migration or "–")
    if not report.is_migrated:
        advice = _("The portal needs %(newest)s: run copfeedback migrate.")
        migration += Markup(' <span class="problem">{}</span>').format(
            advice % {"newest": report.newest_migration}
        )
    backup = (
        _("There is no backup yet.")
        if report.last_backup is None
        else staff.moment(report.last_backup, speech)
    )
    return [
        (_("Version of the portal"), _code(report.version)),
        (_("Database"), f"{kind}, {formatting.size(report.database_size)}"),
        (_("State of the database (migration)"), migration),
        (_("Room left on the disk"), formatting.size(report.disk_free)),
        (_("Last backup"), backup),
        (_("Staff who are signed in"), formatting.number(report.sessions)),
    ]


def pending(report: Report, speech: Speech) -> list[tuple[str, str | Markup]]:
    """How many answers of each wave wait to be counted."""
    rounding = speech.formatting.number(THRESHOLDS.fieldwork_rounding)
    fewer = speech.gettext("fewer than %(count)s") % {"count": rounding}
    return [
        (_code(wave), speech.formatting.number(count) if count else fewer)
        for wave, count in report.pending.items()
    ]


def _code(text: str) -> Markup:
    return Markup('<code dir="ltr">{}</code>').format(text)
