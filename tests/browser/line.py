"""A line between the browser and the server, which a test can cut, or let lose the answers to sent visits."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field

OPEN, CUT, DEAF, SLOW = "open", "cut", "deaf", "slow"
SENDING = b"POST /luot-tham/gui/"
SHELL = b"GET /luot-tham/tren-may/ "


@dataclass(eq=False)
class Connection:
    browser: socket.socket
    server: socket.socket
    line: object
    sent: list = field(default_factory=list)  # beginnings of what the browser said

    def pass_on(self):
        with contextlib.suppress(OSError):
            while data := self.browser.recv(65536):
                self.sent.append(data[:40])
                if self.line.state != SLOW or not data.startswith(SHELL):
                    self.server.sendall(data)
        self.close()

    def close(self):
        for one in (self.browser, self.server):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


class Line:
    """Listens at `url`. CUT: nobody is reached. DEAF: sent visits reach the server, which stores them and answers, but
    the line dies before the browser hears it, as when a server is killed between its commit and its answer. SLOW: who
    asks for the page that opens without network hears nothing."""

    def __init__(self, host, port):
        self.server, self.state, self.lost_answers, self.connections = (host, port), OPEN, 0, set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        self.state = CUT
        for connection in list(self.connections):
            connection.close()

    def close(self):
        self.cut()
        self.listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser):
        if self.state == CUT:
            return browser.close()
        connection = Connection(browser, socket.create_connection(self.server), self)
        self.connections.add(connection)
        threading.Thread(target=connection.pass_on, daemon=True).start()
        with contextlib.suppress(OSError):
            while data := connection.server.recv(65536):
                if self.state == DEAF and any(said.startswith(SENDING) for said in connection.sent):
                    self.lost_answers += 1
                    break
                connection.browser.sendall(data)
        self.connections.discard(connection)
        return connection.close()
