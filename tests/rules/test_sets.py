"""Scoring a set of texts in a folder: what is read, what is refused, and what the link matrix lets through."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from app.errors import Invalid
from app.relatedness.encoding import Encoder, find_encoder
from app.relatedness.rules import NodeKind
from app.relatedness.sets import read_set, score_set
from bench.judging import HERE, SECOND, judge_all

Folder = Callable[..., Path]
ARTICLE = {"slug": "cold", "title": "Cold hands", "text": "Fingers go white in the wind.", "class": "C"}


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The real model, built once from its package."""
    found = find_encoder(tmp_path_factory.mktemp("graph"))
    assert found is not None, "requirements-graph.txt is not installed"
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes the three files; what is no text is written as JSON."""

    def write(**files: Any) -> Path:
        whole = {"articles": [ARTICLE], "products": [], "resources": [], **files}
        for name, rows in whole.items():
            (tmp_path / f"{name}.json").write_text(rows if isinstance(rows, str) else json.dumps(rows))
        return tmp_path

    return write


def product(slug: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": f"Thing {slug}",
        "text": "Warm wool for the wind.",
        "class": number,
        **more,
    }


SHELF = [product(str(number), number) for number in range(1, 7)] + [product("4r", 4, registered=True)]


@pytest.mark.parametrize(
    ("article_class", "allowed"),
    [("A", {"1", "2", "3"}), ("B", {"1", "2", "3", "4r"}), ("C", {"1", "2", "3", "4r"})],
)
def test_only_what_the_matrix_allows_is_listed(
    article_class: str, allowed: set[str], folder: Folder, encoder: Encoder
) -> None:
    texts = read_set(folder(articles=[{**ARTICLE, "class": article_class}], products=SHELF))
    for way in (encoder, None):
        assert set(score_set(texts, way)["cold"]["products"]) == allowed


@pytest.mark.parametrize(("guide", "allowed"), [(1, {"1"}), (2, {"2"}), (4, {"4r"}), (5, {"5"}), (6, set())])
def test_a_guide_that_names_its_class_leads_to_it_alone(
    guide: int, allowed: set[str], folder: Folder
) -> None:
    article = {**ARTICLE, "class": "D", "guide_class": guide}
    found = score_set(read_set(folder(articles=[article], products=SHELF)), None)
    assert set(found["cold"]["products"]) == allowed


def test_a_guide_that_names_none_leads_to_the_class_of_the_product_nearest_to_it(folder: Folder) -> None:
    near = {"slug": "near", "title": "Fingers", "text": "White fingers in the wind.", "class": 2}
    pill = {"slug": "pill", "title": "Cold hands", "text": "Fingers go white in the wind.", "class": 6}
    article = {**ARTICLE, "class": "D"}
    found = score_set(read_set(folder(articles=[article], products=[*SHELF, near, pill])), None)
    assert found["cold"]["products"] == ["near", "2"]


def test_an_article_never_leads_to_itself_and_everything_else_is_listed(
    folder: Folder, encoder: Encoder
) -> None:
    articles = [{**ARTICLE, "slug": f"a{at}"} for at in range(12)]
    resources = [{"slug": f"r{at}", "title": "Gloves", "text": "Where to borrow."} for at in range(15)]
    found = score_set(read_set(folder(articles=articles, resources=resources)), encoder)
    for slug, lists in found.items():
        assert len(lists["articles"]) == 11 and slug not in lists["articles"]
        assert len(lists["resources"]) == 15


@pytest.mark.parametrize(
    ("told", "number"), [("4", 4), (" 2 ", 2), (3.0, 3), (1, 1)], ids=["text", "spaces", "point", "number"]
)
def test_classes_are_read_however_they_are_written(told: Any, number: int, folder: Folder) -> None:
    rows = [{**product("x", 1), "class": told, "registered": "True"}]
    texts = read_set(folder(products=rows, articles=[{**ARTICLE, "class": " b "}]))
    (found,) = texts[NodeKind.PRODUCT]
    assert (found.number, found.is_registered) == (number, True)
    assert score_set(texts, None)["cold"]["products"] == ["x"]


def test_a_device_without_a_word_on_its_registration_is_led_to_by_nothing(folder: Folder) -> None:
    articles = [{**ARTICLE, "slug": letter, "class": letter} for letter in "ABCD"]
    rows = [product("4", 4), product("6", 6), product("5", 5)]
    found = score_set(read_set(folder(articles=articles, products=rows)), None)
    assert {slug: lists["products"] for slug, lists in found.items()} == {
        "A": [],
        "B": [],
        "C": [],
        "D": ["5"],
    }


def test_a_file_that_begins_with_a_mark_of_order_is_read(folder: Folder) -> None:
    written = folder()
    for name in ("articles", "products", "resources"):
        path = written / f"{name}.json"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert list(score_set(read_set(written), None)) == ["cold"]


@pytest.mark.parametrize("kind", ["articles", "products", "resources"])
def test_nothing_of_a_kind_is_nothing_to_lead_to(kind: str, folder: Folder, encoder: Encoder) -> None:
    rows = {
        "articles": [ARTICLE],
        "products": [product("1", 1)],
        "resources": [{"slug": "r", "title": "", "text": ""}],
    }
    texts = read_set(folder(**{**rows, kind: []}))
    for way in (encoder, None):
        found = score_set(texts, way)
        assert list(found) == ([] if kind == "articles" else ["cold"])
        assert all(lists.get(kind) == [] for lists in found.values())


def test_other_languages_and_scripts_are_scored(folder: Folder, encoder: Encoder) -> None:
    words = [
        "Kalte Hände im Wind",
        "手が冷たい",
        "أيد باردة",
        "Холодные руки",
        "🧤🧤",
        "\x00\u200b",
        "c++ ' \" \\",
    ]
    articles = [{**ARTICLE, "slug": f"a{at}", "title": one, "text": one * 30} for at, one in enumerate(words)]
    rows = [{**product(f"p{at}", 1), "title": one, "text": one} for at, one in enumerate(words)]
    texts = read_set(folder(articles=articles, products=rows))
    for way in (encoder, None):
        assert all(len(lists["products"]) == len(words) for lists in score_set(texts, way).values())


def test_a_large_set_is_scored_by_what_is_near_and_lists_a_hundred(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.relatedness.sets.LOOKED_AT", 40)
    articles = [
        {**ARTICLE, "slug": f"a{at}", "title": f"Wool number {at // 2} of{at // 2}b"} for at in range(160)
    ]
    rows = [{**product(f"p{at}", 1), "text": f"Speaks of{at}b."} for at in range(160)]
    found = score_set(read_set(folder(articles=articles, products=rows)), None)
    assert all(
        len(lists["articles"]) <= 100 and slug not in lists["articles"] for slug, lists in found.items()
    )
    assert all(len(lists["products"]) >= 1 for lists in found.values())


def test_parts_of_a_set_in_meaning_are_the_same_as_the_whole(
    folder: Folder, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = read_set(HERE)
    whole = score_set(texts, encoder)
    monkeypatch.setattr("app.relatedness.sets.AT_ONCE", 7)
    assert score_set(texts, encoder) == whole


def test_one_lonely_article_and_empty_texts_are_scored_all_the_same(folder: Folder, encoder: Encoder) -> None:
    empty = {"slug": "empty", "title": "", "text": "", "class": "B"}
    found = score_set(read_set(folder(articles=[empty], products=[product("1", 1)])), encoder)
    assert found == {"empty": {"products": ["1"], "resources": [], "articles": []}}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"articles": "[{"}, "articles.json is not JSON"),
        ({"articles": "[" * 100_000}, "articles.json is not JSON"),
        ({"products": "{}"}, "products.json must hold a list"),
        ({"resources": ["x"]}, "Entry 1 of resources.json must be an object"),
        ({"resources": [{"slug": "x", "title": "y"}]}, "needs 'text'"),
        ({"articles": [ARTICLE, ARTICLE]}, "'cold' more than once"),
        ({"articles": [{**ARTICLE, "class": "E"}]}, "must be A, B, C or D"),
        ({"articles": [{**ARTICLE, "class": ["A"]}]}, "must be A, B, C or D"),
        ({"articles": [{**ARTICLE, "slug": " "}]}, "empty slug"),
        ({"articles": [{**ARTICLE, "text": "\ud800"}]}, "half a character"),
        ({"products": [product("x", 7)]}, "whole number from 1 to 6"),
        ({"products": [product("x", 4, registered="maybe")]}, "'registered' of 'x'"),
        ({"products": [product("x", 4, registered=[])]}, "'registered' of 'x'"),
        ({"products": [product("x", True)]}, "whole number from 1 to 6"),
        ({"products": [{"slug": "x", "title": "y", "text": "z"}]}, "The class of 'x' in products.json"),
        ({"products": [{**product("x", 1), "class": 10**400}]}, "whole number from 1 to 6"),
        ({"products": [{**product("x", 1), "class": 1.5}]}, "whole number from 1 to 6"),
        ({"articles": [{"slug": "x", "title": "y", "text": "z"}]}, "must be A, B, C or D"),
        ({"articles": [{**ARTICLE, "slug": None}]}, "needs 'slug', a text"),
        ({"articles": [{**ARTICLE, "guide_class": "ten"}]}, "The guide_class of 'cold'"),
        ({"articles": "NaN"}, "articles.json must hold a list"),
        (
            {"articles": "\ud800".encode("utf-16", "surrogatepass").decode("latin-1")},
            "articles.json is not JSON",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    files: dict[str, Any], words: str, folder: Folder
) -> None:
    with pytest.raises(Invalid) as refusal:
        read_set(folder(**files))
    assert words in refusal.value.sentence


def test_a_missing_file_or_folder_is_named(folder: Folder) -> None:
    written = folder()
    (written / "resources.json").unlink()
    with pytest.raises(Invalid) as refusal:
        read_set(written)
    assert "resources.json cannot be read" in refusal.value.sentence
    with pytest.raises(Invalid) as refusal:
        read_set(written / "none")
    assert "There is no folder" in refusal.value.sentence


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_file_is_not_read_without_end(folder: Folder, kind: str) -> None:
    written = folder()
    there = written / "products.json"
    there.unlink()
    if kind == "pipe":
        os.mkfifo(there)
    elif kind == "device":
        there.symlink_to("/dev/zero")
    else:
        there.mkdir()
    with pytest.raises(Invalid, match=r"products\.json is no file"):
        read_set(written)


def test_the_graph_beats_the_bare_model_where_it_was_not_tuned(encoder: Encoder) -> None:
    found = judge_all(encoder)
    for name, measured in found["the graph"]["test"].items():
        assert measured > found["bare MiniLM"]["test"][name] > found["random"]["test"][name]


def test_the_judged_set_is_as_large_as_it_says_and_grades_nothing_forbidden(encoder: Encoder) -> None:
    texts = read_set(HERE)
    grades = json.loads((HERE / "grades.json").read_text())
    found = score_set(texts, encoder)
    assert [len(texts[kind]) for kind in (NodeKind.ARTICLE, NodeKind.PRODUCT, NodeKind.RESOURCE)] == [
        40,
        80,
        50,
    ]
    for slug, graded in grades.items():
        for name in ("products", "resources", "articles"):
            assert graded[name].keys() <= set(found[slug][name])


def test_its_lead_holds_on_a_second_set_that_nothing_was_tuned_on(encoder: Encoder) -> None:
    found = judge_all(encoder, SECOND)
    graph, bare = (found[way]["test"] for way in ("the graph", "bare MiniLM"))
    assert mean(graph.values()) > mean(bare.values()) + 0.02
    assert all(graph[name] > bare[name] - 0.03 for name in graph)
