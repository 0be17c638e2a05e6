"""Counting the bytes of a request that has not all arrived."""

import pytest

from app.web.stages import BODY_LIMIT, HEAD_LIMIT, Stage, stage_of

POST = b"POST /search HTTP/1.1\r\nHost: here\r\n"


@pytest.mark.parametrize(
    ("arrived", "stage"),
    [
        (b"", Stage.HEAD),
        (b"GET / HTTP/1.1\r\nHost: here\r\n\r", Stage.HEAD),
        (b"GET / HTTP/1.1\r\nHost: here\r\n\r\n", Stage.WHOLE),
        (b"GET / HTTP/1.1\r\nHost: here\r\n\r\nGET /next", Stage.WHOLE),
        (POST + b"Content-Length: 4\r\n\r\nabc", Stage.BODY),
        (POST + b"Content-Length: 4\r\n\r\nabcd", Stage.WHOLE),
        (POST + b"content-length:4 \r\n\r\nabc", Stage.BODY),
        (POST + b"Content-Length: 4\r\nContent-Length: 2\r\n\r\nabc", Stage.BODY),
        (POST + b"Content-Length: -4\r\n\r\n", Stage.WHOLE),
        (POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", Stage.WHOLE),
        (POST + b"Content-Length: %d\r\n\r\n" % BODY_LIMIT, Stage.BODY),
        (POST + b"Content-Length: %d\r\n\r\n" % (BODY_LIMIT + 1), Stage.LARGE),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0", Stage.LARGE),
        (POST + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n", Stage.LARGE),
        (POST + b"\xff\xfe: \x00\r\n\r\n", Stage.WHOLE),
        (b"a" * (HEAD_LIMIT + 1), Stage.TOO_LONG),
        (b"a" * (HEAD_LIMIT + 1) + b"\r\n\r\n", Stage.TOO_LONG),
    ],
)
def test_the_stage_says_what_is_to_come(arrived: bytes, stage: Stage) -> None:
    assert stage_of(arrived) is stage
