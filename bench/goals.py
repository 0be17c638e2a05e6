"""What is measured, and the goal of each."""

from dataclasses import dataclass

#: pages of the demo, and what the visitor has in the basket
ARTICLE = "/articles/pacing-without-boom-and-bust/"
PRODUCT = "/products/wheat-heat-wrap/"
CATEGORY = "/shop/warmth/"
SEARCH = "/search/?q=sleep"
SKU = "SH-WHW"

CACHED_AT_MOST = 1.3
LIVE_AT_MOST = 3.0
START_SECONDS = 3.0
WORKER_AT_MOST = (
    200.0  # MiB resident in the worker, once the demo's pictures are made and its texts understood
)
EVENT_AT_MOST = 3.0  # a webhook's CPU, beside a bare view that inserts and answers
FINDING_AT_MOST = 5.0  # looking for an order among 250,000, beside 1,000
DIFFERING_AT_MOST = 3.0  # comparing two revisions of 10,000 words, beside two of 5,000
MAPPING_AT_MOST = (
    1.3  # memory held while a map of 50,000 articles, or the newest feed, is written, beside 5,000
)
GROWING_AT_MOST = 10.0  # the graph's job for one article among 11,000 things, beside 1,100
SELLING_AT_LEAST = 0.1  # complete checkouts a second, as a share of pgbench's TPC-B rate on the same machine
MARKUP_AND_STYLE_BYTES = 14 * 1024
OWN_SCRIPT_BYTES = 10 * 1024


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A page of ours and the bare page that it is measured against; `goal` is the greatest ratio of CPU time.

    A live page is asked for by a visitor with a basket, a page from the cache by one who carries nothing.
    """

    name: str
    path: str
    bare: str
    goal: float
    is_live: bool = True


PAIRS = (
    Pair(name="article, from the cache", path=ARTICLE, bare="/hello", goal=CACHED_AT_MOST, is_live=False),
    Pair(name="article, live", path=ARTICLE, bare="/page/1", goal=LIVE_AT_MOST),
    Pair(name="product, live", path=PRODUCT, bare="/page/1", goal=LIVE_AT_MOST),
    Pair(name="category, live", path=CATEGORY, bare="/page/1", goal=LIVE_AT_MOST),
    Pair(name="search, live", path=SEARCH, bare="/page/1", goal=LIVE_AT_MOST),
)
#: every page of these is weighed, and the heaviest has to keep to the goal
FIRST_VISITS = (("article", "/sitemap/articles-1.xml"), ("product", "/sitemap/products-1.xml"))
