"""How much of a request is here, by counting its bytes; gunicorn's parser reads what they say (arriving.py)."""

from enum import Enum, auto

HEAD_LIMIT, BODY_LIMIT = 32 * 1024, 64 * 1024


class Stage(Enum):
    """How much of a request is here."""

    HEAD = auto()
    BODY = auto()
    WHOLE = auto()
    LARGE = auto()
    TOO_LONG = auto()


def stage_of(arrived: bytes | bytearray) -> Stage:
    """Return what is still to come of the request that begins these bytes (RFC 9112, sections 2 and 6)."""
    end = arrived.find(b"\r\n\r\n")
    if end < 0:
        return Stage.HEAD if len(arrived) <= HEAD_LIMIT else Stage.TOO_LONG
    if end > HEAD_LIMIT:
        return Stage.TOO_LONG
    length = 0
    for line in bytes(arrived[:end]).split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        name, value = name.strip().lower(), value.strip()
        if name in (b"transfer-encoding", b"expect"):
            return Stage.LARGE  # chunks, or a client that waits for our word before it sends
        if name == b"content-length" and value.isdigit() and len(value) < 19:
            length = max(length, int(value))
    if length > BODY_LIMIT:
        return Stage.LARGE
    return Stage.WHOLE if len(arrived) >= end + 4 + length else Stage.BODY
