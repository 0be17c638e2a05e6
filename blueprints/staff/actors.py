"""Who did something, by name, wherever staff read it: "user:3" is a person, the rest has a plain word."""

from collections.abc import Iterable

from sqlalchemy import select

from app.accounts.models import User
from app.db import db

PREFIX = "user:"
#: who acts without being one of the staff
OTHERS = {
    "system": "The shop",
    "shopper": "The buyer",
    "stripe": "Stripe",
    "crossref": "Crossref",
    "pubmed": "PubMed",
}


def name_actors(actors: Iterable[str | None]) -> dict[str | None, str]:
    """Return a name for each actor of a page, with one query for all of them; nobody's name is empty."""
    wanted = set(actors)
    ids = {found for found in map(staff_id, wanted) if found is not None}
    query = select(User.id, User.name).where(User.id.in_(ids))
    names = {str(key): name for key, name in db.session.execute(query)} if ids else {}
    return {one: name_actor(one, names.get(str(staff_id(one)), "")) for one in wanted}


def name_actor(actor: str | None, name: str = "") -> str:
    """Return what an actor is called: the name that was found, a plain word, or a staff number as the last resort."""
    if name or not actor:
        return name
    found = staff_id(actor)
    return OTHERS.get(actor, actor) if found is None else f"Staff number {found}"


def staff_id(actor: str | None) -> int | None:
    """Return the id in "user:3", or None for whoever is no user."""
    identity = (actor or "").removeprefix(PREFIX)
    is_user = actor is not None and actor.startswith(PREFIX) and identity.isascii() and identity.isdigit()
    return int(identity) if is_user and len(identity) < 16 else None
