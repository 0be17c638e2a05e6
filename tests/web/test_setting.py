"""`flask setting`: what staff may set, from the command line."""

import pytest
from flask import Flask

from app.settings.queries import load_settings


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (("reverse_charge", "true"), ("tax_source", "stripe"), "do not go together"),
        (("tax_source", "stripe"), ("reverse_charge", "true"), "do not go together"),
        (("prices_include_tax", "false"), ("tax_source", "stripe"), "needs prices that are kept with tax"),
        (("tax_source", "stripe"), ("prices_include_tax", "false"), "needs prices that are kept with tax"),
    ],
)
def test_what_the_staff_page_refuses_the_command_line_refuses_in_either_order(
    app: Flask, first: tuple[str, str], second: tuple[str, str], words: str
) -> None:
    run = app.test_cli_runner().invoke
    before = run(args=["setting", second[0]]).output
    assert run(args=["setting", *first]).exit_code == 0
    refused = run(args=["setting", *second])
    assert refused.exit_code == 1 and words in refused.output
    assert run(args=["setting", second[0]]).output == before


def test_a_setting_is_printed_changed_and_refused_with_a_sentence(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["setting", "tax_percent"]).output == "23\n"
    assert (
        run(args=["setting", "postal_address", "1 Quay, Cork, Ireland"]).output == "1 Quay, Cork, Ireland\n"
    )
    assert run(args=["setting", "neutral_words", "false"]).exit_code == 0
    with app.app_context():
        settings = load_settings()
    assert (settings.has_own_address, settings.neutral_words) == (True, False)
    for wrong in (
        ["colour"],
        ["colour", "red"],
        ["tax_percent", "many"],
        ["tax_percent", "true"],
        ["countries", "IE"],
        ["tax_source", "nobody"],
    ):
        answer = run(args=["setting", *wrong])
        assert answer.exit_code == 1
        assert answer.output.startswith("Error: ")
    assert answer.output == "Error: tax_source is one of these words: own, stripe.\n"
    assert run(args=["setting", "tax_source", "own"]).exit_code == 0
    with app.app_context():
        assert load_settings().tax_percent == 23
