"""The mails of the comments: is this yours, somebody has answered, and a word to staff. None holds what was typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from app.accounts.queries import list_who_may
from app.comments.models import Comment, Commenter
from app.comments.rows import lock_commenter
from app.comments.rules import CONFIRM_WITHIN, CommentState
from app.comments.tokens import confirm_token, own_token, stop_token
from app.content.models import Article, ArticleState
from app.db import db, transaction
from app.newsletter.protocol import lacks_address
from app.newsletter.suppressing import is_refused_for_good
from app.outbox.actions import enqueue
from app.outbox.claiming import Claim, OutsideDown
from app.outbox.mail import queue_mail
from app.outbox.transport import MailRefused
from app.settings.queries import load_settings

STOP_SUBJECT = "Stop the answers"
ANSWER_MAIL = "comment_answer_mail"
Mail = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CommentMailer:
    """Sends what the comments owe; the outbox carries ids only, and each link is made when its mail is."""

    token_key: str
    site_url: str
    send: Callable[[Mail, Claim, datetime], None]
    is_demo: bool = False

    def ask(self, held: Claim, now: datetime) -> None:
        """Do one "comment_confirmation" item: 1. let the link work, 2. send it. A final no is somebody's slip."""
        self._send_made(self._confirmation(held.data, now), held, now)

    def tell_of_answer(self, held: Claim, now: datetime) -> None:
        """Do one "comment_answer_mail" item: 1. look whether it is still wished for, 2. send it."""
        self._send_made(self._answer(held.data, now), held, now)

    def _send_made(self, mail: Mail | None, held: Claim, now: datetime) -> None:
        if mail is None:
            return
        try:
            self.send(mail, held, now)
        except MailRefused as refusal:
            if refusal.is_temporary:
                raise

    def _confirmation(self, data: Mail, now: datetime) -> Mail | None:
        self._wait_for_address()
        with transaction():
            writer = db.session.get(Commenter, data["commenter_id"])
            if writer is None or writer.email is None:  # erased in the meantime
                return None
            asked = datetime.fromisoformat(data["asked"])
            token = confirm_token(self.token_key, writer.id, asked, now=now)
            words = {
                "confirm_url": f"{self.site_url}/comments/confirm/{token}/",
                "days": str(CONFIRM_WITHIN.days),
            }
            return {"to": writer.email, "template": "comment_confirm", "data": words}

    def _answer(self, data: Mail, now: datetime) -> Mail | None:
        """Look under the writer's lock, which stopping takes too: no mail starts after a stop was answered."""
        self._wait_for_address()
        with transaction():
            writer = lock_commenter(data["commenter_id"])
            answer = db.session.get(Comment, data["answer_id"])
            article = _published_article(answer) if answer else None
            if answer is None or article is None or not _is_wished(writer, answer):
                return None
            place = f"{self.site_url}/articles/{article.slug}/comments/{answer.id}/"  # leads on to its page
            stop = stop_token(self.token_key, writer.id, now=now)
            words = {
                "answer_url": f"{place}#comment-{answer.id}",
                "own_url": f"{self.site_url}/comments/yours/{own_token(self.token_key, writer.id, now=now)}/",
                "stop_url": f"{self.site_url}/comments/stop/{stop}/",
            }
            headers = stop_headers(stop, site_url=self.site_url, reply_to=load_settings().email)
            return {"to": writer.email, "template": "comment_answer", "data": words, "headers": headers}

    def _wait_for_address(self) -> None:
        if lacks_address(is_demo=self.is_demo):
            raise OutsideDown("The setting postal_address is missing.")


def stop_headers(token: str, *, site_url: str, reply_to: str) -> dict[str, str]:
    """Return what lets people and programs stop these mails (RFC 2369, 8058); the one click where we have https."""
    is_https = site_url.startswith("https://")
    page = f"{site_url}/comments/{'one-click' if is_https else 'stop'}/{token}/"
    headers = {
        "List-Unsubscribe": f"<{page}>, <mailto:{reply_to}?subject={quote(f'{STOP_SUBJECT} {token}')}>",
    }
    if is_https:
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def owe_answer_mails(data: Mail, now: datetime) -> None:
    """Do one "comment_answered" item: owe a mail to each writer of the thread who asked to hear of answers."""
    answer = db.session.get(Comment, data["comment_id"])
    if answer is None or answer.state is not CommentState.SHOWN:
        return
    for commenter_id in _listeners(answer):
        item = {"answer_id": answer.id, "commenter_id": commenter_id}
        key = f"comment-answer:{answer.id}:{commenter_id}"
        enqueue(ANSWER_MAIL, item, now=now, natural_key=key)


def owe_alerts(data: Mail, now: datetime, *, site_url: str) -> None:
    """Do one "comment_alert" item: owe a mail to everybody who sees to comments, while the comment still waits."""
    comment = db.session.get(Comment, data["comment_id"])
    if comment is None or comment.state is not CommentState.WAITING or not comment.is_crisis:
        return
    people = [one.email for one in list_who_may("comments.moderate")] or [load_settings().email]
    for email in people:
        key = f"comment-alert:{comment.id}:{comment.edition}:{email}"[:200]
        words = {"queue_url": f"{site_url}/staff/comments/"}
        queue_mail(email, "comment_alert", words, purpose="alert", now=now, natural_key=key)


def _listeners(answer: Comment) -> Sequence[int]:
    query = select(Comment.commenter_id).where(
        (Comment.id == answer.parent_id) | (Comment.parent_id == answer.parent_id),
        Comment.wants_answers,
        Comment.state == CommentState.SHOWN,
        Comment.commenter_id != answer.commenter_id,
        Comment.id < answer.id,
    )
    return db.session.scalars(query.distinct().order_by(Comment.commenter_id)).all()


def _published_article(answer: Comment) -> Article | None:
    """Return the article an answer stands below, where readers can still find it."""
    article = db.session.get(Article, answer.article_id)
    is_seen = load_settings().comments_on and article is not None and article.state is ArticleState.PUBLISHED
    return article if is_seen else None


def _is_wished(writer: Commenter, answer: Comment) -> bool:
    if writer.email_key is None or answer.state is not CommentState.SHOWN:
        return False
    return writer.id in _listeners(answer) and not is_refused_for_good(writer.email_key)
