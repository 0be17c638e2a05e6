"""The list of drawings: each scene is a function that draws on a sheet, with its colour and its alt text."""

from collections.abc import Callable
from dataclasses import dataclass

from pen import WIDTH, Frame, Sheet

Scene = Callable[[Sheet], None]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """One picture: what it is called, what it shows, and how it is drawn."""

    slug: str
    alt: str
    fill: str
    scene: Scene
    weight: float = 4.9
    frame: Frame = (0, 0, WIDTH)

    def svg(self) -> str:
        """The finished drawing as SVG text."""
        return self.sheet().svg(self.frame)

    def sheet(self) -> Sheet:
        """The finished sheet; the same every time."""
        sheet = Sheet(self.slug, self.fill, self.weight)
        self.scene(sheet)
        return sheet


DRAWINGS: dict[str, Drawing] = {}


def drawing(
    slug: str, fill: str, alt: str, frame: Frame = (0, 0, WIDTH), weight: float = 4.9
) -> Callable[[Scene], Scene]:
    """Enter a scene in the list."""

    def enter(scene: Scene) -> Scene:
        DRAWINGS[slug] = Drawing(slug=slug, alt=alt, fill=fill, scene=scene, weight=weight, frame=frame)
        return scene

    return enter
