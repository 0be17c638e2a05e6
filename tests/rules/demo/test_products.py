"""The demo's shop: true to a thing, with its limits, and without a word on illness that a shop may not say."""

import re
from typing import Any

from app.claims import find_claims
from app.demo.reading import HERE, read_table, read_text
from tests.support.words import grade_of, long_paragraphs, long_sentences, shared_phrases, words_of

READ = {path.stem: read_text(path) for path in sorted((HERE / "products").glob("*.md"))}
FRONTS: dict[str, dict[str, Any]] = {name: front for name, (front, _) in READ.items()}
BODIES: dict[str, str] = {name: body for name, (_, body) in READ.items()}
ILLNESS = re.compile(
    r"\b(?:fibro\w*|arthrit\w*|chronic|insomnia|diseases?|symptoms?|patients?|pains?|painful|sore|ach(?:e|es|ing))\b",
    re.IGNORECASE,
)
NOT_SENT = {"digital", "ticket", "gift_card"}
OF_A_THING = {"weight", "noise", "smell", "hands", "care"}
OF_A_BOOK = {"pages", "print", "weight", "hands"}
OF_A_CARD = {"time", "pace", "needs"}
OF_A_COURSE = {"time", "pace", "camera", "needs", "captions"}
#: who should leave it is said in bold, in words of each product's own
LIMIT = re.compile(
    r"\*\*[^*]*\b(?:not|no|never|leave|skip|hate|disappointed|twice|wrong|limits|hear it|cannot|elsewhere|too soft"
    r"|heavy|should know|matters)\b",
    re.IGNORECASE,
)


def test_thirty_one_products_stand_on_nine_shelves() -> None:
    assert len(READ) == 31
    shelves = {front["category"] for front in FRONTS.values()}
    assert shelves == {row["slug"] for row in read_table("categories")}
    assert len(shelves) == 9


def test_nothing_is_swallowed_rubbed_in_or_a_device_of_medicine() -> None:
    assert {front["product_class"] for front in FRONTS.values()} <= {1, 2, 3}


def test_they_are_plain_to_read() -> None:
    for name, body in BODIES.items():
        assert long_sentences(body) == [], name
        assert long_paragraphs(body) == [], name
        assert grade_of(body) <= 8, name
        assert "!" not in body, name


def test_they_claim_nothing() -> None:
    for name, front in FRONTS.items():
        said = [front["title"], front["tagline"], front["returns"], *front["warnings"], BODIES[name]]
        assert find_claims("\n\n".join([*said, *front["in_the_hand"].values()])) == [], name


def test_a_thing_names_no_illness_outside_its_warnings() -> None:
    for name, front in FRONTS.items():
        said = "\n".join([front["title"], front["tagline"], *front["in_the_hand"].values(), BODIES[name]])
        assert front["product_class"] != 1 or ILLNESS.findall(said) == [], name


def test_they_say_what_they_are_like_in_the_hand() -> None:
    for name, front in FRONTS.items():
        kinds = {"book": OF_A_BOOK, "digital": OF_A_COURSE, "ticket": OF_A_COURSE, "gift_card": OF_A_CARD}
        needed = kinds.get(front["kind"], OF_A_THING)
        assert needed <= set(front["in_the_hand"]), name


def test_they_say_who_should_leave_them() -> None:
    assert [name for name, body in BODIES.items() if not LIMIT.search(body)] == []


def test_their_pictures_are_described_and_not_announced() -> None:
    for name, front in FRONTS.items():
        assert 8 <= len(words_of(front["picture_alt"])) <= 40, name
        assert not re.match(r"(?:picture|photo|image)\b", front["picture_alt"], re.IGNORECASE), name


def test_their_prices_and_weights_make_sense() -> None:
    for name, front in FRONTS.items():
        for one in front["variants"]:
            assert 1000 <= one["price"] <= 20000, name
            assert (one["weight_g"] == 0) is (front["kind"] in NOT_SENT), name


def test_no_right_to_withdraw_is_said_to_end_early() -> None:
    """The checkout asks nobody to give the right up, so no page may say that they did."""
    assert [name for name, front in FRONTS.items() if "right to withdraw ends" in front["returns"]] == []


def test_no_two_share_a_phrase() -> None:
    assert shared_phrases(BODIES) == {}


def test_every_maker_is_invented_and_has_what_a_seller_must_show() -> None:
    makers = read_table("makers")
    assert {front["maker"] for front in FRONTS.values()} == {row["slug"] for row in makers}
    for row in makers:
        assert row["fictional"] is True
        assert row["electronic_address"].endswith(".example")
        assert re.search(r"\b(?:Example|Exemplo|Beispiel|Voorbeeld)", row["postal_address"])
        assert ("eu_responsible" in row) is (row["country"] == "GB")
