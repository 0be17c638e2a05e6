"""Wood, plaster, clay, metal and the other hard or plain materials, all procedural.

Lengths are decimetres; colours are sRGB hex codes.
"""

from __future__ import annotations

import bpy

from kit.graph import Graph, Val

Material = bpy.types.Material


def wood(light: str = "#C8AC88", dark: str = "#9E7D5A", *, boards: float = 0.0, axis: str = "x") -> Material:
    """Oiled wood with its grain along one axis; boards is a plank's width, 0 for one piece."""
    g = Graph("wood")
    x, y, z = g.xyz()
    along, across, third = {"x": (x, y, z), "y": (y, x, z), "z": (z, x, y)}[axis]
    seam: Val | None = None
    if boards:
        plank = (across / boards).floor()
        along = along + g.random(g.vector(plank, 3, 1)) * 40
        third = third + plank * 7.3
        seam = abs((across / boards).fract() - 0.5).above(0.493, 0.004)
    drift = g.noise(g.vector(along * 0.25, across, third), 1.2, 1)
    rings = ((across * 9 + drift * 26 + third * 5).sin() * 0.5 + 0.5) ** 2
    fibre = g.noise(g.vector(along * 2.0, across * 60, third * 60), 1.0, 2, 0.65)
    pores = g.noise(g.vector(along * 5, across * 130, third * 130), 1.0, 0).above(0.64, 0.08)
    tone = g.mix(rings * 0.55 + fibre * 0.45, light, dark)
    tone = g.mix(pores * 0.35, tone, "#5E4328")
    if boards:
        shade = g.random(g.vector(plank, 9, 4)) * 0.28
        tone = g.mix(shade, tone, dark)
        tone = g.mix(seam * 0.8, tone, "#3B2A1A")
    rough = 0.42 + fibre * 0.2
    height = fibre * 0.6 - pores * 0.8 - (seam * 3 if seam is not None else 0)
    return g.finish(tone, rough, Normal=g.bump(height, 0.006), Specular_Ior_Level=0.35)


def plaster(tone: str = "#F7F2E8") -> Material:
    """A hand-floated wall."""
    g = Graph("plaster")
    x, y, z = g.xyz()
    where = g.vector(x, y, z)
    sweep = g.noise(where, 0.5, 2, 0.5)
    grain = g.noise(where, 16, 1, 0.6)
    base = g.mix(sweep * 0.35, tone, "#E2D9C8")
    return g.finish(base, 0.95, Normal=g.bump(sweep * 1.0 + grain * 0.06, 0.12), Specular_Ior_Level=0.1)


def ceramic(tone: str, speckle: str = "#6B5A47", *, gloss: float = 0.35, amount: float = 0.5) -> Material:
    """Stoneware with iron specks under a soft glaze."""
    g = Graph("ceramic")
    x, y, z = g.xyz()
    where = g.vector(x, y, z)
    spots = 1 - g.noise(where, 26, 2, 0.6).above(0.36, 0.03)
    cloud = g.noise(where, 1.4, 3)
    rings = g.noise(g.vector(x * 0.3, y * 0.3, z * 12), 1.0, 2)
    base = g.mix(cloud * 0.3, tone, speckle)
    base = g.mix(spots * amount, base, speckle)
    height = rings + g.noise(where, 9, 2) * 0.5
    return g.finish(base, gloss, Normal=g.bump(height, 0.012), Coat_Weight=0.25, Coat_Roughness=0.25)


def cork(light: str = "#BE9468", dark: str = "#6E4A2C", *, crumbs: float = 22) -> Material:
    """Pressed cork: crumbs of several browns, small dark voids."""
    g = Graph("cork")
    x, y, z = g.xyz()
    shake = g.noise(g.vector(x, y, z), 9, 2)
    where = g.vector(x + shake * 0.08, y + shake * 0.08, z - shake * 0.06)
    _, tint = g.cells(where, crumbs)
    edge, _ = g.cells(where, crumbs, "DISTANCE_TO_EDGE")
    _, large = g.cells(where, 8)
    seams = 1 - edge.above(0.03, 0.06)
    voids = (1 - tint.above(0.07, 0.03)) * large
    base = g.mix(tint * 0.55, light, dark)
    base = g.mix(seams * 0.25 + voids * 0.7, base, "#46301D")
    height = tint * 0.25 - seams * 0.4 - voids
    return g.finish(base, 0.85, Normal=g.bump(height, 0.014), Specular_Ior_Level=0.25)


