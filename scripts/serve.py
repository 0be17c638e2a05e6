"""`make run`: prepare the database, then supervise the web server, the job worker and the local stand-in for Stripe.

All three are children in a process group of their own. Ctrl-C or SIGTERM ends them in order and leaves no orphan;
a child that ends by itself is started again, and one that cannot stay up ends everything with a sentence.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.config import Config, ConfigError, load_config
from scripts.starting import (
    ROOT,
    Refusal,
    check_port,
    child_environment,
    find_folder,
    prepare,
    take_folder,
    uses_standin,
)

GRACE_SECONDS = 12.0
QUICK_DEATH_SECONDS = 5.0


def main() -> int:
    """Run until told to stop; return the exit code."""
    try:
        with take_folder(find_folder()):
            config = load_config()
            check_port(config.port)
            environment = child_environment(config)
            config = load_config(environment)
            prepare(config, environment)
            return Supervisor(config, environment).run()
    except (Refusal, ConfigError) as refusal:
        print(f"Cannot start: {refusal}", file=sys.stderr)
        return 1
    except OSError as error:
        where = error.filename or "a file"
        print(f"Cannot start: {where} cannot be used (INSTANCE_DIR): {error.strerror}.", file=sys.stderr)
        return 1


class Child:
    """One supervised process."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.quick_deaths = 0
        self.start()

    def start(self) -> None:
        """Start it in a session of its own, so that the terminal's Ctrl-C reaches only us."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, start_new_session=True)

    def look(self) -> None:
        """Start it again when it has ended; give up when it will not stay."""
        if self.process.poll() is None:
            return
        lived = time.monotonic() - self.started
        # Ended by somebody else's signal, which does not say that it cannot stay up.
        is_killed = self.process.returncode < 0
        self.quick_deaths = self.quick_deaths + 1 if lived < QUICK_DEATH_SECONDS and not is_killed else 0
        if self.quick_deaths >= 4:
            raise Refusal(
                f"the {self.name} ends at once (exit {self.process.returncode}); the lines above say why."
            )
        time.sleep(0.2 * self.quick_deaths)
        self.start()

    def end(self, number: int) -> None:
        """Send a signal to its whole process group."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


class Supervisor:
    """The three children, and when to stop."""

    def __init__(self, config: Config, environment: dict[str, str]) -> None:
        self.config, self.environment = config, environment
        self.stopping = False
        self.children: list[Child] = []

    def run(self) -> int:
        """Start everything, say where it is, and watch until a signal comes."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            if uses_standin(self.config):
                self.add("stand-in", self.standin_command())
            self.add("web server", web_command(self.config))
            self.wait_until_up()
            # After the web server is up: the worker takes as long to load, and pages come first.
            self.add("worker", [sys.executable, "-m", "app.cli.worker"])
            self.announce()
            while not self.stopping:
                time.sleep(0.2)
                for child in self.children:
                    if not self.stopping:
                        child.look()
            return 0
        finally:
            self.end_all()

    def add(self, name: str, command: list[str]) -> None:
        """Start one child."""
        self.children.append(Child(name, command, self.environment))

    def standin_command(self) -> list[str]:
        """Return how the stand-in is started."""
        folder = self.config.instance_dir
        return [
            sys.executable, "-m", "app.standin",
            "--port", (folder / "standin.port").read_text().strip(),
            "--database", str(folder / "standin.sqlite3"),
            "--webhook-url", f"http://127.0.0.1:{self.config.port}/webhooks/stripe",
            "--webhook-secret", self.config.stripe_webhook_secret,
            "--secret-key", self.config.stripe_secret_key,
        ]  # fmt: skip

    def wait_until_up(self) -> None:
        """Wait until the web server answers."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not self.stopping:
            for child in self.children:
                child.look()
            try:
                socket.create_connection(("127.0.0.1", self.config.port), 0.5).close()
                return
            except OSError:
                time.sleep(0.05)

    def announce(self) -> None:
        """Print the two lines that people and scripts read."""
        print(f"Site: {self.config.site_url}", flush=True)
        sign_in = self.config.instance_dir / "staff.txt"
        if self.config.is_demo and sign_in.exists():
            print(f"Staff: {self.config.site_url}/staff/ {sign_in.read_text().strip()}", flush=True)

    def stop(self, *_signal: object) -> None:
        """Remember that we were told to stop."""
        self.stopping = True

    def end_all(self) -> None:
        """End the children: politely, and after a while not."""
        for child in reversed(self.children):
            child.end(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.end(signal.SIGKILL)
        for child in self.children:
            child.end(signal.SIGKILL)
            child.process.wait(5)


def web_command(config: Config) -> list[str]:
    """Return how the web server is started: two processes with threads, as in production."""
    shared_memory = "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()
    return [
        sys.executable, "-m", "gunicorn", "wsgi:app",
        "--bind", f"127.0.0.1:{config.port}" if config.is_demo else f"0.0.0.0:{config.port}",
        "--workers", os.environ.get("WEB_WORKERS", "2"),
        "--preload", "--worker-class", "app.web.arriving.PatientWorker", "--threads", "8",
        "--worker-connections", "500",  # well below the files a process may have open
        "--worker-tmp-dir", shared_memory, "--no-control-socket",  # which would lie in HOME, one for all copies
        "--graceful-timeout", "8", "--timeout", "30", "--keep-alive", "5",
        "--log-level", "error",  # its warnings name addresses and paths of requests it could not read
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
