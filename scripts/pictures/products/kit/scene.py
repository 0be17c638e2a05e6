"""The set: table, wall, window light from the left, eye, and the three cloths.

Everything scales with the width of the frame, so a key holder and a rolled mat are lit and seen alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, radians, sin

import bpy
import numpy as np
from mathutils import Vector

from kit import materials, weave
from kit.fibre import fuzz, threads
from kit.shapes import Object, place, put, surface, thicken
from kit.soft import ripple

LENS = 80.0
PITCH = 21.0

CLOTHS = {
    "linen": ("#DCCDB0", "#C9B894", 50, False),
    "moss": ("#55624B", "#757F64", 46, True),
    "heather": ("#75667D", "#978B9B", 46, True),
}


@dataclass(frozen=True, kw_only=True)
class Set:
    """How one picture is laid: the frame's width in decimetres, its cloth and its hour."""

    width: float
    cloth: str
    aim: float = 0.14
    pitch: float = PITCH
    evening: bool = False
    turn: float = -7.0
    shift: tuple[float, float] = (0.0, 0.0)
    spread: tuple[float, float] = (1.12, 0.74)
    seed: int = 1
    focus: float = 0.0


def lay(plan: Set) -> None:
    """Clear the file and lay the table."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.world = bpy.data.worlds.new("air")
    wide = plan.width
    table = _plane(6 * wide, -3 * wide, 0.78 * wide)
    table.data.materials.append(materials.wood(boards=max(1.35, 0.21 * wide)))
    wall = _wall(wide)
    wall.data.materials.append(materials.plaster())
    spread_cloth(plan)
    light(plan)
    eye(plan)


def _plane(width: float, front: float, back: float) -> Object:
    mesh = bpy.data.meshes.new("table")
    x = width / 2
    mesh.from_pydata(
        [(-x, front, 0), (x, front, 0), (x, back, 0), (-x, back, 0), (x, back, -0.4), (-x, back, -0.4)],
        [],
        [(0, 1, 2, 3), (3, 2, 4, 5)],
    )
    return put(mesh, None, "table")


def _wall(wide: float) -> Object:
    mesh = bpy.data.meshes.new("wall")
    x, y = 4 * wide, 0.98 * wide
    mesh.from_pydata([(-x, y, -2 * wide), (x, y, -2 * wide), (x, y, 4 * wide), (-x, y, 4 * wide)], [], [(0, 1, 2, 3)])
    return put(mesh, None, "wall")


def spread_cloth(plan: Set) -> None:
    """Lay the category's cloth: soft folds toward its edges, flat where the thing stands, a short fringe."""
    tone, weft, count, twill = CLOTHS[plan.cloth]
    wide, deep = plan.width * plan.spread[0], plan.width * plan.spread[1]
    x, y = np.meshgrid(np.linspace(-wide / 2, wide / 2, 300), np.linspace(-deep / 2, deep / 2, 240))
    edge = plan.width * 0.012
    sway = edge * ripple(np.stack([x, y], 2) / plan.width, 1.1, plan.seed)
    height = _folds(x / plan.width, y / plan.width, plan.seed) * plan.width + 0.012
    points = np.stack([x + sway, y + sway[::-1, ::-1], height], axis=2)
    fabric = weave.woven(tone, weft, threads=count, depth=0.02 if twill else 0.016, twill=twill)
    made = thicken(surface(points, fabric), 0.02, -1)
    where = (plan.shift[0] * plan.width, plan.shift[1] * plan.width, 0.012)
    place(made, where, (0, 0, plan.turn))
    strand = weave.yarn(tone, weft)
    _fringe(points[0], plan, strand, where)
    if twill:
        fuzz(made, 26000, 0.035 * (0.5 + plan.width / 8), strand, thick=0.0011 * (0.5 + plan.width / 8), curl=1.1)


def _folds(x: np.ndarray, y: np.ndarray, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed + 40)
    total = np.zeros_like(x)
    for start, way, size in (
        ((-0.52, -0.2), 18, 0.020),
        ((-0.5, 0.16), -14, 0.026),
        ((0.5, -0.12), 166, 0.018),
        ((0.42, 0.36), 226, 0.024),
        ((-0.16, 0.4), -74, 0.016),
        ((0.14, -0.4), 98, 0.009),
    ):
        angle = radians(way + rng.uniform(-8, 8))
        far = (x - start[0]) * cos(angle) + (y - start[1]) * sin(angle)
        off = -(x - start[0]) * sin(angle) + (y - start[1]) * cos(angle)
        off = off + 0.03 * np.sin(far * 9 + rng.uniform(0, 6))
        thin = 0.016 + 0.05 * np.clip(far, 0, 1)
        total += size * np.exp(-((off / thin) ** 2)) * np.exp(-((np.clip(far, 0, None) / 0.24) ** 2))
    clear = 1 - np.exp(-(((x / 0.36) ** 2 + (y / 0.25) ** 2) ** 2))
    return total * clear + 0.0015 * clear * (1 + ripple(np.stack([x, y], 2), 2.2, seed))


