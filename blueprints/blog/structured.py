"""An article for machines: schema.org Article, MedicalWebPage, BreadcrumbList (https://schema.org/MedicalWebPage)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import url_for

from app.config import current_config
from app.content.citing import address_of
from app.content.drafts import ReferenceDraft
from app.content.people import Person
from app.content.people_models import Part
from app.content.queries import PublishedArticle
from app.media.views import PictureView
from app.settings.queries import load_settings
from blueprints.blog.discussion import Discussion

if TYPE_CHECKING:
    from blueprints.blog.reading import (
        ArticlePage,
    )  # which reaches the shop, whose pages are told by this module too

Node = dict[str, Any]


def describe_article(
    page: "ArticlePage",
    found: PublishedArticle,
    picture: PictureView | None,
    *,
    discussion: Discussion | None,
    site_url: str,
    path: str,
) -> list[Node]:
    """Return the page's nodes; addresses are made from SITE_URL only."""
    url = site_url + path
    publisher = {"@type": "Organization", "name": load_settings().name, "url": f"{site_url}/"}
    article: Node = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": page.title,
        "description": page.summary,
        "url": url,
        "mainEntityOfPage": {"@id": f"{url}#page"},
        "author": describe_byline(page.people.get(Part.AUTHOR), page.author, "Organization", site_url),
        "publisher": publisher,
        "publishingPrinciples": f"{site_url}/pages/how-we-judge-evidence/",
        "inLanguage": "en",
        "articleSection": found.topic.name,
        "timeRequired": f"PT{page.minutes}M",
        "datePublished": _moment(page.published_at),
        "dateModified": _moment(page.changed_at or page.published_at),
        "citation": [cite_work(one) for one in page.works],
    }
    if picture:
        article["image"] = site_url + picture.src
    if page.corrections:
        article["correction"] = [_correction(*one) for one in page.corrections]
    if discussion and discussion.first:
        article |= describe_comments(discussion, site_url)
    topic = (found.topic.name, url_for("blog.show_topic", slug=found.topic.slug))
    crumbs = crumbs_of(("Articles", url_for("blog.list_articles")), topic, (page.title, path))
    return [article, _web_page(page, url, site_url), crumbs]


def describe_comments(discussion: Discussion, site_url: str) -> Node:
    """Return what readers said, as far as the page itself shows it (https://schema.org/Comment)."""
    return {
        "commentCount": discussion.number,
        "discussionUrl": site_url + discussion.all_url,
        "comment": [
            {
                "@type": "Comment",
                "url": site_url + url,
                "text": view["words"].striptags(),
                "dateCreated": _moment(view["written_at"]),
                "author": {"@type": "Person", "name": view["name"]},
            }
            for view, url in discussion.with_addresses()
        ],
    }


def _correction(at: datetime, was: str, says: str) -> Node:
    text = f"It said: {was} It says now: {says}"
    return {"@type": "CorrectionComment", "text": text, "datePublished": _moment(at)}


def _web_page(page: "ArticlePage", url: str, site_url: str) -> Node:
    """Return the page around the article, which bears who checked it and when."""
    web_page: Node = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": f"{url}#page",
        "url": url,
        "name": page.title,
        "about": {"@type": "MedicalCondition", "name": "Fibromyalgia"},
        "audience": {"@type": "Patient"},
    }
    if page.reviewed_on:
        web_page["lastReviewed"] = page.reviewed_on.isoformat()
    if page.reviewed_by:
        checker = page.people.get(Part.CHECKER)
        web_page["reviewedBy"] = describe_byline(checker, page.reviewed_by, "Person", site_url)
    return web_page


def describe_byline(person: Person | None, name: str, kind: str, site_url: str) -> Node:
    """Return whose name stands there: somebody with a page, or a name alone."""
    return describe_person(person, site_url=site_url) if person else {"@type": kind, "name": name}


def describe_person(person: Person, *, site_url: str) -> Node:
    """Return somebody with their page here, and with their ORCID where they have one."""
    node: Node = {
        "@type": "Organization" if person.is_group else "Person",
        "name": person.name,
        "url": site_url + url_for("blog.show_author", slug=person.slug),
        "description": person.does,
    }
    if not person.is_group:
        node["jobTitle"] = person.does
    if person.orcid:
        node["sameAs"] = f"https://orcid.org/{person.orcid}"
    return node


def _moment(value: Any) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def cite_work(work: ReferenceDraft) -> Node:
    """Return a work as an article names it: enough to know it by; its own page says the rest."""
    node: Node = {"@type": "ScholarlyArticle", "name": work.title, "url": address_of(work)}
    if work.container:
        node["isPartOf"] = {"@type": "Periodical", "name": work.container}
    if work.year:
        node["datePublished"] = str(work.year)
    return node


def describe_work(work: ReferenceDraft) -> Node:
    """Return a work whole, as its own page tells it (https://schema.org/ScholarlyArticle)."""
    node = cite_work(work)
    if work.authors:
        names = (f"{given} {family}".strip() for family, given in work.authors)
        node["author"] = [{"@type": "Person", "name": name} for name in names]
    if work.doi:
        node["identifier"] = {"@type": "PropertyValue", "propertyID": "doi", "value": work.doi}
    return node


def describe_site() -> list[Node]:
    """Return who keeps the site, and how it is searched (https://schema.org/Organization, WebSite)."""
    settings, base = load_settings(), current_config().site_url
    keeper: Node = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"{base}/#organization",
        "name": settings.name,
        "url": f"{base}/",
        "email": settings.email,
        "description": settings.tagline,
    }
    if settings.has_own_address:
        keeper["address"] = settings.postal_address
    return [
        keeper,
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "@id": f"{base}/#website",
            "name": settings.name,
            "url": f"{base}/",
            "publisher": {"@id": keeper["@id"]},
            "potentialAction": {
                "@type": "SearchAction",
                "target": f"{base}/search/?q={{search_term_string}}",
                "query-input": "required name=search_term_string",
            },
        },
    ]


def crumbs_of(*steps: tuple[str, str]) -> Node:
    """Return a BreadcrumbList from (name, path), the page itself last (https://schema.org/BreadcrumbList)."""
    base = current_config().site_url
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": base + path}
            for place, (name, path) in enumerate(steps, 1)
        ],
    }
