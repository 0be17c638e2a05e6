"""The measuring itself: what counts as a script, how a missed goal is told, whose CPU time is read."""

import os
import time
from pathlib import Path

import pytest

from bench.client import cpu_seconds, next_address
from bench.report import Report
from bench.weighing import IMPORT, STYLE
from tests.support.processes import kind_of, processes_of


def test_imports_of_a_module_are_found_in_every_spelling() -> None:
    module = (
        'import "./focus.js";\nimport { keep } from "./place.js";'
        + "import x from './x.js'\nconst y = import('./y.js');"
    )
    assert IMPORT.findall(module) == ["./focus.js", "./place.js", "./x.js", "./y.js"]


def test_words_about_importing_are_no_imports() -> None:
    assert IMPORT.findall('const words = "we import wool";') == []


def test_only_style_sheets_are_weighed_as_css() -> None:
    html = '<link rel="icon" href="/i.svg"><link rel="stylesheet" href="/a.css">'
    assert STYLE.findall(html) == ['<link rel="stylesheet" href="/a.css">']


def test_a_missed_goal_says_by_how_much() -> None:
    report = Report()
    report.judge("article", 1.2, 1.3, "times")
    report.judge("article", 3.9, 3.0, "times")
    report.judge("first visit", 15000, 14336, "bytes")
    assert [one.verdict for one in report.judged] == ["met", "missed by 0.90 (30%)", "missed by 664 (5%)"]
    assert report.missed == report.judged[1:]


def test_the_last_table_has_every_goal(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    report.add_starts(20.0, [2.0, 4.0, 2.5])
    report.add_weight("article, first visit", 15000, 14336)
    report.finish()
    table = capsys.readouterr().out.split("\ngoal ")[1].splitlines()[1:]
    assert [line.split()[-1] for line in table[:2]] == ["met", "(5%)"]
    assert table[2] == "1 goals met, 1 missed, 0 not measured."


def test_every_request_of_a_measurement_comes_from_another_visitor() -> None:
    assert len({next_address() for _ in range(500)}) == 500


def test_the_cpu_clock_counts_work_and_not_rest() -> None:
    here = [os.getpid()]
    start, wall = cpu_seconds(here), time.monotonic()
    time.sleep(0.3)
    rested = cpu_seconds(here) - start
    while cpu_seconds(here) - start < 0.02:
        sum(range(10_000))
    assert rested < 0.3 <= time.monotonic() - wall


def test_processes_are_told_apart_by_their_command() -> None:
    assert kind_of(["/x/python", "-m", "gunicorn", "wsgi:app", "--bind"]) == "web"
    assert kind_of(["/x/python", "-m", "app.cli.worker"]) == "worker"
    assert kind_of(["vim", "app/cli/worker.py"]) == ""


def test_a_folder_that_no_site_uses_has_no_processes(tmp_path: Path) -> None:
    assert processes_of(tmp_path) == []
