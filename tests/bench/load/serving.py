"""One site as in production, gunicorn and a worker on a database, and a browser with one connection that stays open."""

import http.client
import re
import socket
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from .processes import end, start
from .scenes import PASSWORD

#: As `demo` and docs/operations.md start it.
GUNICORN = ("--workers", "2", "--threads", "4", "--log-level", "warning")
#: While pages are measured the worker acts as if it were this long before the reports were made: it polls and folds,
#: and finds no deadline.
WORKER_STANDS = timedelta(hours=4)
#: The server closes a connection that was silent for two seconds.
SILENCE = 1.0
KEPT_COOKIES = ("sessionid", "csrftoken")


@contextmanager
def site(url, *, moment, environment, log):
    """Serve that database; gives the port."""
    port = free_port()
    settings = {**environment, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    before = (datetime.fromisoformat(moment) - WORKER_STANDS).isoformat()
    commands = (
        ["-m", "gunicorn", "posko.wsgi", "--bind", f"127.0.0.1:{port}", *GUNICORN],
        ["manage.py", "worker", "--now", before],
    )
    running = [start(command, environment=settings, log=log, stdout=log) for command in commands]
    try:
        _wait_until_healthy(port, running)
        yield port
    finally:
        for process in running:
            end(process)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(port, running):
    give_up = time.monotonic() + 120
    while True:
        try:
            if Browser(port).get("/healthz").status == 200:
                return
        except OSError:
            pass
        if time.monotonic() > give_up or any(process.poll() is not None for process in running):
            raise RuntimeError("The server did not come up; its words are in the log.")
        time.sleep(0.2)


class Answer:
    def __init__(self, status, headers, body, seconds):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds


class Browser:
    """One person, one connection; keeps the cookies of session and form, no others (a message once read is gone)."""

    def __init__(self, port, username=None):
        self.port, self.cookies, self.connection, self.used_at = port, {}, None, 0
        if username:
            self._login(username)

    def _login(self, username):
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", {"username": username, "password": PASSWORD})
        if answer.status != 302:
            raise RuntimeError(f"{username} could not log in: {answer.status}")

    def get(self, path, **headers):
        return self._send("GET", path, None, headers)

    def post(self, path, fields):
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]})
        return self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _send(self, method, path, body, headers):
        self._connect()
        headers = {**headers, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        reply = self.connection.getresponse()
        content = reply.read()
        seconds = time.perf_counter() - begun
        self.used_at = time.monotonic()
        self._keep_cookies(reply)
        return Answer(reply.status, reply.headers, content, seconds)

    def _connect(self):
        """The connection of before, or a new one where the server may have closed it; not part of what is timed."""
        if self.connection is None or time.monotonic() - self.used_at > SILENCE:
            if self.connection:
                self.connection.close()
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            self.connection.connect()

    def _keep_cookies(self, reply):
        for line in reply.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if name in KEPT_COOKIES:
                    self.cookies[name] = morsel.value
        if reply.headers.get("Connection", "").lower() == "close":
            self.connection.close()
            self.connection = None


def words_of(answer):
    """The beginning of what a page says, for an error message."""
    text = re.sub(rb"(?s)<(script|style).*?</\1>|<[^>]+>", b" ", answer.body)
    return " ".join(text.decode(errors="replace").split())[:300]
