"""Fetching from an address that somebody else wrote, without being led into our own house (SSRF).

A name is looked up once, every address it has must be public, and the connection goes to the very address that was
judged, so that a second answer of the name's server changes nothing. Each redirect is judged anew. Time is limited as
a whole, size as it comes. Knows no Flask and no room; never call it while a transaction is open.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Event, Timer
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit

_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# not of the open internet, though Python says they are (RFC 3879 site-local; RFC 9637; RFC 6890; RFC 7526)
_CLOSED = tuple(map(ipaddress.ip_network, ("fec0::/10", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24")))
Resolve = Callable[[str, int], list[str]]


class FetchFailed(Exception):
    """Nothing was fetched; `reason` is "refused" (never to be tried again), "unreachable" or "too large"."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason, self.sentence = reason, sentence


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back; `url` is where it came from in the end, headers are in small letters."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    has_moved: bool = False  # every step from the address that was asked to `url` was meant for good


def is_public(address: str) -> bool:
    """Say whether an address belongs to the open internet, also where it hides another one inside."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if inner is not None:
            return is_public(str(inner))
    if any(found in one for one in _CLOSED):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def host_of(address: str) -> str:
    """Return the host of a web address, or "" for what is none, such as `https://[`."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def resolve(host: str, port: int) -> list[str]:
    """Return every address that a name has."""
    try:
        return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise FetchFailed("unreachable", f"The name {host} leads nowhere.") from error


@dataclass(frozen=True, kw_only=True)
class Fetcher:
    """How the site fetches; `allows` and `ports` are other than these in tests alone."""

    agent: str = "Mozilla/5.0 (compatible; SoftHours)"
    seconds: float = 10.0
    most_bytes: int = 1_000_000
    most_redirects: int = 4
    cuts: bool = False  # take the beginning of what is too large, instead of refusing it
    ports: frozenset[int] | None = frozenset({80, 443})
    allows: Callable[[str], bool] = is_public
    resolve: Resolve = resolve
    headers: Mapping[str, str] = field(default_factory=dict)

    def post(self, url: str, fields: Mapping[str, str]) -> Answer:
        """Send a form to an address, which must answer itself; raises FetchFailed."""
        return self._fetch_one(url, "POST", "*/*", urlencode(fields).encode())

    def fetch(self, url: str, *, method: str = "GET", accept: str = "*/*") -> Answer:
        """Fetch an address, following redirects; raises FetchFailed."""
        steps: list[int] = []
        for _ in range(self.most_redirects + 1):
            answer = self._fetch_one(url, method, accept)
            onward = answer.headers.get("location", "")
            if answer.status not in (301, 302, 303, 307, 308) or not onward:
                return replace(answer, has_moved=bool(steps) and set(steps) <= {301, 308})
            steps.append(answer.status)
            url = urljoin(url, onward)
        raise FetchFailed("refused", "It leads from one address to the next without end.")

    def _fetch_one(self, url: str, method: str, accept: str, form: bytes | None = None) -> Answer:
        parts, port = self._judge(url)
        host = parts.hostname or ""
        connection = self._connect(parts.scheme, host, port)
        # a server that sends one sign at a time is cut off, whatever phase it is in
        is_over = Event()
        watch = Timer(self.seconds, _cut, [connection.sock, is_over])
        watch.daemon = True
        watch.start()
        try:
            headers = self._headers(parts, accept)
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, _target(parts), body=form, headers=headers)
            response = connection.getresponse()
            body = b"" if method == "HEAD" else response.read(self.most_bytes + 1)
            told = {name.lower(): value for name, value in response.getheaders()}
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchFailed("unreachable", f"{host} did not answer in time or not in HTTP.") from error
        finally:
            watch.cancel()
            connection.close()
        if is_over.is_set():  # a cut answer looks like a short one
            raise FetchFailed("unreachable", f"{host} takes longer to answer than we wait.")
        if len(body) > self.most_bytes and not self.cuts:
            raise FetchFailed("too large", f"{host} sent more than we take.")
        return Answer(status=response.status, url=url, headers=told, body=body)

    def _judge(self, url: str) -> tuple[SplitResult, int]:
        """Return the parts of an address that may be asked at all."""
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise FetchFailed("refused", "That is no address.") from error
        if parts.scheme not in _PORTS or not parts.hostname or len(url) > 2000:
            raise FetchFailed("refused", "Only web addresses (https or http) are fetched.")
        if parts.username is not None or parts.password is not None:
            raise FetchFailed("refused", "An address with a name and password in it is not fetched.")
        if self.ports is not None and port not in self.ports:
            raise FetchFailed("refused", "Only the usual ports are asked.")
        return parts, port

    def _connect(self, scheme: str, host: str, port: int) -> http.client.HTTPConnection:
        """Connect to an address of the host that was judged; one that is not public spoils them all."""
        found = self.resolve(host, port)
        if not found or not all(self.allows(one) for one in found):
            raise FetchFailed("refused", f"{host} is no address of the open internet.")
        try:
            raw = socket.create_connection((found[0], port), timeout=self.seconds)
        except OSError as error:
            raise FetchFailed("unreachable", f"{host} does not answer.") from error
        connection = http.client.HTTPConnection(host, port, timeout=self.seconds)
        connection.sock = raw
        if scheme == "https":
            try:
                connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
            except OSError as error:
                raw.close()
                raise FetchFailed("unreachable", f"{host} could not prove that it is {host}.") from error
        return connection

    def _headers(self, parts: SplitResult, accept: str) -> dict[str, str]:
        return {
            "Host": parts.netloc,
            "User-Agent": self.agent,
            "Accept": accept,
            "Accept-Encoding": "identity",  # nothing is unpacked, so nothing can swell
            "Connection": "close",
            **self.headers,
        }


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path


def _cut(sock: socket.socket, is_over: Event) -> None:
    """End a connection from outside; whoever reads from it finds its end."""
    is_over.set()
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
