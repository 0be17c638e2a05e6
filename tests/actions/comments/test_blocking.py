"""A block outlives the erasure of who was blocked, as a salted hash, and can be lifted by who knows the address."""

import pytest
from sqlalchemy import select, text

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.comments.blocking import find_block, let_in_again
from app.comments.deciding import block_writer
from app.comments.erasing import erase_commenter
from app.comments.models import CommentBlock, Commenter
from app.db import db, transaction
from app.newsletter.errors import AddressNotUsable
from app.newsletter.suppressing import salted_hash
from tests.factories.comments import comment_of, make_comment, write_comment
from tests.factories.journal import make_article

pytestmark = pytest.mark.postgres
ACTOR, MINE, OTHER = "user:1", "orla@reader.example", "mae@reader.example"


@pytest.fixture
def article(context: object) -> int:
    return make_article(now=utcnow()).id


def erase_blocked(article: int, email: str = MINE) -> None:
    """Block somebody, and then erase them."""
    writer = comment_of(make_comment(article, email=email)).commenter_id
    with transaction():
        block_writer(writer, actor=ACTOR, now=utcnow())
    with transaction():
        assert erase_commenter(email)


def test_of_a_blocked_writer_who_was_erased_nothing_new_is_kept(article: int) -> None:
    erase_blocked(article)
    before = db.session.scalars(select(Commenter.id)).all()
    assert write_comment(article, email=MINE, text="Again me.") is None
    assert write_comment(article, email="Orla@Reader.Example", text="Again me.", is_signed_in=True) is None
    assert db.session.scalars(select(Commenter.id)).all() == before, "not even the address"
    assert write_comment(article, email=OTHER, text="Somebody else.") is not None


def test_what_is_kept_of_them_is_a_salted_hash_that_fits_no_other_list(article: int) -> None:
    erase_blocked(article)
    kept = db.session.scalars(select(CommentBlock)).one()
    assert len(kept.digest) == 64 and kept.by == ACTOR
    assert kept.digest != salted_hash(MINE)
    stored = db.session.execute(text("SELECT * FROM comment_blocks")).all()
    assert MINE not in str(stored) and "orla" not in str(stored)


def test_who_was_not_blocked_leaves_no_mark_and_may_come_back(article: int) -> None:
    make_comment(article, email=MINE)
    with transaction():
        assert erase_commenter(MINE)
    assert db.session.scalars(select(CommentBlock)).all() == []
    assert write_comment(article, email=MINE, text="Here again.") is not None


def test_a_block_is_lifted_by_the_address_erased_or_not_and_once(article: int) -> None:
    erase_blocked(article)
    writer = comment_of(make_comment(article, email=OTHER, text="Other words.")).commenter_id
    with transaction():
        block_writer(writer, actor=ACTOR, now=utcnow())
    for email in (" Orla@reader.example", OTHER):
        with transaction():
            assert let_in_again(email, actor=ACTOR, now=utcnow())
        with transaction():
            assert not let_in_again(email, actor=ACTOR, now=utcnow())
        assert write_comment(article, email=email.strip(), text="I am back.") is not None
    assert find_block(MINE) is None
    told = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "commenter.unblocked"))
    assert len(told.all()) == 2
    with pytest.raises(AddressNotUsable), transaction():
        let_in_again("nobody", actor=ACTOR, now=utcnow())


def test_erased_twice_it_is_one_block(article: int) -> None:
    erase_blocked(article)
    with transaction():
        assert not erase_commenter(MINE)
    assert len(db.session.scalars(select(CommentBlock)).all()) == 1
