"""How near things are in meaning: vectors of all nodes, kind by kind, and what follows from them.

Three things make the plain cosine better, each tried on the judged set (docs/how-to/graph.md):
- each kind is seen from its own middle, so that "this is a product text" no longer counts as likeness;
- what is near to every article is told from what is near to this one: half of a thing's mean likeness to the ten
  articles nearest to it is taken off (CSLS, Conneau et al. 2018, "Word translation without parallel data");
- an article is also known by what it leads to, so two articles that lead to the same things are near each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.relatedness.packing import BLOCK, Packed, Shelf, Vectors
from app.relatedness.rules import NodeKind

_NEIGHBOURS = 10
_COLUMNS = 512
_BRIDGES, _BRIDGE_SHARE = 3, 0.4


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What is near one article: a score for the nearest of each kind, and the article's vector with its bridges."""

    near: Mapping[NodeKind, Mapping[int, float]]
    bridged: Vectors


class Space:
    """The vectors of everything that readers see; `bridged` are those of articles that lead somewhere already."""

    def __init__(
        self, found: Mapping[NodeKind, tuple[Sequence[int], Packed]], bridged: Packed | None = None
    ) -> None:
        self.shelves = {kind: Shelf(ids, packed) for kind, (ids, packed) in found.items() if len(ids)}
        self.bridged = bridged
        self.fresh: dict[int, Vectors] = {}  # bridged vectors computed just now, by place

    def look(self, articles: Sequence[int], *, most: int = 100) -> dict[int, Meaning]:
        """Return what is near each of these articles, `most` of each kind."""
        import numpy

        shelf = self.shelves.get(NodeKind.ARTICLE)
        known = [one for one in articles if shelf is not None and one in shelf.places]
        if shelf is None or not known:
            return {}
        near = self.draw(known, most=most)
        both = numpy.stack([self.fresh[shelf.places[one]] for one in known])
        near[NodeKind.ARTICLE] = self._near(NodeKind.ARTICLE, known, both, self._to_articles, most=most)
        return {
            one: Meaning(near={kind: found[at] for kind, found in near.items()}, bridged=both[at])
            for at, one in enumerate(known)
        }

    def draw(self, known: Sequence[int], *, most: int = 100) -> dict[NodeKind, list[dict[int, float]]]:
        """Draw articles towards what they lead to, and return the nearest of each kind but their own."""
        shelf = self.shelves[NodeKind.ARTICLE]
        asked = shelf.rows([shelf.places[one] for one in known])
        near: dict[NodeKind, list[dict[int, float]]] = {
            kind: self._near(kind, known, asked, shelf.likeness, most=most)
            for kind in self.shelves
            if kind is not NodeKind.ARTICLE
        }
        for at, one in enumerate(known):
            bridges = {kind: found[at] for kind, found in near.items()}
            self.fresh[shelf.places[one]] = self._bridge(asked[at], bridges)
        return near

    def articles_near(self, kind: NodeKind, subject_id: int, *, most: int) -> list[int]:
        """Return the articles nearest to a thing of any kind, itself left out."""
        import numpy

        shelf = self.shelves.get(kind)
        if shelf is None or subject_id not in shelf.places or NodeKind.ARTICLE not in self.shelves:
            return []
        likeness = self.shelves[NodeKind.ARTICLE].likeness(shelf.rows([shelf.places[subject_id]]))[:, 0]
        ids = self.shelves[NodeKind.ARTICLE].ids
        found = [ids[at] for at in numpy.argsort(-likeness)[: most + 1].tolist()]
        return [one for one in found if (kind, one) != (NodeKind.ARTICLE, subject_id)][:most]

    def _near(
        self, kind: NodeKind, asking: Sequence[int], asked: Vectors, to_articles: Any, *, most: int
    ) -> list[dict[int, float]]:
        """Return for each article the nearest of a kind, what is near to every article held back."""
        import numpy

        shelf = self.shelves[kind]
        is_own = kind is NodeKind.ARTICLE
        likeness = self._to_articles(asked) if is_own else shelf.likeness(asked)
        nearest = [numpy.argsort(-likeness[:, at])[: most + is_own] for at in range(len(asking))]
        union = numpy.unique(numpy.concatenate(nearest)).tolist()
        held_back = dict(zip(union, self._crowd(kind, union, to_articles), strict=True))
        return [
            {
                shelf.ids[row]: float(likeness[row, at] - held_back[row] / 2)
                for row in nearest[at].tolist()
                if not (is_own and shelf.ids[row] == one)
            }
            for at, one in enumerate(asking)
        ]

    def _crowd(self, kind: NodeKind, places: Sequence[int], to_articles: Any) -> list[float]:
        """Return how near each of these is to its ten articles; some at a time, to hold few numbers at once."""
        is_own, found = kind is NodeKind.ARTICLE, list[float]()
        for at in range(0, len(places), _COLUMNS):
            some = places[at : at + _COLUMNS]
            rows = self._article_rows(some) if is_own else self.shelves[kind].rows(some)
            found += _crowding(to_articles(rows), is_own=is_own)
        return found

    def _article_rows(self, places: Sequence[int]) -> Vectors:
        """Return articles' vectors, with their bridges where those are known."""
        import numpy

        rows = self.shelves[NodeKind.ARTICLE].rows(places)
        if self.bridged is not None:
            bridged = self.bridged.rows(places)
            is_known = numpy.any(bridged, axis=1)
            rows[is_known] = bridged[is_known]
        for at, place in enumerate(places):
            if place in self.fresh:
                rows[at] = self.fresh[place]
        return rows

    def _to_articles(self, asked: Vectors) -> Vectors:
        import numpy

        count = len(self.shelves[NodeKind.ARTICLE].ids)
        starts = range(0, count, BLOCK)
        blocks = [self._article_rows(range(at, min(count, at + BLOCK))) @ asked.T for at in starts]
        return numpy.concatenate(blocks)

    def _bridge(self, own: Vectors, near: Mapping[NodeKind, Mapping[int, float]]) -> Vectors:
        """Return an article's vector drawn a little towards the products and resources nearest to it."""
        import numpy

        total = own.copy()
        for kind in (NodeKind.PRODUCT, NodeKind.RESOURCE):
            found = near.get(kind, {})
            best = sorted(found, key=lambda one: (-found[one], one))[:_BRIDGES]
            if not best or found[best[0]] <= 0:
                continue
            shelf = self.shelves[kind]
            weights = numpy.array([max(found[one], 0.0) for one in best], numpy.float32)
            drawn = weights @ shelf.rows([shelf.places[one] for one in best])
            total += _BRIDGE_SHARE * drawn / max(float(numpy.linalg.norm(drawn)), 1e-9)
        return total / max(float(numpy.linalg.norm(total)), 1e-9)


def _crowding(likeness: Vectors, *, is_own: bool) -> list[float]:
    """Return the mean likeness of each (column) to the ten articles nearest to it; an article is not its own neighbour.

    Where there are fewer, those that are missing are like nothing: on a young site little is held back.
    """
    import numpy

    ordered = -numpy.sort(-likeness, axis=0)[: _NEIGHBOURS + is_own]
    kept = ordered[1:] if is_own else ordered
    return [float(one) / _NEIGHBOURS for one in kept.sum(axis=0)]
