"""Whatever people have typed stands in every page, letter and feed as words: judged in the tree a browser would build.

The rows are written past the forms, so that no check on the way in can hide a template that does not escape.
"""

from collections.abc import Iterator
from email import message_from_bytes, policy
from xml.etree import ElementTree

import html5lib
import pytest
from flask import Flask
from sqlalchemy import String, Text, select, text

from app.db import db, transaction
from app.freshness import forget_version, raise_version
from app.outbox.working import run_all_owed
from app.remembered import forget_everything
from app.settings.queries import forget_settings
from tests.support.house import House, send
from tests.web.hostile.walking import clients, who_asks

MARKUP = "\"'></title></textarea></script><script>alert(1)</script><img src=x onerror=alert(1)>"
#: columns that hold words of people; the text that is HTML already has its own corpus (tests/rules/markdown)
WORDS = {
    "agent", "alt", "audience", "body", "cancel_reason", "carrier", "city", "cost", "credit", "device",
    "electronic_address", "eu_electronic_address", "eu_name", "eu_postal_address", "first_message", "hours",
    "intervention", "materials", "name", "none_doors", "none_products", "origin", "phrase", "place", "population",
    "postal_address", "postal_code", "product_name", "publisher", "reason", "returns", "sentence", "statement",
    "days", "delivery_name", "street", "street_more", "summary", "tagline", "title", "tracking", "variant_name", "why",
    "words",
}  # fmt: skip
APART = {"send_buckets", "payment_cursors"}


def spoil(app: Flask) -> int:
    """Write markup into every column of words, and into what is kept as JSON; return how many columns it was."""
    count = 0
    with app.app_context(), transaction() as session:
        for trigger in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f'DROP TRIGGER "{trigger}"'))  # an order's lines are never changed, but here
        for table in db.metadata.sorted_tables:
            names = [
                column.name
                for column in table.columns
                if table.name not in APART and column.name in WORDS and type(column.type) in (String, Text)
            ]
            if names:  # all at once, because some of them stand and fall together
                session.execute(table.update().values(dict.fromkeys(names, MARKUP)))
                count += len(names)
        for name, key in (("articles", "draft"), ("article_versions", "content"), ("campaigns", "content")):
            table = db.metadata.tables[name]
            for identity, kept in session.execute(select(table.c.id, table.c[key])).all():
                spoiled = {key: with_markup(kept)}
                session.execute(table.update().where(table.c.id == identity).values(spoiled))
        raise_version()
    forget_version()
    forget_settings()
    forget_everything()
    app.extensions["page_cache"].pages.clear()
    return count


def with_markup(kept: object) -> object:
    """Return JSON with markup in its words; short ones are choices and stay."""
    if isinstance(kept, dict):
        same = {"doi", "pmid", "key", "slug", "url", "references", "topics", "author"}
        return {key: value if key in same else with_markup(value) for key, value in kept.items()}
    if isinstance(kept, list):
        return [with_markup(one) for one in kept]
    return MARKUP if isinstance(kept, str) and " " in kept else kept


def complaints_of(html: str) -> Iterator[str]:
    """Yield what a browser would run, or was led to."""
    for node in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if (
            node.tag == "script"
            and "alert(1)" in (node.text or "")
            and node.get("type") != "application/ld+json"
        ):
            yield "a script"
        if any(str(name).startswith("on") for name in node.attrib) or node.get("src") == "x":
            yield f"<{node.tag} {dict(node.attrib)}>"
        if any(
            (node.get(name) or "").strip().lower().startswith("javascript:")
            for name in ("href", "src", "action")
        ):
            yield "a javascript: address"


@pytest.fixture
def spoiled(house: House) -> House:
    assert spoil(house.app) > 40
    return house


def test_words_are_words_on_every_page(spoiled: House) -> None:
    who, seen = clients(spoiled), 0
    for rule in spoiled.rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "staff_mailbox.message_html":
            continue
        answer = send(who[who_asks(rule)], "GET", spoiled.address_of(rule))
        assert answer.status_code < 500, rule.rule
        if answer.mimetype == "text/html":
            assert list(complaints_of(answer.text)) == [], rule.rule
            seen += "alert(1)" in answer.text
        elif "xml" in (answer.mimetype or ""):
            tags = {node.tag.split("}")[-1] for node in ElementTree.fromstring(answer.data).iter()}  # noqa: S314
            assert not tags & {"script", "img"}, rule.rule
    assert seen > 25, "the markup stood on few pages; the house has changed"


def test_words_are_words_in_every_letter(spoiled: House) -> None:
    folder = spoiled.app.extensions["config"].instance_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()
    owner = spoiled.staff("merchant")
    number = spoiled.known["number"]
    send(owner, "POST", f"/staff/orders/{number}/shipment", data={"carrier": MARKUP, "tracking": MARKUP})
    send(
        owner, "POST", f"/staff/orders/{number}/refunds", data={"amount": "1", "seen": "0", "reason": MARKUP}
    )
    send(
        spoiled.staff("editor"),
        "POST",
        "/staff/letters/preview/",
        data={"article": spoiled.known["article_id"]},
    )
    with spoiled.app.app_context():
        run_all_owed()
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
    assert len(letters) >= 2
    assert any("alert(1)" in str(one.get_body(("html",))) for one in letters)
    for letter in letters:
        body = letter.get_body(("html",))
        assert body is not None
        assert list(complaints_of(body.get_content())) == [], letter["Subject"]
        assert "\n" not in str(letter["Subject"])
