"""Counting visitors in the process: what ran out is taken out, and not at every count."""

import time

import pytest
from flask import Flask

from app.web import limits
from app.web.limits import PatientMemory, limiter


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
