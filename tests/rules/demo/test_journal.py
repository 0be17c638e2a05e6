"""Resources, doors and topics of the demo: enough of them, real where they say so, plain in every line."""

from urllib.parse import urlsplit

from app.demo.reading import HERE, read_table, read_text
from tests.support.words import sentences_of, words_of

RESOURCES = {row["slug"]: row for row in read_table("resources")}
DOORS = {row["slug"]: row for row in read_table("doors")}
TOPICS = {row["slug"]: row for row in read_table("topics")}


def long_ones(texts: list[str]) -> list[str]:
    return [one for text in texts for one in sentences_of(text) if len(words_of(one)) > 20]


def test_twenty_resources_lead_to_places_outside_over_https() -> None:
    assert len(RESOURCES) == 20
    addresses = [urlsplit(row["url"]) for row in RESOURCES.values()]
    assert {one.scheme for one in addresses} == {"https"}
    assert all(one.hostname and not one.hostname.endswith((".example", "example.org")) for one in addresses)
    assert len({row["url"] for row in RESOURCES.values()}) == 20


def test_a_list_is_not_announced_as_a_page_on_one_illness() -> None:
    for row in RESOURCES.values():
        if row["title"].startswith("Fibromyalgia, from"):
            assert "fibromyalgia" in row["url"], row["slug"]


def test_resources_say_what_they_are_and_when_they_serve() -> None:
    for slug, row in RESOURCES.items():
        assert row["why"].startswith(("When", "Before", "On", "If")), slug
        assert long_ones([row["summary"], row["why"]]) == [], slug


def test_four_doors_say_what_to_expect_before_anybody_leaves() -> None:
    assert len(DOORS) == 4
    for slug, row in DOORS.items():
        assert len(row["what_to_expect"]) >= 4, slug
        assert any("medical advice" in rule or "Advice only" in rule for rule in row["rules"]), slug
        assert row["kind"] != "whatsapp" or "shows your number" in " ".join(row["what_to_expect"]), slug


def test_twelve_topics_know_the_words_that_people_type() -> None:
    assert len(TOPICS) == 12
    assert all(len(row["synonyms"]) >= 10 for row in TOPICS.values())
    assert all(set(row["related"]) <= set(TOPICS) for row in TOPICS.values())


def test_articles_lead_only_to_what_there_is() -> None:
    products = {path.stem for path in (HERE / "products").glob("*.md")}
    for path in (HERE / "articles").glob("*.md"):
        pins = read_text(path)[0]["pins"]
        assert set(pins["products"]) <= products, path.stem
        assert set(pins["resources"]) <= set(RESOURCES), path.stem
        assert set(pins["doors"]) <= set(DOORS), path.stem
