"""The audit log in words: who did what to which thing, with the thing's name and where it is edited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select

from app.accounts.models import User
from app.audit.models import AuditEntry
from app.catalog.models import Category, Maker, Product, Variant
from app.community.models import Door
from app.content.evidence_models import Citation
from app.content.models import Article
from app.content.people_models import Contributor
from app.credit.models import CreditAccount
from app.db import db
from app.glossary.models import Term
from app.orders.models import FIRST_NUMBER
from app.pages.models import Page
from app.pricing.models import DeliveryZone, Offer
from app.resources.models import Resource
from app.series.models import Series
from app.topics.models import Topic
from blueprints.staff.actors import name_actor
from blueprints.staff.audit_details import key_of, tell_details

#: what an action is called where its own name does not say it plainly
WORDS = {
    "session.started": "Signed in",
    "session.ended": "Signed out",
    "sessions.ended": "Signed out everywhere",
    "account.paused": "Sign-in paused after wrong passwords",
    "staff.added": "Added to the staff",
    "stock.opened": "First count of stock",
    "article.none_recorded": "Recorded that it leads to none",
    "article.scheduled": "Set to come out",
    "article.unscheduled": "Minute called off",
    "article.schedule_failed": "Could not come out at its minute",
    "article.commented": "Commented on a draft",
    "article.comment_resolved": "A comment dealt with",
    "article.comment_reopened": "A comment opened again",
    "article.review_answered": "Looked at a draft",
    "article.preview_made": "Link to a draft made",
    "article.preview_revoked": "Link to a draft taken back",
    "article.restored": "Went back to a revision",
    "article.corrected": "Readers told of a correction",
    "contributor.added": "Author or checker added",
    "contributor.changed": "Page of an author or checker put right",
    "reference.asked": "Crossref and PubMed asked",
    "reference.changed": "Reference put right",
    "reference.retracted": "Reference marked as retracted",
    "reference.unretracted": "Mark of a retraction taken back",
    "review.opened": "To be read again",
    "review.closed": "Read again and decided",
    "edge.pinned": "Link pinned",
    "edge.rejected": "Link rejected",
    "edge.renewed": "Link renewed",
    "order.added": "Addition put to the buyer",
    "order.parcel_recalled": "Parcel taken back before it left",
    "order.ready_to_fetch": "Told that it is ready to fetch",
    "order.refund_wanted": "Refund begun",
    "order.handed_over": "Files handed over",
    "order.downloads_ended": "Downloads of a line ended",
    "order.return_announced": "Return announced",
    "order.return_called_off": "Return called off",
    "order.return_received": "Return received",
    "order.return_settled": "Return decided",
    "order.restocked": "Put back on the shelf",
    "paper.issued": "Missing invoice or credit note written",
    "paper.counter_repaired": "Counter of invoices set to the last one",
    "payment.event_owed_again": "Stripe's word applied again",
    "letters.decided": "Decided about a copy of a letter",
    "letters.stopped": "Letter stopped",
    "person.erasure_asked": "Asked to be erased",
    "person.erased": "A person erased",
    "order.erased": "Buyer erased",
    "letters.erased": "Erased from the list",
    "delivery.zone_added": "Delivery zone added",
    "delivery.zone_changed": "Delivery zone changed",
    "delivery.zone_removed": "Delivery zone taken away",
    "delivery.rate_added": "Way of delivery added",
    "delivery.rate_changed": "Way of delivery changed",
    "delivery.rate_removed": "Way of delivery taken away",
    "markets.changed": "Switches of the markets changed",
    "tax.set": "Tax rate set",
    "tax.removed": "Tax rate taken away",
    "tax.source": "Who works tax out changed",
    "offer.prolonged": "Last day of an offer changed",
    "gift_card.opened": "Gift card or store credit begun",
    "order.credit_back": "Put back on a gift card",
    "order.credit_given": "Given back as store credit",
    "comment.decided": "Decided about a comment",
    "commenter.blocked": "Writer of comments blocked",
    "commenter.unblocked": "Writer of comments let in again",
    "comments.closed": "Comments closed",
    "comments.opened": "Comments opened",
    "comments.answers_stopped": "Mails on answers stopped",
    "outbox.revived": "Work tried again",
    "outbox.settled": "Work seen to",
}

#: kind -> (the model, the column that names it, its page for staff, that page's parameter)
_NAMED: dict[str, tuple[Any, Any, str, str]] = {
    "article": (Article, Article.title, "staff_content.edit", "article_id"),
    "contributor": (Contributor, Contributor.name, "staff_contributors.edit", "person_id"),
    "reference": (Citation, Citation.key, "staff_references.edit", "citation_id"),
    "product": (Product, Product.title, "staff_catalog.edit", "product_id"),
    "variant": (Variant, Variant.sku, "staff_stock.show", "variant_id"),
    "resource": (Resource, Resource.title, "staff_resources.edit", "resource_id"),
    "door": (Door, Door.name, "staff_community.edit", "door_id"),
    "offer": (Offer, Offer.name, "staff_offers.edit", "offer_id"),
    "zone": (DeliveryZone, DeliveryZone.name, "staff_delivery.show_zone", "zone_id"),
    "credit_account": (CreditAccount, CreditAccount.last_four, "staff_gift_cards.show", "account_id"),
    "page": (Page, Page.title, "", ""),
    "category": (Category, Category.name, "staff_catalog.edit_shelf", "category_id"),
    "maker": (Maker, Maker.name, "staff_catalog.edit_maker", "maker_id"),
    "series": (Series, Series.title, "staff_series.edit", "series_id"),
    "term": (Term, Term.name, "staff_glossary.edit", "term_id"),
    "topic": (Topic, Topic.name, "", ""),
    "user": (User, User.name, "", ""),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One entry as a person reads it; `href` is empty where the thing has no page."""

    at: datetime
    who: str
    what: str
    on: str
    href: str
    kind: str
    id: str
    details: str


