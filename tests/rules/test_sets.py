"""Scoring a set of texts in a folder: what is read, what is refused, and what the link matrix lets through."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import Invalid
from app.relatedness.encoding import Encoder, find_encoder
from app.relatedness.rules import NodeKind
from app.relatedness.sets import read_set, score_set
from bench.judging import HERE, judge_all

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
