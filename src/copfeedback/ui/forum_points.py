"""Points of an agenda, what the minutes say of them, and what is left over, at the full door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from copfeedback.check_digit import in_groups
from copfeedback.forums.meeting_model import Agenda, AgendaItem, Matter, MatterKind, Paper
from copfeedback.forums.minutes_model import Manner
from copfeedback.forums.model import Forum
from copfeedback.forums.points import Point
from copfeedback.forums.translating import ShownEntry
from copfeedback.forums.wording import FIELD_NAMES, name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.ui import forum_lines as lines
from copfeedback.ui import session
from copfeedback.ui.pages import COMMITMENTS, FORUM_PROPOSAL, PROBLEMS, RESULTS
from copfeedback.ui.texts import marked


def point(each: Point, forums: Mapping[str, Forum], code: str, speech: Speech) -> Markup:
    """One point, with the papers and commitments that belong to it."""
    _, today = speech.gettext, session.portal().surveys.today()
    number = f"{speech.formatting.number(each.number)}. " if each.number else ""
    title = _("In general") if each.title is None else each.title
    parts = [Markup("<h3>{}{}</h3>").format(number, title)]
    if each.item is not None:
        about = " · ".join(_about(each, each.item, forums, code, speech))
        parts.append(Markup('<p class="hint">{}</p>').format(Markup(about)))  # noqa: S704 - escaped
        if each.about is not None:
            line = lines.commitment_line(each.about, today, speech)
            now = _("As it stands today:") if each.entry is not None else ""
            parts.append(Markup("<p><small>{}</small> {}</p>").format(now, line))
        parts.append(lines.words_of(each.item.text, speech))
        parts.append(lines.listed(_paper(paper, speech) for paper in each.papers))
    if each.entry is not None:
        parts.append(_entry(each.entry, speech))
    if each.commitments:
        made = lines.listed(lines.commitment_line(one, today, speech) for one in each.commitments)
        heading = Markup("<p><b>{}</b> <small>{}</small></p>{}")
        parts.append(heading.format(_("Commitments"), _("As it stands today:"), made))
    return Markup("<article>{}</article>").format(Markup("").join(parts))


def _about(
    each: Point, item: AgendaItem, forums: Mapping[str, Forum], code: str, speech: Speech
) -> Iterator[Markup]:
    _, number = speech.gettext, speech.formatting.number
    plain = Markup("{}")
    yield plain.format(name_of(item.kind, speech))
    if item.minutes and each.entry is None:
        long = speech.ngettext("%(number)s minute", "%(number)s minutes", item.minutes)
        yield plain.format(long % {"number": number(item.minutes)})
    if item.presenter and forums[code].protected is None:
        yield Markup("<bdi>{}</bdi>").format(item.presenter)
    if item.topic is not None:
        yield plain.format(name_of(item.topic, speech))
    if item.passed_from is not None and item.passed_from in forums:
        by = lines.forum_link(forums[item.passed_from], speech)
        yield Markup("{} {}").format(_("Passed up by:"), by)
    if item.proposal is not None:
        brought = _("Brought by a resident: %(reference)s")
        label = brought % {"reference": in_groups(item.proposal)}
        yield lines.link(FORUM_PROPOSAL, label, speech, reference=item.proposal)
    if item.question is not None:
        yield plain.format(_("Question of an earlier meeting"))
    if item.finding is not None:
        yield lines.link(RESULTS, _("Survey results"), speech, wave=item.finding.release)
    if item.problem is not None:
        label = _("Problem the forum works on")
        yield lines.link(PROBLEMS, label, speech, number=str(item.problem))
    if each.put_off:
        yield _put_off(each.put_off, speech)


def _put_off(times: int, speech: Speech) -> Markup:
    said = speech.ngettext("put off %(number)s time", "put off %(number)s times", times)
    return Markup("<b>{}</b>").format(said % {"number": speech.formatting.number(times)})


def _paper(paper: Paper, speech: Speech) -> Markup:
    return Markup(
        '<a href="./forums/papers/{}.pdf"><bdi>{}</bdi></a> <small>(PDF, {}, {})</small>'
    ).format(
        paper.id,
        paper.title,
        language_name(paper.language, speech),
        speech.formatting.size(paper.size),
    )


def _entry(said: ShownEntry, speech: Speech) -> Markup:
    _ = speech.gettext
    parts = [lines.words_of(said.text, speech)]
    if said.decision is not None or said.manner is not Manner.NONE:
        how = f" ({name_of(said.manner, speech)})" if said.manner is not Manner.NONE else ""
        decided = Markup('<p class="words" dir="auto"><b>{}</b>{}: {}</p>')
        parts.append(decided.format(_("Decision"), how, said.decision or ""))
    parts += [
        lines.words_of(getattr(said, name), speech, _(FIELD_NAMES[name]))
        for name in ("dissent", "affected", "cannot")
    ]
    if said.answered is True:
        parts.append(Markup("<p>{}</p>").format(_("The question was answered.")))
    elif said.answered is False:
        again = _("The question was not answered. It comes up again.")
        parts.append(Markup("<p><b>{}</b></p>").format(again))
    return Markup("").join(parts)


def left_over(agenda: Agenda, speech: Speech) -> Markup:
    """What keeps an agenda from being final, and what was answered without being on it."""
    _, told = speech.gettext, Markup()
    if agenda.left_over:
        told += Markup("<h2>{}</h2><p>{}</p>{}").format(
            _("Left over from earlier meetings"),
            _("The agenda is not final before each of these is on it or answered."),
            lines.listed(matter(each, speech) for each in agenda.left_over),
        )
    if agenda.settled:
        told += Markup("<h2>{}</h2>{}").format(
            _("Answered without being on the agenda"),
            lines.listed(
                Markup("{}<br><b>{}</b>{}").format(
                    matter(each, speech), name_of(result, speech), lines.words_of(reason, speech)
                )
                for each, result, reason in agenda.settled
            ),
        )
    return told


def matter(each: Matter, speech: Speech) -> Markup:
    """Something earlier meetings left open, since when, and how often it was put off."""
    title = marked(each.title, speech)
    if each.kind is MatterKind.COMMITMENT:
        title = lines.link(COMMITMENTS, title, speech, number=str(each.id))
    since = speech.gettext("Since %(day)s") % {"day": speech.formatting.date(each.since)}
    often = Markup(" · {}").format(_put_off(each.put_off, speech)) if each.put_off else ""
    return Markup("{}<br><small>{} · {}{}</small>").format(
        title, name_of(each.kind, speech), since, often
    )
