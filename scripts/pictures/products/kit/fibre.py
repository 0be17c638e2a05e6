"""Wool seen close: raised stitches, standing fibres, loose threads."""

from __future__ import annotations

from collections.abc import Callable
from math import pi

import bpy
import numpy as np

from kit.shapes import Material, Object, Points
from kit.soft import bend, ripple


def knit(
    made: Object, wide: float, tall: float, depth: float, *, rib: Callable[[Points], Points] | None = None
) -> Object:
    """Raise rows of stitches, `wide` by `tall`, from the surface; where rib(v) is 1 they stand in ribs."""
    mesh = made.data
    count = len(mesh.vertices)
    corner = np.empty(len(mesh.loops), dtype=np.int64)
    mesh.loops.foreach_get("vertex_index", corner)
    flat = np.empty(len(mesh.loops) * 2)
    mesh.uv_layers[0].data.foreach_get("uv", flat)
    uv = np.empty((count, 2))
    uv[corner] = flat.reshape(-1, 2)
    normal = np.empty(count * 3)
    mesh.vertices.foreach_get("normal", normal)
    uv = uv + 0.012 * np.stack([ripple(uv, 0.8, 5), ripple(uv, 0.8, 6)], axis=1)
    leg = np.abs((uv[:, 0] / wide) % 1 - 0.5) * 2
    row = np.cos(2 * pi * (uv[:, 1] / tall - 0.55 * leg))
    high = np.abs(np.sin(2 * pi * uv[:, 0] / wide)) ** 0.5 * (0.55 + 0.45 * row)
    if rib is not None:
        ribs = np.sin(pi * uv[:, 0] / wide) ** 2
        high = high * (1 - rib(uv[:, 1]) * 0.75) + rib(uv[:, 1]) * 1.7 * ribs
    return bend(made, lambda at: at + normal.reshape(-1, 3) * (depth * high)[:, None])


def fuzz(
    made: Object,
    count: int,
    length: float,
    material: Material,
    *,
    thick: float = 0.0016,
    seed: int = 7,
    curl: float = 0.7,
) -> Object:
    """Fine fibres standing on an object's evaluated surface, in world space."""
    graph = bpy.context.evaluated_depsgraph_get()
    bpy.context.view_layer.update()
    mesh = made.evaluated_get(graph).to_mesh()
    mesh.calc_loop_triangles()
    at = np.empty(len(mesh.vertices) * 3)
    mesh.vertices.foreach_get("co", at)
    tri = np.empty(len(mesh.loop_triangles) * 3, dtype=np.int64)
    mesh.loop_triangles.foreach_get("vertices", tri)
    world = np.array(made.matrix_world)
    corner = (at.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3])[tri.reshape(-1, 3)]
    across = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    area = np.linalg.norm(across, axis=1)
    rng = np.random.default_rng(seed)
    pick = rng.choice(len(area), count, p=area / area.sum())
    a, b = rng.random(count), rng.random(count)
    a, b = np.where(a + b > 1, 1 - a, a), np.where(a + b > 1, 1 - b, b)
    root = corner[pick, 0] + (corner[pick, 1] - corner[pick, 0]) * a[:, None]
    root += (corner[pick, 2] - corner[pick, 0]) * b[:, None]
    way = across[pick] / np.maximum(area[pick, None], 1e-12)
    way = way + rng.normal(size=(count, 3)) * curl
    return _strands(root, way, length * rng.uniform(0.3, 1.2, count), thick, material, rng, curl)


def _strands(
    root: Points, way: Points, length: Points, thick: float, material: Material, rng: np.random.Generator, curl: float
) -> Object:
    count, knots = len(root), 5
    way = way / np.linalg.norm(way, axis=1, keepdims=True)
    bend = rng.normal(size=(count, 3)) * curl
    t = np.linspace(0, 1, knots)[None, :, None]
    line = root[:, None] + length[:, None, None] * (way[:, None] * t + bend[:, None] * t**2 * 0.6)
    return threads(line, np.broadcast_to(np.linspace(1, 0.35, knots) * thick, (count, knots)), material)


def threads(lines: Points, radius: Points, material: Material) -> Object:
    """Many thin round threads: lines (n, k, 3), radius (n, k)."""
    count, knots = lines.shape[:2]
    data = bpy.data.hair_curves.new("threads")
    data.add_curves([knots] * count)
    data.attributes["position"].data.foreach_set("vector", lines.astype(np.float32).ravel())
    thick = data.attributes.get("radius") or data.attributes.new("radius", "FLOAT", "POINT")
    thick.data.foreach_set("value", np.ascontiguousarray(radius, dtype=np.float32).ravel())
    data.materials.append(material)
    made = bpy.data.objects.new("threads", data)
    bpy.context.scene.collection.objects.link(made)
    return made
