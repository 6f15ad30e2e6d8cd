"""Mail in the settings: what is set, and a letter to oneself as the proof."""

import socket
import threading

import pytest
from django.test import override_settings

from drumbeat import wiring
from drumbeat.adapters.email.mailbox import BuiltInMailbox
from drumbeat.adapters.email.smtp import SmtpMailer
from drumbeat.apps.identity.models import Workspace
from web.visitors import join

HERE, TEST = "/settings/mail", "/settings/mail/letter"
SERVER = "smtps://post%40office:se%23cret@mail.example:465"

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(settings, tmp_path):
    settings.DRUMBEAT_HOME = tmp_path
    return tmp_path


def test_without_a_server_mail_stays_here_and_says_so(nora, home):
    page = nora.get(HERE).text
    assert "No mail server is set, so nothing leaves this machine." in page
    page = nora.post(TEST, follow=True).text
    assert "The letter to nora@x.example lies in the mailbox here." in page
    [kept] = (home / "mailbox").rglob("*.eml")
    assert b"nora@x.example" in kept.read_bytes()


def test_a_server_is_shown_without_its_password(nora):
    with override_settings(DRUMBEAT_SMTP_URL=SERVER):
        page = nora.get(HERE).text
    assert "mail.example, port 465" in page
    assert "TLS from the first byte" in page
    assert "post@office" in page
    assert "se#cret" not in page
    assert "se%23cret" not in page


def test_a_setting_that_cannot_be_read_is_named_without_its_words(nora):
    with override_settings(DRUMBEAT_SMTP_URL="http://user:se%23cret@mail.example"):
        page = nora.get(HERE).text
        assert "DRUMBEAT_SMTP_URL must read" in page
        assert "cret" not in page
        answer = nora.post(TEST, follow=True).text
    assert "DRUMBEAT_SMTP_URL must read" in answer


class Server:
    """A mail server on loopback that answers so to every address."""

    def __init__(self, answer_to_address: str) -> None:
        self._answer = answer_to_address
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self.heard: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        line, _ = self._door.accept()
        with line, line.makefile("rb") as lines:
            line.sendall(b"220 ready\r\n")
            for raw in lines:
                said = raw.decode().strip()
                self.heard.append(said)
                line.sendall(self._reply(said.upper()))
                if said.upper() == "QUIT":
                    return

    def _reply(self, said: str) -> bytes:
        asked = said.startswith("RCPT")
        return f"{self._answer}\r\n".encode() if asked else b"250 fine\r\n"

    def close(self) -> None:
        self._door.close()


@pytest.fixture
def refusing():
    server = Server("550 no such person here")
    yield server
    server.close()


def test_the_answer_of_the_server_is_shown_as_a_sentence(nora, refusing):
    with override_settings(DRUMBEAT_SMTP_URL=f"smtp://127.0.0.1:{refusing.port}"):
        page = nora.post(TEST, follow=True).text
    assert "The server does not know nora@x.example." in page
    assert "550 no such person here" in page
    assert "RCPT TO:<NORA@X.EXAMPLE>" in [said.upper() for said in refusing.heard]


def test_a_server_that_is_not_there_is_a_sentence_too(nora):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with override_settings(DRUMBEAT_SMTP_URL=f"smtp://127.0.0.1:{port}"):
        page = nora.post(TEST, follow=True).text
    assert "The letter did not go out; a real one would be tried again." in page
    assert "No connection" in page


def test_what_a_sample_writes_never_leaves(nora, home):
    """Its page says that nothing goes to anybody, whatever server is set."""
    Workspace.objects.update(is_sample=True)
    with override_settings(DRUMBEAT_SMTP_URL=SERVER):
        assert isinstance(wiring.mailer("key", is_sample=True), BuiltInMailbox)
        assert isinstance(wiring.mailer("key", is_sample=False), SmtpMailer)
        assert "This is sample data" in nora.get(HERE).text
        page = nora.post(TEST, follow=True).text
    assert "lies in the mailbox here" in page


def test_a_letter_to_oneself_is_for_owners(practice):
    assert join(practice, "biller").post(TEST).status_code == 403
