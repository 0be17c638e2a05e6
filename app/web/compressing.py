"""Compressing a page that is made for one visitor; pages for everybody are kept compressed by page_cache.py."""

import gzip

import brotli
import zstandard
from flask import Response, request

from app.web.page_cache import MARK, best_encoding

LEAST_BYTES = 1000  # what is smaller fits one packet anyway


def compress_live(response: Response) -> Response:
    """Compress a page quickly, unless it answers something that was typed (an after_request function).

    Where a page repeats what came with the request, the size of the compressed answer would tell about the rest of
    it (BREACH, CVE-2013-3587); an address without a query says nothing that is repeated.
    """
    if not _may_be(response):
        return response
    response.vary.add("Accept-Encoding")
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    if encoding:
        response.set_data(_compress(response.get_data(), encoding))
        response.headers["Content-Encoding"] = encoding
    return response


def _may_be(response: Response) -> bool:
    return (
        request.method == "GET"
        and not request.query_string
        and response.status_code == 200
        and response.mimetype == "text/html"
        and not response.is_streamed
        and not response.direct_passthrough
        and MARK not in response.headers
        and "Content-Encoding" not in response.headers
        and (response.content_length or 0) >= LEAST_BYTES
    )


def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        small: bytes = brotli.compress(body, quality=3)
        return small
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=3).compress(body)
    return gzip.compress(body, 4, mtime=0)
