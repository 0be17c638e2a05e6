"""Vectors as they are kept: a byte a number and one scale a vector, so that 100,000 of them are 39 MB."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 384
BLOCK = 4096  # vectors that are unpacked at a time
_SHRINK = 5  # with few things of a kind their middle says little, and is taken off in part only
_SCALE = 4  # bytes of the scale, before the numbers
Vectors = Any  # a numpy array of float32, one row a thing


@dataclass(frozen=True, kw_only=True)
class Packed:
    """Vectors as bytes with a scale each; a row of zeros where there is none."""

    small: Any
    scales: Any

    def rows(self, places: Sequence[int]) -> Vectors:
        """Return some of them as they were."""
        import numpy

        which = numpy.asarray(places, numpy.int64)
        return self.small[which].astype(numpy.float32) * self.scales[which]


class Shelf:
    """All things of one kind: their ids, and their vectors as seen from the middle of the kind."""

    def __init__(self, ids: Sequence[int], packed: Packed) -> None:
        import numpy

        self.ids = list(ids)
        self.places = {one: at for at, one in enumerate(self.ids)}
        self.packed = packed
        total = numpy.zeros(WIDTH, numpy.float32)
        for places in self._blocks():
            total += packed.rows(places).sum(axis=0)
        self.middle = total / (len(self.ids) + _SHRINK)

    def rows(self, places: Sequence[int]) -> Vectors:
        """Return some vectors as seen from the middle, of length one."""
        import numpy

        found = self.packed.rows(places) - self.middle
        return found / numpy.maximum(numpy.linalg.norm(found, axis=-1, keepdims=True), 1e-9)

    def likeness(self, asked: Vectors) -> Vectors:
        """Return the cosines of all (rows) to those asked (columns), block by block."""
        import numpy

        return numpy.concatenate([self.rows(places) @ asked.T for places in self._blocks()])

    def _blocks(self) -> list[range]:
        count = len(self.ids)
        return [range(at, min(count, at + BLOCK)) for at in range(0, count, BLOCK)]


def pack(vectors: Vectors) -> Packed:
    """Return vectors as bytes."""
    import numpy

    scales = numpy.maximum(numpy.abs(vectors).max(axis=1, keepdims=True) / 127, 1e-12).astype(numpy.float32)
    return Packed(small=numpy.round(vectors / scales).astype(numpy.int8), scales=scales)


def to_bytes(vector: Vectors) -> bytes:
    """Return one vector as the database keeps it."""
    packed = pack(vector[None, :])
    return bytes(packed.scales.astype("<f4").tobytes() + packed.small.tobytes())


def from_bytes(kept: Sequence[bytes | None]) -> Packed:
    """Return vectors that the database kept; None becomes a row of zeros."""
    import numpy

    nothing = bytes(_SCALE + WIDTH)
    raw = numpy.frombuffer(b"".join(one or nothing for one in kept), numpy.uint8).reshape(-1, _SCALE + WIDTH)
    return Packed(
        small=raw[:, _SCALE:].view(numpy.int8), scales=numpy.ascontiguousarray(raw[:, :_SCALE]).view("<f4")
    )