def _fringe(border: np.ndarray, plan: Set, strand: bpy.types.Material, where: tuple[float, float, float]) -> None:
    rng = np.random.default_rng(plan.seed + 9)
    count = int(plan.width * plan.spread[0] * 26)
    at = np.linspace(0, len(border) - 1, count)
    root = np.stack([np.interp(at, np.arange(len(border)), border[:, i]) for i in range(3)], axis=1)
    long = 0.055 * plan.width * rng.uniform(0.75, 1.1, count) * 0.7
    drift = rng.normal(size=count) * 0.22
    t = np.linspace(0, 1, 6)
    lines = np.empty((count, 6, 3))
    lines[:, :, 0] = root[:, :1] + long[:, None] * (drift[:, None] * t + rng.normal(size=(count, 1)) * 0.2 * t**2)
    lines[:, :, 1] = root[:, 1:2] - long[:, None] * t + 0.01
    lines[:, :, 2] = root[:, 2:] * (1 - t) + 0.006 * t + 0.01
    made = threads(lines, np.full((count, 6), 0.011) * np.linspace(1, 0.6, 6), strand)
    place(made, where, (0, 0, plan.turn))


def light(plan: Set) -> None:
    """One window at the left, its reflection from the room at the right."""
    wide = plan.width
    hour = 0.24 if plan.evening else 1.0
    cool = (0.7, 0.78, 1.0) if plan.evening else (1.0, 0.955, 0.89)
    _area(
        (-1.75 * wide, -0.35 * wide, 1.28 * wide),
        (0.05 * wide, 0.1 * wide, 0.1 * wide),
        (0.95 * wide, 1.15 * wide),
        82 * wide * wide * hour,
        cool,
    )
    _area(
        (1.9 * wide, -1.2 * wide, 0.9 * wide),
        (0, 0, 0.2 * wide),
        (1.6 * wide, 1.6 * wide),
        4.5 * wide * wide * hour,
        (1.0, 0.93, 0.84),
    )
    air = bpy.context.scene.world
    air.use_nodes = True
    back = air.node_tree.nodes.get("Background") or air.node_tree.nodes.new("ShaderNodeBackground")
    back.inputs[0].default_value = (*((0.75, 0.8, 1.0) if plan.evening else (1.0, 0.97, 0.93)), 1)
    back.inputs[1].default_value = 0.22 * (0.3 if plan.evening else 1.0)


def _area(
    at: tuple[float, ...], to: tuple[float, ...], size: tuple[float, float], power: float, tint: tuple[float, ...]
) -> None:
    lamp = bpy.data.lights.new("window", "AREA")
    lamp.shape, lamp.size, lamp.size_y = "RECTANGLE", size[0], size[1]
    lamp.energy, lamp.color = power, tint
    made = bpy.data.objects.new("window", lamp)
    made.location = at
    made.rotation_euler = (Vector(to) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    made.visible_camera = False
    bpy.context.scene.collection.objects.link(made)


def eye(plan: Set) -> None:
    """Same lens and height for every picture; only the distance follows the frame."""
    camera = bpy.data.cameras.new("eye")
    made = bpy.data.objects.new("eye", camera)
    far = plan.width * LENS / 36
    down = plan.pitch * pi / 180
    target = Vector((0, 0, plan.aim * plan.width))
    made.location = target + Vector((0, -far * cos(down), far * sin(down)))
    made.rotation_euler = (target - made.location).to_track_quat("-Z", "Y").to_euler()
    camera.lens, camera.clip_end = LENS, 500
    camera.dof.use_dof = True
    camera.dof.focus_distance = far + plan.focus * plan.width
    camera.dof.aperture_fstop = 2.6 / plan.width
    bpy.context.scene.collection.objects.link(made)
    bpy.context.scene.camera = made


def develop(path: str, size: tuple[int, int], samples: int, threads_used: int) -> None:
    """Render the laid scene to a PNG."""
    develop_settings(size, samples, threads_used)
    bpy.context.scene.render.filepath = path
    bpy.ops.render.render(write_still=True)


def develop_settings(size: tuple[int, int], samples: int, threads_used: int) -> None:
    """Cycles on the processor, few samples, then Open Image Denoise."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.threads_mode, scene.render.threads = "FIXED", threads_used
    scene.render.film_transparent = False
    cycles = scene.cycles
    cycles.samples, cycles.use_adaptive_sampling = samples, False
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_quality = "BALANCED"
    cycles.denoising_input_passes, cycles.denoising_prefilter = "RGB_ALBEDO_NORMAL", "ACCURATE"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 8, 3, 3
    cycles.transmission_bounces, cycles.transparent_max_bounces = 8, 8
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect, cycles.use_light_tree = 4, False
    scene.cycles_curves.shape = "RIBBONS"
    scene.view_settings.view_transform, scene.view_settings.look = "AgX", "AgX - Medium High Contrast"
    scene.view_settings.exposure = 0.26
    scene.render.image_settings.file_format = "PNG"
