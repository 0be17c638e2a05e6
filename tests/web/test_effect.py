"""What is counted when pages are read and links followed, and how staff are told."""

import csv
import io
import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.clock import utcnow
from app.db import db, transaction
from app.effect.models import ArticleDay
from app.relatedness.models import Edge, EdgeDay
from app.web.counting import Tally, is_person
from app.web.via import read_via, sign_via
from blueprints.staff.effect.exporting import plain_cell
from tests.factories.journal import make_article, make_open_door, make_resource
from tests.factories.shop import put_on_sale
from tests.support.mail import text_of
from tests.web.newsletter.test_joining import FORM

ARTICLE = "/articles/long-nights/"
Mailbox = Callable[[], list[EmailMessage]]


@pytest.fixture(autouse=True)
def nights(app: Flask) -> None:
    """An article that leads to a thing, a place, a door and another article; nothing is counted yet."""
    tally_of(app).views.clear()
    tally_of(app).followed.clear()
    with app.app_context():
        variant = put_on_sale(title="Wool hot-water bottle", sku="SH-WHW")
        make_article(products=(variant.product_id,), now=utcnow())


def tally_of(app: Flask) -> Tally:
    tally: Tally = app.extensions["tally"]
    return tally


def written(app: Flask) -> dict[str, dict[str, int]]:
    """Write what is counted; return each end's sums by its kind, and the article's."""
    tally_of(app).write()
    with app.app_context():
        found = {
            edge.to_kind.value: {name: getattr(day, name) for name in ("shown", "clicks", "carts", "joined")}
            for edge, day in db.session.execute(
                select(Edge, EdgeDay).join(EdgeDay, EdgeDay.edge_id == Edge.id)
            )
        }
        for day in db.session.scalars(select(ArticleDay)):
            found["article"] = {"reads": day.reads, "subscribed": day.subscribed}
        return found


def link_to(client: FlaskClient, path: str) -> str:
    """Return the address of the first card that leads there."""
    found = re.search(rf'href="({path}[^"]*\?via=[^"]*)"', client.get(ARTICLE).text)
    assert found is not None
    return found[1]


def test_a_kept_page_is_counted_each_time_it_is_sent_and_costs_no_write(
    app: Flask, client: FlaskClient
) -> None:
    client.get(ARTICLE)
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        for _ in range(3):
            answer = client.get(ARTICLE)
        client.get(ARTICLE, headers={"If-None-Match": answer.headers["ETag"]})
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    assert sent == [], "a kept page asks nothing and writes nothing"
    assert not [name for name, _ in answer.headers if name.startswith("X-Page")]
    told = written(app)
    assert told["article"]["reads"] == 5
    assert {told[kind]["shown"] for kind in ("product", "resource", "door")} == {5}


