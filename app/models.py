"""Every room's mapped classes in one import, for migrations and start-up (a string reference needs its class)."""

from importlib import import_module
from pathlib import Path


def load_models() -> None:
    """Import each room's models modules: models.py, and those that were split off it."""
    import_module("app.freshness")
    import_module("app.slugs")
    for path in sorted(Path(__file__).parent.glob("*/*models.py")):
        import_module(f"app.{path.parent.name}.{path.stem}")
