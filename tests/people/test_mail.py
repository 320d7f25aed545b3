"""Letters by SMTP, against a real mail server on this machine."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from copfeedback.people.mail import Mail, MailFailed
from copfeedback.settings import Settings, SettingsError, load_settings

HOST = "127.0.0.1"
SENDER, AMINA = "portal@city.example", "amina@city.example"
PASSWORD = "a password of the mail server"
SUBJECT = "Приглашение – دعوة – Invitation"
TEXT = f"Please open this link:\n\nhttps://portal.example/staff/invitation/{'t' * 200}\n\nأهلا\n"


class Postbox:
    """Keeps what it is handed; takes nothing for ``refused``."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.encrypted: list[bool] = []
        self.signed_in: list[bool] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd asks for this name
        self, _server, _session, envelope, address, _options
    ):
        if address.startswith("refused"):
            return f"550 no mailbox {address} here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope: Envelope):  # noqa: N802 - likewise
        self.envelopes.append(envelope)
        letter = message_from_bytes(bytes(envelope.original_content), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        self.signed_in.append(session.authenticated)
        return "250 taken"


class EncryptedFromTheStart(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="mail.example")


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def start(box: Postbox) -> Iterator[Callable[..., int]]:
    """Start a mail server; its port."""
    running: list[Controller] = []

    def start(kind: type[Controller] = Controller, **options: object) -> int:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
        controller = kind(box, hostname=HOST, port=port, **options)
        controller.start()
        running.append(controller)
        return port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of this machine that nobody knows, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail server of a test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(HOST))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    paths = tmp_path / "certificate.pem", tmp_path / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@pytest.fixture
