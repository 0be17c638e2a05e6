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

from app.relatedness.rules import NodeKind

_SHRINK = 5  # with few things of a kind their middle says little, and is taken off in part only
_NEIGHBOURS = 10
_BRIDGES, _BRIDGE_SHARE = 3, 0.4
_BLOCK = 4096
Vectors = Any  # a numpy array of float32, one row a thing


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What is near one article: a score for the nearest of each kind, and the article's vector with its bridges."""

    near: Mapping[NodeKind, Mapping[int, float]]
    bridged: Vectors


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """All things of one kind: ids and their vectors (float16), seen from `middle`."""

    ids: Sequence[int]
    places: Mapping[int, int]
    vectors: Vectors
    middle: Vectors

    def rows(self, which: Any) -> Vectors:
        """Return some vectors as seen from the middle of their kind, of length one."""
        import numpy

        found = self.vectors[which].astype(numpy.float32) - self.middle
        return found / numpy.maximum(numpy.linalg.norm(found, axis=-1, keepdims=True), 1e-9)

    def likeness(self, asked: Vectors) -> Vectors:
        """Return the cosines of all (rows) to those asked (columns), block by block."""
        import numpy

        blocks = [
            self.rows(slice(at, at + _BLOCK)) @ asked.T for at in range(0, max(1, len(self.ids)), _BLOCK)
        ]
        return numpy.concatenate(blocks)


class Space:
    """The vectors of everything that readers see; `bridged` are those of articles that lead somewhere already."""

    def __init__(self, found: Mapping[NodeKind, tuple[Sequence[int], Vectors]]) -> None:
        self.shelves = {kind: _shelve(ids, vectors) for kind, (ids, vectors) in found.items() if len(ids)}
        self.bridged: dict[int, Vectors] = {}

    def look(self, articles: Sequence[int], *, most: int = 100) -> dict[int, Meaning]:
        """Return what is near each of these articles, `most` of each kind; fills `bridged` for them first."""
        import numpy

        shelf = self.shelves.get(NodeKind.ARTICLE)
        known = [one for one in articles if shelf is not None and one in shelf.places]
        if shelf is None or not known:
            return {}
        asked = shelf.rows([shelf.places[one] for one in known])
        near: dict[NodeKind, list[dict[int, float]]] = {
            kind: self._near(kind, known, asked, shelf.likeness, most=most)
            for kind in self.shelves
            if kind is not NodeKind.ARTICLE
        }
        for at, one in enumerate(known):
            self.bridged[one] = self._bridge(asked[at], {kind: found[at] for kind, found in near.items()})
        both = numpy.stack([self.bridged[one] for one in known])
        near[NodeKind.ARTICLE] = self._near(NodeKind.ARTICLE, known, both, self._to_articles, most=most)
        return {
            one: Meaning(near={kind: found[at] for kind, found in near.items()}, bridged=both[at])
            for at, one in enumerate(known)
        }

    def _near(
        self, kind: NodeKind, asking: Sequence[int], asked: Vectors, to_articles: Any, *, most: int
    ) -> list[dict[int, float]]:
        """Return for each article the nearest of a kind, what is near to every article held back."""
        import numpy

        shelf = self.shelves[kind]
        is_own = kind is NodeKind.ARTICLE
        likeness = self._to_articles(asked) if is_own else shelf.likeness(asked)
        nearest = [numpy.argsort(-likeness[:, at])[: most + is_own] for at in range(len(asking))]
        union = numpy.unique(numpy.concatenate(nearest))
        rows = self._article_rows(union) if is_own else shelf.rows(union)
        held_back = dict(zip(union.tolist(), _crowding(to_articles(rows), is_own=is_own), strict=True))
        return [
            {
                shelf.ids[row]: float(likeness[row, at] - held_back[row] / 2)
                for row in nearest[at].tolist()
                if not (is_own and shelf.ids[row] == one)
            }
            for at, one in enumerate(asking)
        ]

    def _article_rows(self, which: Any) -> Vectors:
        """Return articles' vectors, with their bridges where those are known."""
        shelf = self.shelves[NodeKind.ARTICLE]
        rows = shelf.rows(which)
        for at, one in enumerate(
            shelf.ids[which] if isinstance(which, slice) else [shelf.ids[i] for i in which]
        ):
            if one in self.bridged:
                rows[at] = self.bridged[one]
        return rows

    def _to_articles(self, asked: Vectors) -> Vectors:
        import numpy

        count = len(self.shelves[NodeKind.ARTICLE].ids)
        blocks = [self._article_rows(slice(at, at + _BLOCK)) @ asked.T for at in range(0, count, _BLOCK)]
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
    """Return the mean likeness of each (column) to the articles nearest to it; an article is not its own neighbour."""
    import numpy

    ordered = -numpy.sort(-likeness, axis=0)[: _NEIGHBOURS + is_own]
    kept = ordered[1:] if is_own and len(ordered) > 1 else ordered
    return [float(one) for one in kept.mean(axis=0)]


def _shelve(ids: Sequence[int], vectors: Vectors) -> Shelf:
    import numpy

    middle = vectors.astype(numpy.float32).sum(axis=0) / (len(ids) + _SHRINK)
    places = {one: at for at, one in enumerate(ids)}
    return Shelf(ids=list(ids), places=places, vectors=vectors.astype(numpy.float16), middle=middle)
