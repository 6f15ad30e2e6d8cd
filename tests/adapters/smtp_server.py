"""A mail server that misbehaves on request: one thread, one conversation a mail."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field

# What a mode says to one verb instead of “250 ok”.
_ANSWERS = {
    ("535 sign-in", b"EHLO"): "250-fake\r\n250 AUTH PLAIN",
    ("535 sign-in", b"AUTH"): "535 wrong password",
    ("552 mail", b"MAIL"): "552 too big",
}


@dataclass
class ScriptedServer:
    """Speaks SMTP on loopback in one of the modes of RELIABILITY §4.5."""

    mode: str = "ok"
    accepted: list[bytes] = field(default_factory=list)
    deferred: bytes = b"later@"  # whom it asks to come again
    taken_for: list[list[str]] = field(default_factory=list)
    _socket: socket.socket = field(default_factory=socket.socket)

    def __enter__(self) -> ScriptedServer:
        """Listen on a free port."""
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        self._hold = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening and let a hanging conversation go."""
        self._hold.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    @property
    def port(self) -> int:
        """Return where it listens."""
        return int(self._socket.getsockname()[1])

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            with client:
                self._converse(client)

    def _converse(self, client: socket.socket) -> None:
        file = client.makefile("rwb")

        def say(line: str) -> None:
            file.write(line.encode() + b"\r\n")
            file.flush()

        try:
            self._speak(file, say)
        except (OSError, ValueError):
            return

    def _speak(self, file, say) -> None:
        if self.mode == "421 banner":
            say("421 too busy")
            return
        say("220 ready")
        self._named: list[str] = []
        while line := file.readline():
            verb = line[:4].upper().strip()
            if verb == b"RCPT":
                self._recipient(line, say)
            elif verb == b"DATA":
                if self._data(file, say):
                    return
            elif verb == b"QUIT":
                say("221 bye")
                return
            else:
                say(_ANSWERS.get((self.mode, verb), "250 ok"))

    def _recipient(self, line: bytes, say) -> None:
        if self.mode == "450 rcpt" or self.deferred in line:
            say("450 later")
        elif self.mode == "550 rcpt" or b"gone@" in line:
            say("550 no such user")
        else:
            self._named.append(line.decode().partition("<")[2].partition(">")[0])
            say("250 ok")

    def _data(self, file, say) -> bool:
        """Take the mail; return whether the conversation ends here."""
        if self.mode == "drop before data":
            return True
        say("354 go on")
        content = self._content(file)
        if content is None:
            return True
        if self.mode in {"451 after dot", "554 after dot", "552 after dot"}:
            say(f"{self.mode[:3]} no")
            return False
        self.accepted.append(content)
        self.taken_for.append(self._named)
        if self.mode == "accept, hang":
            self._hold.wait(10)
        elif self.mode == "accept, babble":
            say("hm?")
        elif self.mode != "accept, drop":
            say("250 kept")
            return self.mode == "250, drop"
        return True

    def _content(self, file) -> bytes | None:
        """Read up to the dot; a mail without its dot is thrown away."""
        lines = []
        while (line := file.readline()) != b".\r\n":
            if not line or self.mode == "drop in data":
                return None
            lines.append(line)
        return b"".join(lines)
