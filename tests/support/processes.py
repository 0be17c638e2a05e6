"""The processes of one site, found by the INSTANCE_DIR in their environment, so that no other site is ever touched."""

import os
from dataclasses import dataclass
from pathlib import Path

KINDS = {
    "supervisor": ("scripts.serve",),
    "web": ("gunicorn", "wsgi:app"),
    "worker": ("app.cli.worker",),
    "stand-in": ("app.standin",),
    "encoder": ("app.relatedness.apart",),
}


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process: what it is for, and the process that started it."""

    pid: int
    parent: int
    kind: str


def processes_of(instance: Path) -> list[Process]:
    """Return the living processes of the site that keeps everything under `instance`, lowest pid first."""
    wanted = f"INSTANCE_DIR={instance}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            if wanted not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            kind = kind_of((folder / "cmdline").read_bytes().decode(errors="replace").split("\0"))
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue  # it has ended while we looked
        if kind:
            found.append(Process(pid=int(folder.name), parent=parent, kind=kind))
    return sorted(found, key=lambda one: one.pid)


def kind_of(command: list[str]) -> str:
    """Return what a command line is of ours, or an empty string."""
    return next((kind for kind, words in KINDS.items() if all(word in command for word in words)), "")
