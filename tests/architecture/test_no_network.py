"""Tests reach this machine and no other."""

from __future__ import annotations

import socket

import pytest


def test_another_machine_is_refused():
    with socket.socket() as outgoing, pytest.raises(pytest.fail.Exception):
        outgoing.connect(("192.0.2.1", 25))


def test_a_name_is_not_looked_up():
    with pytest.raises(pytest.fail.Exception):
        socket.create_connection(("mail.example", 25))


def test_this_machine_is_reached():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as visitor,
    ):
        assert visitor.getpeername() == server.getsockname()
