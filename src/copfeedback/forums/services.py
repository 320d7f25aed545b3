"""Everything that is done in forums, wired together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from copfeedback.forums.agendas import Agendas
from copfeedback.forums.attendance_figures import ForumFigures, Population
from copfeedback.forums.commitments import Commitments
from copfeedback.forums.drafting import Drafting
from copfeedback.forums.forum_book import ForumBook
from copfeedback.forums.meetings import Meetings
from copfeedback.forums.next_step import NextSteps
from copfeedback.forums.notices import Notices
from copfeedback.forums.problems import Problems
from copfeedback.forums.proposal_decisions import in_english
from copfeedback.forums.proposals import Proposals
from copfeedback.forums.publishing import Publishing
from copfeedback.forums.searching import Search
from copfeedback.forums.stories import Stories
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Trail
from copfeedback.people.pace import ClientPace


@dataclass
class ForumServices:
    """What the doors call of forums."""

    forums: ForumBook
    meetings: Meetings
    notices: Notices
    agendas: Agendas
    proposals: Proposals
    forum_figures: ForumFigures
    drafting: Drafting
    minutes: Publishing
    next_steps: NextSteps
    commitments: Commitments
    problems: Problems
    search: Search
    stories: Stories


def build_forum_services(
    trail: Trail,
    today: Callable[[], date],
    *,
    languages: Sequence[str],
    is_release: Callable[[str], bool],
    population: Callable[[], Population],
    pace: ClientPace,
    in_languages: Callable[[str], Translations] = in_english,
) -> ForumServices:
    """Wire them together.

    Args:
        trail: the audit trail, and with it database and clock.
        today: the local day.
        languages: the tags of those the portal has.
        is_release: whether results were published under a code.
        population: how many people there are, as far as it is known.
        pace: how fast proposals may come in.
        in_languages: one of the portal's own sentences in each language it has.
    """
    meetings = Meetings(trail, today, languages)
    agendas = Agendas(trail, today)
    proposals = Proposals(trail, today, pace, in_languages)
    drafting = Drafting(trail, today)
    minutes = Publishing(trail, today, languages)
    commitments = Commitments(trail, today, is_release)
    problems = Problems(trail, today, is_release)
    return ForumServices(
        forums=ForumBook(trail, today, languages),
        meetings=meetings,
        notices=Notices(trail, today),
        agendas=agendas,
        proposals=proposals,
        forum_figures=ForumFigures(trail, today, population),
        drafting=drafting,
        minutes=minutes,
        next_steps=NextSteps(trail.now, meetings, agendas, proposals, drafting, minutes),
        commitments=commitments,
        problems=problems,
        search=Search(trail.engine, today),
        stories=Stories(
            trail,
            today,
            commitments=commitments,
            problems=problems,
            proposals=proposals,
            minutes=minutes,
        ),
    )
