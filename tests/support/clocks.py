"""The clocks of a running site and of its stand-in, moved while they run: each process reads them from a file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.site import ROOT

CLOCKWORK = ROOT / "tests" / "support" / "clockwork"


def with_clocks() -> dict[str, str]:
    """Return what a site's environment needs so that its clocks can be moved."""
    return {"PYTHONPATH": f"{CLOCKWORK}:{ROOT}"}


class Clocks:
    """How many seconds the site's clock and the stand-in's stand from the machine's."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        self.site = self.standin = 0.0

    def now(self) -> datetime:
        """Return the moment by the site's clock."""
        return datetime.now(UTC) + timedelta(seconds=self.site)

    def move_site(self, seconds: float) -> None:
        """Let web and worker believe another time, from the next tenth of a second on."""
        self.site = seconds
        self._write("site", seconds)

    def move_standin(self, seconds: float) -> None:
        """Let the stand-in believe another time: it signs with it, too."""
        self.standin = seconds
        self._write("standin", seconds)

    def move_both(self, seconds: float) -> None:
        """Let time pass for everybody."""
        self.move_standin(seconds)
        self.move_site(seconds)

    def _write(self, whose: str, seconds: float) -> None:
        path = self.instance / f"clock.{whose}"
        fresh = path.with_suffix(".new")
        fresh.write_text(str(seconds))
        fresh.replace(path)
