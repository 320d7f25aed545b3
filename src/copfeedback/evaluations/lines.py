"""How an evaluation stands, in sentences that both doors say alike."""

from __future__ import annotations

from dataclasses import dataclass

from copfeedback.evaluations.events import Amended, Evaluation, Event, EventKind
from copfeedback.evaluations.model import Independence, Timing
from copfeedback.evaluations.pledge_hints import Hint, is_too_early
from copfeedback.evaluations.report_model import Report
from copfeedback.evaluations.standing import Fieldwork, Standing, Status
from copfeedback.evaluations.wording import name_of, status_sentence
from copfeedback.i18n.catalogues import Speech

PUBLISHED = frozenset({Status.PUBLISHED, Status.PUBLISHED_LATE})


@dataclass(frozen=True, slots=True)
class Badge:
    """What a reader must know of an evaluation before anything else; ``why`` explains it."""

    name: str
    why: str


def badges(evaluation: Evaluation, standing: Standing, speech: Speech) -> list[Badge]:
    """What speaks against an evaluation, for ever: no later event takes one of these away."""
    _ = speech.gettext
    found = []
    if not evaluation.is_sound:
        found.append(
            Badge(
                _("Altered"),
                _(
                    "Somebody changed what is stored of this evaluation. Do not rely on what this "
                    "page says."
                ),
            )
        )
    elif evaluation.doubtful:
        found.append(
            Badge(
                _("Perhaps altered"),
                _(
                    "Somebody changed what is stored of evaluations, perhaps of this one. Compare "
                    "what you noted of it."
                ),
            )
        )
    if standing.registered_late:
        found.append(
            Badge(
                _("Registered late"),
                _("The pledge was made when data were being gathered already."),
            )
        )
    pledged = (evaluation.pledge, evaluation.binding_pledge)
    if any(each.independence is Independence.SELF for each in pledged):
        found.append(
            Badge(
                _("No independent evaluation"),
                _("Those who run the programme evaluate it themselves."),
            )
        )
    pledge = evaluation.pledge
    if pledge.timing is Timing.FINAL and is_too_early(pledge.began, pledge.due):
        found.append(Badge(_("Early for a final evaluation"), name_of(Hint.TOO_EARLY, speech)))
    if any(is_deviation(event) for event in evaluation.amendments):
        found.append(
            Badge(_("Deviation"), _("The pledge was changed after data had been seen.")),
        )
    return found


def is_deviation(event: Event) -> bool:
    """Whether an event changed the pledge after data had been seen."""
    return isinstance(event.said, Amended) and event.said.is_deviation


def event_name(event: Event, speech: Speech) -> str:
    """What happened; a change after data were seen is named for what it is."""
    if is_deviation(event):
        return speech.gettext("Deviation")
    return name_of(event.kind, speech)


def standing_sentence(standing: Standing, speech: Speech) -> str:
    """How it stands, with the days it is overdue, or was published late, and since when.

    And that a new version is owed, where figures are there that were missing in the results.
    """
    said = _standing_sentence(standing, speech)
    return f"{said} · {later_sentence(speech)}" if standing.later else said


def later_sentence(speech: Speech) -> str:
    """That what could not be measured when results were published can be by now."""
    return speech.gettext("Figures that were missing are published now: a new version is owed.")


def _standing_sentence(standing: Standing, speech: Speech) -> str:
    said = status_sentence(standing, speech)
    if standing.status not in PUBLISHED or standing.published_on is None:
        return said
    days = (standing.published_on - standing.due).days
    if standing.status is Status.PUBLISHED_LATE and days > 0:
        said = speech.ngettext(
            "Results published %(days)s day late", "Results published %(days)s days late", days
        ) % {"days": speech.formatting.number(days)}
    day = speech.formatting.date(standing.published_on)
    return f"{said} ({day})"


def promised_sentences(standing: Standing, speech: Speech) -> list[str]:
    """The day that was promised first, always, and how often it was moved."""
    _, day = speech.gettext, speech.formatting.date
    said = [_("Results first promised for %(day)s.") % {"day": day(standing.first_due)}]
    if standing.times_moved:
        moved = speech.ngettext(
            "The day was moved %(count)s time, to %(day)s.",
            "The day was moved %(count)s times, at last to %(day)s.",
            standing.times_moved,
        )
        number = speech.formatting.number(standing.times_moved)
        said.append(moved % {"count": number, "day": day(standing.announced)})
    if standing.due != standing.announced:
        said.append(
            _(
                "What counts is %(day)s, because it was moved when data had been seen, or when it "
                "was late already."
            )
            % {"day": day(standing.due)}
        )
    return said


def gathering_sentence(fieldwork: Fieldwork, speech: Speech) -> str:
    """When figures are gathered, and whether they were there before the pledge."""
    said = speech.gettext("%(what)s: %(first)s to %(last)s") % {
        "what": name_of(fieldwork.role, speech),
        "first": speech.formatting.date(fieldwork.opens),
        "last": speech.formatting.date(fieldwork.closes),
    }
    if fieldwork.existing:
        known = speech.gettext("known already when the pledge was made")
        said += f" ({known})"
    return said


def earlier_versions(evaluation: Evaluation) -> list[tuple[Event, Report]]:
    """The versions of the results before the one that is public now, the latest first."""
    public = evaluation.publication
    return [
        (each, each.said)
        for each in reversed(evaluation.publications)
        if public is not None and each.number < public.number and isinstance(each.said, Report)
    ]


def version_sentence(evaluation: Evaluation, speech: Speech) -> str:
    """Which version of the results is public, and since when; nothing of the first one."""
    public, report = evaluation.publication, evaluation.report
    if public is None or report is None or report.number == 1:
        return ""
    return speech.gettext("Version %(number)s of %(day)s. What changed:") % {
        "number": speech.formatting.number(report.number),
        "day": speech.formatting.date(public.on),
    }


def withdrawn(evaluation: Evaluation) -> Event | None:
    """The event that took the results away, unless new ones were published since."""
    if evaluation.publication is not None:
        return None
    events = evaluation.of(EventKind.WITHDRAWN)
    return events[-1] if events else None
