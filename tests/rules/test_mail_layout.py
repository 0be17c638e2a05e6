"""The frame of every mail: one look, one plain twin, the postal address in both."""

from types import SimpleNamespace

import pytest
from jinja2 import ChoiceLoader, DictLoader

from app.outbox.mail import mail_environment, render_mail

SITE = SimpleNamespace(name="Soft Hours", email="hello@softhours.example", postal_address="4 Example Street")
TITLE = "{% block title %}Packed{% endblock %}"
WORDS = {
    "email/packed/subject.txt": "Order 1042\n",
    "email/packed/body.txt": '{% extends "email/layout.txt" %}'
    + TITLE
    + "{% block body %}Dear {{ name }}{% endblock %}",
    "email/packed/body.html": '{% extends "email/layout.html" %}'
    + TITLE
    + '{% block body %}<p>Dear {{ name }}</p><a class="button" href="{{ site_url }}/x">See</a>{% endblock %}',
}


@pytest.fixture
def mail() -> tuple[str, str, str]:
    environment = mail_environment(site=SITE, site_url="https://softhours.example")
    assert environment.loader is not None
    environment.loader = ChoiceLoader([DictLoader(WORDS), environment.loader])
    return render_mail(environment, "packed", {"name": "Nora <b>"})


def test_both_parts_carry_the_postal_address(mail: tuple[str, str, str]) -> None:
    _, text, html = mail
    assert "4 Example Street" in text
    assert "4 Example Street" in html


def test_the_look_is_inline_and_the_dark_scheme_is_kept(mail: tuple[str, str, str]) -> None:
    html = mail[2]
    assert "background-color: #5b3a78" in html.split('class="button"')[1].split(">")[0]
    assert "prefers-color-scheme: dark" in html


def test_only_the_html_part_escapes(mail: tuple[str, str, str]) -> None:
    subject, text, html = mail
    assert subject == "Order 1042"
    assert "Dear Nora <b>" in text
    assert "Dear Nora &lt;b&gt;" in html


@pytest.mark.parametrize(
    ("is_shipped", "words"), [(True, "after the parcel reaches you"), (False, "of buying")]
)
def test_the_days_to_withdraw_count_from_the_parcel_only_where_there_is_one(
    is_shipped: bool, words: str
) -> None:
    environment = mail_environment(site=SITE, site_url="https://softhours.example")
    known = {
        "name": "Nora", "number": "1042", "total": "28.00 EUR", "is_shipped": is_shipped, "delivery_days": "2 days",
        "address": ["Nora"], "lines": [], "shipping": "", "tax": "5.24 EUR", "tax_percent": "23", "link": "https://x",
    }  # fmt: skip
    for part in render_mail(environment, "order_paid", known)[1:]:
        assert "withdraw from this contract" in part
        assert words in part
        assert is_shipped is ("parcel" in part)


ORDER = {
    "number": "1042", "link": "https://softhours.example/orders/x/", "name": "Nora <b>",
    "lines": [{"words": "Wheat heat wrap", "quantity": 2, "amount": "48.00"}], "shipping": "4.50", "tax": "9.82",
    "tax_percent": 23, "total": "52.50", "address": ["Nora <b>", "4 Example Street", "Dublin"], "country": "IE",
    "delivery_days": "2 to 3 working days",
}  # fmt: skip


@pytest.mark.parametrize("is_shipped", [True, False])
def test_an_orders_mail_says_where_it_goes_line_by_line(is_shipped: bool) -> None:
    environment = mail_environment(site=SITE, site_url="https://softhours.example")
    _, text, html = render_mail(environment, "order_paid", {**ORDER, "is_shipped": is_shipped})
    assert ("It goes to:<br>Nora &lt;b&gt;<br>4 Example Street<br>Dublin</p>" in html) is is_shipped
    assert ("\n\nIt goes to:\nNora <b>\n4 Example Street\nDublin\n\nSee" in text) is is_shipped
    assert "&lt;br" not in html, "no mark of ours shows as text"
    assert "\n\n- Wheat heat wrap (2): 48.00\n" in text
    assert "\n\nSee the order: https" in text


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"is_shipped": False},
        {"is_shipped": False, "comes_by_mail": False},
        {"goes_with": "1041", "credits": [{"words": "Gift card", "amount": "-5.00"}]},
        {"pickup_place": "4 Example Street", "pickup_hours": "9 to 5"},
        {
            "is_shipped": False,
            "has_begun": True,
            "cards": [{"to": "ada@example.org"}],
            "files": [{"words": "A book", "kind": "PDF", "size": "1 MB"}],
        },
    ],
)
def test_a_paid_orders_plain_part_has_one_blank_line_between_paragraphs(more: dict[str, object]) -> None:
    environment = mail_environment(site=SITE, site_url="https://softhours.example")
    _, text, _ = render_mail(environment, "order_paid", {**ORDER, "is_shipped": True, **more})
    body = text[text.index("Hello Nora") : text.index("\n\n\n--\n")]
    assert "\n\n\n" not in body
    assert "52.50" in body and "\n\nSee the order: https" in body
