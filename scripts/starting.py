"""What must be so before anything is started: the folder is ours, the port is free, the database is prepared."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from app.config import Config

ROOT = Path(__file__).resolve().parent.parent


class Refusal(Exception):
    """Why the site cannot start, in one sentence."""


def find_folder() -> Path:
    """Return the instance folder that the environment names."""
    return Path(os.environ.get("INSTANCE_DIR") or "instance").resolve()


def take_folder(folder: Path) -> TextIO:
    """Make the instance folder ours and return what holds it; one that cannot be written, or is in use, is refused.

    The lock is the open file's: it is gone with the process, however that ends.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "running.lock").open("a+")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refusal(
            f"a copy of the site is running on the folder {folder} already. "
            "Stop it, or choose another folder, for example: make run INSTANCE_DIR=instance-two PORT=8001"
        ) from None
    except OSError as error:
        raise Refusal(f"the folder {folder} cannot be written (INSTANCE_DIR): {error.strerror}.") from None
    return lock


def check_port(port: int) -> None:
    """Make sure nobody else listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = "is taken by another program" if error.errno == 98 else f"cannot be used ({error.strerror})"
            raise Refusal(f"port {port} {why}. Choose another, for example: make run PORT=8001") from None


def uses_standin(config: Config) -> bool:
    """Say whether our own stand-in is Stripe here: demo mode and no Stripe was named."""
    return (
        config.is_demo and not os.environ.get("STRIPE_SECRET_KEY") and not os.environ.get("STRIPE_API_BASE")
    )


def child_environment(config: Config) -> dict[str, str]:
    """Return the children's environment: the same settings, made explicit, and a port for the stand-in."""
    environment = dict(os.environ)
    environment.update(
        APP_MODE=config.mode.value, PORT=str(config.port), INSTANCE_DIR=str(config.instance_dir)
    )
    environment["PYTHONUNBUFFERED"] = "1"
    if uses_standin(config):
        remember_standin_port(config.instance_dir / "standin.port")
    return environment


def remember_standin_port(path: Path) -> None:
    """Keep the stand-in's port between starts; choose a free one the first time or when it has been taken."""
    if path.exists():
        try:
            check_port(int(path.read_text()))
            return
        except (Refusal, ValueError):
            pass
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        path.write_text(str(probe.getsockname()[1]))


def prepare(config: Config, environment: dict[str, str]) -> None:
    """Migrate and load the demo content when code or content has changed since the last start."""
    stamp = config.instance_dir / "prepared"
    state = f"{config.database_url} {newest_change()}"
    is_file = config.database_url.startswith("sqlite:///")
    is_there = not is_file or Path(config.database_url.removeprefix("sqlite:///")).exists()
    if is_there and stamp.exists() and stamp.read_text() == state:
        return
    print("Preparing the database ...", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "prepare"], cwd=ROOT, env=environment, check=False
    )
    if done.returncode != 0:
        raise Refusal("the database could not be prepared; the lines above say why.")
    stamp.write_text(state)


def newest_change() -> str:
    """Return the names of the migrations that are here, which is what decides whether to migrate."""
    return ",".join(sorted(path.stem for path in (ROOT / "migrations" / "versions").glob("*.py")))
