"""What an evaluation looked at and what came out, in a few easy words that are the same for all.

Nobody writes them: they are put together from what was found, so that no choice of words hides
what did not get better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from markupsafe import Markup, escape

from copfeedback.evaluations.model import Indicator, SiteArm
from copfeedback.evaluations.plain_words import explained
from copfeedback.evaluations.report_model import DID_NOT_IMPROVE, Finding, Verdict
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText

Name = LocalText | Markup | str


def what_came_out(found: Sequence[tuple[Name, Verdict]], speech: Speech) -> Markup:
    """What did not get better, how much that is, and what did; each by its name."""
    bad = [name for name, verdict in found if verdict in DID_NOT_IMPROVE]
    good = [name for name, verdict in found if verdict not in DID_NOT_IMPROVE]
    return _listed(
        [
            (speech.gettext("Did not get better"), bad),
            (speech.gettext("Got better"), good),
        ],
        speech,
    )


def what_is_looked_at(names: Sequence[Name], speech: Speech) -> Markup:
    """What will be looked at, as long as nothing came out."""
    return _listed([(speech.gettext("What is looked at"), names)], speech)


def meanings(values: Iterable[StrEnum], speech: Speech) -> Markup:
    """What words mean, in a line before their first use; nothing where all explain themselves."""
    told = Markup(" ").join(
        Markup("<b>{}</b>: {}").format(name, said) for name, said in explained(values, speech)
    )
    return Markup('<p class="hint">{}</p>').format(told) if told else Markup("")


def words_of_findings(found: Iterable[tuple[Finding, Indicator | None]]) -> list[StrEnum]:
    """The words for how these were compared and judged that need explaining."""
    used: list[StrEnum] = []
    for finding, indicator in found:
        if finding.measured is not None and finding.measured.control and indicator is not None:
            used += [indicator.design, SiteArm.PILOT, SiteArm.CONTROL]
        if finding.verdict is Verdict.INCONCLUSIVE:
            used.append(Verdict.INCONCLUSIVE)
    return used


def _listed(groups: Sequence[tuple[str, Sequence[Name]]], speech: Speech) -> Markup:
    lines = Markup("").join(
        Markup("<li><b>{} ({})</b>{}{}</li>").format(
            label,
            speech.formatting.number(len(names)),
            ": " if names else "",
            escape(speech.formatting.semicolon).join(escape(each) for each in names),
        )
        for label, names in groups
    )
    return Markup("<ul>{}</ul>").format(lines)
