"""What a first visit weighs: HTML and CSS of every article and every product of the demo, as they are first sent."""

from urllib.parse import urljoin

from app.web.page_cache import Page as KeptPage
from bench.goals import FIRST_VISITS, MARKUP_AND_STYLE_BYTES
from bench.weighing import HREF, PLACE, STYLE, fetch
from tests.support.site import Site


def test_every_first_visit_keeps_to_fourteen_kilobytes(running_site: Site) -> None:
    """Another journey may have asked for a page before, which is then sent smaller: so it is compressed anew here."""
    heavy, seen = {}, 0
    for _, sitemap in FIRST_VISITS:
        for path in PLACE.findall(fetch(urljoin(running_site.url, sitemap))[1]):
            html = fetch(urljoin(running_site.url, path))[1]
            styles = [found[1] for tag in STYLE.findall(html) if (found := HREF.search(tag))]
            css = sum(fetch(urljoin(running_site.url, address))[0] for address in styles)
            weight = len(KeptPage([], html.encode()).variants["br"]) + css
            seen += 1
            if weight > MARKUP_AND_STYLE_BYTES:
                heavy[path] = weight
    assert heavy == {}
    assert seen >= 47, "17 articles and 30 products"
