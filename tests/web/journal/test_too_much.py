"""A megabyte of Markdown at the desk: every button says what is wrong, gives it back whole and changes nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.journal.desk import open_desk, press, stored

SHAPES = {
    "words": "word " * 200_000,
    "emphasis": "*a **b " * 150_000,
    "open directives": "::product{" * 100_000,
    "notes in notes": ":::note\n" * 125_000,
}
DEEDS = ("", "publication", "schedule", "outward-links", "review")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_megabyte_is_refused_whole_and_given_back(
    app: Flask, staff_client: FlaskClient, shape: str
) -> None:
    article_id, body = open_desk(app), SHAPES[shape]
    before = stored(app, article_id).draft
    deeds = DEEDS if shape == "words" else DEEDS[:1]
    for deed in deeds:
        answer = press(staff_client, article_id, deed, body=body)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, deed
        assert "This text is too long to be one page; please split it." in page
        assert body.strip()[:1000] in page and len(page) > 1_000_000, "what was typed comes back whole"
    kept = stored(app, article_id)
    assert (kept.revision, kept.draft) == (1, before)
