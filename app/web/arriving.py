"""gunicorn's threads, each given to a request only when the whole of it has arrived (ADR 16).

A gthread worker reads a request in the thread that answers it, so as many connections as it has threads shut the
shop by sending a byte a second. Here the worker's own loop reads, without waiting: a head and a small body are
collected, a large body waits for one of a few threads, and what does not come in time is let go. The bytes are only
counted here; gunicorn's parser reads them all. A file that the other side is slow to take is sent on by the loop too
(sending.py).
"""

import contextlib
import socket
import time
from collections import deque
from functools import partial
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any

from gunicorn import http, util
from gunicorn.workers.gthread import ThreadWorker

from app.web.sending import PatientSocket
from app.web.stages import Stage, stage_of

HEAD_SECONDS, BODY_SECONDS, LARGE_SECONDS = 20.0, 120.0, 300.0
#: one write or read of a thread may take so long; what a page weighs lies in the kernel's buffer long before
STEP_SECONDS = 20.0
SEND_BUFFER = 512 * 1024
#: how many threads may read large bodies at once
LARGE_AT_ONCE = 2
LINGER_SECONDS, LINGERING, LINGER_BYTES = 2.0, 200, 64 * 1024
PIECE = 64 * 1024
TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Caller:
    """A connection, and what has arrived of its next request; in the shape that gunicorn's threads expect."""

    initialized = data_ready = True
    is_http2 = False

    def __init__(self, worker: "PatientWorker", sock: PatientSocket, client: Any, server: Any) -> None:
        self.worker, self.cfg, self.sock, self.client, self.server = worker, worker.cfg, sock, client, server
        self.parser = http.get_parser(self.cfg, sock, client)
        self.timeout = self.deadline = self.since = 0.0
        self.arrived = bytearray()
        self.drained = 0
        self.answered: Any = None  # how its thread ended, while the loop sends the rest of a file
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    def init(self) -> None:
        """Nothing is left to be done in the thread."""

    def set_timeout(self) -> None:
        """Note until when the connection is kept for another request."""
        self.timeout = time.monotonic() + self.cfg.keepalive

    def close(self, graceful: bool = False) -> None:
        """Close; where it is graceful, let the other side read the answer to its end first."""
        if graceful:
            self.worker.see_off(self)
        else:
            util.close(self.sock)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gthread that waits for requests in its loop and not in its threads."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.arriving: set[Caller] = set()
        self.leaving: set[Caller] = set()
        self.large_waiting: deque[Caller] = deque()
        self.large: set[Caller] = set()
        self.sending: set[Caller] = set()
        self.next_look = 0.0

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection in."""
        try:
            sock, client = listener.accept()
        except OSError:  # gone again, or another process has it
            return
        self.nr_conns += 1
        own = PatientSocket(fileno=sock.detach())
        self.enqueue_req(Caller(self, own, client, listener.getsockname()))

    def enqueue_req(self, conn: Caller) -> None:
        """Collect the connection's next request; gunicorn calls this whenever there may be one."""
        conn.sock.setblocking(False)
        conn.arrived = bytearray(conn.parser.unreader.take_buffered())
        conn.since = time.monotonic()
        conn.deadline = conn.since + HEAD_SECONDS
        self.arriving.add(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.read_some, conn))
        if conn.arrived:
            self.consider(conn)
        else:
            self.read_some(conn, conn.sock)

    def read_some(self, conn: Caller, _sock: Any) -> None:
        """Read what is here, without waiting."""
        try:
            piece = conn.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        if not piece:
            self.let_go(conn)
            return
        conn.arrived += piece
        self.consider(conn)

    def consider(self, conn: Caller) -> None:
        """Hand the request over when it is whole, or go on waiting."""
        while conn.arrived.startswith(b"\r\n"):  # empty lines before it are to be ignored (RFC 9112, 2.2)
            del conn.arrived[:2]
        stage = stage_of(conn.arrived)
        if stage is Stage.BODY:
            conn.deadline = conn.since + BODY_SECONDS
        elif stage is Stage.TOO_LONG:
            self.let_go(conn, TOO_LONG)
        elif stage is not Stage.HEAD:
            self.arriving.discard(conn)
            self.poller.unregister(conn.sock)
            if stage is Stage.LARGE:
                self.large_waiting.append(conn)
                self.begin_large()
            else:
                self.hand_over(conn)

    def hand_over(self, conn: Caller) -> None:
        """Give the request a thread."""
        conn.parser.unreader.unread(bytes(conn.arrived))
        conn.arrived = bytearray()
        super().enqueue_req(conn)

    def begin_large(self) -> None:
        """Give threads to large bodies, as many as are free for them."""
        while self.large_waiting and len(self.large) < LARGE_AT_ONCE:
            conn = self.large_waiting.popleft()
            conn.deadline = time.monotonic() + LARGE_SECONDS
            self.large.add(conn)
            self.hand_over(conn)

    def handle_request(self, req: Any, conn: Caller) -> Any:
        """Answer, without waiting for ever on somebody who neither sends nor reads."""
        conn.sock.settimeout(STEP_SECONDS)
        try:
            return super().handle_request(req, conn)
        except TimeoutError:
            return False

    def finish_request(self, conn: Caller, fs: Any) -> None:
        """Keep or close the connection once all is sent, and let the next large body in."""
        self.large.discard(conn)
        self.begin_large()
        if conn.sock.rest is None:
            super().finish_request(conn, fs)
            return
        conn.sock.setblocking(False)
        conn.answered, conn.deadline = fs, time.monotonic() + STEP_SECONDS
        self.sending.add(conn)
        self.poller.register(conn.sock, EVENT_WRITE, partial(self.send_more, conn))

    def send_more(self, conn: Caller, _sock: Any) -> None:
        """Send what the other side has room for."""
        try:
            conn.sock.send_rest()
        except OSError:
            self.stop_sending(conn)
            return
        conn.deadline = time.monotonic() + STEP_SECONDS
        if conn.sock.rest is None:
            self.sending.discard(conn)
            self.poller.unregister(conn.sock)
            super().finish_request(conn, conn.answered)

    def stop_sending(self, conn: Caller) -> None:
        """End a connection that does not take the rest of its file."""
        self.sending.discard(conn)
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def let_go(self, conn: Caller, words: bytes = b"") -> None:
        """End a connection whose request will not be answered."""
        self.arriving.discard(conn)
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        if not words:
            conn.close()
            return
        with contextlib.suppress(OSError):
            conn.sock.send(words)
        self.see_off(conn)

    def see_off(self, conn: Caller) -> None:
        """Let the other side read to the end (RFC 9112 section 9.6), in the loop and for a short while."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:
            util.close(conn.sock)
            return
        if len(self.leaving) >= LINGERING:
            util.close(conn.sock)
            return
        conn.deadline = time.monotonic() + LINGER_SECONDS
        self.leaving.add(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.drain, conn))

    def drain(self, conn: Caller, _sock: Any) -> None:
        """Read away what still comes after the answer, until the other side closes."""
        try:
            piece = conn.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        conn.drained += len(piece)
        if not piece or conn.drained > LINGER_BYTES:
            self.end(conn)

    def end(self, conn: Caller) -> None:
        """Close what has been seen off."""
        self.leaving.discard(conn)
        self.poller.unregister(conn.sock)
        util.close(conn.sock)

    def murder_pending(self) -> None:
        """Let go of what did not come in time; gunicorn calls this after each turn of its loop."""
        now = time.monotonic()
        if now < self.next_look:
            return
        self.next_look = now + 0.5
        for conn in [one for one in self.arriving if self.is_over(one, now)]:
            self.let_go(conn, TOO_LATE if conn.arrived else b"")
        for conn in [one for one in self.leaving if one.deadline < now]:
            self.end(conn)
        for conn in [one for one in self.sending if one.deadline < now]:
            self.stop_sending(conn)
        for conn in [one for one in self.large if one.deadline < now]:
            with contextlib.suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RDWR)  # its thread notices

    def is_over(self, conn: Caller, now: float) -> bool:
        """Say whether a request has had its time; one that has not begun has little when we are to stop."""
        if not self.alive and not conn.arrived:
            return now - conn.since > LINGER_SECONDS
        return conn.deadline < now
