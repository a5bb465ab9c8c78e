"""A browser reduced to what a server sees of it, so that measuring costs the machine little."""

import json
import re
import socket
import threading
from dataclasses import dataclass, field
from time import perf_counter, sleep
from urllib.parse import urlencode


@dataclass(frozen=True)
class Response:
    status: int
    head: bytes
    body: bytes


class Connection:
    """To one server, with its answers read to the end."""

    def __init__(self, address):
        self.socket = socket.create_connection(address, timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request):
        self.socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, body = received.split(b"\r\n\r\n", 1)
        status = int(head[9:12])
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        if not length and status not in (204, 304):  # a file, sent in chunks
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
        while length and len(body) < int(length[1]):
            body += self._more()
        return Response(status, head, body)

    def _more(self):
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("the server closed the connection")
        return piece

    def close(self):
        self.socket.close()


def ask(address, request):
    """The answer to `request`, over a connection of its own as a reverse proxy opens it."""
    connection = Connection(address)
    try:
        return connection.send(request)
    finally:
        connection.close()


@dataclass
class Visitor:
    """One person's cookies; makes the bytes of his requests."""

    address: tuple[str, int]
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path, encoding="gzip"):
        return self._request("GET", path, f"Accept-Encoding: {encoding}")

    def post(self, path, data):
        body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"]} | data, doseq=True)
        kind = "Content-Type: application/x-www-form-urlencoded"
        return self._request("POST", path, f"{kind}\r\nContent-Length: {len(body)}") + body.encode()

    def send(self, path, data):
        """A POST of JSON."""
        body = json.dumps(data).encode()
        headers = (
            f"Content-Type: application/json\r\nX-CSRFToken: {self.cookies['csrftoken']}\r\nContent-Length: {len(body)}"
        )
        return self._request("POST", path, headers) + body

    def _request(self, method, path, headers):
        host, port = self.address
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}:{port}", headers]
        lines += [f"Cookie: {cookies}"] if cookies else []
        return "\r\n".join([*lines, "", ""]).encode()

    def sign_in(self, username, password):
        self._keep_cookies(ask(self.address, self.get("/dang-nhap/", "identity")))
        answer = ask(self.address, self.post("/dang-nhap/", {"username": username, "password": password}))
        self._keep_cookies(answer)
        if answer.status != 302:
            raise ValueError(f"{username} could not sign in: {answer.status}")

    def _keep_cookies(self, response):
        for name, value in re.findall(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", response.head, re.IGNORECASE):
            self.cookies[name.decode()] = value.decode()


def wait_for_server(address, seconds=30):
    for _ in range(seconds * 10):
        try:
            return Connection(address).close()
        except ConnectionRefusedError:
            sleep(0.1)
    raise ConnectionRefusedError(f"nothing answers at {address}")


def timed(address, requests, at_most=60):
    """Sends each list of `requests` one after the other, all lists at once, and no more of them after `at_most`
    seconds; returns (seconds of every answer, seconds in all, statuses that came)."""
    took, statuses, failures = [], set(), []
    ready = threading.Barrier(len(requests) + 1)

    def one_after_the_other(own):
        try:
            ready.wait()
            ends = perf_counter() + at_most
            for request in own:
                began = perf_counter()
                if began > ends:
                    break
                statuses.add(ask(address, request).status)
                took.append(perf_counter() - began)
        except Exception as error:
            failures.append(error)
            ready.abort()

    threads = [threading.Thread(target=one_after_the_other, args=(own,)) for own in requests]
    for thread in threads:
        thread.start()
    ready.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return took, perf_counter() - began, statuses
