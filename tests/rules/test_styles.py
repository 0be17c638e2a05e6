"""What tests/support/styles.py sees: a page whose rules did not come along."""

import html5lib
import pytest

from tests.support.styles import missing_styles

ARTICLE = '<link rel="stylesheet" href="/static/abc/css/bundle-article.css">'
SHOP = '<link rel="stylesheet" href="/static/abc/css/bundle-shop.css">'
COMFORT = '<link rel="stylesheet" href="/static/abc/css/comfort.css">'


def looked_at(head: str, body: str) -> list[str]:
    root = html5lib.parse(
        f"<!doctype html><html><head>{head}</head><body>{body}", namespaceHTMLElements=False
    )
    return missing_styles(root.iter())


def test_a_class_that_the_bundle_does_not_know_is_told() -> None:
    table = '<table class="table"></table>'
    assert looked_at(SHOP, table) == []
    assert looked_at(ARTICLE, table)[0] == "['bundle-article'] do not know the class table"


def test_a_rule_that_was_left_out_is_told_though_its_classes_are_known() -> None:
    """`.input` and `.field` come with an article; what an input looks like that was filled in wrongly does not."""
    field = '<p class="field"><input class="input" aria-invalid="true">'
    assert looked_at(ARTICLE, field) == ["the bundle article left out .input[aria-invalid]"]
    assert looked_at(ARTICLE, '<p class="field"><input class="input">') == []


def test_a_class_that_is_styled_only_within_another_is_owed_nothing_elsewhere() -> None:
    assert looked_at(SHOP, '<p class="address">') == []
    assert looked_at(SHOP, '<p class="share"><b class="address">') != []


def test_a_class_without_any_rule_is_nobodys_matter() -> None:
    assert looked_at(ARTICLE, '<p class="no-sheet-knows-me">') == []


@pytest.mark.parametrize("chosen", ['data-scheme="dim"', 'data-text="large"', 'data-choices="fewer"'])
def test_what_a_visitor_chose_needs_its_sheet(chosen: str) -> None:
    body = f"<p {chosen}>"
    assert looked_at(SHOP + COMFORT, body) == []
    assert looked_at(SHOP, body) == [f"['{chosen.split('=')[0]}'] without css/comfort.css"]
