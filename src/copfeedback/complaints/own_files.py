"""What a complainant adds to their own case, and the proof that they filed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from copfeedback.complaints.casefile import OpenCase, change_row
from copfeedback.complaints.file_store import attach
from copfeedback.complaints.file_types import FileFault, FileRefused
from copfeedback.complaints.files import check_file
from copfeedback.complaints.following import Following
from copfeedback.complaints.model import ItemKind, Side
from copfeedback.complaints.receipts import Proof, ProofKey
from copfeedback.complaints.vault import Tampered


class OwnFiles:
    """The use cases of whoever has typed their code; all take the token of their session."""

    def __init__(
        self,
        following: Following,
        proof_key: ProofKey,
        today: Callable[[], date],
        *,
        most_bytes: int,
        at_most: int,
    ) -> None:
        """``most_bytes`` is how large a file may be, ``at_most`` how many one may add."""
        self._following = following
        self._proof_key = proof_key
        self._today = today
        self.most_bytes = most_bytes
        self.at_most = at_most

    def add(self, token: object, name: str, content: bytes) -> None:
        """Add a file. Whoever handles the case sees a picture without what its camera noted.

        Args:
            token: the session.
            name: what its sender calls it.
            content: all of it.

        Raises:
            FileRefused: it cannot be taken, or there are as many as there may be.
            SessionEnded: the code has to be typed again.
            Tampered: the case is not what its authors wrote.
            StorageUnavailable: it cannot be stored now; nothing was.
        """
        if not self.at_most:
            raise FileRefused(FileFault.TOO_MANY)
        # Before the transaction: it takes up to some seconds, and holds nobody up.
        checked = check_file(name, content, self.most_bytes)
        with self._following.writing_own(token) as (connection, opened, key):
            added = attach(
                connection,
                opened,
                Side.COMPLAINANT,
                key,
                checked,
                self._today(),
                at_most=self.at_most,
            )
            change_row(connection, added, waiting=True)

    def proof(self, token: object) -> str:
        """The signed proof of filing; nothing in it opens the case.

        Raises:
            SessionEnded, Tampered, StorageUnavailable: as for ``add``.
        """
        with self._following.writing_own(token) as (_connection, opened, _key):
            return self._proof_key.write(proof_of(opened))


def proof_of(opened: OpenCase) -> Proof:
    """What is proved of a case: its number, its day, and the hash of all that was filed.

    The last thing filed is what was said of one's identity, which holds the hash of the answers
    and the narrative before it. None of these ever changes.

    Raises:
        Tampered: a case without it was not filed here, or on another day than it says.
    """
    filed, told = opened.of_kind(ItemKind.IDENTITY), opened.of_kind(ItemKind.NARRATIVE)
    if not filed or not told:
        raise Tampered("a case without what was filed")
    if told[0].content.get("on") != opened.row.filed_on.isoformat():
        raise Tampered("the day of filing was changed")
    return Proof(opened.row.id, opened.row.filed_on, filed[0].hash)
