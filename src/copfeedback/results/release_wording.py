"""The life of a release in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_
from copfeedback.results.life import Refusal, Step
from copfeedback.results.published import Release, Withheld
from copfeedback.results.weighting import Remark

STEPS: Mapping[Step, str] = {
    Step.BUILT: N_("Built, waits for approval"),
    Step.APPROVED: N_("Approved, not public yet"),
    Step.PLANNED: N_("Approved, public at a set time"),
    Step.PUBLIC: N_("Public"),
    Step.REPLACED: N_("Replaced by a correction"),
    Step.SUPERSEDED: N_("Built anew before it was public"),
    Step.WITHDRAWN: N_("Withdrawn"),
}
REFUSALS: Mapping[Refusal, str] = {
    Refusal.SAME_PERSON: N_("Somebody else must approve it: you built it."),
    Refusal.SAME_PUBLISHER: N_("Somebody else must publish it: you approved it."),
    Refusal.APPROVED_ALREADY: N_("It is approved already."),
    Refusal.NOT_APPROVED: N_("A second person must approve it first."),
    Refusal.PUBLIC_ALREADY: N_("It is public already."),
    Refusal.SUPERSEDED: N_("The results were built anew. Please use the latest ones."),
    Refusal.WITHDRAWN: N_("It is withdrawn."),
    Refusal.TOO_LATE: N_("Nobody can put off the promised day. Choose an earlier time."),
    Refusal.NO_REASON: N_("Say why the results are corrected, in the survey’s first language."),
    Refusal.NO_NOTICE: N_("Say why the results are withdrawn, in the survey’s first language."),
    Refusal.TOO_LONG: N_("This text is too long. It can have 2,000 characters at most."),
    Refusal.POLICE: N_("It is approved. Police accounts cannot put another one in its place."),
    Refusal.BUILT_MEANWHILE: N_(
        "Somebody else built or published results of this survey meanwhile. Please look at them."
    ),
}
REMARKS: Mapping[Remark, str] = {
    Remark.NO_TARGET: N_("%(margin)s: nobody said how many people there are of: %(values)s."),
    Remark.EMPTY_CATEGORY: N_("%(margin)s: nobody answered of: %(values)s. They are left out."),
    Remark.UNKNOWN_MARGIN: N_("%(margin)s: left out, because nobody can be told apart by it."),
    Remark.DIFFERENT_TOTALS: N_("The numbers of people do not add up to the same total."),
    Remark.NOT_CONVERGED: N_("%(margin)s: left out, because it does not fit the others."),
    Remark.OVER_LIMIT: N_("Some answers still weigh more than they should."),
    Remark.UNUSABLE_WEIGHTS: N_("Some weights of the sample were not above zero: none is used."),
}
"""What weighting could not do as planned."""
NOT_INDEPENDENT = N_(
    "Police accounts cannot withdraw results. Somebody from another organisation must."
)


def withheld_counts(release: Release) -> Mapping[Withheld, int]:
    """How many figures are not shown, by why: whole rows, and single shares of others."""
    counts: Counter[Withheld] = Counter()
    for table in release.tables.values():
        for row in table.rows:
            if row.withheld is not None:
                counts[row.withheld] += 1
            else:
                counts[Withheld.UNRELIABLE] += sum(each is None for each in row.answers.values())
    return {reason: counts[reason] for reason in Withheld if counts[reason]}


def shown_count(release: Release) -> int:
    """How many rows have figures."""
    tables = release.tables.values()
    return sum(row.withheld is None for table in tables for row in table.rows)
