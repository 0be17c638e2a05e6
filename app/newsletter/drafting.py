"""The letter of an article that is not published yet, as it would look."""

from app.content.drafts import draft_from_json
from app.content.models import Article
from app.content.rules import CLASS_WORDS, lowest_certainty
from app.markdown import render_markdown
from app.newsletter.reading import CERTAINTY_WORDS
from app.newsletter.rendering import Links, letter_data
from app.newsletter.rules import ArticleMail, Frequency
from app.outbox.mail import mail_environment, render_mail
from app.settings.rules import SiteSettings


def letter_of_draft(article: Article, *, site_url: str, settings: SiteSettings) -> str:
    """Return the HTML of the letter that the working copy would send; its personal links lead to no person's page."""
    draft = draft_from_json(article.draft)
    certainty = lowest_certainty(one.certainty for one in draft.findings)
    mail = ArticleMail(
        id=article.id,
        slug=article.slug,
        title=draft.title,
        summary=draft.summary,
        in_short=draft.in_short,
        minutes=render_markdown(draft.body).minutes,
        kind=CLASS_WORDS[draft.article_class],
        certainty=CERTAINTY_WORDS[certainty] if certainty else "",
        topic_ids=(),
        published_at=article.published_at or article.saved_at,
    )
    links = Links(site_url=site_url, unsubscribe="preview", preferences="preview")
    kind = Frequency.ARTICLE.value
    data = letter_data(kind, [mail], neutral=settings.neutral_words, site_name=settings.name, links=links)
    _, _, html = render_mail(mail_environment(site_url=site_url, site=settings), "letter", data)
    return html