def tell(entries: Sequence[AuditEntry]) -> list[Told]:
    """Return the entries in words; one query for each kind of thing among them."""
    names = _names_of(entries)
    return [
        Told(
            at=one.at,
            who=name_actor(one.actor, names.get(key_of(one.actor), "")),
            what=say(one.action),
            on=_on(one, names),
            href=_href(one, names),
            kind=one.subject_kind,
            id=one.subject_id,
            details=tell_details(one.details, names),
        )
        for one in entries
    ]


def say(action: str) -> str:
    """Return an action in words: "product.published" is "Product published"."""
    return WORDS.get(action) or action.replace(".", " ").replace("_", " ").replace("-", " ").capitalize()


def _names_of(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    wanted: dict[str, set[int]] = {}
    for one in entries:
        for key in (
            (one.subject_kind, one.subject_id),
            key_of(one.actor),
            *map(key_of, one.details.values()),
        ):
            if key[0] in _NAMED and key[1].isascii() and key[1].isdigit():
                wanted.setdefault(key[0], set()).add(int(key[1]))
    names: dict[tuple[str, str], str] = {}
    for kind, ids in wanted.items():
        model, title, _, _ = _NAMED[kind]
        rows = db.session.execute(select(model.id, title).where(model.id.in_(ids)))
        names.update({(kind, str(identity)): words for identity, words in rows})
    return names


def _on(one: AuditEntry, names: dict[tuple[str, str], str]) -> str:
    name = names.get((one.subject_kind, one.subject_id))
    if name:
        return name
    if one.subject_kind == "order" and one.subject_id.isdigit():
        return f"Order {int(one.subject_id) + FIRST_NUMBER - 1}"
    return f"{one.subject_kind.replace('_', ' ').capitalize()} {one.subject_id}"


def _href(one: AuditEntry, names: dict[tuple[str, str], str]) -> str:
    if one.subject_kind == "order" and one.subject_id.isdigit():
        return url_for("staff_orders.show", number=int(one.subject_id) + FIRST_NUMBER - 1)
    _, _, endpoint, parameter = _NAMED.get(one.subject_kind, (None, None, "", ""))
    if not endpoint or (one.subject_kind, one.subject_id) not in names:
        return ""
    values: dict[str, Any] = {parameter: int(one.subject_id)}
    return url_for(endpoint, **values)
