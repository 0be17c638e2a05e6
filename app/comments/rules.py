"""The words of the comments and what follows from them, without database or clock."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum


class CommentState(StrEnum):
    """Where a comment stands; only `shown` ones have their words on a page."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"
    SPAM = "spam"
    GONE = "gone"


class Reason(StrEnum):
    """Why a comment waits for a person."""

    NEW = "new"
    CRISIS = "crisis"
    LINKS = "links"
    REPEATED = "repeated"
    REPORTED = "reported"


class Purpose(StrEnum):
    """What a consent is for; each stands by itself."""

    PUBLISH = "publish"
    ANSWERS = "answers"


class ConsentEvent(StrEnum):
    """What an entry of the consent log records."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    STOPPED = "stopped"


class LinkKind(StrEnum):
    """Which door a mailed link opens; it opens no other."""

    CONFIRM = "confirm"
    OWN = "own"
    STOP = "stop"


class Decision(StrEnum):
    """What a person of ours may decide about a comment."""

    SHOW = "show"
    HIDE = "hide"
    SPAM = "spam"


REASON_WORDS = {
    Reason.NEW: "The writer is new here.",
    Reason.CRISIS: "There are words of self-harm in it. Please look at this one first.",
    Reason.LINKS: "It has a link, and the writer is rather new.",
    Reason.REPEATED: "The same words stand or stood elsewhere.",
    Reason.REPORTED: "Readers have reported it.",
}
#: what people agree to, by purpose and version; a text is never changed, only followed by a new version
WORDINGS = {
    (
        Purpose.PUBLISH,
        "2026-11",
    ): "Yes, show my name and my words on this page to everybody. I know that this may say "
    "something about my health.",
    (Purpose.ANSWERS, "2026-11"): "Write to me when somebody answers. Each mail has a link that stops them.",
}
CURRENT_WORDING = "2026-11"

CONFIRM_WITHIN = timedelta(days=7)
EDIT_WITHIN = timedelta(minutes=15)
REPEATED_WITHIN = timedelta(days=30)
MOST_UNCONFIRMED = 20  # of one address at once; what one button confirms fits on a page
MOST_AN_HOUR = 12  # of one writer
TRUSTED_WITH_LINKS = 5


def why_waiting(
    *,
    is_staff: bool,
    shown_before: int,
    has_spam: bool,
    trusted_after: int,
    links: int,
    has_crisis: bool,
    is_repeated: bool,
    is_reported: bool,
) -> list[Reason]:
    """Return why a comment waits for a person, the most pressing first; nothing when it appears at once.

    What a member of staff has written has been looked at by one. What readers have reported waits whatever becomes of
    its words.
    """
    if is_staff:
        return [Reason.REPORTED] if is_reported else []
    trust = 0 if has_spam else shown_before
    found = {
        Reason.CRISIS: has_crisis,
        Reason.NEW: trust < max(1, trusted_after),
        Reason.LINKS: links > 0 and trust < TRUSTED_WITH_LINKS,
        Reason.REPEATED: is_repeated,
        Reason.REPORTED: is_reported,
    }
    return [reason for reason, holds in found.items() if holds]


def may_edit_until(confirmed_at: datetime) -> datetime:
    """Return until when somebody may change their words."""
    return confirmed_at + EDIT_WITHIN


def is_closed(
    *, is_on: bool, closed_by_hand: bool, close_after_days: int, published_at: datetime | None, now: datetime
) -> bool:
    """Say whether nobody may comment: switched off, closed by hand, or the article is older than comments stay open."""
    if not is_on or closed_by_hand or published_at is None:
        return True
    return close_after_days > 0 and now >= published_at + timedelta(days=close_after_days)


def first_to_look(reasons: Collection[str]) -> bool:
    """Say whether a comment goes before all others in the queue."""
    return Reason.CRISIS in reasons
