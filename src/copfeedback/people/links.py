"""One-time links: shown once to whoever made them, and sent by mail where there is a server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from copfeedback.i18n.catalogues import N_, Gettext
from copfeedback.people.account_model import Issued
from copfeedback.people.mail import Mail, MailFailed
from copfeedback.settings import Settings


def in_english(message: str) -> str:
    """The message as it is written here."""
    return message


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, and the letter it comes in."""

    page: str
    subject: str
    text: str


INVITATION = Link(
    "/staff/invitation/",
    N_("Your invitation to the feedback portal"),
    N_(
        "You are invited to work with the feedback portal. "
        "Open this link within three days and choose a password:\n\n"
        "%(address)s\n\n"
        "You will sign in with this name: %(name)s\n\n"
        "The link works once, for you alone. Do not pass it on."
    ),
)
RESET = Link(
    "/staff/reset/",
    N_("A new password for the feedback portal"),
    N_(
        "Open this link within one day and choose a new password for the feedback portal:\n\n"
        "%(address)s\n\n"
        "You sign in with this name: %(name)s\n\n"
        "The link works once, for you alone. If you did not ask for it, tell the people who look "
        "after the accounts of your organisation."
    ),
)


class Links:
    """Hands links over."""

    def __init__(self, settings: Settings, mail: Mail) -> None:
        self._root = settings.public_address.rstrip("/")
        self._mail = mail

    def issue(
        self,
        link: Link,
        token: str,
        expires_at: datetime,
        to: tuple[str, str],
        gettext: Gettext = in_english,
    ) -> Issued:
        """The link to show, after it was sent if that can be done; ``to`` is name and e-mail.

        Sending can take a while, so it must not be within a transaction. A mail server that fails
        is no failure: whoever made the link hands it over themselves.
        """
        address = f"{self._root}{link.page}{token}"
        name, email = to
        text = gettext(link.text) % {"address": address, "name": name}
        mailed = self._send(email, gettext(link.subject), text)
        return Issued(token, expires_at, mailed, address)

    def _send(self, email: str, subject: str, text: str) -> bool:
        if not email or not self._mail.is_configured:
            return False
        try:
            self._mail.send(email, subject, text)
        except MailFailed:
            return False
        return True
