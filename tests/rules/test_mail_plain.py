"""The plain part of a mail: short lines, broken softly, addresses whole (RFC 3676)."""

from app.outbox.plain import WIDTH, flow, unflow

PARAGRAPH = (
    "Somebody, probably you, asked us to write to this address when there is something new to read. " * 3
)
ADDRESS = "https://softhours.example/" + "a" * 120 + "/"


def test_long_lines_are_broken_and_come_back_as_they_were() -> None:
    text = "\n".join(
        [PARAGRAPH.strip(), "", "- " + PARAGRAPH.strip(), ADDRESS, "> quoted", "From here", " in"]
    )
    flowed = flow(text)
    assert max(len(line) for line in flowed.split("\n") if ADDRESS not in line) <= WIDTH + 1
    assert unflow(flowed) == text


def test_an_address_is_never_broken() -> None:
    assert ADDRESS in flow(f"Open this page: {ADDRESS} and press its button.").replace(" \n", "\n").split(
        "\n"
    )


def test_only_broken_lines_end_with_a_space() -> None:
    flowed = flow("One line that ends with spaces   \nand another")
    assert flowed == "One line that ends with spaces\nand another"
