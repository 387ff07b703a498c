"""A line between a phone and the product that can be cut: a browser's own "offline" does not reach every worker."""

import socket
import threading
from contextlib import suppress


class Line:
    """Forwards a port of its own to the product's, byte by byte, while it is whole."""

    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.whole = True
        self.deaf = False  # requests arrive, answers get lost
        self.open: set[socket.socket] = set()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                phone, _ = self.door.accept()
                if self.whole:
                    self._join(phone)
                else:
                    phone.close()

    def _join(self, phone: socket.socket) -> None:
        product = socket.create_connection(("127.0.0.1", self.to_port))
        self.open |= {phone, product}
        for one, other in ((phone, product), (product, phone)):
            threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            answers = one.getpeername()[1] == self.to_port
            while (data := one.recv(65536)) and not (answers and self.deaf):
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def cut(self) -> None:
        """From now on nothing gets through, and what was under way breaks."""
        self.whole = False
        for end in list(self.open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.open.clear()

    def mend(self) -> None:
        self.whole = True

    def close(self) -> None:
        self.cut()
        self.door.close()
