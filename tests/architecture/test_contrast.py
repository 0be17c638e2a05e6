"""The colours of each scheme in tokens.css and comfort.css by the WCAG formula: text 7:1, control lines 3:1."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = "".join((CSS / name).read_text() for name in ("tokens.css", "comfort.css"))
PAPERS = ("paper", "raised", "sunk")
TEXTS = ("ink", "soft", "accent", "read", "moss", "clay")


def luminance(colour: str) -> float:
    """Return the relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes() -> list[tuple[str, dict[str, str]]]:
    """Return each block of tokens that names a paper, with its selector."""
    found = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*--paper[^{}]*)\}", TOKENS):
        found.append(
            (" ".join(selector.split())[-60:], dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]+)", body)))
        )
    return found


PAIRS = [
    *((text, paper, 7.0) for text in TEXTS for paper in PAPERS),
    ("on-accent", "accent", 7.0),
    *((line, paper, 3.0) for line in ("line", "focus") for paper in PAPERS),
]


@pytest.mark.parametrize(("scheme", "colours"), schemes())
def test_every_pair_of_colours_can_be_read(scheme: str, colours: dict[str, str]) -> None:
    low = {
        f"{front} on {back}": round(contrast(colours[front], colours[back]), 2)
        for front, back, least in PAIRS
        if contrast(colours[front], colours[back]) < least
    }
    assert low == {}, scheme


def test_each_scheme_was_found() -> None:
    assert len(schemes()) == 7, "light twice, dark twice, dim, high contrast twice"


def test_the_formula_is_that_of_wcag() -> None:
    assert round(contrast("#fff", "#000"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