def own_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """What a server encrypts with under that certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def trusting(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator has named the authority of the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


def a_mail(port: int, **changes: object) -> Mail:
    settings: dict[str, object] = {
        "smtp_host": HOST,
        "smtp_port": port,
        "smtp_encryption": "none",
        "smtp_sender": SENDER,
    }
    return Mail(Settings(**{**settings, **changes}), patience_seconds=5)


def test_a_letter_arrives_whole_when_the_server_takes_it(start, box):
    a_mail(start()).send(AMINA, SUBJECT, TEXT)

    (letter,), (envelope,) = box.letters, box.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [AMINA])
    assert (letter["from"], letter["to"], letter["subject"]) == (SENDER, AMINA, SUBJECT)
    assert letter.get_content().replace("\r\n", "\n") == TEXT
    assert letter["date"].datetime.tzinfo is not None
    assert letter["auto-submitted"] == "auto-generated"


def test_no_letter_names_the_machine_it_was_written_on(start, box):
    a_mail(start()).send(AMINA, SUBJECT, TEXT)

    assert letter_id(box).endswith("@city.example>")
    assert socket.gethostname() not in str(box.letters[0])


def letter_id(box: Postbox) -> str:
    return str(box.letters[0]["message-id"])


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_the_way_is_encrypted_when_the_settings_say_so(
    start, box, own_context, trusting, encryption
):
    if encryption == "tls":
        port = start(EncryptedFromTheStart, ssl_context=own_context)
    else:
        port = start(tls_context=own_context, require_starttls=True)

    a_mail(port, smtp_encryption=encryption).send(AMINA, SUBJECT, TEXT)

    assert box.encrypted == [True]


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_nothing_is_sent_when_the_certificate_is_unknown(start, box, own_context, encryption):
    if encryption == "tls":
        port = start(EncryptedFromTheStart, ssl_context=own_context)
    else:
        port = start(tls_context=own_context)

    with pytest.raises(MailFailed):
        a_mail(port, smtp_encryption=encryption).send(AMINA, SUBJECT, TEXT)
    assert box.letters == []


def test_nothing_is_sent_in_the_clear_when_the_server_offers_no_encryption(start, box):
    with pytest.raises(MailFailed):
        a_mail(start(), smtp_encryption="starttls").send(AMINA, SUBJECT, TEXT)
    assert box.letters == []


def test_the_portal_signs_in_when_the_server_asks_for_it(start, box, own_context, trusting):
    def check(_server, _session, _envelope, _mechanism, given):
        right = (given.login, given.password) == (b"portal", PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    port = start(tls_context=own_context, authenticator=check, auth_required=True)
    known = {"smtp_encryption": "starttls", "smtp_user": "portal"}

    a_mail(port, **known, smtp_password=PASSWORD).send(AMINA, SUBJECT, TEXT)
    assert box.signed_in == [True]
    with pytest.raises(MailFailed, match=r"^SMTPAuthenticationError 535$"):
        a_mail(port, **known, smtp_password="another").send(AMINA, SUBJECT, TEXT)
    assert len(box.letters) == 1


@pytest.mark.parametrize(
    "to",
    [
        "",
        "amina",
        "amina@",
        "@city.example",
        "amina@city.example\r\nBcc: everybody@city.example",
        "amina@city.example, everybody@city.example",
        "<amina@city.example>",
        "amina@city.example\0",
        "refused@city.example",
    ],
)
def test_nobody_else_gets_a_letter_when_an_address_is_wrong(start, box, to):
    with pytest.raises(MailFailed) as failure:
        a_mail(start()).send(to, SUBJECT, TEXT)
    assert box.letters == []
    assert "city.example" not in repr(failure.value)


def test_no_line_is_added_to_the_head_when_a_subject_has_two(start, box):
    with pytest.raises(MailFailed):
        a_mail(start()).send(AMINA, "Invitation\r\nBcc: everybody@city.example", TEXT)
    assert box.letters == []


def test_it_is_said_when_there_is_no_server(start):
    mail = Mail(Settings())
    assert not mail.is_configured
    with pytest.raises(MailFailed):
        mail.send(AMINA, SUBJECT, TEXT)

    with socket.socket() as nobody_listens:
        nobody_listens.bind((HOST, 0))
        mail = a_mail(nobody_listens.getsockname()[1])
        assert mail.is_configured
        with pytest.raises(MailFailed, match=r"^ConnectionRefusedError$"):
            mail.send(AMINA, SUBJECT, TEXT)


def test_nobody_waits_long_when_the_server_says_nothing():
    with socket.create_server((HOST, 0)) as silent:
        mail = Mail(
            Settings(
                smtp_host=HOST,
                smtp_port=silent.getsockname()[1],
                smtp_encryption="none",
                smtp_sender=SENDER,
            ),
            patience_seconds=0.2,
        )
        with pytest.raises(MailFailed, match=r"^TimeoutError$"):
            mail.send(AMINA, SUBJECT, TEXT)


def test_neither_address_nor_text_nor_password_is_logged_when_a_letter_fails(start, caplog):
    caplog.set_level(logging.DEBUG)
    settings = {"smtp_user": "portal", "smtp_password": PASSWORD}
    with pytest.raises(MailFailed) as failure:
        a_mail(start(), **settings).send(AMINA, SUBJECT, TEXT)
    with pytest.raises(MailFailed) as refusal:
        a_mail(start()).send("refused@city.example", SUBJECT, TEXT)

    ours = [record for record in caplog.records if record.name != "mail.log"]  # the server's own
    said = (
        " ".join(record.getMessage() for record in ours) + repr(failure.value) + repr(refusal.value)
    )
    assert "the mail server did not take a letter" in said
    for secret in (AMINA, "refused@city.example", PASSWORD, "ttt"):
        assert secret not in said


def test_the_password_is_in_no_description_of_the_settings():
    settings = Settings(smtp_password=SecretStr(PASSWORD), oidc_client_secret=SecretStr(PASSWORD))

    assert PASSWORD not in repr(settings) + str(settings) + str(settings.model_dump())


@pytest.mark.parametrize(
    ("variables", "fault"),
    [
        ({"SMTP_HOST": "mail.example"}, "SMTP_SENDER"),
        ({"SMTP_HOST": "mail.example", "SMTP_SENDER": "portal"}, "SMTP_SENDER"),
        ({"SMTP_ENCRYPTION": "perhaps"}, "SMTP_ENCRYPTION"),
        (
            {"SMTP_HOST": "mail.example", "SMTP_SENDER": SENDER, "SMTP_ENCRYPTION": "none"},
            "SMTP_ENCRYPTION",
        ),
    ],
)
def test_the_portal_does_not_start_when_the_mail_settings_do_not_fit(monkeypatch, variables, fault):
    for name, value in variables.items():
        monkeypatch.setenv(f"COPFEEDBACK_{name}", value)

    with pytest.raises(SettingsError, match=f"COPFEEDBACK_{fault}"):
        load_settings()
