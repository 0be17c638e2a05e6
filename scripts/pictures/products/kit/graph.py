"""Shader graphs written as arithmetic: `height = abs(sin(u)) * 0.5` builds the nodes.

A Val wraps one output socket; operators and the methods of Graph add nodes to the material's tree.
"""

from __future__ import annotations

import bpy

Number = float | int


def colour(hex_code: str) -> tuple[float, float, float, float]:
    """Turn '#5B3A78' (sRGB) into the linear RGBA that Cycles works in."""
    parts = [int(hex_code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return (red, green, blue, 1.0)


class Val:
    """One output socket that can be added, multiplied and compared."""

    def __init__(self, graph: Graph, socket: bpy.types.NodeSocket) -> None:
        self.graph, self.socket = graph, socket

    def __add__(self, other: Val | Number) -> Val:
        return self.graph.math("ADD", self, other)

    def __radd__(self, other: Number) -> Val:
        return self.graph.math("ADD", other, self)

    def __sub__(self, other: Val | Number) -> Val:
        return self.graph.math("SUBTRACT", self, other)

    def __rsub__(self, other: Number) -> Val:
        return self.graph.math("SUBTRACT", other, self)

    def __mul__(self, other: Val | Number) -> Val:
        return self.graph.math("MULTIPLY", self, other)

    def __rmul__(self, other: Number) -> Val:
        return self.graph.math("MULTIPLY", other, self)

    def __truediv__(self, other: Val | Number) -> Val:
        return self.graph.math("DIVIDE", self, other)

    def __pow__(self, other: Number) -> Val:
        return self.graph.math("POWER", self, other)

    def __abs__(self) -> Val:
        return self.graph.math("ABSOLUTE", self)

    def sin(self) -> Val:
        return self.graph.math("SINE", self)

    def floor(self) -> Val:
        return self.graph.math("FLOOR", self)

    def fract(self) -> Val:
        return self.graph.math("FRACT", self)

    def above(self, edge: Number, soft: Number = 0.02) -> Val:
        """0 below the edge, 1 above it, with a soft step."""
        return self.graph.math("MULTIPLY_ADD", self, 1 / soft, -edge / soft, clamp=True)


class Graph:
    """The node tree of one new material."""

    def __init__(self, name: str) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()

    def node(self, kind: str, **props: object) -> bpy.types.Node:
        made = self.tree.nodes.new(kind)
        for key, value in props.items():
            setattr(made, key, value)
        return made

    def feed(self, socket: bpy.types.NodeSocket, value: object) -> None:
        """Give a socket a Val, a number, a hex colour or a tuple."""
        if isinstance(value, Val):
            self.tree.links.new(value.socket, socket)
        elif isinstance(value, str):
            socket.default_value = colour(value)
        else:
            socket.default_value = value

    def math(self, operation: str, *values: Val | Number, clamp: bool = False) -> Val:
        made = self.node("ShaderNodeMath", operation=operation, use_clamp=clamp)
        for socket, value in zip(made.inputs, values, strict=False):
            self.feed(socket, value)
        return Val(self, made.outputs[0])

    def max(self, first: Val, second: Val | Number) -> Val:
        return self.math("MAXIMUM", first, second)

    def uv(self) -> tuple[Val, Val]:
        """The surface's own two lengths, in decimetres."""
        coords = self.node("ShaderNodeTexCoord")
        split = self.node("ShaderNodeSeparateXYZ")
        self.tree.links.new(coords.outputs["UV"], split.inputs[0])
        return Val(self, split.outputs[0]), Val(self, split.outputs[1])

    def xyz(self, generated: str = "Object") -> tuple[Val, Val, Val]:
        coords = self.node("ShaderNodeTexCoord")
        split = self.node("ShaderNodeSeparateXYZ")
        self.tree.links.new(coords.outputs[generated], split.inputs[0])
        return Val(self, split.outputs[0]), Val(self, split.outputs[1]), Val(self, split.outputs[2])

    def vector(self, x: Val | Number, y: Val | Number, z: Val | Number = 0) -> Val:
        made = self.node("ShaderNodeCombineXYZ")
        for socket, value in zip(made.inputs, (x, y, z), strict=True):
            self.feed(socket, value)
        return Val(self, made.outputs[0])

    def noise(self, where: Val, scale: Number = 1, detail: Number = 3, rough: Number = 0.5) -> Val:
        made = self.node("ShaderNodeTexNoise")
        self.feed(made.inputs["Vector"], where)
        made.inputs["Scale"].default_value = scale
        made.inputs["Detail"].default_value = detail
        made.inputs["Roughness"].default_value = rough
        return Val(self, made.outputs[0])

    def random(self, where: Val) -> Val:
        made = self.node("ShaderNodeTexWhiteNoise")
        self.feed(made.inputs["Vector"], where)
        return Val(self, made.outputs[0])

    def cells(self, where: Val, scale: Number, feature: str = "F1") -> tuple[Val, Val]:
        """Distance to the nearest cell point, and that cell's own random number."""
        made = self.node("ShaderNodeTexVoronoi", feature=feature)
        self.feed(made.inputs["Vector"], where)
        made.inputs["Scale"].default_value = scale
        distance = Val(self, made.outputs["Distance"])
        if feature == "DISTANCE_TO_EDGE":
            return distance, distance
        split = self.node("ShaderNodeSeparateColor")
        self.tree.links.new(made.outputs["Color"], split.inputs[0])
        return distance, Val(self, split.outputs[0])

    def mix(self, factor: Val | Number, first: Val | str, second: Val | str, blend: str = "MIX") -> Val:
        made = self.node("ShaderNodeMix", data_type="RGBA", blend_type=blend)
        for index, value in ((0, factor), (6, first), (7, second)):
            self.feed(made.inputs[index], value)
        return Val(self, made.outputs[2])

    def bump(self, height: Val, depth: Number, below: Val | None = None) -> Val:
        """A normal bent by a height of 0..1 that stands `depth` decimetres high."""
        made = self.node("ShaderNodeBump")
        made.inputs["Distance"].default_value = depth
        self.feed(made.inputs["Height"], height)
        if below is not None:
            self.feed(made.inputs["Normal"], below)
        return Val(self, made.outputs[0])

    def finish(self, base: Val | str, roughness: Val | Number = 0.8, **inputs: object) -> bpy.types.Material:
        """Close the graph with a principled surface; inputs are its socket names with underscores."""
        shader = self.node("ShaderNodeBsdfPrincipled")
        self.feed(shader.inputs["Base Color"], base)
        self.feed(shader.inputs["Roughness"], roughness)
        for key, value in inputs.items():
            self.feed(shader.inputs[key.replace("_", " ").replace("Ior", "IOR")], value)
        out = self.node("ShaderNodeOutputMaterial")
        self.tree.links.new(shader.outputs[0], out.inputs[0])
        return self.material
