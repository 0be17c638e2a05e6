"""What the desk's form brought, and keeping it: the text, a drawing with its words, the address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from flask import request
from flask_login import current_user

from app.content.actions import move_article, save_draft
from app.content.autosaving import forget_sheet
from app.content.drafts import ArticleDraft, draft_from_json, draft_to_json
from app.content.errors import StaleDraft
from app.content.models import Article
from app.content.queries import get_article, list_versions
from app.content.works import keep_citation
from app.db import end_reading
from app.errors import DomainError
from app.media.actions import store_picture
from app.media.decoding import CleanPicture, clean_picture
from blueprints.staff.content.form import read_draft
from blueprints.staff.content.lines import Errors
from blueprints.staff.content.pasting import add_pasted, kept_works
from blueprints.staff.content.sheets import Sheet, sheet_of_form
from blueprints.staff.reading import read_seen

NO_FILE = "Choose a picture file first."
WORDS_ALONE = "You wrote what a drawing shows and chose no file. Choose it, or empty the sentence."


class BesideField(DomainError):
    """What was typed cannot be kept; `field` is where it is said."""

    def __init__(self, field: str, error: DomainError) -> None:
        super().__init__(error.sentence)
        self.field, self.status = field, error.status


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The draft with its errors, the revision the form was opened at, a chosen drawing, a changed address."""

    draft: ArticleDraft
    revision: int
    errors: Errors
    drawing: CleanPicture | None
    alt: str
    figure: CleanPicture | None
    figure_alt: str
    slug: str | None
    sheet: Sheet


def read_typed(article: Article) -> Typed:
    """Read the form; a picture is decoded here, before any transaction is open."""
    base = base_of(article)
    draft, errors = read_draft(
        request.form,
        picture_id=base.picture_id,
        kept=kept_works(base, request.form),
        findings=len(base.findings),
    )
    draft = add_pasted(draft, request.form.get("paste", ""), errors)
    sent, seen = request.form.get("slug", ""), request.form.get("slug_seen", "")
    is_moved = bool(seen) and sent != seen and current_user.may("content.publish")
    return Typed(
        draft=draft,
        revision=read_seen(request.form.get("revision", "")),
        drawing=read_picture("drawing", "alt", errors),
        errors=errors,
        alt=request.form.get("alt", ""),
        figure=read_picture("figure", "figure_alt", errors),
        figure_alt=request.form.get("figure_alt", ""),
        slug=sent if is_moved else None,
        sheet=sheet_of_form(),
    )


def base_of(article: Article) -> ArticleDraft:
    """Return what the form was filled from: the working copy, or the version that was put into it."""
    number = request.form.get("version", "")
    for version in list_versions(article.id) if number else ():
        if str(version.number) == number:
            return draft_from_json(version.content)
    return draft_from_json(article.draft)


def read_picture(field: str, alt: str, errors: Errors) -> CleanPicture | None:
    """Return a chosen picture, made safe; None where none was chosen or something is wrong with it."""
    file, words = request.files.get(field), request.form.get(alt, "").strip()
    if file is None or not file.filename:
        if words or request.form.get("then") == field:
            errors.append((field, WORDS_ALONE if words else NO_FILE))
        return None
    try:
        end_reading()
        return clean_picture(file.read())
    except DomainError as error:
        errors.append((field, error.sentence))
    return None


def keep(article_id: int, typed: Typed, *, actor: str, now: datetime) -> None:
    """Keep what was typed, so that it waits no more.

    Raises StaleDraft, and BesideField for what can be said beside one field.
    """
    draft = typed.draft
    if typed.drawing:
        with beside("alt"):
            picture = store_picture(typed.drawing, alt=typed.alt, actor=actor, now=now)
        draft = replace(draft, picture_id=picture.id)
    if typed.figure:
        with beside("figure_alt"):
            picture = store_picture(typed.figure, alt=typed.figure_alt, actor=actor, now=now)
        draft = replace(draft, body=f"{draft.body.rstrip()}\n\n::figure{{{picture.id}}}\n")
    if draft_to_json(draft) != get_article(article_id).draft:
        with beside("body"):
            save_draft(article_id, draft, seen_revision=typed.revision, actor=actor, now=now)
        for work in draft.references:
            if work.key != "pmid:":
                keep_citation(work, actor=actor, now=now)
    forget_sheet(article_id, editor=actor, sheet=typed.sheet.name, serial=typed.sheet.serial)
    if typed.slug is not None:
        with beside("slug"):
            move_article(get_article(article_id), typed.slug, actor=actor, now=now)


@contextmanager
def beside(field: str) -> Iterator[None]:
    """Say a refusal beside this field; somebody else's save is another matter and goes through."""
    try:
        yield
    except StaleDraft:
        raise
    except DomainError as error:
        raise BesideField(field, error) from error
