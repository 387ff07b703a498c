"""No test talks to the outside: sockets are blocked, and marked tests reach this machine only."""

import socket

import pytest

# The plugin warns before it raises, and in this project warnings are errors.
BLOCKED = (RuntimeError, UserWarning)


def test_sockets_are_blocked() -> None:
    with pytest.raises(BLOCKED, match="A test tried to use socket"):
        socket.create_connection(("127.0.0.1", 9))


@pytest.mark.sockets
def test_marked_test_reaches_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


@pytest.mark.sockets
def test_marked_test_reaches_no_other_machine() -> None:
    with pytest.raises(BLOCKED, match="A test tried to use socket"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
