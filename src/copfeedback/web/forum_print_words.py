"""What agendas and minutes say on paper, put together from what their pages show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from copfeedback.forums.commitment_model import Commitment
from copfeedback.forums.meeting_model import Meeting, MeetingKind, MeetingState
from copfeedback.forums.minutes_model import Manner, Minutes, Reply, TranslationState
from copfeedback.forums.model import Forum
from copfeedback.forums.points import Point
from copfeedback.forums.translating import ShownEntry
from copfeedback.forums.when import moment, when
from copfeedback.forums.wording import FIELD_NAMES, name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.i18n.translations import LocalText
from copfeedback.printing.forum_paper import Labelled, PrintedPoint
from copfeedback.printing.lines import isolated


class PrintWords:
    """Speaks of one forum in one language."""

    def __init__(self, forum: Forum, forums: Mapping[str, Forum], speech: Speech) -> None:
        self._forum = forum
        self._forums = forums
        self._speech = speech

    def title(self, meeting: Meeting) -> str | LocalText:
        """What a meeting is called."""
        if meeting.title is None:
            return name_of(meeting.kind, self._speech)
        return meeting.title.read_in(self._speech.tag)

    def facts(self, meeting: Meeting) -> Iterator[Labelled]:
        """When and where, and who can come and how."""
        _, tag = self._speech.gettext, self._speech.tag
        yield Labelled(_("When"), when(meeting, tag))
        on_request = self._forum.protected or meeting.kind is MeetingKind.CLOSED
        if meeting.place is not None:
            yield Labelled(_("Where"), meeting.place.read_in(tag))
        elif on_request:
            yield Labelled(_("Where"), _("The place is told on request."))
        if meeting.online:
            yield Labelled(_("Online"), isolated(meeting.online))
        if meeting.kind is MeetingKind.CLOSED:
            yield Labelled(_("Who can come"), _("Only those who are invited"))
        elif self._forum.protected is not None:
            yield Labelled(_("Who can come"), name_of(self._forum.protected, self._speech))
        else:
            yield Labelled(_("Who can come"), _("Everybody"))
        if meeting.step_free is not None:
            free = _("There is a way in without steps.")
            yield Labelled(_("Way in"), free if meeting.step_free else _("There are steps."))
        if meeting.interpretation:
            names = [language_name(each, self._speech) for each in meeting.interpretation]
            yield Labelled(_("Interpretation into"), self._speech.formatting.listing(names))
        if meeting.childcare:
            yield Labelled(_("Children"), _("Somebody looks after children."))

    def notes(self, meeting: Meeting) -> Iterator[str]:
        """That it was cancelled or moved, and why."""
        _, tag = self._speech.gettext, self._speech.tag
        if meeting.state is MeetingState.CANCELLED:
            yield _("This meeting is cancelled.")
        elif meeting.moved:
            before = moment(meeting.moved[-1].starts, tag)
            planned = _("This meeting was moved. It was planned for %(moment)s.")
            yield planned % {"moment": before}
        else:
            return
        if meeting.reason is not None:
            yield meeting.reason.read_in(tag).text

    def attendance(self, minutes: Minutes) -> Labelled:
        """How many came; of protected forums nothing is told by meeting."""
        _, number = self._speech.gettext, self._speech.formatting.number
        label = _("Who came")
        if self._forum.protected is not None:
            told = _("told for the whole year only, as this is a protected forum")
            return Labelled(label, told)
        if minutes.total is None:
            return Labelled(label, _("not recorded"))
        people = self._speech.ngettext("%(number)s person", "%(number)s people", minutes.total)
        said = [people % {"number": number(minutes.total)}]
        sides, missing = minutes.sides.items(), minutes.total - sum(minutes.sides.values())
        said += [f"{name_of(side, self._speech)}: {number(count)}" for side, count in sides]
        unknown = _("Side not recorded")
        said += [f"{unknown}: {number(missing)}"] if missing > 0 else []
        return Labelled(label, " · ".join(said))

    def translated(self, minutes: Minutes, state: TranslationState) -> Iterator[str]:
        """That they cannot be read in this language, or not all of them."""
        _ = self._speech.gettext
        language = {"language": language_name(minutes.language, self._speech)}
        if state is TranslationState.MISSING:
            yield _("These minutes are not yet translated into your language.")
            yield _("You see the original: %(language)s.") % language
        elif state is TranslationState.PARTIAL:
            yield _("These minutes are only partly translated.")
            instead = _("Where the translation is missing you see the original: %(language)s.")
            yield instead % language

    def planned(self, point: Point) -> PrintedPoint:
        """A point of an agenda."""
        item = point.item
        text = item.text.read_in(self._speech.tag) if item is not None and item.text else None
        texts = [Labelled("", text)] if text is not None else []
        if point.about is not None:
            texts.append(self._promised(point.about))
        papers = [isolated(paper.title) for paper in point.papers]
        if papers:
            said = self._speech.formatting.listing(papers)
            texts.append(Labelled(self._speech.gettext("Papers"), said))
        return PrintedPoint(self._numbered(point), self._hint(point), tuple(texts))

    def minuted(self, point: Point) -> PrintedPoint:
        """A point of minutes."""
        texts = list(self._said(point.entry)) if point.entry is not None else []
        texts += [self._promised(each) for each in point.commitments]
        return PrintedPoint(self._numbered(point), self._hint(point), tuple(texts))

    def reply(self, reply: Reply) -> PrintedPoint:
        """What an office said to the minutes."""
        _ = self._speech.gettext
        day = self._speech.formatting.date(reply.at.date())
        version = _("to version %(number)s") % {
            "number": self._speech.formatting.number(reply.number)
        }
        said = LocalText(reply.text, reply.language, reply.language != self._speech.tag)
        signed = " – ".join(filter(None, (_("Reply"), reply.organisation, reply.office)))
        return PrintedPoint(signed, f"{day} · {version}", (Labelled("", said),))

    def _numbered(self, point: Point) -> str | LocalText:
        title = point.title or self._speech.gettext("In general")
        if not point.number:
            return title
        numbered = f"{self._speech.formatting.number(point.number)}. {title}"
        if isinstance(title, LocalText):
            return LocalText(numbered, title.language, is_fallback=title.is_fallback)
        return numbered

    def _hint(self, point: Point) -> str:
        _, item = self._speech.gettext, point.item
        if item is None:
            return ""
        said = [name_of(item.kind, self._speech)]
        if item.minutes and point.entry is None:
            minutes = self._speech.ngettext("%(number)s minute", "%(number)s minutes", item.minutes)
            said.append(minutes % {"number": self._speech.formatting.number(item.minutes)})
        if item.presenter and self._forum.protected is None:
            said.append(isolated(item.presenter))
        if item.passed_from is not None and item.passed_from in self._forums:
            name = self._forums[item.passed_from].name.read_in(self._speech.tag)
            passed_up_by_label = _("Passed up by:")
            said.append(f"{passed_up_by_label} {name}")
        return " · ".join(said)

    def _said(self, entry: ShownEntry) -> Iterator[Labelled]:
        _ = self._speech.gettext
        if entry.text is not None:
            yield Labelled("", entry.text)
        if entry.decision is not None or entry.manner is not Manner.NONE:
            label = _("Decision")
            if entry.manner is not Manner.NONE:
                label = f"{label} ({name_of(entry.manner, self._speech)})"
            yield Labelled(label, entry.decision or "")
        for name in ("dissent", "affected", "cannot"):
            text: LocalText | None = getattr(entry, name)
            if text is not None:
                yield Labelled(_(FIELD_NAMES[name]), text)
        if entry.answered is not None:
            unanswered = _("The question was not answered. It comes up again.")
            yield Labelled("", _("The question was answered.") if entry.answered else unanswered)

    def _promised(self, commitment: Commitment) -> Labelled:
        _, tag = self._speech.gettext, self._speech.tag
        due = _("Due on %(day)s") % {"day": self._speech.formatting.date(commitment.due)}
        owner = name_of(commitment.owner, self._speech)
        office = commitment.office.read_in(tag)
        commitment_label = _("Commitment")
        return Labelled(
            f"{commitment_label}: {owner}, {office} – {due}", commitment.what.read_in(tag)
        )
