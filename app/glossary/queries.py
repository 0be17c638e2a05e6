"""Questions about terms."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.db import db
from app.errors import NotFound
from app.glossary.marking import Word
from app.glossary.models import Term
from app.remembered import same_for_everybody


def list_terms() -> Sequence[Term]:
    """Return every term by its name."""
    return db.session.scalars(select(Term).order_by(func.lower(Term.name), Term.id)).all()


@same_for_everybody
def list_words() -> tuple[Word, ...]:
    """Return every term as texts use it."""
    return tuple(
        Word(slug=one.slug, name=one.name, meaning=one.meaning, spellings=tuple(one.spellings))
        for one in list_terms()
    )


def get_term(term_id: int) -> Term:
    """Return a term; raises NotFound."""
    term = db.session.get(Term, term_id)
    if term is None:
        raise NotFound("There is no such word in the glossary.")
    return term
