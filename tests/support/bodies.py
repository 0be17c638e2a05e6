"""Bodies as a server hands them over when something is wrong with them."""

from gunicorn.http.errors import InvalidChunkSize


class BrokenChunk:
    """A chunked body that gunicorn cannot take apart."""

    def read(self, _size: int = -1) -> bytes:
        raise InvalidChunkSize(b"zz")

    def tell(self) -> int:
        return 0

    def seek(self, *_where: int) -> int:
        return 0

    def close(self) -> None:
        return None


def broken_chunk() -> dict[str, object]:
    """Return what a test client is told to send one."""
    return {
        "input_stream": BrokenChunk(),
        "environ_overrides": {"wsgi.input_terminated": True},
        "content_type": "application/x-www-form-urlencoded",
    }
