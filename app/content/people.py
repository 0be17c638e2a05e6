"""Authors and checkers: adding them, putting them right, and finding them by the name that an article bears."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from app.audit.actions import record
from app.content.drafts import ArticleDraft
from app.content.errors import PersonNotFound, StalePerson
from app.content.people_models import ArticlePerson, Contributor, Part
from app.content.queries import ArticleCard, cards_by_id
from app.db import db
from app.errors import Invalid
from app.freshness import raise_version
from app.slugs import claim_slug, find_slug, make_slug


@dataclass(frozen=True, kw_only=True)
class PersonDraft:
    """What is said of an author or checker."""

    name: str
    does: str
    about: str = ""
    conflicts: str = ""
    orcid: str = ""
    is_group: bool = False


@dataclass(frozen=True, kw_only=True)
class Person(PersonDraft):
    """Somebody as pages show them."""

    slug: str


def add_person(draft: PersonDraft, *, actor: str, now: datetime) -> Contributor:
    """Add an author or checker; raises Invalid, also where somebody has or had this name."""
    _check(draft)
    if find_slug("contributor", make_slug(draft.name)) is not None:
        raise Invalid("Somebody has or had this name already. Put them right, or write the name in full.")
    person = Contributor(slug=f"new-{now.timestamp():.6f}", changed_at=now, **_fields(draft))
    db.session.add(person)
    db.session.flush()
    person.slug = claim_slug("contributor", person.id, draft.name, now=now)
    record("contributor.added", actor=actor, subject=("contributor", person.id), now=now)
    return person


def change_person(
    person_id: int, draft: PersonDraft, *, seen_revision: int, actor: str, now: datetime
) -> Contributor:
    """Put right what is said of somebody; raises StalePerson when it is not what was seen."""
    _check(draft)
    changed = db.session.execute(
        update(Contributor)
        .where(Contributor.id == person_id, Contributor.revision == seen_revision)
        .values(**_fields(draft), revision=seen_revision + 1, changed_at=now)
    )
    person = get_person(person_id)
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise StalePerson
    owner = find_slug("contributor", make_slug(draft.name))
    if owner not in (None, person_id):
        raise Invalid("Somebody else has or had this name.")
    person.slug = claim_slug("contributor", person_id, draft.name, now=now)
    raise_version()
    record("contributor.changed", actor=actor, subject=("contributor", person_id), now=now)
    return person


def name_people(article_id: int, draft: ArticleDraft) -> None:
    """Rewrite whose names a published article bears; in the transaction that publishes it."""
    db.session.execute(delete(ArticlePerson).where(ArticlePerson.article_id == article_id))
    for part, name in ((Part.AUTHOR, draft.author), (Part.CHECKER, draft.reviewed_by)):
        found = find_person_id(name)
        if found is not None:
            db.session.add(ArticlePerson(article_id=article_id, part=part, contributor_id=found))


def find_person_id(name: str) -> int | None:
    """Return who has this name, or had it once."""
    try:
        return find_slug("contributor", make_slug(name)) if name.strip() else None
    except Invalid:
        return None


def get_person(person_id: int) -> Contributor:
    """Return an author or checker; raises PersonNotFound."""
    person = db.session.get(Contributor, person_id, populate_existing=True)
    if person is None:
        raise PersonNotFound
    return person


def find_person(slug: str) -> Contributor | None:
    """Return an author or checker by their present address."""
    return db.session.scalars(select(Contributor).where(Contributor.slug == slug)).first()


def list_people() -> Sequence[Contributor]:
    """Return everybody by name."""
    return db.session.scalars(select(Contributor).order_by(Contributor.name, Contributor.id)).all()


def name_both(author: Contributor | None, checker: Contributor | None) -> dict[Part, Person]:
    """Return whose names a published article bears, where they have a page."""
    both = ((Part.AUTHOR, author), (Part.CHECKER, checker))
    return {part: as_person(person) for part, person in both if person is not None}


def people_named(draft: ArticleDraft) -> dict[Part, Person]:
    """Return whose names a draft bears, for its preview."""
    ids = {Part.AUTHOR: find_person_id(draft.author), Part.CHECKER: find_person_id(draft.reviewed_by)}
    return {part: as_person(get_person(found)) for part, found in ids.items() if found is not None}


def articles_of(person_id: int, part: Part) -> list[ArticleCard]:
    """Return the published articles that bear a name, newest first."""
    query = select(ArticlePerson.article_id).where(ArticlePerson.contributor_id == person_id)
    ids = db.session.scalars(query.where(ArticlePerson.part == part)).all()
    return sorted(cards_by_id(ids).values(), key=lambda one: one.published_at, reverse=True)


def as_person(row: Contributor) -> Person:
    """Return a row as a value."""
    return Person(slug=row.slug, **{name: getattr(row, name) for name in _NAMES})


def is_orcid(raw: str) -> bool:
    """Say whether an ORCID's last sign fits the others (ISO 7064 mod 11-2; https://support.orcid.org)."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]", raw):
        return False
    total = 0
    for sign in raw.replace("-", "")[:-1]:
        total = (total + int(sign)) * 2
    check = (12 - total % 11) % 11
    return raw[-1] == ("X" if check == 10 else str(check))


_NAMES = ("name", "does", "about", "conflicts", "orcid", "is_group")


def _fields(draft: PersonDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in _NAMES}


def _check(draft: PersonDraft) -> None:
    if not draft.name.strip() or len(draft.name) > 120:
        raise Invalid("Write the name as it stands at the articles, in 120 signs at most.")
    if not draft.does.strip() or len(draft.does) > 200:
        raise Invalid("Say in one line what they do, in 200 signs at most.")
    if len(draft.about) > 2000 or len(draft.conflicts) > 500:
        raise Invalid("What is said about them has 2,000 signs at most, the interests 500.")
    if not draft.conflicts.strip():
        raise Invalid("Say which interests they have. “None to declare” is an answer.")
    if draft.orcid and (draft.is_group or not is_orcid(draft.orcid)):
        raise Invalid("An ORCID has sixteen digits, like 0000-0002-1825-0097, and belongs to one person.")
