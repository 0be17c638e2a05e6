"""Notes of staff about an order: kept once, frozen, erased with the buyer, handed out on request."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.db import db, transaction
from app.orders.desk_models import OrderNote
from app.orders.errors import NoteRefused
from app.orders.noting import LONGEST_NOTE, add_note, list_notes, tidy_lines
from app.orders.queries import lock_order
from app.people.erasing import ask_erasure, carry_out
from app.people.exporting import gather
from tests.support.parcels import send_all
from tests.support.shop import ANSWERS, Shop

pytestmark = pytest.mark.postgres


@pytest.fixture
def order_id(shop: Shop) -> int:
    shop.variant(units=5)
    return shop.buy(("SH-WHW", 1)).id


def write(order_id: int, words: str, *, actor: str = "user:1") -> OrderNote:
    with transaction():
        note = add_note(lock_order(order_id), words, actor=actor, now=utcnow())
        db.session.expunge(note)
    return note


def test_a_note_is_kept_with_who_and_when_and_a_second_press_is_the_first(shop: Shop, order_id: int) -> None:
    first = write(order_id, " Nora called.\r\nLeave it next door.\x00 ")
    assert write(order_id, "Nora called.\nLeave it next door.").id == first.id
    write(order_id, "Nora called.\nLeave it next door.", actor="user:2")
    assert [(one.words, one.written_by) for one in list_notes(order_id)] == [
        ("Nora called.\nLeave it next door.", "user:2"),
        ("Nora called.\nLeave it next door.", "user:1"),
    ]
    entry = db.session.query(AuditEntry).filter_by(action="order.note_added").first()
    assert entry is not None
    assert entry.details == {"note": first.id}, "the words may be about a person"


@pytest.mark.parametrize("words", ["", " \n\x00\u200b ", "x" * (LONGEST_NOTE + 1)])
def test_an_empty_or_endless_note_is_refused(shop: Shop, order_id: int, words: str) -> None:
    with pytest.raises(NoteRefused):
        write(order_id, words)


def test_the_database_lets_a_note_become_nothing_but_erased(shop: Shop, order_id: int) -> None:
    write(order_id, "Nora called.")
    for statement in (
        "UPDATE order_notes SET words = 'other'",
        "UPDATE order_notes SET written_by = 'user:2'",
        "UPDATE order_notes SET order_id = order_id",
        "DELETE FROM order_notes",
    ):
        with pytest.raises(DBAPIError, match="never changed"), transaction() as session:
            session.execute(text(statement))


def test_the_buyer_gets_notes_when_they_ask_and_an_erasure_takes_the_words(shop: Shop, order_id: int) -> None:
    write(order_id, "Nora called.")
    (held,) = [one for one in gather(ANSWERS["email"]) if one.table == "order_notes"]
    assert "Nora called." in str(held.rows)
    send_all(shop.order(1))
    shop.work()
    with transaction():
        assert carry_out(ask_erasure(ANSWERS["email"], actor="shopper", now=utcnow()), now=utcnow()) == []
    assert [one.words for one in list_notes(order_id)] == ["(erased)"]
    with pytest.raises(NoteRefused, match="is erased"):
        write(order_id, "Nora called again.")


def test_lines_are_tidied_and_stay_lines() -> None:
    assert tidy_lines("a \r\n\r\n b\x07\u202e\r") == "a\n\n b"
