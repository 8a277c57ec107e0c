"""Mail goes out by STARTTLS and by TLS at once, with a login, and no password ever goes out in the clear."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app import mail
from app.mail import Smtp, read_server
from assessments.transport import Letter, ServerDown
from tests.support.mailserver import Handler, Inbox, OnAnyPort

LETTER = Letter("Subject", b"From: r@example.org\r\nTo: it@example.org\r\nSubject: Subject\r\n\r\nText\r\n")
# The server of these tests is told to do what aiosmtpd warns of.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
USER, PASSWORD = "register", "p@ss/word"
SECRET = f"{USER}:p%40ss%2Fword@"


class FromTheFirstByte(OnAnyPort):
    """A server that speaks TLS at once."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=5) as plain,
            context.wrap_socket(plain) as inside,
        ):
            inside.recv(1024)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of its own making for this machine, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def server(certificate: Path | None, *, at_once: bool = False, tried: list[bytes] | None = None) -> Iterator[Inbox]:
    """Run a server that wants a login: by STARTTLS, by TLS at once, or, without a certificate, in the clear."""

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        if tried is not None:
            tried.append(data.password)
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=right)

    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    inbox = Inbox()
    ways: dict[str, Any] = {"authenticator": check, "auth_required": True}
    if at_once:
        ways |= {"ssl_context": context, "auth_require_tls": False}
    else:
        ways |= {
            "tls_context": context,
            "require_starttls": context is not None,
            "auth_require_tls": context is not None,
        }
    kind = FromTheFirstByte if at_once else OnAnyPort
    ways["server_hostname"] = "mail.example"
    controller = kind(Handler(inbox), hostname="127.0.0.1", port=0, ready_timeout=10, **ways)
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop(no_assert=True)


async def send(url: str) -> None:
    async with read_server(url, "Register <register@example.org>", 5).open() as line:
        await line.send(LETTER, "it@example.org")


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat the server as one on another machine, whose certificate has to be known."""
    monkeypatch.setattr(Smtp, "local", property(lambda _self: False))
    mail._tls.cache_clear()


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
async def test_a_mail_goes_out_inside_tls_with_a_login(certificate: Path, scheme: str, at_once: bool) -> None:
    with server(certificate, at_once=at_once) as inbox:
        await send(f"{scheme}://{SECRET}127.0.0.1:{inbox.port}")
    assert inbox.recipients == ["it@example.org"]


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
async def test_a_wrong_password_holds_the_mail_back_and_says_so(certificate: Path, scheme: str, at_once: bool) -> None:
    with server(certificate, at_once=at_once) as inbox:
        with pytest.raises(ServerDown, match="535"):
            await send(f"{scheme}://{USER}:wrong@127.0.0.1:{inbox.port}")
        assert inbox.accepted == []


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
async def test_a_certificate_that_nobody_vouches_for_is_not_trusted_on_another_machine(
    certificate: Path, scheme: str, at_once: bool, elsewhere: None
) -> None:
    tried: list[bytes] = []
    with server(certificate, at_once=at_once, tried=tried) as inbox:
        with pytest.raises(ServerDown, match=r"(?i)certificate"):
            await send(f"{scheme}://{SECRET}127.0.0.1:{inbox.port}")
        assert (inbox.accepted, tried) == ([], [])


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
async def test_a_certificate_that_is_vouched_for_is_trusted_on_another_machine(
    certificate: Path, scheme: str, at_once: bool, elsewhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with server(certificate, at_once=at_once) as inbox:
        await send(f"{scheme}://{SECRET}127.0.0.1:{inbox.port}")
    assert inbox.recipients == ["it@example.org"]
    mail._tls.cache_clear()


async def test_a_password_is_not_sent_to_another_machine_without_tls(elsewhere: None) -> None:
    tried: list[bytes] = []
    with server(None, tried=tried) as inbox:
        with pytest.raises(ServerDown, match="offers no TLS"):
            await send(f"smtp://{SECRET}127.0.0.1:{inbox.port}")
        assert (inbox.accepted, tried) == ([], [])


async def test_on_this_very_machine_a_login_works_without_tls() -> None:
    with server(None) as inbox:
        await send(f"smtp://{SECRET}127.0.0.1:{inbox.port}")
    assert inbox.recipients == ["it@example.org"]
