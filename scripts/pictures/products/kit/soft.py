"""Things that give: cushions, quilts and folds, fuzz, loose grains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import pi

import bpy
import numpy as np

from kit.shapes import Material, Object, Points, frames, smooth_line, surface

Thickness = Callable[[Points, Points], Points]


def ripple(where: Points, scale: float, seed: int = 1, waves: int = 14) -> Points:
    """Smooth random heights in about -1..1 for points (..., 2 or 3); scale is bumps to the decimetre."""
    rng = np.random.default_rng(seed)
    total = np.zeros(where.shape[:-1])
    for _ in range(waves):
        way = rng.normal(size=where.shape[-1])
        way *= scale * 2 * pi * rng.uniform(0.4, 1.2) / np.linalg.norm(way)
        total += np.sin(where @ way + rng.uniform(0, 2 * pi))
    return total / waves**0.5 / 1.3


def cushion(
    outline: Points,
    height: float,
    material: Material,
    *,
    low: float = 0.45,
    rise: float = 2.6,
    seed: int = 3,
    wrinkle: float = 0.0,
    pattern: Callable[[Points, Points], Points] | None = None,
    rows: int = 70,
) -> Object:
    """A closed pad inflated from an outline (n, 2): `height` above its seam, `low` of that below.

    rise shapes the edge (2 round, more is flatter); wrinkle gathers the cloth at the seam; pattern(x, y)
    scales the height for quilting and stitched lines.
    """
    count = len(outline)
    centre = outline.mean(axis=0)
    t = np.sin(np.linspace(0, pi / 2, rows))
    flat = centre + (outline[None] - centre) * t[:, None, None]
    rise_of = (1 - np.clip(t, 0, 1) ** rise) ** 0.5
    angle = np.linspace(0, 2 * pi, count, endpoint=False)
    rng = np.random.default_rng(seed)
    gather = sum(np.sin(angle * k + rng.uniform(0, 6)) for k in rng.integers(9, 60, 14)) / 4
    window = np.exp(-(((t - 0.86) / 0.13) ** 2))
    lift = rise_of[:, None] * (1 + 0.06 * ripple(flat, 0.5, seed))
    if pattern is not None:
        lift = lift * pattern(flat[..., 0], flat[..., 1])
    top = height * lift + wrinkle * gather[None] * window[:, None] * rise_of[:, None]
    bottom = -height * low * np.minimum(rise_of[:, None] * 1.5, 1) * np.ones_like(top)
    upper = np.concatenate([flat, top[..., None]], axis=2)
    under = np.concatenate([flat, bottom[..., None]], axis=2)[::-1][1:]
    made = surface(np.concatenate([upper, under]), material, around=True, flip=False)
    _flat_uv(made)
    made.location.z = height * low
    return made


def bend(made: Object, change: Callable[[Points], Points]) -> Object:
    """Move every point of a made thing; change takes and gives points (n, 3)."""
    mesh = made.data
    at = np.empty(len(mesh.vertices) * 3)
    mesh.vertices.foreach_get("co", at)
    mesh.vertices.foreach_set("co", change(at.reshape(-1, 3)).ravel())
    mesh.update()
    return made


def _flat_uv(made: Object) -> None:
    """Lay the weave straight over the pad instead of round its centre."""
    mesh = made.data
    at = np.empty(len(mesh.vertices) * 3)
    mesh.vertices.foreach_get("co", at)
    corner = np.empty(len(mesh.loops), dtype=np.int64)
    mesh.loops.foreach_get("vertex_index", corner)
    mesh.uv_layers[0].data.foreach_set("uv", at.reshape(-1, 3)[corner, :2].ravel())


def oblong(width: float, depth: float, power: float = 4, count: int = 240) -> Points:
    """A rounded rectangle (superellipse) as an outline; a higher power has squarer corners."""
    angle = np.linspace(0, 2 * pi, count, endpoint=False)
    c, s = np.cos(angle), np.sin(angle)
    return np.stack(
        [np.sign(c) * np.abs(c) ** (2 / power) * width / 2, np.sign(s) * np.abs(s) ** (2 / power) * depth / 2], axis=1
    )


def folded(
    path: Sequence[Sequence[float]] | Points,
    width: float,
    thickness: float | Thickness,
    material: Material,
    *,
    along: int = 500,
    across: int = 120,
    sway: float = 0.0,
    seed: int = 5,
) -> Object:
    """A thick cloth that follows a path in (x, z) or (x, y, z) and is `width` deep in y.

    thickness(s, w) takes lengths along and across. sway lets the side edges drift a little, as real cloth does.
    """
    knots = np.asarray(path, dtype=float)
    if knots.shape[1] == 2:
        knots = np.stack([knots[:, 0], np.zeros(len(knots)), knots[:, 1]], axis=1)
    line = smooth_line(knots, along)
    far = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    wide = np.linspace(-width / 2, width / 2, across)
    tangent = np.gradient(line, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    up = np.cross(tangent, np.array([0.0, 1.0, 0.0]))
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    s, w = np.meshgrid(far, wide + width / 2, indexing="ij")
    half = (thickness(s, w) if callable(thickness) else np.full_like(s, thickness)) / 2
    edge = np.minimum(np.minimum(w, width - w), np.minimum(s, far[-1] - s)) / 0.06
    full = half
    half = half * np.sqrt(np.clip(1 - (1 - np.clip(edge, 0, 1)) ** 2, 0.0, 1))
    drift = sway * ripple(np.stack([s, np.zeros_like(s)], axis=2), 0.35, seed)
    middle = line[:, None] + np.stack([np.zeros_like(s), wide[None] + drift, np.zeros_like(s)], axis=2)
    upper = middle + up[:, None] * half[..., None]
    under = middle - up[:, None] * half[..., None]
    ring = np.concatenate([upper, under[:, ::-1]], axis=1)
    made = surface(ring, material, around=True, flip=True)
    _set_lengths(made, s, w + (full - half) * np.where(w < width / 2, -1, 1))
    return made


def _set_lengths(made: Object, s: Points, w: Points) -> None:
    mesh = made.data
    both = np.stack([np.concatenate([s, s[:, ::-1]], 1), np.concatenate([w, w[:, ::-1]], 1)], axis=2).reshape(-1, 2)
    corner = np.empty(len(mesh.loops), dtype=np.int64)
    mesh.loops.foreach_get("vertex_index", corner)
    mesh.uv_layers[0].data.foreach_set("uv", both[corner].ravel())


def strip(
    knots: Sequence[Sequence[float]],
    width: float,
    thickness: float,
    material: Material,
    *,
    lean: Sequence[float] = (0, 0, 1),
    count: int = 200,
    closed: bool = False,
) -> Object:
    """A flat band (ribbon, strap, elastic) along 3-D knots; `lean` is the way its width points."""
    line = smooth_line(knots, count, closed=closed)
    tangent, _, _ = frames(line, closed)
    wide = np.asarray(lean, dtype=float) - tangent * (tangent @ np.asarray(lean, dtype=float))[:, None]
    wide /= np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1e-9)
    out = np.cross(tangent, wide)
    turn = np.linspace(0, 2 * pi, 28, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    a = np.sign(c) * np.abs(c) ** 0.3 * width / 2
    b = np.sign(s) * np.abs(s) ** 0.6 * thickness / 2
    points = line[:, None] + wide[:, None] * a[None, :, None] + out[:, None] * b[None, :, None]
    if closed:
        points = np.concatenate([points, points[:1]])
    return surface(points, material, around=True, flip=True)


def scatter(
    make: Callable[[], Object],
    count: int,
    spot: Callable[[np.random.Generator], Sequence[float]],
    *,
    seed: int = 11,
    size: tuple[float, float] = (0.85, 1.15),
) -> list[Object]:
    """Grains, hulls and the like: one mesh, many copies at spot(rng), turned every way."""
    first = make()
    rng = np.random.default_rng(seed)
    made = [first]
    for _ in range(count - 1):
        copy = bpy.data.objects.new("grain", first.data)
        bpy.context.scene.collection.objects.link(copy)
        made.append(copy)
    for grain in made:
        grain.location = spot(rng)
        grain.rotation_euler = rng.uniform(0, 2 * pi, 3)
        grain.scale = (rng.uniform(*size),) * 3
    return made
