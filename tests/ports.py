"""Ports for the processes that tests start."""

import os
import random
import socket
from itertools import count

FIRST, EACH = 20_000, 1_000  # below those the system hands out to whoever asks for any
_steps = count(random.randrange(EACH))  # another run on this machine begins elsewhere


def free_port() -> int:
    """A port of this machine that nobody listens on, and that no other test process takes before what is started
    listens there: each has a thousand of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    while True:
        port = FIRST + EACH * (int(worker) % 10) + next(_steps) % EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
