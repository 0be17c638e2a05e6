"""Make sure the tests have what they need besides Python: Chromium, PostgreSQL and Redis.

Uses what the system has. As root on Debian or Ubuntu it installs what is missing by apt and says so; elsewhere it
lets Playwright fetch its own browser and names what must be installed by hand. What cannot be had ends with a
sentence; nothing is skipped in silence.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {"chromium": "chromium", "initdb": "postgresql", "redis-server": "redis-server"}


def is_there(program: str) -> bool:
    """Say whether a program can be found."""
    if program == "initdb" and list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return True
    if program == "chromium":
        return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")) or bool(
            list((Path.home() / ".cache" / "ms-playwright").glob("chromium-*"))
        )
    return shutil.which(program) is not None


def main() -> int:
    """Install what is missing; return the exit code."""
    missing = [program for program in PACKAGES if not is_there(program)]
    if not missing:
        return 0
    names = [PACKAGES[program] for program in missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing for the tests by apt: {', '.join(names)}", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names], env=quiet, check=False
        )
    elif "chromium" in missing:
        print("Fetching Playwright's own Chromium for the tests", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    missing = [program for program in PACKAGES if not is_there(program)]
    if missing:
        names = [PACKAGES[program] for program in missing]
        print(f"The tests need {', '.join(names)}; install them with your package manager.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
