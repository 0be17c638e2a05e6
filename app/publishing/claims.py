"""The phrases of an article that a person has to look at, and the mark that says which ones were looked at."""

from collections.abc import Iterable
from hashlib import sha256

from app.claims import Claim, find_claims
from app.content.drafts import ArticleDraft
from app.markdown import render_markdown


def claims_of(draft: ArticleDraft) -> list[Claim]:
    """Return the phrases of a working copy that stand near an illness."""
    text = render_markdown(draft.body).text
    return find_claims("\n".join([draft.title, draft.summary, *draft.in_short, text]))


def claims_mark(claims: Iterable[Claim]) -> str:
    """Return the mark of these very phrases: a tick given to others, before the text was changed, does not fit it."""
    return sha256("|".join(one.fingerprint for one in claims).encode()).hexdigest()[:32]
