"""Words that were typed and not kept: of which window, how long, and never laid over others."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.content.autosaving import KEPT, autosave, forget_sheet, get_autosave, list_autosaves, throw_away
from app.content.drafts import draft_from_json
from app.content.errors import OtherSheet
from app.content.queries import get_article
from app.db import transaction
from app.errors import NotFound
from tests.factories.journal import ACTOR, MORNING, NIGHTS, make_draft

pytestmark = pytest.mark.postgres
SHEET, OTHER = "a" * 22, "b" * 22


def type_words(article_id: int, body: str, serial: int = 1, *, sheet: str = SHEET, editor: str = ACTOR,
               now: datetime = MORNING) -> None:  # fmt: skip
    with transaction():
        autosave(
            article_id,
            replace(NIGHTS, body=body),
            editor=editor,
            sheet=sheet,
            serial=serial,
            seen_revision=1,
            now=now,
        )


def bodies(article_id: int) -> set[str]:
    return {draft_from_json(one.draft).body for one in list_autosaves(article_id)}


def test_what_is_typed_waits_apart_from_the_working_copy(context: Flask) -> None:
    article = make_draft()
    type_words(article.id, "First.")
    type_words(article.id, "First, and more.", 2)
    assert bodies(article.id) == {"First, and more."}
    assert draft_from_json(get_article(article.id).draft) == NIGHTS


def test_a_late_report_and_a_form_opened_twice_lay_nothing_over_the_newer_words(context: Flask) -> None:
    article = make_draft()
    type_words(article.id, "Newer.", 7)
    with pytest.raises(OtherSheet):
        type_words(article.id, "Older.", 6)
    with pytest.raises(OtherSheet):
        type_words(article.id, "The second window.", 7)
    assert bodies(article.id) == {"Newer."}
    type_words(article.id, "The second window.", 8, sheet=OTHER)
    assert bodies(article.id) == {"Newer.", "The second window."}


def test_the_same_report_twice_is_one(context: Flask) -> None:
    article = make_draft()
    for _ in range(2):
        type_words(article.id, "Once.", 3)
    assert bodies(article.id) == {"Once."}


def test_each_editor_and_each_window_has_words_of_its_own(context: Flask) -> None:
    article = make_draft()
    type_words(article.id, "Mine.")
    type_words(article.id, "Hers.", editor="user:2")
    assert bodies(article.id) == {"Mine.", "Hers."}


def test_keeping_takes_away_what_it_kept_and_nothing_newer(context: Flask) -> None:
    article = make_draft()
    type_words(article.id, "Newer.", 7)
    for serial, left in ((6, {"Newer."}), (7, set())):
        with transaction():
            forget_sheet(article.id, editor=ACTOR, sheet=SHEET, serial=serial)
        assert bodies(article.id) == left


def test_what_says_the_same_as_the_working_copy_does_not_wait(context: Flask) -> None:
    article = make_draft()
    type_words(article.id, "Changed.")
    type_words(article.id, NIGHTS.body, 2)
    assert bodies(article.id) == set()


def test_the_words_of_others_are_not_found(context: Flask) -> None:
    article = make_draft()
    type_words(article.id, "Hers.", editor="user:2")
    [hers] = list_autosaves(article.id)
    for look in (get_autosave, throw_away):
        with pytest.raises(NotFound), transaction():
            look(hers.id, article.id, editor=ACTOR)
    assert bodies(article.id) == {"Hers."}


def test_one_s_own_old_words_go_when_new_ones_come(context: Flask) -> None:
    article = make_draft()
    type_words(article.id, "Long ago.")
    type_words(article.id, "Hers, long ago.", editor="user:2")
    type_words(article.id, "Now.", sheet=OTHER, now=MORNING + KEPT + timedelta(days=1))
    assert bodies(article.id) == {"Now.", "Hers, long ago."}
