"""Links that show a working copy to people without an account: made for some days, taken back at any time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.members import find_member
from app.audit.actions import record
from app.content.models import Article
from app.content.queries import get_article
from app.content.review_models import PreviewLink
from app.db import db
from app.errors import Invalid, NotFound
from app.tokens import hash_token, new_token

KIND = "preview"
DAYS = (1, 7, 30)


def make_preview(article: Article, days: int, *, actor: str, now: datetime) -> str:
    """Make a link for some days and return its token, which is kept nowhere."""
    if days not in DAYS:
        raise Invalid("Choose how long the link shall work.")
    token = new_token()
    db.session.add(
        PreviewLink(
            article_id=article.id,
            token_hash=hash_token(KIND, token),
            made_at=now,
            made_by=actor,
            expires_at=now + timedelta(days=days),
        )
    )
    record(
        "article.preview_made", actor=actor, subject=("article", article.id), now=now, details={"days": days}
    )
    return token


def revoke_preview(link_id: int, article_id: int, *, actor: str, now: datetime) -> None:
    """Take a link back at once."""
    link = db.session.scalars(select(PreviewLink).filter_by(id=link_id, article_id=article_id)).first()
    if link is None:
        raise NotFound("There is no such link of this article.")
    if link.revoked_at is None:
        link.revoked_at = now
        record("article.preview_revoked", actor=actor, subject=("article", article_id), now=now)


def find_preview(token: str, *, now: datetime) -> tuple[PreviewLink, Article] | None:
    """Return the link behind a token and its article, while it works."""
    query = select(PreviewLink).where(PreviewLink.token_hash == hash_token(KIND, token))
    link = db.session.scalars(
        query.where(PreviewLink.revoked_at.is_(None), PreviewLink.expires_at > now)
    ).first()
    if link is None or not _may_still_show(link):
        return None
    return link, get_article(link.article_id)


def _may_still_show(link: PreviewLink) -> bool:
    """Say whether whoever made a link may still read drafts themselves; the links of somebody who left end with it."""
    maker = find_member(link.made_by)
    return maker is None or maker.may("content.write")


def list_previews(article_id: int, *, now: datetime) -> Sequence[PreviewLink]:
    """Return the links that work, the newest first."""
    query = select(PreviewLink).where(
        PreviewLink.article_id == article_id, PreviewLink.revoked_at.is_(None), PreviewLink.expires_at > now
    )
    found = db.session.scalars(query.order_by(PreviewLink.id.desc()).limit(50)).all()
    return [one for one in found if _may_still_show(one)]
