"""Looking things up on both databases: words, forms, topics, slips, and whatever else people type."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.db import db, transaction
from app.search.actions import drop_document
from app.search.queries import ON_A_PAGE, look_up
from app.search.rules import Kind
from tests.factories.search import make_document, make_small_site

SLEEP = "Unrefreshing sleep: what is known"
FOG = "Brain fog: what research measures"
BLANKET = "Linen weighted blanket"
OPENER = "Wide-grip jar opener"


@pytest.fixture
def small_site(context: Flask) -> Iterator[Flask]:
    make_small_site()
    yield context


def titles(question: str, **chosen: object) -> list[str]:
    return [hit.title for hit in look_up(question, **chosen).hits]  # type: ignore[arg-type]


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("jar opener", OPENER),
        ("JAR-OPENER", OPENER),
        ("blankets", BLANKET),
        ("exercising", "Pacing without boom and bust"),
        ("acupunc", "Acupuncture: what the trials show"),
        ("the parcel", "Delivery and returns"),
        ("what are the trials for", "Acupuncture: what the trials show"),
        ("weigh", BLANKET),
        ("fourteen", "Delivery and returns"),
        ("whatsapp", "WhatsApp evenings"),
        ("180 g", OPENER),
    ],
)
def test_words_find_what_has_them_in_any_form(small_site: Flask, question: str, first: str) -> None:
    assert titles(question)[:1] == [first]


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("fibro fog", FOG),
        ("forgetful", FOG),
        ("insomnia", SLEEP),
        ("can't sleep", SLEEP),
        ("can’t sleep", SLEEP),
        ("cant sleep", SLEEP),
        ("ME/CFS", "Pacing without boom and bust"),
        ("me cfs", "Pacing without boom and bust"),
        ("flare ups", "A flare plan on one page"),
        ("opening jars", OPENER),
        ("cold hands", "Wheat heat wrap"),
    ],
)
def test_a_topics_synonym_finds_what_is_about_the_topic(small_site: Flask, question: str, found: str) -> None:
    answer = look_up(question)
    assert found in [hit.title for hit in answer.hits]
    assert answer.meant == "" and not answer.is_any


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [
        ("slep", "sleep", SLEEP),
        ("wieghted blankit", "weighted blanket", BLANKET),
        ("accupunture", "acupuncture", "Acupuncture: what the trials show"),
        ("exersize", "exercise", "Pacing without boom and bust"),
        ("jar opner", "jar opener", OPENER),
        ("brian fgo", "brain fog", FOG),
        ("fatuige", "fatigue", "Pacing without boom and bust"),
        ("isomnia", "insomnia", SLEEP),
        ("fibromialga", "fibromyalgia", SLEEP),
        ("deliverry", "delivery", "Delivery and returns"),
        ("Micorwave", "microwave", "Wheat heat wrap"),
        ("whatsap", "whatsapp", "WhatsApp evenings"),
    ],
)
def test_a_slip_of_the_finger_is_mended(small_site: Flask, typed: str, meant: str, found: str) -> None:
    answer = look_up(typed)
    # a word that is the beginning of a known one needs no mending
    assert answer.meant in (meant, "") and (answer.meant == meant or meant.startswith(typed))
    assert found in [hit.title for hit in answer.hits]


@pytest.mark.postgres
@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "\x00", "sleep\x00", "c++", '"', "'", "''", '"sleep', "sleep\"*", "*", "%", "_", "\\", "(", ")(", ":*",
        "AND", "sleep AND", "NEAR(sleep, 2)", "title:sleep", "^sleep", "-sleep", "sleep & | !", "<->",
        "'; DROP TABLE search_documents; --", "1 OR 1=1", "{topics}", "😴", "😴 sleep", "睡眠", "вещи", "نوم", "한국어",
        "e\u0301" * 40, "\ud83d", "\u202e", "the and of", "a", "the", "?" * 10_000, "sleep " * 2_000, "x" * 10_000,
        "''''''", "ﬁbro", "²", "१२", "ª", "1e5", "1e5x", "o'clock o'", "-1", "NULL", "${7*7}", "{{7*7}}", "%s %(x)s",
        "one two three four five six seven eight nine ten eleven",
    ],
)  # fmt: skip
def test_whatever_is_typed_the_answer_is_calm(small_site: Flask, typed: str) -> None:
    answer = look_up(typed)
    assert len(answer.hits) <= ON_A_PAGE
    assert len(answer.question) <= 200
    assert db.session.query(db.metadata.tables["search_documents"]).count() == 11


@pytest.mark.postgres
def test_common_words_alone_are_said_to_be_common(small_site: Flask) -> None:
    assert look_up("the and of").is_common
    assert not look_up("").is_common
    assert not look_up("sleep").is_common


@pytest.mark.postgres
def test_a_word_in_the_title_weighs_more_than_one_in_the_text(small_site: Flask) -> None:
    found = titles("sleep")
    assert found[0] == SLEEP
    assert "A flare plan on one page" in found


@pytest.mark.postgres
def test_a_long_article_named_so_comes_before_short_cards(context: Flask) -> None:
    make_document("Nights", subject_id=1, summary="Sleep and rest.", text="", topics=("Sleep",))
    make_document(
        "What sleep research measures", subject_id=2, summary="", text="Many other words here. " * 400
    )
    assert titles("sleep")[0] == "What sleep research measures"


@pytest.mark.postgres
def test_of_what_is_named_alike_articles_come_first_and_pages_kept_elsewhere_last(context: Flask) -> None:
    make_document("Sleep, from a clinic", kind=Kind.RESOURCE, subject_id=1, summary="Sleep.", text="")
    make_document("Sleep mask", kind=Kind.PRODUCT, subject_id=2, summary="For sleep.", text="")
    make_document(
        "Sleep that does not refresh", subject_id=3, summary="", text="Many other words here. " * 400
    )
    assert titles("sleep") == ["Sleep that does not refresh", "Sleep mask", "Sleep, from a clinic"]


@pytest.mark.postgres
def test_a_slip_of_a_word_that_stands_on_every_page_finds_nothing_calmly(small_site: Flask) -> None:
    """ "nan" is one letter from "can", which is known from the texts and never looked for."""
    make_document("What we can do", subject_id=21, summary="We can and you can.", text="can")
    answer = look_up("NaN")
    assert (answer.hits, answer.meant) == ((), "")


@pytest.mark.postgres
def test_a_slip_that_begins_another_word_is_asked_about(small_site: Flask) -> None:
    make_document("A diary", subject_id=20, summary="How I slept.", text="")
    answer = look_up("slep")
    assert [hit.title for hit in answer.hits] == ["A diary"]
    assert answer.nearer == "sleep"
    assert look_up("blanke").nearer == ""


@pytest.mark.postgres
def test_one_kind_can_be_asked_for(small_site: Flask) -> None:
    assert titles("sleep", kind=Kind.PRODUCT) == [BLANKET]
    assert titles("whatsapp", kind=Kind.PRODUCT) == []
    assert look_up("whatsapp", kind=Kind.PRODUCT).count == 0


@pytest.mark.postgres
def test_when_nothing_has_all_the_words_some_of_them_will_do(small_site: Flask) -> None:
    answer = look_up("acupuncture microwave")
    assert answer.is_any
    assert {hit.title for hit in answer.hits} == {"Acupuncture: what the trials show", "Wheat heat wrap"}


@pytest.mark.postgres
def test_what_is_nowhere_is_not_found(small_site: Flask) -> None:
    answer = look_up("zzyzx qqq")
    assert (answer.hits, answer.count, answer.meant) == ((), 0, "")


@pytest.mark.postgres
def test_pages_hold_ten_and_stop_at_a_hundred(context: Flask) -> None:
    with transaction():
        for number in range(1, 121):
            make_document(f"Evening {number}", subject_id=number)
    first, last = look_up("evening"), look_up("evening", page=10)
    assert (first.count, first.pages, len(first.hits)) == (100, 10, 10)
    assert look_up("evening", page=999).page == 10 == last.page
    seen = [hit.title for page in range(1, 11) for hit in look_up("evening", page=page).hits]
    assert len(set(seen)) == 100


@pytest.mark.postgres
def test_a_changed_document_is_found_by_its_new_words_only(small_site: Flask) -> None:
    make_document("A quiet week", subject_id=3, summary="Rest.", text="Nothing.")
    assert titles("flare plan louder") == []
    assert titles("quiet week") == ["A quiet week"]


@pytest.mark.postgres
def test_a_dropped_document_is_not_found_and_not_suggested(small_site: Flask) -> None:
    with transaction():
        drop_document(Kind.ARTICLE, 5)
        drop_document(Kind.ARTICLE, 999)
    assert titles("acupuncture") == []
    assert look_up("accupunture").meant == ""


@pytest.mark.postgres
def test_accents_do_not_matter(context: Flask) -> None:
    make_document("Café hours", text="A naïve question")
    assert titles("cafe") == ["Café hours"]
    assert titles("CAFÉ") == ["Café hours"]
    assert titles("naive") == ["Café hours"]
