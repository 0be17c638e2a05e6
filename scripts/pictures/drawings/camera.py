"""A draughtsman's camera: points of a room, in metres, seen in perspective with upright lines kept upright."""

import math
from dataclasses import dataclass

from curves import Path, Point

Place = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class Camera:
    """Stands at `eye` (x right, y up, z into the room), looks `yaw` degrees right; zoom is the pixels of 1 m at 1 m."""

    eye: Place
    yaw: float = 0.0
    zoom: float = 1500.0
    centre: Point = (800.0, 600.0)

    def depth(self, x: float, z: float) -> float:
        """How far ahead of the eye a point stands, in metres."""
        c, s = math.cos(math.radians(self.yaw)), math.sin(math.radians(self.yaw))
        return s * (x - self.eye[0]) + c * (z - self.eye[2])

    def see(self, x: float, y: float, z: float) -> Point:
        """Where a point of the room falls on the sheet."""
        dx, dy, dz = x - self.eye[0], y - self.eye[1], z - self.eye[2]
        c, s = math.cos(math.radians(self.yaw)), math.sin(math.radians(self.yaw))
        right, ahead = c * dx - s * dz, max(self.depth(x, z), 0.05)
        return self.centre[0] + self.zoom * right / ahead, self.centre[1] - self.zoom * dy / ahead

    @staticmethod
    def facing(eye: Place, target: Place, **rest: float | Point) -> "Camera":
        """A camera at `eye` that looks towards `target`."""
        yaw = math.degrees(math.atan2(target[0] - eye[0], target[2] - eye[2]))
        return Camera(eye=eye, yaw=yaw, **rest)  # type: ignore[arg-type]

    def path(self, *places: Place) -> Path:
        """Several points of the room, as a line on the sheet."""
        return [self.see(*place) for place in places]

    def scale(self, x: float, y: float, z: float) -> float:
        """Pixels for one metre at that point."""
        return self.zoom / max(0.05, self.depth(x, z))

    def wall(self, x: float, y: float, z: float, width: float, height: float) -> Path:
        """An upright rectangle facing us, from its lower left corner."""
        return self.path((x, y, z), (x + width, y, z), (x + width, y + height, z), (x, y + height, z),
            (x, y, z))

    def side(self, x: float, y: float, z: float, depth: float, height: float) -> Path:
        """An upright rectangle that runs into the room."""
        return self.path((x, y, z), (x, y, z + depth), (x, y + height, z + depth), (x, y + height, z),
            (x, y, z))

    def floor(self, x: float, y: float, z: float, width: float, depth: float) -> Path:
        """A level rectangle at height y."""
        return self.path((x, y, z), (x + width, y, z), (x + width, y, z + depth), (x, y, z + depth),
            (x, y, z))

    def round(self, x: float, y: float, z: float, r: float, start: float = 0, end: float = 360) -> Path:
        """A level circle at height y, or a part of it."""
        count = 48
        angles = [math.radians(start + (end - start) * i / count) for i in range(count + 1)]
        return self.path(*((x + r * math.cos(a), y, z + r * math.sin(a)) for a in angles))

    def box(self, x: float, y: float, z: float, width: float, height: float, depth: float) -> list[Path]:
        """The faces of a box that can be seen, the front one last."""
        faces: list[Path] = []
        if self.eye[1] > y + height:
            faces.append(self.floor(x, y + height, z, width, depth))
        if self.eye[1] < y:
            faces.append(self.floor(x, y, z, width, depth))
        if self.eye[0] < x:
            faces.append(self.side(x, y, z, depth, height))
        if self.eye[0] > x + width:
            faces.append(self.side(x + width, y, z, depth, height))
        return [*faces, self.wall(x, y, z, width, height)]
