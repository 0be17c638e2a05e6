"""The one mail that answers the form, and previews for staff; both go through the outbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db import db, transaction
from app.errors import NotFound
from app.newsletter.models import SignUp, Subscriber
from app.newsletter.protocol import lacks_address
from app.newsletter.reading import read_article
from app.newsletter.rendering import Links, letter_data, links_of
from app.newsletter.rules import CONFIRM_WITHIN, Frequency, SubscriberState
from app.newsletter.tokens import confirm_token, note_lasting_tokens
from app.outbox.claiming import Claim, OutsideDown
from app.outbox.mail import queue_mail
from app.outbox.transport import MailRefused
from app.settings.queries import load_settings


@dataclass(frozen=True, kw_only=True)
class SignUpAnswerer:
    """Sends "is this your address?" to whoever is new, and "you are on the list" to whoever is not.

    The outbox carries the sign-up's id, and the article its form stood beneath; the link is made when the mail is.
    """

    token_key: str
    site_url: str
    send: Callable[[dict[str, Any], Claim, datetime], None]
    is_demo: bool = False

    def answer(self, held: Claim, now: datetime) -> None:
        """Do one "letter_confirmation" item: 1. note the link, 2. send.

        An address that the server does not want is somebody's slip on the form and nothing for staff. Without a postal
        address in the settings the mail waits.
        """
        if lacks_address(is_demo=self.is_demo):
            raise OutsideDown("The setting postal_address is missing.")
        with transaction():
            mail = self._mail_for(held.data["sign_up_id"], held.data.get("article_id"), now)
        if mail is None:
            return
        try:
            self.send(mail, held, now)
        except MailRefused as refusal:
            if refusal.is_temporary:
                raise

    def _mail_for(self, sign_up_id: int, article_id: int | None, now: datetime) -> dict[str, Any] | None:
        sign_up = db.session.get(SignUp, sign_up_id)
        if sign_up is None:  # erased in the meantime
            return None
        subscriber = db.session.get_one(Subscriber, sign_up.subscriber_id)
        if subscriber.state is SubscriberState.CONFIRMED:
            note_lasting_tokens(self.token_key, subscriber.id, now=now)
            links = links_of(self.token_key, self.site_url, subscriber.id)
            data = {"preferences_url": links.preferences_url, "unsubscribe_url": links.unsubscribe_url}
            return {"to": subscriber.email, "template": "letters_known", "data": data}
        token = confirm_token(
            self.token_key, subscriber.id, sign_up.id, now=now, expires_at=sign_up.at + CONFIRM_WITHIN
        )
        beneath = f"?article={article_id}" if article_id else ""
        url = f"{self.site_url}/letters/confirm/{token}/{beneath}"
        data = {"confirm_url": url, "days": str(CONFIRM_WITHIN.days)}
        return {"to": subscriber.email, "template": "letters_confirm", "data": data}


def queue_preview(article_id: int, *, to: str, site_url: str, now: datetime) -> None:
    """Owe one preview of an article's letter to a member of staff; its personal links lead to no person's page."""
    article = read_article(article_id)
    if article is None:
        raise NotFound("This article is not published.")
    settings = load_settings()
    links = Links(site_url=site_url, unsubscribe="preview", preferences="preview")
    kind = Frequency.ARTICLE.value
    data = letter_data(kind, [article], neutral=settings.neutral_words, site_name=settings.name, links=links)
    queue_mail(to, "letter", data | {"articles": [_plain(article)]}, purpose="preview", now=now)


def _plain(article: Any) -> dict[str, Any]:
    names = ("title", "summary", "minutes", "kind", "certainty", "path")
    return {name: getattr(article, name) for name in names} | {"in_short": list(article.in_short)}
