"""What a first visit loads without pictures: the page, its style sheets, and the scripts it leads to, as sent (br).

The page cache compresses harder what is asked for again: a first visit needs a server that has just started.
"""

import re
import urllib.request
from dataclasses import dataclass
from urllib.parse import urljoin

import brotli

from bench.client import HEADERS

STYLE = re.compile(r'<link[^>]+rel="stylesheet"[^>]*>')
SCRIPT = re.compile(r'<script[^>]+src="([^"]+)"')
HREF = re.compile(r'href="([^"]+)"')
PLACE = re.compile(r"<loc>https?://[^/]+([^<]+)</loc>")
IMPORT = re.compile(r"""(?:^|[;\s}])(?:import|export)\s*(?:[\w*{}\s,$]+from\s*)?\(?["']([^"']+)["']""", re.M)


@dataclass(frozen=True, kw_only=True)
class Weight:
    """Bytes on the wire, without headers."""

    html: int
    css: int
    script: int

    @property
    def page(self) -> int:
        """HTML and CSS together."""
        return self.html + self.css


def weigh_all(origin: str, sitemap: str) -> dict[str, Weight]:
    """Weigh every page that a sitemap names, the heaviest first; raises OSError when it names none."""
    paths = PLACE.findall(fetch(urljoin(origin, sitemap))[1])
    if not paths:
        raise OSError("no page is named there")
    found = {path: weigh(origin, path) for path in paths}
    return dict(sorted(found.items(), key=lambda one: -one[1].page))


def weigh(origin: str, path: str) -> Weight:
    """Load a page as a browser without anything kept would, and count."""
    size, html = fetch(urljoin(origin, path))
    styles = [HREF.search(tag) for tag in STYLE.findall(html)]
    css = sum(fetch(urljoin(origin, found[1]))[0] for found in styles if found)
    return Weight(
        html=size, css=css, script=weigh_scripts([urljoin(origin, src) for src in SCRIPT.findall(html)])
    )


def weigh_scripts(urls: list[str]) -> int:
    """Return the bytes of modules and of all they import, each once."""
    total, seen, left = 0, set[str](), list(urls)
    while left:
        url = left.pop()
        if url in seen:
            continue
        seen.add(url)
        size, text = fetch(url)
        total += size
        left += [urljoin(url, name) for name in IMPORT.findall(text) if name.startswith((".", "/"))]
    return total


def fetch(url: str) -> tuple[int, str]:
    """Return the bytes sent for an address and the text they hold."""
    request = urllib.request.Request(url, headers={**HEADERS, "Accept-Encoding": "br"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        sent = answer.read()
        coded = answer.headers.get("Content-Encoding") == "br"
    return len(sent), (brotli.decompress(sent) if coded else sent).decode()
