"""What staff decide about sending: copies that are uncertain, campaigns that must not go on."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from app.audit.actions import record
from app.db import db
from app.errors import NotFound
from app.newsletter.errors import AlreadyDecided
from app.newsletter.leasing import end
from app.newsletter.models import Campaign, Delivery
from app.newsletter.rules import DeliveryState
from app.outbox.actions import enqueue


class Decision(StrEnum):
    """What is to become of an uncertain copy."""

    ARRIVED = "arrived"
    SEND_AGAIN = "again"


def decide(delivery_id: int, decision: Decision, *, actor: str, now: datetime) -> Delivery:
    """Settle one uncertain copy; raises AlreadyDecided when it no longer is uncertain."""
    query = select(Delivery).where(Delivery.id == delivery_id).with_for_update()
    delivery = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if delivery is None:
        raise NotFound
    if delivery.state is not DeliveryState.UNCERTAIN:
        raise AlreadyDecided
    if decision is Decision.ARRIVED:
        end(delivery, DeliveryState.ACCEPTED, answer="Staff say it arrived.", now=now)
    else:
        delivery.state, delivery.ended_at, delivery.due_at = DeliveryState.WAITING, None, now
        delivery.leased_until = delivery.lease_token = None
        enqueue("send_letters", {}, now=now)
    details = {"decision": decision.value, "campaign": delivery.campaign_id}
    record("letters.decided", actor=actor, subject=("delivery", delivery_id), now=now, details=details)
    return delivery


def stop_campaign(campaign_id: int, *, actor: str, now: datetime) -> Campaign:
    """Let no further copy of a campaign start; those that wait are withheld when their turn comes."""
    campaign = db.session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    if campaign.stopped_at is None:
        campaign.stopped_at = now
        record("letters.stopped", actor=actor, subject=("campaign", campaign_id), now=now)
    return campaign
