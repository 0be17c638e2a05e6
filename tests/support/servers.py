"""Real servers for the tests: PostgreSQL and Redis of our own on free ports, started by the process that needs them."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_binary(name: str) -> str:
    """Return the path of a PostgreSQL program; raises with a sentence when it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    path = str(found[-1]) if found else shutil.which(name)
    if not path:
        raise RuntimeError(f"PostgreSQL's {name} is not installed; run `make test`, which installs it.")
    return path


def as_unprivileged(command: list[str]) -> list[str]:
    """Return the command as it must be run: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return command
    return ["runuser", "-u", unprivileged_user(), "--", *command]


def unprivileged_user() -> str:
    """Return the user that servers run as when we are root."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise RuntimeError("there is neither a postgres nor a nobody user to run PostgreSQL as")


class Postgres:
    """A PostgreSQL cluster of our own. Unless `is_durable`, it does not wait for the disk."""

    def __init__(self, *, is_durable: bool = False) -> None:
        self.is_durable = is_durable
        self.folder = Path(tempfile.mkdtemp(prefix="softhours-pg-"))
        self.port = free_port()
        if os.geteuid() == 0:
            shutil.chown(self.folder, unprivileged_user())
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "test", "-A", "trust", "--no-sync", "-E", "UTF8",
                  "--locale=C.UTF-8")  # fmt: skip
        self.start()

    def url(self, database: str) -> str:
        """Return the address of one database."""
        return f"postgresql+psycopg://test@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=120"
        if not self.is_durable:
            options += (
                " -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB"
            )
        self._run(
            "pg_ctl",
            "-D",
            str(self.folder / "data"),
            "-w",
            "-o",
            options,
            "-l",
            str(self.folder / "log"),
            "start",
        )

    def halt(self) -> None:
        """Stop as a crash would."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def restart_immediately(self) -> None:
        """Stop as a crash would, and start again."""
        self.halt()
        self.start()

    def sql(self, statement: str, *, database: str = "postgres") -> None:
        """Run one statement as the owner."""
        import psycopg

        with psycopg.connect(
            f"postgresql://test@127.0.0.1:{self.port}/{database}", autocommit=True
        ) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def dump(self, database: str, path: Path) -> None:
        """Write one database into a file."""
        self._speak("pg_dump", "-Fc", "-f", str(path), database)

    def restore(self, database: str, path: Path) -> None:
        """Fill an empty database from such a file."""
        self._speak("pg_restore", "-d", database, "--exit-on-error", str(path))

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        command = as_unprivileged([postgres_binary(name), *arguments])
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def _speak(self, name: str, *arguments: str) -> None:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "test"]
        subprocess.run([postgres_binary(name), *where, *arguments], check=True)


class Redis:
    """A Redis server of our own on one port; `stop` forgets everything, as one without a disk does."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The server as REDIS_URL has it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        binary = shutil.which("redis-server")
        if not binary:
            raise RuntimeError("redis-server is not installed; run `make test`, which installs it.")
        command = [
            binary,
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def lose_everything(self) -> None:
        """Empty the server, as a restart without a disk would."""
        self._client().flushall()

    def count_queued(self) -> int:
        """Return how many wake-ups wait in the queue."""
        return sum(int(self._client().zcard(key)) for key in self._client().scan_iter("huey.redis.*"))

    def _client(self) -> Any:
        from redis import Redis as Client

        return Client.from_url(self.url)


def wait_for_port(port: int, *, seconds: float = 20.0) -> None:
    """Wait until somebody listens on the port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nobody listens on port {port} after {seconds} seconds")
