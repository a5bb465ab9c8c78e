"""A telephone line between the browser and the server, which a test can cut, or make lose one answer."""

import socket
import threading

OPEN, CUT, DEAF = "open", "cut", "deaf"


class Line:
    """Listens at `url` and passes all on to `server`. CUT: nobody is reached. DEAF: a sending of visits reaches the
    server, which stores it, but its answer is lost, as if the server had died right after."""

    def __init__(self, server):
        self.server, self.state, self.lost = server, OPEN, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.listener.getsockname()[1]}"
        self.open_sockets = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        self.state = CUT
        for one in list(self.open_sockets):
            _close(one)

    def go_deaf(self):
        self.state = DEAF

    def mend(self):
        self.state = OPEN

    def close(self):
        self.cut()
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        if self.state == CUT:
            return _close(client)
        upstream = socket.create_connection(self.server)
        self.open_sockets |= {client, upstream}
        threading.Thread(target=self._pass_on, args=(client, upstream), daemon=True).start()
        self._pass_back(client, upstream)

    def _pass_on(self, client, upstream):
        try:
            while data := client.recv(65536):
                if data.startswith(b"POST /luot-tham/gui/") and self.state == DEAF:
                    self.lost += 1
                    self.open_sockets.discard(client)
                    upstream.sendall(data)
                    self._swallow(client, upstream)
                    return
                upstream.sendall(data)
        except OSError:
            pass
        _close(upstream)

    def _swallow(self, client, upstream):
        """The server gets all of it and answers; the browser hears only that the line went dead."""
        client.settimeout(0.3)
        try:
            while data := client.recv(65536):
                upstream.sendall(data)
        except OSError:
            pass
        self.deaf_clients = getattr(self, "deaf_clients", set()) | {client}
        threading.Event().wait(1.5)
        _close(client)
        _close(upstream)

    def _pass_back(self, client, upstream):
        try:
            while data := upstream.recv(65536):
                if client not in self.open_sockets:
                    continue
                client.sendall(data)
        except OSError:
            pass
        if client in self.open_sockets:
            _close(client)


def _close(one):
    for step in (lambda: one.shutdown(socket.SHUT_RDWR), one.close):
        try:
            step()
        except OSError:
            pass
