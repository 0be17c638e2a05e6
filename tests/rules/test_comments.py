"""What may be said in a comment, who is trusted with what, and how long things stay open; pure rules."""

import time
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from app.comments.rules import CommentState, Reason, is_closed, may_edit_until, why_waiting
from app.comments.words import (
    LONGEST,
    WordsRefused,
    check_words,
    count_links,
    fingerprint_of,
    tidy_name,
    tidy_text,
)
from app.markdown import render_plainly

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
KNOWN = {
    "is_staff": False, "shown_before": 9, "has_spam": False, "trusted_after": 2, "links": 0, "has_crisis": False,
    "is_repeated": False, "is_reported": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({}, []),
        ({"shown_before": 1}, [Reason.NEW]),
        ({"shown_before": 2}, []),
        ({"trusted_after": 0, "shown_before": 0}, [Reason.NEW]),
        ({"has_spam": True}, [Reason.NEW]),
        ({"links": 1}, []),
        ({"links": 1, "shown_before": 4}, [Reason.LINKS]),
        ({"is_repeated": True}, [Reason.REPEATED]),
        ({"has_crisis": True, "shown_before": 0}, [Reason.CRISIS, Reason.NEW]),
        ({"has_crisis": True, "is_staff": True, "shown_before": 0}, []),
        ({"is_reported": True}, [Reason.REPORTED]),
        ({"is_reported": True, "is_staff": True}, [Reason.REPORTED]),
    ],
)
def test_a_comment_waits_for_the_reasons_it_has(changed: dict[str, object], reasons: list[Reason]) -> None:
    assert why_waiting(**(KNOWN | changed)) == reasons  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "closed"),
    [
        ({}, False),
        ({"is_on": False}, True),
        ({"closed_by_hand": True}, True),
        ({"published_at": None}, True),
        ({"close_after_days": 3}, True),
        ({"close_after_days": 5}, False),
    ],
)
def test_comments_are_closed_by_switch_by_hand_or_by_age(changed: dict[str, object], closed: bool) -> None:
    usual = {
        "is_on": True,
        "closed_by_hand": False,
        "close_after_days": 0,
        "published_at": NOON - timedelta(days=4),
    }
    assert is_closed(**(usual | changed), now=NOON) is closed  # type: ignore[arg-type]


def test_words_may_be_changed_for_fifteen_minutes() -> None:
    assert may_edit_until(NOON) == NOON + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("name", "text", "fields"),
    [
        ("", "Words.", {"name"}),
        ("N" * 61, "Words.", {"name"}),
        ("...", "Words.", {"name"}),
        ("me@home.example", "Words.", {"name"}),
        ("www.shop.example", "Words.", {"name"}),
        ("Cheap-Pills.com", "Words.", {"name"}),
        ("the EDITORS", "Words.", {"name"}),
        ("Th\u0435 Editors", "Words.", {"name"}),
        ("The edi\u200dtors", "Words.", {"name"}),
        ("\uff34\uff48\uff45 \uff25\uff44\uff49\uff54\uff4f\uff52\uff53", "Words.", {"name"}),
        ("The-Editors.", "Words.", {"name"}),
        ("The \u00e9dit\u00f6rs", "Words.", {"name"}),
        ("The Ed1t0rs", "Words.", {"name"}),
        ("Nora", "", {"text"}),
        ("Nora", " ... ", {"text"}),
        ("Nora", "x" * (LONGEST + 1), {"text"}),
        ("Nora", "http://a.example http://b.example www.c.example", {"text"}),
        ("", "", {"name", "text"}),
    ],
)
def test_what_cannot_stand_is_said_beside_its_field(name: str, text: str, fields: set[str]) -> None:
    with pytest.raises(WordsRefused) as refusal:
        check_words(name, text, reserved=("The editors",))
    assert set(refusal.value.errors) == fields


def test_what_people_write_in_any_script_may_stand() -> None:
    check_words("Ólafur", "Ég er þreytt. 痛い。 مرحبا 👩‍👩‍👧", reserved=())


def test_signs_that_nobody_sees_are_taken_out() -> None:
    assert tidy_name("  Nora\u202e \u200bQuinn\n\tQ\x07 ") == "Nora Quinn Q"
    assert tidy_text("One\r\ntwo\u2066  \n\n\n\n three\x00") == "One\ntwo\n\n three"
    assert tidy_name("👩\u200d🦽") == "👩\u200d🦽", "what joins the parts of a face stays"


@pytest.mark.parametrize(
    "between", ["", "\u034f", "\u200d", "\u0e47", "\u20dd", "\u0301\u200c", "\ufe0f", "\u0903"]
)
def test_no_letter_bears_a_tower_whatever_stands_between_its_marks(between: str) -> None:
    kept = tidy_text("Z" + ("\u0301\u0301\u0301\u0301" + between) * 50)
    assert sum(unicodedata.category(sign) in ("Mn", "Me") for sign in kept) <= 5


