"""What results say, in plain sentences: of the key indicators, and of one question on its own page.

Every sentence is whole, so that each language can put it in its own way. A difference is called
one only if a test of the difference itself says so, never because two ranges do not touch; where
several are told together, the tests are those of ``overview``, corrected for there being several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.answer_findings import of_answers, withheld_sentence
from copfeedback.results.change import Verdict
from copfeedback.results.comparability import trend_points
from copfeedback.results.comparison import Since
from copfeedback.results.items import favourable_codes
from copfeedback.results.model import Publication, Trend
from copfeedback.results.overview import IndicatorStatus, overview
from copfeedback.results.published import EVERYONE, Domain, Group, PublishedRow, PublishedTable
from copfeedback.results.service import indicators
from copfeedback.results.wording import answer_name, cannot_be_compared
from copfeedback.surveys.model import Question

SHOWN_AT_ONCE = 5
"""So many key findings stand on a page; the others are one press away."""
_NEARLY_NOBODY, _NEARLY_EVERYBODY = 5, 95
_CLEAR = frozenset({Verdict.UP, Verdict.DOWN})


def public_trend(publications: Sequence[Publication], latest: Publication, item: str) -> Trend:
    """An item over the waves that are public, up to the wave of a publication.

    A wave that not everybody is told of is beside no other; of each wave there is its current
    release, but of the latest wave the one that is asked for.
    """
    survey_id, opens = latest.asked.survey.id, latest.asked.wave.opens
    earlier = {
        each.asked.wave.id: each
        for each in publications
        if each.asked.survey.id == survey_id
        and each.asked.is_listed
        and each.withdrawn_at is None
        and each.replaced_by is None
        and each.asked.wave.opens <= opens
    }
    known = earlier | {latest.asked.wave.id: latest}
    released = sorted(
        ((each.asked, each.release) for each in known.values()),
        key=lambda pair: (pair[0].wave.opens, pair[0].wave.id),
    )
    return Trend(survey_id, item, trend_points(released, item), ())


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """A key indicator and what is to be said of it."""

    status: IndicatorStatus
    sentences: tuple[str, ...]

    @property
    def has_figures(self) -> bool:
        """Whether anything more is said than that its figures are withheld."""
        return has_figures(self.status.latest.table)


def has_figures(table: PublishedTable | None) -> bool:
    """Whether there are figures of everyone together."""
    row = table.row(EVERYONE) if table is not None else None
    return row is not None and row.withheld is None


def key_findings(
    publications: Sequence[Publication], latest: Publication, speech: Speech
) -> tuple[KeyFinding, ...]:
    """What a release says of each key indicator of its survey, the headline first."""
    known = [
        indicator
        for indicator in indicators(latest.asked.survey)
        if indicator.item in latest.release.tables
    ]
    found = overview(known, lambda item: public_trend(publications, latest, item))
    return tuple(KeyFinding(line, tuple(of_indicator(line, speech))) for line in found.lines)


def of_item(
    finding: KeyFinding | None, row: PublishedRow | None, question: Question, speech: Speech
) -> list[str]:
    """What is said of one question on a page of its own; ``row`` is everyone's.

    Of a key indicator also which answers count as good, or nobody could tell what is meant.
    """
    told = of_answers(row, question, speech)
    if finding is None or not finding.has_figures:
        return told
    good = _good_answers(finding.status.indicator.item, question, speech)
    return [good, *finding.sentences, *told]


def _good_answers(item: str, question: Question, speech: Speech) -> str:
    named = [
        speech.gettext("“%(words)s”") % {"words": answer_name(question, code, speech)}
        for code in favourable_codes(question, item)
    ]
    return speech.gettext("These count as good answers: %(answers)s.") % {
        "answers": speech.formatting.listing(named)
    }


def of_indicator(status: IndicatorStatus, speech: Speech) -> list[str]:
    """What is to be said of a key indicator: where it stands, for whom, and how it changed."""
    table = status.latest.table
    told = []
    if table is not None:
        told.append(_level(table.row(EVERYONE), Group.ALL, speech))
        told += _genders(status, speech)
    for since in (status.since_last, status.since_baseline):
        if since is not None:
            told.append(_since(since, status, speech))
    return [each for each in told if each]


def _genders(status: IndicatorStatus, speech: Speech) -> list[str]:
    """Women beside men; nothing where not both are shown."""
    table, gap = status.latest.table, status.gap
    if gap is None or table is None:
        return []
    verdict = {
        Verdict.UP: speech.gettext("Women gave good answers more often than men."),
        Verdict.DOWN: speech.gettext("Women gave good answers less often than men."),
        Verdict.NO_CLEAR_CHANGE: speech.gettext(
            "There is no clear difference between women and men."
        ),
    }[gap.verdict]
    rows = {group: table.row(Domain.group(group)) for group in (Group.WOMAN, Group.MAN)}
    levels = [_level(row, group, speech) for group, row in rows.items()]
    tens = {_tens(row) for row in rows.values()}
    # “About 3 women in 10, about 3 men in 10” would contradict that they differ.
    return [verdict, *levels] if len(tens) > 1 and gap.verdict in _CLEAR else [verdict]


def _tens(row: PublishedRow | None) -> int | None:
    """About how many in ten gave good answers; 0 for hardly anybody, 11 for nearly everybody."""
    if row is None or row.favourable is None:
        return None
    share = row.favourable.share
    if share < _NEARLY_NOBODY:
        return 0
    return 11 if share > _NEARLY_EVERYBODY else (share + 5) // 10


def _since(since: Since, status: IndicatorStatus, speech: Speech) -> str:
    """How good answers changed since an earlier wave."""
    wave = since.earlier.wave.name.read_in(speech.tag).text
    if since.change is None:
        if not since.breaks:
            return ""
        latest = status.latest.wave.name.read_in(speech.tag).text
        return cannot_be_compared(wave, latest, since.breaks, speech) + "."
    said = {
        Verdict.UP: speech.gettext("Good answers have become more frequent since “%(wave)s”."),
        Verdict.DOWN: speech.gettext("Good answers have become less frequent since “%(wave)s”."),
        Verdict.NO_CLEAR_CHANGE: speech.gettext("There is no clear change since “%(wave)s”."),
    }[since.change.verdict]
    return said % {"wave": wave}


def _level(row: PublishedRow | None, group: Group, speech: Speech) -> str:
    """About how many in ten gave good answers."""
    if row is None:
        return ""
    if row.favourable is None:
        if row.withheld is None:
            return ""
        return withheld_sentence(group, row.withheld, speech)
    said = {
        0: {
            Group.ALL: speech.gettext("Hardly anybody gave a good answer."),
            Group.WOMAN: speech.gettext("Hardly any woman gave a good answer."),
            Group.MAN: speech.gettext("Hardly any man gave a good answer."),
        },
        11: {
            Group.ALL: speech.gettext("Nearly everybody gave a good answer."),
            Group.WOMAN: speech.gettext("Nearly all women gave a good answer."),
            Group.MAN: speech.gettext("Nearly all men gave a good answer."),
        },
    }
    tens = _tens(row) or 0
    return said[tens][group] if tens in said else _in_ten(tens, group, speech)


def _in_ten(tens: int, group: Group, speech: Speech) -> str:
    said = {
        Group.ALL: speech.ngettext(
            "About %(count)s person in 10 gave a good answer.",
            "About %(count)s people in 10 gave a good answer.",
            tens,
        ),
        Group.WOMAN: speech.ngettext(
            "About %(count)s woman in 10 gave a good answer.",
            "About %(count)s women in 10 gave a good answer.",
            tens,
        ),
        Group.MAN: speech.ngettext(
            "About %(count)s man in 10 gave a good answer.",
            "About %(count)s men in 10 gave a good answer.",
            tens,
        ),
    }
    return said[group] % {"count": speech.formatting.number(tens)}
