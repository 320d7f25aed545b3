"""Sending a letter by SMTP: encrypted as the settings say, or not at all."""

from __future__ import annotations

import logging
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid

from copfeedback.settings import Settings

# Each answer of the mail server is waited for this long, and all of them together as long as a
# person looks at a page that does not come.
ANSWER_SECONDS = 5.0
PATIENCE_SECONDS = 15.0
LETTERS_AT_ONCE = 4

# What Python's own mail package raises for an address that is none.
_UNFIT = (MessageError, ValueError, LookupError)

_log = logging.getLogger(__name__)


class MailFailed(Exception):  # noqa: N818 - named for what happened
    """The letter could not be handed to the mail server; nobody's address is in the message."""


class Mail:
    """The portal's own mail server, if it has one."""

    def __init__(self, settings: Settings, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """``patience_seconds`` is how long whoever sends a letter waits at most."""
        self._settings = settings
        self._patience = patience_seconds
        # Threads of their own: a mail server that does not answer keeps nobody else waiting.
        self._sending = ThreadPoolExecutor(LETTERS_AT_ONCE, thread_name_prefix="mail")

    @property
    def is_configured(self) -> bool:
        """Whether there is a mail server to send by."""
        return bool(self._settings.smtp_host)

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand a letter in plain text to the mail server, and wait until it has taken it.

        Waits for the network: not to be called in the middle of a transaction.

        Raises:
            MailFailed: there is no mail server, ``to`` is no address it can deliver to, it did
                not take the letter, or it did not answer in time (it may then still take it).
        """
        if not self.is_configured:
            raise MailFailed("no mail server is set")
        try:
            letter = _letter(self._settings.smtp_sender, to, subject, text)
        except _UNFIT:  # its text quotes the address
            raise MailFailed("the address or the subject cannot stand in a letter") from None
        sending = self._sending.submit(self._deliver, letter)
        try:
            sending.result(self._patience)
        except (smtplib.SMTPException, OSError, *_UNFIT) as error:  # TimeoutError is an OSError
            sending.cancel()
            fault = _name(error)
            _log.warning("the mail server did not take a letter: %s", fault)
            raise MailFailed(fault) from None

    def _deliver(self, letter: EmailMessage) -> None:
        settings = self._settings
        with self._connect() as server:
            if settings.smtp_encryption == "starttls":
                # Raises when the server offers no encryption: never in the clear instead.
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(letter)

    def _connect(self) -> smtplib.SMTP:
        host, port = self._settings.smtp_host, self._settings.smtp_port
        if self._settings.smtp_encryption == "tls":
            trusted = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=ANSWER_SECONDS, context=trusted)
        return smtplib.SMTP(host, port, timeout=ANSWER_SECONDS)


def _letter(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = Address(addr_spec=sender)
    letter["To"] = Address(addr_spec=to)
    letter["Subject"] = subject
    letter["Date"] = localtime()
    # By the sender's name: the machine's own is nobody's business, and may take long to find.
    letter["Message-ID"] = make_msgid(domain=Address(addr_spec=sender).domain)
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence note in return
    letter.set_content(text, cte="quoted-printable")
    return letter


def _name(error: Exception) -> str:
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