def test_letters_that_nobody_sees_are_no_name_and_no_words() -> None:
    for sign in "\u3164\u115f\u1160\uffa0\u2800\u034f\u2062\ufff9\ufffe\ufdd0\U0010ffff\x85":
        assert tidy_name(f" {sign}{sign} ") == tidy_text(sign * 9) == "", f"{ord(sign):x}"


def test_scripts_that_stack_marks_keep_theirs() -> None:
    for words in ("ที่นี่ น้ำ", "स्त्री", "မြန်မာ", "བསྒྲུབས", "Tiếng Việt", "שָׁלוֹם", "1\ufe0f\u20e3"):
        assert tidy_text(words) == unicodedata.normalize("NFC", words)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("none", 0),
        ("see https://a.example/x", 1),
        ("[here](https://a.example)", 1),
        ("[here](/articles/x/)", 1),
        ("[one](//a.example) www.b.example <http://c.example>", 3),
        ("https://www.nhs.uk/conditions/x and https://www.hse.ie/y", 2),
        ("[my page]( <https://www.a.example/x> )", 1),
        ("<http://a.example><http://b.example>", 2),
        ("http://a.example,http://b.example", 2),
        ("go to cheap-pills.com, or Cheap.CO.UK/now", 2),
        ("warm water.Then rest.it helped", 0),
        ("and/or 3 of 4, e.g. at night", 0),
    ],
)
def test_links_are_counted_however_they_are_written(text: str, links: int) -> None:
    assert count_links(text) == links


def test_the_same_words_in_other_dress_are_the_same() -> None:
    assert fingerprint_of("Warm  WATER, helped!") == fingerprint_of("warm water\nhelped")
    assert fingerprint_of("Warm water") != fingerprint_of("Cold water")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,xx)",
        "[x](vbscript:x)",
        "![x](https://a.example/x.png)",
        '[x](https://a.example/"onmouseover="alert(1))',
        '<a href="https://a.example" onclick="alert(1)">x</a>',
        "<svg><a xlink:href='javascript:alert(1)'>",
        "&#x3C;script&#x3E;alert(1)&#x3C;/script&#x3E;",
        "[x](mailto:nora@example.com) [y](tel:999)",
        "[x](//evil.example)",
    ],
)
def test_hostile_words_become_words(text: str) -> None:
    html = render_plainly(text)
    for sign in (
        "<script",
        "<img",
        "<svg",
        "onerror=alert(1)>",
        'href="javascript',
        'href="data',
        'href="mailto',
    ):
        assert sign not in html.lower()
    assert 'href="//' not in html


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("[https://hse.ie](https://evil.example/x)", ">https://evil.example/x</a>"),
        ("[Read it at **www.hse.ie**](https://evil.example)", ">https://evil.example</a>"),
        ("[hse.ie](/articles/x/)", ">/articles/x/</a>"),
        ("[hs\u0435.ie](https://hs\u0435.ie)", ">https://xn--hs-olc.ie</a>"),
        ("<https://hs\u0435.ie/>", ">https://xn--hs-olc.ie/</a>"),
        ("[](https://evil.example)", ">https://evil.example</a>"),
        ("[ \u3164*.*](https://evil.example)", ">https://evil.example</a>"),
        ("<https://hse.ie@evil.example>", "&lt;https://hse.ie@evil.example&gt;"),
        ("[x](https://hse.ie:pw@evil.example)", "<p>[x](https://hse.ie"),
        ("[www.HSE.ie/pain](https://hse.ie:443/pain)", ">www.HSE.ie/pain</a>"),
        ("[what helped 2.5 times, e.g. me](https://hse.ie)", ">what helped 2.5 times, e.g. me</a>"),
        ("[a](https://hse.ie) and [b](https://hse.ie)", ">a</a> and "),
    ],
)
def test_a_link_does_not_say_that_it_leads_elsewhere(typed: str, seen: str) -> None:
    assert seen in render_plainly(tidy_text(typed))


def test_links_tell_machines_that_we_do_not_vouch_for_them() -> None:
    html = render_plainly('[*here*](https://a.example "a title")\nand **there**\n\n# no heading\n- no list')
    assert 'rel="ugc nofollow noopener"' in html and "title" not in html.replace("a.example", "")
    assert "<br>" in html and "<strong>there</strong>" in html
    assert "<h1" not in html and "<li" not in html and html.count("<p>") == 2


@pytest.mark.parametrize("part", ["a.", "-", "](", "//", "www.", "http", "a-", "]( ", "com."])
def test_links_are_counted_in_linear_time(part: str) -> None:
    begun = time.perf_counter()
    count_links(part * 200_000)
    assert time.perf_counter() - begun < 3


@pytest.mark.parametrize(
    "nest", ["a.", "[a.b](http://c.d)", "[", "*a **a ", "`", "![[", "**_", "<http://", "[a](", "\\*", "a_b"]
)
def test_pathological_words_take_little_time(nest: str) -> None:
    begun = time.perf_counter()
    render_plainly((nest * LONGEST)[:LONGEST])
    assert time.perf_counter() - begun < 2


def test_every_state_is_a_word() -> None:
    assert [one.value for one in CommentState] == [
        "unconfirmed",
        "waiting",
        "shown",
        "hidden",
        "spam",
        "gone",
    ]
