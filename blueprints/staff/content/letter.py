"""Who is written to when an article comes out, in words beside the button and after it."""

from dataclasses import dataclass

from app.clock import utcnow
from app.content.drafts import ArticleDraft
from app.content.models import Article
from app.newsletter.freezing import count_readers_of
from app.newsletter.queries import find_campaign_of
from app.topics.queries import topics_by_slug


@dataclass(frozen=True, kw_only=True)
class LetterWords:
    """What the desk says of the letter: the button's words, a line below it, the letter that went out."""

    button: str
    note: str
    can_be_quiet: bool
    campaign_id: int | None
    audience: int


def letter_words(article: Article, draft: ArticleDraft) -> LetterWords:
    """Return who would be written to now; only the first publication is announced."""
    campaign = find_campaign_of(article.id)
    people, can_be_quiet = 0, False
    if article.published_at:
        button = "Publish these changes" if article.state == "published" else "Publish again"
        note = "Nobody is written to again: a letter goes out only with the first publication."
    else:
        known = topics_by_slug()
        topics = tuple(known[slug].id for slug in draft.topics if slug in known)
        people = count_readers_of(topics, now=utcnow())
        can_be_quiet = people > 0
        button, note = announcing_words(people)
    return LetterWords(
        button=button,
        note=note,
        can_be_quiet=can_be_quiet,
        campaign_id=campaign.id if campaign else None,
        audience=campaign.audience if campaign else people,
    )


def announcing_words(people: int) -> tuple[str, str]:
    """Return the button's words and the line below it for a first publication."""
    digests = "Daily, weekly and monthly letters name it by themselves."
    if people == 0:
        return "Publish (nobody is subscribed yet)", f"Nobody asked for these topics as they come. {digests}"
    who = "1 person" if people == 1 else f"{people} people"
    return f"Publish, and write to {who}", f"A letter cannot be called back. {digests}"
