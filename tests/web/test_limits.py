"""Counting visitors in the process: what ran out is taken out, and not at every count."""

import time

import pytest
from flask import Flask

from app.web import limits
from app.web.limits import PatientMemory, limiter, remote_network


def test_the_site_counts_patiently(app: Flask) -> None:
    assert "limiter" in app.extensions
    assert isinstance(limiter.storage, PatientMemory)


def test_many_counts_start_no_thread_for_each() -> None:
    memory = PatientMemory()
    assert memory.acquire_entry("first", 5, 60)
    sweeping = memory.timer
    for number in range(5):
        sweeping.join()
        assert memory.acquire_entry(f"visitor {number}", 5, 60)
    assert memory.timer is sweeping


def test_what_ran_out_is_taken_out_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SWEEP_SECONDS", 0.05)
    memory = PatientMemory()
    assert memory.acquire_entry("gone", 5, 0)
    time.sleep(0.1)
    assert memory.acquire_entry("here", 5, 60)
    memory.timer.join()
    assert {key for key, events in memory.events.items() if events} == {"here"}


def test_what_ran_out_counts_no_more_before_it_is_taken_out() -> None:
    memory = PatientMemory()
    assert memory.acquire_entry("one", 1, 1)
    assert not memory.acquire_entry("one", 1, 1)
    time.sleep(1.05)
    assert memory.acquire_entry("one", 1, 1)


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "not an address"),
        (None, "127.0.0.1"),
    ],
)
def test_one_household_counts_once_however_many_addresses_it_has(
    app: Flask, address: str | None, counts_as: str
) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address} if address else {}):
        assert remote_network() == counts_as
