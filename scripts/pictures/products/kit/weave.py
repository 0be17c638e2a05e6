"""Cloth: woven, knitted and felted surfaces from formulas over a surface's own lengths (UV in decimetres)."""

from __future__ import annotations

from math import pi

import bpy

from kit.graph import Graph, Val

Material = bpy.types.Material


def woven(
    tone: str,
    weft: str,
    *,
    threads: float = 70,
    depth: float = 0.012,
    twill: bool = False,
    rough: float = 0.9,
    through: float = 0.0,
) -> Material:
    """Plain weave or twill; threads to the decimetre. Slubs and thread-to-thread shade make it cloth."""
    g = Graph("woven")
    u, v = g.uv()
    shake = g.noise(g.vector(u, v), 5, 2) * (0.35 / threads * 12)
    a, b = (u + shake) * threads, (v + shake) * threads
    over = _twill(a, b) if twill else (a * pi).sin() * (b * pi).sin()
    warp = abs((a * pi).sin()) ** 0.6 * (0.68 + 0.32 * over)
    woof = abs((b * pi).sin()) ** 0.6 * (0.68 - 0.32 * over)
    height = g.max(warp, woof)
    on_top = (warp - woof).above(0.0, 0.1)
    warp_shade = g.noise(g.vector(a.floor(), v * 1.6), 1.0, 1)
    weft_shade = g.noise(g.vector(u * 1.6, b.floor() + 91), 1.0, 1)
    base = g.mix(on_top, weft, tone)
    shade = on_top * warp_shade + (1 - on_top) * weft_shade
    base = g.mix((shade - 0.35) * 0.7, base, _darker(weft))
    gaps = 1 - height.above(0.1, 0.55)
    base = g.mix(gaps * 0.55, base, _darker(_darker(weft)))
    slub = g.noise(g.vector(u * 3, b.floor()), 1.0, 0)
    full = height * (0.75 + slub * 0.5) + g.noise(g.vector(u, v), 300, 0) * 0.15
    return g.finish(
        base,
        rough,
        Normal=g.bump(full, depth),
        Sheen_Weight=0.25,
        Sheen_Roughness=0.5,
        Specular_Ior_Level=0.15,
        Transmission_Weight=through,
    )


def _twill(a: Val, b: Val) -> Val:
    """Diagonal floats: two over, two under."""
    return ((a + b) * (pi / 2)).sin()


def _darker(code: str, by: float = 0.72) -> str:
    return "#" + "".join(f"{int(int(code[i : i + 2], 16) * by):02X}" for i in (1, 3, 5))


def darker(code: str, by: float = 0.72) -> str:
    """The same hue with less light."""
    return _darker(code, by)


def felt(tone: str, fleck: str | None = None) -> Material:
    """Milled wool: a mat of fibres in no direction, with flecks of a second wool."""
    g = Graph("felt")
    x, y, z = g.xyz()
    bend = g.noise(g.vector(x, y, z), 3.5, 3) * 9
    first = g.noise(g.vector(x * 3 + bend, y * 30 + bend, z * 9), 2.4, 3, 0.6)
    second = g.noise(g.vector(x * 30 - bend, y * 3 + bend, z * 30), 2.4, 3, 0.6)
    mat = g.max(first, second)
    cloud = g.noise(g.vector(x, y, z), 2.2, 3)
    base = g.mix((cloud - 0.3) * 0.6, tone, _darker(tone))
    base = g.mix(mat.above(0.56, 0.18) * 0.55, base, fleck or _lighter(tone))
    return g.finish(
        base, 1.0, Normal=g.bump(mat, 0.022), Sheen_Weight=0.6, Sheen_Roughness=0.6, Specular_Ior_Level=0.05
    )


def _lighter(code: str, by: float = 0.3) -> str:
    return "#" + "".join(f"{int(c + (255 - c) * by):02X}" for c in (int(code[i : i + 2], 16) for i in (1, 3, 5)))


def yarn(tone: str, second: str | None = None) -> Material:
    """Wool yarn for surfaces whose stitches are modelled: fibres along, melange of two shades."""
    g = Graph("yarn")
    u, v = g.uv()
    x, y, z = g.xyz()
    fibre = g.noise(g.vector(u * 60, v * 22, z * 4), 1.0, 4, 0.65)
    melange = g.noise(g.vector(x, y, z), 22, 2)
    base = g.mix((melange - 0.25) * 0.9, tone, second or _darker(tone))
    base = g.mix(fibre.above(0.55, 0.2) * 0.4, base, _lighter(tone))
    return g.finish(base, 1.0, Normal=g.bump(fibre, 0.012), Sheen_Weight=0.5, Specular_Ior_Level=0.08)


def boucle(tone: str) -> Material:
    """Looped wool cloth."""
    g = Graph("boucle")
    x, y, z = g.xyz()
    shake = g.noise(g.vector(x, y, z), 10, 2) * 0.12
    near, tint = g.cells(g.vector(x + shake, y + shake, z - shake), 20, "SMOOTH_F1")
    curl = (near * 38).sin() * 0.5 + 0.5
    height = (1 - near) * 0.8 + curl * 0.25 + g.noise(g.vector(x, y, z), 90, 3) * 0.25
    base = g.mix(near * 0.9 + tint * 0.15, _lighter(tone, 0.12), _darker(tone, 0.6))
    return g.finish(base, 1.0, Normal=g.bump(height, 0.05), Sheen_Weight=0.4, Specular_Ior_Level=0.05)
