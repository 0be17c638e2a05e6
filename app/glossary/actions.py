"""Adding, changing and removing terms."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.audit.actions import record
from app.db import db
from app.errors import Conflict, Invalid
from app.freshness import raise_version
from app.glossary.models import Term
from app.glossary.queries import get_term
from app.slugs import claim_slug

LONGEST_NAME, LONGEST_MEANING, MOST_SPELLINGS = 80, 400, 12


@dataclass(frozen=True, kw_only=True)
class TermDraft:
    """What an editor says of a word."""

    name: str
    meaning: str
    spellings: tuple[str, ...] = ()


def add_term(draft: TermDraft, *, actor: str, now: datetime) -> Term:
    """Add a term; articles that use it explain it from now on."""
    _check(draft, own=None)
    term = Term(slug=f"new-{now.timestamp():.6f}", changed_at=now)
    _write(term, draft)
    db.session.add(term)
    db.session.flush()
    term.slug = claim_slug("term", term.id, draft.name, now=now)
    raise_version()
    record("term.added", actor=actor, subject=("term", term.id), now=now)
    return term


def change_term(term_id: int, draft: TermDraft, *, seen_revision: int, actor: str, now: datetime) -> None:
    """Replace what is said of a word; raises Conflict when it is not what was seen."""
    _check(draft, own=term_id)
    term = get_term(term_id)
    claimed = db.session.execute(
        update(Term)
        .where(Term.id == term_id, Term.revision == seen_revision)
        .values(revision=seen_revision + 1, changed_at=now)
    )
    if not claimed.rowcount:  # type: ignore[attr-defined]
        raise Conflict("Somebody else has changed this word since you opened it.")
    _write(term, draft)
    term.slug = claim_slug("term", term.id, draft.name, now=now)
    raise_version()
    record("term.changed", actor=actor, subject=("term", term_id), now=now)


def remove_term(term_id: int, *, actor: str, now: datetime) -> None:
    """Take a word out of the glossary and out of every article's explanations."""
    term = get_term(term_id)
    record("term.removed", actor=actor, subject=("term", term_id), now=now, details={"name": term.name})
    db.session.delete(term)
    raise_version()


def _check(draft: TermDraft, *, own: int | None) -> None:
    if not draft.name or not draft.meaning:
        raise Invalid("A word needs its name and what it means.")
    if len(draft.name) > LONGEST_NAME or len(draft.meaning) > LONGEST_MEANING:
        raise Invalid(
            f"A meaning of at most {LONGEST_MEANING} signs can be kept, and a name of {LONGEST_NAME}."
        )
    if len(draft.spellings) > MOST_SPELLINGS or any(len(one) > LONGEST_NAME for one in draft.spellings):
        raise Invalid(f"At most {MOST_SPELLINGS} other spellings can be kept.")
    taken = {
        one.lower(): term for term in db.session.scalars(select(Term)) for one in (term.name, *term.spellings)
    }
    for one in (draft.name, *draft.spellings):
        if one.lower() in taken and taken[one.lower()].id != own:
            raise Invalid(f"“{one}” is explained already, under “{taken[one.lower()].name}”.")


def _write(term: Term, draft: TermDraft) -> None:
    term.name, term.meaning, term.spellings = draft.name, draft.meaning, list(draft.spellings)