def plain(tone: str, rough: float = 0.6, *, grain: float = 0.0, scale: float = 40, **inputs: object) -> Material:
    """One colour with, if asked, a fine grain (rubber, leather, enamel, matt steel)."""
    g = Graph("plain")
    if grain:
        x, y, z = g.xyz()
        height = g.noise(g.vector(x, y, z), scale, 3, 0.6)
        inputs["Normal"] = g.bump(height, grain)
    return g.finish(tone, rough, **inputs)


def leather(tone: str = "#8A5A38") -> Material:
    """Vegetable-tanned leather with a pebbled grain."""
    g = Graph("leather")
    x, y, z = g.xyz()
    where = g.vector(x, y, z)
    edge, tint = g.cells(where, 60, "SMOOTH_F1")
    cloud = g.noise(where, 3, 3)
    base = g.mix(cloud * 0.6, tone, "#4A2E1B")
    return g.finish(base, 0.5, Normal=g.bump(edge + tint * 0.2, 0.006), Specular_Ior_Level=0.35)


def metal(tone: str = "#B9B4AB", rough: float = 0.32) -> Material:
    """Brushed steel or, with a warm tone, brass."""
    g = Graph("metal")
    x, y, z = g.xyz()
    lines = g.noise(g.vector(x * 3, y * 60, z * 60), 1.0, 2)
    return g.finish(tone, rough + lines * 0.1, Metallic=1.0, Normal=g.bump(lines, 0.0015))


def glass(tint: str = "#F2F7F2", rough: float = 0.02) -> Material:
    """Clear glass; shadows stay light because the surface lets shadow rays through tinted."""
    g = Graph("glass")
    shader = g.node("ShaderNodeBsdfPrincipled")
    for key, value in (("Base Color", tint), ("Roughness", rough), ("Transmission Weight", 1.0), ("IOR", 1.46)):
        g.feed(shader.inputs[key], value)
    clear = g.node("ShaderNodeBsdfTransparent")
    g.feed(clear.inputs[0], tint)
    path = g.node("ShaderNodeLightPath")
    mixed = g.node("ShaderNodeMixShader")
    g.tree.links.new(path.outputs["Is Shadow Ray"], mixed.inputs[0])
    g.tree.links.new(shader.outputs[0], mixed.inputs[1])
    g.tree.links.new(clear.outputs[0], mixed.inputs[2])
    out = g.node("ShaderNodeOutputMaterial")
    g.tree.links.new(mixed.outputs[0], out.inputs[0])
    return g.material


def paper(tone: str = "#F4EDDF") -> Material:
    """The block of a book: leaves as fine lines along one side."""
    g = Graph("paper")
    x, y, z = g.xyz()
    leaves = g.noise(g.vector(x * 0.4, y * 0.4, z * 90), 1.0, 2)
    base = g.mix(leaves * 0.55, tone, "#BFB199")
    return g.finish(base, 0.9, Normal=g.bump(leaves, 0.01), Specular_Ior_Level=0.1)


def glow(tone: str, strength: float) -> Material:
    """A lamp's own light."""
    g = Graph("glow")
    lit = g.node("ShaderNodeEmission")
    g.feed(lit.inputs[0], tone)
    lit.inputs[1].default_value = strength
    out = g.node("ShaderNodeOutputMaterial")
    g.tree.links.new(lit.outputs[0], out.inputs[0])
    return g.material


def shade(tone: str, threads: float = 46) -> Material:
    """Lampshade cloth: half reflects, half lets the lamp's light through."""
    g = Graph("shade")
    u, v = g.uv()
    weft = g.noise(g.vector(u * 0.8, (v * threads).floor()), 2.0, 2)
    warp = g.noise(g.vector((u * threads).floor(), v * 0.8), 2.0, 2)
    base = g.mix((weft + warp - 0.6) * 0.7, tone, "#8A5A22")
    front, through, both = (g.node(f"ShaderNode{kind}") for kind in ("BsdfDiffuse", "BsdfTranslucent", "MixShader"))
    for shader in (front, through):
        g.feed(shader.inputs["Color"], base)
    both.inputs[0].default_value = 0.6
    g.tree.links.new(front.outputs[0], both.inputs[1])
    g.tree.links.new(through.outputs[0], both.inputs[2])
    out = g.node("ShaderNodeOutputMaterial")
    g.tree.links.new(both.outputs[0], out.inputs[0])
    return g.material