def test_a_page_made_for_one_visitor_counts_too(app: Flask, client: FlaskClient) -> None:
    client.post("/basket/lines", data={"sku": "SH-WHW", "quantity": "1"})
    client.get(ARTICLE)
    assert written(app)["article"]["reads"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0 Safari/537.36"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": ""},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Sec-Fetch-Dest": "empty"},
    ],
)
def test_programs_are_left_out(app: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    for _ in range(2):
        client.get(ARTICLE, headers=headers)
    assert written(app) == {}


def test_what_staff_read_and_press_counts_for_nothing(app: Flask, staff_client: FlaskClient) -> None:
    thing = staff_client.get(link_to(staff_client, "/products/")).text
    door = staff_client.get(link_to(staff_client, "/join/")).text
    staff_client.post("/basket/lines", data={"sku": "SH-WHW", "quantity": "1", "via": via_in(thing)})
    staff_client.post("/join/the-porch/", data={"via": via_in(door)})
    assert written(app) == {}


def test_what_a_program_presses_counts_for_nothing(app: Flask, client: FlaskClient) -> None:
    thing, door = client.get(link_to(client, "/products/")).text, client.get(link_to(client, "/join/")).text
    for agent in ("curl/8.5.0", "python-requests/2.32", ""):
        headers = {"User-Agent": agent}
        client.post(
            "/basket/lines", data={"sku": "SH-WHW", "quantity": "1", "via": via_in(thing)}, headers=headers
        )
        client.post("/join/the-porch/", data={"via": via_in(door)}, headers=headers)
    told = written(app)
    assert (told["product"]["carts"], told["door"]["joined"]) == (0, 0)


def via_in(page: str) -> str:
    """Return the value that a page's form carries on."""
    found = re.search(r'name="via" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_what_people_use_is_no_program() -> None:
    for agent in (
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15; CUBOT NOTE 50) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
        "Lynx/2.9.0",
    ):
        assert is_person({"REQUEST_METHOD": "GET", "HTTP_USER_AGENT": agent}), agent


def test_a_link_that_is_followed_counts_for_its_edge_and_no_other(app: Flask, client: FlaskClient) -> None:
    for path in ("/products/", "/resources/", "/join/"):
        assert client.get(link_to(client, path)).status_code == 200
    told = written(app)
    assert {told[kind]["clicks"] for kind in ("product", "resource", "door")} == {1}
    address = link_to(client, "/products/").partition("?")[2]
    client.get(f"/join/the-porch/?{address}")
    client.get("/products/wool-hot-water-bottle/?via=made-up")
    assert written(app)["product"]["clicks"] == 1, "an edge is followed to where it leads"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Cache-Control": "max-age=0"}])
def test_a_link_sent_on_or_reloaded_is_no_step(
    app: Flask, client: FlaskClient, headers: dict[str, str]
) -> None:
    client.get(link_to(client, "/products/"), headers=headers)
    assert written(app)["product"]["clicks"] == 0


def test_the_way_knows_its_first_link(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        first = sign_via(4711)
    page = client.get(f"{ARTICLE}?via={first}").text
    found = re.search(r'href="/products/[^"?]*\?via=([^"]*)"', page)
    assert found is not None
    with app.app_context():
        touch = read_via(found[1])
    assert touch is not None and touch.first == 4711 and touch.last != 4711


def test_a_thing_put_into_the_basket_counts_once(app: Flask, client: FlaskClient) -> None:
    page = client.get(link_to(client, "/products/")).text
    via = re.search(r'name="via" value="([^"]*)"', page)
    assert via is not None
    form = {"sku": "SH-WHW", "quantity": "1", "via": via[1], "seen": "0"}
    for _ in range(2):
        client.post("/basket/lines", data=form)
    assert written(app)["product"]["carts"] == 1, "a second press of the same button adds nothing"


def test_an_invitation_opened_from_an_article_counts_as_joined(app: Flask, client: FlaskClient) -> None:
    page = client.get(link_to(client, "/join/")).text
    via = re.search(r'name="via" value="([^"]*)"', page)
    assert via is not None
    client.post("/join/the-porch/", data={"via": via[1]})
    client.post("/join/the-porch/")
    assert written(app)["door"]["joined"] == 1


def test_a_sign_up_below_an_article_counts_for_it_once_it_is_confirmed(
    app: Flask, client: FlaskClient, mailbox: Mailbox
) -> None:
    article = re.search(r'name="article" value="(\d+)"', client.get(ARTICLE).text)
    assert article is not None
    client.post("/letters/", data={**FORM, "form": "article", "article": article[1]})
    found = re.search(r"http://127\.0\.0\.1:8000(/letters/confirm/\S+)", text_of(mailbox()[0]))
    assert found is not None
    assert written(app)["article"]["subscribed"] == 0, "asking is not confirming"
    hidden = re.search(r'name="article" value="(\d+)"', client.get(found[1]).text)
    assert hidden is not None
    for _ in range(2):
        client.post(found[1].partition("?")[0], data={"article": hidden[1]})
    assert written(app)["article"]["subscribed"] == 1


def test_what_cannot_be_written_waits(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(ARTICLE)

    def down(*_args: object, **_more: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("app.web.counting.add_seen", down)
        tally_of(app).write()
    assert written(app)["article"]["reads"] == 1


def test_an_article_that_is_gone_counts_for_nothing(app: Flask) -> None:
    tally_of(app).saw((999, (998,)))
    tally_of(app).follow((998, "product", 1))
    assert written(app) == {}


def test_staff_read_one_sentence_an_article_and_the_same_in_numbers(
    app: Flask, client: FlaskClient, staff_client: FlaskClient
) -> None:
    client.get(link_to(client, "/products/"))
    client.get(link_to(client, "/join/"))
    written(app)
    page = staff_client.get("/staff/effect/").text
    assert "It was read 2 times and led to 2 steps onward." in page
    assert "<svg" in page and "The same in numbers" in page
    one = re.search(r'href="(/staff/effect/\d+/)\?days=28"', page)
    assert one is not None
    detail = " ".join(staff_client.get(f"{one[1]}?days=7").text.split())
    assert "per 1,000 reads" in detail and ">500<" in detail
    assert "Wool hot-water bottle" in detail and "chosen by staff" in detail


def test_where_nobody_has_read_there_are_words_instead_of_an_empty_drawing(
    app: Flask, client: FlaskClient, staff_client: FlaskClient
) -> None:
    page = staff_client.get("/staff/effect/").text
    assert "Nobody has read anything in these days" in page and "<svg viewBox" not in page
    client.get("/articles/long-nights/")
    written(app)
    assert "<svg viewBox" in staff_client.get("/staff/effect/").text


def test_the_list_is_read_on_by_a_mark_and_asks_as_often_for_many(
    app: Flask, client: FlaskClient, staff_client: FlaskClient
) -> None:
    with app.app_context():
        resource, door = make_resource(), make_open_door()
        for number in range(31):
            make_article(title=f"Night {number}", resource=resource, door=door, now=utcnow())
    client.get(ARTICLE)
    written(app)
    first = staff_client.get("/staff/effect/").text
    assert first.index("Long nights") < first.index("Night 0")
    more = re.search(r'href="(/staff/effect/\?days=28&amp;after=0-\d+)"', first)
    assert more is not None
    rest = staff_client.get(more[1].replace("&amp;", "&")).text
    assert "Night 30" in rest and "Night 0<" not in rest


def test_the_export_holds_every_edge_and_no_formula(
    app: Flask, client: FlaskClient, staff_client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        session.execute(db.text("UPDATE articles SET title = '=cmd|calc' WHERE slug = 'long-nights'"))
    client.get(link_to(client, "/products/"))
    written(app)
    answer = staff_client.get("/staff/effect/edges.csv?days=7")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = {row["kind"]: (row["shown"], row["followed"]) for row in rows}
    assert told == {"product": ("1", "1"), "resource": ("1", "0"), "door": ("1", "0")}
    assert {row["article"] for row in rows} == {"'=cmd|calc"}
    for word in ("=1", "+1", "-1", "@x", "\tx"):
        assert plain_cell(word) == f"'{word}"


def test_who_may_not_see_the_sums_does_not(app: Flask, new_client: Callable[[], FlaskClient]) -> None:
    from tests.support.staff import sign_in

    support = sign_in(app, new_client(), role="support")
    assert support.get("/staff/effect/").status_code == 403
