"""What the database refuses whatever the code does, and what `flask verify` finds behind its back (both databases)."""
# ruff: noqa: S608 - the statements are the test's own, and so are the ids in them

import pytest
from flask import Flask

from app.clock import utcnow
from app.comments.erasing import erase_commenter
from app.db import transaction
from tests.factories.comments import make_comment
from tests.factories.journal import make_article
from tests.support.walls import codes_found_after, let_through

pytestmark = pytest.mark.postgres


@pytest.fixture
def three(context: Flask) -> tuple[int, int, int]:
    """A comment, its answer, and a comment below another article."""
    article = make_article(now=utcnow()).id
    first = make_comment(article)
    second = make_comment(article, answers=first, text="An answer.")
    other = make_comment(make_article(title="Other nights", now=utcnow()).id)
    return first, second, other


def test_the_database_refuses_what_no_comment_may_be(three: tuple[int, int, int]) -> None:
    first, second, other = three
    change = "UPDATE comments SET "
    assert (
        let_through(
            [
                f"{change} parent_id = {other} WHERE id = {second}",
                f"{change} parent_id = {second} WHERE id = {second}",
                f"{change} parent_id = {second}, level = 2, parent_level = 1 WHERE id = {first}",
                f"{change} level = 3 WHERE id = {second}",
                f"{change} confirmed_at = NULL WHERE id = {first}",
                f"{change} shown_at = NULL WHERE id = {first}",
                f"{change} state = 'gone' WHERE id = {first}",
                f"{change} text = '', html = '', name = '' WHERE id = {first}",
                f"{change} is_crisis = true WHERE id = {first}",
                f"{change} fingerprint = (SELECT fingerprint FROM comments WHERE id = {first}) WHERE id = {second}",
                f"DELETE FROM commenters WHERE id = (SELECT commenter_id FROM comments WHERE id = {first})",
                "UPDATE commenters SET email = NULL",
                "UPDATE commenters SET email = NULL, email_key = NULL",
                "UPDATE commenters SET blocked_at = created_at",
            ]
        )
        == []
    )


def test_the_checks_see_what_was_done_behind_the_walls(three: tuple[int, int, int]) -> None:
    first, _, other = three
    change = "UPDATE comments SET "
    for code, statement in (
        ("K1", f"{change} confirmed_at = NULL WHERE id = {first}"),
        ("K1", f"{change} is_crisis = true WHERE id = {first}"),
        ("K3", f"{change} state = 'gone' WHERE id = {other}"),
    ):
        assert code in codes_found_after(statement, "comments"), statement


def test_the_checks_see_words_of_an_erased_person(three: tuple[int, int, int]) -> None:
    first, _, _ = three
    with transaction():
        erase_commenter("orla@reader.example")
    words = f"UPDATE comments SET state = 'hidden', text = 'Back.', html = 'x', name = 'x' WHERE id = {first}"
    assert "K3" in codes_found_after(words, "comments")
