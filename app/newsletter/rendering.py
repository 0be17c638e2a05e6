"""Letters as messages: rendered once for each group of equal copies, personal links put in afterwards."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from app.newsletter.models import Campaign
from app.newsletter.reading import article_from_json
from app.newsletter.rules import ArticleMail, TokenKind, neutral_subject
from app.newsletter.tokens import lasting_token
from app.outbox.mail import render_mail

UNSUBSCRIBE = "PERSONAL-UNSUBSCRIBE"
PREFERENCES = "PERSONAL-PREFERENCES"
KEPT = 64
OPENINGS = {
    "daily": "New since yesterday. Each piece begins with a short version.",
    "weekly": "New this week. Each piece begins with a short version.",
    "monthly": "New this month. Each piece begins with a short version.",
}


@dataclass(frozen=True, kw_only=True)
class Links:
    """The addresses of one person's pages."""

    site_url: str
    unsubscribe: str
    preferences: str

    @property
    def unsubscribe_url(self) -> str:
        """The page with the button that stops the letters."""
        return f"{self.site_url}/letters/unsubscribe/{self.unsubscribe}/"

    @property
    def one_click_url(self) -> str:
        """Where mail programs post to (RFC 8058)."""
        return f"{self.site_url}/letters/one-click/{self.unsubscribe}/"

    @property
    def preferences_url(self) -> str:
        """The page with topics, frequency and pause."""
        return f"{self.site_url}/letters/preferences/{self.preferences}/"


def links_of(token_key: str, site_url: str, subscriber_id: int) -> Links:
    """Return one person's addresses, made from the site's key."""
    return Links(
        site_url=site_url,
        unsubscribe=lasting_token(token_key, TokenKind.UNSUBSCRIBE, subscriber_id),
        preferences=lasting_token(token_key, TokenKind.PREFERENCES, subscriber_id),
    )


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A rendered letter that lacks only the personal links."""

    subject: str
    text: str
    html: str

    def for_person(self, links: Links) -> tuple[str, str]:
        """Return (text, html) with one person's links in place."""
        text, html = (
            part.replace(UNSUBSCRIBE, links.unsubscribe).replace(PREFERENCES, links.preferences)
            for part in (self.text, self.html)
        )
        return text, html


def letter_data(
    kind: str,
    articles: list[ArticleMail],
    *,
    neutral: bool,
    site_name: str,
    links: Links,
    correction: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return what the letter's templates name."""
    single = len(articles) == 1
    words = neutral_subject(kind, site_name)
    title = articles[0].title if single else words.split(" from ")[0]
    if correction is not None:
        title = f"A correction: {title}"
    pieces = "One new piece" if single else f"{len(articles)} new pieces"
    return {
        "subject": words if neutral or not single else title,
        "heading": title,
        "preview": _preview(pieces, articles, neutral=neutral, is_correction=correction is not None),
        "correction": correction,
        "opening": OPENINGS.get(kind, OPENINGS["weekly"]),
        "articles": articles,
        "unsubscribe_url": links.unsubscribe_url,
        "preferences_url": links.preferences_url,
    }


def _preview(pieces: str, articles: list[ArticleMail], *, neutral: bool, is_correction: bool) -> str:
    """Return the line that mail programs show beside the subject; neutral where nothing may be said of the topic."""
    if not neutral:
        return articles[0].summary
    return "Something we wrote was wrong." if is_correction else f"{pieces} to read. No hurry."


def render_letter(
    environment: Environment, content: dict[str, Any], kind: str, segment: str, site_url: str, site_name: str
) -> Letter:
    """Render the articles of one segment out of a campaign's frozen content."""
    wanted = [int(one) for one in segment.split(",")]
    frozen = {one["id"]: article_from_json(one) for one in content["articles"]}
    links = Links(site_url=site_url, unsubscribe=UNSUBSCRIBE, preferences=PREFERENCES)
    articles = [frozen[one] for one in wanted]
    data = letter_data(
        kind,
        articles,
        neutral=content["neutral"],
        site_name=site_name,
        links=links,
        correction=content.get("correction"),
    )
    subject, text, html = render_mail(environment, "letter", data)
    return Letter(subject=subject, text=text, html=html)


class LetterPress:
    """Keeps the last rendered letters, so that a hundred thousand equal copies are rendered once."""

    def __init__(self, environment: Environment, site_url: str, site_name: str) -> None:
        self.environment, self.site_url, self.site_name = environment, site_url, site_name
        self.kept: OrderedDict[tuple[int, str], Letter] = OrderedDict()

    def letter(self, campaign: Campaign, segment: str) -> Letter:
        """Return the letter of one campaign and segment."""
        key = (campaign.id, segment)
        if key not in self.kept:
            self.kept[key] = render_letter(
                self.environment, campaign.content, campaign.kind, segment, self.site_url, self.site_name
            )
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        self.kept.move_to_end(key)
        return self.kept[key]
