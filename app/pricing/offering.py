"""What staff do with offers: make one, change one that nobody has used, prolong and stop it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import select

from app.audit.actions import record
from app.claims import find_claims
from app.db import db
from app.freshness import raise_version
from app.money import smallest_step
from app.pricing.errors import NoSuchOffer, OfferChanged, OfferRefused
from app.pricing.models import Offer, OfferScope, OfferUse
from app.pricing.queries import find_offer, find_offer_by_code
from app.pricing.rules import MOST_MINOR
from app.pricing.terms import OfferKind, spell_code

CHANGED = "This offer has been changed or used since you opened it. Look at it again; nothing was kept."


@dataclass(frozen=True, kw_only=True)
class OfferDraft:
    """An offer as its form sends it; amounts in minor units, None where what was typed is no amount or number."""

    name: str
    kind: OfferKind
    currency: str
    from_on: date | None
    until_on: date | None = None
    code: str = ""
    percent: int | None = 0
    amount_minor: int | None = 0
    buy_units: int | None = 0
    get_units: int | None = 0
    tiers: tuple[tuple[int, int], ...] | None = ()
    least_minor: int | None = 0
    first_order: bool = False
    country: str = ""
    most_uses: int | None = None
    most_each: int | None = None
    categories: tuple[int, ...] = ()
    products: tuple[int, ...] = ()


def check_offer(draft: OfferDraft, *, offer_id: int = 0) -> OfferDraft:
    """Return the draft with only what its kind needs; raises OfferRefused with a sentence for each field."""
    errors: dict[str, str] = {}
    if not draft.name:
        errors["name"] = "Enter the name that shoppers read beside the sum."
    elif find_claims(draft.name):
        errors["name"] = "Use neutral words here: this can be read as a claim about health."
    code = spell_code(draft.code)
    if draft.code and not code:
        errors["code"] = "Use 3 to 24 letters from A to Z and digits. Spaces and dashes do not count."
    elif code and (other := find_offer_by_code(code)) and other.id != offer_id:
        errors["code"] = "Another offer has this code. A code is never given twice."
    if draft.from_on is None:
        errors["from_on"] = "Enter the first day."
    elif draft.until_on and draft.until_on < draft.from_on:
        errors["until_on"] = "The last day is before the first one."
    errors |= _check_what_it_grants(draft) | _check_limits(draft, code)
    if errors:
        raise OfferRefused(errors)
    return _only_its_own(replace(draft, code=code))


def add_offer(draft: OfferDraft, *, actor: str, now: datetime) -> Offer:
    """Add an offer; raises OfferRefused."""
    draft = check_offer(draft)
    offer = Offer(
        **_columns(draft), uses=0, edition=1, created_at=now, created_by=actor, scopes=_scopes(draft)
    )
    db.session.add(offer)
    db.session.flush()
    record("offer.added", actor=actor, subject=("offer", offer.id), now=now, details=_said(draft))
    raise_version()
    return offer


def change_offer(offer_id: int, draft: OfferDraft, *, seen_edition: int, actor: str, now: datetime) -> Offer:
    """Change an offer that no order has ever had; raises OfferRefused, OfferChanged."""
    offer = _locked(offer_id, seen_edition)
    if _has_been_used(offer_id) or offer.stopped_at is not None:
        raise OfferChanged(CHANGED)
    draft = check_offer(draft, offer_id=offer_id)
    for name, value in _columns(draft).items():
        setattr(offer, name, value)
    offer.scopes[:] = _scopes(draft)
    offer.edition += 1
    record("offer.changed", actor=actor, subject=("offer", offer.id), now=now, details=_said(draft))
    raise_version()
    return offer


def prolong_offer(
    offer_id: int, until_on: date | None, *, seen_edition: int, actor: str, now: datetime
) -> None:
    """Set another last day of an offer, or none; raises OfferRefused, OfferChanged."""
    offer = _locked(offer_id, seen_edition)
    if offer.stopped_at is not None:
        raise OfferChanged(CHANGED)
    if until_on is not None and until_on < offer.from_on:
        raise OfferRefused({"until_on": "The last day is before the first one."})
    details = {"from": str(offer.until_on or "open"), "to": str(until_on or "open")}
    offer.until_on = until_on
    offer.edition += 1
    record("offer.prolonged", actor=actor, subject=("offer", offer.id), now=now, details=details)
    raise_version()


def stop_offer(offer_id: int, *, actor: str, now: datetime) -> None:
    """End an offer at once and for good; orders that have it keep it. Stopping twice is stopping once."""
    offer = _locked(offer_id, None)
    if offer.stopped_at is None:
        offer.stopped_at, offer.stopped_by = now, actor
        record("offer.stopped", actor=actor, subject=("offer", offer.id), now=now)
        raise_version()


def _locked(offer_id: int, seen_edition: int | None) -> Offer:
    """Return an offer with its scopes, locked; raises NoSuchOffer, OfferChanged."""
    query = select(Offer.id).where(Offer.id == offer_id).with_for_update()
    if db.session.scalar(query) is None:
        raise NoSuchOffer
    offer = find_offer(offer_id)
    if offer is None:
        raise NoSuchOffer
    if seen_edition is not None and offer.edition != seen_edition:
        raise OfferChanged(CHANGED)
    return offer


def _has_been_used(offer_id: int) -> bool:
    return db.session.scalar(select(OfferUse.id).where(OfferUse.offer_id == offer_id).limit(1)) is not None


def _check_what_it_grants(draft: OfferDraft) -> dict[str, str]:
    errors = {}
    if draft.kind in (OfferKind.PERCENT, OfferKind.BUNDLE) and not 1 <= (draft.percent or 0) <= 100:
        errors["percent"] = "Enter a whole number from 1 to 100."
    if draft.kind is OfferKind.BUNDLE:
        if not 1 <= (draft.buy_units or 0) <= 20:
            errors["buy_units"] = "Enter a whole number from 1 to 20."
        if not 1 <= (draft.get_units or 0) <= 20:
            errors["get_units"] = "Enter a whole number from 1 to 20."
    if draft.kind is OfferKind.AMOUNT and not _is_amount(draft.amount_minor, draft.currency):
        errors["amount"] = "Enter an amount, such as 5.00."
    if draft.kind is OfferKind.TIERS and not _is_rising(draft.tiers):
        errors["tiers"] = (
            "Enter one step a line, such as 60.00: 10. Sums and percentages rise from line to line."
        )
    return errors


def _check_limits(draft: OfferDraft, code: str) -> dict[str, str]:
    errors = {}
    if draft.least_minor is None or draft.least_minor > MOST_MINOR:
        errors["least"] = "Enter an amount, such as 30.00, or leave it empty."
    elif draft.kind in (OfferKind.PERCENT, OfferKind.AMOUNT) and not (
        code or draft.least_minor or draft.first_order
    ):
        # Directive 98/6/EC, article 6a: a lower price for everybody is told beside the lowest of the last 30 days.
        errors["least"] = (
            "Say from what sum on, or give it a code. A lower price for everybody is a new price of the product: "
            "set it there, and its page names the price before."
        )
    if draft.most_uses is not None and draft.most_uses < 1:
        errors["most_uses"] = "Enter a whole number above nothing, or leave it empty."
    elif draft.most_uses is not None and not code:
        errors["most_uses"] = (
            "A limit in all needs a code: what pages promise must not end in the middle of a day."
        )
    if draft.most_each is not None and draft.most_each < 1:
        errors["most_each"] = "Enter a whole number above nothing, or leave it empty."
    return errors  # fmt: skip


def _is_amount(minor: int | None, currency: str) -> bool:
    return minor is not None and 0 < minor <= MOST_MINOR and minor % smallest_step(currency) == 0


def _is_rising(tiers: tuple[tuple[int, int], ...] | None) -> bool:
    if not tiers or len(tiers) > 10:
        return False
    steps = [(0, 0), *tiers]
    rises = all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(steps))
    return rises and tiers[-1][0] <= MOST_MINOR and tiers[-1][1] <= 100


def _only_its_own(draft: OfferDraft) -> OfferDraft:
    """Empty the fields that a kind does not read, so that a row says no more than it does."""
    kind, bundle = draft.kind, draft.kind is OfferKind.BUNDLE
    return replace(
        draft,
        percent=draft.percent if kind in (OfferKind.PERCENT, OfferKind.BUNDLE) else 0,
        amount_minor=draft.amount_minor if kind is OfferKind.AMOUNT else 0,
        buy_units=draft.buy_units if bundle else 0,
        get_units=draft.get_units if bundle else 0,
        tiers=draft.tiers if kind is OfferKind.TIERS else (),
    )


def _columns(draft: OfferDraft) -> dict[str, object]:
    plain = {
        name: getattr(draft, name)
        for name in OfferDraft.__dataclass_fields__
        if name not in ("categories", "products", "code", "tiers")
    }
    return {**plain, "code": draft.code or None, "tiers": [list(one) for one in draft.tiers or ()]}


def _scopes(draft: OfferDraft) -> list[OfferScope]:
    shelves = [OfferScope(category_id=one) for one in draft.categories]
    return shelves + [OfferScope(product_id=one) for one in draft.products]


def _said(draft: OfferDraft) -> dict[str, object]:
    """Return what the audit log keeps: what is granted and when, in plain values."""
    return {
        name: str(value) for name, value in _columns(draft).items() if value not in (None, "", 0, False, [])
    }
