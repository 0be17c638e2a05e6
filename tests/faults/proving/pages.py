"""What readers see when all is over (C1, C3): every article, its links, and the same set wherever it is listed."""

import json
import re
import urllib.request
from collections.abc import Iterator, Sequence
from urllib.parse import quote_plus, urlsplit

from tests.faults.proving.books import Books
from tests.faults.proving.browser import Browser
from tests.faults.proving.judge import Finding
from tests.faults.proving.markup import Page

READER = "127.5.0.{}"
SEARCHES = 40  # of one visitor, below what one address may ask in a minute
ARTICLE = re.compile(r"/articles/([a-z0-9-]+)/")
IMAGE = re.compile(r"<img\b[^>]*>")
TITLES = (
    "SELECT a.slug, v.title, a.state FROM articles a"
    " JOIN article_versions v ON v.article_id = a.id AND v.is_current"
)


def judge_pages(site: str, books: Books) -> list[Finding]:
    """Return what does not hold."""
    rows = books.rows(TITLES)
    shown = {row["slug"]: row["title"] for row in rows if row["state"] == "published"}
    hidden = {row["slug"]: row["title"] for row in rows if row["state"] != "published"}
    pages = {slug: Browser(address=READER.format(1)).get(f"{site}/articles/{slug}/") for slug in shown}
    return [
        finding("C1", "each article has its title, and words for every picture", len(pages), whole(pages, shown)),
        finding("C3", "each link of each article leads to what is there", *links(site, pages)),
        finding("C3", "home, list, feed, sitemap and search show the same articles", *listings(site, shown, hidden)),
    ]  # fmt: skip


def finding(code: str, rule: str, looked_at: int, problems: Sequence[str]) -> Finding:
    """Return a rule with what was found."""
    return Finding(code=code, rule=rule, looked_at=looked_at, problems=tuple(problems))


def whole(pages: dict[str, Page], shown: dict[str, str]) -> list[str]:
    """C1, as far as a page tells."""
    problems = [f"{slug} answers {page.status}" for slug, page in pages.items() if page.status != 200]
    problems += [
        f"{slug} is headed {page.heading!r}" for slug, page in pages.items() if page.heading != shown[slug]
    ]
    return problems + [
        f"{slug} has a picture without words: {image[:120]}"
        for slug, page in pages.items()
        for image in IMAGE.findall(page.html)
        if " alt=" not in image
    ]


def links(site: str, pages: dict[str, Page]) -> tuple[int, list[str]]:
    """C3: open whatever an article leads to within the site, each once."""
    leads: dict[str, str] = {}
    for slug, page in pages.items():
        for url, _ in page.links:
            parts = urlsplit(url)
            if f"{parts.scheme}://{parts.netloc}" == site:
                leads.setdefault(parts.path, slug)
    reader = Browser(address=READER.format(2))
    statuses = {path: reader.get(site + path).status for path in leads}
    return len(leads), [
        f"{leads[path]} leads to {path}, which answers {status}"
        for path, status in statuses.items()
        if status >= 400
    ]


def listings(site: str, shown: dict[str, str], hidden: dict[str, str]) -> tuple[int, list[str]]:
    """SAFETY section 2: one set of published articles, whoever is asked; what is not published is nowhere."""
    listed = {"list": set(in_list(site)), "sitemap": set(in_sitemap(site)), "feed": set(in_feed(site))}
    problems = [
        f"the {name} lacks {sorted(shown.keys() - found)} and shows {sorted(found - shown.keys())} too"
        for name, found in listed.items()
        if found != shown.keys()
    ]
    home = set(ARTICLE.findall(text_of(f"{site}/")))
    if not home or home - shown.keys():
        problems.append(f"the home page shows {sorted(home - shown.keys()) or 'none'}")
    everything = [*shown.items(), *hidden.items()]
    for number, (slug, title) in enumerate(everything):
        reader = Browser(address=READER.format(10 + number // SEARCHES))
        is_found = f"/articles/{slug}/" in reader.get(f"{site}/search/?q={quote_plus(title)}").html
        if is_found != (slug in shown):
            problems.append(f"the search {'shows' if is_found else 'lacks'} {slug}")
    return len(shown) * len(listed) + len(everything), problems


def in_list(site: str) -> Iterator[str]:
    """Yield the slugs of the list of articles, page by page."""
    reader, url, seen = Browser(address=READER.format(3)), f"{site}/articles/", set[str]()
    while url and url not in seen:
        page = reader.get(url)
        seen.add(url)
        yield from (found[1] for one, _ in page.links if (found := ARTICLE.fullmatch(urlsplit(one).path)))
        url = next(
            (one for one, _ in page.links if one.startswith(f"{site}/articles/?before=") and "#" not in one),
            "",
        )


def in_sitemap(site: str) -> Iterator[str]:
    """Yield the slugs of the site map and of the parts it names."""
    text = text_of(f"{site}/sitemap.xml")
    parts = re.findall(r"<loc>([^<]+\.xml)</loc>", text)
    for part in [text, *(text_of(site + urlsplit(one).path) for one in parts)]:
        yield from ARTICLE.findall(" ".join(re.findall(r"<loc>([^<]+)</loc>", part)))


def in_feed(site: str) -> Iterator[str]:
    """Yield the slugs of the JSON feed, page by page."""
    path = "/articles/feed.json"
    while path:
        told = json.loads(text_of(site + path))
        yield from (found[1] for one in told["items"] if (found := ARTICLE.search(one["url"])))
        parts = urlsplit(told.get("next_url", ""))
        path = f"{parts.path}?{parts.query}" if parts.path else ""


def text_of(url: str) -> str:
    """Return what an address answers."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())
