"""Meshes from numbers: grids of points, turned profiles, tubes, boxes with soft edges.

Every maker returns the object, already in the scene. Lengths are decimetres, z is up, +y goes away from the eye.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import pi

import bpy
import numpy as np
from mathutils import Euler, Vector
from numpy.typing import NDArray

Points = NDArray[np.float64]
Object = bpy.types.Object
Material = bpy.types.Material


def put(mesh: bpy.types.Mesh, material: Material | None = None, name: str = "thing") -> Object:
    made = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(made)
    if material is not None:
        mesh.materials.append(material)
    return made


def surface(points: Points, material: Material, *, around: bool = False, flip: bool = False) -> Object:
    """A smooth sheet over points[row, column]; `around` closes the columns. UVs are lengths in decimetres."""
    rows, cols = points.shape[:2]
    grid = np.concatenate([points, points[:, :1]], axis=1) if around else points
    u = _lengths(grid, 1).mean(axis=0)
    v = _lengths(grid, 0).mean(axis=1)
    steps = cols if around else cols - 1
    row, col = np.meshgrid(np.arange(rows - 1), np.arange(steps), indexing="ij")
    row, col = row.ravel(), col.ravel()
    corners = [(row, col), (row, col + 1), (row + 1, col + 1), (row + 1, col)]
    if flip:
        corners.reverse()
    faces = np.stack([r * cols + c % cols for r, c in corners], axis=1)
    uvs = np.stack([np.stack([u[c], v[r]], axis=1) for r, c in corners], axis=1)
    mesh = bpy.data.meshes.new("surface")
    mesh.from_pydata(points.reshape(-1, 3), [], faces.tolist())
    mesh.uv_layers.new().data.foreach_set("uv", uvs.ravel())
    mesh.polygons.foreach_set("use_smooth", np.ones(len(faces), dtype=bool))
    mesh.update()
    return put(mesh, material)


def _lengths(grid: Points, axis: int) -> Points:
    step = np.linalg.norm(np.diff(grid, axis=axis), axis=2)
    start = np.zeros_like(np.take(step, [0], axis=axis))
    return np.concatenate([start, np.cumsum(step, axis=axis)], axis=axis)


def smooth_line(knots: Sequence[Sequence[float]], count: int, *, closed: bool = False) -> Points:
    """A Catmull-Rom line through the knots, resampled at even lengths."""
    k = np.asarray(knots, dtype=float)
    if closed:
        k = np.concatenate([k[-1:], k, k[:2]])
    else:
        k = np.concatenate([2 * k[:1] - k[1:2], k, 2 * k[-1:] - k[-2:-1]])
    t = np.linspace(0, 1, 24, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(k, k[1:], k[2:], k[3:], strict=False):
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    line = np.concatenate([*parts, k[-2:-1]])
    far = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    want = np.linspace(0, far[-1], count + 1 if closed else count)
    even = np.stack([np.interp(want, far, line[:, i]) for i in range(line.shape[1])], axis=1)
    return even[:-1] if closed else even


def lathe(
    profile: Sequence[Sequence[float]],
    material: Material,
    *,
    steps: int = 96,
    count: int = 90,
    wobble: Callable[[Points, Points], Points] | None = None,
    straight: bool = False,
) -> Object:
    """Turn (radius, height) knots about z; `wobble(angle, height)` scales the radius for pleats and dents."""
    line = np.asarray(profile, dtype=float) if straight else smooth_line(profile, count)
    angle = np.linspace(0, 2 * pi, steps, endpoint=False)
    radius = np.maximum(line[:, 0], 1e-4)[:, None] * np.ones_like(angle)
    height = line[:, 1][:, None] * np.ones_like(angle)
    if wobble is not None:
        radius = radius * wobble(angle[None, :] + 0 * radius, height)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle), height], axis=2)
    return surface(points, material, around=True, flip=False)


def frames(line: Points, closed: bool = False) -> tuple[Points, Points, Points]:
    """Tangent, side and up along a line, without twist."""
    ahead = np.roll(line, -1, axis=0) - np.roll(line, 1, axis=0) if closed else np.gradient(line, axis=0)
    tangent = ahead / np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-9)
    start = np.array([0, 0, 1.0]) if abs(tangent[0][2]) < 0.9 else np.array([0, 1.0, 0])
    ups = []
    up = start
    for t in tangent:
        up = up - t * np.dot(up, t)
        up = up / np.linalg.norm(up)
        ups.append(up)
    upward = np.array(ups)
    return tangent, np.cross(tangent, upward), upward


def tube(
    knots: Sequence[Sequence[float]],
    radius: float | Sequence[float],
    material: Material,
    *,
    closed: bool = False,
    count: int = 120,
    sides: int = 20,
    flat: float = 1.0,
    caps: bool = True,
) -> Object:
    """A rod, cord or handle through the knots; radius may vary along it, `flat` squashes it upward."""
    line = smooth_line(knots, count, closed=closed)
    _, side, up = frames(line, closed)
    if isinstance(radius, int | float):
        thick = np.full(count, float(radius))
    else:
        knots_at = np.stack([np.linspace(0, 1, len(radius)), np.asarray(radius, dtype=float)], axis=1)
        shape = smooth_line(knots_at, count)
        thick = np.interp(np.linspace(0, 1, count), shape[:, 0], shape[:, 1])
    if caps and not closed:
        line, side, up, thick = _round_ends(line, side, up, thick)
    angle = np.linspace(0, 2 * pi, sides, endpoint=False)
    ring = side[:, None] * np.cos(angle)[None, :, None] + up[:, None] * (np.sin(angle) * flat)[None, :, None]
    points = line[:, None] + ring * thick[:, None, None]
    if closed:
        points = np.concatenate([points, points[:1]])
    return surface(points, material, around=True, flip=True)


def _round_ends(line: Points, side: Points, up: Points, thick: Points) -> tuple[Points, Points, Points, Points]:
    turn = np.linspace(0, pi / 2, 7)[:-1]
    first = (line[0] - line[1]) / np.linalg.norm(line[0] - line[1])
    last = (line[-1] - line[-2]) / np.linalg.norm(line[-1] - line[-2])
    head = line[0] + first * (thick[0] * np.cos(turn))[:, None]
    tail = line[-1] + last * (thick[-1] * np.cos(turn[::-1]))[:, None]
    grow = np.maximum(np.sin(turn), 1e-3)
    return (
        np.concatenate([head, line, tail]),
        np.concatenate([np.repeat(side[:1], 6, 0), side, np.repeat(side[-1:], 6, 0)]),
        np.concatenate([np.repeat(up[:1], 6, 0), up, np.repeat(up[-1:], 6, 0)]),
        np.concatenate([thick[0] * grow, thick, thick[-1] * grow[::-1]]),
    )


def box(size: Sequence[float], material: Material, *, soft: float = 0.03, segments: int = 4) -> Object:
    """A box that stands on z = 0, with rounded edges."""
    width, depth, height = (s / 2 for s in size)
    corners = [(x, y, z) for x in (-width, width) for y in (-depth, depth) for z in (0, height * 2)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh = bpy.data.meshes.new("box")
    mesh.from_pydata(corners, [], faces)
    made = put(mesh, material)
    bevel(made, soft, segments)
    mesh.polygons.foreach_set("use_smooth", np.ones(len(mesh.polygons), dtype=bool))
    return made


def slab(outline: Points, thickness: float, material: Material, *, soft: float = 0.02) -> Object:
    """A flat outline (n, 2) given thickness upward from z = 0, edges rounded."""
    count = len(outline)
    low = np.concatenate([outline, np.zeros((count, 1))], axis=1)
    high = np.concatenate([outline, np.full((count, 1), thickness)], axis=1)
    around = [(i, (i + 1) % count, (i + 1) % count + count, i + count) for i in range(count)]
    faces = [tuple(range(count))[::-1], tuple(range(count, 2 * count)), *around]
    mesh = bpy.data.meshes.new("slab")
    mesh.from_pydata(np.concatenate([low, high]).tolist(), [], faces)
    made = put(mesh, material)
    bevel(made, soft, 3)
    mesh.polygons.foreach_set("use_smooth", np.ones(len(mesh.polygons), dtype=bool))
    return made


def bevel(made: Object, width: float, segments: int = 3) -> None:
    edge = made.modifiers.new("soft edges", "BEVEL")
    edge.width, edge.segments, edge.limit_method = width, segments, "ANGLE"
    edge.angle_limit = 0.6
    edge.harden_normals = True


def thicken(made: Object, thickness: float, offset: float = 0.0) -> Object:
    shell = made.modifiers.new("thickness", "SOLIDIFY")
    shell.thickness, shell.offset = thickness, offset
    return made


def ball(radius: float, material: Material, *, at: Sequence[float] = (0, 0, 0), steps: int = 96) -> Object:
    turn = np.linspace(-pi / 2, pi / 2, steps // 2)
    made = lathe([(radius * np.cos(t), radius * np.sin(t)) for t in turn], material, steps=steps, straight=True)
    made.location = at
    return made


def place(
    made: Object, at: Sequence[float] = (0, 0, 0), turn: Sequence[float] = (0, 0, 0), scale: float = 1
) -> Object:
    """Move and turn (degrees about x, y, z)."""
    made.location = Vector(at)
    made.rotation_euler = Euler([t * pi / 180 for t in turn])
    made.scale = (scale, scale, scale)
    return made


def group(parts: Sequence[Object], at: Sequence[float] = (0, 0, 0), turn: Sequence[float] = (0, 0, 0)) -> Object:
    """Hang parts on one empty, then move that."""
    handle = bpy.data.objects.new("group", None)
    bpy.context.scene.collection.objects.link(handle)
    for part in parts:
        part.parent = handle
    return place(handle, at, turn)
