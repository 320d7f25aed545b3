"""A mail server that a test looks into."""

from __future__ import annotations

from collections.abc import Callable

from copfeedback.people.mail import Mail, MailFailed
from copfeedback.settings import Settings


class Post(Mail):
    """Keeps the letters it is given; ``meanwhile`` is done while one is sent."""

    def __init__(
        self, *, fails: bool = False, meanwhile: Callable[[str], object] = lambda text: None
    ) -> None:
        super().__init__(Settings(smtp_host="mail.example.org", smtp_sender="portal@example.org"))
        self.letters: list[tuple[str, str, str]] = []
        self._fails = fails
        self._meanwhile = meanwhile

    def send(self, to: str, subject: str, text: str) -> None:
        """Keep the letter, or fail."""
        self._meanwhile(text)
        if self._fails:
            raise MailFailed
        self.letters.append((to, subject, text))
