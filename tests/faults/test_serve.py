"""`make run`: two copies side by side, one sentence for what is wrong, and nothing left behind."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.support.demos import Demos
from tests.support.servers import free_port
from tests.support.site import ROOT, running_demo, site_environment

pytestmark = [pytest.mark.xdist_group("serve"), pytest.mark.timeout(240, func_only=True)]


@pytest.fixture
def laid_out(tmp_path: Path, demos: Demos) -> Path:
    """A site's folder after the first set-up."""
    demos.lay_out(tmp_path / "site")
    return tmp_path / "site"


def start_and_read(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Start the supervisor where it must refuse, and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.serve"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def processes_naming(words: str) -> list[int]:
    """Return the ids of living processes whose environment or command line names `words`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            is_dead = "State:\tZ" in (folder / "status").read_text()
        except OSError:
            continue
        if words.encode() in told and not is_dead and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def test_two_copies_run_side_by_side_and_leave_no_orphan(tmp_path: Path, laid_out: Path) -> None:
    """One of them starts from nothing."""
    with running_demo(tmp_path / "one") as one, running_demo(laid_out) as two:
        for site in (one, two):
            assert urllib.request.urlopen(f"{site.url}/healthz", timeout=30).read() == b"ok\n"
        assert one.url != two.url
        assert processes_naming(str(tmp_path / "one"))
        again = time.monotonic()
        assert urllib.request.urlopen(f"{two.url}/", timeout=30).status == 200
        assert time.monotonic() - again < 10
    assert processes_naming(str(tmp_path)) == []


def test_everything_is_kept_in_the_folder_and_nothing_at_home(tmp_path: Path, laid_out: Path) -> None:
    (tmp_path / "home").mkdir()
    with running_demo(laid_out, HOME=str(tmp_path / "home")) as site:
        assert urllib.request.urlopen(f"{site.url}/", timeout=30).status == 200
        assert sorted((tmp_path / "home").rglob("*")) == []


def test_after_the_first_set_up_a_start_is_quick(laid_out: Path) -> None:
    before = time.monotonic()
    with running_demo(laid_out) as site:
        assert urllib.request.urlopen(f"{site.url}/", timeout=30).status == 200
        assert time.monotonic() - before < 30  # the goal is 3 s; ten times that on a shared machine


def test_sigterm_ends_everything_and_a_killed_child_comes_back(tmp_path: Path, laid_out: Path) -> None:
    with running_demo(laid_out) as site:
        first = other_worker(site.instance, than=0)
        os.kill(first, signal.SIGKILL)
        assert other_worker(site.instance, than=first)
        site.process.terminate()
        assert site.process.wait(30) == 0
    assert processes_naming(str(tmp_path)) == []


def other_worker(instance: Path, *, than: int) -> int:
    """Wait for a worker that is not this process, and return its id."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for pid in processes_naming(str(instance)):
            if pid != than and b"app.cli.worker" in cmdline(pid):
                return pid
        time.sleep(0.2)
    raise AssertionError("no worker was started")


def cmdline(pid: int) -> bytes:
    """Return a process's command line, empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_taken_port_is_one_sentence_and_a_failure(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start_and_read(site_environment(tmp_path / "site", port=port))
    assert done.returncode != 0
    assert done.stderr.strip() == (
        f"Cannot start: port {port} is taken by another program. Choose another, for example: make run PORT=8001"
    )


def test_a_second_copy_on_the_same_folder_is_one_sentence(tmp_path: Path) -> None:
    with (tmp_path / "running.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = start_and_read(site_environment(tmp_path, port=free_port()))
    assert done.returncode != 0
    assert done.stderr.startswith(
        f"Cannot start: a copy of the site is running on the folder {tmp_path} already."
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["running.lock"]


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    done = start_and_read(site_environment(blocked / "site", port=free_port()))
    assert done.returncode != 0
    assert "INSTANCE_DIR" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"APP_MODE": "staging"}, "APP_MODE"),
        ({"APP_MODE": "production"}, "SITE_URL"),
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"MEDIA_URL": "s3://bucket"}, "MEDIA_URL"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(tmp_path: Path, change: dict[str, str], named: str) -> None:
    environment = {**site_environment(tmp_path / "site", port=free_port()), **change}
    done = start_and_read(environment)
    assert done.returncode != 0
    assert named in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_production_refuses_a_weak_key_and_plain_http() -> None:
    from app.config import ConfigError, load_config

    whole = {
        "APP_MODE": "production",
        "SITE_URL": "https://shop.example",
        "DATABASE_URL": "sqlite:////tmp/x.sqlite3",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "STRIPE_SECRET_KEY": "sk_live_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
        "MAIL_URL": "smtp://localhost",
        "MAIL_FROM": "Shop <a@shop.example>",
    }
    assert not load_config(whole).is_demo
    for name, value in (
        ("SECRET_KEY", "short"),
        ("SITE_URL", "http://shop.example"),
        ("STRIPE_WEBHOOK_SECRET", ""),
    ):
        with pytest.raises(ConfigError, match=name):
            load_config({**whole, name: value})
