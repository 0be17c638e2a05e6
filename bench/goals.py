"""What is measured, and the goal of each."""

from dataclasses import dataclass

#: pages of the demo; {live} makes a page be rendered anew for every request
ARTICLE = "/articles/pacing-without-boom-and-bust/"
PRODUCT = "/products/wheat-heat-wrap/"
CATEGORY = "/shop/warmth/"
SEARCH = "/search/?q=sleep"

CACHED_AT_MOST = 1.3
LIVE_AT_MOST = 3.0
MARKUP_AND_STYLE_BYTES = 14 * 1024
OWN_SCRIPT_BYTES = 10 * 1024

#: a cookie that no page reads: the page cache steps aside for it, as for a visitor with a basket
LIVE = {"Cookie": "bench=live"}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A page of ours and the bare page that it is measured against; `goal` is the greatest ratio of CPU time."""

    name: str
    path: str
    bare: str
    goal: float
    is_live: bool = True


PAIRS = (
    Pair(name="article, from the cache", path=ARTICLE, bare="/hello", goal=CACHED_AT_MOST, is_live=False),
    Pair(name="article, rendered", path=ARTICLE, bare="/page/1", goal=LIVE_AT_MOST),
    Pair(name="product, rendered", path=PRODUCT, bare="/page/1", goal=LIVE_AT_MOST),
    Pair(name="category, rendered", path=CATEGORY, bare="/page/1", goal=LIVE_AT_MOST),
    Pair(name="search, rendered", path=SEARCH, bare="/page/1", goal=LIVE_AT_MOST),
)
FIRST_VISITS = (("article", ARTICLE), ("product", PRODUCT))
