"""What readers of the demo have said below its newest articles, and one comment that waits for a person."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.comments.models import Comment
from app.comments.rows import make_commenter
from app.comments.rules import CommentState, Reason
from app.comments.words import fingerprint_of
from app.content.models import Article, ArticleState
from app.db import db
from app.markdown import render_plainly
from app.newsletter.addresses import parse_address

#: name, address, words, whether it answers the one before, and where it stands
SAID: tuple[tuple[str, str, str, bool, CommentState], ...] = (
    (
        "Nuala",
        "nuala@reading.example",
        "Thank you for saying how sure one can be. I have read so many pages that promise everything, and on bad "
        "days I no longer know whom to believe.",
        False,
        CommentState.SHOWN,
    ),
    (
        "Jörg",
        "joerg@lesen.example",
        "The same here. I print the short part and keep it on the fridge.",
        True,
        CommentState.SHOWN,
    ),
    (
        "Priya",
        "priya@reading.example",
        "It was different for me: I had to stop twice before I found *my* amount. Ten minutes were too many at first, "
        "two were fine.",
        False,
        CommentState.SHOWN,
    ),
    (
        "Tomás",
        "tomas@corkmail.example",
        "Does anybody know of a group near Cork that meets sitting down?",
        False,
        CommentState.WAITING,
    ),
)


def load_comments(now: datetime) -> None:
    """Let the newest article have been talked about."""
    query = select(Article).where(Article.state == ArticleState.PUBLISHED)
    article = db.session.scalars(query.order_by(Article.published_at.desc(), Article.id.desc())).first()
    if article is None:
        return
    at, above = now - timedelta(days=2), None
    for name, email, text, answers, state in SAID:
        at += timedelta(hours=5)
        comment = Comment(
            article_id=article.id,
            level=2 if answers else 1,
            parent_id=above if answers else None,
            parent_level=1 if answers else None,
            commenter_id=make_commenter(parse_address(email), now=at).id,
            name=name,
            text=text,
            html=render_plainly(text),
            fingerprint=fingerprint_of(text),
            state=state,
            reasons=[Reason.NEW.value],
            written_at=at,
            confirmed_at=at,
            shown_at=at if state is CommentState.SHOWN else None,
        )
        db.session.add(comment)
        db.session.flush()
        above = above if answers else comment.id
