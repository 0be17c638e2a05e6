"""`flask related`: what the page shows, in its order; and a set of texts without any site."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cli.alone import is_alone
from app.cli.related import related
from bench.judging import HERE
from tests.factories.catalog import make_topic
from tests.factories.journal import compute_graph, make_article, make_resource
from tests.factories.shop import put_on_sale
from tests.support.site import ROOT

MEGABYTES_AT_MOST = 200
#: runs the command in an environment without any setting, and tells the most memory that it or its children had
MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "flask", "related", *sys.argv[1:]])
print("KB", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(done.returncode)
"""


def run_alone(instance: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        cwd=ROOT,
        env={**bare, "INSTANCE_DIR": str(instance)},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )


def test_what_an_article_leads_to_is_printed_in_the_order_of_its_page(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        topic = make_topic("sleep", "Sleep")
        variants = [
            put_on_sale(title=title, topic_ids=(topic.id,))
            for title in ("Pillow for long nights", "Lamp within reach")
        ]
        resource = make_resource()
        article, other = make_article(), make_article(title="Afterwards, in the morning")
        nodes = [("product", one.product_id) for one in variants]
        compute_graph(*nodes, ("resource", resource.id), ("article", article.id), ("article", other.id))
    answer = app.test_cli_runner().invoke(related, [article.slug, "--json"])
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.stdout)
    assert list(found) == ["products", "resources", "articles"]
    assert (resource.slug, "Both about sleep") in [(one["slug"], one["reason"]) for one in found["resources"]]
    page = client.get(f"/articles/{article.slug}/").get_data(as_text=True)
    for name, path in (("products", "/products/"), ("articles", "/articles/")):
        places = [page.index(f"{path}{one['slug']}/") for one in found[name]]
        assert places and places == sorted(places), (name, found[name])
    assert [one["slug"] for one in found["articles"]] == [other.slug]


def test_an_article_that_nobody_can_see_is_refused(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(related, ["no-such-article", "--json"])
    assert answer.exit_code == 2
    assert "There is no published article called no-such-article." in answer.output


def test_a_set_is_scored_without_settings_or_database_in_little_memory(tmp_path: Path) -> None:
    done = run_alone(tmp_path / "instance", "--set", str(HERE), "--json")
    assert done.returncode == 0, done.stderr
    assert "By meaning and words." in done.stderr
    found = json.loads(done.stdout)
    assert len(found) == 40
    assert all(len(lists["resources"]) == 50 and len(lists["articles"]) == 39 for lists in found.values())
    assert sorted(one.name for one in (tmp_path / "instance").iterdir()) == ["graph-model"]
    measured = re.search(r"KB (\d+)", done.stderr)
    assert measured and int(measured[1]) < MEGABYTES_AT_MOST * 1024


def test_a_set_that_cannot_be_read_ends_with_a_sentence(tmp_path: Path) -> None:
    done = run_alone(tmp_path, "--set", str(tmp_path / "nowhere"), "--json")
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: There is no folder {tmp_path / 'nowhere'}.")
    assert done.stdout == ""


def test_where_no_model_can_be_kept_words_alone_do_it_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "graph-model").write_text("in the way")
    done = run_alone(tmp_path, "--set", str(HERE), "--json")
    assert done.returncode == 0
    assert "By words alone: the model could not be built." in done.stderr
    assert len(json.loads(done.stdout)) == 40


def test_only_the_command_for_sets_goes_without_a_site(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_alone(["gunicorn", "wsgi:app", "related", "--set"])
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    assert is_alone(["flask", "related", "--set", "x"]) and is_alone(["flask", "related", "--set=x"])
    assert not is_alone(["flask", "related", "long-nights", "--json"])
    assert not is_alone(["flask", "verify"])
