"""`python -m bench.judging`: how well the graph joins things, on the project's own judged set (bench/judged).

nDCG@3 for what articles lead to: products, resources, other articles; beside chance, plain TF-IDF and the bare model.
"""

import json
import math
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from app.relatedness.encoding import Encoder, find_encoder, why_not
from app.relatedness.rules import NodeKind
from app.relatedness.sets import FILES, Entry, Texts, guide_class_of, obey, read_set, score_set

HERE = Path(__file__).parent / "judged"
SECOND = Path(__file__).parent / "judged2"  # nothing was tuned on it; all of it is a test half
KINDS = (NodeKind.PRODUCT, NodeKind.RESOURCE, NodeKind.ARTICLE)
HALVES = ("tuning", "test")
Lists = Mapping[str, Mapping[str, Sequence[str]]]
Nearness = Callable[[Entry, Entry], float]
Found = dict[str, dict[str, dict[str, float]]]


def main() -> None:
    """Print the table."""
    encoder = find_encoder(Path(os.environ.get("INSTANCE_DIR") or "instance").resolve())
    print_judged(judge_all(encoder))
    print_judged(judge_all(encoder, SECOND))
    if encoder is None:
        print(f"Without meaning: {why_not()}.")


def judge_all(encoder: Encoder | None, folder: Path = HERE) -> Found:
    """Return nDCG@3 by way, half and kind."""
    texts = read_set(folder)
    grades = json.loads((folder / "grades.json").read_text())
    halves = [half for half in HALVES if any(one["half"] == half for one in grades.values())]
    ways = {
        "random": rank(texts, by_chance()),
        "plain TF-IDF": rank(texts, by_words(texts)),
        "words, no meaning": score_set(texts, None),
    }
    if encoder is not None:
        ways["bare MiniLM"] = rank(texts, by_model(texts, encoder))
        ways["the graph"] = score_set(texts, encoder)
    return {
        way: {
            half: {FILES[kind]: judge(lists, grades, half, FILES[kind]) for kind in KINDS} for half in halves
        }
        for way, lists in ways.items()
    }


def print_judged(found: Found) -> None:
    """Print a row a way."""
    names = [FILES[kind] for kind in KINDS]
    halves = list(next(iter(found.values())))
    print(f"\nnDCG@3 of what articles lead to, on a judged set ({' half / '.join(halves)} half)")
    print(f"{'':20}" + "".join(f"{name:>16}" for name in names))
    for way, judged in found.items():
        cells = [" / ".join(f"{judged[half][name]:.2f}" for half in halves) for name in names]
        print(f"{way:20}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


def judge(lists: Lists, grades: Mapping[str, Any], half: str, name: str) -> float:
    """Return the mean nDCG@3 over the articles of a half."""
    own = [slug for slug in lists if grades[slug]["half"] == half and grades[slug][name]]
    return mean(ndcg(lists[slug][name], grades[slug][name]) for slug in own)


def ndcg(found: Sequence[str], grades: Mapping[str, int], *, first: int = 3) -> float:
    """Return the gain of the first few, later ones worth less, as a share of the best possible (Järvelin 2002)."""

    def gain(of: Sequence[int]) -> float:
        return sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(of))

    best = gain(sorted(grades.values(), reverse=True)[:first])
    return gain([grades.get(slug, 0) for slug in found[:first]]) / best


def rank(texts: Texts, nearness: Nearness) -> Lists:
    """Return what each article leads to under the link matrix, by any measure of nearness."""
    lists: dict[str, dict[str, list[str]]] = {}
    for article in texts[NodeKind.ARTICLE]:
        lists[article.slug] = {}
        for kind in KINDS:
            others = [one for one in texts[kind] if one != article]
            others.sort(key=lambda one: -nearness(article, one))
            allowed = (
                obey(article, others, guide_class_of(article, others)) if kind is NodeKind.PRODUCT else others
            )
            lists[article.slug][FILES[kind]] = [one.slug for one in allowed]
    return lists


def by_chance() -> Nearness:
    """Return a nearness that is chance, the same in each run."""
    chance = random.Random(4)
    return lambda one, other: chance.random()


def by_words(texts: Texts) -> Nearness:
    """Return plain TF-IDF: words as they are written, the cosine."""
    counts = {
        one: Counter(re.findall(r"\w\w+", f"{one.title} {one.text}".lower()))
        for entries in texts.values()
        for one in entries
    }
    seen = Counter(word for count in counts.values() for word in count)

    def weigh(count: Counter[str]) -> dict[str, float]:
        found = {word: n * (math.log((1 + len(counts)) / (1 + seen[word])) + 1) for word, n in count.items()}
        size = math.sqrt(sum(value * value for value in found.values()))
        return {word: value / size for word, value in found.items()}

    weighed = {one: weigh(count) for one, count in counts.items()}
    return lambda one, other: sum(
        value * weighed[other].get(word, 0.0) for word, value in weighed[one].items()
    )


def by_model(texts: Texts, encoder: Encoder) -> Nearness:
    """Return the cosine of the model's vectors and nothing else."""
    entries = [one for kind in texts for one in texts[kind]]
    vectors = encoder.encode_plainly([f"{one.title}. {one.text}" for one in entries])
    rows = dict(zip(entries, vectors, strict=True))
    return lambda one, other: float(rows[one] @ rows[other])


if __name__ == "__main__":
    main()
