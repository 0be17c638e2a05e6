"""Stopping the mails on answers: by their own link, by one's own page, by a mail to staff."""

from datetime import datetime

from app.audit.actions import record
from app.comments.changing import find_commenter
from app.comments.consenting import stop_mails
from app.comments.errors import LinkNotKnown
from app.comments.rows import lock_commenter
from app.comments.rules import LinkKind
from app.comments.tokens import get_link
from app.newsletter.addresses import parse_address


def stop_answers(commenter_id: int, *, form: str, now: datetime) -> None:
    """Send somebody no more mails on answers. Takes the writer's lock, so that none starts after this is committed."""
    lock_commenter(commenter_id)
    stop_mails(commenter_id, form=form, now=now)


def stop_answers_by_subject(subject: str, *, actor: str, now: datetime) -> bool:
    """Stop them for whose link stands in the subject of a mail (List-Unsubscribe); return whether one stands there."""
    words = subject.split()
    if len(words) < 2:
        return False
    try:
        commenter_id = get_link(LinkKind.STOP, words[-1], now=now).commenter_id
    except LinkNotKnown:
        return False
    _stop_for(commenter_id, actor=actor, now=now)
    return True


def stop_answers_to(email: str, *, actor: str, now: datetime) -> bool:
    """Stop them for an address; return whether it has ever written here. Raises AddressNotUsable."""
    found = find_commenter(parse_address(email).key)
    if found is None:
        return False
    _stop_for(found.id, actor=actor, now=now)
    return True


def _stop_for(commenter_id: int, *, actor: str, now: datetime) -> None:
    stop_answers(commenter_id, form="written to staff", now=now)
    record("comments.answers_stopped", actor=actor, subject=("commenter", commenter_id), now=now)
