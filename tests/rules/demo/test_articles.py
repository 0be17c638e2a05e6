"""The demo's articles: plain to read, each in its own words, and no surer than what they name.

Each rule asks every article and shows the offenders, by file, with what offends.
"""

import re
from typing import Any

from app.content.reading import list_hints
from app.demo.reading import HERE, read_text
from tests.support.words import (
    grade_of,
    long_paragraphs,
    long_sentences,
    longest_part,
    sentences_of,
    shared_phrases,
    words_of,
)

READ = {path.stem: read_text(path) for path in sorted((HERE / "articles").glob("*.md"))}
FRONTS: dict[str, dict[str, Any]] = {name: front for name, (front, _) in READ.items()}
BODIES: dict[str, str] = {name: body for name, (_, body) in READ.items()}
CLEAR_ENOUGH = 8.0  # school grade, about 14 years
METHODS = ("cognitive behavioural therapy for insomnia",)  # a name may stand in two texts
BANNED = re.compile(r"\b(?:journey|empower|unlock|seamless|holistic|game.?changer)\w*", re.IGNORECASE)
CAREFUL = {"very-low": r"\b(?:may|we do not know)\b", "low": r"\bmay\b", "moderate": r"\bprobably\b"}


def offenders(found: dict[str, Any]) -> dict[str, Any]:
    return {name: what for name, what in found.items() if what}


def test_there_are_at_least_fourteen_each_as_long_as_a_sitting() -> None:
    assert len(BODIES) >= 14
    lengths = {name: len(words_of(body)) for name, body in BODIES.items()}
    assert {name: count for name, count in lengths.items() if not 500 <= count <= 1200} == {}


def test_no_sentence_is_longer_than_twenty_words() -> None:
    assert offenders({name: long_sentences(body) for name, body in BODIES.items()}) == {}


def test_no_paragraph_has_more_than_three_sentences() -> None:
    assert offenders({name: long_paragraphs(body) for name, body in BODIES.items()}) == {}


def test_a_heading_comes_within_250_words() -> None:
    parts = {name: longest_part(body) for name, body in BODIES.items()}
    assert {name: count for name, count in parts.items() if count > 250} == {}


def test_somebody_of_fourteen_can_read_them() -> None:
    grades = {name: grade_of(body) for name, body in BODIES.items()}
    assert {name: grade for name, grade in grades.items() if grade > CLEAR_ENOUGH} == {}


def test_the_editor_would_have_no_hint_for_their_writer() -> None:
    assert offenders({name: list_hints(body) for name, body in BODIES.items()}) == {}


def test_each_begins_with_three_to_five_short_points() -> None:
    for name, front in FRONTS.items():
        points = front["in_short"]
        assert 3 <= len(points) <= 5, name
        assert [one for point in points for one in sentences_of(point) if len(words_of(one)) > 20] == [], name


def test_they_neither_shout_nor_sell() -> None:
    assert offenders({name: re.findall(r"[^.?]*!", body) for name, body in BODIES.items()}) == {}
    assert offenders({name: BANNED.findall(f"{FRONTS[name]} {body}") for name, body in BODIES.items()}) == {}


def test_people_are_counted_in_a_hundred_and_not_in_per_cent() -> None:
    found = {name: re.findall(r"\d ?%|per cent|percent\b", body) for name, body in BODIES.items()}
    assert offenders(found) == {}


def test_each_work_is_named_in_the_text_and_each_citation_has_its_work() -> None:
    for name, front in FRONTS.items():
        cited = {key.lower() for key in re.findall(r"\[@([^\]]+)\]", BODIES[name])}
        judged = {key.lower() for one in front.get("findings", ()) for key in one["references"]}
        assert cited | judged == {work["id"].lower() for work in front.get("references", ())}, name


def test_each_certainty_comes_from_a_review_that_is_named() -> None:
    for name, front in FRONTS.items():
        kinds = {work["id"].lower(): work["kind"] for work in front.get("references", ())}
        for number, finding in enumerate(front.get("findings", ()), start=1):
            assert {kinds[key.lower()] for key in finding["references"]} == {"systematic-review"}, name
            assert f"::finding{{{number}}}" in BODIES[name], name


def test_a_finding_speaks_no_surer_than_its_certainty() -> None:
    for name, front in FRONTS.items():
        assert front["no_findings"] is (not front.get("findings")), name
        for finding in front.get("findings", ()):
            assert re.search(CAREFUL[finding["certainty"]], finding["statement"], re.IGNORECASE), name


def test_no_two_share_a_phrase() -> None:
    shared = shared_phrases(BODIES)
    assert {
        phrase: names for phrase, names in shared.items() if not any(one in phrase for one in METHODS)
    } == {}


def test_no_two_begin_or_end_alike() -> None:
    for edge in (slice(0, 3), slice(-3, None)):
        ends = [" ".join(words_of(body)[edge]).lower() for body in BODIES.values()]
        assert len(set(ends)) == len(ends)
