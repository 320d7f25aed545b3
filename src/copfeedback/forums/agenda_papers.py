"""Papers that belong to agenda items: PDF files, checked by what they hold."""

from __future__ import annotations

from hashlib import sha256

from copfeedback.faults import NAME_MAXIMUM, Fault, Faulty, Problem, Unknown, clean, is_tag
from copfeedback.forums import agenda_store, store
from copfeedback.forums.agenda_writing import AgendaWriting, hiding_unknown
from copfeedback.forums.holding_back import items_shown
from copfeedback.forums.meeting_model import Paper
from copfeedback.pdf_files import require_pdf
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor
from copfeedback.storage.engine import reading


class AgendaPapers(AgendaWriting):
    """Adding papers to items, and handing them out. They may come after the agenda is final."""

    def add_paper(self, actor: Actor, item_id: int, title: str, language: str, pdf: bytes) -> Paper:
        """Put a paper to an item; the same file again is the same paper.

        Raises:
            Faulty: the title or the language must be mended.
            NotAPdf, TooLarge: the file cannot be a paper.
            NotPermitted, Unknown, StorageUnavailable: as for ``chairing``.
        """
        with self._chairing(actor, Action.SET_AGENDA, self._meeting_of(actor, item_id)) as done:
            connection, _, _ = done
            store.find_item(connection, item_id, lock=True)
            title = _checked_title(title, language)
            require_pdf(pdf)
            digest = sha256(pdf).hexdigest()
            for there in store.papers(connection, [item_id]):
                if there.sha256 == digest:
                    return there
            paper = Paper(0, item_id, title, language, len(pdf), digest)
            return agenda_store.add_paper(connection, paper, pdf)

    def remove_paper(self, actor: Actor, paper_id: int) -> None:
        """Take a paper away.

        Raises:
            NotPermitted, Unknown, StorageUnavailable: as for ``chairing``.
        """
        with hiding_unknown(actor):
            paper, _ = self.paper(paper_id, with_held_back=True)
        meeting_id = self._meeting_of(actor, paper.item_id)
        with self._chairing(actor, Action.SET_AGENDA, meeting_id) as (connection, _, _):
            agenda_store.remove_paper(connection, paper_id)

    def paper(self, paper_id: int, *, with_held_back: bool = False) -> tuple[Paper, bytes]:
        """A paper and its file, for everybody.

        ``with_held_back`` also that of an item which a protected forum holds back still.

        Raises:
            Unknown: there is none, or it is held back.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = agenda_store.find_paper(connection, paper_id)
            item = store.find_item(connection, found[0].item_id)
            if not (with_held_back or items_shown(connection, [item], self._today())):
                raise Unknown
            return found


def _checked_title(title: str, language: str) -> str:
    cleaned, problems = clean(title), []
    if not cleaned:
        problems.append(Problem("title", Fault.MISSING))
    if len(cleaned) > NAME_MAXIMUM:
        problems.append(Problem("title", Fault.TOO_LONG, NAME_MAXIMUM))
    if not is_tag(language):
        problems.append(Problem("language", Fault.LANGUAGE))
    if problems:
        raise Faulty(problems)
    return cleaned
