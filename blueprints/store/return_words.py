"""Returns in words: why, and where one stands."""

from app.returns.models import Return, ReturnReason

#: (value, words) of the choice that nobody has to make
REASONS = [
    (ReturnReason.NONE.value, "I would rather not say"),
    (ReturnReason.CHANGED_MIND.value, "It does not suit me"),
    (ReturnReason.BROKEN.value, "It came broken or stopped working"),
    (ReturnReason.NOT_AS_SAID.value, "It is not as the page said"),
    (ReturnReason.WRONG_THING.value, "It is not what I ordered"),
]


def where_it_stands(back: Return) -> tuple[str, str]:
    """Return (word, kind) for the status sign."""
    if back.called_off_at is not None:
        return "Called off", "plain"
    if back.settled_at is not None:
        return "Looked at", "good"
    return ("Here with us", "good") if back.received_at is not None else ("Announced", "wait")


def reason_words(back: Return) -> str:
    """Return what was said, or nothing."""
    return "" if back.reason is ReturnReason.NONE else dict(REASONS)[back.reason.value]
