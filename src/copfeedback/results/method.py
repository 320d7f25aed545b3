"""How a survey was done, and what its figures can tell: what stands with every result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.results.domain_wording import DIMENSION_NAMES, MODE_NAMES
from copfeedback.results.published import EVERYONE, Release, Withheld
from copfeedback.results.thresholds import THRESHOLDS
from copfeedback.results.wording import (
    INDICATIVE,
    answered_between,
    left_out,
    reason,
    weighting,
)
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.wave_model import Recruitment

_CHOSEN: Mapping[Recruitment, str] = {
    Recruitment.OPEN_LINK: N_("Everybody who knew of the survey could answer it."),
    Recruitment.OUTREACH: N_("People were asked by somebody who went to them."),
    Recruitment.SAMPLE: N_("People were drawn by chance and invited."),
}

Facts = list[tuple[str, str | Markup]]


def facts(asked: AskedWave, release: Release, speech: Speech) -> Facts:
    """What was asked, of whom, how, when, by whom: names and values."""
    _, number = speech.gettext, speech.formatting.number
    wave, local = asked.wave, speech.tag
    base = release.bases.get(EVERYONE)
    answered = (
        speech.ngettext("about %(count)s person", "about %(count)s people", base)
        % {"count": number(base)}
        if base
        else _("not shown: too few")
    )
    modes = [_(MODE_NAMES[mode]) for mode in Mode if mode in wave.plan.modes]
    areas = [choice.text.read_in(local).text for choice in wave.sectors]
    found: Facts = [
        (_("What it is about"), escape(asked.introduction.read_in(local))),
        (_("When"), answered_between(wave, speech)),
        (_("How many answered"), answered),
        (_("How people were asked"), _(_CHOSEN[wave.plan.recruitment])),
        (_("Ways of answering"), speech.formatting.listing(modes)),
        (_("Who runs it"), escape(asked.run_by.read_in(local))),
        (_("Who pays for it"), escape(asked.paid_by.read_in(local))),
        (_("Who supports it in public"), escape(asked.backed_by.read_in(local))),
    ]
    if areas:
        found.insert(2, (_("Areas"), speech.formatting.listing(areas)))
    return found


def how_sure(release: Release, speech: Speech) -> list[str]:
    """What the figures mean, how sure they are and for whom they stand, a paragraph each."""
    _ = speech.gettext
    margins = [_(DIMENSION_NAMES[each]) for each in release.weighted_to if each in DIMENSION_NAMES]
    told = [
        _(
            "Shares are shares of everyone who was asked the question, whether they answered it "
            "or not. How many that were is rounded to %(count)s."
        )
        % {"count": speech.formatting.number(THRESHOLDS.base_rounding)},
        _(
            "Behind each figure stands the range in which the true figure most likely lies: the "
            "95 percent confidence interval of Korn and Graubard. All are rounded to whole percent."
        ),
        weighting(release, margins, speech),
        *([_(INDICATIVE)] if release.indicative else []),
        _(
            "A figure is left out where it would be too uncertain: with fewer than 30 effective "
            "answers, or a range that is too wide. A difference is only called one if a test says "
            "so; where several are tested, the test is stricter (Holm)."
        ),
    ]
    if release.design_effect is not None:
        told.append(
            _("Weights and groups make the variance %(factor)s times as large (design effect).")
            % {"factor": speech.formatting.number(release.design_effect)}
        )
    told.append(left_out(release, speech))
    return [each for each in told if each]


def what_is_withheld(release: Release, speech: Speech) -> list[str]:
    """What is not shown of a release and why, with how many rows that concerns."""
    _ = speech.gettext
    told = [
        _(
            "No group of fewer than %(count)s people is shown, nor one whose figures would give "
            "such a group away."
        )
        % {"count": speech.formatting.number(THRESHOLDS.minimum_base)}
    ]
    counts = _withheld_rows(release)
    if not counts:
        told.append(_("Nothing had to be withheld here."))
    told += [
        speech.ngettext("%(count)s row: %(reason)s", "%(count)s rows: %(reason)s", count)
        % {"count": speech.formatting.number(count), "reason": reason(withheld, speech)}
        for withheld, count in counts
    ]
    return told


def _withheld_rows(release: Release) -> Sequence[tuple[Withheld, int]]:
    """How many rows of all tables are withheld, by why."""
    rows = (row for table in release.tables.values() for row in table.rows)
    counts = Counter(row.withheld for row in rows if row.withheld is not None)
    return [(withheld, counts[withheld]) for withheld in Withheld if counts[withheld]]


_ON_TIME = N_(
    "The results of every wave of every survey, on the day they were promised for "
    "or earlier. Nobody at the police can delay them or choose among them."
)
_CORRECTED = N_(
    "Mistakes: a release never changes. A corrected one takes its place, says "
    "why, and the earlier one stays readable. If one has to be withdrawn, a "
    "notice stays in its place."
)
_POLICY: Sequence[tuple[str, Sequence[str]]] = (
    (
        N_("What is published"),
        (
            _ON_TIME,
            N_(
                "Every question with fixed answers: for everyone, for women, for men and for "
                "other groups that are large enough, with how sure each figure is."
            ),
            N_("How the survey was done, who ran and paid it, and the figures as open data."),
            _CORRECTED,
        ),
    ),
    (
        N_("What is not published"),
        (
            N_("Answers of single people, or of groups of fewer than ten."),
            N_(
                "Figures from which such a group could be worked out, together with all that "
                "was published before."
            ),
            N_("Figures that are too uncertain to tell anything."),
            N_(
                "What people wrote in their own words, other than short passages that two "
                "people have checked, never beside age, gender or area."
            ),
            N_("Answers given with the help of police are counted apart."),
        ),
    ),
)


def publishing(speech: Speech) -> tuple[str, str]:
    """When results become public, and what becomes of mistakes in them."""
    return speech.gettext(_ON_TIME), speech.gettext(_CORRECTED)


def policy(speech: Speech) -> list[tuple[str, list[str]]]:
    """What is released and what is not: headings with what stands below them."""
    _ = speech.gettext
    return [(_(heading), [_(line) for line in lines]) for heading, lines in _POLICY]
