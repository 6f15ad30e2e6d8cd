"""A calendar feed over HTTPS, from a public address and nowhere else (D15)."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

from drumbeat.adapters.calendar.ics import BYTES_MOST
from drumbeat.core.calendar_entries import CalendarUnreadable

_SECONDS = 10


def fetch(url: str) -> bytes:
    """Return what stands at the address.

    The name is looked up once and the connection goes to that very address, so that
    a name cannot lead elsewhere between the look and the leap. Nothing is followed.

    :raises CalendarUnreadable: it is no public HTTPS address, or answers with no file
    """
    parts = urlsplit(url.replace("webcal://", "https://", 1))
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise CalendarUnreadable(problem="A feed has an address that begins https://.")
    try:
        address = _public(parts.hostname, parts.port or 443)
        connection = _Pinned(parts.hostname, parts.port or 443, address)
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        connection.request("GET", path, headers={"Accept": "text/calendar"})
        answer = connection.getresponse()
        content = answer.read(BYTES_MOST + 1)
        connection.close()
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        problem = f"The feed at {parts.hostname} cannot be reached now."
        raise CalendarUnreadable(problem=problem) from error
    if answer.status != http.client.OK:
        problem = f"The feed at {parts.hostname} answers {answer.status}."
        raise CalendarUnreadable(problem=problem)
    return content


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address, to a server that proves the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        """Remember where it goes; the certificate must be the name's."""
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=_SECONDS, context=self._tls)
        self._address = address

    def connect(self) -> None:
        """Connect to the address that was looked at, by the name."""
        plain = socket.create_connection((self._address, self.port), _SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def _public(host: str, port: int) -> str:
    """Return the address of a name, if every one it has is public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    if not addresses or not all(ipaddress.ip_address(a).is_global for a in addresses):
        problem = f"{host} is no public address, so it is not asked."
        raise CalendarUnreadable(problem=problem)
    return addresses[0]
